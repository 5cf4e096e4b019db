"""Words beside a number that change what it means, in English, Russian and the languages of the region. Data only.

They are in small letters. Most are declined in many ways, so these are known by their beginnings.
"""

import re

LETTERS = re.compile(r"[^\W\d_]+")
DIGIT = re.compile("[0-9]")

_WORDS = {
    "side": "buy buys buying buyer sell sells selling seller bid bids ask asks offer offers purchase sale sales sold"
    " bought пок прод бид аск алуу сатып сатуу satyn sotib сотиб satmak almak xarid geld скупка приём прием olaman"
    " olamiz алам алабыз аламыз мехарем мехарам",
    "many": "сто сотня сотни сотню тыс млн млрд mln bln bn mlrd thousand thousands hundred billion мың миң минг ming"
    " miň müň ҳазор хазор hazor жүз юз yuz ýüz сад сотен сотнями",
    "count": "ten five two three half dozen twenty fifty десять десяток десятка десятку пять два две двух три"
    " двадцать пятьдесят полсотни пол он ўн on даҳ бес беш besh bäş панҷ екі эки ikki iki ду жиырма жыйырма йигирма"
    " елу элүү эллик элликта ellik панҷоҳ пара пару couple",
    "another thing": "forecast forecasts target targets цели expected yesterday вчера назад ago кеше кече кеча kecha"
    " дирӯз düýn volume volumes turnover swap swaps своп свопы pips lots лоты лотов сделок сделки deals fees high low"
    " разница айырма айырмасы farq farqi фарқ hajm hajmi",
    "another thing on its line": "found цель alert loss дируз fake wrong outdated например example pip rsi macd lot"
    " лот сделка fee годовых max min макс мин если if agar эгер егер агар about almost roughly почти примерно около"
    " шамамен чамасында чамасы атрофида тахминан taxminan тақрибан takmynan более свыше больше меньше ortiq зиёд"
    " gacha дейін чейин жоғары kg кг oz час часа hour обратный обратная inverse reciprocal обменников разницы"
    " difference фарқи zgarish zgarishi пример masalan масалан мысал error retry get ping warn рост ростом старое"
    " старый будет будут лишним ли gap пик peak кечээ kechagi",
    "turning": "не ни никак not no isn never кроме except excluding без without вместо instead ниже выше below above"
    " under over after before под над после до минус плюс minus plus эмес емес emas эмас нест däl log lg ln exp sqrt"
    " корень квадрат логарифм tomorrow завтра ертең эртең ertaga эртага ertir эртир пагоҳ фардо",
    "behind": "время time мск msk уақыты уақыт убакыт вақт вақти vaqt vaqti wagt wagty раздел страница строка глава"
    " голоса голосов кратность сотнях неправда",
    "another thing in a heading": "change changes код ytd",
    "of a heading": "rate rates мы we our наш наши курсов курсам валютам месяц месяца неделю недели недель квартал"
    " сутки вкладам вклады дня день бірлік бирдик үчүн üçin lot лот see см курс курсы курса бағам бағамы бағамдар"
    " kurs kursi kurslari қурб қурби нарх нархи narx narxi price prices цена цены валют валюта валюты валютные"
    " currency currencies exchange traded торгов торги торгам of for the in per each and и к за на в для по от end"
    " конец конца начало начала today сегодня бүгін бугун bugun имрӯз unit units единиц единицу единицы ед бирлик"
    " birlik воҳид штук дона үшін учун uchun барои quoted shown given are is указан указаны указано номинал nominal"
    " nominali официальный official нбк нбрк нб рк цб банк банка bank cash наличный обмен обмена обменный month daily"
    " weekly implied historical total год года жыл yil year years",
    "no rate": "изм разн chg diff код коды code codes номер номера number no iso счет счёт счёта мин min макс max кол"
    " qty маржа margin leverage плечо просмотры views рейтинг rating rank год year лот lot баллы points доля share"
    " срок единиц единица единицы номинал nominal units scale масштаб id дата date время time low high ytd net vol"
    " trades место шаг count завтра tomorrow ертең эртең ertaga ertir tapawut",
    "another date": "until till до before deadline next срок born member",
    "short title": "low high код code спред farq фарқ gap ytd",
    "span": "день дня дней сутки суток неделя недели мин минут минуты min час часа часов hours hour days day week"
    " weeks күн күндө күні kun кун кунда рӯз руз gün шт",
    "piece": "цент цента центы центов центах центам cent cents пенс пенса пенсов пенни pence penny",
    "month": "january february march april may june july august september october november december jan feb mar apr"
    " jun jul aug sep sept oct nov dec янв фев мар апр июн июл авг сен сент окт ноя дек май мая мае майи майда майдын"
    " майнинг",
    "month in Latin letters of Uzbek and Turkmen": "yanvar fevral mart aprel may iyun iyul avgust sentabr sentyabr"
    " oktabr oktyabr noyabr dekabr ýanwar fewral maý iýun iýul awgust sentýabr oktýabr noýabr",
    "its endings": "da dagi dan ning gacha y ynda yň ynyň",
}
_BEGINNINGS = {
    "no rate": "вероятност динамик количеств изменен zgarish узгар ўзгар өзгөр өзгер",
    "of a heading": "аналит analyst эксперт expert японск узбекск росси казахск кыргызск таджикск туркменск иранск"
    " корейск индийск армянск американск китайск белорус прошл вариац банк bank нацбанк касс обмен exchang рын market"
    " бирж kase центр алмат астан бишкек ташкент toshkent душанбе ашхабад казахстан кыргыз таджик узбек туркмен",
    "side": "покуп купл купи прода сата сату сатылы satuw satýar satyar satar sotam sotad фурӯшем фурушем мефур olish"
    " sotish sotuv олиш сотиш сотув харид фурӯш фуруш satyş alyş",
    "many": "тысяч миллион миллиард million milliard миллиёрд мингта mingta",
    "another thing": "street bazaar базар парал чёрн черн уличн ortaça просмотр комментар балл рейтинг прогноз уровн"
    " level болжам болжол prognoz пешгӯ неверн фейк устаре объем объём оборот спред spread пункт волатил volatil"
    " комисс commission лимит limit баланс balance депозит deposit корреляц correlat ставк прибыл profit убыт максим"
    " миним приблиз approx литр liter litre грамм gram килограмм унци ounce тонн баррел barrel изменен снижен паден"
    " расхожд отклонен надбавк наценк скидк штраф сбор markup discount premium delta дельта опцион тағйир тафовут"
    " фарқият tapawut üýtgem хизматрас komiss плеч марж möçber стоп тейк страйк strike порог потолок çaklam өсім"
    " oʻzgar o‘zgar ўзгар узгар өзгер өзгөр көлем көлөм ҳажм ҳаҷм",
    "percent": "проц percent пайыз пайиз foiz фоиз дарсад göterim",
    "another date": "expir истек истёк следующ прогноз forecast предыдущ previous рожден birth copyright погод weather",
    "piece": "тиын тыйын тийин дирам копе tiyin tiyn tyiyn diram kopec kopek teňňe",
    "money": "доллар долор dollar евро еуро euro ýewro yevro рубл rubl rouble ruble юан yuan ýuan фунт funt pound лир"
    " lira тенге теңге tenge teňňe сом сум сўм som sum soum so сомон somon манат manat риал реал rial real драм dram"
    " лари lari лей leu лев гривн hryvn крон kron koruna франк frank franc иен йен yen вон won рупи rupee rupiy"
    " дирхам дирҳам dirham динар динор dinar бат baht шекел shekel злот zlot форинт forint тугрик tugrik төгрөг"
    " афгани афғони afghani ринггит ringgit песо peso ранд rand донг dong",
    "month": "январ феврал март апрел июн июл август сентябр октябр ноябр декабр қаңтар ақпан наурыз сәуір мамыр"
    " маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
}

_MONEY = tuple(_BEGINNINGS["money"].split())
_MOST_ENDING = 4
"""In letters: what may follow the beginning of what a currency is called."""

_SIDES, _SIDE_BEGINNINGS = frozenset(_WORDS["side"].split()), tuple(_BEGINNINGS["side"].split())
_MANY, _MANY_BEGINNINGS = frozenset(_WORDS["many"].split()), tuple(_BEGINNINGS["many"].split())
_COUNTS = frozenset(_WORDS["count"].split())
_OTHERS, _OTHER_BEGINNINGS = _WORDS["another thing"].split(), tuple(_BEGINNINGS["another thing"].split())
_OTHERS_ON_LINES = frozenset((*_OTHERS, *_WORDS["another thing on its line"].split()))
_OF_HEADINGS = frozenset(_WORDS["of a heading"].split())
_HEADING_BEGINNINGS = tuple(_BEGINNINGS["of a heading"].split())
_NO_RATES, _NO_RATE_BEGINNINGS = frozenset(_WORDS["no rate"].split()), tuple(_BEGINNINGS["no rate"].split())
_TOPICS = frozenset((*_OTHERS, *_WORDS["another thing in a heading"].split()))
_TURNING, _BEHIND = frozenset(_WORDS["turning"].split()), frozenset(_WORDS["behind"].split())
_SHORT_TITLES = frozenset(_WORDS["short title"].split())
_SPANS = frozenset(_WORDS["span"].split())
_OTHER_DATES = frozenset(_WORDS["another date"].split())
_OTHER_DATE_BEGINNINGS = tuple(_BEGINNINGS["another date"].split())
_LONGEST_LABEL = 5
"""In words: a longer line is a sentence."""
_PERCENT_BEGINNINGS = tuple(_BEGINNINGS["percent"].split())
_PIECES, _PIECE_BEGINNINGS = frozenset(_WORDS["piece"].split()), tuple(_BEGINNINGS["piece"].split())
_MONTH_BEGINNINGS = tuple(_BEGINNINGS["month"].split())
_MONTHS = frozenset(
    (
        *_WORDS["month"].split(),
        *(
            month + ending
            for month in _WORDS["month in Latin letters of Uzbek and Turkmen"].split()
            for ending in ("", *_WORDS["its endings"].split())
        ),
    )
)


def is_side(word: str) -> bool:
    """Whether a word names one side of two prices: buy, sell, покупка, сотиш."""
    return word in _SIDES or word.startswith(_SIDE_BEGINNINGS)


def is_many(word: str) -> bool:
    """Whether a word multiplies, or is a unit in words: million, тысяч, минг."""
    return word in _MANY or word.startswith(_MANY_BEGINNINGS)


def is_count(word: str) -> bool:
    """Whether a word is a small number: before the name of a currency it says a unit. Some have other meanings."""
    return word in _COUNTS


def is_another_thing(word: str) -> bool:
    """Whether a word says that a figure is not what one unit costs today: прогноз, volume, yesterday, about."""
    return word in _OTHERS_ON_LINES or word.startswith(_OTHER_BEGINNINGS)


def is_turning(word: str) -> bool:
    """Whether a word right before a pair says that the figure is not the pair's own: not, кроме, below, log."""
    return word in _TURNING


def is_said_behind(word: str) -> bool:
    """Whether a word behind a figure says that it is a time, a page or a count."""
    return word in _BEHIND


def is_topic(word: str) -> bool:
    """Whether a word in a heading says that the figures below it are another thing: forecasts, volumes, changes."""
    return word in _TOPICS or word.startswith(_OTHER_BEGINNINGS)


def is_short_title(word: str) -> bool:
    """Whether a short word alone on a line is a title of figures rather than a button, a time or a scrap."""
    return word in _SHORT_TITLES


def is_of_heading(word: str) -> bool:
    """Whether a word may stand in a heading that speaks of the rates below it."""
    kinds = (is_side, is_topic, is_percent, is_piece, is_many, is_count, is_span, is_month)
    return word in _OF_HEADINGS or word.startswith(_HEADING_BEGINNINGS) or any(is_kind(word) for is_kind in kinds)


def is_no_rate(word: str) -> bool:
    """Whether a word heads a column of a table that holds no rates: codes, numbers of units, changes, counts."""
    return word in _NO_RATES or word.startswith(_NO_RATE_BEGINNINGS)


def announces_another_date(line: str) -> bool:
    """Whether a line is a label that says of the date below it that it is another than the rates': `Valid until`."""
    words = LETTERS.findall(line.lower())
    is_label = 0 < len(words) <= _LONGEST_LABEL and not DIGIT.search(line)
    return is_label and any(it in _OTHER_DATES or it.startswith(_OTHER_DATE_BEGINNINGS) for it in words)


def is_span(word: str) -> bool:
    """Whether a word names a span of time: дней, часов, minutes."""
    return word in _SPANS


def is_percent(word: str) -> bool:
    """Whether a word says percent, in any form."""
    return word.startswith(_PERCENT_BEGINNINGS)


def is_piece(word: str) -> bool:
    """Whether a word names the smaller part of a sum: cents, тиын, дирам."""
    return word in _PIECES or word.startswith(_PIECE_BEGINNINGS)


def is_month(word: str) -> bool:
    """Whether a word names a month, in any form."""
    return word in _MONTHS or word.startswith(_MONTH_BEGINNINGS)


def is_money(word: str) -> bool:
    """Whether a word is what some currency is called, in any form: СОМЫ, риалов, tenges."""
    return any(word.startswith(name) and len(word) <= len(name) + _MOST_ENDING for name in _MONEY)

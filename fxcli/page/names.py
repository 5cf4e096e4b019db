"""What currencies are called in running text: `узбекских сумов`, `US dollars`, `₸`, in the languages of the region."""

import re
from functools import cache, lru_cache

from fxcli.currency import SIGNS

# The nouns of each in the forms that stand after a number, without dots and with one apostrophe.
_NOUNS = {
    "KGS": "soms сома сомов ⃀",
    "KZT": "tenge tenges tengesi teñge teňge teňgesi тенге теңге теңгесі тенгеси теңгеси танга тангаи тг тнг ₸",
    "TJS": "somoni somonis somonisi somony сомони сомонӣ сомонї сомонии сомониси смн",
    "UZS": "sum sums sumi sumy soum soums so'm so'mi сум сума сумы сумов сумі сўм сўми сӯм сӯми",
    "USD": "dollar dollars dollari dollary доллар доллара доллары долларов доллари доллару долл $ us$",
    "EUR": "euro euros евро еуро еуросы евроси yevro ýewro €",
    "RUB": "ruble rubles rouble roubles rubl rubli rubly рубль рубля рубли рублей рубл рублі рублу рублиси руб ₽",
    "CNY": "yuan yuans yuani ýuany renminbi rmb юань юаня юани юаней юані юаны",
    "TRY": "lira liras lirasi lirasy лира лиры лир лирасы лираси лираи ₺",
    # Words of several currencies, which only their country tells apart.
    "KGS UZS": "som somi somy сом соми сому сомы сомі",
    "TMT AZN": "manat manats manati manaty manady манат маната манаты манати манатов",
    "GBP EGP": "pound pounds funt фунт фунта фунты фунти фунтов £",
    "CNY JPY": "¥",
}

# The beginnings of the words that say whose it is, before the noun or behind it.
_COUNTRIES = {
    "KGS": "кыргыз киргиз қырғыз қирғиз kyrgyz qirg'iz gyrgyz",
    "KZT": "казах қазақ казак қазоқ қозоғистон қозоқ kazakh qazaq qozog' qozoq gazak рк$",
    "TJS": "таджик тажик тәжік тоҷик тожик tajik tojik täjik рт$",
    "UZS": "узбек өзбек ўзбек ӯзбек uzbek o'zbek özbek руз$",
    "TMT": "туркмен түрікмен түркмен түркмөн туркман turkmen türkmen turkman",
    "AZN": "азербайджан әзірбайжан озарбайжон azerbaijan ozarbayjon",
    "USD": "сша$ us$ u.s usa$ american американ америка амрико ақш акш има$ aqsh abş",
    "RUB": "росси ресей орыс$ орус$ русия русӣ рус$ рф$ russia rossiya rus$",
    "CNY": "китай қытай кытай хитой хитоӣ чин$ чинӣ кнр$ chinese china xitoy hytaý",
    "GBP": "стерлинг британ великобритан ағылшын англия англис инглис sterling british britan angliya",
    "EGP": "египет egypt",
    "TRY": "турец турц түрк түрік турк turk türk",
}

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bb\u02bc\u0060\u00b4\u2032", "'"))
_MOST_WORDS = 4
SIGN = rf"(?:[Uu][Ss]\$|[{SIGNS}])"
"""A sign that names a currency."""
_WORD = re.compile(rf"(?:{SIGN}|[^\W\d_]{{1,40}}+(?:['‘’ʻʼ`´′.][^\W\d_]{{1,40}}+){{0,4}}+\.?)(?!\w)")
NAME = rf"(?:{SIGN}|[^\W\d_])"
"""What the name of a currency begins with."""


@lru_cache(1024)
def named(words: tuple[str, ...]) -> frozenset[str]:
    """The codes that the words of a name may mean together: one where it is certain, none where it is no name."""
    noun: frozenset[str] | None = None
    countries: list[frozenset[str]] = []
    for word in words:
        folded = word.lower().translate(_APOSTROPHES).rstrip(".")
        if codes := _nouns().get(folded):
            if noun is not None:
                return frozenset()
            noun = codes
        elif codes := _of_country(folded):
            countries.append(codes)
        else:
            return frozenset()
    return noun.intersection(*countries) if noun else frozenset()


def name_at(text: str, position: int, stop: int, gaps: str) -> tuple[int, frozenset[str]]:
    """Where the longest name of a currency ends that begins at a position, and the codes that it may mean.

    Its words stand one of `gaps` apart. Where there is none it ends where it begins.
    """
    words: list[str] = []
    best: tuple[int, frozenset[str]] = position, frozenset()
    while len(words) < _MOST_WORDS and (word := _WORD.match(text, position, stop)):
        words.append(word[0])
        if codes := named(tuple(words)):
            best = word.end(), codes
        if not (word.end() < stop and text[word.end()] in gaps):
            break
        position = word.end() + 1
    return best


@cache
def _nouns() -> dict[str, frozenset[str]]:
    return {noun: frozenset(codes.split()) for codes, nouns in _NOUNS.items() for noun in nouns.split()}


@lru_cache(1024)
def _of_country(word: str) -> frozenset[str]:
    """The codes of the countries that a word may say: a beginning of it, or with `$` the whole of it, stands above."""
    return frozenset(
        code
        for code, beginnings in _COUNTRIES.items()
        if any(
            word == beginning[:-1] if beginning.endswith("$") else word.startswith(beginning)
            for beginning in beginnings.split()
        )
    )

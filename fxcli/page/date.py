"""Which day a text names: a full date in the languages of the region, or none. Half a date is none."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from fxcli.printed import PartOfDate

LONGEST = 120
"""A longer text names no day, in characters."""

# The months in English, Russian and Kyrgyz, Kazakh, Uzbek in both scripts, Tajik and Turkmen, as they stand in a date.
_MONTH_NAMES = (
    "january jan январь января янв январ январи қаңтар yanvar ýanwar",
    "february feb февраль февраля фев феврал феврали ақпан fevral fewral",
    "march mar март марта мар марти наурыз mart",
    "april apr апрель апреля апр апрел апрели сәуір aprel",
    "may май мая маи мамыр maý",
    "june jun июнь июня июн июни июну маусым iyun iýun",
    "july jul июль июля июл июли июлу шілде iyul iýul",
    "august aug август августа авг августи августу тамыз avgust awgust",
    "september sep sept сентябрь сентября сен сентябр сентябри қыркүйек sentabr sentyabr sentýabr",
    "october oct октябрь октября окт октябр октябри қазан oktabr oktyabr oktýabr",
    "november nov ноябрь ноября ноя ноябр ноябри қараша noyabr noýabr",
    "december dec декабрь декабря дек декабр декабри желтоқсан dekabr",
)
_WEEKDAY_NAMES = (
    "monday пн понедельник дүйсенбі дүйшөмбү dushanba душанба душанбе duşenbe",
    "tuesday вт вторник сейсенбі шейшемби seshanba сешанба сешанбе sişenbe",
    "wednesday ср среда сәрсенбі шаршемби chorshanba чоршанба чоршанбе çarşenbe",
    "thursday чт четверг бейсенбі бейшемби payshanba пайшанба панҷшанбе penşenbe",
    "friday пт пятница жұма жума juma ҷумъа anna",
    "saturday сб суббота сенбі ишемби shanba шанба шанбе şenbe",
    "sunday вс воскресенье жексенбі жекшемби yakshanba якшанба якшанбе ýekşenbe",
)
_ENGLISH = {name: names.split()[0] for names in (*_MONTH_NAMES, *_WEEKDAY_NAMES) for name in names.split()}
_MONTHS = {name: month for month, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_POSSESSIVES = ("ы", "і", "y", "i", "сы", "сі")
"""Endings of a month in Kazakh, Kyrgyz and Turkmen."""
_YEAR_WORDS = (
    *("г", "год", "года", "ж", "жыл", "жылы", "жылғы", "жылдың", "жылдын", "y", "yil", "yili", "yilgi", "yilning"),
    *("й", "йил", "йили", "йилги", "соли", "сол", "ý", "ýyl", "ýyly", "ýylyň"),
)
_ORDINALS = ("st", "nd", "rd", "th", "го", "е", "чи", "njy", "nji", "ynjy", "inji")

_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{2})(?P=mark)(?P<day>[0-9]{2})")
_DAY_FIRST = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<mark>[./-])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})"
    rf"(?:[ -]?(?:{'|'.join(_YEAR_WORDS)})\.?)?"
)
_WITH_WEEKDAY = re.compile(
    r"(?P<before>[^\W\d_]{2,12})[.,]{0,2} (?P<dated>[0-9].+)"
    r"|(?P<date>[0-9].+?),? (?P<open>\()?(?P<behind>[^\W\d_]{2,12})(?(open)\)|)"
)
_LATE_IN_MONTH = re.compile(r"(?<![0-9])(?:29|[3-9][0-9])(?![0-9])")
_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2}) ([^\W\d_]{3,9}) ([0-9]{4})")


def full_date(text: str) -> date | None:
    """The day that a text names when it names a full one and nothing else; None otherwise.

    `09 December 2025`, `9 Dec 2025`, `December 9, 2025`, `Tuesday, 9 December 2025`, `2025-12-09` (also with slashes
    or points), `09.12.2025` (day first), and where the day is above 12 `25/12/2025` and `25-12-2025`. In words also
    in Russian, Kazakh, Kyrgyz, Uzbek, Tajik and Turkmen: `9 декабря 2025 года`, `2025 жылғы 9 желтоқсан`,
    `2025-yil 9-dekabr`. A weekday must fit.
    """
    text = text.strip()
    if not 8 <= len(text) <= LONGEST:
        return None
    parts = _parts(text)
    return _day(*parts) if parts else _with_weekday(text) or _worded(text)


def does_not_exist(text: str) -> bool:
    """Whether a text is written as a full date, but of a day that no calendar has: `31.02.2026`, `June 31, 2026`."""
    text = text.strip()
    parts = _parts(text)
    if parts:
        return _day(*parts) is None
    return full_date(text) is None and full_date(_LATE_IN_MONTH.sub("28", text)) is not None


def _parts(text: str) -> tuple[str, str, str] | None:
    """The year, the month and the day in figures, of a date in one of the three plainest forms."""
    if numeric := _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text):
        day, month, year = numeric.group("day", "month", "year")
        return None if numeric.re is _DAY_FIRST and _is_either(numeric) else (year, month, day)
    if plain := _DAY_MONTH_YEAR.fullmatch(text):
        day, name, year = plain.groups()
        if name.lower() in _MONTHS:
            return year, str(_MONTHS[name.lower()]), day
    return None


def _is_either(day_first: re.Match[str]) -> bool:
    """Whether what seems to be the day may be the month."""
    return day_first["mark"] != "." and int(day_first["day"]) <= 12


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _with_weekday(text: str) -> date | None:
    """The day of a date in a plain form with its weekday: `вт, 09.12.2025`, `9 December 2025 (Tuesday)`."""
    found = _WITH_WEEKDAY.fullmatch(text)
    parts = _parts(found["dated"] or found["date"]) if found else None
    weekday = _name((found["before"] or found["behind"]).lower()) if found and parts else None
    day = _day(*parts) if parts and weekday else None
    return day if day and weekday and weekday[:3] == _WEEKDAYS[day.weekday()] else None


# Other orders of day, month and year are left to dateutil, but only words and figures that make one full date.
_WORDED = re.compile(r"[^\W_]+(?:(?:[ ,.]{1,3}|(?<=[0-9])-(?=[^\W\d_]))[^\W_]+)*\.?")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")
_SHORT_WEEKDAY = re.compile(r"(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\Z")


def _worded(text: str) -> date | None:
    words = _in_english(_TOKEN.findall(text.lower())) if _WORDED.fullmatch(text) else None
    if words is None:
        return None
    months = [word for word in words if word in _MONTHS]
    weekdays = [word for word in words if word[:3] in _WEEKDAYS]
    figures = sorted(len(word) for word in words if word.isdigit())
    if len(months) != 1 or len(weekdays) > 1 or figures not in ([1, 4], [2, 4]):
        return None
    from dateutil import parser  # only here: its import costs more than most pages

    english = " ".join(words)
    try:
        readings = {parser.parse(english, default=datetime(year, 1, 1)).date() for year in (2000, 2001)}
    except (ValueError, OverflowError):
        return None
    day = readings.pop()
    if f"{day.year:04}" not in english:  # dateutil takes 0025 for 2025
        return None
    fits = not readings and all(_WEEKDAYS[day.weekday()] == weekday[:3] for weekday in weekdays)
    return day if fits else None


def _in_english(words: list[str]) -> list[str] | None:
    """The figures of a date and the English names of its month and weekday; None where another word stands in it."""
    english: list[str] = []
    before = ""
    for word in words:
        if word.isdigit():
            english.append(word)
        elif name := _name(word):
            english.append(name)
        elif not (word in _ORDINALS and before.isdigit()) and not (word in _YEAR_WORDS and _is_year(before, english)):
            return None
        before = word
    return english


def _name(word: str) -> str | None:
    if _SHORT_WEEKDAY.match(word):
        return word
    stems = (word, *(word.removesuffix(ending) for ending in _POSSESSIVES))
    return next((_ENGLISH[stem] for stem in stems if stem in _ENGLISH), None)


def _is_year(before: str, english: list[str]) -> bool:
    """Whether a word for the year stands beside one: `2025 года`, `2025-nji ýylyň`, `соли 2025`."""
    return len(before) == 4 or before in _ORDINALS or (bool(english) and english[-1] in _MONTHS)


_ZONE = "(?:[A-Z]{1,4})?(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
_TIME = (
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?: ?[ap]\.?m\.?)?"
    rf"(?: ?\({_ZONE}\)| ?(?:мск|{_ZONE}))?"
)
_TIME_BEHIND = re.compile(rf"(?:,? |T|,? (?:в|at) | [|–—-] ){_TIME}(?: ч\.?)?\Z", re.IGNORECASE)
_TIME_BEFORE = re.compile(rf"{_TIME}(?:,| –| -| \|)? ", re.IGNORECASE)
# Words that say that a date is the rates', or that of a page with rates.
_BESIDE_RATES = """
    rates? official exchange currency foreign daily of the national central bank nbk nbkr nbt cbu cbt republic
    kazakhstan kyrgyzstan kyrgyz tajikistan uzbekistan turkmenistan
    курсы? официальны[йе] валют валюты иностранных обмена к в нб нбк нбрк нбкр нбт цб рк кр рт руз рф нацбанка
    национального центрального центробанка банка республики кыргызской
    (?:казах|кыргыз|таджики|узбеки|туркмени)стана? (?:казах|кыргыз|таджики|узбеки|туркмени)стане росси[ия]
    доллара сша евро рубля юаня тенге сома сомони сума маната доллару рублю сому суму манату
"""
_BESIDE_RATE = rf"(?:{'|'.join(_BESIDE_RATES.split())})(?!\w)"
_WORDS_BEFORE = re.compile(
    rf"""
    (?: (?=(?:[^\W\d_]+\ ){{0,8}}(?:rates?|курсы?)(?!\w)) {_BESIDE_RATE}(?:\ {_BESIDE_RATE})*+
        (?:\ (?:as\ of|for|on|на(?:\ сегодня|\ дату)?))?
      | (?:last\ )? updated? (?:\ on)?
      | as\ of
      | (?:по\ состоянию\ )? на (?:\ дату)?
      | (?:последнее\ |(?:официальные\ )?курсы(?:\ валют)?\ )? обновлен(?:о|ы|ие)(?:\ на)?
      | жаңартылды | жаңыртылды | yangilandi | янгиланди
      | дата (?:\ курсов|\ курса|\ обновления)? | date | күні | күнү | sana | сана | sene
    ) (?:[:,]|\ [–—-])? \ +
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORDS_BEHIND = re.compile(r" (?:holatiga(?: ko'ra)?|ҳолатига(?: кўра)?|күнгі(?: бағам(?:дар)?)?)\Z", re.IGNORECASE)
_ORNAMENTS = " •*·_#>|▪●■◆\U0001f4c5\U0001f4c6\U0001f5d3"
"""Bullets, emphasis, bars of a table, marks of a quotation and calendars: around a date they say nothing."""
_DATELINE = re.compile(r"(?P<place>[^\W\d_]{3,20}(?:[ -][^\W\d_]{3,20})?), (?P<date>[^/]{8,40}?) ?/[^/]{1,40}/\.?")


def line_date(text: str) -> date | None:
    """The day that a line of a page names when it names one and nothing else that has another meaning.

    A full date, alone or with its time, with words that say it is the rates' or the page's (`as of`, `курсы НБ РК на`,
    `updated`, `дата`), or as a dateline (`ДУШАНБЕ, 21.05.2025 /…/`).
    """
    if len(text) > LONGEST or not any(map(str.isdigit, text)):
        return None
    text = text.strip(_ORNAMENTS)
    if text[:1] + text[-1:] in ("()", "[]"):
        text = text[1:-1]
    text = text.rstrip(".:")
    if day := full_date(text):
        return day
    dateline = _DATELINE.fullmatch(text)
    if dateline and dateline["place"].isupper():
        return full_date(dateline["date"])
    if words := _WORDS_BEFORE.match(text):
        text = text[words.end() :]
    text = _WORDS_BEHIND.sub("", text)
    without_time = _TIME_BEHIND.sub("", text)
    if without_time == text and (time := _TIME_BEFORE.match(text)):
        without_time = text[time.end() :]
    return full_date(without_time)


_ANYWHERE = re.compile(
    r"""
    (?<!\w)(?:
        [0-9]{4}([-/.])[0-9]{2}\1[0-9]{2}
      | [0-9]{1,2}([./-])[0-9]{1,2}\2[0-9]{4}
      | [0-9]{1,2}(?:st|nd|rd|th|-го)? [ -] [^\W\d_]{3,9},? \ [0-9]{4}
      | [^\W\d_]{3,9}\.? \ [0-9]{1,2}(?:st|nd|rd|th)?,? \ [0-9]{4}
      | [0-9]{4}[ -][^\W\d_]{3,6} \ [0-9]{1,2}[ -][^\W\d_]{3,9}
    )(?:(?!\w)|(?=[гжйyý](?!\w)))
    """,
    re.VERBOSE,
)


def dates_in(text: str) -> Iterator[date]:
    """The full dates that stand anywhere in a text, in their order."""
    return (day for day in sure_and_unsure_dates_in(text) if not isinstance(day, str))


def sure_and_unsure_dates_in(text: str) -> Iterator[date | str]:
    """The same, and in their places, as they are written, those that can be two days: `05/11/2026`."""
    for found in _ANYWHERE.finditer(text):
        if day := full_date(found[0]):
            yield day
        elif (numeric := _DAY_FIRST.fullmatch(found[0])) and _is_either(numeric):
            yield found[0]


_PART = re.compile(
    rf"""
    (?<![\w.,/:-]) (?P<day>[0-9]{{1,2}}) (?:-?(?:{"|".join(_ORDINALS)}))? [ -] (?P<month>[^\W\d_]{{3,12}}) (?!\w)
  | (?<!\w) (?P<month_of>[^\W\d_]{{3,12}}) [.,]{{0,2}}\ (?P<year_of>(?:19|20)[0-9]{{2}}) (?![0-9])
  | (?<!\w) (?P<month_first>[^\W\d_]{{3,12}}) \.?\ (?P<day_second>[0-9]{{1,2}}) (?![\w%]|[.,:/][0-9])
  | (?<![\w.,/:-]) (?P<year>(?:19|20)[0-9]{{2}}) (?![0-9%]|[.,:/-][0-9])
    """,
    re.VERBOSE,
)
_SAID = re.compile(rf"\)|[ -]?(?:{'|'.join(_YEAR_WORDS)}|year)(?!\w)")


def parts_of_dates_in(text: str, *, is_label: bool) -> Iterator[PartOfDate]:
    """What a text says of days that it does not name in full: `20 ноября`, `Nov 2025`, `2025`.

    Four figures alone are a year in a label, elsewhere only in brackets or with a word for it.
    """
    for found in _PART.finditer(_ANYWHERE.sub(";", text)):
        name = found["month"] or found["month_of"] or found["month_first"]
        month = _month(name.lower()) if name else None
        day, year = found["day"] or found["day_second"], found["year"] or found["year_of"]
        is_year = found["year"] and (is_label or _SAID.match(found.string, found.end()))
        if month or is_year:
            yield PartOfDate(found[0], int(year) if year else None, month, int(day) if day else None)


def _month(word: str) -> int | None:
    name = _name(word)
    return _MONTHS.get(name) if name else None


_NAME_DATE = re.compile(r"(?<![0-9])(?:([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})([0-9]{2})([0-9]{2}))(?![0-9])")
_DAY_FIRST_IN_NAME = re.compile(r"(?<![0-9])(?<![0-9][-._])[0-9]{1,2}([-._])[0-9]{1,2}\1[0-9]{4}(?![0-9])")


def name_date(name: str) -> date | None:
    """The one full date in a file's name (`2025-12-09`, `20251209`), without its folders.

    A name with two dates has none, nor has one that is also readable as day, month, year: `rates_09-12-2025-10-30`.
    """
    base = re.split(r"[/\\]", name)[-1]
    days = {_day(*filter(None, found.groups())) for found in _NAME_DATE.finditer(base)} - {None}
    return days.pop() if len(days) == 1 and not _DAY_FIRST_IN_NAME.search(base) else None

"""Which date a page claims. Today's date is never assumed, and half a date is none."""

import re
from datetime import date, datetime

_LONGEST = 64

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})\2([0-9]{4})")
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2}) ([A-Za-z]{3,9}) ([0-9]{4})")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

# Other orders of day, month and year are left to dateutil, but only words and figures that make one full date.
_WORDED = re.compile(r"[A-Za-z0-9 ,.]+")
_FIGURE = re.compile(r"[0-9]+")
_WORD = re.compile(r"[A-Za-z]+")
_ORDINALS = frozenset(("st", "nd", "rd", "th"))

_NAME_DATE = re.compile(r"(?<![0-9])(?:([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})([0-9]{2})([0-9]{2}))(?![0-9])")


def full_date(text: str) -> date | None:
    """The day that a text names when it names a full one and nothing else; None otherwise.

    `09 December 2025`, `9 Dec 2025`, `December 9, 2025`, `Tuesday, 9 December 2025`, `2025-12-09`,
    `09.12.2025` (day first) and `25/12/2025`; with slashes the day must be above 12. A weekday must fit.
    """
    text = text.strip()
    if not 8 <= len(text) <= _LONGEST:
        return None
    if iso := _ISO.fullmatch(text):
        return _day(*iso.groups())
    if numeric := _DAY_FIRST.fullmatch(text):
        day, mark, month, year = numeric.groups()
        return None if mark == "/" and int(day) <= 12 else _day(year, month, day)
    if plain := _DAY_MONTH_YEAR.fullmatch(text):
        day, name, year = plain.groups()
        return _day(year, str(_MONTHS.get(name.lower(), 0)), day)
    return _worded(text)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _worded(text: str) -> date | None:
    words = [word.lower() for word in _WORD.findall(text)]
    months = [word for word in words if word in _MONTHS]
    weekdays = [word for word in words if word[:3] in _WEEKDAYS]
    figures = sorted(map(len, _FIGURE.findall(text)))
    known = len(months) + len(weekdays) + sum(word in _ORDINALS for word in words)
    if not _WORDED.fullmatch(text) or len(months) != 1 or len(weekdays) > 1 or known != len(words):
        return None
    if figures not in ([1, 4], [2, 4]):
        return None
    from dateutil import parser  # only here: its import costs more than most pages

    try:
        readings = {parser.parse(text, default=datetime(year, 1, 1)).date() for year in (2000, 2001)}
    except (ValueError, OverflowError):
        return None
    day = readings.pop()
    if f"{day.year:04}" not in text:  # dateutil takes 0025 for 2025
        return None
    fits = not readings and all(_WEEKDAYS[day.weekday()] == weekday[:3] for weekday in weekdays)
    return day if fits else None


def name_date(name: str) -> date | None:
    """The one full date in a file's name (`2025-12-09`, `20251209`), without its folders."""
    base = re.split(r"[/\\]", name)[-1]
    days = {_day(*filter(None, found.groups())) for found in _NAME_DATE.finditer(base)} - {None}
    return days.pop() if len(days) == 1 else None


def line_date(text: str) -> date | None:
    """The day that a line of a page names when it names nothing else."""
    return full_date(text)

"""Rates in words, on a whole line: `1 доллар США — 10.9135 сомони,`, `100 узбекских сумов = 12,28 тенге`."""

import re

from fxcli.page.before import skip_bullets
from fxcli.page.head import is_home
from fxcli.page.line import BLANK, BLANKS, GAP
from fxcli.page.names import NAME, name_at
from fxcli.page.written import FIGURES, UNIT, read_unit
from fxcli.refusal import Reason

_BEGINNING = re.compile(rf"(?P<unit>{UNIT}){BLANK}(?={NAME})", re.VERBOSE)
_SEPARATOR = re.compile(rf"{BLANK}?(?:[=:–—]|-(?={BLANK})){BLANK}?", re.VERBOSE)
_VALUE = re.compile(rf"(?P<figures>{FIGURES}){BLANK}?(?={NAME})", re.VERBOSE)
_TWO_VALUES = re.compile(
    rf"""
    (?:{BLANK}?(?i:from|от|аз){BLANK})? {FIGURES} {BLANK}?(?:[-–—/]|(?i:to|до|то)){BLANK}? {FIGURES}
    {BLANK}?(?={NAME})
    """,
    re.VERBOSE,
)
_END = re.compile(rf"{BLANK}?[,;.]?{GAP}?\Z", re.VERBOSE)


def in_words(text: str, start: int, stop: int) -> tuple[int, str, str, int, str | Reason] | None:
    """What a line says in words: where it begins, base, quote, unit, and the figures or the reason against them.

    None where anything but bullets, the names of two currencies and one number stands on it.
    """
    begin = skip_bullets(text, start, stop)
    beginning = _BEGINNING.match(text, begin, stop)
    if beginning is None:
        return None
    end, bases = name_at(text, beginning.end(), stop, BLANKS)
    separator = _SEPARATOR.match(text, end, stop)
    if len(bases) != 1:
        return None
    value = _VALUE.match(text, separator.end(), stop) if separator else None
    two = None if value else _TWO_VALUES.match(text, separator.end() if separator else end, stop)
    found = value or two
    if found is None:
        return None
    end, quotes = name_at(text, found.end(), stop, BLANKS)
    (base,) = bases
    if len(quotes) != 1 or base in quotes or not _END.match(text, end, stop):
        return None
    (quote,) = quotes
    if not is_home(base, quote):
        return None
    unit = read_unit(beginning["unit"])
    if value and (base, quote, value["figures"]) == ("TMT", "KZT", "100"):
        return begin, base, quote, unit, Reason.UNCLEAR  # the hundredth of a manat has the same name, in most languages
    return begin, base, quote, unit, Reason.RANGE if two else found["figures"]

"""Rates in words or signs, on a whole line.

1 доллар США — 10.9135 сомони,    names; 100 узбекских сумов = 12,28 тенге
1$ = 478,77 ₸                     signs; $1 = ₸478.77
1 USD = 478,77 тенге              a code and a name
"""

import re

from fxcli.currency import is_active
from fxcli.page.before import skip_bullets
from fxcli.page.head import is_home
from fxcli.page.line import BLANK, BLANKS, GAP
from fxcli.page.names import NAME, SIGN, name_at, named
from fxcli.page.written import FIGURES, UNIT, read_unit
from fxcli.refusal import Reason

_BEGINNING = re.compile(
    rf"(?P<unit>{UNIT})(?:{BLANK}(?={NAME})|(?={SIGN}))|(?P<sign>{SIGN}){BLANK}?(?P<amount>{UNIT})(?![\w.,'’])",
    re.VERBOSE,
)
_SEPARATOR = re.compile(rf"{BLANK}?(?:[=:–—]|-(?={BLANK})){BLANK}?", re.VERBOSE)
_VALUE = re.compile(rf"(?P<sign>{SIGN}{BLANK}?)?(?P<figures>{FIGURES})(?(sign)|{BLANK}?(?={NAME}))", re.VERBOSE)
_TWO_VALUES = re.compile(
    rf"""
    (?:{BLANK}?(?i:from|от|аз){BLANK})? {FIGURES} {BLANK}?(?:[-–—/]|(?i:to|до|то)){BLANK}? {FIGURES}
    {BLANK}?(?={NAME})
    """,
    re.VERBOSE,
)
_CODE = re.compile(r"[A-Z]{3}(?!\w)")
_END = re.compile(rf"{BLANK}?[,;.]?{GAP}?\Z", re.VERBOSE)


def in_words(text: str, start: int, stop: int) -> tuple[int, str, str, int, str | Reason] | None:
    """What a line says in words: where it begins, base, quote, unit, and the figures or the reason against them.

    None where anything but bullets, the names, signs or codes of two currencies and one number stands on it, or only
    codes: these are a unit form.
    """
    begin = skip_bullets(text, start, stop)
    beginning = _BEGINNING.match(text, begin, stop)
    if beginning is None:
        return None
    end, bases, is_code = _name(text, beginning, stop)
    separator = _SEPARATOR.match(text, end, stop)
    if len(bases) != 1:
        return None
    value = _VALUE.match(text, separator.end(), stop) if separator else None
    two = None if value else _TWO_VALUES.match(text, separator.end() if separator else end, stop)
    found = value or two
    if found is None:
        return None
    end, quotes, is_code_too = _name(text, found, stop)
    (base,) = bases
    if len(quotes) != 1 or base in quotes or (is_code and is_code_too) or not _END.match(text, end, stop):
        return None
    (quote,) = quotes
    if not is_home(base, quote):
        return None
    unit = read_unit(beginning["unit"] or beginning["amount"])
    if value and (base, quote, value["figures"]) == ("TMT", "KZT", "100"):
        return begin, base, quote, unit, Reason.UNCLEAR  # the hundredth of a manat has the same name, in most languages
    return begin, base, quote, unit, Reason.RANGE if two else found["figures"]


def _name(text: str, amount: re.Match[str], stop: int) -> tuple[int, frozenset[str], bool]:
    """Where the name, the sign or the code of an amount's currency ends, what it may mean, and whether it is a code."""
    sign = amount.groupdict().get("sign")
    if sign:
        return amount.end(), named((sign.strip(BLANKS),)), False
    code = _CODE.match(text, amount.end(), stop)
    if code and is_active(code[0]):
        return code.end(), frozenset((code[0],)), True
    return *name_at(text, amount.end(), stop, BLANKS), False

"""What written digits mean, or why they mean nothing certain; and the only way from Decimal to text.

A Decimal is only ever made here, from text that matched the grammar below: ASCII digits, at most 15
before and 18 after the point. Digits are kept as written, so the exponent is the precision.

All text here is canonical (see `fxcli.page.document.canonical`): a single blank that may group digits is a
space, a gap of markup tags alone is TAG, one with the border of a cell or block CELL, any other a tab.
"""

import re
from decimal import Decimal
from functools import cache

from fxcli.refusal import Reason

TAG = "\x1e"
CELL = "\x1f"
GAP = rf"[ \t{TAG}{CELL}]"

_MOST_DIGITS = 15
_MOST_DECIMALS = 18

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
DATE_OR_TIME = rf"""(?i:
    [0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}                # 2025-12-09
  | [0-9]{{1,2}}[./][0-9]{{1,2}}[./][0-9]{{4}}          # 09.12.2025, 25/12/2025
  | (?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?{GAP}?{_MONTH}  # 9 December
  | [0-9]{{1,2}}:[0-9]{{2}}                             # 12:30
)(?![\w])"""

# Digits as people write them, before anyone asks what they mean: groups joined by a mark, by one blank,
# or (a stray blank inside a whole number) by a comma and a blank. A date or a time is never joined on.
FIGURES = rf"""(?:
    [0-9]{{1,15}}(?:[.'’\ ][0-9]{{3}}){{0,5}}(?:[.,'’]{GAP}|{GAP}[.,'’])(?!{DATE_OR_TIME})[0-9]++(?![.,'’][0-9])
  | [.,]?[0-9]++(?:(?:[.,'’]|\ (?!{DATE_OR_TIME}))[0-9]++)*+
)"""

PERCENT = rf"{GAP}?%"

POWER = rf"[eE][-+]?[0-9]+|{GAP}?(?:[×x·^]{GAP}?[0-9]+|[*]{GAP}?10(?![0-9.,]))(?:\^[-+]?[0-9]+|[-+][0-9]+)?"
FACTOR = rf"""
    {GAP}(?i:thousand|million|billion|mln|bln|bn|тыс|тысяч|млн|млрд|миллион|миллиард)[^\W\d_]{{0,4}}(?!\w)
  | {GAP}(?i:for|per|за|на){GAP}(?:10{{1,4}}|10?\ 000)(?!\w)
"""

# What makes more of a number than its digits: an exponent, letters or an unknown mark with digits that touch it
# (12.1k, 3-month, 12‘105), or a word that multiplies or divides it (512 million, 0.195 per 100).
SUFFIX = rf"""(?:
    (?:{POWER})?+
    (?:[^\w\s%|;()▲▼↑↓+−–—/~:=…,.{TAG}{CELL}-][0-9][\w.,'’]*|[-‑][^\W\d_])?+
    \w*+
    (?:{FACTOR})?+
)"""

# One price without a blank in it, neither zero nor a date nor a percentage: the second of two prices.
SECOND_PRICE = rf"(?!{DATE_OR_TIME}|0(?:[.,]0*)?(?![0-9.,]))[.,]?[0-9]++(?:[.,'’][0-9]++)*+(?!{PERCENT}|\w)"

# What stands between two prices: 510.2 - 514.8, 510.2 / 514.8, and the next cell of a table.
BETWEEN = (
    rf"(?:{GAP}?(?:[-‐‑‒–—―−/\\|~:=…→&+]|->|\.{{2,3}}|,(?={GAP})|(?:to|or|and|vs|до|и|или)(?={GAP})){GAP}?"
    rf"|[\t{TAG}{CELL}])"
)

ONE_BLANK = str.maketrans("\u00a0\u2009\u202f", "   ")
"""The blanks that may group digits, as the space that stands for them here."""

_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:[.,][0-9]+)?|\.[0-9]+")
# Nearly every number that is read: no rule but this one is asked.
_USUAL = re.compile(rf"(?:0|[1-9][0-9]{{0,{_MOST_DIGITS - 1}}})(?:\.[0-9]{{1,{_MOST_DECIMALS}}})?")

# Compiled when they are first needed: a conversion from the history needs none of them.
_GROUPED = r"""
    [1-9][0-9]{0,2}
    (?:
        (?:\ [0-9]{3})+(?:[.,][0-9]+)?      # 12 105,33
      | (?:'[0-9]{3})+(?:[.,][0-9]+)?       # 12'105.33
      | (?:,[0-9]{3})+\.[0-9]+              # 12,105.33
      | (?:\.[0-9]{3})+,[0-9]+              # 12.105,33
      | (?:,[0-9]{3}){2,}                   # 1,234,567
      | (?:\.[0-9]{3}){2,}                  # 1.234.567
    )"""
_THOUSANDS = r"[1-9][0-9]{0,2}[.,][0-9]{3}"
_TWO_READINGS = r"[1-9][0-9 ']*,[0-9]{3}"
_EXPONENT = rf"[0-9.,'\s]+(?:{POWER})\w*"
_WORD = r"[-+−–]?(?i:nan|inf|infinity)"
_SIGNED = rf"[-−–]{GAP}?({FIGURES})"
_TWO_PRICES = rf"{FIGURES}{BETWEEN}(?:[A-Za-z]{{3}}{GAP})?{SECOND_PRICE}"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


def read(written: str, decimal: str | None = None) -> Decimal | Reason:
    """The rate that a written number means, or the reason why it means none.

    `decimal` is "," or "." where the whole source is known to use that mark; it settles numbers such as
    12,105, which are refused otherwise.
    """
    written = written.replace("’", "'")
    value = read_unsigned(written, decimal)
    if isinstance(value, Decimal):
        return value if value else Reason.NOT_POSITIVE
    if signed := _compiled(_SIGNED).fullmatch(written):
        value = read_unsigned(signed[1], decimal)
        return value if value in (Reason.NO_NUMBER, Reason.OUT_OF_RANGE) else Reason.NOT_POSITIVE
    return value


def read_change(sign: str, written: str) -> Decimal | None:
    """The change in percent, `-0` kept apart from `0`; None where its figure is not certain."""
    value = read_unsigned(written)
    if not isinstance(value, Decimal):
        return None
    return value.copy_negate() if sign == "-" else value


def divided_by_unit(value: Decimal, unit: int) -> Decimal | Reason:
    """The price of one where `value` is that of a power of ten; its digits are kept: 0.195 for 100 is 0.00195."""
    if unit == 1:
        return value
    _, digits, exponent = value.as_tuple()
    places = int(exponent) - (len(str(unit)) - 1)
    return Decimal((0, digits, places)) if places >= -_MOST_DECIMALS else Reason.OUT_OF_RANGE


def read_unsigned(written: str, decimal: str | None = None) -> Decimal | Reason:
    """A number without a sign, zero included, or the reason why it is none."""
    if decimal is None and _USUAL.fullmatch(written):
        return Decimal(written)
    if _compiled(_WORD).fullmatch(written) or _compiled(_EXPONENT).fullmatch(written):
        return Reason.OUT_OF_RANGE
    two_readings = _compiled(_TWO_READINGS).fullmatch(written)
    if two_readings and decimal is None:
        return Reason.AMBIGUOUS_NUMBER
    if decimal and _compiled(_THOUSANDS).fullmatch(written) and decimal not in written:
        return _decimal(written.replace(",", "").replace(".", ""))
    if not (two_readings and decimal == "."):
        if _PLAIN.fullmatch(written):
            return _decimal(written.replace(",", "."))
        if _compiled(_GROUPED).fullmatch(written):
            return _decimal(_ungrouped(written))
    if _compiled(_TWO_PRICES).match(written) and not _compiled(FIGURES).fullmatch(written):
        return Reason.RANGE
    joined = _compiled(FIGURES).match(written)
    doubtful = joined and (_compiled(GAP).search(joined[0]) or _compiled(FACTOR).search(written, joined.end()))
    return Reason.AMBIGUOUS_NUMBER if doubtful else Reason.NO_NUMBER


def _ungrouped(written: str) -> str:
    """Grouped digits in plain ones: a mark that stands once, last and after another kind is the decimal mark."""
    marks = [mark for mark in written if not mark.isdigit()]
    last = marks[-1]
    if last in ".," and len(set(marks)) > 1:
        whole, _, fraction = written.rpartition(last)
        return "".join(filter(str.isdigit, whole)) + "." + fraction
    return "".join(filter(str.isdigit, written))


def _decimal(digits: str) -> Decimal | Reason:
    whole, _, fraction = digits.partition(".")
    if len(whole) > _MOST_DIGITS or len(fraction) > _MOST_DECIMALS:
        return Reason.OUT_OF_RANGE
    return Decimal(digits)


def plain(value: Decimal) -> str:
    """A Decimal in plain notation with its digits as they are: 0.00008, never 8E-5."""
    return format(value, "f")

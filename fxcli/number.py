"""What written digits mean, or why they mean nothing certain; and the only way from Decimal to text.

A Decimal is only ever made here, from text that matched the grammar below: ASCII digits, at most 15
before and 18 after the point. Digits are kept as written, so the exponent is the precision.
"""

import re
from decimal import Decimal
from functools import cache

from fxcli.refusal import Reason

_MOST_DIGITS = 15
_MOST_DECIMALS = 18

ONE_BLANK = str.maketrans("\u00a0\u2009\u202f", "   ")
"""The blanks that may group digits, as the space that stands for them here."""

# Nearly every number that is read: no rule but this one is asked.
_USUAL = re.compile(rf"(?:0|[1-9][0-9]{{0,{_MOST_DIGITS - 1}}})(?:\.[0-9]{{1,{_MOST_DECIMALS}}})?")

# Compiled when they are first needed: a conversion from the history needs none of them.
_PLAIN = r"(?:0|[1-9][0-9]*)(?:[.,][0-9]+)?|\.[0-9]+"
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
_TWO_WHOLE_PRICES = r"[1-9][0-9]{2}\ [0-9]{3}"
_EXPONENT = r"[0-9.,'\s]+(?:[eE][-+]?[0-9]+|[×x·^*][0-9]+)\w*(?:\^[-+]?[0-9]+|[-+][0-9]+)?"
_WORD = r"[-+−–]?(?i:nan|inf|infinity)"
_DOUBTFUL = r"[0-9.,']+(?:\s[0-9.,']+)+"
_SIGNED = r"[-−–]\s?([0-9.,'\s]+)"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


def read(written: str, decimal: str | None = None) -> Decimal | Reason:
    """The rate that a written number means, or the reason why it means none.

    `decimal` is "," or "." where the whole source is known to use that mark; it settles numbers such as
    12,105, which are refused otherwise. A single space may group digits, any other blank may not.
    """
    written = written.replace("’", "'")
    value = read_unsigned(written, decimal)
    if isinstance(value, Decimal):
        if " " in written and _compiled(_TWO_WHOLE_PRICES).fullmatch(written):
            return Reason.AMBIGUOUS_NUMBER
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
        if _compiled(_PLAIN).fullmatch(written):
            return _decimal(written.replace(",", "."))
        if _compiled(_GROUPED).fullmatch(written):
            return _decimal(_ungrouped(written))
    return Reason.AMBIGUOUS_NUMBER if _compiled(_DOUBTFUL).fullmatch(written) else Reason.NO_NUMBER


def readings(written: str) -> set[Decimal]:
    """All positive values that a written number may have: two of 12,105."""
    values = [read_unsigned(written)]
    if "," in written or "." in written or "’" in written:
        values += [read_unsigned(written.replace("’", "'"), mark) for mark in ",."]
    return {value for value in values if isinstance(value, Decimal) and value}


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

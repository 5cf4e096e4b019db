"""What the cells of a user's table mean: an amount, a currency, a day. What is not certain raises UsageError."""

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from fxcli import currency
from fxcli.errors import UsageError
from fxcli.number import ONE_BLANK, read_unsigned
from fxcli.refusal import Reason

_WORD = r"[^\W\d_][^\s\d()+−–-]*|[^\w\s.,'’()+−–-]"
_AMOUNT = re.compile(
    rf"""
    (?P<bracket>\()?\ *
    (?P<minus>[-−–+])?\ *
    (?P<before>{_WORD})?\ *
    (?P<figures>[0-9.,'’](?:[0-9.,'’\ ]*[0-9.,'’])?)\ *
    (?P<after>{_WORD})?\ *
    (?(bracket)\))
    """,
    re.VERBOSE,
)
# Where the comma is the decimal mark a dot groups digits.
_DOT_BEFORE_THREE_DIGITS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")

_TIME = re.compile(
    r"(?:T|\s+)[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:\s?[ap]m)?(?:\s?(?:Z|UTC|[-+][0-9:]+))?$",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})([-./])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})")
_DIGITS = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")


class Amount(NamedTuple):
    """An amount of money; negative where it has a minus or stands in brackets, as accounts write it."""

    value: Decimal
    currencies: tuple[str, ...]
    """What the word or sign beside it may mean; none where it has none."""
    mark: str | None
    """The decimal mark that its writing shows: the mark itself, or the other one where it only groups digits."""


def amount(cell: str, decimal: str | None = None, *, dot_may_group: bool = False) -> Amount:
    """The amount in a cell: `1 000,50`, `-12.5`, `(1 000,00)`, `23 000,00 ₸`, `$49,90`.

    `decimal` is the mark of the whole file where it is known. Without it 12,105 has two readings, and so has 12.105
    where `dot_may_group`.
    """
    if not cell:
        raise UsageError("the amount is missing; write it, or 0 for none")
    parts = _AMOUNT.fullmatch(cell.translate(ONE_BLANK))
    if parts is None or (parts["bracket"] and parts["minus"]) or (parts["before"] and parts["after"]):
        raise _no_amount(cell)
    figures = parts["figures"].replace("’", "'")
    value = read_unsigned(figures, decimal)
    dot_is_doubtful = decimal is None and dot_may_group and _DOT_BEFORE_THREE_DIGITS.fullmatch(figures)
    if value is Reason.AMBIGUOUS_NUMBER and value is read_unsigned(figures, ",") is read_unsigned(figures, "."):
        raise UsageError(f"'{cell}' is not an amount; a blank groups three digits, as in 1 500")
    if value is Reason.AMBIGUOUS_NUMBER or dot_is_doubtful:
        raise UsageError(f"'{cell}' can be read in two ways; say --decimal , or --decimal . for the whole file")
    word = parts["before"] or parts["after"]
    codes = currency.meanings(word) if word else ()
    if isinstance(value, Reason) or (word and not codes):
        raise _no_amount(cell)
    if value and (parts["bracket"] or parts["minus"] not in (None, "+")):
        value = value.copy_negate()
    return Amount(value, codes, _mark(figures, value))


def _no_amount(cell: str) -> UsageError:
    return UsageError(f"'{cell}' is not an amount; write it like 1500, 1,500.50 or -12,5")


def _mark(figures: str, value: Decimal) -> str | None:
    last = figures[max(figures.rfind(","), figures.rfind("."))]
    if last.isdigit():
        return None
    has_decimals = int(value.as_tuple().exponent) < 0
    return last if has_decimals else {",": ".", ".": ","}[last]


def decimal_marks(cells: Iterable[str]) -> Counter[str]:
    """How many of some amounts show which decimal mark, by decimals or by the other mark between groups of digits."""
    marks: Counter[str] = Counter()
    for cell in cells:
        with suppress(UsageError):  # said when its row is converted
            marks.update(amount(cell, dot_may_group=True).mark or ())
    return marks


def code(cell: str) -> str:
    """The currency that a cell names, by its code or a word for it."""
    if not cell:
        raise UsageError("the currency is missing; write its code, such as KZT")
    return currency.understand(cell)


def day(cell: str) -> date:
    """The day in a cell, with or without a time: `2025-12-09 10:30`, `09.12.2025`, `2025/12/09`, `20251209`."""
    from fxcli.page.date import does_not_exist, full_date  # only here: not every sheet has dates

    if not cell:
        raise UsageError("the date is missing; write it like 2025-12-09 or 09.12.2025")
    text = _TIME.sub("", cell)
    if parts := _YEAR_FIRST.fullmatch(text) or _DIGITS.fullmatch(text):
        text = f"{parts['year']}-{parts['month']:0>2}-{parts['day']:0>2}"
    found = full_date(text)
    if found is None and does_not_exist(text):
        raise UsageError(f"the day '{cell}' does not exist; check day, month and year")
    if found is None:
        raise UsageError(f"'{cell}' names no day for certain; write it like 2025-12-09 or 09.12.2025")
    return found

"""What a number beside a pair may be other than its rate: a year, a day, a time, a count, a change.

USD/KZT: 2025          a year
USD/KGS: 25.11         a day: a dollar has never been worth so few som
EUR/USD: 0,35; 1,0850  a change: the other number is what a euro is worth
"""

import re

from fxcli.page.behind import REACH
from fxcli.page.head import Head
from fxcli.page.line import LOOSE
from fxcli.page.markup import BLOCK, TAG
from fxcli.page.value import Value
from fxcli.page.written import DAY_OR_TIME, PERCENT, date_around, may_be_year
from fxcli.plausibility import is_judged

_DAY_TIME_OR_COUNT = re.compile(rf"[0-9]{{1,2}}|{DAY_OR_TIME}")
_OTHER_NUMBER = re.compile(
    rf"(?<![\w.,'’])(?=[0-9]+[.,]|[0-9]{{3}})[0-9]++(?:[.,'’ ][0-9]++)*+(?!\w|{PERCENT})", re.VERBOSE
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_OVER_FIVE_HUNDRED = "UZS VND IDR IRR LAK KHR MMK KRW MNT LBP IQD GNF MGA PYG COP CLP ARS UGX TZS RWF BIF CDF MWK NGN"
"""Currencies of which a dollar buys more than 500: 25.400 of them may be 25400, where no table says what is likely."""


def may_be_no_rate(head: Head, figures: str) -> bool:
    """Whether a number that nothing calls money may be a year, or a count beside a label."""
    if not head.is_pair or "." in figures or "," in figures:
        return False
    return head.separator in (TAG, LOOSE, BLOCK) or may_be_year(figures)


def may_be_grouped(head: Head, value: Value, decimal: str | None) -> bool:
    """Whether the only dot of a number may group thousands of its quote, and no source said that it does not."""
    if decimal or not _GROUPED.fullmatch(value.figures):
        return False
    return value.quote in _OVER_FIVE_HUNDRED.split() and not is_judged(head.base, value.quote)


def rivals(text: str, floor: int, stop: int, head: Head, value: Value, change: str) -> tuple[str, ...]:
    """The numbers of a line, from `floor` to `stop`, of which one is the rate where the value cannot be.

    The value's own is one of them where it is written as a day, a time or a count may be, with nothing beside it that
    says it is a rate.
    """
    others = tuple(
        other[0]
        for start, end in ((max(floor, head.begin - REACH), head.begin), (value.end, min(stop, value.end + REACH)))
        for other in _OTHER_NUMBER.finditer(text, start, end)
        if not date_around(text, start, other.start(), end)
    )
    is_said = change or not head.is_pair or "=" in text[head.start : head.end]
    return others if is_said or not _DAY_TIME_OR_COUNT.fullmatch(value.figures) else (*others, value.figures)

"""Which day the rates of a document speak for, and who says so. Today is never assumed, and half a date is none."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from fxcli.options import ReadOptions
from fxcli.page.date import name_date
from fxcli.plausibility import fits_year
from fxcli.printed import Block, OwnDate, UnsureDate

_FIRST_DAY = date(1993, 1, 1)
"""No currency of the region is older."""
_MOST_AHEAD = timedelta(days=7)


class DateOrigin(StrEnum):
    """Where a snapshot's date comes from, the strongest first."""

    OPTION = "option"
    FILE = "file"
    ARCHIVE = "archive"
    PAGE = "page"
    NAME = "name"


class DateProblem(NamedTuple):
    """Why rates have no date though something like one stands beside them, and what to do."""

    reason: str
    """`no-date`, `ambiguous-date` or `impossible-date`."""
    text: str
    """One line without the source's name."""

    def is_of_a_date(self) -> bool:
        """Whether a date stands there that does not count, and not merely none."""
        return self.reason != "no-date"


class Dated(NamedTuple):
    """The day of some rates; without one the problem says why."""

    day: date | None
    origin: DateOrigin | None
    problem: DateProblem | None = None


PricedPair = tuple[str, str, Decimal]
"""Base, quote and what one of the base costs."""


def date_blocks(
    source: str,
    blocks: Sequence[tuple[Block, Iterable[PricedPair]]],
    options: ReadOptions,
    *,
    captured: date | None = None,
    origin: DateOrigin = DateOrigin.PAGE,
) -> list[Dated]:
    """The day of each block of a document, which comes with what was read in it.

    The strongest counts: the caller's, the file's own, the day on which an archive `captured` the page, the one
    beside the block, that of all other blocks if they have only one, the one in the source's name. `origin` says
    whether the blocks' own days are a page's or a file's.
    """
    if options.date:
        return [Dated(options.date, DateOrigin.OPTION)] * len(blocks)
    if captured and origin is not DateOrigin.FILE:
        return [_checked(captured, DateOrigin.ARCHIVE, rates, options.today) for _, rates in blocks]
    own = [_own(block, rates, origin, options.today) for block, rates in blocks]
    days = {dated.day for dated in own if dated and dated.day}
    rest, rest_origin = days.pop() if len(days) == 1 else None, origin
    if not any(own):
        rest, rest_origin = name_date(source), DateOrigin.NAME
    return [
        dated or _borrowed(block, rates, rest, rest_origin, options.today)
        for dated, (block, rates) in zip(own, blocks, strict=True)
    ]


def _own(block: Block, rates: Iterable[PricedPair], origin: DateOrigin, today: date | None) -> Dated | None:
    if block.doubt:
        one, other = sorted(block.doubt, key=lambda it: it.line)
        is_own = any(isinstance(it, OwnDate) for it in block.doubt)
        remedy = "--date" if is_own else "--dates above, --dates below or --date"
        text = (
            f"line {one.line} beside the rates says {one.day}, line {other.line} {other.day}; say which with {remedy}"
        )
        return Dated(None, None, DateProblem("ambiguous-date", text))
    return _checked(block.day, origin, rates, today) if block.day else None


def _borrowed(
    block: Block, rates: Iterable[PricedPair], day: date | None, origin: DateOrigin, today: date | None
) -> Dated:
    """The day that others name for a block beside which none stands, unless its own lines name another."""
    if day is None:
        return Dated(None, None, _no_date(block))
    if other := next((it for it in block.own if not it.can_be(day)), None):
        text = f"line {other.line} with a rate says {other.day}, and the document {day}; say which with --date"
        return Dated(None, None, DateProblem("ambiguous-date", text))
    return _checked(day, origin, rates, today)


def _checked(day: date, origin: DateOrigin, rates: Iterable[PricedPair], today: date | None) -> Dated:
    """The day, unless no rate can be of it or most of the rates contradict it."""
    problem = None
    if day < _FIRST_DAY:
        problem = f"{day} lies before {_FIRST_DAY.year}"
    elif today and day > today + _MOST_AHEAD:
        problem = f"{day} lies more than {_MOST_AHEAD.days} days ahead"
    else:
        fits = [fit for rate in rates if (fit := fits_year(*rate, day.year)) is not None]
        if fits.count(False) * 2 > len(fits):
            problem = f"the date says {day}, but most rates lie far outside of what was paid in {day.year}"
    if problem is None:
        return Dated(day, origin)
    return Dated(None, None, DateProblem("impossible-date", f"{problem}; if that is the day: --date {day}"))


_NO_DATE = "no full date stands beside the ticker or in the name"
NO_DATE = DateProblem("no-date", f"{_NO_DATE}; give its day with --date")


def _no_date(block: Block) -> DateProblem:
    if block.nearest is None:
        return NO_DATE
    if isinstance(block.nearest, UnsureDate):
        text = f"{_NO_DATE}; line {block.nearest.line}: {block.nearest.text} can be two days; say which with --date"
        return DateProblem("no-date", text)
    line, day = block.nearest
    text = f"{_NO_DATE}; line {line} says {day.day} {day:%B %Y}; if that is the day: --date {day}"
    return DateProblem("no-date", text)

"""Which day the rates of a document speak for, and who says so. Today is never assumed, and half a date is none."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from fxcli.judgement import JudgedBlock
from fxcli.options import ReadOptions
from fxcli.page.date import name_date
from fxcli.plausibility import fits_year
from fxcli.printed import Block, DateLine, OwnDate, UnsureDate

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


class Days:
    """The day of each block of one document.

    The strongest counts: the caller's, the file's own, the day on which an archive `captured` the page, the one beside
    the block, that of all other blocks if they have only one, the one in the source's name. `origin` says whether the
    blocks' own days are a page's or a file's.
    """

    def __init__(
        self,
        source: str,
        options: ReadOptions,
        *,
        captured: date | None = None,
        origin: DateOrigin = DateOrigin.PAGE,
    ) -> None:
        self._source = source
        self._options = options
        self._captured = captured if origin is not DateOrigin.FILE else None
        self._origin = origin
        self._own: set[date | None] = set()
        """The days of all blocks that have one of their own; None for one that is doubtful."""

    def own(self, judged: JudgedBlock) -> Dated | None:
        """The day of a block, or why it has none; None where only the other blocks can say it, which come first."""
        block = judged.block
        if self._options.date:
            return Dated(self._options.date, DateOrigin.OPTION)
        if self._captured:
            return self._checked(self._captured, DateOrigin.ARCHIVE, judged)
        if block.doubt:
            dated = Dated(None, None, _two_days(*block.doubt))
        elif block.day:
            dated = self._checked(block.day, self._origin, judged)
        else:
            return None
        self._own.add(dated.day)
        return dated

    def borrowed(self, judged: JudgedBlock) -> Dated:
        """The day that others name for a block beside which none stands, unless its own lines name another."""
        days = self._own - {None}
        day, origin = next(iter(days)) if len(days) == 1 else None, self._origin
        if not self._own:
            day, origin = name_date(self._source), DateOrigin.NAME
        if day is None:
            return Dated(None, None, _no_date(judged.block))
        if other := next((it for it in judged.block.own if not it.can_be(day)), None):
            text = f"line {other.line} with a rate says {other.day}, and the document {day}; say which with --date"
            return Dated(None, None, DateProblem("ambiguous-date", text))
        return self._checked(day, origin, judged)

    def _checked(self, day: date, origin: DateOrigin, judged: JudgedBlock) -> Dated:
        """The day, unless no rate can be of it or most of the rates contradict it."""
        today, problem = self._options.today, None
        if day < _FIRST_DAY:
            problem = f"{day} lies before {_FIRST_DAY.year}"
        elif today and day > today + _MOST_AHEAD:
            problem = f"{day} lies more than {_MOST_AHEAD.days} days ahead"
        else:
            fits = [fit for rate in judged.priced_pairs() if (fit := fits_year(*rate, day.year)) is not None]
            if fits.count(False) * 2 > len(fits):
                problem = f"the date says {day}, but most rates lie far outside of what was paid in {day.year}"
        if problem is None:
            return Dated(day, origin)
        return Dated(None, None, DateProblem("impossible-date", f"{problem}; if that is the day: --date {day}"))


def _two_days(one: DateLine | OwnDate, other: DateLine | OwnDate) -> DateProblem:
    is_own = isinstance(one, OwnDate) or isinstance(other, OwnDate)
    one, other = sorted((one, other), key=lambda it: it.line)
    remedy = "--date" if is_own else "--dates above, --dates below or --date"
    text = f"line {one.line} beside the rates says {one.day}, line {other.line} {other.day}; say which with {remedy}"
    return DateProblem("ambiguous-date", text)


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

"""What is printed in a page or a file before anyone judges it: a rate or a reason against it, its lines and its day."""

from collections.abc import MutableSequence, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from fxcli.refusal import Reason


class PrintedRate(NamedTuple):
    """`unit` of `base` cost `value` of `quote`, as one line of a page or one row of a file prints it."""

    base: str
    """Three upper-case letters; whether they are a currency is judged later."""
    quote: str
    unit: int
    """How much of the base the value is for: 1 to 10,000 in text, to 1,000,000 in files of data."""
    value: Decimal | Reason
    """The number with its printed digits, positive; or why there is none."""
    change_pct: str = ""
    """The change in percent in plain digits, `-0` kept; empty where none is printed."""
    text: str = ""
    """The line as a reader sees it, for a refusal; of a long one what stands around the pair."""
    detail: str = ""
    """For a refusal the words that are not understood; for a value what is known of its precision."""
    rivals: Sequence[str] = ()
    """Numbers of the same line, as written, of which one is the rate if the value is nothing that the pair has been
    worth; the value's own where it may be a day, a time or a count."""

    def doubted(self, reason: Reason, words: str) -> "PrintedRate":
        """The same as a rate that is uncertain, with the words that say so; what is no rate already stays as it is."""
        return self if isinstance(self.value, Reason) else self._replace(value=reason, change_pct="", detail=words)


class DateLine(NamedTuple):
    """A line of the source, counted from 1, that names a day."""

    line: int
    day: date


class PartOfDate(NamedTuple):
    """What a text says of a day without naming all of it: `20 ноября`, `Nov 2025`, `(2025)`."""

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        return self.text

    def can_be(self, day: date) -> bool:
        """Whether a day has these parts."""
        return self.year in (None, day.year) and self.month in (None, day.month) and self.day in (None, day.day)


class OwnDate(NamedTuple):
    """A line with rates, counted from 1, that names a day itself, or a part of one."""

    line: int
    day: date | PartOfDate

    def can_be(self, day: date) -> bool:
        """Whether the line can speak for that day."""
        return self.day == day if isinstance(self.day, date) else self.day.can_be(day)


class UnsureDate(NamedTuple):
    """A line of the source, counted from 1, with a date of which it is not certain what is day and what is month."""

    line: int
    text: str
    """`05/11/2026`"""


class Block(NamedTuple):
    """Rates that are printed together and speak for one day."""

    day: date | None
    """The day that the page or the file names beside them; None where it names none, or two."""
    rates: Sequence[tuple[PrintedRate, MutableSequence[int]]]
    """What is printed, in the order of first appearance, each with a list of its own: the lines, counted from 1."""
    doubt: tuple[DateLine, DateLine | OwnDate] | None = None
    """Two lines beside or among the rates that name different days."""
    nearest: DateLine | UnsureDate | None = None
    """Of a block without a day the nearest line that names one, too far away, among other words or too uncertain to be
    its own."""
    own: Sequence[OwnDate] = ()
    """Lines with rates that name a day themselves: a block without a day beside it can be of no other."""

    def moved(self, lines: int) -> "Block":
        """The same, so many lines further down."""
        if not (self.rates or self.doubt or self.nearest or self.own):
            return self
        rates = [(printed, [line + lines for line in its_lines]) for printed, its_lines in self.rates]
        doubt = self.doubt and (_moved(self.doubt[0], lines), _moved(self.doubt[1], lines))
        nearest = self.nearest and _moved(self.nearest, lines)
        return Block(self.day, rates, doubt, nearest, [_moved(it, lines) for it in self.own])


_OnLine = TypeVar("_OnLine", DateLine, OwnDate, UnsureDate, DateLine | OwnDate, DateLine | UnsureDate)


def _moved(one: _OnLine, lines: int) -> _OnLine:
    return one._replace(line=one.line + lines)

"""A series of rates as the steps of a picture: each rate holds until the next, within the ends rounding leaves it."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import NamedTuple

from fxcli.number import plain
from fxcli.output.figures import highest, lowest
from fxcli.rate import Rate

GAP_DAYS = 30
"""Two rates that lie further apart have a gap between them."""

_EPOCH = date(1970, 1, 1).toordinal()
_DAYS_OF_A_MONTH = 31
_MONTHS_APART = (1, 2, 3, 4, 6, *(12 * years for years in (1, 2, 3, 4, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000)))


class Step(NamedTuple):
    """What is drawn of one rate; days are counted from 1970-01-01."""

    start: int
    """The day of the rate."""
    end: int
    """The day of the next one, or after the last the day that follows."""
    value: float
    low: float
    high: float
    is_gap: bool
    """Whether the next rate comes so late that this one says little of the days between."""


def by_currencies(every: Iterable[Sequence[Rate]]) -> list[list[Sequence[Rate]]]:
    """The series of each two currencies together, whichever way they point, in order of first appearance."""
    together: dict[frozenset[str], list[Sequence[Rate]]] = {}
    for series in every:
        together.setdefault(frozenset((series[0].base, series[0].quote)), []).append(series)
    return list(together.values())


def direction(every: Sequence[Sequence[Rate]]) -> tuple[str, str]:
    """Base and quote of the axis that series of the same two currencies share: those of the most exact."""
    exact = min(every, key=lambda series: series[-1].relative_error)
    return exact[0].base, exact[0].quote


def steps(series: Sequence[Rate], base: str) -> list[Step]:
    """A step for each rate, in the direction in which `base` is the base; turned round where it is the other way."""
    days = [_day(rate) for rate in series]
    ends = [*days[1:], days[-1] + 1]
    return [
        Step(day, end, *_figures(rate, turned=rate.base != base), is_gap=end - day > GAP_DAYS)
        for day, end, rate in zip(days, ends, series, strict=True)
    ]


def _figures(rate: Rate, *, turned: bool) -> tuple[float, float, float]:
    value, low, high = float(rate.value), float(rate.low), float(rate.high)
    return (1 / value, 1 / high, 1 / low) if turned else (value, low, high)


def span(every: Iterable[Sequence[Rate]]) -> tuple[int, int]:
    """The first day of some series and the one that follows their last."""
    ends = [(_day(series[0]), _day(series[-1]) + 1) for series in every]
    return min(first for first, _ in ends), max(end for _, end in ends)


def gaps(series: Sequence[Rate]) -> int:
    """How often more than GAP_DAYS lie between two rates of a series."""
    return sum(_day(following) - _day(rate) > GAP_DAYS for rate, following in pairwise(series))


def _day(rate: Rate) -> int:
    return (rate.date or date.min).toordinal() - _EPOCH


def thinned(drawn: Sequence[Step], columns: int) -> list[Step]:
    """Those that a picture of so many columns can show: of a column its ends and what reaches furthest up and down."""
    days = (drawn[-1].end - drawn[0].start) / columns
    kept = [
        step
        for is_gap, run in groupby(drawn, key=lambda step: step.is_gap)
        for _, column in groupby(run, key=lambda step: (step.start - drawn[0].start) // days)
        for step in _outermost(column)
    ]
    return [step._replace(end=following.start) for step, following in pairwise(kept)] + kept[-1:]


def _outermost(column: Iterable[Step]) -> list[Step]:
    steps = list(column)
    outermost = {
        steps[0],
        min(steps, key=lambda step: step.value),
        max(steps, key=lambda step: step.value),
        min(steps, key=lambda step: step.low),
        max(steps, key=lambda step: step.high),
        steps[-1],
    }
    return sorted(outermost)


def labelled_days(first: int, end: int, most: int) -> list[tuple[int, str]]:
    """The days that an axis from `first` to `end` names, evenly apart, and their names.

    There are at most one more than `most`, which is 4 or more. They are days (`2025-12-09`), and where these would lie
    more than a month apart firsts of months (`2025-12`) or of years (`2025`).
    """
    days_apart = -(-(end - first) // most)
    if days_apart < _DAYS_OF_A_MONTH:
        return [(day, str(date.fromordinal(_EPOCH + day))) for day in range(first, end + 1, days_apart)]
    months_apart = next(months for months in _MONTHS_APART if days_apart <= months * _DAYS_OF_A_MONTH)
    begun, ended = (date.fromordinal(_EPOCH + day) for day in (first, end))
    months = range(begun.year * 12 + begun.month - 1, ended.year * 12 + ended.month)
    starts = [date(month // 12, month % 12 + 1, 1) for month in months if month % months_apart == 0]
    name = "%Y" if months_apart % 12 == 0 else "%Y-%m"
    return [(day.toordinal() - _EPOCH, day.strftime(name)) for day in starts if begun <= day <= ended]


def in_words(every: Sequence[Sequence[Rate]]) -> str:
    """What a picture of some series shows, for those who do not see it."""
    return " ".join(map(_in_words, every))


def _in_words(series: Sequence[Rate]) -> str:
    first, last, low, high = series[0], series[-1], lowest(series), highest(series)
    pair = f"{first.base}/{first.quote}"
    if first.date == last.date:
        return f"{pair} on {first.date}: {plain(first.value)}."
    count = gaps(series)
    return (
        f"{pair} from {first.date} to {last.date}: {len(series)} days with a rate,"
        f" first {plain(first.value)}, last {plain(last.value)},"
        f" lowest {plain(low.value)} on {low.date}, highest {plain(high.value)} on {high.date}"
        + (f"; {count} gap{'' if count == 1 else 's'} of more than {GAP_DAYS} days." if count else ".")
    )

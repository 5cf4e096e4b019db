"""Stored rates that are likely to be misprints, found by what stands beside them.

A doubt is no proof: the rates of eleven currencies in dollars have truly jumped seven times since 2010.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Context, Decimal
from enum import StrEnum
from itertools import combinations, groupby, product
from typing import NamedTuple

from fxcli.conversion import Ratio, through
from fxcli.number import plain
from fxcli.rate import Rate

_LARGE_MOVE = Decimal("0.2")
_NEIGHBOUR_DAYS = 30
_EXACT = Context(prec=80)

_OTHER_CHANGE = Decimal(2)
"""By so many percentage points a printed change may differ from the move: the pages of two days are of other hours."""
_ROUNDED_TO = Decimal("0.0001")
"""Pages work out the change from rates that they have rounded to four decimals, which adds to that difference."""

_OTHER_SERIES = 1
"""A rate whose page prints no change is perhaps of another series, and may lie so many percent beside this one."""

_OTHER_MARKETS = Decimal("1.02")
"""By this factor the rates of one day may differ from source to source: a bank sets its own the day before."""


class Kind(StrEnum):
    """What makes a rate doubtful."""

    JUMP = "jump"
    """It is more than 20% away from its neighbour, at most 30 days before."""
    CHANGE = "change"
    """The page prints another change than that from the rate of the day before."""
    TRIANGLE = "triangle"
    """It cannot be true together with two others of its day."""
    INVERSE = "inverse"
    """It cannot be true together with the same pair the other way round, of its day."""


class Doubt(NamedTuple):
    """A rate that is likely to be a misprint, or to stand beside one."""

    kind: Kind
    rate: Rate
    beside: tuple[Rate, ...]
    """What it does not fit: the rate before it, or one or two others of its day."""

    def record(self) -> dict[str, object]:
        """The fields as plain values, as JSON shows them."""
        return {**_short(self.rate), "doubt": self.kind, "beside": [_short(rate) for rate in self.beside]}


def doubts(rates: Iterable[Rate]) -> Iterator[Doubt]:
    """The doubtful ones of many dated rates that come by date, as a history gives them; a day at a time in memory."""
    last: dict[tuple[str, str], Rate] = {}
    before: dict[tuple[str, str], Rate] = {}
    for _, of_day in groupby(rates, key=lambda rate: rate.date):
        day = list(of_day)
        for rate in day:
            pair = rate.base, rate.quote
            neighbour = last.get(pair)
            if neighbour and neighbour.date != rate.date:
                before[pair] = neighbour
            if neighbour and is_jump(neighbour, rate):
                yield Doubt(Kind.JUMP, rate, (neighbour,))
            elif pair in before and _contradicts_its_change(before[pair], rate):
                yield Doubt(Kind.CHANGE, rate, (before[pair],))
            last[pair] = rate
        yield from _of_day(day)


def is_jump(before: Rate, rate: Rate) -> bool:
    """Whether a rate has moved by more than 20% within 30 days, and not by its last digit alone."""
    if _days(before, rate) > _NEIGHBOUR_DAYS or (before.low <= rate.high and rate.low <= before.high):
        return False
    move = _EXACT.subtract(rate.value, before.value).copy_abs()
    return move > _EXACT.multiply(before.value, _LARGE_MOVE)


def _contradicts_its_change(before: Rate, rate: Rate) -> bool:
    """Whether the change that a page prints points against the move since the day before, or is far from it."""
    if rate.change_pct is None or _days(before, rate) != 1:
        return False
    least, most = _percent(before.high, rate.low), _percent(before.low, rate.high)
    slack = _OTHER_SERIES if before.change_pct is None else 0
    if (rate.change_pct > 0 and most < -slack) or (rate.change_pct < 0 and least > slack):
        return True
    apart = _OTHER_CHANGE + 100 * _ROUNDED_TO / rate.value
    return not least - apart <= rate.change_pct <= most + apart


def _percent(before: Decimal, after: Decimal) -> Decimal:
    return (after - before) / before * 100


def _days(before: Rate, rate: Rate) -> int:
    return (rate.date - before.date).days if rate.date and before.date else 0


def _of_day(rates: Sequence[Rate]) -> Iterator[Doubt]:
    """Of the rates of a day those that cannot be true together, as few as explain why."""
    sources: dict[str, dict[tuple[str, str], Rate]] = {}
    last: dict[tuple[str, str], Rate] = {}
    for rate in rates:
        sources.setdefault(rate.source, {})[rate.base, rate.quote] = last[rate.base, rate.quote] = rate
    groups = [last, *sources.values()] if len(sources) > 1 else [last]
    found = dict.fromkeys(rates for group in groups for rates in _contradictions(group.values()))
    while found:
        (worst, _), *_ = Counter(rate for together in found for rate in together).most_common(1)
        others = next(together for together in found if worst in together)
        kind = Kind.TRIANGLE if len(others) == 3 else Kind.INVERSE
        yield Doubt(kind, worst, tuple(rate for rate in others if rate != worst))
        found = {together: None for together in found if worst not in together}


def _contradictions(rates: Iterable[Rate]) -> Iterator[tuple[Rate, ...]]:
    """Every two rates between two currencies, and every three between three, whose intervals cannot meet."""
    beside: dict[str, dict[str, list[Rate]]] = {}
    for rate in rates:
        beside.setdefault(rate.base, {}).setdefault(rate.quote, []).append(rate)
        beside.setdefault(rate.quote, {}).setdefault(rate.base, []).append(rate)
    for start, ends in beside.items():
        for end, direct in ends.items():
            if start > end:
                continue
            for one, other in combinations(direct, 2):
                if not _can_meet(start, (one,), (other,)):
                    yield one, other
            for third in sorted(ends.keys() & beside[end].keys()):
                if third < end:
                    continue
                for one, first, second in product(direct, ends[third], beside[third][end]):
                    if not _can_meet(start, (one,), (first, second)):
                        yield one, first, second


def _can_meet(start: str, one: tuple[Rate, ...], other: tuple[Rate, ...]) -> bool:
    """Whether one unrounded rate can lie in the intervals of both ways from a currency to another."""
    apart = Decimal(1) if len({rate.source for rate in one + other}) == 1 else _OTHER_MARKETS
    first, second = through(start, one), through(start, other)
    return _at_most(first.low, second.high.times(apart)) and _at_most(second.low, first.high.times(apart))


def _at_most(one: Ratio, other: Ratio) -> bool:
    return one.compared_with(other) <= 0


def _short(rate: Rate) -> dict[str, str | None]:
    day = rate.date.isoformat() if rate.date else None
    return {"date": day, "base": rate.base, "quote": rate.quote, "rate": plain(rate.value), "source": rate.source}

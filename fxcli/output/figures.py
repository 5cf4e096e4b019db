"""What tables, charts and reports show beside a printed rate: its inverse, how exact it is, how it moved."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal, localcontext
from itertools import groupby
from typing import NamedTuple

from fxcli.number import plain
from fxcli.rate import Rate, overlap

_DIGITS = 60
"""Of quotients of two rates: a rate has at most 33, and what is shown of a quotient fewer still."""


def inverse(rate: Rate) -> Decimal:
    """How many of the base one quote buys, with as many digits as the rounding of the rate leaves certain.

    The last digit is the first place whose own rounding is at most half of what that of the rate leaves open.
    """
    with localcontext(prec=_DIGITS):
        value = 1 / rate.value
        return Decimal(plain(value.quantize(_last_place(value * rate.relative_error))))


def _last_place(error: Decimal) -> Decimal:
    """One of the last decimal place that is worth showing of a figure that is known within `error`."""
    place = Decimal((0, (1,), error.adjusted() + 1))
    return place if place <= error else place.scaleb(-1)


def within(rate: Rate) -> Decimal:
    """The most that rounding can have moved the inverse as it is shown, as a fraction of it; the rate itself less."""
    with localcontext(prec=_DIGITS):
        shown = inverse(rate)
        return max(1 / rate.low - shown, shown - 1 / rate.high) / shown


def percent(fraction: Decimal) -> str:
    """A bound in percent, rounded up: one decimal from 1% on, below it the first digit that is not zero."""
    value = fraction * 100
    if value >= 1:
        return f"{plain(value.quantize(Decimal('0.1'), ROUND_CEILING))}%"
    return f"{plain(Context(prec=1, rounding=ROUND_CEILING).plus(value))}%"


def moved(before: Rate, rate: Rate) -> Decimal:
    """The change from one rate of a pair to a later one in percent, with two decimals."""
    return ((rate.value - before.value) / before.value * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def is_explained_by_rounding(before: Rate, rate: Rate) -> bool:
    """Whether two rates that differ may be the same rate, printed with different digits."""
    return before.value != rate.value and overlap(before.value, rate.value)


def lowest(rates: Iterable[Rate]) -> Rate:
    """The first of those with the lowest figure."""
    return min(rates, key=lambda rate: rate.value)


def highest(rates: Iterable[Rate]) -> Rate:
    """The first of those with the highest figure."""
    return max(rates, key=lambda rate: rate.value)


class Month(NamedTuple):
    """The rates of one pair in one month."""

    name: str
    """`2025-12`"""
    first: Rate
    last: Rate
    lowest: Rate
    highest: Rate
    mean: Decimal
    """Of the days that have a rate, with as many decimals as the most exact of them, rounded half-even."""
    days: int


def by_month(series: Sequence[Rate]) -> Iterator[Month]:
    """The months of a series, which has dated rates in the order of their days, one a day."""
    for name, found in groupby(series, key=lambda rate: str(rate.date)[:7]):
        rates = list(found)
        finest = min((rate.value for rate in rates), key=lambda value: value.as_tuple().exponent)
        with localcontext(prec=_DIGITS):
            mean = (sum((rate.value for rate in rates), Decimal(0)) / len(rates)).quantize(finest)
        yield Month(name, rates[0], rates[-1], lowest(rates), highest(rates), mean, len(rates))

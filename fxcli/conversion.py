"""An amount through one printed rate or two: exact all the way, rounded once at the end."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cmp_to_key
from itertools import product
from typing import NamedTuple

from fxcli import currency
from fxcli.errors import NoRateError
from fxcli.number import plain
from fxcli.rate import Rate, latest

_PIVOT = "USD"
"""The third currency that is preferred to any other."""


class Conversion(NamedTuple):
    """`amount` of `base` is `result` of `quote`, and by the rounding of the rates between `low` and `high`."""

    amount: Decimal
    base: str
    quote: str
    result: Decimal
    """Rounded half-even to the minor unit of `quote`."""
    low: Decimal
    """Rounded down."""
    high: Decimal
    """Rounded up."""
    legs: tuple[Rate, ...]
    """The printed rates that were used: none from a currency to itself, else one or two."""

    @property
    def date(self) -> date | None:
        """The day of the oldest leg; None where a leg has none."""
        days = [leg.date for leg in self.legs]
        return None if None in days else min((day for day in days if day), default=None)

    def record(self) -> dict[str, object]:
        """The fields as plain values, as JSON shows them: money and rates are text."""
        return {
            "amount": plain(self.amount),
            "from": self.base,
            "to": self.quote,
            "result": plain(self.result),
            "low": plain(self.low),
            "high": plain(self.high),
            "date": self.date.isoformat() if self.date else None,
            "legs": [
                {
                    "base": leg.base,
                    "quote": leg.quote,
                    "rate": plain(leg.value),
                    "date": leg.date.isoformat() if leg.date else None,
                    "source": leg.source,
                }
                for leg in self.legs
            ],
        }


class Ratio(NamedTuple):
    """A product of rates and inverses of rates, exact."""

    numerator: int = 1
    denominator: int = 1

    def times(self, value: Decimal) -> "Ratio":
        numerator, denominator = value.as_integer_ratio()
        return Ratio(self.numerator * numerator, self.denominator * denominator)

    def over(self, value: Decimal) -> "Ratio":
        numerator, denominator = value.as_integer_ratio()
        return Ratio(self.numerator * denominator, self.denominator * numerator)

    def minus(self, other: "Ratio") -> "Ratio":
        return Ratio(
            self.numerator * other.denominator - other.numerator * self.denominator,
            self.denominator * other.denominator,
        )

    def compared_with(self, other: "Ratio") -> int:
        """Negative where it is less than another, zero where they are equal, else positive."""
        return self.minus(other).numerator

    def floor(self, decimals: int) -> Decimal:
        return _decimal(self.numerator * 10**decimals // self.denominator, decimals)

    def ceiling(self, decimals: int) -> Decimal:
        return _decimal(-(-self.numerator * 10**decimals // self.denominator), decimals)

    def half_even(self, decimals: int) -> Decimal:
        whole, rest = divmod(self.numerator * 10**decimals, self.denominator)
        above_half = rest * 2 - self.denominator
        return _decimal(whole + (above_half > 0 or (above_half == 0 and whole % 2 == 1)), decimals)


def _decimal(minor_units: int, decimals: int) -> Decimal:
    return Decimal((int(minor_units < 0), tuple(map(int, str(abs(minor_units)))), -decimals))


class Way(NamedTuple):
    """The rates that lead from one currency to another, and what they make of one unit of it."""

    legs: tuple[Rate, ...] = ()
    end: str = ""
    """The currency that it leads to."""
    backwards: int = 0
    """How many of the rates are used in the direction opposite to the printed one."""
    value: Ratio = Ratio()
    low: Ratio = Ratio()
    high: Ratio = Ratio()

    def along(self, leg: Rate) -> "Way":
        """The same and one rate more, in whichever direction leads on."""
        value, low, high = self.value, self.low, self.high
        if leg.base == self.end:
            ends = leg.quote, self.backwards, value.times(leg.value), low.times(leg.low), high.times(leg.high)
        else:
            ends = leg.base, self.backwards + 1, value.over(leg.value), low.over(leg.high), high.over(leg.low)
        return Way((*self.legs, leg), *ends)

    def narrows(self, other: "Way") -> bool:
        """Whether its interval is narrower and lies wholly inside that of another."""
        above, below = self.low.compared_with(other.low), self.high.compared_with(other.high)
        return above >= 0 >= below and (above, below) != (0, 0)


def convert(amount: Decimal, base: str, quote: str, rates: Iterable[Rate]) -> Conversion:
    """Convert an amount, which is exact and may be negative, by the best of some rates.

    Candidates are each rate between the two currencies, in its direction or backwards, and each two rates over one
    common third currency; of each pair only its latest rate counts (see `fxcli.rate.latest`). The freshest candidate
    wins, the one whose older rate is the youngest, unless a narrower one not more than 7 days older lies wholly
    inside its interval: that one says the same more exactly. Of equally fresh ones that with the narrower result
    wins, then that with fewer rates, then that with fewer used backwards, then that over USD. An undated rate is older
    than any other. The inverse of a rate is never rounded.

    Raises UsageError for a currency without minor unit, NoRateError where no rates lead from `base` to `quote`.
    """
    decimals = currency.minor_unit(quote)
    way = Way(end=base) if base == quote else _best_way(base, quote, latest(rates))
    low, high = way.low.times(amount), way.high.times(amount)
    if amount < 0:
        low, high = high, low
    result = way.value.times(amount).half_even(decimals)
    return Conversion(amount, base, quote, result, low.floor(decimals), high.ceiling(decimals), way.legs)


_SAME_NEWS_DAYS = 7
"""So many days older may be what says more exactly what the freshest rates say."""


def _best_way(base: str, quote: str, rates: Sequence[Rate]) -> Way:
    candidates = list(_candidates(base, quote, rates))
    if not candidates:
        raise NoRateError(_no_way(base, quote, rates))
    oldest = max(map(_day, candidates)) - _SAME_NEWS_DAYS
    ways = [through(base, legs) for legs in candidates if _day(legs) >= oldest]
    best, *others = sorted(ways, key=cmp_to_key(_compare))
    for other in others:
        if other.narrows(best):
            best = other
    return best


def _candidates(base: str, quote: str, rates: Iterable[Rate]) -> Iterator[tuple[Rate, ...]]:
    """Every rate, and every two over one third currency, that lead from one currency to the other."""
    from_base: dict[str, list[Rate]] = {}
    from_quote: dict[str, list[Rate]] = {}
    for rate in rates:
        if {rate.base, rate.quote} == {base, quote}:
            yield (rate,)
        for code, beside in ((base, from_base), (quote, from_quote)):
            if code in (rate.base, rate.quote):
                beside.setdefault(rate.quote if code == rate.base else rate.base, []).append(rate)
    for third in (from_base.keys() & from_quote.keys()) - {base, quote}:
        yield from product(from_base[third], from_quote[third])


def through(base: str, legs: Iterable[Rate]) -> Way:
    way = Way(end=base)
    for leg in legs:
        way = way.along(leg)
    return way


def _day(legs: Iterable[Rate]) -> int:
    """The day of the older rate, as a number; 0 where one is undated."""
    return min(leg.date.toordinal() if leg.date else 0 for leg in legs)


def _compare(one: Way, other: Way) -> int:
    """Negative where the first is better: fresher, else by the order in which `convert` says how ties are broken."""
    fresher = _day(other.legs) - _day(one.legs)
    narrower = one.high.minus(one.low).compared_with(other.high.minus(other.low))
    ranks = _rank(one), _rank(other)
    return fresher or narrower or (ranks[0] > ranks[1]) - (ranks[0] < ranks[1])


def _rank(way: Way) -> tuple[int, int, bool, list[str]]:
    codes = sorted({code for leg in way.legs for code in (leg.base, leg.quote)})
    return len(way.legs), way.backwards, _PIVOT not in codes, codes


def _no_way(base: str, quote: str, rates: Iterable[Rate]) -> str:
    known = {code for rate in rates for code in (rate.base, rate.quote)}
    missing = [code for code in (base, quote) if code not in known]
    if not missing:
        return f"no rate leads from {base} to {quote}, directly or over one third currency"
    listed = ", ".join(sorted(known, key=currency.order)) or "none"
    return f"no rate for {' and '.join(missing)}; there are rates for: {listed}"

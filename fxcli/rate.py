"""What a rate is, which way it points, and how exact it is."""

from collections.abc import Iterable
from datetime import date
from decimal import Context, Decimal
from typing import NamedTuple

from fxcli import currency
from fxcli.number import plain

_EXACT = Context(prec=80)  # a rate has at most 15 + 18 digits, an end of its interval one more; two are multiplied


class Rate(NamedTuple):
    """One unit of `base` costs `value` units of `quote`. The slash of a pair is not a division sign."""

    date: date | None
    """The day the rate speaks for; None where the page does not say."""
    base: str
    quote: str
    value: Decimal
    """Positive, with the digits that were printed; its exponent is its precision."""
    change_pct: Decimal | None
    """The change in percent that the page itself prints; `-0` is a fall too small to show."""
    occurrences: int
    """How many lines of the document say so."""
    source: str

    @property
    def low(self) -> Decimal:
        """The lower end of the rates that are printed as this one."""
        return _EXACT.subtract(self.value, half_step(self.value))

    @property
    def high(self) -> Decimal:
        """The upper end of the rates that are printed as this one."""
        return _EXACT.add(self.value, half_step(self.value))

    @property
    def relative_error(self) -> Decimal:
        """The most that rounding can have moved the rate, as a fraction of it; good to 28 digits."""
        return half_step(self.value) / self.value

    def record(self) -> dict[str, str | int | None]:
        """The fields as plain values, as JSON shows them: money and rates are text."""
        return {
            "date": self.date.isoformat() if self.date else None,
            "base": self.base,
            "quote": self.quote,
            "rate": plain(self.value),
            "low": plain(self.low),
            "high": plain(self.high),
            "change_pct": None if self.change_pct is None else plain(self.change_pct),
            "occurrences": self.occurrences,
            "source": self.source,
        }


def half_step(rate: Decimal) -> Decimal:
    """Half a unit of the last printed digit."""
    return Decimal((0, (5,), int(rate.as_tuple().exponent) - 1))


def overlap(one: Decimal, other: Decimal) -> bool:
    """Whether one unrounded rate can have been printed as both: 0.0114 and 0.01144, not 0.01144 and 0.01145."""
    if one.same_quantum(other):  # rates of one precision: their intervals only touch
        return one == other
    return _EXACT.subtract(one, other).copy_abs() < _EXACT.add(half_step(one), half_step(other))


def can_be_inverse(one: Decimal, other: Decimal) -> bool:
    """Whether the intervals of a rate and of one of the same pair the other way round meet."""
    low = _EXACT.multiply(_EXACT.subtract(one, half_step(one)), _EXACT.subtract(other, half_step(other)))
    high = _EXACT.multiply(_EXACT.add(one, half_step(one)), _EXACT.add(other, half_step(other)))
    return low <= 1 <= high


def latest(rates: Iterable[Rate], on: date | None = None) -> list[Rate]:
    """The latest rate of each pair, in order of first appearance; of one day, the one that comes last.

    With `on`, only rates of that day or before count, and undated rates do not; without it an undated rate counts as
    older than any other.
    """
    found: dict[tuple[str, str], Rate] = {}
    for rate in rates:
        if on is not None and (rate.date is None or rate.date > on):
            continue
        known = found.get((rate.base, rate.quote))
        if known is None or (rate.date or date.min) >= (known.date or date.min):
            found[rate.base, rate.quote] = rate
    return list(found.values())


def at_most_days_old(rates: Iterable[Rate], on: date, days: int) -> list[Rate]:
    """The rates that are at most so many days old on a day; of an undated one that is not known."""
    return [rate for rate in rates if rate.date and (on - rate.date).days <= days]


def by_currency(rate: Rate) -> tuple[tuple[int, str], tuple[int, str]]:
    """A sort key: home currencies first."""
    return currency.order(rate.base), currency.order(rate.quote)

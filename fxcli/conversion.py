"""An amount through one printed rate or two: exact all the way, rounded once at the end."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from fxcli import currency
from fxcli.errors import NoRateError
from fxcli.number import plain
from fxcli.rate import Rate

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
                    "rate": plain(leg.rate),
                    "date": leg.date.isoformat() if leg.date else None,
                    "source": leg.source,
                }
                for leg in self.legs
            ],
        }


class _Factor(NamedTuple):
    """A product of rates and inverses of rates as an exact fraction."""

    numerator: int = 1
    denominator: int = 1

    def times(self, value: Decimal) -> "_Factor":
        numerator, denominator = value.as_integer_ratio()
        return _Factor(self.numerator * numerator, self.denominator * denominator)

    def over(self, value: Decimal) -> "_Factor":
        numerator, denominator = value.as_integer_ratio()
        return _Factor(self.numerator * denominator, self.denominator * numerator)

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


def convert(amount: Decimal, base: str, quote: str, rates: Iterable[Rate]) -> Conversion:
    """Convert an amount, which is exact and may be negative, by the best of some rates.

    `rates` hold at most the candidates that may be used (see `fxcli.rate.latest`). One rate is used, in its
    direction or backwards, else two over one common third currency: USD first, else the narrowest interval.
    Of two candidates for one leg the later date wins, then the narrower interval, then the one in its
    direction. The inverse of a rate is never rounded.

    Raises UsageError for a currency without minor unit, NoRateError where no rates lead from `base` to `quote`.
    """
    decimals = currency.minor_unit(quote)
    legs = _path(base, quote, _best(rates))
    result = low = high = _Factor().times(amount)
    at = base
    for leg in legs:
        if leg.base == at:
            result, low, high, at = result.times(leg.rate), low.times(leg.low), high.times(leg.high), leg.quote
        else:
            result, low, high, at = result.over(leg.rate), low.over(leg.high), high.over(leg.low), leg.base
    if amount < 0:
        low, high = high, low
    return Conversion(
        amount, base, quote, result.half_even(decimals), low.floor(decimals), high.ceiling(decimals), legs
    )


_Best = dict[str, dict[str, Rate]]


def _best(rates: Iterable[Rate]) -> _Best:
    """For each currency the best rate to each other one, whichever way it points."""
    best: _Best = {}
    for rate in rates:
        for start, end in ((rate.base, rate.quote), (rate.quote, rate.base)):
            known = best.setdefault(start, {}).get(end)
            if known is None or _rank(rate, start) > _rank(known, start):
                best[start][end] = rate
    return best


def _rank(rate: Rate, start: str) -> tuple[date, Decimal, bool]:
    return rate.date or date.min, -rate.relative_error, rate.base == start


def _path(base: str, quote: str, best: _Best) -> tuple[Rate, ...]:
    if base == quote:
        return ()
    if direct := best.get(base, {}).get(quote):
        return (direct,)
    thirds = best.get(base, {}).keys() & best.get(quote, {}).keys()
    if not thirds:
        raise NoRateError(_no_path(base, quote, best))
    third = min(
        thirds,
        key=lambda code: (
            code != _PIVOT,
            best[base][code].relative_error + best[code][quote].relative_error,
            code,
        ),
    )
    return best[base][third], best[third][quote]


def _no_path(base: str, quote: str, best: _Best) -> str:
    missing = [code for code in (base, quote) if code not in best]
    if not missing:
        return f"no rate leads from {base} to {quote}, directly or over one third currency"
    known = ", ".join(sorted(best, key=currency.order)) or "none"
    return f"no rate for {' and '.join(missing)}; there are rates for: {known}"

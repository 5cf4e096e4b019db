"""Whether a rate fits what its two currencies have been worth since 2010.

It finds rates that are printed the other way round, in other units or beside the date of another year. Currencies
that the table of `fxcli.worth` does not list are not judged.
"""

from decimal import Decimal
from functools import cache
from typing import NamedTuple

from fxcli import number
from fxcli.printed import PrintedRate
from fxcli.worth import WORTH

_TIMES = Decimal(8)
"""So many times outside of all years a rate is implausible: no currency of the table has moved so far at once."""
_USUAL_SPARE = Decimal("1.25")
_RECENT_YEARS = 3
_YEARLY_SPARE = Decimal("1.15")
"""How far outside of the ends of a year a rate may lie, since a table of official rates is not the market."""


class _Bounds(NamedTuple):
    least: Decimal
    most: Decimal


def is_plausible(base: str, quote: str, rate: Decimal) -> bool:
    """Whether 1 unit of base can ever have cost `rate` units of quote since 2010, give or take a factor of 8."""
    bounds = _bounds_of_all_years(base, quote, _TIMES)
    return bounds is None or bounds.least <= rate <= bounds.most


def is_usual(base: str, quote: str, rate: Decimal, *, recently: bool = False) -> bool | None:
    """Whether the rate was paid since 2010, or in the last three years, give or take a quarter; None if unknown.

    A narrower question than `is_plausible`, for figures that can be something else than a rate.
    """
    bounds = _bounds_of_all_years(base, quote, _USUAL_SPARE, _RECENT_YEARS if recently else None)
    return bounds and bounds.least <= rate <= bounds.most


def is_judged(base: str, quote: str) -> bool:
    """Whether the table says what a pair has been worth."""
    return _bounds_of_all_years(base, quote, _TIMES) is not None


def rather(printed: PrintedRate, rate: Decimal) -> str:
    """Which number of a line is rather its rate, or that this one is none, by what the pair has been worth.

    One that fits the last years beats one that does not; one that may be a day, a time or a count must fit some year.
    Empty where the rate stands.
    """
    pair = printed.base, printed.quote
    if not printed.rivals or is_usual(*pair, rate, recently=True) is not False:
        return ""
    for rival in printed.rivals:
        readings = number.readings(rival)
        if any(is_usual(*pair, it, recently=True) for it in readings):
            return f"{rival} is nearer to what {printed.base} is worth"
        if rate * printed.unit in readings and not is_usual(*pair, rate):
            return f"{rival} may be a day, a time or a count, since {printed.base} has never been worth that"
    return ""


def fits_year(base: str, quote: str, rate: Decimal, year: int) -> bool | None:
    """Whether the rate lies within what was paid in a year, give or take 15%; None where the table does not say."""
    bounds = _bounds(base, quote, year)
    return bounds and bounds.least / _YEARLY_SPARE <= rate <= bounds.most * _YEARLY_SPARE


@cache
def _bounds(base: str, quote: str, year: int) -> _Bounds | None:
    try:
        (base_least, base_most), (quote_least, quote_most) = WORTH[base][year], WORTH[quote][year]
    except KeyError:
        return None
    return _Bounds(Decimal(base_least) / Decimal(quote_most), Decimal(base_most) / Decimal(quote_least))


@cache
def _bounds_of_all_years(base: str, quote: str, spare: Decimal, last: int | None = None) -> _Bounds | None:
    """What one cost in the years of the table, or in so many of the last ones, give or take a factor."""
    years = sorted(WORTH.get(base, ()))[-last if last else 0 :]
    found = [bounds for year in years if (bounds := _bounds(base, quote, year))]
    return _Bounds(min(it.least for it in found) / spare, max(it.most for it in found) * spare) if found else None

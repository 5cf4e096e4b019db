"""What a conversion must give, by fractions and nothing else."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor


def exactly(amount: Decimal, rates: Sequence[tuple[Decimal, bool]]) -> tuple[Decimal, Decimal, Decimal]:
    """Result, low and high in cents by fractions; of each rate whether it is multiplied by or divided by."""
    result, ends = Fraction(amount), [Fraction(amount)]
    for rate, times in rates:
        half = Fraction(10) ** rate.as_tuple().exponent / 2  # type: ignore[operator]
        result = result * Fraction(rate) if times else result / Fraction(rate)
        span = (Fraction(rate) - half, Fraction(rate) + half)
        ends = [end * one if times else end / one for end in ends for one in span]
    cents = (Decimal(round(result * 100)), Decimal(floor(min(ends) * 100)), Decimal(ceil(max(ends) * 100)))
    first, low, high = (each.scaleb(-2) for each in cents)
    return first, low, high

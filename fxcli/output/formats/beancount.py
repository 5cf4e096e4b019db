"""Beancount's price directives: https://beancount.github.io/docs/beancount_language_syntax.html#prices"""

from collections.abc import Iterable, Iterator

from fxcli.number import plain
from fxcli.rate import Rate


def write(rates: Iterable[Rate]) -> Iterator[str]:
    """`2025-12-16 price UZS 0.00008 USD`, for each rate, which must have a date."""
    for rate in rates:
        yield f"{rate.date} price {rate.base} {plain(rate.value)} {rate.quote}\n"

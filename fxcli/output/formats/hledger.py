"""hledger's market prices: https://hledger.org/hledger.html#p-directive

`decimal-mark` holds to the end of the file that it stands in. No `commodity` line stands here, for hledger takes its
mark for that of every amount of this currency below it, in the user's own journal as well.
"""

from collections.abc import Iterable, Iterator

from fxcli.number import plain
from fxcli.rate import Rate


def write(rates: Iterable[Rate]) -> Iterator[str]:
    """`P 2025-12-16 UZS 0.00008 USD`, for each rate, which must have a date."""
    yield "decimal-mark .\n"
    for rate in rates:
        yield f"P {rate.date} {rate.base} {plain(rate.value)} {rate.quote}\n"

"""hledger's market prices: https://hledger.org/hledger.html#p-directive

A price also says how its quote is shown: without a `commodity` line reports take on the decimals of the rate.
"""

from collections.abc import Iterable, Iterator

from fxcli import currency
from fxcli.number import plain
from fxcli.rate import Rate, with_new_currencies


def write(rates: Iterable[Rate]) -> Iterator[str]:
    """`P 2025-12-16 UZS 0.00008 USD`, for each rate, which must have a date; each currency is declared before."""
    for rate, codes in with_new_currencies(rates):
        for code in codes:
            decimals = currency.decimals(code)
            # hledger wants a decimal mark here, also where no decimals follow it.
            yield f"commodity {code}\n" if decimals is None else f"commodity 1000.{'0' * decimals} {code}\n"
        yield f"P {rate.date} {rate.base} {plain(rate.rate)} {rate.quote}\n"

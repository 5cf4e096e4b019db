"""Ledger's price history: https://ledger-cli.org/doc/ledger3.html#Commodity-price-histories

Without a `format` Ledger shows amounts that it has computed in a currency as whole numbers.
"""

from collections.abc import Iterable, Iterator

from fxcli import currency
from fxcli.number import plain
from fxcli.rate import Rate, with_new_currencies


def write(rates: Iterable[Rate]) -> Iterator[str]:
    """`P 2025/12/16 UZS 0.00008 USD`, for each rate, which must have a date; each currency is declared before."""
    for rate, codes in with_new_currencies(rates):
        for code in codes:
            yield f"commodity {code}\n"
            decimals = currency.decimals(code)
            if decimals is not None:
                yield f"    format 1000{'.' if decimals else ''}{'0' * decimals} {code}\n"
        yield f"P {str(rate.date).replace('-', '/')} {rate.base} {plain(rate.rate)} {rate.quote}\n"

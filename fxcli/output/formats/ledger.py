"""Ledger's price history: https://ledger-cli.org/doc/ledger3.html#Commodity-price-histories

Ledger takes the decimal mark of a currency from the amounts that it has met, or from `--decimal-comma`, and what was
met last may be anything in the journal that includes this file. One form has one meaning in all of them: a comma
before a number of decimals that is no multiple of three. No `commodity` line stands here, for a `format` in it would
change how the user's own amounts are read and shown.
"""

from collections.abc import Iterable, Iterator

from fxcli.number import plain
from fxcli.rate import Rate


def write(rates: Iterable[Rate]) -> Iterator[str]:
    """`P 2025/12/16 UZS 0,00008 USD`, for each rate, which must have a date."""
    for rate in rates:
        yield f"P {str(rate.date).replace('-', '/')} {rate.base} {_figure(plain(rate.value))} {rate.quote}\n"


def _figure(digits: str) -> str:
    whole, _, decimals = digits.partition(".")
    if not decimals:
        return whole
    return f"{whole},{decimals}{'' if len(decimals) % 3 else '0'}"

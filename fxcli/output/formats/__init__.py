"""The formats that rates are written in: one file each. A format is a function from rates to pieces of a file."""

from collections.abc import Callable, Iterable, Iterator

from fxcli.output.formats import beancount, csv, hledger, json, ledger, xlsx
from fxcli.rate import Rate

FORMATS: dict[str, Callable[[Iterable[Rate]], Iterator[str] | Iterator[bytes]]] = {
    "csv": csv.write,
    "json": json.write,
    "jsonl": json.write_lines,
    "beancount": beancount.write,
    "hledger": hledger.write,
    "ledger": ledger.write,
    "xlsx": xlsx.write,
}

PRICES = frozenset(("beancount", "hledger", "ledger"))
"""The formats that an undated rate cannot be written in."""

ENDINGS = {name: name for name in FORMATS} | {"bean": "beancount", "journal": "hledger", "j": "hledger"}
"""The format that the ending of a file's name stands for."""

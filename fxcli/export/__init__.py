"""The formats that rates are written in: one file each. A format is a function from rates to pieces of text."""

from collections.abc import Callable, Iterable, Iterator

from fxcli.export import csv, json
from fxcli.rate import Rate

FORMATS: dict[str, Callable[[Iterable[Rate]], Iterator[str]]] = {
    "csv": csv.write,
    "json": json.write,
    "jsonl": json.write_lines,
}

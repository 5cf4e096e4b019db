"""Comma-separated values, RFC 4180 with `\\n` line ends: https://www.rfc-editor.org/rfc/rfc4180"""

import csv
import io
from collections.abc import Iterable, Iterator

from fxcli.data.export import COLUMNS, DOCUMENT, escape_formula
from fxcli.number import plain
from fxcli.rate import Rate

_QUOTED_LINE_END = "\r\n"
"""What the csv module quotes in a cell is what it ends lines with: CR and LF."""


def write(rates: Iterable[Rate]) -> Iterator[str]:
    """The header and one row for each rate, digits as printed."""
    return _lines(COLUMNS, ((rate, ()) for rate in rates))


def write_with_documents(observations: Iterable[tuple[Rate, bytes]]) -> Iterator[str]:
    """The same with one more column, the SHA-256 of the document that each rate was read from."""
    return _lines((*COLUMNS, DOCUMENT), ((rate, (document.hex(),)) for rate, document in observations))


def _lines(header: Iterable[str], rows: Iterable[tuple[Rate, tuple[str, ...]]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator=_QUOTED_LINE_END)
    yield ",".join(header) + "\n"
    for rate, more in rows:
        change = None if rate.change_pct is None else plain(rate.change_pct)
        source = escape_formula(rate.source)
        writer.writerow((rate.date, rate.base, rate.quote, plain(rate.value), change, rate.occurrences, source, *more))
        yield buffer.getvalue().removesuffix(_QUOTED_LINE_END) + "\n"
        buffer.seek(0)
        buffer.truncate()

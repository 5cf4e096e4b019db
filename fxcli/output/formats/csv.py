"""Comma-separated values, RFC 4180 with `\\n` line ends: https://www.rfc-editor.org/rfc/rfc4180"""

import csv
import io
from collections.abc import Iterable, Iterator

from fxcli.data.export import COLUMNS, escape_formula
from fxcli.number import plain
from fxcli.rate import Rate

_QUOTED_LINE_END = "\r\n"
"""What the csv module quotes in a cell is what it ends lines with: CR and LF."""


def write(rates: Iterable[Rate]) -> Iterator[str]:
    """The header and one row for each rate, digits as printed."""
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator=_QUOTED_LINE_END)
    yield ",".join(COLUMNS) + "\n"
    for rate in rates:
        change = None if rate.change_pct is None else plain(rate.change_pct)
        source = escape_formula(rate.source)
        rows.writerow((rate.date, rate.base, rate.quote, plain(rate.rate), change, rate.occurrences, source))
        yield buffer.getvalue().removesuffix(_QUOTED_LINE_END) + "\n"
        buffer.seek(0)
        buffer.truncate()

"""Comma-separated values, RFC 4180 with `\\n` line ends: https://www.rfc-editor.org/rfc/rfc4180"""

import csv
import io
from collections.abc import Iterable, Iterator

from fxcli.number import plain
from fxcli.rate import Rate

COLUMNS = ("date", "base", "quote", "rate", "change_pct", "occurrences", "source")

_QUOTED_LINE_END = "\r\n"
"""What the csv module quotes in a cell is what it ends lines with: CR and LF."""

LONGEST_CELL = 1 << 20
"""In characters. The csv module would take less, and where a long cell ended early its lines would be rows."""
csv.field_size_limit(LONGEST_CELL)

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


def write(rates: Iterable[Rate]) -> Iterator[str]:
    """The header and one row for each rate, digits as printed."""
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator=_QUOTED_LINE_END)
    yield ",".join(COLUMNS) + "\n"
    for rate in rates:
        change = None if rate.change_pct is None else plain(rate.change_pct)
        source = guarded(rate.source)
        rows.writerow((rate.date, rate.base, rate.quote, plain(rate.rate), change, rate.occurrences, source))
        yield buffer.getvalue().removesuffix(_QUOTED_LINE_END) + "\n"
        buffer.seek(0)
        buffer.truncate()


def unguarded(cell: str) -> str:
    """A text cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") else cell


def guarded(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula: a leading `'` where it begins like one."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text

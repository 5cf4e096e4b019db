"""A CSV that `fxcli export` wrote, read back without loss."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from itertools import groupby, islice
from typing import BinaryIO, NamedTuple

from fxcli.errors import SourceError, TooLargeError
from fxcli.number import plain, read_change, read_unsigned
from fxcli.page.date import full_date
from fxcli.rate import Rate
from fxcli.validation import checked

COLUMNS = ("date", "base", "quote", "rate", "change_pct", "occurrences", "source")

DOCUMENT = "document"
"""One more column where each observation has a row: the SHA-256 of its document in hex."""

LONGEST_CELL = 1 << 20
"""In characters. The csv module would take less, and where a long cell ended early its lines would be rows."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")

_HEADERS = (",".join(COLUMNS).encode(), ",".join((*COLUMNS, DOCUMENT)).encode())
_BOM = b"\xef\xbb\xbf"

_SHA256 = re.compile("[0-9a-f]{64}")

_LONGEST_LINE = 4 * LONGEST_CELL
"""Longer is no line of an export, even where each character of the source is a quote and stands there twice."""

_MOST_ROWS = 100_000
"""Of one day; a day is sorted by currency and can only be told apart into its documents as a whole."""

ENOUGH = len(_BOM) + len(_HEADERS[-1]) + 2
"""How many bytes of a document tell whether it is an export."""


def is_export(beginning: bytes) -> bool:
    """Whether a document that begins so is a CSV with the header of an export."""
    return beginning[:ENOUGH].removeprefix(_BOM).partition(b"\n")[0].rstrip(b"\r") in _HEADERS


class Run(NamedTuple):
    """What an export holds of one document and day."""

    date: date | None
    source: str
    rates: tuple[Rate, ...]
    lines: dict[tuple[str, str], list[int]]
    """For each pair the lines of the export on which its rows end."""
    digest: bytes
    """The SHA-256 of the document; where the rows name none, that of the rates."""
    names_document: bool


def read(name: str, stream: BinaryIO) -> Iterator[Run]:
    """What each document says of each day, in the order of the days, of which one at a time is in memory.

    Where the rows name no document, those of one date and source that stand together are one.
    Raises SourceError, which names the line, for a row that no export can have written.
    """
    for rows in _documents(name, _rows(name, stream)):
        day, source, document = rows[0].rate.date, rows[0].rate.source, rows[0].document
        rates = tuple(row.rate for row in rows)
        lines: dict[tuple[str, str], list[int]] = {}
        for row in rows:
            lines.setdefault((row.rate.base, row.rate.quote), []).append(row.line)
        digest = document or sha256("".join(f"{rate!r}\n" for rate in rates).encode()).digest()
        yield Run(day, source, rates, lines, digest, document is not None)


class _Row(NamedTuple):
    line: int
    """On which it ends."""
    rate: Rate
    document: bytes | None


def _documents(name: str, rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """The rows of each document and day, a day at a time in memory."""
    for day, run in groupby(rows, key=lambda row: (row.rate.date, row.document is None and row.rate.source)):
        together = list(islice(run, _MOST_ROWS + 1))
        if len(together) > _MOST_ROWS:
            raise TooLargeError(
                f"{name}: more than {_MOST_ROWS:,} rows of {day[0] or 'no day'}; export fewer pages at once"
            )
        yield from [together] if together[0].document is None else _by_document(name, together)


def _by_document(name: str, rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """The rows of one day by their documents, in an order in which the rows of each pair stand as they do here.

    Of the rates of one pair and day the last one is used. An export sorts a day by currency, so that no document stands
    whole: which one came before another is known only from the pairs that both have.
    """
    groups: dict[tuple[bytes | None, str, int], list[_Row]] = {}
    order: TopologicalSorter[tuple[bytes | None, str, int]] = TopologicalSorter()
    seen: Counter[tuple[bytes | None, str, str, str]] = Counter()
    last: dict[tuple[str, str], tuple[bytes | None, str, int]] = {}
    for row in rows:
        pair = row.rate.base, row.rate.quote
        again = (row.document, row.rate.source, *pair)
        key = row.document, row.rate.source, seen[again]  # a document that was read twice stands twice
        seen[again] += 1
        groups.setdefault(key, []).append(row)
        order.add(key, *[last[pair]] if pair in last else [])
        last[pair] = key
    try:
        for key in order.static_order():
            yield groups[key]
    except CycleError as error:
        raise SourceError(f"{name}: the rows stand in an order that no export has; export the rates again") from error


def _rows(name: str, stream: BinaryIO) -> Iterator[_Row]:
    """Each row, checked."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(iter(lambda: text.readline(_LONGEST_LINE), ""), strict=True)
    try:
        columns = len(next(rows))
        for row in rows:
            if len(row) != columns:
                raise ValueError(f"{len(row)} cells instead of {columns}")
            document = None if columns == len(COLUMNS) else _document(row.pop())
            yield _Row(rows.line_num, _rate(row), document)
    except UnicodeDecodeError as error:
        raise SourceError(f"{name}: this export is not UTF-8 any more; export the rates again") from error
    except (ValueError, csv.Error) as error:
        where = f"{name}: line {rows.line_num}"
        raise SourceError(f"{where} is no row of an export ({error!s:.200}); export the rates again") from error


def _document(cell: str) -> bytes:
    if not _SHA256.fullmatch(cell):
        raise ValueError(f"{cell!r} is not a SHA-256 in hex")
    return bytes.fromhex(cell)


def _rate(row: list[str]) -> Rate:
    day, base, quote, rate, change, occurrences, source = row
    value = read_unsigned(rate)
    change_pct = read_change(change[:1], change.removeprefix("-")) if change else None
    if not isinstance(value, Decimal) or plain(value) != rate:
        raise ValueError(f"{rate!r} is not a rate in plain digits")
    if change and (change_pct is None or plain(change_pct) != change):
        raise ValueError(f"{change!r} is not a change in plain digits")
    if not (occurrences.isascii() and occurrences.isdigit() and len(occurrences) <= 15):
        raise ValueError(f"{occurrences!r} is not a count")
    on = full_date(day)
    if day and (on is None or on.isoformat() != day):
        raise ValueError(f"{day!r} is not a date like 2025-12-09")
    return checked(Rate(on, base, quote, value, change_pct, int(occurrences), unescape_formula(source)))


def unescape_formula(cell: str) -> str:
    """A text cell as it was before `escape_formula`."""
    return cell[1:] if cell.startswith("'") else cell


def escape_formula(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula: a leading `'` where it begins like one."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text

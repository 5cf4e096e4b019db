"""A CSV that `fxcli export` wrote, read back without loss."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from typing import BinaryIO

from fxcli.errors import SourceError
from fxcli.number import plain, read_change, read_unsigned
from fxcli.page.date import DateOrigin, full_date
from fxcli.rate import Rate
from fxcli.snapshot import Snapshot
from fxcli.validation import checked

COLUMNS = ("date", "base", "quote", "rate", "change_pct", "occurrences", "source")

LONGEST_CELL = 1 << 20
"""In characters. The csv module would take less, and where a long cell ended early its lines would be rows."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")

_HEADER = ",".join(COLUMNS).encode()
_BOM = b"\xef\xbb\xbf"

_LONGEST_LINE = 4 * LONGEST_CELL
"""Longer is no line of an export, even where each character of the source is a quote and stands there twice."""


ENOUGH = len(_BOM) + len(_HEADER) + 2
"""How many bytes of a document tell whether it is an export."""


def is_export(beginning: bytes) -> bool:
    """Whether a document that begins so is a CSV with the header of an export."""
    return beginning[:ENOUGH].removeprefix(_BOM).partition(b"\n")[0].rstrip(b"\r") == _HEADER


def read(name: str, stream: BinaryIO, *, on: date | None = None) -> list[Snapshot]:
    """Each run of rows of one source and date as a snapshot, in the file's order. `on` dates undated rows.

    Raises SourceError, which names the line, for a row that no export can have written.
    """
    snapshots = []
    seen: Counter[bytes] = Counter()
    for (day, source), run in groupby(_rows(name, stream), key=lambda row: (row[1].date, row[1].source)):
        rows = list(run)
        rates = tuple(rate._replace(date=day or on) for _, rate in rows)
        content = sha256("".join(f"{rate!r}\n" for rate in rates).encode()).digest()
        # Equal runs of one file are told apart by their number, so that none is taken for another.
        digest = sha256(content + str(seen[content]).encode()).digest()
        seen[content] += 1
        lines: dict[tuple[str, str], list[int]] = {}
        for line, rate in rows:
            lines.setdefault((rate.base, rate.quote), []).append(line)
        origin = DateOrigin.PAGE if day else DateOrigin.OPTION if on else None
        occurrences = sum(rate.occurrences for rate in rates)
        snapshots.append(Snapshot(source, day or on, origin, occurrences, rates, lines, (), (), digest, is_copy=True))
    return snapshots


def _rows(name: str, stream: BinaryIO) -> Iterator[tuple[int, Rate]]:
    """Each row as a rate, with the line on which it ends."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(iter(lambda: text.readline(_LONGEST_LINE), ""), strict=True)
    try:
        next(rows)
        for row in rows:
            yield rows.line_num, _rate(row)
    except UnicodeDecodeError as error:
        raise SourceError(f"{name}: this export is not UTF-8 any more; export the rates again") from error
    except (ValueError, csv.Error) as error:
        where = f"{name}: line {rows.line_num}"
        raise SourceError(f"{where} is no row of an export ({error!s:.200}); export the rates again") from error


def _rate(row: list[str]) -> Rate:
    if len(row) != len(COLUMNS):
        raise ValueError(f"{len(row)} cells instead of {len(COLUMNS)}")
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

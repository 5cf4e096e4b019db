"""What was read, kept: one SQLite file of the user's own, to which pages are added and in which rates are looked up.

A snapshot is what one document says of one day; the document's SHA-256 and the day are its identity. It is written
whole or not at all.

SQLite has no checksums, so two things are checked whenever rates are read: that they are what was written, by a
digest over their snapshot, and that none was passed over, by the day that each rate holds of the next one of its
pair: the latest on or before a day is only the one whose next lies after that day.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from fxcli import currency
from fxcli.history import schema
from fxcli.history.file import damage, open_to_read, open_to_write, transaction, translate_errors
from fxcli.number import plain
from fxcli.rate import Rate, by_currency


class Entry(NamedTuple):
    """What one document, or one run of rows of an export, adds to the history."""

    document: bytes
    """The SHA-256 of the document."""
    date: date
    source: str
    rates: Sequence[Rate]
    is_copy: bool = False
    """Whether the rates come from an export: they are nothing new to a history that they were exported from."""


class _Stored(NamedTuple):
    rate: Rate
    next_date: str


class History:
    """The rates of one history file; made by `reading` or `writing`."""

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection

    def latest(self, on: date | None = None, *, same_day: bool = False) -> list[Rate]:
        """The latest rate of each pair on or before a day (with `same_day`, of that day), home currencies first."""
        day = on.isoformat() if on else schema.LAST_DAY
        rates: list[Rate] = []
        with translate_errors(self._path):
            snapshots: dict[int, dict[int, _Stored]] = {}
            for base, quote, first_date, place in self._connection.execute(schema.LATEST, (day,)).fetchall():
                if place is None:
                    self._require(first_date > day)
                    continue
                number = self._connection.execute("SELECT snapshot FROM rate WHERE id = ?", (place,)).fetchone()
                self._require(number is not None)
                if number[0] not in snapshots:
                    snapshots[number[0]] = self._snapshot(number[0])
                rate, next_date = snapshots[number[0]][place]
                self._require((rate.base, rate.quote) == (base, quote) and str(rate.date) <= day < next_date)
                rates.append(rate)
        return sorted((rate for rate in rates if not same_day or rate.date == on), key=by_currency)

    def observations(self, since: date | None = None, until: date | None = None) -> Iterator[Rate]:
        """Every stored rate by date, then by currency, then as imported; a day at a time is in memory."""
        days = (since.isoformat() if since else "", until.isoformat() if until else schema.LAST_DAY)
        with translate_errors(self._path):
            pairs = self._connection.execute("SELECT base, quote, first_date FROM pair").fetchall()
            expected = {(base, quote): first for base, quote, first in pairs if days[0] <= first}
            found = self._connection.execute(
                "SELECT id, date FROM snapshot WHERE date BETWEEN ? AND ? ORDER BY date, id", days
            )
            for day, snapshots in groupby(found, key=itemgetter(1)):
                stored = [one for number, _ in snapshots for one in self._snapshot(number).values()]
                for rate, next_date in sorted(stored, key=lambda one: by_currency(one.rate)):
                    self._require(expected.get((rate.base, rate.quote), day) == str(rate.date) == day)
                    expected[rate.base, rate.quote] = next_date
                    yield rate
            self._require(all(next_date > days[1] for next_date in expected.values()))

    def pairs(self) -> list[tuple[str, str]]:
        """The base and quote of each stored pair, home currencies first."""
        with translate_errors(self._path):
            found = self._connection.execute("SELECT base, quote FROM pair").fetchall()
        return sorted(found, key=lambda pair: (currency.order(pair[0]), currency.order(pair[1])))

    def verify(self) -> tuple[int, int]:
        """How many snapshots and rates there are, once each has been read and checked and SQLite finds no fault."""
        with translate_errors(self._path):
            self._require(self._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
            (snapshots,) = self._connection.execute("SELECT count(*) FROM snapshot").fetchone()
            (rates,) = self._connection.execute("SELECT count(*) FROM rate").fetchone()
        self._require(sum(1 for _ in self.observations()) == rates)
        return snapshots, rates

    def add(self, entries: Iterable[Entry]) -> list[bool]:
        """Store some snapshots in one step; for each whether it brought anything new.

        A document that is stored already for its date and gave the same rates is left as it is; one that now
        gives other rates (read with another `--decimal`, say) replaces what it gave before.
        """
        with translate_errors(self._path), transaction(self._connection):
            (known,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM snapshot").fetchone()
            return [not (entry.is_copy and self._holds(entry, known)) and self._add(entry) for entry in entries]

    def _holds(self, entry: Entry, known: int) -> bool:
        """Whether the first `known` snapshots say of this day and source all that an export's rows say."""
        same = self._connection.execute(
            "SELECT id FROM snapshot WHERE date = ? AND source = ? AND id <= ?",
            (entry.date.isoformat(), entry.source, known),
        ).fetchall()
        stored = {_row(one.rate) for (number,) in same for one in self._snapshot(number).values()}
        return all(_row(rate) in stored for rate in entry.rates)

    def _add(self, entry: Entry) -> bool:
        day = entry.date.isoformat()
        execute = self._connection.execute
        known = execute("SELECT id FROM snapshot WHERE document = ? AND date = ?", (entry.document, day)).fetchone()
        rows = [_row(rate) for rate in entry.rates]
        if known:
            if [_row(one.rate) for one in self._snapshot(known[0]).values()] == rows:
                return False
            self._remove(known[0])
        first, last = self._insert(entry, day, rows)
        execute(schema.LINK_ALL, (first, last))
        previous = {place for (place,) in execute(schema.PREVIOUS, (first, last)) if place is not None}
        self._connection.executemany(schema.LINK, [(place,) for place in previous])
        self._connection.executemany(
            schema.NOTE_PAIR,
            {(base, quote, day) for base, quote, *_ in rows},
        )
        return True

    def _insert(self, entry: Entry, day: str, rows: Sequence["_Row"]) -> tuple[int, int]:
        """Write a snapshot and its rates; returns the ids of the first and the last of these."""
        (first,) = self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM rate").fetchone()
        number = self._connection.execute(
            "INSERT INTO snapshot (document, date, source, first_rate, rates, digest) VALUES (?, ?, ?, ?, ?, ?)",
            (entry.document, day, entry.source, first, len(rows), _digest(entry.document, day, entry.source, rows)),
        ).lastrowid
        self._connection.executemany(
            f"INSERT INTO rate VALUES (?, {number}, ?, ?, '{day}', ?, ?, ?, '{schema.NO_NEXT_DATE}')",  # noqa: S608
            [(first + position, *row) for position, row in enumerate(rows)],
        )
        return first, first + len(rows) - 1

    def _remove(self, number: int) -> None:
        """Take a snapshot out, so that another reading of its document can take its place."""
        execute = self._connection.execute
        first, count = execute("SELECT first_rate, rates FROM snapshot WHERE id = ?", (number,)).fetchone()
        last = first + count - 1
        previous = {
            place for (place,) in execute(schema.PREVIOUS, (first, last)) if place and not first <= place <= last
        }
        pairs = execute("SELECT DISTINCT base, quote FROM rate WHERE id BETWEEN ? AND ?", (first, last)).fetchall()
        execute("DELETE FROM rate WHERE id BETWEEN ? AND ?", (first, last))
        execute("DELETE FROM snapshot WHERE id = ?", (number,))
        self._connection.executemany(schema.LINK, [(place,) for place in previous])
        for base, quote in pairs:
            execute("DELETE FROM pair WHERE base = ? AND quote = ?", (base, quote))
            execute(schema.RENOTE_PAIR, (base, quote))

    def _snapshot(self, number: int) -> dict[int, _Stored]:
        """The rates of a snapshot by their ids, once its digest has been checked."""
        head = self._connection.execute("SELECT * FROM snapshot WHERE id = ?", (number,)).fetchone()
        self._require(head is not None)
        _, document, day, source, first, count, digest = head
        stored = self._connection.execute(
            "SELECT base, quote, rate, change_pct, occurrences, date, snapshot, next_date FROM rate"
            " WHERE id BETWEEN ? AND ?",
            (first, first + count - 1),
        ).fetchall()
        rows = [row[:5] for row in stored]
        self._require(len(rows) == count and all(row[5:7] == (day, number) for row in stored))
        self._require(_digest(document, day, source, rows) == digest)
        speaks_for = date.fromisoformat(day)
        return {
            place: _Stored(
                Rate(speaks_for, base, quote, Decimal(rate), change and Decimal(change), occurrences, source), next_date
            )
            for place, (base, quote, rate, change, occurrences, _, _, next_date) in enumerate(stored, first)
        }

    def _require(self, holds: bool) -> None:
        if not holds:
            raise damage(self._path)


@contextmanager
def reading(path: str) -> Iterator[History]:
    """A history to read. Raises NoRatesError where there is none yet, HistoryError where it cannot be read."""
    with open_to_read(path) as connection:
        yield History(path, connection)


@contextmanager
def writing(path: str) -> Iterator[History]:
    """A history to add to; made where there is none, see `open_to_write`."""
    with open_to_write(path) as connection:
        yield History(path, connection)


_Row = tuple[str, str, str, str | None, int]


def _row(rate: Rate) -> _Row:
    change = None if rate.change_pct is None else plain(rate.change_pct)
    return rate.base, rate.quote, plain(rate.rate), change, rate.occurrences


def _digest(document: bytes, day: str, source: str, rows: Iterable[_Row]) -> bytes:
    """SHA-256 over a snapshot; fields end with a NUL, an absent change is a lone U+0001."""
    parts = [document.hex(), day, source]
    for base, quote, rate, change, occurrences in rows:
        parts += [base, quote, rate, "\x01" if change is None else change, str(occurrences)]
    return hashlib.sha256("".join(f"{part}\0" for part in parts).encode("utf-8", "surrogateescape")).digest()

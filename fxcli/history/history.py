"""The history: one SQLite file of the user's own. The only room with SQL.

A snapshot is one document; its SHA-256 and its date are its identity. It is written whole or not at all.
Readers never create or change anything; a file that is not a history, or of a newer fxcli, is refused as it is.

SQLite has no checksums, so two things are proved whenever rates are read: that they are what was written,
by a digest over their snapshot, and that none was passed over, by the day that each rate holds of the next
one of its pair: the latest on or before a day is only the one whose next lies after that day.
"""

import hashlib
import os
import sqlite3
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from fxcli import currency
from fxcli.errors import HistoryError, NoRatesError
from fxcli.number import plain
from fxcli.rate import Rate, by_currency

_APPLICATION_ID = 0x66786369  # "fxci"
_VERSION = 1
_PATIENCE = 30
"""Seconds to wait for another process that writes."""

# Text, not numbers, holds the rates: a NUMERIC column would turn them into floats and lose the digits.
# `date(x, '+0 days')` differs from x for a day that does not exist, where `date(x)` returns it unchanged.
# The rates of a snapshot have consecutive ids, and a later snapshot has larger ones.
_SCHEMA = (
    """CREATE TABLE snapshot (
    id INTEGER PRIMARY KEY,
    document BLOB NOT NULL CHECK (length(document) = 32),
    date TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND date = date(date, '+0 days')),
    source TEXT NOT NULL CHECK (source <> ''),
    first_rate INTEGER NOT NULL,
    rates INTEGER NOT NULL CHECK (rates > 0),
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    UNIQUE (document, date)
) STRICT""",
    """CREATE TABLE rate (
    id INTEGER PRIMARY KEY,
    snapshot INTEGER NOT NULL REFERENCES snapshot (id),
    base TEXT NOT NULL CHECK (base GLOB '[A-Z][A-Z][A-Z]'),
    quote TEXT NOT NULL CHECK (quote GLOB '[A-Z][A-Z][A-Z]' AND quote <> base),
    date TEXT NOT NULL CHECK (date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND date = date(date, '+0 days')),
    rate TEXT NOT NULL CHECK (
        rate GLOB '[0-9]*' AND rate NOT GLOB '*[^0-9.]*' AND rate NOT GLOB '*.*.*' AND rate GLOB '*[0-9]'
        AND rate GLOB '*[1-9]*'
    ),
    change_pct TEXT CHECK (ltrim(change_pct, '-') GLOB '[0-9]*' AND ltrim(change_pct, '-') NOT GLOB '*[^0-9.]*'),
    occurrences INTEGER NOT NULL CHECK (occurrences > 0),
    next_date TEXT NOT NULL CHECK (next_date >= date)
) STRICT""",
    """CREATE TABLE pair (
    base TEXT NOT NULL,
    quote TEXT NOT NULL,
    first_date TEXT NOT NULL,
    PRIMARY KEY (base, quote)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX rate_lookup ON rate (base, quote, date, id)",
    "CREATE INDEX snapshot_date ON snapshot (date, id)",
)
_LAST_DAY = "9999-12-31"
_END_OF_TIME = "9999-12-32"
"""The next date of the rate that no other follows."""

# For each pair its latest rate on or before a day; of one day the one imported last.
_LATEST = """
    SELECT base, quote, first_date, (
        SELECT id FROM rate WHERE base = pair.base AND quote = pair.quote AND date <= ?
        ORDER BY date DESC, id DESC LIMIT 1
    ) FROM pair
"""
# The day of the rate that follows one of its pair, and which one it follows. The rates of the same day are asked
# first and alone: for `(date, id) > (…)` SQLite walks through all of them, and a crawl has thousands.
_NEXT_DATE = """coalesce((
    SELECT date FROM rate AS later
    WHERE later.base = rate.base AND later.quote = rate.quote AND later.date = rate.date AND later.id > rate.id LIMIT 1
), (
    SELECT date FROM rate AS later
    WHERE later.base = rate.base AND later.quote = rate.quote AND later.date > rate.date ORDER BY later.date LIMIT 1
), '9999-12-32')"""
_PREVIOUS = """
    SELECT coalesce((
        SELECT id FROM rate AS earlier
        WHERE earlier.base = rate.base AND earlier.quote = rate.quote
            AND earlier.date = rate.date AND earlier.id < rate.id
        ORDER BY earlier.id DESC LIMIT 1
    ), (
        SELECT id FROM rate AS earlier
        WHERE earlier.base = rate.base AND earlier.quote = rate.quote AND earlier.date < rate.date
        ORDER BY earlier.date DESC, earlier.id DESC LIMIT 1
    )) FROM rate WHERE id BETWEEN ? AND ?
"""
_RELINK = f"UPDATE rate SET next_date = {_NEXT_DATE} WHERE id = ?"  # noqa: S608 - a constant


class Entry(NamedTuple):
    """What one document, or one run of rows of an export, adds to the history."""

    document: bytes
    """The SHA-256 of the document."""
    date: date
    source: str
    rates: Sequence[Rate]
    is_copy: bool = False
    """Whether the rates come from an export: they are nothing new to a history that they were exported from."""


def default_path() -> str:
    """Where each platform keeps the data of a user's programs."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME", "")
        base = base if os.path.isabs(base) else os.path.join(home, ".local", "share")
    return os.path.join(base, "fxcli", "history.db")


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
        day = on.isoformat() if on else _LAST_DAY
        rates: list[Rate] = []
        with self._told():
            snapshots: dict[int, dict[int, _Stored]] = {}
            for base, quote, first_date, place in self._connection.execute(_LATEST, (day,)).fetchall():
                if place is None:
                    self._prove(first_date > day)
                    continue
                number = self._connection.execute("SELECT snapshot FROM rate WHERE id = ?", (place,)).fetchone()
                self._prove(number is not None)
                if number[0] not in snapshots:
                    snapshots[number[0]] = self._snapshot(number[0])
                rate, next_date = snapshots[number[0]][place]
                self._prove((rate.base, rate.quote) == (base, quote) and str(rate.date) <= day < next_date)
                rates.append(rate)
        return sorted((rate for rate in rates if not same_day or rate.date == on), key=by_currency)

    def observations(self, since: date | None = None, until: date | None = None) -> Iterator[Rate]:
        """Every stored rate by date, then by currency, then as imported; a day at a time is in memory."""
        days = (since.isoformat() if since else "", until.isoformat() if until else _LAST_DAY)
        with self._told():
            pairs = self._connection.execute("SELECT base, quote, first_date FROM pair").fetchall()
            expected = {(base, quote): first for base, quote, first in pairs if days[0] <= first}
            found = self._connection.execute(
                "SELECT id, date FROM snapshot WHERE date BETWEEN ? AND ? ORDER BY date, id", days
            )
            for day, snapshots in groupby(found, key=itemgetter(1)):
                stored = [one for number, _ in snapshots for one in self._snapshot(number).values()]
                for rate, next_date in sorted(stored, key=lambda one: by_currency(one.rate)):
                    self._prove(expected.get((rate.base, rate.quote), day) == str(rate.date) == day)
                    expected[rate.base, rate.quote] = next_date
                    yield rate
            self._prove(all(next_date > days[1] for next_date in expected.values()))

    def pairs(self) -> list[tuple[str, str]]:
        """The base and quote of each stored pair, home currencies first."""
        with self._told():
            found = self._connection.execute("SELECT base, quote FROM pair").fetchall()
        return sorted(found, key=lambda pair: (currency.order(pair[0]), currency.order(pair[1])))

    def verify(self) -> tuple[int, int]:
        """How many snapshots and rates there are, once each has been read and proved and SQLite finds no fault."""
        with self._told():
            self._prove(self._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
            (snapshots,) = self._connection.execute("SELECT count(*) FROM snapshot").fetchone()
            (rates,) = self._connection.execute("SELECT count(*) FROM rate").fetchone()
        self._prove(sum(1 for _ in self.observations()) == rates)
        return snapshots, rates

    def add(self, entries: Iterable[Entry]) -> list[bool]:
        """Store some snapshots in one step; for each whether it brought anything new.

        A document that is stored already for its date and gave the same rates is left as it is; one that now
        gives other rates (read with another `--decimal`, say) replaces what it gave before.
        """
        with self._told(), self._transaction():
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
        execute(f"UPDATE rate SET next_date = {_NEXT_DATE} WHERE id BETWEEN ? AND ?", (first, last))  # noqa: S608
        previous = {place for (place,) in execute(_PREVIOUS, (first, last)) if place is not None}
        self._connection.executemany(_RELINK, [(place,) for place in previous])
        self._connection.executemany(
            "INSERT INTO pair VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET first_date = min(first_date, excluded.first_date)",
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
            f"INSERT INTO rate VALUES (?, {number}, ?, ?, '{day}', ?, ?, ?, '{_END_OF_TIME}')",  # noqa: S608
            [(first + position, *row) for position, row in enumerate(rows)],
        )
        return first, first + len(rows) - 1

    def _remove(self, number: int) -> None:
        """Take a snapshot out, so that another reading of its document can take its place."""
        execute = self._connection.execute
        first, count = execute("SELECT first_rate, rates FROM snapshot WHERE id = ?", (number,)).fetchone()
        last = first + count - 1
        previous = {place for (place,) in execute(_PREVIOUS, (first, last)) if place and not first <= place <= last}
        pairs = execute("SELECT DISTINCT base, quote FROM rate WHERE id BETWEEN ? AND ?", (first, last)).fetchall()
        execute("DELETE FROM rate WHERE id BETWEEN ? AND ?", (first, last))
        execute("DELETE FROM snapshot WHERE id = ?", (number,))
        self._connection.executemany(_RELINK, [(place,) for place in previous])
        for base, quote in pairs:
            execute("DELETE FROM pair WHERE base = ? AND quote = ?", (base, quote))
            execute(
                "INSERT INTO pair SELECT base, quote, min(date) FROM rate WHERE base = ? AND quote = ? GROUP BY 1, 2",
                (base, quote),
            )

    def _snapshot(self, number: int) -> dict[int, _Stored]:
        """The rates of a snapshot by their ids, once its digest has been checked."""
        head = self._connection.execute("SELECT * FROM snapshot WHERE id = ?", (number,)).fetchone()
        self._prove(head is not None)
        _, document, day, source, first, count, digest = head
        stored = self._connection.execute(
            "SELECT base, quote, rate, change_pct, occurrences, date, snapshot, next_date FROM rate"
            " WHERE id BETWEEN ? AND ?",
            (first, first + count - 1),
        ).fetchall()
        rows = [row[:5] for row in stored]
        self._prove(len(rows) == count and all(row[5:7] == (day, number) for row in stored))
        self._prove(_digest(document, day, source, rows) == digest)
        speaks_for = date.fromisoformat(day)
        return {
            place: _Stored(
                Rate(speaks_for, base, quote, Decimal(rate), change and Decimal(change), occurrences, source), next_date
            )
            for place, (base, quote, rate, change, occurrences, _, _, next_date) in enumerate(stored, first)
        }

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        with _errors_told(self._path):
            yield

    def _prove(self, holds: bool) -> None:
        if not holds:
            raise HistoryError(f"{self._path}: {_DAMAGED}")


@contextmanager
def reading(path: str) -> Iterator[History]:
    """A history to read. Raises NoRatesError where there is none yet, HistoryError where it cannot be read."""
    if not os.path.lexists(path) or _is_empty(path):
        raise NoRatesError(f"there is no history yet ({path}); import a saved page with fxcli import, or name one here")
    connection = _connect(path, "ro")
    try:
        with _errors_told(path):
            connection.execute("BEGIN")  # all that is read is of one moment
            _examine(path, connection)
        yield History(path, connection)
    finally:
        connection.close()


@contextmanager
def writing(path: str) -> Iterator[History]:
    """A history to add to; made, readable by its owner alone, where there is none.

    At the default place its folder is made too; elsewhere a folder that is not there is taken for a mistake.
    """
    if os.path.lexists(path):
        _is_empty(path)
    else:
        _create(path)
    connection = _connect(path, "rw")
    history = History(path, connection)
    try:
        with _errors_told(path):
            connection.execute("PRAGMA synchronous = FULL")
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0 and not _tables(connection):
                with history._transaction():
                    _make_schema(connection)
            _examine(path, connection)
        yield history
    finally:
        connection.close()


def _create(path: str) -> None:
    try:
        if path == default_path():
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file can have this name"
        raise HistoryError(f"{path}: the history cannot be made ({why}); name another place with --db") from error


def _is_empty(path: str) -> bool:
    """Whether the file holds nothing yet. Raises HistoryError for anything but a regular file."""
    try:
        found = os.stat(path)
    except (OSError, ValueError) as error:
        raise HistoryError(f"{path}: the history cannot be opened; name another place with --db") from error
    if not stat.S_ISREG(found.st_mode):
        raise HistoryError(f"{path}: not a regular file, so it cannot be a history; name another with --db")
    return found.st_size == 0


def _make_schema(connection: sqlite3.Connection) -> None:
    if _tables(connection):  # another process made it in the meantime
        return
    for statement in _SCHEMA:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {_VERSION}")


def _examine(path: str, connection: sqlite3.Connection) -> None:
    """Refuse what is not a history of this version, before anything else is asked of it."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != _APPLICATION_ID:
        raise HistoryError(f"{path}: a database of another program, not a history of fxcli; name another with --db")
    if version > _VERSION:
        raise HistoryError(
            f"{path}: written by a newer fxcli (format {version}, this one knows {_VERSION}); update fxcli"
        )
    if version != _VERSION or set(_tables(connection)) != set(_SCHEMA):
        raise HistoryError(f"{path}: {_DAMAGED}")


def _tables(connection: sqlite3.Connection) -> list[str]:
    return [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]


def _connect(path: str, mode: str) -> sqlite3.Connection:
    # A URI is the only way to ask SQLite for a mode; these three characters mean something in it.
    name = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23").replace(os.sep, "/")
    uri = f"file:{name}" if name.startswith("/") else f"file:///{name}"
    with _errors_told(path):
        connection = sqlite3.connect(f"{uri}?mode={mode}", uri=True, timeout=_PATIENCE, isolation_level=None)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.Error as error:
            connection.close()
            if mode == "rw" or error.sqlite_errorcode not in _INTERRUPTED_WRITE:
                raise
            _connect(path, "rw").close()  # rolls back what a killed writer left half done
            return _connect(path, "ro")
        return connection


_INTERRUPTED_WRITE = (sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_READONLY_RECOVERY, sqlite3.SQLITE_CANTOPEN)
_DAMAGED = "the history is damaged; put back a copy of the file, or move it away and import the pages again"
_TOLD = {
    sqlite3.SQLITE_BUSY: f"another process has been writing for {_PATIENCE} seconds; try again",
    sqlite3.SQLITE_CANTOPEN: "the history cannot be opened; check that you may read and write it and its folder",
    sqlite3.SQLITE_PERM: "you may not open the history",
    sqlite3.SQLITE_READONLY: "the history may not be written; check the file and its folder, or name another with --db",
    sqlite3.SQLITE_FULL: "the disk is full; nothing was changed",
    sqlite3.SQLITE_NOTADB: "not a history of fxcli; name another file with --db",
    sqlite3.SQLITE_IOERR: "the disk reports an error; nothing was changed",
}


@contextmanager
def _errors_told(path: str) -> Iterator[None]:
    """Every error of SQLite as one HistoryError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        told = _TOLD.get(code & 0xFF, _DAMAGED) if code is not None else _DAMAGED
        raise HistoryError(f"{path}: {told}") from error
    except (ValueError, ArithmeticError, TypeError, AttributeError, LookupError) as error:  # what damage can leave
        raise HistoryError(f"{path}: {_DAMAGED}") from error


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

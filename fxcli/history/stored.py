"""A page as it lies in the file: it is written, read and taken out whole, with its rates and their digest.

All that reads raises ValueError where what is found is not what was written.
"""

import sqlite3
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from fxcli.history import chain, schema
from fxcli.history.page import Entry, Page, digest, row
from fxcli.rate import Rate


class StoredRate(NamedTuple):
    """A rate, and the day of the next one of its pair, which the chain of next dates gives it."""

    rate: Rate
    next_date: str


def read(connection: sqlite3.Connection, number: int) -> tuple[Page, dict[int, StoredRate]]:
    """A page and its rates by their ids, once its digest has been checked."""
    found = connection.execute("SELECT * FROM snapshot WHERE id = ?", (number,)).fetchone()
    _require(found is not None)
    _, *head, first, count, written = found
    document, day, origin, source, _ = head
    stored = connection.execute(
        "SELECT base, quote, rate, change_pct, occurrences, date, snapshot, next_date FROM rate"
        " WHERE id BETWEEN ? AND ?",
        (first, first + count - 1),
    ).fetchall()
    rows = [row[:5] for row in stored]
    _require(len(rows) == count and all(row[5:7] == (day, number) for row in stored))
    _require(digest(head, rows) == written)
    speaks_for = date.fromisoformat(day)
    rates = {
        place: StoredRate(
            Rate(speaks_for, base, quote, Decimal(rate), change and Decimal(change), occurrences, source), next_date
        )
        for place, (base, quote, rate, change, occurrences, _, _, next_date) in enumerate(stored, first)
    }
    return Page(number, speaks_for, origin, count, source, document), rates


def rate(connection: sqlite3.Connection, place: int) -> Rate:
    """The rate with an id."""
    _, rates = read(connection, page_of(connection, place))
    return rates[place].rate


def page_of(connection: sqlite3.Connection, place: int) -> int:
    """The number of the page that holds the rate with an id."""
    found = connection.execute("SELECT snapshot FROM rate WHERE id = ?", (place,)).fetchone()
    _require(found is not None)
    number: int = found[0]
    return number


def places(connection: sqlite3.Connection, number: int) -> tuple[int, int]:
    """The ids of the first and the last rate of a page."""
    found = connection.execute("SELECT first_rate, rates FROM snapshot WHERE id = ?", (number,)).fetchone()
    _require(found is not None)
    first, count = found
    return first, first + count - 1


def insert(connection: sqlite3.Connection, entry: Entry, run: int) -> int:
    """Store a page of the import `run`, with its rates in their chains; returns its number."""
    day = entry.date.isoformat()
    rows = [row(rate) for rate in entry.rates]
    head = (entry.document, day, entry.date_origin, entry.source, run)
    number: int
    (number,) = connection.execute(schema.NEXT_NUMBER).fetchone()
    (first,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM rate").fetchone()
    connection.execute(
        "INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, *head, first, len(rows), digest(head, rows)),
    )
    connection.executemany(
        "INSERT INTO rate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (place, number, base, quote, day, rate, change, occurrences, schema.NO_NEXT_DATE)
            for place, (base, quote, rate, change, occurrences) in enumerate(rows, first)
        ],
    )
    chain.link(connection, first, first + len(rows) - 1)
    return number


def remove(connection: sqlite3.Connection, number: int) -> None:
    """Take a page out, and its rates out of their chains."""
    chain.unlink(connection, *places(connection, number))
    connection.execute("DELETE FROM snapshot WHERE id = ?", (number,))


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("the page is not as it was written")

"""The chain of next dates: each rate holds the day of the next one of its pair, and each pair its first day.

By it a lookup knows that it has found the latest rate, and a reader of all rates that none is missing.
"""

import sqlite3

from fxcli.history import schema


def link(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Take rates that have been stored, with ids from `first` to `last`, into the chains of their pairs."""
    connection.execute(schema.LINK_ALL, (first, last))
    connection.executemany(schema.LINK, [(place,) for place in _before(connection, first, last)])
    connection.execute(schema.NOTE_PAIRS, (first, last))


def far_neighbours(connection: sqlite3.Connection, first: int, last: int) -> list[tuple[int, int]]:
    """The ids of each two rates that follow one another, of which one is among these, and whose figures lie apart."""
    return connection.execute(schema.FAR_NEIGHBOURS, (first, last)).fetchall()


def unlink(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Delete the rates with ids from `first` to `last` and close the chains behind them."""
    before = _before(connection, first, last)
    pairs = connection.execute("SELECT DISTINCT base, quote FROM rate WHERE id BETWEEN ? AND ?", (first, last))
    pairs_left = pairs.fetchall()
    connection.execute("DELETE FROM rate WHERE id BETWEEN ? AND ?", (first, last))
    connection.executemany(schema.LINK, [(place,) for place in before])
    connection.executemany("DELETE FROM pair WHERE base = ? AND quote = ?", pairs_left)
    connection.executemany(schema.FIRST_OF_PAIR, pairs_left)


def _before(connection: sqlite3.Connection, first: int, last: int) -> set[int]:
    """The ids of the rates outside of these that one of these follows."""
    found = {place for (place,) in connection.execute(schema.PREVIOUS, (first, last))}
    return {place for place in found if place is not None and not first <= place <= last}

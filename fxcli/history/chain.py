"""The chain of next dates: each rate holds the day of the next one of its pair, and each pair its first day.

By it a lookup knows that it has found the latest rate, and a reader of all rates that none is missing. A change first
checks the chain where it is about to mend it: else it could join what damage has parted, and hide the damage.
"""

import sqlite3
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from fxcli.history import schema


class _Link(NamedTuple):
    """A rate in the chain of its pair."""

    base: str
    quote: str
    date: str
    next_date: str
    """As it is stored."""
    found_next_date: str
    """As it should be."""
    before: int | None
    """The id of the rate that it follows."""
    date_after_before: str
    """What that rate, or for the first one the pair, holds as the day that comes next."""

    @property
    def pair(self) -> tuple[str, str]:
        return self.base, self.quote


def link(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Take rates that have been stored, with ids from `first` to `last`, into the chains of their pairs.

    Raises ValueError where a chain is broken there.
    """
    connection.execute(schema.LINK_ALL, (first, last))
    ends = _ends(connection, first, last)
    for begin, end in ends:
        _require(begin.date_after_before == end.next_date)
    connection.executemany(schema.LINK, [(begin.before,) for begin, _ in ends])
    connection.execute(schema.NOTE_PAIRS, (first, last))
    for begin, _ in _ends(connection, first, last):  # in a damaged index the new ones can stand where none finds them
        _require(begin.date_after_before == begin.date)


def unlink(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Delete the rates with ids from `first` to `last` and close the chains behind them.

    Raises ValueError where a chain is broken there.
    """
    ends = _ends(connection, first, last)
    for begin, end in ends:
        _require(begin.date_after_before == begin.date and end.next_date == end.found_next_date)
    connection.execute("DELETE FROM rate WHERE id BETWEEN ? AND ?", (first, last))
    connection.executemany(schema.LINK, [(begin.before,) for begin, _ in ends])
    connection.executemany("DELETE FROM pair WHERE base = ? AND quote = ?", [begin.pair for begin, _ in ends])
    connection.executemany(schema.FIRST_OF_PAIR, [begin.pair for begin, _ in ends])


def far_neighbours(connection: sqlite3.Connection, first: int, last: int) -> list[tuple[int, int]]:
    """The ids of each two rates that follow one another, of which one is among these, and whose figures lie apart."""
    return connection.execute(schema.FAR_NEIGHBOURS, (first, last)).fetchall()


def _ends(connection: sqlite3.Connection, first: int, last: int) -> list[tuple[_Link, _Link]]:
    """Of each pair the first and the last of some rates of one page, which stand beside one another in its chain."""
    links = sorted(map(_Link._make, connection.execute(schema.LINKS, (first, last))), key=attrgetter("pair"))
    together = [list(of_pair) for _, of_pair in groupby(links, key=attrgetter("pair"))]
    return [(of_pair[0], of_pair[-1]) for of_pair in together]


def _require(holds: bool) -> None:
    if not holds:
        raise ValueError("the chain of next dates is broken")

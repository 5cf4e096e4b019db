"""What was read, kept: one SQLite file of the user's own, to which pages are added and in which rates are looked up.

A page of the history is what one document says of one day; the document's SHA-256 and the day are its identity. It is
written whole or not at all.

SQLite has no checksums, so two things are checked whenever rates are read: that they are what was written, by a
digest over their page, and that none was passed over, by the chain of next dates (see `fxcli.history.chain`).
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from fxcli import currency
from fxcli.errors import NoRatesError
from fxcli.history import chain, schema, stored
from fxcli.history.doubt import Doubt, Kind, is_jump
from fxcli.history.file import damage, open_to_read, open_to_write, transaction, translate_errors
from fxcli.history.page import Added, Asked, Entry, Page, Row, row
from fxcli.history.stored import StoredRate
from fxcli.rate import Rate, by_currency


class History:
    """The pages and rates of one history file; made by `reading` or `writing`."""

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._import: int | None = None
        """The number of the import that all that is added through this object belongs to, once it has begun."""

    def latest(self, on: date | None = None) -> list[Rate]:
        """The latest rate of each pair on or before a day, home currencies first."""
        with translate_errors(self._path):
            found = self._latest(on.isoformat() if on else schema.LAST_DAY)
        return sorted((one.rate for one in found), key=by_currency)

    def upcoming(self, after: date) -> list[Rate]:
        """The rates of each pair's first day after a day; of one day those imported last, home currencies first."""
        with translate_errors(self._path):
            found = set(self._connection.execute(schema.FIRST_DAYS_AFTER, (after.isoformat(),)))
            days = {date.fromisoformat(day) for _, _, day in found}
        rates = [rate for day in days for rate in self.latest(day)]
        return sorted((it for it in rates if (it.base, it.quote, str(it.date)) in found), key=by_currency)

    def observations(self, since: date | None = None, until: date | None = None) -> Iterator[Rate]:
        """Every stored rate by date, then by currency, then as imported; a day at a time is in memory."""
        return (rate for rate, _ in self.with_documents(since, until))

    def with_documents(self, since: date | None = None, until: date | None = None) -> Iterator[tuple[Rate, bytes]]:
        """The same, each with the SHA-256 of its document."""
        days = _days(since, until)
        with translate_errors(self._path):
            pairs = self._connection.execute("SELECT base, quote, first_date FROM pair").fetchall()
            expected = {(base, quote): first for base, quote, first in pairs if days[0] <= first}
            if since and len(expected) < len(pairs):
                for rate, next_date in self._latest((since - timedelta(1)).isoformat()):
                    expected[rate.base, rate.quote] = next_date
            for day, numbers in groupby(self._connection.execute(schema.PAGES, days), key=itemgetter(1)):
                of_day = []
                for number, _ in numbers:
                    page, rates = stored.read(self._connection, number)
                    of_day += [(*one, page.document) for one in rates.values()]
                for rate, next_date, document in sorted(of_day, key=lambda one: by_currency(one[0])):
                    self._require(expected.get((rate.base, rate.quote)) == str(rate.date) == day)
                    expected[rate.base, rate.quote] = next_date
                    yield rate, document
            self._require(all(next_date > days[1] for next_date in expected.values()))

    def pairs(self) -> list[tuple[str, str]]:
        """The base and quote of each stored pair, home currencies first."""
        with translate_errors(self._path):
            found = self._connection.execute("SELECT base, quote FROM pair").fetchall()
        return sorted(found, key=lambda pair: (currency.order(pair[0]), currency.order(pair[1])))

    def verified(self) -> Iterator[Rate]:
        """The same rates as `observations`. Raises HistoryError where SQLite finds a fault, or where one is missing."""
        with translate_errors(self._path):
            self._require(self._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
        _, rates = self.extent()
        for rate in self.observations():
            rates -= 1
            yield rate
        self._require(rates == 0)

    def extent(self) -> tuple[int, int]:
        """How many pages and how many rates there are."""
        with translate_errors(self._path):
            (pages,) = self._connection.execute("SELECT count(*) FROM snapshot").fetchone()
            (rates,) = self._connection.execute("SELECT count(*) FROM rate").fetchone()
        return pages, rates

    def pages(self, since: date | None = None, until: date | None = None) -> Iterator[Page]:
        """The pages by date, then as imported."""
        with translate_errors(self._path):
            for number, _ in self._connection.execute(schema.PAGES, _days(since, until)):
                yield stored.read(self._connection, number)[0]

    def numbered(self, numbers: Iterable[int]) -> list[Page]:
        """The pages with these numbers. Raises NoRatesError where there is none with one of them."""
        with translate_errors(self._path):
            return [self._numbered(number) for number in dict.fromkeys(numbers)]

    def from_source(self, source: str) -> list[Page]:
        """The pages that were read from a source, as imported."""
        return self._where("source = ?", source)

    def last_import(self) -> list[Page]:
        """All that the last import brought, as far as it has not been taken out again; nothing if that is all."""
        return self._where("import = (SELECT max(id) FROM import)")

    def begin_import(self) -> None:
        """Make this import the last one, also if it will bring nothing; else the first page that is added does."""
        with translate_errors(self._path), transaction(self._connection):
            run = self._new_import()
        self._import = run

    def add(self, entries: Iterable[Entry]) -> list[Added]:
        """Store some pages in one step; for each what became of it.

        A document that is stored already for its date and gave the same rates is left as it is; one that now
        gives other rates (read with another `--decimal`, say) replaces what it gave before. All that is added
        through one object is one import.
        """
        entries = list(entries)
        days: dict[bytes, set[date]] = {}
        for entry in entries:
            days.setdefault(entry.document, set()).add(entry.date)
        with translate_errors(self._path), transaction(self._connection):
            (following,) = self._connection.execute(schema.NEXT_NUMBER).fetchone()
            run = self._import or self._new_import()
            added = []
            for entry in entries:
                is_known = entry.is_copy and self._holds(entry, following)
                number = None if is_known else self._add(entry, run)
                if number is None:
                    added.append(Added(is_new=False))
                    continue
                same = self._where("document = ? AND import <> ?", entry.document, run)
                elsewhere = [page for page in same if page.date not in days[entry.document]]
                added.append(Added(True, elsewhere, number, self._jumps(number)))
        self._import = run
        return added

    def asked(self, series: str, since: date, until: date) -> dict[date, Asked]:
        """What the addresses of some days answered, for the days on which they were asked and had a final answer."""
        with translate_errors(self._path):
            found = self._connection.execute(schema.ASKED, (series, *_days(since, until))).fetchall()
        return {
            date.fromisoformat(day): Asked(date.fromisoformat(of) if of else None, rates or 0, modified)
            for day, of, rates, modified in found
        }

    def note_asked(self, series: str, day: date, page: Entry | None, modified: str = "") -> None:
        """Remember which page the address of a day answered with, or that it had none."""
        document, of = (page.document, page.date.isoformat()) if page else (None, None)
        with translate_errors(self._path), transaction(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO asked VALUES (?, ?, ?, ?, ?)", (series, day.isoformat(), document, of, modified)
            )

    def series(self) -> dict[str, list[date]]:
        """Of each series of addresses the days whose rates are held, in their order."""
        found: dict[str, list[date]] = {}
        with translate_errors(self._path):
            for name, day in self._connection.execute(schema.SERIES):
                found.setdefault(name, []).append(date.fromisoformat(day))
        return found

    def forget(self, numbers: Iterable[int]) -> None:
        """Take pages out in one step. Raises NoRatesError, and takes none out, where one of them is not there."""
        with translate_errors(self._path), transaction(self._connection):
            for number in numbers:
                self._numbered(number)
                stored.remove(self._connection, number)

    def _latest(self, day: str) -> list[StoredRate]:
        """The latest rate of each pair on or before a day."""
        found: list[StoredRate] = []
        pages: dict[int, dict[int, StoredRate]] = {}
        for base, quote, first_date, place in self._connection.execute(schema.LATEST, (day,)).fetchall():
            if place is None:
                self._require(first_date > day)
                continue
            number = stored.page_of(self._connection, place)
            if number not in pages:
                _, pages[number] = stored.read(self._connection, number)
            rate, next_date = pages[number][place]
            self._require((rate.base, rate.quote) == (base, quote) and str(rate.date) <= day < next_date)
            found.append(pages[number][place])
        return found

    def _numbered(self, number: int) -> Page:
        if not self._connection.execute("SELECT 1 FROM snapshot WHERE id = ?", (number,)).fetchone():
            raise NoRatesError(f"the history holds no page {number}; fxcli pages lists those that it holds")
        return stored.read(self._connection, number)[0]

    def _where(self, condition: str, *values: object) -> list[Page]:
        with translate_errors(self._path):
            statement = f"SELECT id FROM snapshot WHERE {condition} ORDER BY id"  # noqa: S608 - a constant
            found = self._connection.execute(statement, values)
            return [stored.read(self._connection, number)[0] for (number,) in found]

    def _holds(self, entry: Entry, following: int) -> bool:
        """Whether the pages before number `following` say of this day and source all that an export's rows say."""
        same = self._connection.execute(
            "SELECT id FROM snapshot WHERE date = ? AND source = ? AND id < ?",
            (entry.date.isoformat(), entry.source, following),
        ).fetchall()
        held = {row(one.rate) for (number,) in same for one in stored.read(self._connection, number)[1].values()}
        return all(row(rate) in held for rate in entry.rates)

    def _new_import(self) -> int:
        number: int
        (number,) = self._connection.execute("INSERT INTO import DEFAULT VALUES RETURNING id").fetchone()
        return number

    def _jumps(self, number: int) -> list[Doubt]:
        found = []
        for earlier, later in chain.far_neighbours(self._connection, *stored.places(self._connection, number)):
            before, rate = stored.rate(self._connection, earlier), stored.rate(self._connection, later)
            if is_jump(before, rate):
                found.append(Doubt(Kind.JUMP, rate, (before,)))
        return found

    def _add(self, entry: Entry, run: int) -> int | None:
        """Store a page, in the place of another reading of its document; its number, None where it says nothing new."""
        known = self._connection.execute(
            "SELECT id FROM snapshot WHERE document = ? AND date = ?", (entry.document, entry.date.isoformat())
        ).fetchone()
        if known:
            _, held = stored.read(self._connection, known[0])
            if _by_pair(one.rate for one in held.values()) == _by_pair(entry.rates):
                return None
            stored.remove(self._connection, known[0])
        return stored.insert(self._connection, entry, run)

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
    """A history to change; made where there is none, see `open_to_write`."""
    with open_to_write(path) as connection:
        yield History(path, connection)


def _by_pair(rates: Iterable[Rate]) -> list[Row]:
    """The rows of rates by their pairs: in another order they say the same, and an export has another."""
    return sorted(map(row, rates), key=itemgetter(0, 1))


def _days(since: date | None, until: date | None) -> tuple[str, str]:
    return since.isoformat() if since else "", until.isoformat() if until else schema.LAST_DAY

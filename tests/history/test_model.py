"""The history against a list in Python: whatever is imported, forgotten, saved and restored, both say the same."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from fxcli import Rate
from fxcli.currency import order
from fxcli.data.export import read
from fxcli.history.history import History, reading, writing
from fxcli.history.page import Entry
from fxcli.output.formats import csv

DAYS = [date(2025, 12, 1) + timedelta(day) for day in range(6)]
CODES = ("KGS", "KZT", "EUR", "AED")
SOURCES = ("a.txt", "b.txt", "=c.txt")


def reading_of(document: int, variant: int) -> list[Entry]:
    """What a document says when it is read in one way or another: of one day, every third one of two."""
    chance = random.Random(f"{document} {variant}")  # noqa: S311 - always the same, no secret
    source = SOURCES[document % len(SOURCES)]
    entries = []
    for number in range(2 if document % 3 == 0 else 1):
        day = DAYS[(document * 5 + number * 2) % len(DAYS)]
        bases = chance.sample(CODES, chance.randint(1, len(CODES)))
        rates = [
            Rate(day, base, "USD", Decimal(f"0.{chance.randint(1000, 9999)}"), None, chance.randint(1, 3), source)
            for base in bases
        ]
        entries.append(Entry(document.to_bytes(32, "big"), day, "page", source, rates))
    return entries


class Stored(NamedTuple):
    entry: Entry
    run: int


class Model:
    """The same as a history, as a list of pages in the order in which they were imported."""

    def __init__(self) -> None:
        self.pages: list[Stored] = []
        self.runs = 0

    def add(self, entries: list[Entry]) -> list[bool]:
        run, brought = self.runs + 1, []
        for entry in entries:
            known = [one for one in self.pages if one.entry[:2] == entry[:2]]
            is_new = not (known and known[0].entry.rates == entry.rates)
            if is_new:
                self.pages = [one for one in self.pages if one not in known] + [Stored(entry, run)]
            brought.append(is_new)
        self.runs = run
        return brought

    def restore(self) -> None:
        """All pages are in one import, in the order of their days."""
        self.pages = [Stored(one.entry, 1) for one in sorted(self.pages, key=lambda one: one.entry.date)]
        self.runs = 1

    def last_import(self) -> list[Stored]:
        return [one for one in self.pages if one.run == self.runs]

    def observations(self) -> list[tuple[Rate, bytes]]:
        every = [(rate, one.entry.document) for one in self.pages for rate in one.entry.rates]
        return sorted(every, key=lambda it: (it[0].date, order(it[0].base)))

    def latest(self, on: date) -> list[Rate]:
        last = {rate.base: rate for rate, _ in self.observations() if str(rate.date) <= str(on)}
        return sorted(last.values(), key=lambda rate: order(rate.base))

    def export(self) -> str:
        rows = [
            f"{rate.date},{rate.base},{rate.quote},{rate.value},,{rate.occurrences},"
            f"{rate.source.replace('=', chr(39) + '=')},{document.hex()}\n"
            for rate, document in self.observations()
        ]
        return "date,base,quote,rate,change_pct,occurrences,source,document\n" + "".join(rows)


class Both:
    """A history and its model, to which the same is done."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.model = Model()
        self.backups = 0

    @property
    def path(self) -> str:
        return str(self.folder / f"{self.backups}.db")

    def import_some(self) -> None:
        documents = self.chance.sample(range(9), self.chance.randint(1, 4))
        entries = [entry for number in documents for entry in reading_of(number, self.chance.randint(0, 1))]
        self._add(entries, self.model.add(entries))

    def import_an_export_without_documents(self) -> None:
        with reading(self.path) as history:
            text = "".join(csv.write(history.observations()))
        runs = read("export.csv", BytesIO(text.encode()))
        entries = [Entry(it.digest, it.date or DAYS[0], "file", it.source, it.rates, is_copy=True) for it in runs]
        self._add(entries, [False] * len(entries))
        self.model.runs += 1

    def _add(self, entries: list[Entry], expected: list[bool]) -> None:
        with writing(self.path) as history:
            assert [added.is_new for added in history.add(entries)] == expected

    def forget_some(self) -> None:
        self._forget([one for one in self.model.pages if self.chance.random() < 0.3])

    def forget_a_source(self) -> None:
        source = self.chance.choice(SOURCES)
        with reading(self.path) as history:
            found = history.from_source(source)
        gone = [one for one in self.model.pages if one.entry.source == source]
        assert {(page.document, page.date) for page in found} == {one.entry[:2] for one in gone}
        self._forget(gone)

    def forget_the_last_import(self) -> None:
        with reading(self.path) as history:
            found = history.last_import()
        gone = self.model.last_import()
        assert {(page.document, page.date) for page in found} == {one.entry[:2] for one in gone}
        self._forget(gone)

    def _forget(self, gone: list[Stored]) -> None:
        with writing(self.path) as history:
            numbers = {(page.document, page.date): page.number for page in history.pages()}
            history.forget([numbers[one.entry[:2]] for one in gone])
        self.model.pages = [one for one in self.model.pages if one not in gone]

    def back_up_and_restore(self) -> None:
        with reading(self.path) as history:
            text = "".join(csv.write_with_documents(history.with_documents()))
        self.backups += 1
        runs = read("backup.csv", BytesIO(text.encode()))
        with writing(self.path) as history:
            history.add(Entry(it.digest, it.date or DAYS[0], "page", it.source, it.rates) for it in runs)
        self.model.restore()

    def compare(self) -> None:
        with reading(self.path) as history:
            assert list(history.with_documents()) == self.model.observations()
            assert list(history.verified()) == [rate for rate, _ in self.model.observations()]
            assert "".join(csv.write_with_documents(history.with_documents())) == self.model.export()
            for day in (DAYS[0] - timedelta(1), *DAYS):
                assert history.latest(day) == self.model.latest(day)
                assert list(history.observations(day)) == [
                    rate for rate, _ in self.model.observations() if str(rate.date) >= str(day)
                ]
            assert sorted(_pages(history)) == sorted(
                (str(one.date), one.document, one.source, len(one.rates)) for one, _ in self.model.pages
            )
            assert history.pairs() == [(code, "USD") for code in sorted(self._codes(), key=order)]

    def _codes(self) -> set[str]:
        return {rate.base for rate, _ in self.model.observations()}


def _pages(history: History) -> Iterator[tuple[str, bytes, str, int]]:
    return ((str(page.date), page.document, page.source, page.rates) for page in history.pages())


@pytest.mark.parametrize(
    "sequences", [pytest.param(30, id="some"), pytest.param(5_000, id="all", marks=pytest.mark.slow)]
)
def test_whatever_is_done_a_list_in_python_says_the_same(sequences: int) -> None:
    for seed in range(sequences):
        with TemporaryDirectory() as folder:
            try_a_sequence(Both(Path(folder), random.Random(seed)))  # noqa: S311 - repeatable, no secret


def try_a_sequence(both: Both) -> None:
    both.import_some()
    for _ in range(both.chance.randint(2, 10)):
        both.chance.choice(
            (
                both.import_some,
                both.import_some,
                both.import_an_export_without_documents,
                both.forget_some,
                both.forget_a_source,
                both.forget_the_last_import,
                both.back_up_and_restore,
            )
        )()
        both.compare()

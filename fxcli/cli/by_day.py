"""Files of one a day are imported: those that the history lacks are asked for, one after the other."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from typing import NamedTuple

from fxcli.cli.options import today
from fxcli.cli.progress import Progress
from fxcli.cli.status import entry, statuses
from fxcli.cli.streams import say
from fxcli.errors import SourceError, UsageError
from fxcli.history.history import History, reading
from fxcli.history.page import Asked
from fxcli.options import ReadOptions
from fxcli.output.terminal import count
from fxcli.output.text import Status
from fxcli.sources.days import Series, days, gaps
from fxcli.sources.files import is_address, list_files
from fxcli.sources.names import display_name
from fxcli.sources.read import read, read_content
from fxcli.sources.result import Origin, Result
from fxcli.sources.visitor import NothingThereError, RefusedError, Visitor

_MOST_FAILURES = 3
"""After so many days in a row for which a server fails it is left alone."""


class _Given(NamedTuple):
    """What the file of a day gave."""

    result: Result | None
    """None where it has not changed."""
    modified: str = ""
    """When it last changed, as its server writes it."""
    may_be_empty: bool = True
    """Whether it can be all that there is when it holds no rate: no page of HTML, which may say anything."""


class DailyImport:
    """The days of a series from one to another, of which those are asked for that the history does not hold."""

    def __init__(
        self,
        series: Series,
        since: date,
        until: date,
        options: ReadOptions,
        path: str,
        history: Callable[[], History],
        *,
        again: bool,
    ) -> None:
        if since > until:
            raise UsageError(f"{since}, from which day on {series.name} is asked, lies after {until}")
        if series.first_day and since < series.first_day:
            say(f"{series.name} is not known to publish anything before {series.first_day}")
        self._series = series
        self._key = display_name(series.pattern)
        self._since = max(since, series.first_day or since)
        self._until = until
        self._options = options
        self._path = path
        self._history = history
        self._again = again
        self._visitor = Visitor()
        self._counts: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        """How many rows each address has that are no rates: dead currencies stand in every file of some banks."""
        self._other_days: dict[date, date] = {}
        """Of the days for which the rates of another day were given, that other day."""

    def statuses(self) -> Iterator[Status]:
        """What became of each day, as it is stored; at the end it is said what all of them came to."""
        progress = Progress("Asking", (self._until - self._since).days + 1)
        with closing(self._visitor):
            each = progress.watch(self._days(), lambda _: 1, lambda _: f"{self._visitor.requests} requests")
            for status in each:
                progress.hide()
                self._counts[status.state] += 1
                yield status
        self._sum_up()

    def _days(self) -> Iterator[Status]:
        held = self._held()
        failures = 0
        for day in days(self._since, self._until):
            known = held.get(day)
            if known and not self._again:
                yield self._as_before(day, known)
                continue
            self._counts["asked"] += 1
            try:
                given = self._ask(day, known)
            except RefusedError as error:
                say(f"{error}; the days after {day} were not asked for" if day < self._until else str(error))
                yield Status(self._address(day), "failed", None, 0, error.reason)
                return
            if given.result is None and known:
                yield self._as_before(day, known)
                continue
            result = given.result or Result(self._address(day), Origin.FOLDER)
            history = None if result.failure else self._history()
            yield from self._store(day, given._replace(result=result), history)
            failures = failures + 1 if result.failure else 0
            if failures == _MOST_FAILURES and day < self._until:
                say(f"{self._series.name}: {failures} days in a row failed; the days after {day} were not asked for")
                return

    def _held(self) -> dict[date, Asked]:
        """The days that need not be asked for."""
        if not (is_address(self._series.pattern) and os.path.lexists(self._path)):
            return {}
        with reading(self._path) as history:
            held = history.asked(self._key, self._since, self._until)
            for day in days(self._since, self._until):
                for page in history.from_source(self._address(day)) if day not in held else ():
                    if page.date == day:
                        held[day] = Asked(day, page.rates)
        return held

    def _ask(self, day: date, known: Asked | None) -> _Given:
        """What the file of a day gives. Raises RefusedError where the others need not be asked for."""
        address, shown = self._series.address(day), self._address(day)
        if not is_address(address):
            found = [result for source in list_files(address) for result, _ in read(source, self._options)]
            snapshots = [snapshot for result in found for snapshot in result.snapshots]
            failure = next((result.failure for result in found if result.failure), None)
            is_there = os.path.lexists(address)
            return _Given(Result(shown, Origin.FOLDER, snapshots, failure) if is_there else None)
        try:
            answer = self._visitor.ask(address, known.modified if known else "")
        except NothingThereError:
            return _Given(Result(shown, Origin.FOLDER))
        except RefusedError:
            raise
        except SourceError as error:
            return _Given(Result(shown, Origin.FOLDER, failure=error))
        if answer.is_unchanged:
            return _Given(None, answer.modified)
        result = read_content(address, answer.content, self._options, is_html=answer.is_html)
        return _Given(result, answer.modified, may_be_empty=not answer.is_html)

    def _store(self, day: date, given: _Given, history: History | None) -> Iterator[Status]:
        result = given.result or Result(self._address(day), Origin.FOLDER)
        entries = [it for snapshot in result.snapshots if (it := entry(snapshot))]
        self._refused.update({result.source: sum(len(snapshot.refused) for snapshot in result.snapshots)})
        result = result._replace(snapshots=[snapshot._replace(refused=()) for snapshot in result.snapshots])
        yield from statuses(result, iter(history.add(entries) if history and entries else ()))
        if entries and entries[0].date != day:
            self._other_days[day] = entries[0].date
        has_rates = any(snapshot.rates for snapshot in result.snapshots)
        is_settled = bool(entries) if has_rates else given.may_be_empty
        # What is answered about today may be that of yesterday still.
        is_final = day < today() or any(it.date == day for it in entries)
        if history and is_settled and is_final and not result.failure and is_address(self._series.pattern):
            history.note_asked(self._key, day, entries[0] if entries else None, given.modified)

    def _as_before(self, day: date, known: Asked) -> Status:
        """A day that the history holds, or for which there was nothing: not listed, for there may be years of them."""
        if known.date:
            return Status(self._address(day), "unchanged", known.date, known.rates, None, is_listed=False)
        return Status(self._address(day), "skipped", None, 0, "no-rates", is_listed=False)

    def _address(self, day: date) -> str:
        return display_name(self._series.address(day))

    def _sum_up(self) -> None:
        name, counts = self._series.name, self._counts
        if self._other_days:
            day, other = next(iter(self._other_days.items()))
            more = f" and {count(len(self._other_days) - 1, 'more day')}" if len(self._other_days) > 1 else ""
            say(f"{name}: for {day}{more} rates of another day were given, {other}; each counts for the day it names")
        if refused := +self._refused:
            rows, first = f"{count(refused.total(), 'row')} of {count(len(refused), 'day')}", next(iter(refused))
            say(f"{name}: {rows} refused; fxcli check '{first}' says why")
        told = f"{count(counts['asked'], 'day')} asked, {counts['imported']} stored, {counts['skipped']} skipped"
        say(f"{name}: {told}, {counts['failed']} failed{self._reach()}")

    def _reach(self) -> str:
        """How far back the history now holds the series without a gap longer than a week."""
        if not os.path.lexists(self._path):
            return ""
        with reading(self._path) as history:
            held = history.series().get(self._key, [])
        if not held:
            return ""
        begin = max((later for _, later in gaps(held)), default=held[0])
        return f"; the history holds it from {begin} to {held[-1]} without a gap longer than a week"

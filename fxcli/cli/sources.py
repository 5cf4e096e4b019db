"""What a command reads: its sources, or the history where it names none."""

from __future__ import annotations

import io
import itertools
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import click

from fxcli.cli.streams import say
from fxcli.errors import NoRatesError, UsageError
from fxcli.options import ReadOptions

if TYPE_CHECKING:
    from fxcli.rate import Rate
    from fxcli.snapshot import Conflict, Snapshot
    from fxcli.sources.result import Result


@contextmanager
def observations(
    sources: tuple[str, ...],
    db: str | None,
    options: ReadOptions,
    jobs: int | None,
    since: date | None,
    until: date | None,
) -> Iterator[tuple[Iterator[tuple[Rate, bytes]], bool]]:
    """Every rate of the sources or the history within some days, each with the SHA-256 of its document.

    The second value says whether a source failed.
    """
    if not sources:
        refuse_for_history(options, "for days of the history say --since and --until")
        from fxcli.history.file import default_path
        from fxcli.history.history import reading

        with reading(db or default_path()) as history:
            yield history.with_documents(since, until), False
        return
    if since or until:
        _refuse_many_days(sources)
    sources_read = Reading(sources, options, jobs)
    found = [(rate, snapshot.digest) for snapshot in sources_read.with_warnings() for rate in snapshot.rates]
    yield (one for one in found if _within(one[0].date, since, until)), sources_read.failed
    if since or until:
        undated = Counter(rate.source for rate, _ in found if rate.date is None)
        warn_of_undated(undated, "--since and --until need a day")


def _refuse_many_days(sources: tuple[str, ...]) -> None:
    """Raise UsageError for a bank of which many days are asked for where only one is read."""
    from fxcli.sources.days import series

    for name in sources:
        if (found := series(name)) and found.has_days:
            raise UsageError(f"{name} is one file a day; fxcli import takes many of them, with --since and --until")


def warn_of_undated(counts: Mapping[str, int], why: str, remedy: str = "give it with --date") -> None:
    """Say for each source how many of its rates were left out because they are undated."""
    for source, count in counts.items():
        rates = "1 rate is undated and was" if count == 1 else f"{count} rates are undated and were"
        say(f"{source}: {rates} left out: {why}; {remedy}")


def refuse_for_history(options: ReadOptions, instead: str) -> None:
    """Raise UsageError for what says how sources are read where there are none: it would change nothing."""
    if options.date:
        raise UsageError(f"--date is the day of a page that you name; {instead}")
    said = {"--decimal": options.decimal, "--dates": options.dates, "--allow-implausible": options.allow_implausible}
    for name, value in said.items():
        if value:
            raise UsageError(f"{name} says how a page is read; name the page")
    if options.base or options.quote:
        raise UsageError(f"{'--base' if options.base else '--quote'} says how a table is read; name the table")


def _within(day: date | None, since: date | None, until: date | None) -> bool:
    if day is None:
        return since is None and until is None
    return (since is None or day >= since) and (until is None or day <= until)


def nothing_found(sources: tuple[str, ...], *, failed: bool) -> Exception:
    """What ends a command that found no rate: without another word where a source has failed, which is said already."""
    return click.exceptions.Exit(1) if failed else NoRatesError(nothing(sources))


def nothing(sources: tuple[str, ...]) -> str:
    """That there is no rate, and what to do."""
    if not sources:
        return "the history is empty; fill it with fxcli import"
    from fxcli.sources.names import display_name

    return f"no rate was read from {', '.join(map(display_name, sources))}; fxcli check says what stands there"


class Reading:
    """The snapshots of some sources, read one after the other as they are asked for, once."""

    def __init__(
        self, sources: tuple[str, ...], options: ReadOptions, jobs: int | None, day: date | None = None
    ) -> None:
        self._results = read_sources(sources, options, jobs, day=day).results
        self.failed = False
        """Whether one could not be read, which is said on standard error; known at the end."""

    def __iter__(self) -> Iterator[Snapshot]:
        return itertools.chain.from_iterable(self.documents())

    def with_warnings(self) -> Iterator[Snapshot]:
        """The same, while what is doubtful is said on standard error."""
        for document in self.documents():
            warn_about(document)
            warn_of_dates(document)
            yield from document

    def documents(self) -> Iterator[Sequence[Snapshot]]:
        """What each document says of each day."""
        from fxcli.sources.result import Origin

        for result in self._results:
            if result.failure:
                self.failed |= not result.is_passed_over()
                say(str(result.failure))
            named = result.origin is Origin.NAMED
            yield [it for it in result.snapshots if named or it.rates or it.refused]


class Work(NamedTuple):
    """What is to be read, and what each document of it gives, in their order."""

    size: int
    """The bytes of all files, as far as they are known beforehand."""
    results: Iterator[Result]


def read_sources(
    sources: tuple[str, ...],
    options: ReadOptions,
    jobs: int | None,
    cluster: str | None = None,
    day: date | None = None,
) -> Work:
    """What the documents of some sources give, read by this machine or by a cluster.

    Of a bank, or of addresses of one a day, that of the `day` is read (default: today).
    """
    from fxcli.sources import files, read

    if cluster:
        options = options._replace(folder=os.getcwd())
    stdin = sys.stdin.buffer if sys.stdin else io.BytesIO()
    found = files.find_sources(sources, day or options.today)
    results = read.read_sources(found, stdin, options, jobs=jobs, cluster=cluster)
    return Work(sum(source.size for source in found), results)


_NAMED = 5
"""So many of the values and pairs that contradict others are named; fxcli check names all."""


def warn_about(snapshots: Sequence[Snapshot]) -> None:
    """Say on standard error what in a document contradicts itself or was refused: never pass over it."""
    conflicts = [(snapshot.source, conflict) for snapshot in snapshots for conflict in snapshot.conflicts]
    for source, conflict in conflicts[:_NAMED]:
        say(f"{source}: {_contradiction(conflict)}")
    if len(conflicts) > _NAMED:
        say(f"{conflicts[0][0]}: {len(conflicts) - _NAMED} more pairs contradict themselves; fxcli check names all")
    refused = [(snapshot.source, refusal) for snapshot in snapshots for refusal in snapshot.refused]
    if refused:
        source, first = refused[0]
        more_refused = f" and {len(refused) - 1} more" if len(refused) > 1 else ""
        say(f"{source}: line {first.line} was refused ({first.reason}){more_refused}; fxcli check says why")


def warn_of_dates(snapshots: Iterable[Snapshot]) -> None:
    """Say on standard error why a date that rates have beside them, or two of them, does not count."""
    for snapshot in snapshots:
        problem = snapshot.date_problem
        if snapshot.rates and problem and problem.is_of_a_date():
            say(f"{snapshot.source}: {problem.text}")


def _contradiction(conflict: Conflict) -> str:
    """`KGS/USD is printed as 0.01144 and as 0.01150; 0.01144 was taken`"""
    from fxcli.output.text import reading

    kept, *others = (reading(conflict, one) for one in conflict.readings[: 1 + _NAMED])
    unnamed = len(conflict.readings) - 1 - len(others)
    as_well = ", ".join(others) + (f" and {unnamed} more" if unnamed else "")
    return f"{conflict.base}/{conflict.quote} is printed as {kept} and as {as_well}; {kept} was taken"


def one_a_day(rates: Iterable[Rate], *, in_order: bool) -> Iterator[Rate]:
    """For each date and pair the rate that a lookup would use: the one that comes last."""
    days = groupby(rates, key=lambda rate: rate.date) if in_order else [(None, rates)]
    for _, of_day in days:
        yield from {(rate.date, rate.base, rate.quote): rate for rate in of_day}.values()

"""fxcli import"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from fxcli.cli.interrupts import end_in_order
from fxcli.cli.options import db_option, examples, json_option, reading_options, sources_argument
from fxcli.cli.progress import Progress
from fxcli.cli.sources import Work, nothing, read_sources, warn_about
from fxcli.cli.streams import say, write
from fxcli.dating import NO_DATE, DateOrigin
from fxcli.errors import UsageError
from fxcli.history.file import default_path
from fxcli.history.history import writing
from fxcli.history.page import Added, Entry
from fxcli.options import ReadOptions
from fxcli.output import text
from fxcli.output.formats import json
from fxcli.output.text import Status
from fxcli.sources.read import Origin

if TYPE_CHECKING:
    from fxcli.snapshot import Snapshot
    from fxcli.sources.read import Result


@click.command(
    "import",
    epilog=examples("import page.html saved/", "import crawl.warc.gz --jobs 4", "import page.html --date 2025-12-09"),
)
@sources_argument
@click.option("--cluster", metavar="ADDRESS", help="Read on the Dask cluster whose scheduler has this address.")
@db_option
@reading_options
@json_option
def import_(
    sources: tuple[str, ...],
    cluster: str | None,
    db: str | None,
    options: ReadOptions,
    jobs: int | None,
    as_json: bool,
) -> int:
    """Read the sources into the history: one line and one status for each.

    What was stored before stays as it is: the same page twice is `unchanged`. Of an archive the pages without rates
    are only counted; --json lists them too.
    """
    if cluster and jobs:
        raise UsageError("--jobs is for this machine, --cluster for others; give one of them")
    end_in_order()
    counts: Counter[str] = Counter()
    work = read_sources(sources, options._replace(lists_empty_pages=as_json), jobs, cluster)
    statuses = _counted(_import(work, db or default_path()), counts)
    if as_json:
        write(json.array(status.record() for status in statuses))
    else:
        for status in statuses:
            if status.is_listed:
                write([f"{text.status(status)}\n"])
        write([f"{text.total(counts)}\n"])
    return 1 if counts["failed"] or not counts["imported"] + counts["unchanged"] else 0


def _import(work: Work, path: str) -> Iterator[Status]:
    """Store what was read, batch by batch, and tell of each document what became of it."""
    progress = Progress("Reading", work.size)
    pages = 0

    def size(result: Result) -> int:
        nonlocal pages
        pages += result.pages
        return result.size

    def speed(seconds: float) -> str:
        return f"{pages / seconds:,.0f} pages/s"

    with ExitStack() as stack:
        history = None
        for batch in _batches(progress.watch(work.results, size, speed)):
            entries = [entry for result in batch for snapshot in result.snapshots if (entry := _entry(snapshot))]
            if entries and history is None:  # nothing to store makes no history
                history = stack.enter_context(writing(path))
            added = iter(history.add(entries) if history else ())
            progress.hide()
            for result in batch:
                yield from _statuses(result, added)


def _warn_of_other_dates(source: str, added: Added) -> None:
    """Name the pages that hold the same document under another date: one of the dates is wrong."""
    for page in added.elsewhere:
        say(
            f"{source}: the same document is stored under {page.date} too, as page {page.number};"
            f" if that date is wrong: fxcli forget {page.number}"
        )


_NAMED_JUMPS = 5


def _warn_of_jumps(added: Added) -> None:
    """Name the rates of a page that are far from their neighbours, and how it is taken out again."""
    for jump in added.jumps[:_NAMED_JUMPS]:
        say(text.doubt(jump))
    if added.jumps:
        more = len(added.jumps) - _NAMED_JUMPS
        say(f"{f'and {more} more; ' if more > 0 else ''}if that page is wrong: fxcli forget {added.number}")


def _counted(statuses: Iterable[Status], counts: Counter[str]) -> Iterator[Status]:
    """The same statuses, counted as they pass: of an archive there may be millions."""
    for status in statuses:
        counts[status.state] += status.pages
        yield status


_BATCH = 500
_BATCH_SECONDS = 1.0


def _batches(results: Iterable[Result]) -> Iterator[list[Result]]:
    """Results to store in one step: many, because each step waits for the disk; few, to keep what is done."""
    batch: list[Result] = []
    started = time.monotonic()
    for result in results:
        batch.append(result)
        if len(batch) == _BATCH or time.monotonic() - started > _BATCH_SECONDS:
            yield batch
            batch, started = [], time.monotonic()
    if batch:
        yield batch


def _entry(snapshot: Snapshot) -> Entry | None:
    """What can be stored of a snapshot that holds rates and has a date."""
    if not (snapshot.date and snapshot.date_origin and snapshot.rates):
        return None
    return Entry(
        snapshot.digest, snapshot.date, snapshot.date_origin, snapshot.source, snapshot.rates, snapshot.is_copy
    )


def _statuses(result: Result, added: Iterator[Added]) -> Iterator[Status]:
    """What became of each day of one document; what its user can mend is said on standard error.

    `added` goes on to what became of its entries.
    """
    if result.failure:
        say(str(result.failure))
        state = "skipped" if result.is_passed_over() else "failed"
        yield Status(result.source, state, None, 0, result.failure.reason)
        return
    warn_about(result.snapshots)
    found = [snapshot for snapshot in result.snapshots if snapshot.rates]
    for snapshot in found:
        yield _status(result.source, snapshot, added)
    if not found:
        is_named, is_listed = result.origin is Origin.NAMED, result.origin is not Origin.ARCHIVE
        if is_named:
            say(nothing((result.source,)))
        state = "failed" if is_named else "skipped"
        yield Status(result.source, state, None, 0, "no-rates", is_listed=is_listed, pages=result.pages)


def _status(source: str, snapshot: Snapshot, added: Iterator[Added]) -> Status:
    if snapshot.date is None:
        problem = snapshot.date_problem or NO_DATE
        say(f"{source}: {problem.text}")
        return Status(source, "failed", None, 0, problem.reason)
    became = next(added)
    if snapshot.date_origin != DateOrigin.FILE:  # a file of data may be of several days
        _warn_of_other_dates(source, became)
    _warn_of_jumps(became)
    return Status(source, "imported" if became.is_new else "unchanged", snapshot.date, len(snapshot.rates), None)

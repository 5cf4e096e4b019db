"""fxcli import"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING

import click

from fxcli.cli.options import db_option, examples, json_option, reading_options, sources_argument
from fxcli.cli.progress import Progress
from fxcli.cli.sources import Work, nothing, read_sources, warn_about
from fxcli.cli.streams import say, write
from fxcli.errors import UsageError
from fxcli.history.file import default_path
from fxcli.history.history import Added, Entry, writing
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
            stored = [_entries(result.snapshots) for result in batch]
            entries = list(chain.from_iterable(stored))
            if entries and history is None:  # nothing to store makes no history
                history = stack.enter_context(writing(path))
            added = iter(history.add(entries) if history else ())
            progress.hide()
            for result, its_own in zip(batch, stored, strict=True):
                became = [next(added) for _ in its_own]
                for one in became:
                    _warn_of_other_dates(result.source, one)
                yield _status(result, its_own, new=any(one.is_new for one in became))


def _warn_of_other_dates(source: str, added: Added) -> None:
    """Name the pages that hold the same document under another date: one of the dates is wrong."""
    for page in added.elsewhere:
        say(
            f"{source}: the same document is stored under {page.date} too, as page {page.number};"
            f" if that date is wrong: fxcli forget {page.number}"
        )


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


def _entries(snapshots: Sequence[Snapshot]) -> list[Entry]:
    """What of some snapshots can be stored: they hold rates and have a date."""
    return [
        Entry(it.digest, it.date, it.date_origin, it.source, it.rates, it.is_copy)
        for it in snapshots
        if it.date and it.date_origin and it.rates
    ]


def _status(result: Result, stored: Sequence[Entry], *, new: bool) -> Status:
    """What became of one source; what its user can mend is said on standard error."""
    if result.failure:
        say(str(result.failure))
        return Status(result.source, "failed", None, 0, result.failure.reason)
    days = {entry.date for entry in stored}
    count = sum(len(entry.rates) for entry in stored)
    if any(it.rates and it.date is None for it in result.snapshots):
        say(f"{result.source}: no full date stands beside the ticker or in the name; give its day with --date")
        return Status(result.source, "failed", None, count, "no-date")
    for snapshot in result.snapshots:
        warn_about(snapshot)
    if not stored:
        is_named, is_listed = result.origin is Origin.NAMED, result.origin is not Origin.ARCHIVE
        if is_named:
            say(nothing((result.source,)))
        state = "failed" if is_named else "skipped"
        return Status(result.source, state, None, 0, "no-rates", is_listed=is_listed, pages=result.pages)
    day = days.pop() if len(days) == 1 else None
    return Status(result.source, "imported" if new else "unchanged", day, count, None)

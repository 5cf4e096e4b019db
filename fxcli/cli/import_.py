"""fxcli import"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import click

from fxcli.cli.interrupts import end_in_order
from fxcli.cli.options import (
    db_option,
    examples,
    json_option,
    reading_options,
    since_option,
    sources_argument,
    today,
    until_option,
)
from fxcli.cli.progress import Progress
from fxcli.cli.sources import Work, read_sources
from fxcli.cli.status import entry, statuses
from fxcli.cli.streams import write
from fxcli.errors import UsageError
from fxcli.history.file import default_path
from fxcli.history.history import History, writing
from fxcli.options import ReadOptions
from fxcli.output import text
from fxcli.output.formats import json
from fxcli.output.text import Status
from fxcli.sources.days import series

if TYPE_CHECKING:
    from datetime import date

    from fxcli.sources.result import Result


@click.command(
    "import",
    epilog=examples("import page.html saved/", "import crawl.warc.gz --jobs 4", "import page.html --date 2025-12-09"),
)
@sources_argument
@since_option
@until_option
@click.option("--again", is_flag=True, help="Ask also for days that the history holds already.")
@click.option("--cluster", metavar="ADDRESS", help="Read on the Dask cluster whose scheduler has this address.")
@db_option
@reading_options
@json_option
def import_(
    sources: tuple[str, ...],
    since: date | None,
    until: date | None,
    again: bool,
    cluster: str | None,
    db: str | None,
    options: ReadOptions,
    jobs: int | None,
    as_json: bool,
) -> int:
    """Read the sources into the history: one line and one status for each.

    What was stored before stays as it is: the same page twice is `unchanged`. Of an archive the pages without rates
    are only counted; --json lists them too.

    bank:nbk and other banks, and addresses with {day}, stand for one file a day, from --since to --until (default:
    today). Days that the history holds from them are not asked for again.
    """
    if cluster and jobs:
        raise UsageError("--jobs is for this machine, --cluster for others; give one of them")
    end_in_order()
    path = db or default_path()
    daily = [found for name in sources if (found := series(name)) and found.has_days]
    if not daily and (since or until or again):
        raise UsageError("--since, --until and --again are for sources of one file a day, such as bank:nbk")
    if daily and options.date:
        raise UsageError(f"--date is one day, and {daily[0].name} stands for many, each of which its file names")
    last = until or today()
    counts: Counter[str] = Counter()
    with _one_import(path) as history:
        by_day = []
        if daily:
            from fxcli.cli.by_day import DailyImport  # only here: what it asks with costs more than most pages

            by_day = [DailyImport(one, since or last, last, options, path, history, again=again) for one in daily]
        names = {one.name for one in daily}
        others = tuple(name for name in sources if name not in names)
        work = read_sources(others, options._replace(lists_empty_pages=as_json), jobs, cluster)
        told = _counted(chain(_import(work, history), *(one.statuses() for one in by_day)), counts)
        if as_json:
            write(json.array(status.record() for status in told))
        else:
            for status in told:
                if status.is_listed:
                    write([f"{text.status(status)}\n"])
            write([f"{text.total(counts)}\n"])
    return 1 if counts["failed"] or not (counts["imported"] or counts["unchanged"] or daily) else 0


@contextmanager
def _one_import(path: str) -> Iterator[Callable[[], History]]:
    """What opens the history when there is something to store: nothing to store makes none.

    Where there is one, this import is its last from now on, also if it brings nothing.
    """
    with ExitStack() as stack:

        @cache
        def history() -> History:
            return stack.enter_context(writing(path))

        if os.path.lexists(path):
            history().begin_import()
        yield history


def _import(work: Work, history: Callable[[], History]) -> Iterator[Status]:
    """Store what was read, batch by batch, and tell of each document what became of it."""
    progress = Progress("Reading", work.size)
    pages = 0

    def size(result: Result) -> int:
        nonlocal pages
        pages += result.pages
        return result.size

    def speed(seconds: float) -> str:
        return f"{pages / seconds:,.0f} pages/s"

    for batch in _batches(progress.watch(work.results, size, speed)):
        entries = [it for result in batch for snapshot in result.snapshots if (it := entry(snapshot))]
        added = iter(history().add(entries) if entries else ())
        progress.hide()
        for result in batch:
            yield from statuses(result, added)


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

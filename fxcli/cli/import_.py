"""fxcli import"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING

import click

from fxcli.cli.options import How, db_option, json_option, reading_options, sources_argument
from fxcli.cli.progress import Progress
from fxcli.cli.sources import Work, nothing, outcomes_of, remark
from fxcli.cli.streams import say, write
from fxcli.errors import UsageError
from fxcli.history.file import default_path
from fxcli.history.history import Entry, writing
from fxcli.output import text
from fxcli.output.formats import json
from fxcli.output.text import Status

if TYPE_CHECKING:
    from fxcli.snapshot import Snapshot
    from fxcli.sources.read import Outcome


@click.command("import")
@sources_argument
@click.option("--cluster", metavar="ADDRESS", help="Read on the Dask cluster whose scheduler has this address.")
@db_option
@reading_options
@json_option
def import_(sources: tuple[str, ...], cluster: str | None, db: str | None, how: How, as_json: bool) -> int:
    """Read the sources into the history: one line and one status for each.

    What was stored before stays as it is: the same page twice is `unchanged`. Of an archive the pages without rates
    are only counted; --json lists them too.
    """
    if cluster and how.jobs:
        raise UsageError("--jobs is for this machine, --cluster for others; give one of them")
    counts: Counter[str] = Counter()
    statuses = _counted(_import(outcomes_of(sources, how, cluster, one_by_one=as_json), db or default_path()), counts)
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
    files = pages = 0

    def size(outcome: Outcome) -> int:
        nonlocal files, pages
        files += outcome.is_last
        pages += outcome.pages
        return outcome.size

    def told(seconds: float) -> str:
        return f"{files}/{work.files} sources, {pages / seconds:,.0f} pages/s"

    with ExitStack() as stack:
        history = None
        for batch in _batches(progress.watch(work.outcomes, size, told)):
            stored = [_entries(outcome.snapshots) for outcome in batch]
            entries = list(chain.from_iterable(stored))
            if entries and history is None:  # nothing to store makes no history
                history = stack.enter_context(writing(path))
            news = iter(history.add(entries) if history else ())
            progress.hide()
            for outcome, its_own in zip(batch, stored, strict=True):
                new = [next(news) for _ in its_own]
                yield _status(outcome, its_own, new=any(new))


def _counted(statuses: Iterable[Status], counts: Counter[str]) -> Iterator[Status]:
    """The same statuses, counted as they pass: of an archive there may be millions."""
    for status in statuses:
        counts[status.state] += status.pages
        yield status


_BATCH = 500
_BATCH_SECONDS = 1.0


def _batches(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    """Outcomes to store in one step: many, because each step waits for the disk; few, to keep what is done."""
    batch: list[Outcome] = []
    started = time.monotonic()
    for outcome in outcomes:
        batch.append(outcome)
        if len(batch) == _BATCH or time.monotonic() - started > _BATCH_SECONDS:
            yield batch
            batch, started = [], time.monotonic()
    if batch:
        yield batch


def _entries(snapshots: Sequence[Snapshot]) -> list[Entry]:
    """What of some snapshots can be stored: they hold rates and have a date."""
    return [Entry(it.digest, it.date, it.source, it.rates, it.is_copy) for it in snapshots if it.date and it.rates]


def _status(outcome: Outcome, stored: Sequence[Entry], *, new: bool) -> Status:
    """What became of one source; what its user can mend is said on standard error."""
    if outcome.failure:
        say(str(outcome.failure))
        return Status(outcome.source, "failed", None, 0, outcome.failure.reason)
    days = {entry.date for entry in stored}
    count = sum(len(entry.rates) for entry in stored)
    if any(it.rates and it.date is None for it in outcome.snapshots):
        say(f"{outcome.source}: no full date stands beside the ticker or in the name; give its day with --date")
        return Status(outcome.source, "failed", None, count, "no-date")
    for snapshot in outcome.snapshots:
        remark(snapshot)
    if not stored and outcome.named:
        say(nothing((outcome.source,)))
    if not stored:
        state = "failed" if outcome.named else "skipped"
        return Status(outcome.source, state, None, 0, "no-rates", is_listed=not outcome.is_record, pages=outcome.pages)
    day = days.pop() if len(days) == 1 else None
    return Status(outcome.source, "imported" if new else "unchanged", day, count, None)

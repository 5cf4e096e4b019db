"""fxcli import"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain
from typing import TYPE_CHECKING

import click

from fxcli import lines, store
from fxcli.cli.options import How, db_option, json_option, reading_options, sources_argument
from fxcli.cli.progress import Progress
from fxcli.cli.sources import nothing, outcomes_of, remark
from fxcli.cli.streams import say, write
from fxcli.export import json
from fxcli.lines import Status

if TYPE_CHECKING:
    from fxcli.page import Snapshot
    from fxcli.reading import Outcome


@click.command("import")
@sources_argument
@db_option
@reading_options
@json_option
def import_(sources: tuple[str, ...], db: str | None, how: How, as_json: bool) -> int:
    """Read the sources into the history: one line and one status for each.

    What was stored before stays as it is: the same page twice is `unchanged`.
    """
    statuses: list[Status] = []
    count, outcomes = outcomes_of(sources, how)
    progress = Progress("Reading", count)
    with ExitStack() as stack:
        history = None
        for batch in _batches(progress.watch(outcomes)):
            stored = [_entries(outcome.snapshots) for outcome in batch]
            entries = list(chain.from_iterable(stored))
            if entries and history is None:  # nothing to store makes no history
                history = stack.enter_context(store.writing(db or store.default_path()))
            news = iter(history.add(entries) if history else ())
            progress.hide()
            for outcome, its_own in zip(batch, stored, strict=True):
                new = [next(news) for _ in its_own]
                status = _status(outcome, its_own, new=any(new))
                statuses.append(status)
                if not as_json:
                    write([f"{lines.status(status)}\n"])
    if as_json:
        write(json.array(status.record() for status in statuses))
    else:
        write([f"{lines.total(statuses)}\n"])
    states = {status.state for status in statuses}
    return 1 if "failed" in states or states.isdisjoint(("imported", "unchanged")) else 0


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


def _entries(snapshots: Sequence[Snapshot]) -> list[store.Entry]:
    """What of some snapshots can be stored: they hold rates and have a date."""
    return [
        store.Entry(it.digest, it.date, it.source, it.rates, it.is_copy) for it in snapshots if it.date and it.rates
    ]


def _status(outcome: Outcome, stored: Sequence[store.Entry], *, new: bool) -> Status:
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
        return Status(outcome.source, "failed" if outcome.named else "skipped", None, 0, "no-rates")
    day = days.pop() if len(days) == 1 else None
    return Status(outcome.source, "imported" if new else "unchanged", day, count, None)

"""What became of each document of an import, and what of it is to be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fxcli.cli.sources import nothing, warn_about
from fxcli.cli.streams import say
from fxcli.dating import NO_DATE, DateOrigin
from fxcli.history.page import Added, Entry
from fxcli.output import text
from fxcli.output.text import Status
from fxcli.sources.result import Origin, Result

if TYPE_CHECKING:
    from fxcli.snapshot import Snapshot


def entry(snapshot: Snapshot) -> Entry | None:
    """What can be stored of a snapshot that holds rates and has a date."""
    if not (snapshot.date and snapshot.date_origin and snapshot.rates):
        return None
    return Entry(
        snapshot.digest, snapshot.date, snapshot.date_origin, snapshot.source, snapshot.rates, snapshot.is_copy
    )


def statuses(result: Result, added: Iterator[Added]) -> Iterator[Status]:
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
    _warn_of_other_dates(source, snapshot, became)
    _warn_of_jumps(became)
    return Status(source, "imported" if became.is_new else "unchanged", snapshot.date, len(snapshot.rates), None)


def _warn_of_other_dates(source: str, snapshot: Snapshot, added: Added) -> None:
    """Name the pages that hold the same document under another date, where one of the two must be wrong.

    A file of data may be of several days, and an archive can capture the same page on several.
    """
    for page in added.elsewhere:
        if snapshot.date_origin == page.date_origin and snapshot.date_origin in (DateOrigin.FILE, DateOrigin.ARCHIVE):
            continue
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

"""From a source's name to its snapshots: one pure function, mapped over many sources by processes."""

import io
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from typing import BinaryIO, NamedTuple

from fxcli import page, readback
from fxcli.document import open_document
from fxcli.errors import SourceError
from fxcli.page import Snapshot
from fxcli.source import STDIN, expand, opened, readable

_WORTH_A_POOL = 200
"""Fewer sources are read sooner than other processes have started."""


class Outcome(NamedTuple):
    """What one document gave: its snapshots, or why it cannot be read."""

    source: str
    named: bool
    """Whether it was given by its own name, not found in a folder."""
    snapshots: Sequence[Snapshot] = ()
    failure: SourceError | None = None


class Place(NamedTuple):
    """Where one document is to be found."""

    name: str
    named: bool
    failure: SourceError | None = None
    """Set for a folder that cannot be listed."""


def find_places(sources: Sequence[str]) -> list[Place]:
    """The documents that some sources stand for, in a stable order."""
    return [Place(name, name == source, failure) for source in sources for name, failure in expand(source)]


def read_places(
    places: Sequence[Place],
    stdin: BinaryIO,
    *,
    decimal: str | None = None,
    on: date | None = None,
    jobs: int | None = None,
) -> Iterator[Outcome]:
    """What each document gave, in their order.

    Many documents are shared out to `jobs` processes (default: as many as there are cores).
    """
    jobs = jobs or cores()
    one = partial(_read, decimal=decimal, on=on)
    if jobs == 1 or len(places) < _WORTH_A_POOL or any(place.name == STDIN for place in places):
        for place in places:
            yield one(place, stdin=stdin)
        return
    with ProcessPoolExecutor(jobs) as pool:
        try:
            yield from pool.map(one, places, chunksize=32)
        finally:
            pool.shutdown(cancel_futures=True)


def _read(place: Place, *, decimal: str | None, on: date | None, stdin: BinaryIO | None = None) -> Outcome:
    """Everything that one document says about rates, whatever it may hold."""
    shown = readable(place.name)
    if place.failure:
        return Outcome(shown, place.named, failure=place.failure)
    try:
        with opened(place.name, stdin or io.BytesIO()) as stream:
            if readback.is_export(stream.peek(readback.ENOUGH)):
                return Outcome(shown, place.named, readback.read(shown, stream, on=on))
            return Outcome(shown, place.named, [page.read(open_document(shown, stream), decimal=decimal, on=on)])
    except SourceError as error:
        return Outcome(shown, place.named, failure=error)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

"""From a source's name to its snapshots: one pure function, mapped over many sources by any executor.

The function reads a stretch: some small files, or of an archive so much that what it gave stays small, and says
where to go on. So an archive of any size passes through in bounded memory, here and in other processes.
"""

import io
import os
import shutil
import signal
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import partial
from io import BufferedReader
from itertools import islice
from multiprocessing import active_children
from typing import BinaryIO, NamedTuple, ParamSpec, TypeVar

from fxcli import snapshot
from fxcli.data import export
from fxcli.errors import SourceError, UsageError, WorkersError
from fxcli.page.document import may_hold_rates, open_document
from fxcli.snapshot import Snapshot
from fxcli.sources import archive
from fxcli.sources.files import STDIN, expand, opened, readable, unpacked

_P = ParamSpec("_P")
_T = TypeVar("_T")

_WORTH_A_POOL = 200
_WORTH_A_POOL_BYTES = 16 << 20
"""Fewer and smaller sources are read sooner than other processes have started."""
_BATCH = 32
_BATCH_BYTES = 1 << 20
_FULL = 1 << 15
_WEIGHT = 32
"""A stretch ends with so many outcomes; one with snapshots counts for some that have none."""
_TOGETHER = 1000
_AHEAD = 4
"""So many stretches for each worker are read or being read while the first of them is awaited."""
_MOST_PROCESSES = 61
"""Windows can wait for no more, and one process takes what they all have read."""


class Outcome(NamedTuple):
    """What one document gave: its snapshots, or why it cannot be read."""

    source: str
    named: bool
    """Whether it was given by its own name, not found in a folder or an archive."""
    snapshots: Sequence[Snapshot] = ()
    failure: SourceError | None = None
    is_record: bool = False
    """Whether it is a record of an archive."""
    pages: int = 1
    """How many pages it stands for: those of an archive that gave nothing come together."""
    size: int = 0
    """How many bytes of its file have been read for it."""
    is_last: bool = True
    """Whether its file has been read to the end."""

    def is_empty(self) -> bool:
        """Whether it gave neither a rate nor a reason."""
        return not (self.snapshots or self.failure)


class Place(NamedTuple):
    """Where documents are to be found: a file, of an archive what begins at a mark."""

    name: str
    named: bool
    size: int = 0
    failure: SourceError | None = None
    mark: archive.Mark = archive.Mark()


class Stretch(NamedTuple):
    """What some places gave, and those that are still to be read."""

    outcomes: list[Outcome]
    rest: Sequence[Place]


Engine = Callable[[], AbstractContextManager[tuple[Executor, int]]]
"""Gives an executor and how many tasks it works on at once."""


def find_places(sources: Sequence[str]) -> list[Place]:
    """The files that some sources stand for, in a stable order. Raises UsageError where one cannot be read twice."""
    if sources.count(STDIN) > 1:
        raise UsageError("standard input can be read only once; give - once")
    return [
        Place(file.name, file.name == source, file.size, file.failure) for source in sources for file in expand(source)
    ]


def read_places(
    places: Sequence[Place],
    stdin: BinaryIO,
    *,
    decimal: str | None = None,
    on: date | None = None,
    jobs: int | None = None,
    engine: Engine | None = None,
    one_by_one: bool = False,
) -> Iterator[Outcome]:
    """What each document gave, in their order; with `one_by_one` also each page of an archive that gave nothing.

    The work is shared out by the `engine`, or where it is much to `jobs` processes (default: as many as there are
    cores). Raises WorkersError when these are lost.
    """
    how = _How(decimal, on, os.getcwd(), 1 if one_by_one else _TOGETHER)
    jobs = jobs or cores()
    little = len(places) < _WORTH_A_POOL and sum(place.size for place in places) < _WORTH_A_POOL_BYTES
    if any(place.name == STDIN for place in places) or (engine is None and (jobs == 1 or little)):
        for place in places:
            yield from (outcome for outcome, _ in _read(place, how, stdin))
        return
    if engine is None and len(places) == 1:
        with _processes(jobs) as (pool, _):
            yield from (outcome for outcome, _ in _read(places[0], how, pool=pool))
        return
    with (engine or partial(_processes, jobs))() as (executor, workers):
        yield from _in_order(partial(read_stretch, how=how), _batches(places), executor, workers * _AHEAD)


@contextmanager
def _processes(jobs: int) -> Iterator[tuple[Executor, int]]:
    jobs = min(jobs, _MOST_PROCESSES)
    try:
        # An interrupt is this process's to answer; a worker hit by it while it reports would hold all others up.
        with _Pool(jobs, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)) as pool:
            try:
                yield pool, jobs
            finally:
                pool.shutdown(cancel_futures=True)
    except BrokenExecutor as error:
        raise WorkersError(
            "a process that read was killed, perhaps for want of memory; what is listed is done, "
            "so run the same again, with a smaller --jobs"
        ) from error
    except OSError as error:
        raise _not_started(error) from error


class _Pool(ProcessPoolExecutor):
    """Processes that read; where one cannot be started, those that were are ended, which nothing else would end."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        try:
            return super().submit(fn, *args, **kwargs)
        except OSError as error:
            for process in active_children():
                process.terminate()
            raise _not_started(error) from error


def _not_started(error: OSError) -> WorkersError:
    why = os.strerror(error.errno or 0)
    return WorkersError(f"the processes that read cannot be started ({why}); read with --jobs 1")


def _batches(places: Iterable[Place]) -> Iterator[list[Place]]:
    """Places to read in one step: many small ones, one large one."""
    batch: list[Place] = []
    size = 0
    for place in places:
        batch.append(place)
        size += place.size
        if len(batch) == _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _in_order(
    read: Callable[[Sequence[Place]], Stretch], batches: Iterator[list[Place]], executor: Executor, width: int
) -> Iterator[Outcome]:
    """The outcomes of all batches in their order, while an executor works on some of them at once."""
    lanes: deque[Future[Stretch]] = deque()
    while True:
        lanes.extend(executor.submit(read, batch) for batch in islice(batches, width - len(lanes)))
        if not lanes:
            return
        stretch = lanes.popleft().result()
        if stretch.rest:
            lanes.appendleft(executor.submit(read, stretch.rest))
        yield from stretch.outcomes


class _How(NamedTuple):
    """How places are read."""

    decimal: str | None
    on: date | None
    folder: str
    """What the names of files are relative to; another machine stands elsewhere."""
    together: int
    """How many pages of an archive that gave nothing come as one outcome, at most."""


def read_stretch(places: Sequence[Place], how: _How) -> Stretch:
    """What some places give, until it is much. It depends on nothing else and changes nothing."""
    outcomes: list[Outcome] = []
    weight = 0
    for number, place in enumerate(places):
        if weight >= _FULL:
            return Stretch(outcomes, places[number:])
        for outcome, rest in _read(place, how):
            outcomes.append(outcome)
            weight += _WEIGHT if outcome.snapshots else 1
            if rest and weight >= _FULL:
                return Stretch(outcomes, [rest, *places[number + 1 :]])
    return Stretch(outcomes, [])


def _read(
    place: Place, how: _How, stdin: BinaryIO | None = None, pool: Executor | None = None
) -> Iterator[tuple[Outcome, Place | None]]:
    """Everything that one place says about rates, whatever it may hold; with each outcome where it is read on from."""
    shown = readable(place.name)
    whole = Outcome(shown, place.named, size=place.size)
    if place.failure:
        yield whole._replace(failure=place.failure), None
        return
    try:
        with opened(place.name, stdin or io.BytesIO(), how.folder) as (stream, is_html):
            if archive.is_archive(place.name, stream.peek(archive.ENOUGH)):
                yield from _read_archive(place, how, stream)
                return
            stream = unpacked(place.name, stream)
            if export.is_export(stream.peek(export.ENOUGH)):
                yield whole._replace(snapshots=export.read(shown, stream, on=how.on)), None
                return
            document = open_document(shown, stream, is_html=is_html)
            yield whole._replace(snapshots=[snapshot.read(document, decimal=how.decimal, on=how.on, pool=pool)]), None
    except SourceError as error:
        yield whole._replace(failure=error), None


def _read_archive(place: Place, how: _How, stream: BufferedReader) -> Iterator[tuple[Outcome, Place | None]]:
    """The pages of an archive, from the place's mark on. One without any is a page without rates."""
    last = Outcome(readable(place.name), place.named)
    reached = place.mark.offset
    with _seekable(place.name, stream) as file:
        for number, (found, mark) in enumerate(archive.captures(readable(place.name), file, place.mark)):
            outcome = _captured(found, how)
            if number and last.is_empty() and outcome.is_empty() and last.pages < how.together:
                last = last._replace(pages=last.pages + 1)
                continue
            if number:
                yield last._replace(size=mark.offset - reached, is_last=False), place._replace(mark=mark)
            last, reached = outcome, mark.offset
    yield last._replace(size=place.size - reached), None


def _captured(found: archive.Capture | archive.Broken, how: _How) -> Outcome:
    if isinstance(found, archive.Broken):
        return Outcome(found.source, named=False, failure=found.failure, is_record=True)
    snapshots = []
    if may_hold_rates(found.content):
        document = open_document(found.source, found.content, is_html=found.is_html)
        snapshots.append(snapshot.read(document, decimal=how.decimal, on=how.on, captured=found.date))
    return Outcome(found.source, named=False, snapshots=snapshots, is_record=True)


@contextmanager
def _seekable(name: str, stream: BufferedReader) -> Iterator[BufferedReader]:
    """The same bytes, in a temporary file where they come from standard input, which cannot be gone back in."""
    if name != STDIN:
        yield stream
        return
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(stream, file)
        file.seek(0)
        yield BufferedReader(file)  # any binary stream reads into a buffer


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

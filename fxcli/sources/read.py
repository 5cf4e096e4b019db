"""Sources become results: each document that one holds gives snapshots, or a reason why it cannot be read.

What another process gives at once is kept small: a batch of small sources, of a large archive a part. So an archive
of any size passes through in bounded memory, here and there.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from io import BufferedReader, BytesIO
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from fxcli.errors import NoPageError, NoTextError, SourceError
from fxcli.options import ReadOptions
from fxcli.sources.documents import snapshots
from fxcli.sources.files import STDIN, Source, gunzip, opened
from fxcli.sources.kinds import ENOUGH, is_archive
from fxcli.sources.names import display_name
from fxcli.sources.result import BatchResult, Origin, Result, whole_result

if TYPE_CHECKING:
    from fxcli.sources.archive import Capture

_WORTH_A_POOL = 200
_WORTH_A_POOL_BYTES = 16 << 20
"""Fewer and smaller sources are read sooner than other processes have started."""
_WORTH_CUTTING_BYTES = 128 << 20
"""A longer text is read in sections."""
_BATCH = 32
_BATCH_BYTES = 1 << 20
_FULL = 1 << 15
_WEIGHT = 32
"""A batch ends with so many results; one with snapshots counts for some that have none."""
_MOST_TOGETHER = 1000
"""So many pages of an archive that gave nothing come as one result, at most."""


def read_sources(
    sources: Sequence[Source],
    stdin: BinaryIO,
    options: ReadOptions,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
) -> Iterator[Result]:
    """What each document gave, in their order.

    The work is shared out on the `cluster` whose scheduler has this address, or where it is much to `jobs` processes
    (default: as many as there are cores). Raises WorkersError when these are lost.
    """
    jobs = jobs or cores()
    if cluster is None and jobs > 1 and len(sources) == 1 and sources[0].size >= _WORTH_CUTTING_BYTES:
        from fxcli.sources import sections, workers  # only here: their imports cost more than most pages

        if cuts := sections.cut(sources[0], options):
            yield sections.read(sources[0], cuts, options, workers.processes(jobs))
            return
    little = len(sources) == 1 or (
        len(sources) < _WORTH_A_POOL and sum(source.size for source in sources) < _WORTH_A_POOL_BYTES
    )
    if any(source.name == STDIN for source in sources) or (cluster is None and (jobs == 1 or little)):
        for source in sources:
            yield from (result for result, _ in read(source, options, stdin))
        return
    from fxcli.sources import workers  # only here: its imports cost more than most pages

    shared = workers.joined(cluster) if cluster else workers.processes(jobs)
    yield from workers.in_order(partial(read_batch, options=options), _batches(sources), shared)


def read_batch(sources: Sequence[Source], options: ReadOptions) -> BatchResult[Result]:
    """What some sources give, until it is much. It depends on nothing else and changes nothing."""
    results: list[Result] = []
    weight = 0
    for number, source in enumerate(sources, start=1):
        for result, rest in read(source, options):
            results.append(result)
            weight += _WEIGHT if result.snapshots else 1
            if rest and weight >= _FULL:
                return BatchResult(results, [rest, *sources[number:]])
        if weight >= _FULL:
            return BatchResult(results, sources[number:])
    return BatchResult(results)


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """Sources to read in one step: many small ones, one large one."""
    batch: list[Source] = []
    size = 0
    for source in sources:
        batch.append(source)
        size += source.size
        if len(batch) == _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read(source: Source, options: ReadOptions, stdin: BinaryIO | None = None) -> Iterator[tuple[Result, Source | None]]:
    """The results of one source, each with what of it is still to be read then, where it can be gone on with there.

    What cannot be read comes as a result with its failure.
    """
    name, whole = display_name(source.name), whole_result(source)
    if source.failure or source.files_beside:
        yield whole._replace(failure=source.failure, pages=source.files_beside or 1), None
        return
    try:
        with opened(source.name, stdin or BytesIO(), options.folder) as (stream, is_html):
            if is_archive(source.name, stream.peek(ENOUGH)):
                yield from _read_archive(source, stream, options)
                return
            found = snapshots(name, gunzip(source.name, stream), options, is_html=is_html)
            yield whole._replace(snapshots=next(found, ())), None
            for more in found:
                yield whole._replace(snapshots=more, size=0), None
    except SourceError as error:
        is_page = source.is_named or not isinstance(error, NoPageError)
        yield whole._replace(failure=error if is_page else None), None


def read_content(name: str, content: bytes, options: ReadOptions, *, is_html: bool = False) -> Result:
    """What a document gives that was found under a name and is here already."""
    result = Result(display_name(name), Origin.FOLDER, size=len(content))
    try:
        stream = gunzip(name, BufferedReader(BytesIO(content)))
        found = snapshots(result.source, stream, options, is_html=is_html)
        return result._replace(snapshots=list(chain.from_iterable(found)))
    except NoPageError:
        return result
    except SourceError as error:
        return result._replace(failure=error)


def _read_archive(
    source: Source, stream: BufferedReader, options: ReadOptions
) -> Iterator[tuple[Result, Source | None]]:
    """The pages of an archive, from the source's begin on. One without any is a page without rates."""
    name = display_name(source.name)
    try:
        from fxcli.sources.archive import captures
    except ImportError as error:
        raise SourceError(f"{name}: this is a web archive; to read it: pip install 'fxcli[archive]'") from error
    together = 1 if options.lists_empty_pages else _MOST_TOGETHER
    last: Result | None = None
    empty, reached = 0, source.begin.offset
    with _seekable(source.name, stream) as file:
        for page, begin in captures(name, file, source.begin, names_all=options.lists_empty_pages):
            result = _captured(page, options)
            if last and (result or not 0 < empty < together):
                yield last._replace(pages=empty or 1, size=begin.offset - reached), source._replace(begin=begin)
                last, empty, reached = None, 0, begin.offset
            if result is None:
                empty += 1
            last = result or last or Result(page.source, Origin.ARCHIVE)
    if last is None:
        last = whole_result(source)
    yield last._replace(pages=empty or 1, size=source.size - reached), None


def _captured(page: Capture, options: ReadOptions) -> Result | None:
    """What a page of an archive gave; None for nothing."""
    if page.failure:
        return Result(page.source, Origin.ARCHIVE, failure=page.failure)
    if not page.content:
        return None
    content = BufferedReader(BytesIO(page.content))
    try:
        found = snapshots(page.source, content, options, is_html=page.is_html, captured=page.day)
        return Result(page.source, Origin.ARCHIVE, snapshots=list(chain.from_iterable(found)))
    except NoTextError:
        return None
    except SourceError as error:
        return Result(page.source, Origin.ARCHIVE, failure=error)


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

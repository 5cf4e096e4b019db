"""One long text, read in sections by several processes, says what it says when it is read as a whole."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import file_digest
from io import BufferedReader, BytesIO
from itertools import pairwise
from typing import BinaryIO, NamedTuple

from fxcli import snapshot
from fxcli.errors import SourceError
from fxcli.judgement import JudgedBlock, judge
from fxcli.options import ReadOptions
from fxcli.page import document
from fxcli.page.block import Blocks
from fxcli.page.document import BYTES_THAT_SAY_HTML, text_parts
from fxcli.page.encoding import without_mark
from fxcli.page.seam import LONGEST_HIDDEN, is_seam
from fxcli.sources import objectstore
from fxcli.sources.documents import is_plain_text
from fxcli.sources.files import Source, is_address, opened
from fxcli.sources.kinds import ENOUGH, GZIP, is_archive, refuse_foreign, refuse_no_text
from fxcli.sources.names import display_name
from fxcli.sources.result import BatchResult, Result, whole_result
from fxcli.sources.workers import Workers, in_order

_SECTION_BYTES = 16 << 20
_LONGEST_SECTION_BYTES = 48 << 20
"""A text that cannot be cut into shorter ones is not cut: what a section says comes from another process at once."""
_WINDOW_BYTES = 1 << 16
"""So much behind a cut shows whether it can be there."""


class Section(NamedTuple):
    """Some whole lines of a text, as offsets in its file."""

    name: str
    changed: int
    """When the file was changed last, in nanoseconds."""
    begin: int
    end: int


class ReadSection(NamedTuple):
    """What a section says."""

    blocks: Sequence[JudgedBlock]
    """With line numbers that count from its begin."""
    lines: int
    """How many it has."""


def cut(source: Source, options: ReadOptions) -> list[Section]:
    """The sections of a plain text in a file of this machine; none of one that cannot be cut, and of anything else."""
    if source.failure or is_address(source.name) or objectstore.is_remote(source.name):
        return []
    with suppress(SourceError), opened(source.name, BytesIO(), options.folder) as (stream, _):
        if _is_plain_text(source.name, stream.read(BYTES_THAT_SAY_HTML)):
            changed, size = _changed(stream), os.fstat(stream.fileno()).st_size
            places = pairwise((0, *_seams(stream, size), size))
            sections = [Section(source.name, changed, begin, end) for begin, end in places]
            return sections if all(it.end - it.begin <= _LONGEST_SECTION_BYTES for it in sections) else []
    return []


def _is_plain_text(name: str, beginning: bytes) -> bool:
    """Raises NoTextError for a file that is not read."""
    refuse_foreign(name, beginning)
    refuse_no_text(name, beginning)
    is_packed = beginning.startswith(GZIP[:2]) or is_archive(name, beginning[:ENOUGH])
    return not is_packed and is_plain_text(name, beginning)


def _seams(file: BinaryIO, size: int) -> Iterator[int]:
    """Where sections end: where a part does when the text is read as a whole, so that the same parts are read."""
    last = 0
    for place in range(_SECTION_BYTES, size - _SECTION_BYTES, document.PART_BYTES):
        if place >= last + _SECTION_BYTES and (seam := _seam(file, place)):
            yield seam
            last = place


def _seam(file: BinaryIO, place: int) -> int:
    """The last line end before a place, where the text can be cut there; else 0."""
    begin = max(0, place - LONGEST_HIDDEN)
    file.seek(begin)
    window = file.read(place - begin + _WINDOW_BYTES)
    end = window.rfind(b"\n", 0, place - begin) + 1
    return begin + end if is_seam(window[:end], window[end:]) else 0


def read(source: Source, sections: Sequence[Section], options: ReadOptions, shared: Workers) -> Result:
    """What a text gives, of which workers read the sections. Raises WorkersError where these are lost."""
    result = whole_result(source)
    found = in_order(partial(_read_section, options=options), iter(sections), shared)
    try:
        snapshots = snapshot.settle(result.source, _joined(found), options)
        digest = _digest(sections[0], options) if options.hashes else b""
    except SourceError as error:
        return result._replace(failure=error)
    return result._replace(snapshots=[one._replace(digest=digest) for one in snapshots])


def _read_section(section: Section, options: ReadOptions) -> BatchResult[ReadSection]:
    with _unchanged(section, options) as file:
        content = _content(section, file) if section.begin else without_mark(_content(section, file))
        blocks = Blocks(text_parts(content), decimal=options.decimal, dates=options.dates)
        return BatchResult([ReadSection(list(judge(blocks, options)), blocks.lines)])


def _digest(section: Section, options: ReadOptions) -> bytes:
    """That of the whole file."""
    with _unchanged(section, options) as file:
        return file_digest(file, "sha256").digest()


@contextmanager
def _unchanged(section: Section, options: ReadOptions) -> Iterator[BufferedReader]:
    """The file of a section. Raises SourceError where it is not, to the end, the one that was cut."""
    with opened(section.name, BytesIO(), options.folder) as (file, _):
        yield file
        if _changed(file) != section.changed:
            raise SourceError(f"{display_name(section.name)}: it was changed while it was read; wait, or say --jobs 1")


def _changed(file: BufferedReader) -> int:
    return os.fstat(file.fileno()).st_mtime_ns


def _content(section: Section, file: BinaryIO) -> Iterator[bytes]:
    """What a section holds, in blocks that end where those of the whole file do."""
    file.seek(section.begin)
    begin = section.begin
    while begin < section.end:
        end = min((begin // document.PART_BYTES + 1) * document.PART_BYTES, section.end)
        yield file.read(end - begin)
        begin = end


def _joined(sections: Iterator[ReadSection]) -> Iterator[JudgedBlock]:
    """The blocks of the whole text."""
    lines = 0
    for section in sections:
        yield from (block.moved(lines) for block in section.blocks)
        lines += section.lines

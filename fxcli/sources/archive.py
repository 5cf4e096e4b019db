"""Web archives: the records of a WARC or WET file, plain, gzip or zstd, become pages with their capture date.

FastWARC reads the records. A page counts once the step to the next record has succeeded, which shows that its length
is right, and once the member of gzip or zstd that holds it is known to be sound. A broken record costs only itself:
reading goes on where the next one begins.
"""

import re
from collections.abc import Iterator
from datetime import date
from io import BufferedReader
from typing import NamedTuple

from fastwarc import ArchiveIterator, WarcHeader, WarcRecord, WarcRecordType

from fxcli.errors import SourceError, TooLargeError
from fxcli.page.date import full_date
from fxcli.page.document import HTML_TYPES
from fxcli.page.search import may_hold_rates
from fxcli.sources.files import Position
from fxcli.sources.members import ArchiveFile
from fxcli.sources.names import display_name
from fxcli.sources.packing import MOST, joined_chunks, unpacked

_PAGES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
_HTTP_HEAD = re.compile(rb"HTTP/[0-9.]{1,5} ([0-9]{3})[^\n]{0,8000}\n(?:[^\r\n][^\n]{0,65000}\n){0,1000}\r?\n")
_HTTP_FIELD = re.compile(rb"(?im)^(content-type|(?:content|transfer)-encoding):[ \t]*([^\r\n]*)")
_OK, _PARTIAL_CONTENT = 200, 206
_PARTS = (WarcHeader.WARC_TRUNCATED, WarcHeader.WARC_SEGMENT_NUMBER)
_PART = "only a part of the page was captured; try another capture"
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
"""Text holds none of these, packed data does: many crawlers unpack a content and leave its header as it was."""
_BINARY_WITHIN = 1024
# WARC 1.1 allows any precision, and some crawlers write a zone; a moment without its day is none.
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[Tt][0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,20})?)?)?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)

_MANY_RECORDS = 256
"""Behind so many records of a packed file a position is that of a later member, where one begins with a record."""
_DAMAGED = "its data is damaged or ends too early"


class Capture(NamedTuple):
    """A page of an archive, or why a record of it cannot be read."""

    source: str = ""
    """The target address and the moment of capture; of a broken record where it begins."""
    day: date | None = None
    content: bytes = b""
    """Empty where it can hold no rate."""
    is_html: bool = False
    failure: SourceError | None = None


class _BrokenError(Exception):
    """What is wrong with a record."""


def captures(
    name: str, file: BufferedReader, begin: Position, *, names_all: bool = False
) -> Iterator[tuple[Capture, Position]]:
    """The pages of an archive from a position on, each with the position at which it begins.

    What a crawler notes of itself, its requests, its further visits to an unchanged page and answers that are no 2xx
    are no pages. One that can hold no rate has a source only where `names_all` asks for it. A record that cannot be
    read comes with its failure. Raises SourceError where the file is no WARC.
    """
    archive = ArchiveFile(name, file)
    position: Position | None = begin
    while position is not None:
        records = _Records(archive, name, position, names_all=names_all)
        try:
            yield from records.pages()
            return
        except _BrokenError as error:
            why = str(error)
        except OSError as error:
            if error.errno is not None:  # of the file itself, not of what it holds
                raise
            why = "no record begins where one should"
        reached, member, is_padding = records.reader.tell(), records.member(), False
        if member is not None and not archive.is_sound(member):
            why, is_whole, broken = _DAMAGED, records.end != member, Position(member)
            position = archive.next_member(member)
            is_padding = archive.is_padding(member, position.offset if position else None)
        else:
            is_whole, broken = records.find_break()
            position = archive.next_record(broken, reached, member)
        if is_whole and records.pending:
            yield records.pending
        if not is_padding:
            place = f"{name} at byte {broken.offset if member is None else member}"
            failure = SourceError(f"{place}: a broken record: {why}; try another copy of the archive")
            yield Capture(place, failure=failure), broken


class _Records:
    """The records of an archive from a position on, until one is broken."""

    def __init__(self, archive: ArchiveFile, name: str, begin: Position, *, names_all: bool) -> None:
        self.reader = archive.open(begin)
        self.position = begin
        """Of the record that was begun last, or is to be begun first."""
        self.pending: tuple[Capture, Position] | None = None
        """The page that it is, until what follows shows that it is whole."""
        self.end: int | None = None
        """The member in which it ended; None in a file that is not packed."""
        self._is_read = False
        self._archive = archive
        self._name = name
        self._names_all = names_all

    def member(self) -> int | None:
        """Where in the file the member begins that is being unpacked; None in a file that is not packed."""
        return None if isinstance(self.reader, BufferedReader) else self.reader.frame_start_position() or 0

    def find_break(self) -> tuple[bool, Position]:
        """Whether the record that was begun last is whole, and where what is broken begins: behind it, or with it."""
        return self._archive.find_break(self.position) if self._is_read else (False, self.position)

    def pages(self) -> Iterator[tuple[Capture, Position]]:
        """Each page with the position at which it begins. Raises _BrokenError, and OSError without a number."""
        passed = self.position.records
        for number, record in enumerate(ArchiveIterator(self.reader, parse_http=False, stream_detect=False)):
            if number < passed:
                continue
            member = self.member()
            if member is not None and member == self.end:
                self._require_sound(member)
            if self.pending:
                yield self.pending
                self.pending = None
            if member is None:
                self.position = Position(record.stream_pos)
            elif number > passed:
                self.position = self._next_position(member)
            self._is_read = False
            page = self._page(record)
            self._is_read = True
            self.pending, self.end = page and (page, self.position), self.member()
        if self.end is not None:
            self._require_sound(self.end)
        if self.pending:
            yield self.pending
            self.pending = None
        last = self.position.offset if self.end is None else self.end
        if self.member() is not None and not self._archive.is_last(last):
            raise _BrokenError(_DAMAGED)

    def _require_sound(self, member: int) -> None:
        if not self._archive.is_sound(member):
            raise _BrokenError(_DAMAGED)

    def _next_position(self, member: int) -> Position:
        """Of a record of a packed file, whose head ends in a member."""
        offset, skipped, records = self.position
        if records >= _MANY_RECORDS and member != self.end and self._archive.begins_record(member):
            return Position(member)
        return Position(offset, skipped, records + 1)

    def _page(self, record: WarcRecord) -> Capture | None:
        """The page that a record is, None for one that is none. Raises _BrokenError."""
        is_page, length = bool(record.record_type & _PAGES), record.content_length
        content = record.reader.read() if is_page and length <= MOST else b""
        if len(content) != length and len(content) + record.consume() != length:
            raise _BrokenError(_DAMAGED)
        if record.record_type == WarcRecordType.no_type:
            raise _BrokenError("its head names no type")
        if not length and record.headers.get("Content-Length") != "0":
            raise _BrokenError("its length is missing or no number")
        address = record.headers.get(WarcHeader.WARC_TARGET_URI) or ""
        if not is_page or address.startswith("dns:"):
            return None
        try:
            shown = _shown(record, content)
        except SourceError as error:
            source, _ = self._named(record)
            return Capture(source, failure=type(error)(f"{source}: {error}"))
        if shown is None:
            return None
        content, media_type = shown
        may_hold = may_hold_rates(content)
        if not (may_hold or self._names_all):
            return _NOTHING
        source, day = self._named(record)
        return Capture(source, day, content if may_hold else b"", media_type.partition(";")[0].strip() in HTML_TYPES)

    def _named(self, record: WarcRecord) -> tuple[str, date | None]:
        """The address of a page with the moment of its capture, and the day of this."""
        address = (record.headers.get(WarcHeader.WARC_TARGET_URI) or "").strip("<>")
        moment = record.headers.get(WarcHeader.WARC_DATE) or ""
        place = display_name(address) or f"{self._name} at byte {self.position.offset}"
        day = full_date(moment[:10]) if _MOMENT.fullmatch(moment) else None
        return f"{place} ({moment})" if day else place, day


_NOTHING = Capture()


def _shown(record: WarcRecord, content: bytes) -> tuple[bytes, str] | None:
    """What the page that a record holds shows, and its media type; None for an answer that is no 2xx.

    Raises SourceError, which does not name the page, where it is not whole or cannot be unpacked.
    """
    if record.content_length > MOST:
        raise TooLargeError(f"the record is longer than {MOST >> 20} MiB")
    is_answer = content.startswith(b"HTTP/") and record.record_type == WarcRecordType.response
    head = _HTTP_HEAD.match(content) if is_answer else None
    if is_answer and not head:
        raise SourceError("its HTTP head does not end; try another capture")
    status = int(head[1]) if head else _OK
    if not 200 <= status < 300:
        return None
    if status == _PARTIAL_CONTENT or any(part in record.headers for part in _PARTS):
        raise SourceError(_PART)
    if not head:
        return content, (record.headers.get(WarcHeader.CONTENT_TYPE) or "").lower()
    fields = {name.lower(): value.decode("latin-1").lower() for name, value in _HTTP_FIELD.findall(head[0])}
    content = content[head.end() :]
    if "chunked" in fields.get(b"transfer-encoding", ""):
        try:
            content = joined_chunks(content)
        except EOFError as error:
            raise SourceError(_PART) from error
    packings = fields.get(b"content-encoding")
    if packings and _BINARY.search(content, 0, _BINARY_WITHIN):
        content = unpacked(content, packings)
    return content, fields.get(b"content-type", "")

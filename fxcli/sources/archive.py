"""Web archives: the records of a WARC, WET or ARC file, plain or gzipped, become documents with their capture date.

The library reads the head of a record. What lies around it is read here, because a broken record must cost only
itself, and an archive of any size no more memory than the longest record that is taken: the gzip members, where in
them a record begins and ends, and where the next one begins behind a broken one.
"""

import logging
import re
import zlib
from collections import deque
from collections.abc import Iterator
from datetime import date
from io import BufferedReader, BytesIO, RawIOBase
from typing import TYPE_CHECKING, Any, NamedTuple

from fxcli.errors import SourceError, TooLargeError
from fxcli.page.date import full_date
from fxcli.page.document import HTML_TYPES
from fxcli.sources.files import Position

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecordLoader

ENOUGH = 4096
"""How many bytes of a file tell whether it is an archive."""

_GZIP = b"\x1f\x8b\x08"
_GZIP_BITS = 31  # how zlib is told the format: gzip; gzip or zlib; the bare data
_ANY_BITS = 47
_BARE_BITS = -15

_NAME = re.compile(r"\.(?:warc|wet|wat|arc)(?:\.gz)?\Z", re.IGNORECASE)
_FIRST_BYTES = re.compile(rb"WARC/[0-9]|filedesc:")
_WARC_HEAD = re.compile(rb"WARC/[0-9]\.[0-9]{1,2}\r?\n")
_HEAD = re.compile(
    _WARC_HEAD.pattern
    + rb"""
  | [A-Za-z]{2,12}:[^ \r\n]{0,8000} \ [0-9A-Fa-f.:]{1,45} \ [0-9]{8,17} \ [^ \r\n]{1,200} \ [0-9]{1,18}\r?\n  # ARC
    """,
    re.VERBOSE,
)
_PAGES = frozenset(("response", "resource", "conversion"))
_WEB = ("http:", "https:")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
# WARC 1.1 allows any precision, and some crawlers write a zone; a moment without its day is none.
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[Tt][0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,20})?)?)?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_ARC_MOMENT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})")

_MOST = 64 << 20
_MOST_AGAIN = 4 << 30
"""So many bytes of gzip members are unpacked again to come back behind broken records; 1 MB can hold 1 GB."""
_LONGEST_LINE = 1 << 16
_LONGEST_HEAD = 1 << 20
_BLOCK = 1 << 14
_PIECE = 1 << 20


class Capture(NamedTuple):
    """A page of an archive."""

    source: str
    """The target address and the moment of capture."""
    date: date | None
    content: bytes
    is_html: bool


class Broken(NamedTuple):
    """A record that cannot be read, and why."""

    source: str
    failure: SourceError


class _BrokenError(Exception):
    """What is wrong with a record."""


class _UnsoundError(_BrokenError):
    """The gzip member of a record does not fit its checksum, or has none: no page of it counts."""


_DAMAGED = "its data is damaged or ends too early"


def is_archive(name: str, beginning: bytes) -> bool:
    """Whether a file of this name, or of these first bytes, plain or gzip, is a web archive."""
    return bool(_NAME.search(name) or _FIRST_BYTES.match(_unpacked(beginning)))


def _unpacked(beginning: bytes) -> bytes:
    """The first bytes of a file, or of what is packed in it."""
    if not beginning.startswith(_GZIP):
        return beginning
    try:
        return zlib.decompressobj(_GZIP_BITS).decompress(beginning, ENOUGH)
    except zlib.error:
        return b""


def captures(name: str, file: BufferedReader, mark: Position) -> Iterator[tuple[Capture | Broken, Position]]:
    """The pages of an archive from a mark on, each with the mark at which it begins.

    What a crawler notes of itself, its requests and its further visits to an unchanged page are no pages. A
    record that cannot be read comes as Broken. Raises SourceError when the library is not installed.
    """
    loader = _loader(name)
    file.seek(0)
    beginning = file.read(ENOUGH)
    packed = beginning.startswith(_GZIP) or (name.endswith(".gz") and not _FIRST_BYTES.match(beginning))
    read_again = unpacked_again = 0
    at: Position | None = mark
    while at is not None:
        records = _Records(file, at, loader, packed=packed)
        try:
            yield from records.pages(name)
            return
        except (_BrokenError, EOFError, zlib.error) as error:
            why = str(error) if isinstance(error, _BrokenError) else _DAMAGED
            is_unsound = isinstance(error, _UnsoundError)
        broken, reached = records.begin, file.tell()
        # The next record is looked for just behind the beginning of this one, whose length may be wrong. Of an
        # archive of nothing but wrong lengths the way back must not grow longer than the way forward.
        read_again += reached - broken.offset
        unpacked_again += broken.skipped
        if read_again > reached + _MOST:
            at = _next_record(file, Position(reached), packed=packed)
        elif is_unsound or unpacked_again > _MOST_AGAIN:
            at = _next_member(file, broken.offset + 1)
        else:
            at = _next_record(file, broken, packed=packed)
        place = f"{name} at byte {broken.offset}"
        yield Broken(place, SourceError(f"{place}: a broken record: {why}; try another copy of the archive")), broken


def _loader(name: str) -> "ArcWarcRecordLoader":
    try:
        from warcio.recordloader import ArcWarcRecordLoader
    except ImportError as error:
        raise SourceError(f"{name}: this is a web archive; to read it: pip install 'fxcli[archive]'") from error
    logging.getLogger("warcio").setLevel(logging.CRITICAL)  # it would print text of the archive
    return ArcWarcRecordLoader(verify_http=False, arc2warc=False)


class _Records:
    """The records of an archive from a mark on, until one is broken; that one then begins at `begin`."""

    def __init__(self, file: BufferedReader, mark: Position, loader: "ArcWarcRecordLoader", *, packed: bool) -> None:
        self.begin = mark
        self._stream = _Stream(file, mark, packed=packed)
        self._loader = loader

    def pages(self, name: str) -> Iterator[tuple[Capture | Broken, Position]]:
        """Each page with the mark at which it begins."""
        head = self._next_head()
        while head:
            begin, found = self.begin, self._page(name, head)
            member = self._stream.mark(self._stream.position() - 1).offset
            # Only what follows a record proves its length, and only the end of its gzip member the checksum.
            try:
                head = self._next_head()
            except (_BrokenError, EOFError, zlib.error):
                if self.begin != begin:
                    self._prove(member, begin)
                    if found:
                        yield found, begin
                raise
            if head:
                self._prove(member, begin)
            if found:
                yield found, begin

    def _prove(self, member: int, begin: Position) -> None:
        """Raises _UnsoundError where the next record stands in the same gzip member, and that is damaged."""
        if self.begin.offset == member and not self._stream.is_sound(member):
            self.begin = begin
            raise _UnsoundError(_DAMAGED)

    def _next_head(self) -> bytes:
        """The line with which the next record begins; empty at the end of the archive."""
        member, behind = self._stream.member, True
        while True:
            position = self._stream.position()
            try:
                line = self._stream.readline()
            except (EOFError, zlib.error):
                if self._stream.member != member:
                    self.begin = Position(self._stream.member)
                raise
            if line.isspace():
                behind = False
                continue
            is_head = _HEAD.match(line)
            if line and (is_head or not behind):  # what stands behind a record without a blank line is its own fault
                self.begin = self._stream.mark(position)
            if line and not is_head:
                raise _BrokenError("no record begins where one should")
            return line

    def _page(self, name: str, head: bytes) -> Capture | Broken | None:
        from warcio.exceptions import ArchiveLoadFailed

        kind = "warc" if head.startswith(b"WARC/") else "arc"
        try:
            lines = _head(self._stream) if kind == "warc" else self._stream
            record = self._loader.parse_record_stream(lines, head, kind, no_record_parse=True)
        except ArchiveLoadFailed as error:
            raise _BrokenError("its head is of no known kind") from error
        headers, length = record.rec_headers, record.length
        if length is None:
            raise _BrokenError("its length is missing")
        if kind == "arc":
            address, moment = headers.get_header("uri"), headers.get_header("archive-date")
            moment = _ARC_MOMENT.sub(r"\1-\2-\3T\4:\5:\6Z", moment)
        else:
            address, moment = headers.get_header("WARC-Target-URI") or "", headers.get_header("WARC-Date") or ""
        if record.rec_type not in _PAGES or address.startswith("dns:"):
            self._stream.skip(length)
            return None
        day = full_date(moment[:10]) if _MOMENT.fullmatch(moment) else None
        source = f"{address or f'{name} at byte {self.begin.offset}'}{f' ({moment})' if day else ''}"
        if length > _MOST:
            self._stream.skip(length)
            return Broken(source, _too_large(source))
        content = b"".join(self._stream.pieces(length))
        media_type = record.content_type
        if address.startswith(_WEB) and record.rec_type == "response" and content.startswith(b"HTTP/"):
            try:
                content, media_type = self._http(content)
            except TooLargeError:
                return Broken(source, _too_large(source))
            except SourceError as error:
                return Broken(source, SourceError(f"{source}: {error}"))
        is_html = (media_type or "").partition(";")[0].strip().lower() in HTML_TYPES
        return Capture(source, day, content, is_html)

    def _http(self, message: bytes) -> tuple[bytes, str | None]:
        """The content of an HTTP response, and its type."""
        from warcio.bufferedreaders import ChunkedDataReader

        blank = _BLANK_LINE.search(message, 0, _LONGEST_HEAD)
        if blank is None:
            return b"", None
        headers = self._loader.http_parser.parse(BytesIO(message[: blank.end()]))
        content = message[blank.end() :]
        if (headers.get_header("transfer-encoding") or "").lower() == "chunked":
            chunks = ChunkedDataReader(BytesIO(content))
            content = b"".join(iter(lambda: chunks.read(_BLOCK), b""))  # at once it would keep each chunk for itself
        encoding = (headers.get_header("content-encoding") or "").strip().lower()
        return _decoded(content, encoding), headers.get_header("content-type")


def _too_large(source: str) -> TooLargeError:
    return TooLargeError(f"{source}: the record is longer than {_MOST >> 20} MiB")


def _decoded(content: bytes, encoding: str) -> bytes:
    """The content as it was before the server packed it. Many crawlers have unpacked it and left the header."""
    if encoding not in _ENCODINGS or not _BINARY.search(content[:_BEGINNING]):
        return content
    unpacked = _ENCODINGS[encoding](content)
    if unpacked is None:
        raise SourceError(f"the content, packed as {encoding}, is damaged or ends too early")
    if len(unpacked) > _MOST:
        raise TooLargeError
    return unpacked


def _inflated(content: bytes) -> bytes | None:
    bare = content[0] & 0x0F != 8 and not content.startswith(_GZIP)  # some servers leave out the frame of zlib
    inflater = zlib.decompressobj(_BARE_BITS if bare else _ANY_BITS)
    try:
        unpacked = inflater.decompress(content, _MOST + 1)
    except zlib.error:
        return None
    return unpacked if inflater.eof or len(unpacked) > _MOST else None


def _unbrotlied(content: bytes) -> bytes | None:
    try:
        import brotli
    except ImportError as error:
        raise SourceError("the content is packed as br; to read it: pip install 'fxcli[archive]'") from error
    unpacker = brotli.Decompressor()
    try:
        unpacked: bytes = unpacker.process(content, output_buffer_limit=_MOST + 1)
    except brotli.error:
        return None
    return unpacked if unpacker.is_finished() or len(unpacked) > _MOST else None


_ENCODINGS = {"gzip": _inflated, "x-gzip": _inflated, "deflate": _inflated, "br": _unbrotlied}
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
"""Text holds none of these, packed data does."""
_BEGINNING = 1024


def _head(stream: "_Stream") -> BytesIO:
    """The lines of a head behind its first, up to the blank one: of a broken one there may be no end."""
    lines = []
    left = _LONGEST_HEAD
    while left > 0 and (line := stream.readline()):
        lines.append(line)
        if line.isspace():
            return BytesIO(b"".join(lines))
        left -= len(line)
    raise _BrokenError("its head does not end")


class _Stream:
    """The unpacked bytes of an archive from a mark on."""

    def __init__(self, file: BufferedReader, mark: Position, *, packed: bool) -> None:
        file.seek(mark.offset)
        self._members = _Members(file, mark.offset) if packed else None
        self._bytes = BufferedReader(self._members, _BLOCK) if self._members else file
        self.skip(mark.skipped)

    @property
    def member(self) -> int:
        """Where in the file the gzip member begins that was unpacked last."""
        return self._members.begins[-1][1] if self._members else 0

    def position(self) -> int:
        return self._bytes.tell()

    def mark(self, position: int) -> Position:
        """How to come back to a position that was not left long ago."""
        return self._members.mark(position) if self._members else Position(position)

    def is_sound(self, member: int) -> bool:
        """Whether a gzip member unpacks to its end and fits its checksum."""
        return self._members is None or self._members.is_sound(member)

    def readline(self) -> bytes:
        """The next line; of a very long one a part."""
        return self._bytes.readline(_LONGEST_LINE)

    def pieces(self, length: int) -> Iterator[bytes]:
        """So many bytes; raises EOFError when there are less."""
        while length:
            piece = self._bytes.read(min(length, _PIECE))
            if not piece:
                raise EOFError
            length -= len(piece)
            yield piece

    def skip(self, length: int) -> None:
        for _ in self.pieces(length):
            pass


class _Members(RawIOBase):
    """The unpacked bytes of gzip members, one after another."""

    def __init__(self, file: BufferedReader, offset: int) -> None:
        self._file = file
        self._waiting = b""
        self._given = 0
        self._member: Any = None
        self.begins = deque([(0, offset)])
        """Where members begin, in the unpacked bytes and in the file: from the one that was asked for last."""
        self._sound = -1

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._given

    def mark(self, position: int) -> Position:
        while len(self.begins) > 1 and self.begins[1][0] <= position:
            self.begins.popleft()
        start, offset = self.begins[0]
        return Position(offset, position - start)

    def readinto(self, buffer: Any) -> int:
        while self._member or self._begin_member():
            self._waiting = self._waiting or self._file.read(_BLOCK)
            at_end = not self._waiting
            piece = self._member.decompress(self._waiting, len(buffer))
            self._waiting = self._member.unconsumed_tail
            if self._member.eof:
                self._waiting, self._member = self._member.unused_data, None
            elif at_end and not piece:
                raise EOFError
            if piece:
                buffer[: len(piece)] = piece
                self._given += len(piece)
                return len(piece)
        return 0

    def is_sound(self, member: int) -> bool:
        if self._sound == member:
            return True
        reached = self._file.tell()
        self._file.seek(member)
        unpacker = zlib.decompressobj(_GZIP_BITS)
        try:
            while not unpacker.eof and (packed := unpacker.unconsumed_tail or self._file.read(_BLOCK)):
                unpacker.decompress(packed, _PIECE)
        except zlib.error:
            return False
        if not unpacker.eof:
            return False
        self._file.seek(reached)
        self._sound = member
        return True

    def _begin_member(self) -> bool:
        while not (waiting := self._waiting.lstrip(b"\0")):  # zeros between members are padding
            self._waiting = self._file.read(_BLOCK)
            if not self._waiting:
                return False
        self._waiting = waiting
        offset = self._file.tell() - len(waiting)
        if offset != self.begins[-1][1]:
            self.begins.append((self._given, offset))
        self._member = zlib.decompressobj(_GZIP_BITS)
        return True


def _next_record(file: BufferedReader, mark: Position, *, packed: bool) -> Position | None:
    """Where a record begins behind the line at a mark; None where none does."""
    stream = None
    try:
        stream = _Stream(file, mark, packed=packed)
        stream.readline()
        while True:
            position = stream.position()
            line = stream.readline()
            if not line:
                return None
            # Where a record was cut, the next one begins within a line.
            if found := _HEAD.match(line) or _WARC_HEAD.search(line):
                return stream.mark(position + found.start())
    except (EOFError, zlib.error):
        return _next_member(file, (stream.member if stream else mark.offset) + 1)


def _next_member(file: BufferedReader, offset: int) -> Position | None:
    """The first gzip member from an offset on that begins with a record; None where none does."""
    while True:
        file.seek(offset)
        block = file.read(_PIECE)
        last = len(block) - (ENOUGH if len(block) == _PIECE else 0)
        found = block.find(_GZIP)
        while -1 < found < last:
            if _HEAD.match(_unpacked(block[found : found + ENOUGH])):
                return Position(offset + found)
            found = block.find(_GZIP, found + 1)
        if len(block) < _PIECE:
            return None
        offset += last

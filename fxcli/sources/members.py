"""The bytes of a web archive: where in it records begin, and members of gzip or zstd, and whether these are sound."""

from __future__ import annotations

import os
import re
import zlib
from contextlib import suppress
from io import BufferedReader, BytesIO, RawIOBase
from typing import Any

from fastwarc.stream_io import GzipReader, WarcReader, ZstdReader

from fxcli.errors import SourceError
from fxcli.sources.files import Position
from fxcli.sources.kinds import ENOUGH, GZIP, RECORD_HEAD, ZSTD, ZSTD_DICTIONARY, is_arc, is_archive_name

_LENGTH = re.compile(rb"content-length:[ \t]*([0-9]{1,15})[ \t]*\r?\n", re.IGNORECASE)
_GZIP_BITS = 31  # how zlib is told the format
_DICTIONARY_BEGIN = 8
_LONGEST_DICTIONARY = 1 << 24
_LONGEST_LINE = 1 << 16
_HEAD_LINE = 16
_MOST_AGAIN = 1 << 30
"""So many bytes are read again to come back behind broken records, at most; then reading only goes forward."""
_BLOCK = 1 << 14
_PIECE = 1 << 20


class ArchiveFile:
    """An archive that can be read from any record on.

    Raises SourceError where it is an ARC file, or packed as zstd and no WARC.
    """

    def __init__(self, name: str, file: BufferedReader[Any]) -> None:
        file.seek(0)
        beginning = file.read(ENOUGH)
        self._file = file
        self._again = 0
        self._magic = b""
        self._dictionary: bytes | None = None
        self._sound: tuple[int, int | None] = (-1, None)
        """The member that was unpacked last to see whether it is sound, and where it ends if it is."""
        if is_arc(beginning):
            raise SourceError(f"{name}: ARC, the format before WARC, is not read; convert it to WARC")
        if beginning.startswith((ZSTD, ZSTD_DICTIONARY)):
            self._magic = ZSTD
            self._dictionary = self._read_dictionary(beginning)
            if not (is_archive_name(name) or self.begins_record(0) or self.next_member(0)):
                raise SourceError(f"{name}: it is packed as zstd and holds no WARC; unpack it and read what it holds")
        elif beginning.startswith(GZIP) or (name.endswith(".gz") and not RECORD_HEAD.match(beginning)):
            self._magic = GZIP

    def open(self, position: Position) -> BufferedReader[Any] | WarcReader:
        """What can be read from a position on, unpacked."""
        if self._magic:
            return self._unpack(position)
        self._file.seek(position.offset)
        return self._file

    def _unpack(self, position: Position) -> WarcReader:
        self._file.seek(position.offset)
        reader = ZstdReader(self._file, dictionary=self._dictionary) if self._magic == ZSTD else GzipReader(self._file)
        _skip(reader, position.skipped)
        return reader

    def _read_dictionary(self, beginning: bytes) -> bytes | None:
        """What the members of a zstd file share, which may be packed itself."""
        if not beginning.startswith(ZSTD_DICTIONARY):
            return None
        self._file.seek(_DICTIONARY_BEGIN)
        dictionary = self._file.read(min(int.from_bytes(beginning[4:8], "little"), _LONGEST_DICTIONARY))
        if not dictionary.startswith(ZSTD):
            return dictionary
        with suppress(OSError):
            return ZstdReader(BytesIO(dictionary)).read(_LONGEST_DICTIONARY)
        return None

    def is_sound(self, member: int) -> bool:
        """Whether a member unpacks to its end and fits its checksum, where it has one."""
        return self._end(member) is not None

    def is_last(self, member: int) -> bool:
        """Whether only padding and sound members follow a member."""
        end: int | None = member
        while end is not None:
            self._file.seek(end)
            padding = self._file.read(_BLOCK)
            end += len(padding) - len(padding.lstrip(b"\0"))
            if not padding:
                return True
            if padding.strip(b"\0"):
                end = self._end(end)
        return False

    def _end(self, member: int) -> int | None:
        """Where a sound member ends; None for one that is not sound. The place in the file stays."""
        if self._sound[0] != member:
            place = self._file.tell()
            self._sound = (member, self._unpack_to_end(member))
            self._file.seek(place)
        return self._sound[1]

    def _unpack_to_end(self, member: int) -> int | None:
        try:
            if self._magic == ZSTD:
                reader = self._unpack(Position(member))
                while reader.read(_PIECE) and reader.frame_start_position() == member:
                    pass
                return self._file.seek(0, os.SEEK_END)  # where it is cut, FastWARC says so
            self._file.seek(member)
            unpacker = zlib.decompressobj(_GZIP_BITS)
            while not unpacker.eof and (packed := unpacker.unconsumed_tail or self._file.read(_BLOCK)):
                unpacker.decompress(packed, _PIECE)
            return self._file.tell() - len(unpacker.unused_data) if unpacker.eof else None
        except (OSError, zlib.error):
            return None

    def is_padding(self, begin: int, end: int | None) -> bool:
        """Whether only zeros lie between two places of the file, or up to its end."""
        self._file.seek(begin)
        while begin != end and (block := self._file.read(_BLOCK if end is None else min(_BLOCK, end - begin))):
            if block.strip(b"\0"):
                return False
            begin += len(block)
        return True

    def begins_record(self, member: int) -> bool:
        """Whether a member can be unpacked and begins with a record. The place in the file stays."""
        place = self._file.tell()
        try:
            return bool(RECORD_HEAD.match(self._unpack(Position(member)).read(_HEAD_LINE)))
        except OSError:
            return False
        finally:
            self._file.seek(place)

    def next_member(self, member: int) -> Position | None:
        """The first member behind one that begins with a record; None where none does."""
        offset = member + 1
        while True:
            self._file.seek(offset)
            block = self._file.read(_PIECE)
            found = block.find(self._magic)
            while found != -1:
                if self.begins_record(offset + found):
                    return Position(offset + found)
                found = block.find(self._magic, found + 1)
            if len(block) < _PIECE:
                return None
            offset += len(block) - len(self._magic) + 1

    def find_break(self, position: Position) -> tuple[bool, Position]:
        """Whether the record at a position is whole, and where what is broken begins: behind it, or with it."""
        stream = self._stream(position)
        begin = stream.tell()
        is_whole = _pass_record(stream)
        return is_whole, self._position(position, stream.tell() if is_whole else begin)

    def next_record(self, broken: Position, reached: int, member: int | None) -> Position | None:
        """Where a record begins behind a broken one; None where none does.

        `reached` is how far had been read until then, in the member that is given, of a plain file from its begin.
        """
        self._again += reached - (broken.offset if member is None else 0)
        if member is None:
            return self._next_head(broken if self._again < _MOST_AGAIN else Position(reached))
        return (self._next_head(broken) if self._again < _MOST_AGAIN else None) or self.next_member(member)

    def _next_head(self, position: Position) -> Position | None:
        """Where a record begins behind the line at a position; None where none does."""
        stream = self._stream(position)
        stream.readline(_LONGEST_LINE)
        place = stream.tell()
        while line := stream.readline(_LONGEST_LINE):
            if found := RECORD_HEAD.search(line):  # where a record was cut, the next one begins within a line
                return self._position(position, place + found.start())
            place += len(line)
        return None

    def _position(self, begin: Position, place: int) -> Position:
        """Of a place in the stream that was opened at a position."""
        return Position(begin.offset, place) if self._magic else Position(place)

    def _stream(self, position: Position) -> BufferedReader[Any]:
        reader = self.open(position)
        stream = reader if isinstance(reader, BufferedReader) else BufferedReader(_Unpacked(reader), _BLOCK)
        for _ in range(position.records):
            _pass_record(stream)
        return stream


class _Unpacked(RawIOBase):
    """What a reader of FastWARC unpacks, up to where it is damaged."""

    def __init__(self, reader: WarcReader) -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._reader.tell()

    def readinto(self, buffer: Any) -> int:
        data = b""
        with suppress(OSError):
            data = self._reader.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _pass_record(stream: BufferedReader[Any]) -> bool:
    """Whether a whole record stands next in a stream, which is left behind it and the blank lines that end it."""
    _pass_blank_lines(stream)
    if not RECORD_HEAD.match(stream.readline(_LONGEST_LINE)):
        return False
    length = None
    while not (line := stream.readline(_LONGEST_LINE)).isspace():
        if not line:
            return False
        if length is None and (found := _LENGTH.match(line)):
            length = int(found[1])
    return length is not None and _skip(stream, length) and _pass_blank_lines(stream)


def _pass_blank_lines(stream: BufferedReader[Any]) -> bool:
    """Whether one stood there."""
    found = False
    while stream.peek(1)[:1] in (b"\r", b"\n"):
        found = True
        stream.readline(_LONGEST_LINE)
    return found


def _skip(stream: BufferedReader[Any] | WarcReader, length: int) -> bool:
    """Whether there were so many bytes to pass over."""
    while length and (piece := stream.read(min(length, _PIECE))):
        length -= len(piece)
    return not length

"""Names become sources, and sources bytes: of files, folders, addresses and standard input."""

import errno
import gzip
import os
import re
import stat
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import BufferedReader, BytesIO, RawIOBase
from typing import Any, BinaryIO, NamedTuple

from fxcli.errors import SourceError, TooLargeError, UsageError
from fxcli.sources import objectstore
from fxcli.sources.days import series
from fxcli.sources.names import display_name

STDIN = "-"

_HOST = re.compile(r"www\.|([\w-]+\.)+(com|org|net|info|news|kg|kz|tj|uz|tm|ru)(/|$)", re.IGNORECASE)
"""What begins an address whose https:// was left out; no file has one of these endings."""
_MISSING_HINT = "check the name, or give - to read standard input"


class Position(NamedTuple):
    """Where in an archive reading begins."""

    offset: int = 0
    """In bytes of the file: of a record, in a packed file of a member of gzip or zstd."""
    skipped: int = 0
    """How many unpacked bytes of the member are passed over."""
    records: int = 0
    """And then how many records."""


class Source(NamedTuple):
    """A name that can be opened: of a file, of an address, or `-` for standard input."""

    name: str
    is_named: bool = True
    """Whether the user gave this name; else it was found in a folder or by a pattern."""
    size: int = 0
    """In bytes, as far as it is known beforehand."""
    failure: SourceError | None = None
    """Why it cannot be opened, where that is known beforehand: a folder that cannot be listed."""
    begin: Position = Position()
    """Of an archive: where to go on."""
    files_beside: int = 0
    """Of a folder beside a saved page: how many files it holds, none of which is read."""


def find_sources(names: Sequence[str], day: date | None = None) -> list[Source]:
    """What some names stand for, in a stable order; of a series of addresses that of the `day`.

    Raises UsageError where standard input is named twice, and for a series without a day.
    """
    if names.count(STDIN) > 1:
        raise UsageError("standard input can be read only once; give - once")
    return [source for name in names for source in (_of_series(name, day) or list_files(name))]


def _of_series(name: str, day: date | None) -> list[Source]:
    found = series(name)
    if found is None:
        return []
    if day is None:
        raise UsageError(f"{name} stands for one address a day; fill in a day")
    return [Source(found.address(day))]


def list_files(name: str) -> Iterator[Source]:
    """What a name stands for: of a folder all its files, in a stable order, else itself.

    Hidden files and folders, and links to folders, are passed over. A folder that cannot be listed, and a name
    that is an empty one, comes with the reason and costs only itself.
    """
    if name == STDIN or is_address(name):
        yield Source(name)
    elif objectstore.is_remote(name):
        yield from _list_remote(name)
    elif os.path.isdir(name):
        yield from _list_folder(name)
    else:
        yield Source(name, size=_size(name))


def is_address(name: str) -> bool:
    """Whether a name is an http or https address."""
    return name.lower().startswith(("http://", "https://"))


def _list_remote(name: str) -> Iterator[Source]:
    try:
        yield from (Source(found, found == name, size) for found, size in objectstore.sizes(name).items())
    except SourceError as error:
        yield Source(name, failure=error)


def _list_folder(name: str) -> Iterator[Source]:
    waiting = [name]
    while waiting:
        path = waiting.pop()
        if not os.path.isdir(path):
            yield Source(path, is_named=False, size=_size(path))
            continue
        if os.path.islink(path) and path != name:
            continue
        try:
            names = sorted(entry for entry in os.listdir(path) if not entry.startswith("."))
        except OSError as error:
            failure = SourceError(f"{display_name(path)}: the folder cannot be listed ({_why(error)})")
            yield Source(path, path == name, failure=failure)
            continue
        if path != name and _is_beside_page(path):
            yield Source(path, is_named=False, files_beside=sum(len(files) for *_, files in os.walk(path)))
            continue
        if path == name and not names:
            yield Source(path, failure=SourceError(f"{display_name(path)}: the folder is empty"))
        waiting += (os.path.join(path, entry) for entry in reversed(names))


def _is_beside_page(folder: str) -> bool:
    """Whether a browser has put into a folder what belongs to the page that it saved beside it."""
    page = folder.removesuffix("_files")
    return page != folder and any(os.path.isfile(f"{page}{ending}") for ending in (".html", ".htm"))


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:  # said when it is opened
        return 0


class Opened(NamedTuple):
    """The bytes of a file."""

    stream: BufferedReader
    is_html: bool = False
    """Whether the server said that it is HTML."""


@contextmanager
def opened(name: str, stdin: BinaryIO, folder: str = "") -> Iterator[Opened]:
    """The bytes of one file, of an address, or of standard input for `-`. Names of files are relative to `folder`.

    Raises SourceError when there is no such file, it is not a regular one or cannot be read, also later, while
    it is read or unpacked.
    """
    shown = display_name(name)
    try:
        if name == STDIN:
            yield Opened(BufferedReader(stdin))  # type: ignore[arg-type]  # any binary stream reads into a buffer
            return
        if is_address(name):
            from fxcli.sources import http  # only here: its imports cost more than most pages

            content, is_html = http.fetch(name)
            yield Opened(BufferedReader(BytesIO(content)), is_html)
            return
        if objectstore.is_remote(name):
            with objectstore.opened(name) as stream:
                yield Opened(stream)
            return
        if not name:
            raise SourceError("a source without a name; is a variable empty?")
        # A FIFO or a device must not hang the reader, so nothing is waited for and only regular files are taken.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(os.path.join(folder, name), "rb", opener=lambda path, _: os.open(path, flags)) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise SourceError(f"{shown}: not a regular file; a pipe or a device is read as standard input: -")
            yield Opened(file)
    except (zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise SourceError(f"{shown}: the compressed data is damaged or ends too early; fetch it again") from error
    except FileNotFoundError as error:
        hint = f"for the address write https://{name}" if _HOST.match(name) else _MISSING_HINT
        raise SourceError(f"{shown}: there is no such file; {hint}") from error
    except OSError as error:
        raise SourceError(f"{shown}: {_why(error)}") from error


def gunzip(name: str, stream: BufferedReader) -> BufferedReader:
    """The same bytes, unpacked where they are gzip."""
    if stream.peek(2)[:2] != b"\x1f\x8b":
        return stream
    return BufferedReader(_Capped(name, gzip.GzipFile(fileobj=stream)))


_MOST_UNPACKED = 256 << 20


class _Capped(RawIOBase):
    """A stream that is refused once it has given more than any page holds: a gzip of 1 MB can hold 1 GiB."""

    def __init__(self, name: str, stream: gzip.GzipFile) -> None:
        self._name = name
        self._stream = stream
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        given = self._stream.readinto(buffer)
        self._given += given
        if self._given > _MOST_UNPACKED:
            raise TooLargeError(f"{display_name(self._name)}: unpacks to more than {_MOST_UNPACKED >> 20} MiB")
        return given


def _why(error: OSError) -> str:
    known = {
        errno.EACCES: "permission denied; make it readable, or copy it",
        errno.EISDIR: "is a folder",
    }
    return known.get(error.errno or 0) or os.strerror(error.errno or 0)

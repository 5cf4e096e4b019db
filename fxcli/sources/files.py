"""A path, a folder, an address or standard input becomes the bytes of documents."""

import errno
import gzip
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO, RawIOBase
from typing import Any, BinaryIO, NamedTuple

from fxcli.errors import SourceError, TooLargeError
from fxcli.sources import objectstore

STDIN = "-"


class File(NamedTuple):
    """Something that can be opened."""

    name: str
    size: int = 0
    """In bytes, as far as it is known beforehand."""
    failure: SourceError | None = None
    """Set for a folder that cannot be listed."""


def expand(source: str) -> Iterator[File]:
    """The files that a source stands for: of a folder all its files, in a stable order, else itself.

    Hidden files and folders, and links to folders, are passed over. A folder that cannot be listed, and a source
    that is an empty one, comes with the reason and costs only itself.
    """
    if source == STDIN or _is_address(source):
        yield File(source)
    elif objectstore.is_remote(source):
        yield from _expand_remote(source)
    elif os.path.isdir(source):
        yield from _expand_folder(source)
    else:
        yield File(source, _size(source))


def _is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _expand_remote(source: str) -> Iterator[File]:
    try:
        yield from (File(name, size) for name, size in objectstore.sizes(source).items())
    except SourceError as error:
        yield File(source, failure=error)


def _expand_folder(source: str) -> Iterator[File]:
    waiting = [source]
    while waiting:
        path = waiting.pop()
        if not os.path.isdir(path):
            yield File(path, _size(path))
            continue
        if os.path.islink(path) and path != source:
            continue
        try:
            names = sorted(name for name in os.listdir(path) if not name.startswith("."))
        except OSError as error:
            yield File(path, failure=SourceError(f"{path}: the folder cannot be listed ({_why(error)})"))
            continue
        if path == source and not names:
            yield File(path, failure=SourceError(f"{path}: the folder is empty"))
        waiting += (os.path.join(path, name) for name in reversed(names))


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:  # told when it is opened
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
    try:
        if name == STDIN:
            yield Opened(BufferedReader(stdin))  # type: ignore[arg-type]  # any binary stream reads into a buffer
            return
        if _is_address(name):
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
                raise SourceError(f"{name}: not a regular file; a pipe or a device is read as standard input: -")
            yield Opened(file)
    except (zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise SourceError(f"{name}: the compressed data is damaged or ends too early; fetch it again") from error
    except OSError as error:
        raise SourceError(f"{name}: {_why(error)}") from error


def unpacked(name: str, stream: BufferedReader) -> BufferedReader:
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
            raise TooLargeError(f"{self._name}: unpacks to more than {_MOST_UNPACKED >> 20} MiB")
        return given


def readable(name: str) -> str:
    """A file's name as text that can be stored and printed, whatever bytes it is made of."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _why(error: OSError) -> str:
    known = {
        errno.ENOENT: "there is no such file; check the name, or give - to read standard input",
        errno.EACCES: "permission denied; make it readable, or copy it",
        errno.EISDIR: "is a folder",
    }
    return known.get(error.errno or 0) or os.strerror(error.errno or 0)

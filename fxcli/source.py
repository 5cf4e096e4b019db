"""A path, a folder or standard input becomes the bytes of documents."""

import errno
import gzip
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO

from fxcli.errors import SourceError, TooLargeError

STDIN = "-"


def expand(source: str) -> Iterator[tuple[str, SourceError | None]]:
    """The documents that a source stands for: of a folder all its files, in a stable order, else itself.

    Hidden files and folders, and links to folders, are passed over. A folder that cannot be listed, and a source
    that is an empty one, comes with the reason and costs only itself.
    """
    if source == STDIN or not os.path.isdir(source):
        yield source, None
        return
    waiting = [source]
    while waiting:
        path = waiting.pop()
        if not os.path.isdir(path):
            yield path, None
            continue
        if os.path.islink(path) and path != source:
            continue
        try:
            names = sorted(name for name in os.listdir(path) if not name.startswith("."))
        except OSError as error:
            yield path, SourceError(f"{path}: the folder cannot be listed ({_why(error)})")
            continue
        if path == source and not names:
            yield path, SourceError(f"{path}: the folder is empty")
        waiting += (os.path.join(path, name) for name in reversed(names))


@contextmanager
def opened(name: str, stdin: BinaryIO) -> Iterator[BufferedReader]:
    """The bytes of one file, or of standard input for `-`, unpacked where they are gzip.

    Raises SourceError when there is no such file, it is not a regular one or cannot be read, also later, while
    it is read.
    """
    try:
        if name == STDIN:
            yield _unpacked(name, BufferedReader(stdin))  # type: ignore[arg-type]  # any binary stream reads into a buffer
            return
        # A FIFO or a device must not hang the reader, so nothing is waited for and only regular files are taken.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(name, "rb", opener=lambda path, _: os.open(path, flags)) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise SourceError(f"{name}: not a regular file; a pipe or a device is read as standard input: -")
            yield _unpacked(name, file)
    except (zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise SourceError(f"{name}: the compressed data is damaged or ends too early; fetch it again") from error
    except OSError as error:
        raise SourceError(f"{name}: {_why(error)}") from error


def _unpacked(name: str, stream: BufferedReader) -> BufferedReader:
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

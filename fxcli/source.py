"""A path, a folder or standard input becomes the bytes of documents."""

import errno
import os
import stat
from collections.abc import Iterator
from typing import BinaryIO

from fxcli.errors import SourceError

STDIN = "-"


def expand(source: str) -> Iterator[str]:
    """The documents that a source stands for: of a folder all its files, in a stable order, else itself.

    Hidden files and folders, and links to folders, are passed over. Raises SourceError for a folder that
    cannot be listed.
    """
    if source == STDIN or not os.path.isdir(source):
        yield source
        return
    try:
        entries = sorted(os.scandir(source), key=lambda entry: entry.name)
    except OSError as error:
        raise SourceError(f"{source}: the folder cannot be listed ({_why(error)})") from error
    if not entries:
        raise SourceError(f"{source}: the folder is empty")
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from expand(entry.path)
        elif not entry.is_dir():
            yield entry.path


def load(name: str, stdin: BinaryIO) -> bytes:
    """The bytes of one file, or of standard input for `-`.

    Raises SourceError when there is no such file, it is not a regular one or cannot be read.
    """
    if name == STDIN:
        return stdin.read()
    # A FIFO or a device must not hang the reader, so nothing is waited for and only regular files are taken.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open(name, "rb", opener=lambda path, _: os.open(path, flags)) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise SourceError(f"{name}: not a regular file; a pipe or a device is read as standard input: -")
            return file.read()
    except ValueError as error:  # a NUL in the name
        raise SourceError(f"{name}: no file can have this name") from error
    except OSError as error:
        raise SourceError(f"{name}: {_why(error)}") from error


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

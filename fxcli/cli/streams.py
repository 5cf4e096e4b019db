"""Standard output and standard error: data goes to one, everything else to the other."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from io import BufferedReader
from typing import IO, TYPE_CHECKING, AnyStr

import click

from fxcli.output.file import write_file
from fxcli.output.terminal import clean

if TYPE_CHECKING:
    from rich.console import RenderableType

_WIDEST = 10_000
"""Columns of a table in a pipe, at most."""


def abandon_stdout() -> None:
    """Keep the interpreter from flushing, at its end, what can no longer be written."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class ClosedStream(io.TextIOBase):
    """What Python leaves as None when a process is started with its standard output or error closed."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, "the stream is closed")

    @property
    def buffer(self) -> ClosedStream:
        return self


class ReaderLeftError(BrokenPipeError):
    """`| head` has seen enough. Without an errno, so that Click lets it pass."""


def say(message: str) -> None:
    with suppress(OSError):  # where nothing can be said, what is done still counts
        click.echo(f"fxcli: {clean(message)}", err=True)


def write(pieces: Iterable[str]) -> None:
    """Data to standard output, whole; a reader that has left is told apart from a disk that is full."""
    _write(sys.stdout, pieces)


_STDOUT = (None, "-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def is_stdout(path: str | None) -> bool:
    """Whether an output is standard output, whose device by name could be any file where it is closed."""
    return path in _STDOUT


def is_same_file(stream: BufferedReader, output: str | None) -> bool:
    """Whether an output goes into the file that is being read: it would be lost, or have no end."""
    try:
        source = os.fstat(stream.fileno())
        target = os.fstat(sys.stdout.fileno()) if output is None or is_stdout(output) else os.stat(output)
    except OSError:  # one of them is no file, or not there yet
        return False
    return stat.S_ISREG(source.st_mode) and os.path.samestat(source, target)


def write_bytes(pieces: Iterable[bytes], path: str | None) -> None:
    """Data to a file, or to standard output as a file would hold it; a terminal gets only what can be printed."""
    if path is not None and not is_stdout(path):
        from fxcli.cli.interrupts import end_in_order  # only here: most commands write no file

        end_in_order()
        write_file(path, pieces)
    elif sys.stdout.isatty():
        write(map(_printable, pieces))
    else:
        _write(sys.stdout.buffer, pieces)


def _printable(piece: bytes) -> str:
    lines = piece.decode("utf-8", "backslashreplace").replace("\r\n", "\n").split("\n")
    return "\n".join("\t".join(map(clean, line.split("\t"))) for line in lines)


def _write(stream: IO[AnyStr], pieces: Iterable[AnyStr]) -> None:
    try:
        stream.writelines(pieces)
        stream.flush()
    except BrokenPipeError as error:
        raise ReaderLeftError from error


def print_table(renderable: RenderableType) -> None:
    """A table to standard output: as wide as the terminal, in a pipe as wide as it needs."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _WIDEST
        console.width = console.measure(renderable).maximum
    with console.capture() as captured:
        console.print(renderable, crop=False)  # a line that is too long is the terminal's to wrap
    write("\n".join(line.rstrip() for line in captured.get().split("\n")))

"""Addresses of object stores and other file systems, such as `s3://bucket/*.wet.gz`, where fsspec is installed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from typing import Any

from fxcli.errors import SourceError
from fxcli.sources.names import display_name

_REMOTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}(?:::|://)")
_BLOCK = 1 << 20


def is_remote(source: str) -> bool:
    """Whether a source is an address that only fsspec can know."""
    return bool(_REMOTE.match(source))


def sizes(source: str) -> dict[str, int]:
    """The files of an address, of a pattern those that fit, each with its size, in the order of their names.

    Raises SourceError when there is none.
    """
    with _translate_errors(source):
        system, path = _fsspec(source).core.url_to_fs(source)
        found = system.glob(path, detail=True) if re.search(r"[*?[]", path) else system.find(path, detail=True)
        files = {
            system.unstrip_protocol(name): info["size"] or 0 for name, info in found.items() if info["type"] == "file"
        }
    if not files:
        raise SourceError(f"{display_name(source)}: there is no such file; check the address")
    return dict(sorted(files.items()))


@contextmanager
def opened(source: str) -> Iterator[BufferedReader]:
    """The bytes of a file. Raises SourceError, also later, while it is read."""
    with _translate_errors(source):
        file = _fsspec(source).open(source, "rb").open()
    with file:
        yield BufferedReader(_File(source, file), _BLOCK)


class _File(RawIOBase):
    """A file whose errors name it."""

    def __init__(self, source: str, file: Any) -> None:
        self._source = source
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._file.seekable())

    def readinto(self, buffer: Any) -> int:
        with _translate_errors(self._source):
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        with _translate_errors(self._source):
            return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())


def _fsspec(source: str) -> Any:
    try:
        import fsspec
    except ImportError as error:
        raise SourceError(f"{display_name(source)}: to read it: pip install 'fxcli[cluster]'") from error
    return fsspec


@contextmanager
def _translate_errors(source: str) -> Iterator[None]:
    try:
        yield
    except SourceError:
        raise
    except Exception as error:  # each file system has errors of its own, and no two a common one
        why = display_name(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
        raise SourceError(f"{display_name(source)}: it cannot be read ({why}); check the address") from error

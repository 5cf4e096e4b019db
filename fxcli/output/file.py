"""A file is written whole or not at all."""

import os
import stat
from collections.abc import Iterable

from fxcli.errors import OutputError, UsageError

_DATABASE = b"SQLite format 3\0"


def write_file(path: str, pieces: Iterable[bytes]) -> None:
    """Write a file: a regular file is replaced in one step, anything else is written straight into.

    Raises OutputError; then a regular file is as it was. Raises UsageError for a database, such as the history.
    """
    if not os.path.basename(path):
        raise OutputError(f"{path}: cannot be written (it names no file)")
    target = os.path.realpath(path)
    try:
        if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "wb") as file:
                file.writelines(pieces)
        elif _is_database(path):
            raise UsageError(f"{path}: a database, which would be lost; name another file")
        else:
            _replace(target, pieces)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({os.strerror(error.errno or 0)})") from error


def _is_database(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(len(_DATABASE)) == _DATABASE
    except OSError:  # it is not there, or may only be written
        return False


def _replace(target: str, pieces: Iterable[bytes]) -> None:
    folder = os.path.dirname(target)
    beside = os.path.join(folder, f".fxcli-{os.getpid()}.tmp")
    try:
        with open(beside, "xb") as file:
            if os.path.exists(target):
                os.chmod(beside, stat.S_IMODE(os.stat(target).st_mode))
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException:
        if os.path.exists(beside):
            os.unlink(beside)
        raise

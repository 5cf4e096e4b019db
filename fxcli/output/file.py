"""A file is written whole or not at all."""

import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress

from fxcli.errors import OutputError, UsageError

_DATABASE = b"SQLite format 3\0"


def format_of(path: str, formats: Mapping[str, str], otherwise: str = "") -> str | None:
    """The format that the ending of a file's name stands for; None where the name has no ending.

    `formats` are those that can be written, by their endings in lower case; `otherwise` says what else can be done
    in the message of the UsageError that is raised for any other ending.
    """
    ending = os.path.splitext(path)[1].lower()
    if ending in ("", "."):
        return None
    if ending[1:] not in formats:
        known = ", ".join(f".{name}" for name in formats)
        raise UsageError(f"{path}: '{ending}' is no format that can be written; end the name in {known}{otherwise}")
    return formats[ending[1:]]


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
    # A name by chance, not by process: the processes of two containers that share a folder can have one number.
    beside = os.path.join(os.path.dirname(target), f".fxcli-{os.urandom(8).hex()}.tmp")
    file = open(beside, "xb")  # noqa: SIM115 - closed below; what another made is not opened, so never removed
    try:
        with file:
            with suppress(FileNotFoundError):
                os.chmod(beside, stat.S_IMODE(os.stat(target).st_mode))
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        raise

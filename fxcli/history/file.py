"""The file of the history: where it lies, how it is opened or made, and what SQLite reports, in words.

Reading never creates or changes anything; a file that is not a history, or of a newer fxcli, is refused as it is.
"""

import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from fxcli.errors import HistoryError, NoRatesError
from fxcli.history import schema

_TIMEOUT = 30
"""Seconds to wait for another process that writes."""


def default_path() -> str:
    """Where each platform keeps the data of a user's programs."""
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME", "")
        base = base if os.path.isabs(base) else os.path.join(home, ".local", "share")
    return os.path.join(base, "fxcli", "history.db")


@contextmanager
def open_to_read(path: str) -> Iterator[sqlite3.Connection]:
    """A history as it is at this moment. Raises NoRatesError where there is none yet, HistoryError for what is none."""
    if not os.path.lexists(path) or _is_empty(path):
        raise NoRatesError(f"there is no history yet ({path}); import a saved page with fxcli import, or name one here")
    connection = _connect(path, "ro")
    try:
        with translate_errors(path):
            connection.execute("BEGIN")  # all that is read is of one moment
            _examine(path, connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def open_to_write(path: str) -> Iterator[sqlite3.Connection]:
    """A history that may be changed; made, readable by its owner alone, where there is none.

    At the default place its folder is made too; elsewhere a folder that is not there is taken for a mistake.
    """
    if os.path.lexists(path):
        _is_empty(path)
    else:
        _create(path)
    connection = _connect(path, "rw")
    try:
        with translate_errors(path):
            connection.execute("PRAGMA synchronous = FULL")
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0 and not _statements(connection):
                with transaction(connection):
                    _make_tables(connection)
            _examine(path, connection)
        yield connection
    finally:
        connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """What is done within is done whole or not at all, and by one process at a time."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def translate_errors(path: str) -> Iterator[None]:
    """Raise every error of SQLite, and what damage leads to, as one HistoryError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        words = _WORDS.get(code & 0xFF, _DAMAGED) if code is not None else _DAMAGED
        raise HistoryError(f"{path}: {words}") from error
    except (ValueError, ArithmeticError, TypeError, AttributeError, LookupError) as error:
        raise damage(path) from error


def damage(path: str) -> HistoryError:
    """The error for a file that does not say what was written into it."""
    return HistoryError(f"{path}: {_DAMAGED}")


_DAMAGED = "the history is damaged; put back a copy of the file, or move it away and import the pages again"
_WORDS = {
    sqlite3.SQLITE_BUSY: f"another process has been writing for {_TIMEOUT} seconds; try again",
    sqlite3.SQLITE_CANTOPEN: "the history cannot be opened; check that you may read and write it and its folder",
    sqlite3.SQLITE_PERM: "you may not open the history",
    sqlite3.SQLITE_READONLY: "the history may not be written; check the file and its folder, or name another with --db",
    sqlite3.SQLITE_FULL: "the disk is full; nothing was changed",
    sqlite3.SQLITE_NOTADB: "not a history of fxcli; name another file with --db",
    sqlite3.SQLITE_IOERR: "the disk reports an error; nothing was changed",
}


def _create(path: str) -> None:
    try:
        if path == default_path():
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no file can have this name"
        raise HistoryError(f"{path}: the history cannot be made ({why}); name another place with --db") from error


def _is_empty(path: str) -> bool:
    """Whether the file holds nothing yet. Raises HistoryError for anything but a regular file."""
    try:
        found = os.stat(path)
    except (OSError, ValueError) as error:
        raise HistoryError(f"{path}: the history cannot be opened; name another place with --db") from error
    if not stat.S_ISREG(found.st_mode):
        raise HistoryError(f"{path}: not a regular file, so it cannot be a history; name another with --db")
    return found.st_size == 0


def _make_tables(connection: sqlite3.Connection) -> None:
    if _statements(connection):  # another process made them in the meantime
        return
    for statement in schema.SCHEMA:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")


def _examine(path: str, connection: sqlite3.Connection) -> None:
    """Refuse what is not a history of this version, or lacks a pair, before anything else is asked of it."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != schema.APPLICATION_ID:
        raise HistoryError(f"{path}: a database of another program, not a history of fxcli; name another with --db")
    if version > schema.VERSION:
        raise HistoryError(
            f"{path}: written by a newer fxcli (format {version}, this one knows {schema.VERSION}); update fxcli"
        )
    if version != schema.VERSION or set(_statements(connection)) != set(schema.SCHEMA):
        raise damage(path)
    if connection.execute(schema.UNLISTED_PAIRS).fetchone():  # each lookup asks for the pairs that are listed
        raise damage(path)


def _statements(connection: sqlite3.Connection) -> list[str]:
    """The statements that made what is in the file, without what SQLite adds by itself, as ANALYZE does."""
    found = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    )
    return [sql for (sql,) in found]


def _connect(path: str, mode: str) -> sqlite3.Connection:
    # A URI is the only way to ask SQLite for a mode; these three characters mean something in it.
    name = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23").replace(os.sep, "/")
    uri = f"file:{name}" if name.startswith("/") else f"file:///{name}"
    with translate_errors(path):
        connection = sqlite3.connect(f"{uri}?mode={mode}", uri=True, timeout=_TIMEOUT, isolation_level=None)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.Error as error:
            connection.close()
            if mode == "rw" or error.sqlite_errorcode not in _INTERRUPTED_WRITE:
                raise
            _connect(path, "rw").close()  # rolls back what a killed writer left half done
            return _connect(path, "ro")
        return connection


_INTERRUPTED_WRITE = (sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_READONLY_RECOVERY, sqlite3.SQLITE_CANTOPEN)

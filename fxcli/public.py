"""The functions of `import fxcli`, which take what a program has at hand and say at once what is wrong with it."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from io import BytesIO

from fxcli import amount as amounts
from fxcli import conversion, currency, snapshot
from fxcli.conversion import Conversion
from fxcli.errors import BlankError, UsageError
from fxcli.history.file import default_path
from fxcli.history.history import History, reading
from fxcli.options import ReadOptions
from fxcli.page.document import Document
from fxcli.rate import Rate
from fxcli.snapshot import Snapshot
from fxcli.sources.files import STDIN, Source
from fxcli.sources.read import read as read_source


def read(
    source: str | os.PathLike[str] | bytes | Document,
    *,
    decimal: str | None = None,
    date: date | None = None,
    dates: str | None = None,
    allow_implausible: bool = False,
) -> list[Snapshot]:
    """What a page or a file says of each day on which it prints rates; at least one snapshot of a page.

    A path may lead to whatever `fxcli import` takes as one file; bytes are its content. `decimal` ("," or ".") is its
    decimal mark where that settles numbers such as 12,105, `date` the day of all its rates, `dates` ("above" or
    "below") the side on which their dates stand, and `allow_implausible` takes rates far outside of what their
    currencies have been worth. A date far ahead of today is not judged here.

    Raises SourceError for what cannot be read, UsageError for a Document that has been read before.
    """
    if decimal not in (None, ",", "."):
        raise UsageError(f"{decimal!r} is no decimal mark; give ',' or '.'")
    if dates not in (None, "above", "below"):
        raise UsageError(f"{dates!r} is no side; give 'above' or 'below'")
    options = ReadOptions(decimal=decimal, date=date, dates=dates, allow_implausible=allow_implausible)
    if isinstance(source, Document):
        return snapshot.read(source, options)
    if isinstance(source, bytes):
        results = read_source(Source(STDIN, is_named=True), options, BytesIO(source))
    else:
        results = read_source(Source(os.fspath(source), is_named=True), options)
    snapshots: list[Snapshot] = []
    for result, _ in results:
        if isinstance(result.failure, BlankError):
            return snapshot.read(Document(result.source, b""), options)
        if result.failure:
            raise result.failure
        snapshots += result.snapshots
    return snapshots


def convert(amount: int | str | Decimal, base: str, quote: str, rates: Iterable[Rate]) -> Conversion:
    """An amount in another currency by the best of some rates, with its interval and the rates that were used.

    An amount in text is written as on the command line: `1500`, `1,500.50`, `1.5k`. Currencies are codes in any letter
    case, or words such as `tenge`.

    Raises TypeError for a float, which is not the number that was written; UsageError for an amount or a currency that
    cannot be understood; NoRateError where no rates lead from one currency to the other.
    """
    if isinstance(amount, float):
        raise TypeError(f"a float such as {amount!r} is not exactly what was written; give an int, a str or a Decimal")
    value, attached = amounts.understand(amount) if isinstance(amount, str) else (Decimal(amount), None)
    if attached:
        raise UsageError(f"'{amount}' names its currency; give the bare amount")
    if not value.is_finite():
        raise UsageError(f"{value} is no amount")
    return conversion.convert(value, currency.understand(base), currency.understand(quote), rates)


@contextmanager
def open_history(path: str | os.PathLike[str] | None = None) -> Iterator[History]:
    """The rates that `fxcli import` has kept, to read; without a path those of this user.

    Raises NoRatesError where there is no history yet, HistoryError where the file cannot be read or is damaged.
    """
    with reading(default_path() if path is None else os.fspath(path)) as history:
        yield history

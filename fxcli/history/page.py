"""A page of the history: what one document says of one day, as it is given, as it is held, and in what digits."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from fxcli.history.doubt import Doubt
from fxcli.number import plain
from fxcli.rate import Rate


class Entry(NamedTuple):
    """What one document, or one run of rows of an export, says of one day: a page to be added to the history."""

    document: bytes
    """The SHA-256 of the document."""
    date: date
    date_origin: str
    """One of `fxcli.dating.DateOrigin`."""
    source: str
    rates: Sequence[Rate]
    is_copy: bool = False
    """Whether the rates come from an export that names no documents: they are nothing new where they came from."""


class Page(NamedTuple):
    """What one document says of one day, as the history holds it."""

    number: int
    """It stands for this page alone, for ever: that of a page which was taken out is given to no other."""
    date: date
    date_origin: str
    rates: int
    """How many there are."""
    source: str
    document: bytes
    """The SHA-256 of the document."""

    def record(self) -> dict[str, str | int]:
        """The fields as plain values, as JSON shows them."""
        return {
            "number": self.number,
            "date": self.date.isoformat(),
            "date_origin": self.date_origin,
            "rates": self.rates,
            "source": self.source,
            "document": self.document.hex(),
        }


class Asked(NamedTuple):
    """What the address of a day answered, as far as the history still holds it."""

    date: date | None
    """The day of the rates that it gave; None where it had none."""
    rates: int = 0
    """How many there are."""
    modified: str = ""
    """When the answer last changed, as its server writes it."""


class Added(NamedTuple):
    """What became of an entry."""

    is_new: bool
    """Whether it brought anything that was not stored before."""
    elsewhere: Sequence[Page] = ()
    """The pages that an earlier import made of the same document under another date."""
    number: int | None = None
    """That of the page, where it is new."""
    jumps: Sequence[Doubt] = ()
    """The rates that are far from their neighbours, at the page itself or at the one that follows it."""


Row = tuple[str, str, str, str | None, int]


def row(rate: Rate) -> Row:
    """What is stored of a rate: base, quote, rate, change and occurrences."""
    change = None if rate.change_pct is None else plain(rate.change_pct)
    return rate.base, rate.quote, plain(rate.value), change, rate.occurrences


def digest(head: Sequence[bytes | str | int], rows: Iterable[Row]) -> bytes:
    """SHA-256 over a page; fields end with a NUL, an absent change is a lone U+0001."""
    parts = [part.hex() if isinstance(part, bytes) else str(part) for part in head]
    for base, quote, rate, change, occurrences in rows:
        parts += [base, quote, rate, "\x01" if change is None else change, str(occurrences)]
    return hashlib.sha256("".join(f"{part}\0" for part in parts).encode("utf-8", "surrogateescape")).digest()

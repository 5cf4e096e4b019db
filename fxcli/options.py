"""How sources are read: what a caller knows about them that they do not say of themselves."""

import datetime
from typing import NamedTuple


class ReadOptions(NamedTuple):
    """The settings of one reading; the defaults take a source at its word."""

    decimal: str | None = None
    """"," or "." where the whole source is known to use that decimal mark; it settles numbers such as 12,105."""
    today: datetime.date | None = None
    """The day of the reading: dates far ahead of it are impossible. None judges no date by it."""
    date: datetime.date | None = None
    """The day that the rates speak for, before any day that the source itself names."""
    dates: str | None = None
    """`above` or `below`: which of two different dates beside a block of ticker lines is its own."""
    allow_implausible: bool = False
    """Whether rates far outside of what their currencies have been worth are taken."""
    base: str | None = None
    """The base currency of a table whose columns name only the quotes."""
    quote: str | None = None
    """The quote currency of a table whose columns name only the bases."""
    hashes: bool = True
    """Whether the SHA-256 of each document is computed, by which the history knows it again."""
    folder: str = ""
    """What the names of files are relative to; the processes of another machine stand elsewhere."""
    lists_empty_pages: bool = False
    """Whether each page of an archive that gave nothing is told, not their number alone."""


AT_ITS_WORD = ReadOptions()
"""Nothing is known of the source beforehand."""

"""Addresses that stand for one a day: `https://…/{day}.xml`, `pages/{day:%d.%m.%Y}.html`, and the banks by name."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from fxcli.data.banks import BANKS
from fxcli.errors import UsageError

_BANK = "bank:"
_DAY = re.compile(r"\{day(?::([^{}]*))?\}")
_FORMAT = re.compile(r"(?:%[dmYyj]|[^%])+")


class Series(NamedTuple):
    """Addresses, or names of files, that differ in the day alone."""

    name: str
    """As the user gave it."""
    pattern: str
    """The address with the day left open; where there is none in it, the newest file alone can be had."""
    first_day: date | None = None
    """Before it nothing is published, as far as is known."""

    @property
    def has_days(self) -> bool:
        return _DAY.search(self.pattern) is not None

    def address(self, day: date) -> str:
        """That of one day."""
        return _DAY.sub(lambda found: day.strftime(found[1] or "%Y-%m-%d"), self.pattern)


def series(name: str) -> Series | None:
    """The series that a source stands for; None for one that stands for itself.

    Raises UsageError for a bank that is not known and for a form of the day that is none.
    """
    if name.startswith(_BANK):
        bank = BANKS.get(name.removeprefix(_BANK).lower())
        if bank is None:
            raise UsageError(f"{name}: no bank has this name; they are {', '.join(_BANK + known for known in BANKS)}")
        return Series(name, bank.address, bank.first_day)
    forms = _DAY.findall(name)
    for form in filter(None, forms):
        if not _FORMAT.fullmatch(form):
            raise UsageError(f"{name}: {{day:{form}}} is no form of a day; write it like {{day:%d.%m.%Y}}")
    return Series(name, name) if forms else None


_LONGEST_GAP = timedelta(days=7)
"""A bank sets rates on every working day; so long it may be shut."""


def gaps(held: Sequence[date]) -> list[tuple[date, date]]:
    """The neighbours among some days, in their order, between which more than a week is missing."""
    return [(earlier, later) for earlier, later in pairwise(held) if later - earlier > _LONGEST_GAP]


def days(since: date, until: date) -> Iterator[date]:
    """Each day from one to another, both included."""
    return (since + timedelta(days=count) for count in range((until - since).days + 1))

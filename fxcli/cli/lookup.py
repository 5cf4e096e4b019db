"""The rates that a day is answered with: the latest of each pair, of some sources or of the history."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from fxcli.cli.options import today
from fxcli.cli.sources import Reading, nothing, nothing_found, refuse_for_history, warn_of_undated
from fxcli.cli.streams import say
from fxcli.errors import NoRatesError
from fxcli.history.file import default_path
from fxcli.history.history import reading
from fxcli.options import ReadOptions
from fxcli.output.terminal import count
from fxcli.rate import at_most_days_old
from fxcli.rate import latest as latest_of

if TYPE_CHECKING:
    from fxcli.rate import Rate
    from fxcli.snapshot import Snapshot


class Lookup(NamedTuple):
    """The latest rate of each pair, home currencies first where they come from the history."""

    rates: list[Rate]
    upcoming: list[Rate]
    """Of each pair the next rate that the history holds and that is not in force yet, where no day was asked for."""
    failed: bool
    """Whether a source could not be read."""


def look_up(
    sources: tuple[str, ...],
    db: str | None,
    options: ReadOptions,
    jobs: int | None,
    on: date | None,
    max_age: int | None = None,
) -> Lookup:
    """The rates of a day, at most `max_age` days old on it.

    Without a day the history is asked for today, while the rates of sources are taken as they are. Raises NoRatesError
    where there is no such rate.
    """
    if sources:
        return _in_sources(sources, options, jobs, on, max_age)
    refuse_for_history(options, "for a day of the history say --on")
    return _in_history(db, on, max_age)


@contextmanager
def by_day(
    sources: tuple[str, ...], db: str | None, *, dated: bool
) -> Iterator[tuple[Callable[[date | None], list[Rate]], bool]]:
    """What gives the latest rate of each pair on or before any day, and whether a source failed.

    `dated` says that only rates of a day will be asked for, so that undated ones are passed over, which is said.
    """
    if not sources:
        with reading(db or default_path()) as history:
            yield history.latest, False
        return
    sources_read = Reading(sources, ReadOptions(today=today(), hashes=False), None)
    passed = _Passed()
    rates = list(passed.rates(sources_read.with_warnings()))
    if not rates:
        raise nothing_found(sources, failed=sources_read.failed)
    usable = latest_of(rates, date.max if dated else None)
    passed.name_undated(usable, "import the source with --date, which here is a column")
    yield partial(latest_of, rates), sources_read.failed


def _in_history(db: str | None, on: date | None, max_age: int | None) -> Lookup:
    day = on or today()
    with reading(db or default_path()) as history:
        found = history.latest(day)
        upcoming = [] if on else history.upcoming(day)
        is_empty = not history.pairs()
    if is_empty:
        raise NoRatesError(nothing(()))
    fresh = found if max_age is None else at_most_days_old(found, day, max_age)
    if not fresh:
        later = f"; {_not_in_force(upcoming)}" if upcoming else ""
        raise NoRatesError(f"the history holds no rate of {period(day, max_age)}{later}")
    return Lookup(fresh, upcoming, failed=False)


def _in_sources(
    sources: tuple[str, ...], options: ReadOptions, jobs: int | None, on: date | None, max_age: int | None
) -> Lookup:
    sources_read = Reading(sources, options._replace(hashes=False), jobs, on)
    passed = _Passed()
    found = latest_of(passed.rates(sources_read.with_warnings()), on)
    failed = sources_read.failed
    if not passed.count:
        raise nothing_found(sources, failed=failed)
    if max_age is not None:
        found = at_most_days_old(found, on or today(), max_age)
    if found:
        passed.name_undated(found, "give it with --date")
        return Lookup(found, [], failed)
    day = on or today()
    if passed.first_day is None:
        raise NoRatesError(f"the rates are undated, so none is known to be of {day}; give their day with --date")
    days = dict.fromkeys((passed.first_day, passed.last_day))
    raise NoRatesError(f"no rate of {period(day, max_age)}; the sources are of {' to '.join(map(str, days))}")


class _Passed:
    """What is remembered of rates that are too many to be kept."""

    def __init__(self) -> None:
        self.count = 0
        self.first_day: date | None = None
        self.last_day: date | None = None
        self._undated: Counter[tuple[str, str, str]] = Counter()

    def rates(self, snapshots: Iterable[Snapshot]) -> Iterator[Rate]:
        """The rates of some snapshots, on their way."""
        for rate in itertools.chain.from_iterable(snapshot.rates for snapshot in snapshots):
            self.count += 1
            if rate.date is None:
                self._undated[rate.source, rate.base, rate.quote] += 1
            else:
                self.first_day = min(self.first_day or rate.date, rate.date)
                self.last_day = max(self.last_day or rate.date, rate.date)
            yield rate

    def name_undated(self, found: Sequence[Rate], remedy: str) -> None:
        """Say which sources gave undated rates that were passed over for dated ones."""
        shown = {(rate.base, rate.quote) for rate in found if rate.date is None}
        passed_over: Counter[str] = Counter()
        for (source, base, quote), rates in self._undated.items():
            if (base, quote) not in shown:
                passed_over[source] += rates
        warn_of_undated(passed_over, "beside dated rates a day is needed", remedy)


def warn_of_upcoming(upcoming: Sequence[Rate]) -> None:
    """Say that the history holds rates which are not in force yet."""
    if upcoming:
        say(_not_in_force(upcoming))


def _not_in_force(upcoming: Sequence[Rate]) -> str:
    """That rates are not in force yet, and how they are asked for."""
    first = min(rate.date for rate in upcoming if rate.date)
    if len(upcoming) == 1:
        (rate,) = upcoming
        return f"{rate.base}/{rate.quote} of {first} is not in force yet; --on {first} uses it"
    return f"{len(upcoming)} rates are not in force yet, the first from {first} on; --on {first} uses it"


def period(day: date, max_age: int | None) -> str:
    """Which days the rates of a day may be of, in words."""
    if max_age is None:
        return f"{day} or before"
    return f"{day}" if max_age == 0 else f"{day} or at most {count(max_age, 'day')} before"

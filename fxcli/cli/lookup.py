"""The rates that a day is answered with: the latest of each pair, of some sources or of the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from fxcli.cli.options import today
from fxcli.cli.sources import nothing, nothing_found, read_with_warnings, refuse_for_history, warn_of_undated
from fxcli.cli.streams import say
from fxcli.errors import NoRatesError
from fxcli.history.file import default_path
from fxcli.history.history import reading
from fxcli.options import ReadOptions
from fxcli.rate import at_most_days_old
from fxcli.rate import latest as latest_of

if TYPE_CHECKING:
    from fxcli.rate import Rate


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
    snapshots, failed = read_with_warnings(sources, ReadOptions(today=today(), hashes=False), None)
    rates = [rate for snapshot in snapshots for rate in snapshot.rates]
    if not rates:
        raise nothing_found(sources, failed=failed)
    usable = latest_of(rates, date.max if dated else None)
    _name_undated(rates, usable, "import the source with --date, which here is a column")
    yield partial(latest_of, rates), failed


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
    snapshots, failed = read_with_warnings(sources, options._replace(hashes=False), jobs)
    everything = [rate for snapshot in snapshots for rate in snapshot.rates]
    if not everything:
        raise nothing_found(sources, failed=failed)
    found = latest_of(everything, on)
    if max_age is not None:
        found = at_most_days_old(found, on or today(), max_age)
    if found:
        _name_undated(everything, found, "give it with --date")
        return Lookup(found, [], failed)
    days = sorted({rate.date for rate in everything if rate.date})
    day = on or today()
    if not days:
        raise NoRatesError(f"the rates are undated, so none is known to be of {day}; give their day with --date")
    span = f"{days[0]}" if len(days) == 1 else f"{days[0]} to {days[-1]}"
    raise NoRatesError(f"no rate of {period(day, max_age)}; the sources are of {span}")


def _name_undated(everything: Sequence[Rate], found: Sequence[Rate], remedy: str) -> None:
    """Say which sources gave undated rates that were passed over for dated ones."""
    shown = {(rate.base, rate.quote) for rate in found if rate.date is None}
    passed_over = Counter(
        rate.source for rate in everything if rate.date is None and (rate.base, rate.quote) not in shown
    )
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
    return f"{day}" if max_age == 0 else f"{day} or at most {max_age} days before"

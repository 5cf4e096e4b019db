"""Conversions, pages of the history and import statuses as lines of text, without the cost of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from fxcli.conversion import Conversion
from fxcli.data.banks import Bank
from fxcli.history.doubt import Doubt, Kind
from fxcli.number import plain
from fxcli.output.figures import moved
from fxcli.output.terminal import clean, count, day_and_age
from fxcli.rate import Rate

if TYPE_CHECKING:
    from fxcli.history.page import Page
    from fxcli.snapshot import Conflict, Reading


def conversions(answers: Sequence[Conversion], today: date) -> Iterator[str]:
    """Lines that say the results with their intervals, aligned, and below them each rate that was used."""
    left = [f"{plain(answer.amount)} {answer.base} =" for answer in answers]
    cells = [(plain(answer.result), plain(answer.low), plain(answer.high)) for answer in answers]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for index, (answer, row) in enumerate(zip(answers, cells, strict=True)):
        head = left[0] if index == 0 else "=".rjust(len(left[0]))
        result, low, high = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        yield f"{head} {result} {answer.quote} ({low} to {high})"
    legs = list(dict.fromkeys(leg for answer in answers for leg in answer.legs))
    if legs:
        yield ""
        yield from _legs(legs, today)


def _legs(legs: Sequence[Rate], today: date) -> Iterator[str]:
    figures = max(len(plain(leg.value)) for leg in legs)
    days = max(len(day_and_age(leg.date, today)) for leg in legs)
    for leg in legs:
        when = day_and_age(leg.date, today).ljust(days)
        yield f"{leg.base}/{leg.quote} = {plain(leg.value).ljust(figures)}  {when}  {clean(leg.source)}"


def pages(items: Iterable[Page]) -> Iterator[str]:
    """A heading and a line for each page of the history, while they are read."""
    heading = "Number  Date        From     Rates  Source"
    yield heading
    yield "─" * len(heading)
    for page in items:
        yield f"{page.number:>6}  {page.date}  {page.date_origin:<7}  {page.rates:>5}  {clean(page.source)}"


_NAMED_GAPS = 5


def series(name: str, held: Sequence[date], gaps: Sequence[tuple[date, date]]) -> str:
    """`https://…: 12 days from 2026-03-02 to 2026-04-25; none between 2026-03-07 and 2026-04-20`"""
    line = f"{clean(name)}: {count(len(held), 'day')} from {held[0]} to {held[-1]}"
    named = [f"none between {earlier} and {later}" for earlier, later in gaps[:_NAMED_GAPS]]
    more = [f"{len(gaps) - _NAMED_GAPS} more gaps"] if len(gaps) > _NAMED_GAPS else []
    return "; ".join([line, *named, *more])


def extent(items: Sequence[Page]) -> str:
    """`2 pages with 10 rates`"""
    rates = sum(page.rates for page in items)
    return f"{count(len(items), 'page')} with {count(rates, 'rate')}"


def doubt(one: Doubt) -> str:
    """A doubtful rate and what it does not fit, in a line."""
    rate, beside = _named(one.rate), " and ".join(map(_named, one.beside))
    if one.kind is Kind.TRIANGLE or one.kind is Kind.INVERSE:
        return f"doubtful: {rate} cannot be true beside {beside}"
    printed = one.rate.change_pct if one.kind is Kind.CHANGE else None
    but = "" if printed is None else f", but its page prints {plain(printed)}%"
    return f"doubtful: {rate} is {moved(one.beside[0], one.rate):+}% from {beside}{but}"


def _named(rate: Rate) -> str:
    return f"{rate.base}/{rate.quote} = {plain(rate.value)} of {rate.date} ({clean(rate.source)})"


def banks(items: Sequence[Bank]) -> Iterator[str]:
    """Two lines for each bank: what it is called, its currency, its decimals and first day, and below its address."""
    width = max(len(bank.title) for bank in items)
    heading = f"{'Source':<9}  {'Bank':<{width}}  In   Decimals  Since"
    yield heading
    yield "─" * (len(heading) + len("-01-01"))
    for bank in items:
        since = bank.first_day or "the newest only"
        yield f"{f'bank:{bank.name}':<9}  {bank.title:<{width}}  {bank.quote}  {bank.decimals:>8}  {since}"
        yield f"{'':<9}  {bank.address}"


class Status(NamedTuple):
    """What became of one source of an import."""

    source: str
    state: str
    """`imported`, `unchanged`, `failed`, or `skipped` for a page without rates found in a folder or archive."""
    date: date | None
    rates: int
    reason: str | None
    is_listed: bool = True
    """Whether a person wants to see it; the pages without rates of an archive are too many."""
    pages: int = 1
    """How many pages it stands for, where it is not listed."""

    def record(self) -> dict[str, object]:
        """The fields as plain values, as JSON shows them."""
        day = self.date.isoformat() if self.date else None
        return {"source": self.source, "status": self.state, "date": day, "rates": self.rates, "reason": self.reason}


def status(one: Status) -> str:
    """`imported   2025-12-09  5 rates  page.txt`"""
    what = one.reason or count(one.rates, "rate")
    return f"{one.state:<9}  {one.date or ''!s:<10}  {what:<9}  {clean(one.source)}"


def total(counts: Mapping[str, int]) -> str:
    """`16 imported, 1 failed`"""
    states = ("imported", "unchanged", "skipped", "failed")
    return ", ".join(f"{counts[state]} {state}" for state in states if counts.get(state))


def reading(conflict: Conflict, one: Reading) -> str:
    """A value that a page prints for a pair: `0.000082`, or `USD/UZS = 12105.33` where it is of the other direction."""
    return f"{conflict.quote}/{conflict.base} = {plain(one.value)}" if one.is_inverse else plain(one.value)

"""A document becomes a snapshot: every ticker line is judged once and ends as a rate or as a refusal."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from datetime import date
from decimal import Decimal
from heapq import merge
from typing import NamedTuple

from fxcli import currency, number
from fxcli.number import plain
from fxcli.page.date import DateOrigin, PageDate, name_date, page_date
from fxcli.page.document import Document
from fxcli.page.scan import Sighting, scan
from fxcli.page.ticker import TickerLine
from fxcli.rate import Rate, half_step, overlap
from fxcli.refusal import Reason, Refusal
from fxcli.validation import checked


class Reading(NamedTuple):
    """One printed value of a pair within one document."""

    rate: Decimal
    occurrences: int
    lines: Sequence[int]
    """Where it stands: lines of the source, counted from 1, in their order."""


class Conflict(NamedTuple):
    """A pair for which one document prints rates that cannot be the same."""

    base: str
    quote: str
    readings: tuple[Reading, ...]
    """The one that was kept first, then the others in their order."""

    def record(self) -> dict[str, object]:
        """The fields as plain values, as JSON shows them."""
        rates = [
            {"rate": plain(reading.rate), "occurrences": reading.occurrences, "lines": list(reading.lines)}
            for reading in self.readings
        ]
        return {"base": self.base, "quote": self.quote, "rates": rates}


class Snapshot(NamedTuple):
    """What one document says: its rates of one day, and what was not taken and why."""

    source: str
    date: date | None
    date_origin: DateOrigin | None
    occurrences: int
    """How many ticker lines were read; with the refusals these are all there are."""
    rates: tuple[Rate, ...]
    lines: Mapping[tuple[str, str], Sequence[int]]
    """For each pair the lines of the source that its rate was read from, in their order."""
    conflicts: tuple[Conflict, ...]
    refused: tuple[Refusal, ...]
    digest: bytes
    """What tells this snapshot from others of its day: the SHA-256 of the document."""
    is_copy: bool = False
    """Whether it was read back from an export."""

    def record(self) -> dict[str, object]:
        """The fields as plain values, as JSON shows them."""
        return {
            "source": self.source,
            "date": self.date.isoformat() if self.date else None,
            "date_origin": self.date_origin,
            "occurrences": self.occurrences,
            "rates": [rate.record() for rate in self.rates],
            "conflicts": [conflict.record() for conflict in self.conflicts],
            "refused": [{"line": it.line, "text": it.text, "reason": it.reason} for it in self.refused],
        }


class _Seen:
    """All the lines that print one value of one pair."""

    __slots__ = ("changes", "lines", "rate")

    def __init__(self, rate: Decimal) -> None:
        self.rate = rate
        self.lines = array("L")  # a fifth of what a list or a tuple takes, for documents with a million lines
        self.changes: dict[str, int] = {}

    def add(self, line: int, change: str | None) -> None:
        self.lines.append(line)
        if change is not None:
            self.changes[change] = self.changes.get(change, 0) + 1

    def reading(self) -> Reading:
        return Reading(self.rate, len(self.lines), self.lines)


class _Printed(NamedTuple):
    """What one line prints."""

    value: _Seen
    change: str | None


def read(
    document: Document,
    *,
    decimal: str | None = None,
    on: date | None = None,
    captured: date | None = None,
    pool: Executor | None = None,
) -> Snapshot:
    """Everything that a document says about rates.

    `decimal` ("," or ".") settles numbers such as 12,105 for the whole document. `on` is the day the rates
    speak for where the caller knows it, else the day on which an archive `captured` the page; else the page is
    asked, then the document's name. A `pool` of processes shares the work on a long document.
    """
    dated = PageDate()
    seen: dict[tuple[str, str], dict[str, _Seen]] = {}
    refused: list[Refusal] = []
    judged: dict[TickerLine, _Printed | Reason] = {}
    occurrences = 0
    for piece, sightings in scan(document, pool):
        if not (on or captured):
            dated = page_date(piece, sightings, dated)
        lines = piece.line_numbers(sighting.start for sighting in sightings)
        for sighting, line_number in zip(sightings, lines, strict=True):
            line = sighting.line
            verdict = judged.get(line)
            if verdict is None:
                if len(judged) == _REMEMBERED:
                    judged.clear()
                verdict = judged[line] = _judge(line, decimal, seen)
            if isinstance(verdict, Reason):
                refused.append(Refusal(line_number, _excerpt(sighting), verdict))
                continue
            occurrences += 1
            verdict.value.add(line_number, verdict.change)
    day, origin = _date(on, captured, dated.day or dated.above, name_date(document.source))
    rates, lines_of, conflicts = [], {}, []
    for (base, quote), values in seen.items():
        reading, change, others = _settle(list(values.values()))
        rates.append(checked(Rate(day, base, quote, reading.rate, change, reading.occurrences, document.source)))
        lines_of[base, quote] = reading.lines
        if others:
            conflicts.append(Conflict(base, quote, (reading, *others)))
    return Snapshot(
        document.source,
        day,
        origin,
        occurrences,
        tuple(rates),
        lines_of,
        tuple(conflicts),
        tuple(refused),
        document.digest,
    )


def _date(*told: date | None) -> tuple[date | None, DateOrigin | None]:
    """The date that is told by the strongest, and who tells it; they come in the order of DateOrigin."""
    return next(((day, origin) for day, origin in zip(told, DateOrigin, strict=True) if day), (None, None))


_REMEMBERED = 2_000
"""How many distinct lines are judged once, at most."""


def _judge(line: TickerLine, decimal: str | None, seen: dict[tuple[str, str], dict[str, _Seen]]) -> _Printed | Reason:
    """The value that a line prints, new or among those seen before, or why there is none."""
    if not (currency.is_active(line.base) and currency.is_active(line.quote)):
        return Reason.UNKNOWN_CURRENCY
    if line.base == line.quote:
        return Reason.SAME_CURRENCY
    if line.unit is None:
        return Reason.AMBIGUOUS_UNIT
    written = number.read(line.written, decimal)
    if isinstance(written, Reason):
        return written
    rate = number.divided_by_unit(written, line.unit)
    if isinstance(rate, Reason):
        return rate
    change = number.read_change(line.change_sign, line.change) if line.change else None
    values = seen.setdefault((line.base, line.quote), {})
    value = values.get(key := str(rate)) or values.setdefault(key, _Seen(rate))
    return _Printed(value, None if change is None else str(change))


def _settle(values: list[_Seen]) -> tuple[Reading, Decimal | None, list[Reading]]:
    """Of the values printed for one pair the one to keep, its change, and those that contradict it.

    The value seen most often wins, the first seen on a tie. Values whose rounding intervals overlap its own
    agree with it: all their lines count, and the most precise of them is kept.
    """
    winner = max(values, key=lambda seen: len(seen.lines))  # max takes the first of equals
    agreed: list[_Seen] = []
    others: list[Reading] = []
    for seen in values:
        if seen is winner or overlap(seen.rate, winner.rate):
            agreed.append(seen)
        else:
            others.append(seen.reading())
    kept = min(agreed, key=lambda seen: half_step(seen.rate)) if len(agreed) > 1 else winner
    lines = array("L", merge(*(seen.lines for seen in agreed))) if len(agreed) > 1 else winner.lines
    changes: Counter[str] = Counter()
    for seen in agreed:
        changes.update(seen.changes)
    most = changes.most_common(1)  # of equals the first
    return Reading(kept.rate, len(lines), lines), Decimal(most[0][0]) if most else None, others


_EXCERPT = 120


def _excerpt(sighting: Sighting) -> str:
    """The line as its reader sees it; of a long one what stands around the pair."""
    begin = max(0, sighting.line.start - _EXCERPT // 3) if len(sighting.text) > _EXCERPT else 0
    piece = sighting.text[begin : begin + _EXCERPT]
    shown = " ".join(piece.split())  # a gap of any kind is white space
    return f"{'…' if begin else ''}{shown}{'…' if begin + _EXCERPT < len(sighting.text) else ''}"

"""What one document says of each day: what is printed is judged, and of repeated rates the one that counts is kept."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, MutableSequence, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from fxcli.dating import Dated, DateOrigin, DateProblem, Days
from fxcli.judgement import Accepted, JudgedBlock, judge
from fxcli.number import plain
from fxcli.options import AT_ITS_WORD, ReadOptions
from fxcli.page.block import Blocks
from fxcli.page.document import Document
from fxcli.printed import Block
from fxcli.rate import Rate, can_be_inverse, half_step, overlap
from fxcli.refusal import Refusal
from fxcli.validation import checked


class Reading(NamedTuple):
    """One printed value of a pair within one document."""

    value: Decimal
    occurrences: int
    lines: Sequence[int]
    """Where it stands: lines of the source, counted from 1, in their order."""
    is_inverse: bool = False
    """Whether it is printed for the pair the other way round."""


class Conflict(NamedTuple):
    """A pair for which one document prints rates that cannot be the same."""

    base: str
    quote: str
    readings: tuple[Reading, ...]
    """The one that was kept first, then the others in their order."""

    def record(self) -> dict[str, object]:
        """The fields as plain values, as JSON shows them."""
        return {"base": self.base, "quote": self.quote, "rates": [_record(reading) for reading in self.readings]}


def _record(reading: Reading) -> dict[str, object]:
    record = {"rate": plain(reading.value), "occurrences": reading.occurrences, "lines": list(reading.lines)}
    return record | {"inverse": True} if reading.is_inverse else record


class Snapshot(NamedTuple):
    """What one document says of one day: its rates, and what was not taken and why."""

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
    digest: bytes = b""
    """The SHA-256 of the document, which all its snapshots share."""
    date_problem: DateProblem | None = None
    """Why it has no date."""
    details: Mapping[tuple[str, str], str] = {}
    """What the file says of the precision of a pair's rate, where it says something."""
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


def read(document: Document, options: ReadOptions = AT_ITS_WORD, *, captured: date | None = None) -> list[Snapshot]:
    """Everything that a page says about rates: a snapshot for each day of which it prints some, at least one.

    `captured` is the day on which an archive stored the page. The document is consumed.
    """
    blocks = Blocks(document.parts(), decimal=options.decimal, dates=options.dates)
    snapshots = settle(document.source, judge(blocks, options), options, captured=captured)
    return [snapshot._replace(digest=document.digest) for snapshot in snapshots]


def settle(
    source: str,
    blocks: Iterable[JudgedBlock],
    options: ReadOptions = AT_ITS_WORD,
    *,
    captured: date | None = None,
    origin: DateOrigin = DateOrigin.PAGE,
) -> list[Snapshot]:
    """What some blocks of one document say: a snapshot for each day, at least one, in order of first appearance.

    `origin` is that of the days which the blocks themselves name.
    """
    days = Days(source, options, captured=captured, origin=origin)
    tallies: dict[date | None, tuple[Dated, _Tally]] = {}
    for block, dated in _dated(blocks, days):
        tallies.setdefault(dated.day, (dated, _Tally()))[1].add(block)
    if not tallies:  # a day that is known counts also for a page without rates
        return settle(source, [JudgedBlock(Block(None, ()), (), ())], options, captured=captured, origin=origin)
    return [tally.snapshot(source, dated) for dated, tally in tallies.values()]


def _dated(blocks: Iterable[JudgedBlock], days: Days) -> Iterator[tuple[JudgedBlock, Dated]]:
    """The blocks with their days, in their order, as they come up to the first whose day only the others can say."""
    waiting: list[tuple[JudgedBlock, Dated | None]] = []
    for block in blocks:
        dated = days.own(block)
        if dated and not waiting:
            yield block, dated
        else:
            waiting.append((block, dated))
    for block, dated in waiting:
        yield block, dated or days.borrowed(block)


class _Settled(NamedTuple):
    """Of the values printed for one pair the one that counts."""

    reading: Reading
    change_pct: Decimal | None
    detail: str
    others: list[Reading]
    """Those that contradict it."""


_Seen = tuple[Accepted, MutableSequence[int]]
"""A rate, and the lines that print it, in their order."""


class _Tally:
    """What is printed of one day, in the order of first appearance."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], dict[str, list[_Seen]]] = {}
        self._refused: list[Refusal] = []

    def add(self, judged: JudgedBlock) -> None:
        """Count what a block prints; its lists of lines are taken over."""
        self._refused += judged.refused
        for seen in judged.accepted:
            accepted, lines = seen
            values = self._pairs.setdefault((accepted.base, accepted.quote), {})
            equal = values.setdefault(str(accepted.rate), [])
            for one, its_lines in equal:
                if one == accepted:
                    its_lines.extend(lines)
                    break
            else:
                equal.append(seen)

    def snapshot(self, source: str, when: Dated) -> Snapshot:
        settled = {pair: _settle(list(values.values())) for pair, values in self._pairs.items()}
        for base, quote in list(settled):
            _settle_inverse(settled, base, quote)
        rates = tuple(
            checked(Rate(when.day, base, quote, it.reading.value, it.change_pct, it.reading.occurrences, source))
            for (base, quote), it in settled.items()
        )
        return Snapshot(
            source,
            when.day,
            when.origin,
            sum(one.occurrences for it in settled.values() for one in (it.reading, *it.others)),
            rates,
            {pair: it.reading.lines for pair, it in settled.items()},
            tuple(Conflict(*pair, (it.reading, *it.others)) for pair, it in settled.items() if it.others),
            tuple(sorted(self._refused, key=lambda refusal: refusal.line)),
            date_problem=when.problem,
            details={pair: it.detail for pair, it in settled.items() if it.detail},
        )


def _settle(values: list[list[_Seen]]) -> _Settled:
    """The value that counts: the one seen most often, the first of equals, or a more precise one that agrees with it.

    Equal values come together, with the changes that are printed beside them. Those whose rounding intervals overlap
    its own agree with it if they overlap the one that is kept as well; all their lines count.
    """
    counts = [_count(equal) for equal in values]
    firsts = [equal[0][0] for equal in values]
    winner = firsts[counts.index(max(counts))].rate
    kept = min((one for one in firsts if overlap(one.rate, winner)), key=lambda one: half_step(one.rate))
    agreed: list[_Seen] = []
    others: list[Reading] = []
    for first, equal in zip(firsts, values, strict=True):
        if overlap(first.rate, winner) and overlap(first.rate, kept.rate):
            agreed += equal
        else:
            others.append(_reading(first.rate, equal))
    changes: dict[str, int] = {}
    for accepted, lines in agreed:
        if change := accepted.change_pct:
            changes[change] = changes.get(change, 0) + len(lines)
    return _Settled(
        _reading(kept.rate, agreed),
        Decimal(max(changes, key=changes.__getitem__)) if changes else None,  # of equals the first
        kept.detail,
        others,
    )


def _count(equal: Sequence[_Seen]) -> int:
    """How many lines print them."""
    return sum([len(lines) for _, lines in equal])


def _reading(rate: Decimal, seen: Sequence[_Seen]) -> Reading:
    lines: Sequence[int] = seen[0][1]
    if len(seen) > 1 or len(lines) > 1:  # what heads stand above parts equal lines of a block, which come one by one
        lines = array("L", sorted(chain.from_iterable([its_lines for _, its_lines in seen])))
    return Reading(rate, len(lines), lines)


def _settle_inverse(settled: dict[tuple[str, str], _Settled], base: str, quote: str) -> None:
    """Where a pair is printed in both directions and the two cannot meet, the one seen less often contradicts."""
    here, there = settled.get((base, quote)), settled.get((quote, base))
    if here is None or there is None or can_be_inverse(here.reading.value, there.reading.value):
        return
    if here.reading.occurrences < there.reading.occurrences:
        return  # its turn comes, or has come
    del settled[quote, base]
    here.others.extend(reading._replace(is_inverse=True) for reading in (there.reading, *there.others))

"""What one document says of each day: what is printed is judged, and of repeated rates the one that counts is kept."""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from fxcli import currency, number
from fxcli.dating import Dated, DateOrigin, DateProblem, PricedPair, date_blocks
from fxcli.number import plain
from fxcli.options import AT_ITS_WORD, ReadOptions
from fxcli.page.block import read_blocks
from fxcli.page.document import Document
from fxcli.plausibility import is_plausible, rather
from fxcli.printed import Block, PrintedRate
from fxcli.rate import Rate, can_be_inverse, half_step, overlap
from fxcli.refusal import Reason, Refusal
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
    blocks = read_blocks(document, decimal=options.decimal, dates=options.dates)
    snapshots = settle(document.source, blocks, options, captured=captured)
    return [snapshot._replace(digest=document.digest) for snapshot in snapshots]


def settle(
    source: str,
    blocks: Iterable[Block],
    options: ReadOptions = AT_ITS_WORD,
    *,
    captured: date | None = None,
    origin: DateOrigin = DateOrigin.PAGE,
) -> list[Snapshot]:
    """What some blocks of one document say: a snapshot for each day, at least one, in order of first appearance.

    `origin` is that of the days which the blocks themselves name.
    """
    judged = [_judged(block, options) for block in blocks]
    dated = date_blocks(
        source, [(it.block, it.priced_pairs()) for it in judged], options, captured=captured, origin=origin
    )
    if not judged:  # a day that is known counts also for a page without rates
        nothing = _Judged(Block(None, ()), (), ())
        judged, dated = [nothing], date_blocks(source, [(nothing.block, ())], options, captured=captured)
    days: dict[date | None, tuple[Dated, _Tally]] = {}
    for when, one in zip(dated, judged, strict=True):
        days.setdefault(when.day, (when, _Tally()))[1].add(one)
    return [tally.snapshot(source, when) for when, tally in days.values()]


class _Value(NamedTuple):
    """One accepted rate, for one unit of the base, and the lines that print it."""

    base: str
    quote: str
    rate: Decimal
    change_pct: str
    detail: str
    lines: Sequence[int]


class _Judged(NamedTuple):
    """A block of which each printed rate is accepted or refused."""

    block: Block
    """Without what it prints."""
    values: Sequence[_Value]
    refused: Sequence[Refusal]

    def priced_pairs(self) -> Iterator[PricedPair]:
        return ((value.base, value.quote, value.rate) for value in self.values)


def _judged(block: Block, options: ReadOptions) -> _Judged:
    values, refused = [], []
    for printed, lines in block.rates:
        rate = _accepted(printed, options)
        words = printed.detail if rate is printed.value else ""
        if isinstance(rate, Decimal) and not options.allow_implausible and (rival := rather(printed, rate)):
            rate, words = Reason.UNCLEAR, rival
        if isinstance(rate, Reason):
            refused += [Refusal(line, printed.text, rate, *_detail(printed, rate, words)) for line in lines]
        else:
            values.append(_Value(printed.base, printed.quote, rate, printed.change_pct, printed.detail, lines))
    return _Judged(block._replace(rates=()), values, refused)


def _detail(printed: PrintedRate, reason: Reason, words: str) -> tuple[str, str]:
    """What is the reason in a refused line, and the decimal mark with which it would be none."""
    if reason is Reason.UNKNOWN_CURRENCY:
        return (printed.quote if currency.is_active(printed.base) else printed.base), ""
    return words, _other_mark(printed) if reason is Reason.IMPLAUSIBLE else ""


# The same digits, with a dot for thousands or for the decimals.
_TWO_MARKS = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}[.,][0-9]{3}(?![0-9]|[.,][0-9])")


def _other_mark(printed: PrintedRate) -> str:
    """The decimal mark with which the figures of a line would be plausible; empty where there is none."""
    for written in _TWO_MARKS.findall(printed.text):
        readings = {mark: number.read(written, mark) for mark in ",."}
        if printed.value in readings.values():
            for mark, value in readings.items():
                if isinstance(_accepted(printed._replace(value=value), AT_ITS_WORD), Decimal):
                    return mark
    return ""


def _accepted(printed: PrintedRate, options: ReadOptions) -> Decimal | Reason:
    """What one unit of the base costs, or why that is not certain."""
    if not (currency.is_active(printed.base) and currency.is_active(printed.quote)):
        return Reason.UNKNOWN_CURRENCY
    if printed.base == printed.quote:
        return Reason.SAME_CURRENCY
    if isinstance(printed.value, Reason):
        return printed.value
    rate = number.divided_by_unit(printed.value, printed.unit)
    if isinstance(rate, Decimal) and not (options.allow_implausible or is_plausible(printed.base, printed.quote, rate)):
        return Reason.IMPLAUSIBLE
    return rate


class _Settled(NamedTuple):
    """Of the values printed for one pair the one that counts."""

    reading: Reading
    change_pct: Decimal | None
    detail: str
    others: list[Reading]
    """Those that contradict it."""


class _Tally:
    """What is printed of one day."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[str, str], dict[str, list[_Value]]] = {}
        self._refused: list[Refusal] = []

    def add(self, judged: _Judged) -> None:
        self._refused += judged.refused
        for value in judged.values:
            values = self._pairs.setdefault((value.base, value.quote), {})
            values.setdefault(str(value.rate), []).append(value)

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
            sum(_count(equal) for values in self._pairs.values() for equal in values.values()),
            rates,
            {pair: it.reading.lines for pair, it in settled.items()},
            tuple(Conflict(*pair, (it.reading, *it.others)) for pair, it in settled.items() if it.others),
            tuple(sorted(self._refused, key=lambda refusal: refusal.line)),
            date_problem=when.problem,
            details={pair: it.detail for pair, it in settled.items() if it.detail},
        )


def _settle(values: list[list[_Value]]) -> _Settled:
    """The value that counts: the one seen most often, the first of equals, or a more precise one that agrees with it.

    Equal values come together. Those whose rounding intervals overlap its own agree with it if they overlap the one
    that is kept as well; all their lines count.
    """
    counts = [_count(equal) for equal in values]
    winner = values[counts.index(max(counts))][0].rate
    near = (equal[0] for equal in values if overlap(equal[0].rate, winner))
    kept = min(near, key=lambda value: half_step(value.rate))
    agreed: list[_Value] = []
    others: list[list[_Value]] = []
    for equal in values:
        rate = equal[0].rate
        if overlap(rate, winner) and overlap(rate, kept.rate):
            agreed += equal
        else:
            others.append(equal)
    changes: dict[str, int] = {}
    for value in agreed:
        if change := value.change_pct:
            changes[change] = changes.get(change, 0) + len(value.lines)
    return _Settled(
        _reading(kept.rate, agreed),
        Decimal(max(changes, key=changes.__getitem__)) if changes else None,  # of equals the first
        kept.detail,
        [_reading(equal[0].rate, equal) for equal in others],
    )


def _count(values: Iterable[_Value]) -> int:
    """How many lines print them."""
    return sum([len(value.lines) for value in values])


def _reading(rate: Decimal, values: Sequence[_Value]) -> Reading:
    first, *others = values
    lines = array("L", sorted(chain.from_iterable([it.lines for it in values]))) if others else first.lines
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

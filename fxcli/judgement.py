"""Which printed rates are taken: each is accepted as what one unit costs, or refused for a reason."""

import re
from array import array
from collections.abc import Iterable, Iterator, MutableSequence, Sequence
from decimal import Decimal
from typing import NamedTuple

from fxcli import currency, number
from fxcli.options import AT_ITS_WORD, ReadOptions
from fxcli.plausibility import is_plausible, rather
from fxcli.printed import Block, PrintedRate
from fxcli.refusal import Reason, Refusal

_CACHED_RATES = 4096


class Accepted(NamedTuple):
    """A printed rate that is taken, for one unit of the base."""

    base: str
    quote: str
    rate: Decimal
    change_pct: str
    """The change in percent in plain digits; empty where none is printed."""
    detail: str
    """What is known of its precision."""


class _Refused(NamedTuple):
    """What a refusal says, wherever the line stands; the fields are those of `Refusal`."""

    text: str
    reason: Reason
    detail: str
    mark: str


class JudgedBlock(NamedTuple):
    """A block of which each printed rate is accepted or refused."""

    block: Block
    """Without what it prints."""
    accepted: Sequence[tuple[Accepted, MutableSequence[int]]]
    """Each with the lines of the source, counted from 1."""
    refused: Sequence[Refusal]

    def moved(self, lines: int) -> "JudgedBlock":
        """The same, so many lines further down."""
        return JudgedBlock(
            self.block.moved(lines),
            [(one, array("L", [line + lines for line in of_one])) for one, of_one in self.accepted],
            [refusal._replace(line=refusal.line + lines) for refusal in self.refused],
        )

    def priced_pairs(self) -> Iterator[tuple[str, str, Decimal]]:
        """Base, quote and what one of the base costs, of each accepted rate."""
        return ((it.base, it.quote, it.rate) for it, _ in self.accepted)


def judge(blocks: Iterable[Block], options: ReadOptions) -> Iterator[JudgedBlock]:
    """The same blocks, judged one by one as they come."""
    known: dict[int, tuple[PrintedRate, Accepted | _Refused]] = {}  # what equal lines print is mostly one object
    for block in blocks:
        accepted: list[tuple[Accepted, MutableSequence[int]]] = []
        refused: list[Refusal] = []
        for printed, lines in block.rates:
            judged = known.get(id(printed))
            if judged is None:
                if len(known) == _CACHED_RATES:
                    known.clear()
                judged = known[id(printed)] = printed, _judged(printed, options)
            _, found = judged
            if isinstance(found, Accepted):
                accepted.append((found, lines))
            else:
                refused += [Refusal(line, *found) for line in lines]
        yield JudgedBlock(block._replace(rates=()), accepted, refused)


def _judged(printed: PrintedRate, options: ReadOptions) -> Accepted | _Refused:
    rate = _accepted(printed, options)
    if isinstance(rate, Reason):
        return _Refused(printed.text, rate, *_detail(printed, rate))
    if printed.rivals and not options.allow_implausible and (rival := rather(printed, rate)):
        return _Refused(printed.text, Reason.UNCLEAR, rival, "")
    return Accepted(printed.base, printed.quote, rate, printed.change_pct, printed.detail)


def _detail(printed: PrintedRate, reason: Reason) -> tuple[str, str]:
    """What is the reason in a refused line, and the decimal mark with which it would be none."""
    if reason is Reason.UNKNOWN_CURRENCY:
        return (printed.quote if currency.is_active(printed.base) else printed.base), ""
    words = printed.detail if reason is printed.value else ""
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

"""A series of rates drawn with characters: how it went, between which ends rounding leaves it.

Where more rates than columns are drawn, each column keeps its lowest and its highest: no peak is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from fxcli.number import plain
from fxcli.output.figures import highest, lowest
from fxcli.rate import Rate

_LEVELS = "▁▂▃▄▅▆▇█"
_POINT, _HELD, _BETWEEN, _BAND = "●", "─", "│", "░"
_SIGNS = 40
"""The length of a sparkline, at most."""
_FEWEST = 21
"""Columns that the first and the last day need below the chart."""


def sparkline(values: Sequence[Decimal]) -> str:
    """One character for each value, low to high; of many values two for each so many that follow one another.

    These two are the lowest and the highest of them, in the order in which they came; how many share them is said.
    """
    low, high = min(values), max(values)
    shared = -(-len(values) // (_SIGNS // 2))
    is_whole = len(values) <= _SIGNS
    shown = values if is_whole else [value for some in _runs(values, shared) for value in _ends(some)]
    steps = len(_LEVELS) - 1
    signs = "".join(_LEVELS[round((value - low) / (high - low) * steps) if high > low else 3] for value in shown)
    return signs if is_whole else f"{signs} (two signs for each {shared} rates: their lowest and highest)"


def _runs(values: Sequence[Decimal], length: int) -> Iterator[Sequence[Decimal]]:
    for start in range(0, len(values), length):
        yield values[start : start + length]


def _ends(values: Sequence[Decimal]) -> list[Decimal]:
    places = values.index(min(values)), values.index(max(values))
    return [values[place] for place in sorted(places)]


class _Column(NamedTuple):
    """What one column of a chart shows: the rates that were stored there, or the one that is held from before."""

    rates: Sequence[Rate]
    is_stored: bool


def draw(rates: Sequence[Rate], width: int, height: int = 15) -> Iterator[str]:
    """Lines of a chart of dated rates of one pair: time to the right, ● a stored rate, ─ held until the next.

    Where the rounding interval is taller than a character it is drawn as a band.
    """
    low, high = min(rate.low for rate in rates), max(rate.high for rate in rates)
    step = (high - low) / (height - 1)
    labels = [_label(high - step * row, step) for row in range(height)]
    margin = max(map(len, labels))
    columns = _columns(rates, max(_FEWEST, width - margin - 3))

    def row_of(value: Decimal) -> int:
        return round((high - value) / step)

    first, last = rates[0], rates[-1]
    yield f"{first.base}/{first.quote}: {_POINT} stored, {_HELD} held until the next, {_BAND} what rounding leaves open"
    if any(lowest(column.rates).value != highest(column.rates).value for column in columns):
        yield f"of the rates of one column: {_POINT} the lowest, the highest, {_BETWEEN} between them"
    for row in range(height):
        cells = "".join(_cell(column, row, row_of) for column in columns)
        mark = "┤" if row % 2 == 0 else "│"
        yield f"{(labels[row] if row % 2 == 0 else '').rjust(margin)} {mark}{cells}".rstrip()
    yield " " * margin + " └" + "─" * len(columns)
    ends = [str(first.date), str(last.date)][: len({first.date, last.date})]
    yield " " * (margin + 2) + ends[0] + "".join(ends[1:]).rjust(max(0, len(columns) - len(ends[0])))


def _label(value: Decimal, step: Decimal) -> str:
    return plain(value.quantize(Decimal((0, (1,), step.adjusted() - 1))))


def _columns(rates: Sequence[Rate], count: int) -> list[_Column]:
    """The columns from the first day to the last, at most so many."""
    days = [rate.date.toordinal() for rate in rates if isinstance(rate.date, date)]
    span = max(1, days[-1] - days[0])
    placed: dict[int, list[Rate]] = {}
    for day, rate in zip(days, rates, strict=True):
        placed.setdefault(round((day - days[0]) / span * (count - 1)), []).append(rate)
    columns: list[_Column] = []
    for place in range(max(placed) + 1):
        stored = placed.get(place)
        columns.append(_Column(stored, True) if stored else _Column(columns[-1].rates[-1:], False))
    return columns


def _cell(column: _Column, row: int, row_of: Callable[[Decimal], int]) -> str:
    top, bottom = row_of(highest(column.rates).value), row_of(lowest(column.rates).value)
    if row in (top, bottom):
        return _POINT if column.is_stored else _HELD
    if top < row < bottom:
        return _BETWEEN
    ends = row_of(max(rate.high for rate in column.rates)), row_of(min(rate.low for rate in column.rates))
    return _BAND if ends[1] - ends[0] > 1 and ends[0] <= row <= ends[1] else " "

"""A series of rates drawn with characters: how it went, between which ends rounding leaves it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from fxcli.number import plain
from fxcli.rate import Rate

_LEVELS = "▁▂▃▄▅▆▇█"
_POINT, _HELD, _BAND = "●", "─", "░"


def sparkline(values: Sequence[Decimal]) -> str:
    """One character for each value, low to high."""
    low, high = min(values), max(values)
    if low == high:
        return _LEVELS[3] * len(values)
    steps = len(_LEVELS) - 1
    return "".join(_LEVELS[round((value - low) / (high - low) * steps)] for value in values)


def draw(rates: Sequence[Rate], width: int, height: int = 15) -> Iterator[str]:
    """Lines of a chart of dated rates of one pair: time to the right, ● a stored rate, ─ held until the next.

    Where the rounding interval is taller than a character it is drawn as a band.
    """
    low, high = min(rate.low for rate in rates), max(rate.high for rate in rates)
    step = (high - low) / (height - 1)
    labels = [_label(high - step * row, step) for row in range(height)]
    margin = max(map(len, labels))
    columns = max(10, width - margin - 3)
    shown = _columns(rates, columns)

    def row_of(value: Decimal) -> int:
        return round((high - value) / step)

    first, last = rates[0], rates[-1]
    yield f"{first.base}/{first.quote}: {_POINT} stored, {_HELD} held until the next, {_BAND} what rounding leaves open"
    for row in range(height):
        cells = "".join(_cell(rate, stored, row, row_of) for rate, stored in shown)
        tick = "┤" if row % 2 == 0 else "│"
        yield f"{(labels[row] if row % 2 == 0 else '').rjust(margin)} {tick}{cells}".rstrip()
    yield " " * margin + " └" + "─" * len(shown)
    ends = [str(first.date), str(last.date)][: len({first.date, last.date})]
    yield " " * (margin + 2) + ends[0] + "".join(ends[1:]).rjust(max(0, len(shown) - len(ends[0])))


def _label(value: Decimal, step: Decimal) -> str:
    return plain(value.quantize(Decimal((0, (1,), step.adjusted() - 1))))


def _columns(rates: Sequence[Rate], columns: int) -> list[tuple[Rate, bool]]:
    """For each column the rate that holds there, and whether it was stored there."""
    days = [rate.date.toordinal() for rate in rates if isinstance(rate.date, date)]
    span = max(1, days[-1] - days[0])
    placed = {round((day - days[0]) / span * (columns - 1)): rate for day, rate in zip(days, rates, strict=True)}
    shown: list[tuple[Rate, bool]] = []
    for column in range(max(placed) + 1):
        shown.append((placed[column], True) if column in placed else (shown[-1][0], False))
    return shown


def _cell(rate: Rate, stored: bool, row: int, row_of: Callable[[Decimal], int]) -> str:
    top, middle, bottom = row_of(rate.high), row_of(rate.rate), row_of(rate.low)
    if row == middle:
        return _POINT if stored else _HELD
    return _BAND if bottom - top > 1 and top <= row <= bottom else " "

"""Rates and reports as tables. The only room that knows Rich."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from fxcli import currency
from fxcli.number import plain
from fxcli.output.chart import sparkline
from fxcli.output.figures import highest, inverse, is_explained_by_rounding, lowest, moved, percent, within
from fxcli.output.terminal import age, clean, count
from fxcli.output.text import reading
from fxcli.rate import Rate

if TYPE_CHECKING:
    from fxcli.snapshot import Reading, Snapshot

_RISE, _FALL = "green", "red"


_GAP = 2
"""Blanks between two columns."""
_LEAST_WRAPPED = 16
"""A column that may be wrapped is not made narrower, in characters."""


class _Column(NamedTuple):
    heading: str
    cells: Sequence[Text]
    justify: Literal["left", "right"] = "left"
    wraps: bool = False

    @property
    def width(self) -> int:
        """How many characters it needs at least."""
        width = max([cell_len(self.heading), *(cell.cell_len for cell in self.cells)])
        return min(width, _LEAST_WRAPPED) if self.wraps else width


class _Table:
    """Columns of which, on a narrow terminal, those that say least are left out; a figure is never cut.

    `least_said` are their headings, those first that go first; what goes together stands together.
    """

    def __init__(self, columns: Sequence[_Column], least_said: Sequence[Sequence[str]]) -> None:
        self._columns = columns
        self._least_said = least_said

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = self._columns
        for headings in self._least_said:
            if _width(columns) > options.max_width:
                columns = [column for column in columns if column.heading not in headings]
        yield from console.render(_drawn(columns), options.update(width=max(_width(columns), options.max_width)))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return console.measure(_drawn(self._columns), options=options)


def _width(columns: Sequence[_Column]) -> int:
    return sum(column.width for column in columns) + _GAP * (len(columns) - 1)


def _drawn(columns: Sequence[_Column]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(column.heading, justify=column.justify, no_wrap=not column.wraps, overflow="fold")
    for row in zip(*(column.cells for column in columns), strict=True):
        table.add_row(*row)
    return table


def rates(items: Sequence[Rate], today: date) -> RenderableType:
    """One row for each pair: the rate as printed, its inverse, how exact both are, the change and the age."""
    quotes = {rate.quote for rate in items}
    one = quotes.pop() if len(quotes) == 1 else None
    turned = f"1 {one} =" if one else "Inverse"
    columns = [
        _Column("Pair", [Text(f"{rate.base}/{rate.quote}", style="bold") for rate in items]),
        _Column("Currency", [_text(currency.name(rate.base)) for rate in items]),
        _Column(f"in {one}" if one else "Rate", [Text(plain(rate.value)) for rate in items], "right"),
        _Column(turned, [Text(plain(inverse(rate))) for rate in items], "right"),
        _Column("Within", [Text(f"±{percent(within(rate))}") for rate in items], "right"),
        _Column("Change", [change(rate.change_pct) for rate in items], "right"),
        _Column("Date", [Text(str(rate.date or "undated")) for rate in items]),
        _Column("Age", [Text(age(rate.date, today)) for rate in items], "right"),
    ]
    return _Table(columns, (["Currency"], ["Age"], ["Change"], [turned], ["Within"], ["Date"]))


def change(value: Decimal | None) -> Text:
    """The printed change with an arrow: ▼ also for `-0`, a fall too small to show."""
    if value is None:
        return Text("")
    figure = f"{plain(value.copy_abs())}%"
    if value.is_signed():
        return Text(f"▼ {figure}", style=_FALL)
    return Text(f"▲ {figure}", style=_RISE) if value else Text(figure)


def history(every: Iterable[Sequence[Rate]], *, with_sources: bool = False) -> Group:
    """For each series the stored rates of its pair, how each moved from the one before, and how far over all.

    `with_sources` says where each rate is from.
    """
    parts: list[RenderableType] = []
    for series in every:
        parts += [Text(""), *_series(series, with_sources)] if parts else _series(series, with_sources)
    return Group(*parts)


def _series(series: Sequence[Rate], with_sources: bool) -> list[RenderableType]:
    first = series[0]
    turned = f"1 {first.quote} ="
    columns = [
        _Column("Date", [Text(str(rate.date)) for rate in series]),
        _Column(f"{first.base}/{first.quote}", [Text(plain(rate.value), style="bold") for rate in series], "right"),
        _Column(turned, [Text(plain(inverse(rate))) for rate in series], "right"),
        _Column("Within", [Text(f"±{percent(within(rate))}") for rate in series], "right"),
        _Column("Moved", [Text(""), *(_moved(*two) for two in pairwise(series))], "right"),
        _Column("Printed", [change(rate.change_pct) for rate in series], "right"),
    ]
    if with_sources:
        columns.append(_Column("Source", [_text(rate.source) for rate in series], wraps=True))
    table = _Table(columns, (["Printed"], ["Moved"], ["Within"], [turned]))
    low, high = lowest(series), highest(series)
    ends = f"lowest {plain(low.value)} on {low.date}, highest {plain(high.value)} on {high.date}"
    return [table, Text(""), Text(sparkline([rate.value for rate in series])), Text(ends)]


def _moved(before: Rate, rate: Rate) -> Text:
    """The change from one stored rate to the next in percent; after `≈` where rounding alone can explain it."""
    figure = moved(before, rate)
    if is_explained_by_rounding(before, rate):
        return Text(f"≈ {plain(figure)}%")
    return change(figure)


def check(snapshots: Iterable[Snapshot]) -> Group:
    """For each source what was read from which lines, what was refused and why, and what contradicts itself."""
    parts: list[RenderableType] = []
    for snapshot in snapshots:
        parts += [Text(""), *_report(snapshot)] if parts else _report(snapshot)
    return Group(*parts)


def _report(snapshot: Snapshot) -> list[RenderableType]:
    parts: list[RenderableType] = [
        _text(snapshot.source, "bold"),
        _text(_dated(snapshot)),
        _text(_counted(snapshot)),
    ]
    if snapshot.rates:
        parts.append(_read_rates(snapshot))
    parts += [_text(f"{base}/{quote} {detail}") for (base, quote), detail in snapshot.details.items()]
    for conflict in snapshot.conflicts:
        pair = f"{conflict.base}/{conflict.quote}"
        parts.append(_text(f"{pair} is printed with rates that cannot be the same:", "yellow"))
        for one, verdict in zip(conflict.readings, ["taken"] + ["left"] * len(conflict.readings), strict=False):
            parts.append(_text(f"  {verdict}: {reading(conflict, one)}, {_times(one)}"))
    for refusal in snapshot.refused:
        parts.append(_text(f"line {refusal.line}: {refusal.text}", "yellow"))
        words = f": {refusal.detail}" if refusal.detail else ""
        parts.append(_text(f"  refused: {refusal.reason.explanation}{words} ({refusal.reason})"))
        parts.append(_text(f"  remedy: {refusal.remedy}"))
    return parts


def _dated(snapshot: Snapshot) -> str:
    if snapshot.date_origin is None:
        return f"undated: {snapshot.date_problem.text}" if snapshot.date_problem else "undated"
    told = {
        "option": "given with --date",
        "file": "named in the file itself",
        "archive": "the capture date of the archive",
        "page": "printed on the page beside the ticker",
        "name": "from the file's name",
    }
    return f"{snapshot.date}, {told[snapshot.date_origin]}"


def _counted(snapshot: Snapshot) -> str:
    total = snapshot.occurrences + len(snapshot.refused)
    if not total:
        return "no ticker line was found"
    return (
        f"{count(total, 'ticker line')}: {snapshot.occurrences} read as {count(len(snapshot.rates), 'rate')}, "
        f"{len(snapshot.refused)} refused"
    )


def _read_rates(snapshot: Snapshot) -> _Table:
    items = snapshot.rates
    places = [snapshot.lines[rate.base, rate.quote] for rate in items]
    columns = [
        _Column("Pair", [Text(f"{rate.base}/{rate.quote}", style="bold") for rate in items]),
        _Column("Rate", [Text(plain(rate.value)) for rate in items], "right"),
        _Column("At least", [Text(plain(rate.low)) for rate in items], "right"),
        _Column("At most", [Text(plain(rate.high)) for rate in items], "right"),
        _Column("Change", [change(rate.change_pct) for rate in items], "right"),
        _Column("Lines", [Text(f"{len(lines)}: {_lines(lines)}") for lines in places], wraps=True),
    ]
    return _Table(columns, (["Change"], ["At least", "At most"]))


_SHOWN_LINES = 10


def _lines(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:_SHOWN_LINES]))
    return f"{shown}, …" if len(lines) > _SHOWN_LINES else shown


def _times(reading: Reading) -> str:
    noun = "line" if reading.occurrences == 1 else "lines"
    return f"{count(reading.occurrences, 'time')}, {noun} {_lines(reading.lines)}"


def _text(text: str, style: str = "") -> Text:
    return Text(clean(text), style=style)

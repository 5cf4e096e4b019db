"""Rates and reports as tables. The only room that knows Rich."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from fxcli import currency
from fxcli.number import plain
from fxcli.output.chart import sparkline
from fxcli.output.figures import highest, inverse, is_explained_by_rounding, lowest, moved, percent, within
from fxcli.output.terminal import age, clean
from fxcli.output.text import reading
from fxcli.rate import Rate

if TYPE_CHECKING:
    from fxcli.snapshot import Reading, Snapshot

_RISE, _FALL = "green", "red"


class _Fitting:
    """Of some tables, each narrower than the one before, the first that the console has room for."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        roomy = options.update(width=_ROOMY)
        for table in self._tables[:-1]:
            if console.measure(table, options=roomy).maximum <= options.max_width:
                yield table
                return
        yield self._tables[-1]

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return console.measure(self._tables[0], options=options)


_ROOMY = 10_000

_Column = tuple[str, Literal["left", "right"], Callable[[Rate], RenderableType]]


def rates(items: Sequence[Rate], today: date) -> RenderableType:
    """One row for each pair: the rate as printed, its inverse, how exact both are, the change and the age.

    On a narrow terminal the columns that say least are left out; a figure is never cut.
    """
    quotes = {rate.quote for rate in items}
    one = quotes.pop() if len(quotes) == 1 else None
    columns: list[_Column] = [
        ("Pair", "left", lambda rate: Text(f"{rate.base}/{rate.quote}", style="bold")),
        ("Currency", "left", lambda rate: _text(currency.name(rate.base))),
        (f"in {one}" if one else "Rate", "right", lambda rate: plain(rate.value)),
        (f"1 {one} =" if one else "Inverse", "right", lambda rate: plain(inverse(rate))),
        ("Within", "right", lambda rate: f"±{percent(within(rate))}"),
        ("Change", "right", lambda rate: change(rate.change_pct)),
        ("Date", "left", lambda rate: str(rate.date or "undated")),
        ("Age", "right", lambda rate: age(rate.date, today)),
    ]
    least_said = ("Currency", "Age", "Change", columns[3][0])
    left_out = [least_said[:count] for count in range(len(least_said) + 1)]
    return _Fitting([_filled([it for it in columns if it[0] not in names], items) for names in left_out])


def _filled(columns: Sequence[_Column], items: Sequence[Rate]) -> Table:
    table = _table()
    for heading, justify, _ in columns:
        table.add_column(heading, justify=justify, no_wrap=True)
    for rate in items:
        table.add_row(*(cell(rate) for _, _, cell in columns))
    return table


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
    table = _table()
    table.add_column("Date", no_wrap=True)
    table.add_column(f"{first.base}/{first.quote}", justify="right", no_wrap=True, style="bold")
    table.add_column(f"1 {first.quote} =", justify="right", no_wrap=True)
    table.add_column("Within", justify="right", no_wrap=True)
    table.add_column("Moved", justify="right", no_wrap=True)
    table.add_column("Printed", justify="right", no_wrap=True)
    if with_sources:
        table.add_column("Source", overflow="fold")
    for before, rate in zip([None, *series], series, strict=False):
        table.add_row(
            str(rate.date),
            plain(rate.value),
            plain(inverse(rate)),
            f"±{percent(within(rate))}",
            _moved(before, rate) if before else Text(""),
            change(rate.change_pct),
            *([_text(rate.source)] if with_sources else []),
        )
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
        parts.append(_text(f"  remedy: {refusal.reason.remedy}"))
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
        f"{_count(total, 'ticker line')}: {snapshot.occurrences} read as {_count(len(snapshot.rates), 'rate')}, "
        f"{len(snapshot.refused)} refused"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _read_rates(snapshot: Snapshot) -> Table:
    table = _table()
    table.add_column("Pair", no_wrap=True, style="bold")
    table.add_column("Rate", justify="right", no_wrap=True)
    table.add_column("At least", justify="right", no_wrap=True)
    table.add_column("At most", justify="right", no_wrap=True)
    table.add_column("Change", justify="right", no_wrap=True)
    table.add_column("Lines")
    for rate in snapshot.rates:
        lines = snapshot.lines[rate.base, rate.quote]
        table.add_row(
            f"{rate.base}/{rate.quote}",
            plain(rate.value),
            plain(rate.low),
            plain(rate.high),
            change(rate.change_pct),
            f"{len(lines)}: {_lines(lines)}",
        )
    return table


_SHOWN_LINES = 10


def _lines(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:_SHOWN_LINES]))
    return f"{shown}, …" if len(lines) > _SHOWN_LINES else shown


def _times(reading: Reading) -> str:
    noun = "line" if reading.occurrences == 1 else "lines"
    return f"{_count(reading.occurrences, 'time')}, {noun} {_lines(reading.lines)}"


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")


def _text(text: str, style: str = "") -> Text:
    return Text(clean(text), style=style)

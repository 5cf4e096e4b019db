"""Rates and reports as tables. The only room that knows Rich."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from fxcli import currency
from fxcli.chart import sparkline
from fxcli.number import plain
from fxcli.page import Reading, Snapshot
from fxcli.rate import Rate, half_step
from fxcli.screen import age, clean

_RISE, _FALL = "green", "red"
_ONE_DIGIT = Context(prec=1, rounding=ROUND_HALF_UP)


def rates(items: Sequence[Rate], today: date) -> Table:
    """One row for each pair: the rate as printed, its inverse, how exact both are, the change and the age."""
    quotes = {rate.quote for rate in items}
    one = quotes.pop() if len(quotes) == 1 else None
    table = _table()
    table.add_column("Pair", no_wrap=True, style="bold")
    table.add_column("Currency", overflow="ellipsis", no_wrap=True)
    table.add_column(f"in {one}" if one else "Rate", justify="right", no_wrap=True)
    table.add_column(f"1 {one} =" if one else "Inverse", justify="right", no_wrap=True)
    table.add_column("Within", justify="right", no_wrap=True)
    table.add_column("Change", justify="right", no_wrap=True)
    table.add_column("Date", no_wrap=True)
    table.add_column("Age", justify="right", no_wrap=True)
    for rate in items:
        table.add_row(
            f"{rate.base}/{rate.quote}",
            _text(currency.name(rate.base)),
            plain(rate.rate),
            plain(inverse(rate)),
            f"±{percent(rate.relative_error)}",
            change(rate.change_pct),
            str(rate.date or "undated"),
            age(rate.date, today),
        )
    return table


def inverse(rate: Rate) -> Decimal:
    """How many of the base one quote buys, with as many digits as the rounding of the rate leaves certain.

    The last digit is the first place whose own rounding does not exceed that of the rate.
    """
    with localcontext(prec=60):
        value = 1 / rate.rate
        error = value * (half_step(rate.rate) / rate.rate)
        step = Decimal((0, (1,), error.adjusted() + 1))
        if step / 2 > error:
            step = Decimal((0, (1,), error.adjusted()))
        return Decimal(plain(value.quantize(step)))


def percent(fraction: Decimal) -> str:
    """A fraction in percent: one decimal from 1% on, below it the first digit that is not zero."""
    value = fraction * 100
    if value >= 1:
        return f"{plain(value.quantize(Decimal('0.1'), ROUND_HALF_UP))}%"
    return f"{plain(_ONE_DIGIT.plus(value))}%"


def change(value: Decimal | None) -> Text:
    """The printed change with an arrow: ▼ also for `-0`, a fall too small to show."""
    if value is None:
        return Text("")
    figure = f"{plain(value.copy_abs())}%"
    if value.is_signed():
        return Text(f"▼ {figure}", style=_FALL)
    return Text(f"▲ {figure}", style=_RISE) if value else Text(figure)


def history(series: Sequence[Rate]) -> Group:
    """The stored rates of one pair: how each moved from the one before, and how they moved over all."""
    first = series[0]
    table = _table()
    table.add_column("Date", no_wrap=True)
    table.add_column(f"{first.base}/{first.quote}", justify="right", no_wrap=True, style="bold")
    table.add_column(f"1 {first.quote} =", justify="right", no_wrap=True)
    table.add_column("Within", justify="right", no_wrap=True)
    table.add_column("Moved", justify="right", no_wrap=True)
    table.add_column("Printed", justify="right", no_wrap=True)
    for before, rate in zip([None, *series], series, strict=False):
        table.add_row(
            str(rate.date),
            plain(rate.rate),
            plain(inverse(rate)),
            f"±{percent(rate.relative_error)}",
            change(moved(before, rate)) if before else Text(""),
            change(rate.change_pct),
        )
    lowest, highest = min(series, key=lambda rate: rate.rate), max(series, key=lambda rate: rate.rate)
    summary = (
        f"{sparkline([rate.rate for rate in series][-_SPARKS:])}  "
        f"lowest {plain(lowest.rate)} on {lowest.date}, highest {plain(highest.rate)} on {highest.date}"
    )
    return Group(table, Text(""), Text(summary))


_SPARKS = 40


def moved(before: Rate, rate: Rate) -> Decimal:
    """The change from one stored rate to the next in percent, to two decimals; `-0.00` for a small fall."""
    return ((rate.rate - before.rate) / before.rate * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


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
    for conflict in snapshot.conflicts:
        pair = f"{conflict.base}/{conflict.quote}"
        parts.append(_text(f"{pair} is printed with rates that cannot be the same:", "yellow"))
        for reading, verdict in zip(conflict.readings, ["taken"] + ["left"] * len(conflict.readings), strict=False):
            parts.append(_text(f"  {verdict}: {plain(reading.rate)}, {_times(reading)}"))
    for refusal in snapshot.refused:
        parts.append(_text(f"line {refusal.line}: {refusal.text}", "yellow"))
        parts.append(_text(f"  refused: {refusal.reason.explanation} ({refusal.reason})"))
        parts.append(_text(f"  remedy: {refusal.reason.remedy}"))
    return parts


def _dated(snapshot: Snapshot) -> str:
    if snapshot.date_origin is None:
        return "undated: no full date stands beside the ticker or in the name; --date gives one"
    told = {
        "option": "given with --date",
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
            plain(rate.rate),
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

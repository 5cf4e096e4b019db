"""fxcli history"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from fxcli import currency
from fxcli.cli import completion
from fxcli.cli.options import db_option, examples, json_option, output_option, since_option, until_option
from fxcli.cli.sources import one_a_day
from fxcli.cli.streams import print_table, write, write_bytes
from fxcli.errors import NoRatesError, UsageError
from fxcli.history.file import default_path
from fxcli.history.history import reading
from fxcli.output import plot
from fxcli.output.file import format_of

if TYPE_CHECKING:
    from fxcli.rate import Rate


@click.command(
    epilog=examples(
        "history KZT --since 2025-01-01 --chart", "history KZT/UZS --sources", "history KZT TJS -o both.svg"
    )
)
@click.argument("names", metavar="CODE or PAIR...", nargs=-1, required=True, shell_complete=completion.series)
@since_option
@until_option
@click.option("--chart", is_flag=True, help="Draw it with characters; -o draws a picture.")
@click.option("--sources", is_flag=True, help="Say where each rate is from.")
@db_option
@output_option
@json_option
def history(
    names: tuple[str, ...],
    since: date | None,
    until: date | None,
    chart: bool,
    sources: bool,
    db: str | None,
    output: str | None,
    as_json: bool,
) -> int:
    """Print the stored rates of a pair, one for each day, and how they moved.

    CODE stands for the rates of a currency against USD, PAIR (KZT/UZS) for those of two. Rates that are stored the
    other way round are a series of their own.
    """
    if as_json and output:
        raise UsageError("--json and -o exclude each other; name one")
    form = format_of(output, plot.FORMATS) or "svg" if output else None
    pairs = [currency.understand_pair(name) for name in names]
    every: dict[tuple[str, str], list[Rate]] = {way: [] for pair in pairs for way in (pair, pair[::-1])}
    held: set[tuple[str, str]] = set()
    with reading(db or default_path()) as stored:
        for rate in one_a_day(stored.observations(since, until), in_order=True):
            held.add((rate.base, rate.quote))
            if (rate.base, rate.quote) in every:
                every[rate.base, rate.quote].append(rate)
    for pair in pairs:
        if not (every[pair] or every[pair[::-1]]):
            time = " in this time" if since or until else ""
            others = ", ".join(f"{base}/{quote}" for base, quote in sorted(held) if pair[0] in (base, quote))
            remedy = f"it holds {others}" if others else "see fxcli export"
            raise NoRatesError(f"the history holds no rate of {pair[0]} against {pair[1]}{time}; {remedy}")
    series = [rates for rates in every.values() if rates]
    if as_json:
        from fxcli.output.formats import json

        records = (rate.record() for rates in series for rate in rates)
        write(json.array({key: value for key, value in it.items() if key != "occurrences"} for it in records))
    elif form:
        write_bytes([plot.picture(series, form)], output)
    elif chart:
        import shutil

        write(f"{line}\n" for line in _chart(series, shutil.get_terminal_size().columns))
    else:
        from fxcli.output import table

        print_table(table.history(series, with_sources=sources))
    return 0


def _chart(every: Iterable[Sequence[Rate]], width: int) -> Iterator[str]:
    from fxcli.output.chart import draw

    for series in every:
        yield from draw(series, width)

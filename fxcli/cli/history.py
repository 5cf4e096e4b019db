"""fxcli history"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from fxcli import currency
from fxcli.cli import completion
from fxcli.cli.options import db_option, examples, json_option, output_option, since_option, until_option
from fxcli.cli.sources import observations, one_a_day
from fxcli.cli.streams import print_table, write, write_bytes
from fxcli.errors import NoRatesError, UsageError
from fxcli.options import ReadOptions
from fxcli.output import plot
from fxcli.output.file import format_of

if TYPE_CHECKING:
    from fxcli.rate import Rate


@click.command(epilog=examples("history KZT", "history KZT --since 2025-01-01 --chart", "history KZT -o kzt.svg"))
@click.argument("code", shell_complete=completion.codes_with_a_history)
@since_option
@until_option
@click.option("--chart", is_flag=True, help="Draw it with characters; -o draws a picture.")
@db_option
@output_option
@json_option
def history(
    code: str, since: date | None, until: date | None, chart: bool, db: str | None, output: str | None, as_json: bool
) -> int:
    """Print the stored rates of a currency against USD, one for each day, and how they moved.

    Rates that are stored the other way round, USD against the currency, are a series of their own.
    """
    if as_json and output:
        raise UsageError("--json and -o exclude each other; name one")
    form = format_of(output, plot.FORMATS) or "svg" if output else None
    code = currency.understand(code)
    if code == "USD":
        raise UsageError("USD against itself has no history; name another currency")
    with observations((), db, ReadOptions(), None, since, until) as (found, _):
        stored = list(one_a_day((rate for rate, _ in found if {rate.base, rate.quote} == {code, "USD"}), in_order=True))
    both_ways = ([rate for rate in stored if rate.base == base] for base in (code, "USD"))
    every = [series for series in both_ways if series]
    if not every:
        raise NoRatesError(f"the history holds no rate of {code} against USD in this time; see fxcli export")
    if as_json:
        from fxcli.output.formats import json

        records = (rate.record() for series in every for rate in series)
        write(json.array({key: value for key, value in it.items() if key != "occurrences"} for it in records))
    elif form:
        write_bytes([plot.picture(every, form)], output)
    elif chart:
        import shutil

        write(f"{line}\n" for line in _chart(every, shutil.get_terminal_size().columns))
    else:
        from fxcli.output import table

        print_table(table.history(every))
    return 0


def _chart(every: Iterable[Sequence[Rate]], width: int) -> Iterator[str]:
    from fxcli.output.chart import draw

    for series in every:
        yield from draw(series, width)

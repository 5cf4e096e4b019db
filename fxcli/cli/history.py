"""fxcli history"""

from __future__ import annotations

from datetime import date

import click

from fxcli import currency
from fxcli.cli import completion
from fxcli.cli.options import db_option, json_option, since_option, until_option
from fxcli.cli.sources import observations, one_a_day
from fxcli.cli.streams import print_table, write
from fxcli.errors import NoRatesError, UsageError


@click.command()
@click.argument("code", shell_complete=completion.codes_with_a_history)
@since_option
@until_option
@click.option("--chart", is_flag=True, help="Draw it, with the rounding interval as a band.")
@db_option
@json_option
def history(code: str, since: date | None, until: date | None, chart: bool, db: str | None, as_json: bool) -> int:
    """Print the stored rates of a currency against USD, one for each day, and how they moved.

    Rates that are stored the other way round, USD against the currency, are a series of their own.
    """
    code = currency.understand(code)
    if code == "USD":
        raise UsageError("USD against itself has no history; name another currency")
    with observations((), db, None, since, until) as (found, _):
        stored = list(one_a_day((rate for rate in found if {rate.base, rate.quote} == {code, "USD"}), in_order=True))
    both_ways = ([rate for rate in stored if rate.base == base] for base in (code, "USD"))
    every = [series for series in both_ways if series]
    if not every:
        raise NoRatesError(f"the history holds no rate of {code} against USD in this time; see fxcli export")
    if as_json:
        from fxcli.export import json

        records = (rate.record() for series in every for rate in series)
        write(json.array({key: value for key, value in it.items() if key != "occurrences"} for it in records))
    elif chart:
        import shutil

        from fxcli import chart as drawing

        width = shutil.get_terminal_size().columns
        write(f"{line}\n" for series in every for line in drawing.draw(series, width))
    else:
        from fxcli import table

        print_table(table.history(every))
    return 0

"""fxcli export"""

from __future__ import annotations

import itertools
import os
from datetime import date

import click

from fxcli import currency
from fxcli.cli import completion
from fxcli.cli.options import How, db_option, optional_sources, reading_options, since_option, until_option
from fxcli.cli.sources import nothing, observations, one_a_day
from fxcli.cli.streams import as_utf8, write
from fxcli.errors import NoRatesError
from fxcli.export import FORMATS
from fxcli.output import write_file


@click.command()
@optional_sources
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(list(FORMATS), case_sensitive=False),
    help="Default: by the ending of FILE, else csv.",
)
@click.option(
    "-o", "--output", metavar="FILE", shell_complete=completion.files, help="Write FILE, whole or not at all."
)
@since_option
@until_option
@click.option("--base", metavar="CODE", shell_complete=completion.codes, help="Only pairs with this base.")
@click.option("--all", "every", is_flag=True, help="Every observation, not one for each date and pair.")
@db_option
@reading_options
def export(
    sources: tuple[str, ...],
    form: str | None,
    output: str | None,
    since: date | None,
    until: date | None,
    base: str | None,
    every: bool,
    db: str | None,
    how: How,
) -> int:
    """Write the rates of the sources, or of the history: one row for each date and pair."""
    code = currency.understand(base) if base else None
    with observations(sources, db, how, since, until) as (found, failed):
        wanted = (rate for rate in found if code is None or rate.base == code)
        chosen = iter(wanted if every else one_a_day(wanted, in_order=not sources))
        first = next(chosen, None)
        if first is None:
            raise NoRatesError("no rate fits: nothing to export" if code or since or until else nothing(sources))
        ending = os.path.splitext(output or "")[1].removeprefix(".").lower()
        pieces = FORMATS[form or (ending if ending in FORMATS else "csv")](itertools.chain((first,), chosen))
        if output and output != "-":
            write_file(output, pieces)
        else:
            as_utf8()
            write(pieces)
    return 1 if failed else 0

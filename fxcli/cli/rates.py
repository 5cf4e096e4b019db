"""fxcli rates"""

from __future__ import annotations

from datetime import date

import click

from fxcli.cli.options import (
    db_option,
    json_option,
    on_option,
    optional_sources,
    reading_options,
    svg_option,
    today,
)
from fxcli.cli.sources import latest
from fxcli.cli.streams import write
from fxcli.errors import UsageError
from fxcli.options import ReadOptions


@click.command()
@optional_sources
@on_option
@db_option
@reading_options
@svg_option
@json_option
def rates(
    sources: tuple[str, ...],
    on: date | None,
    db: str | None,
    options: ReadOptions,
    jobs: int | None,
    svg: str | None,
    as_json: bool,
) -> int:
    """Print the latest rate of each pair in the sources, or in the history. Nothing is stored."""
    if as_json and svg:
        raise UsageError("--json and --svg exclude each other; name one")
    found, code = latest(sources, db, options, jobs, on)
    if as_json:
        from fxcli.output.formats import json

        write(json.write(found))
    else:
        from fxcli.cli import picture
        from fxcli.output import table

        picture.show(table.rates(found, on or today()), svg, "fxcli rates")
    return code

"""fxcli rates"""

from __future__ import annotations

from datetime import date

import click

from fxcli.cli.lookup import look_up, warn_of_upcoming
from fxcli.cli.options import (
    db_option,
    examples,
    json_option,
    on_option,
    optional_sources,
    output_option,
    reading_options,
    today,
)
from fxcli.cli.streams import print_table, write, write_bytes
from fxcli.errors import UsageError
from fxcli.options import ReadOptions
from fxcli.output.file import format_of


@click.command(epilog=examples("rates page.html", "rates --on 2025-12-09", "rates page.html -o rates.svg"))
@optional_sources
@on_option
@db_option
@reading_options
@output_option
@json_option
def rates(
    sources: tuple[str, ...],
    on: date | None,
    db: str | None,
    options: ReadOptions,
    jobs: int | None,
    output: str | None,
    as_json: bool,
) -> int:
    """Print the latest rate of each pair in the sources, or in the history. Nothing is stored."""
    if as_json and output:
        raise UsageError("--json and -o exclude each other; name one")
    form = _form(output) if output else None
    found, upcoming, failed = look_up(sources, db, options, jobs, on)
    code = 1 if failed else 0
    warn_of_upcoming(upcoming)
    if as_json:
        from fxcli.output.formats import json

        write(json.write(found))
        return code
    from fxcli.output import table

    day = on or today()
    shown = table.rates(found, day)
    if form:
        from fxcli.cli import picture

        write_bytes([picture.of_table(shown, form, f"fxcli rates --on {day}")], output)
    else:
        print_table(shown)
    return code


def _form(output: str) -> str:
    from fxcli.cli.picture import FORMATS

    return format_of(output, FORMATS, "; fxcli export writes tables for programs") or "svg"

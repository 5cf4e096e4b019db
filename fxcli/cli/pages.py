"""fxcli pages"""

from __future__ import annotations

import itertools
from datetime import date

import click

from fxcli.cli.options import db_option, examples, json_option, since_option, until_option
from fxcli.cli.streams import write
from fxcli.errors import NoRatesError
from fxcli.history.file import default_path
from fxcli.history.history import reading
from fxcli.output import text


@click.command(epilog=examples("pages", "pages --since 2025-12-01", "pages --json"))
@since_option
@until_option
@db_option
@json_option
def pages(since: date | None, until: date | None, db: str | None, as_json: bool) -> int:
    """List what the history holds: the number of each page, its date and where that is from, its rates and its source.

    A page is what one document says of one day. By its number fxcli forget takes it out again.
    """
    with reading(db or default_path()) as history:
        found = history.pages(since, until)
        first = next(found, None)
        if first is None:
            narrowed = since or until
            raise NoRatesError(f"the history holds no page{' of this time' if narrowed else ''}; see fxcli import")
        everything = itertools.chain((first,), found)
        if as_json:
            from fxcli.output.formats import json

            write(json.array(page.record() for page in everything))
        else:
            write(f"{line}\n" for line in text.pages(everything))
    return 0

"""fxcli check"""

from __future__ import annotations

import click

from fxcli.cli.options import db_option, examples, json_option, optional_sources, reading_options
from fxcli.cli.sources import snapshots_of
from fxcli.cli.streams import print_table, say, write
from fxcli.errors import UsageError
from fxcli.options import ReadOptions
from fxcli.output.terminal import clean


@click.command(epilog=examples("check page.html", "check saved/ --strict", "check"))
@optional_sources
@click.option("--strict", is_flag=True, help="Exit 1 on any refusal, conflict or missing date.")
@db_option
@reading_options
@json_option
def check(
    sources: tuple[str, ...], strict: bool, db: str | None, options: ReadOptions, jobs: int | None, as_json: bool
) -> int:
    """Show for each source every ticker line: the rate it gave, or the reason why it gave none.

    Without SOURCE every rate of the history is read and verified.
    """
    if not sources:
        _check_history(db, as_json=as_json)
        return 0
    snapshots, failed = snapshots_of(sources, options._replace(hashes=False), jobs)
    if as_json:
        from fxcli.output.formats import json

        write(json.array(snapshot.record() for snapshot in snapshots))
    elif snapshots:
        from fxcli.output import table

        print_table(table.check(snapshots))
    elif not failed:
        say(f"no ticker line was found in {', '.join(sources)}")
    nothing = not any(snapshot.rates for snapshot in snapshots)
    broken = strict and any(it.refused or it.conflicts or it.date is None for it in snapshots)
    return 1 if nothing or broken or failed else 0


def _check_history(db: str | None, *, as_json: bool) -> None:
    from fxcli.history.file import default_path
    from fxcli.history.history import reading

    if as_json:
        raise UsageError("--json reports on sources; name one")
    path = db or default_path()
    with reading(path) as history:
        pages, rates = history.verify()
    write([f"{clean(path)}: sound, {rates} rates in {pages} pages\n"])

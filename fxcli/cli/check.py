"""fxcli check"""

from __future__ import annotations

import click

from fxcli.cli.options import db_option, examples, json_option, optional_sources, reading_options
from fxcli.cli.sources import Reading, warn_of_dates
from fxcli.cli.streams import print_table, say, write
from fxcli.options import ReadOptions
from fxcli.output.terminal import clean, count
from fxcli.sources.names import display_name


@click.command(epilog=examples("check page.html", "check saved/ --strict", "check"))
@optional_sources
@click.option("--strict", is_flag=True, help="Exit 1 on any refusal, conflict, missing date or doubtful rate.")
@db_option
@reading_options
@json_option
def check(
    sources: tuple[str, ...], strict: bool, db: str | None, options: ReadOptions, jobs: int | None, as_json: bool
) -> int:
    """Show for each source every ticker line: the rate it gave, or the reason why it gave none.

    Without SOURCE every rate of the history is read and verified, and those are named that are likely to be misprints:
    moves of more than 20% within 30 days or against the printed change, and rates of a day that contradict one another.
    """
    if not sources:
        return _check_history(db, strict=strict, as_json=as_json)
    reading = Reading(sources, options._replace(hashes=False), jobs)
    snapshots, failed = list(reading), reading.failed
    if as_json:
        from fxcli.output.formats import json

        write(json.array(snapshot.record() for snapshot in snapshots))
        warn_of_dates(snapshots)
    elif snapshots:
        from fxcli.output import table

        print_table(table.check(snapshots))
    elif not failed:
        say(f"no ticker line was found in {', '.join(map(display_name, sources))}")
    nothing = not any(snapshot.rates for snapshot in snapshots)
    broken = strict and any(it.refused or it.conflicts or it.date is None for it in snapshots)
    return 1 if nothing or broken or failed else 0


def _check_history(db: str | None, *, strict: bool, as_json: bool) -> int:
    from fxcli.history.doubt import doubts
    from fxcli.history.file import default_path
    from fxcli.history.history import reading
    from fxcli.output import text
    from fxcli.sources.days import gaps

    path = db or default_path()
    with reading(path) as history:
        found = list(doubts(history.verified()))
        pages, rates = history.extent()
        series = history.series()
    if as_json:
        from fxcli.output.formats import json

        write(json.array(doubt.record() for doubt in found))
    else:
        write([f"{clean(path)}: sound, {count(rates, 'rate')} in {count(pages, 'page')}\n"])
        write(f"{text.doubt(doubt)}\n" for doubt in found)
        write(f"{text.series(name, held, gaps(held))}\n" for name, held in series.items())
    return 1 if strict and found else 0

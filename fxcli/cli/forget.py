"""fxcli forget"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from fxcli.cli.options import WholeNumber, db_option, examples
from fxcli.cli.streams import say, write
from fxcli.errors import NoRatesError, UsageError
from fxcli.history.file import default_path
from fxcli.history.history import reading, writing
from fxcli.output import text

if TYPE_CHECKING:
    from fxcli.history.history import History
    from fxcli.history.page import Page


@click.command(epilog=examples("forget 12 13", "forget --source page.html", "forget --last --yes"))
@click.argument("numbers", metavar="[NUMBER]...", type=WholeNumber(1), nargs=-1)
@click.option("--source", metavar="NAME", help="All pages from this source, as fxcli pages names it.")
@click.option("--last", is_flag=True, help="All that the last import brought.")
@click.option("--yes", is_flag=True, help="Without asking.")
@db_option
def forget(numbers: tuple[int, ...], source: str | None, last: bool, yes: bool, db: str | None) -> int:
    """Take pages out of the history again, after asking: those with these NUMBERs, which fxcli pages shows.

    What was imported can be imported again.
    """
    if bool(numbers) + (source is not None) + last != 1:
        raise UsageError("say what to forget: numbers of fxcli pages, --source NAME, or --last")
    if not (yes or (sys.stdin and sys.stdin.isatty())):
        raise UsageError("there is nobody to ask here; say --yes to forget without being asked")
    path = db or default_path()
    with reading(path) as history:
        found = _find(history, numbers, source)
    write(f"{line}\n" for line in _listed(found))
    if not (yes or click.confirm(f"Forget {text.extent(found)}?", err=True)):
        say("nothing was forgotten")
        return 1
    with writing(path) as history:
        history.forget(page.number for page in found)
    write([f"{text.extent(found)} forgotten\n"])
    return 0


def _find(history: History, numbers: Sequence[int], source: str | None) -> list[Page]:
    if numbers:
        return history.numbered(numbers)
    if source is None:
        found, what = (
            history.last_import(),
            "nothing of the last import, which brought nothing new or is forgotten already",
        )
    else:
        found, what = history.from_source(source), f"no page from {source}"
    if not found:
        raise NoRatesError(f"the history holds {what}; fxcli pages lists what it holds")
    return found


_LISTED = 20


def _listed(found: Sequence[Page]) -> Iterator[str]:
    yield from text.pages(found[:_LISTED])
    if len(found) > _LISTED:
        yield f"and {len(found) - _LISTED} more"

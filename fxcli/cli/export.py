"""fxcli export"""

from __future__ import annotations

import itertools
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from fxcli import currency
from fxcli.cli import completion
from fxcli.cli.options import (
    db_option,
    examples,
    optional_sources,
    output_option,
    reading_options,
    since_option,
    until_option,
)
from fxcli.cli.sources import nothing_found, observations, one_a_day, warn_of_undated
from fxcli.cli.streams import is_stdout, write_bytes
from fxcli.errors import NoRatesError, UsageError
from fxcli.options import ReadOptions
from fxcli.output.file import format_of
from fxcli.output.formats import ENDINGS, FORMATS, PRICES, csv, csvw

if TYPE_CHECKING:
    from fxcli.rate import Rate


@click.command(
    epilog=examples(
        "export -o rates.csv", "export page.html -f json", "export --since 2025-01-01 --base TJS -o prices.beancount"
    )
)
@optional_sources
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(list(FORMATS), case_sensitive=False),
    help="Default: by the ending of FILE, else csv.",
)
@output_option
@since_option
@until_option
@click.option("--base", metavar="CODE", shell_complete=completion.codes, help="Only pairs with this base.")
@click.option("--all", "every", is_flag=True, help="Every observation, not one for each date and pair.")
@click.option("--describe", is_flag=True, help="Beside a CSV write what its columns mean: FILE-metadata.json (CSVW).")
@db_option
@partial(reading_options, has_base=False)
def export(
    sources: tuple[str, ...],
    form: str | None,
    output: str | None,
    since: date | None,
    until: date | None,
    base: str | None,
    every: bool,
    describe: bool,
    db: str | None,
    options: ReadOptions,
    jobs: int | None,
) -> int:
    """Write the rates of the sources, or of the history: one row for each date and pair."""
    code = currency.understand(base) if base else None
    form = form or format_of(output or "", ENDINGS, "; or name the format with -f") or "csv"
    if describe and (is_stdout(output) or form != "csv"):
        raise UsageError("--describe describes a CSV in a file; name the file with -o, for example: -o rates.csv")
    if form == "xlsx" and is_stdout(output) and sys.stdout.isatty():
        raise UsageError("a workbook is nothing to read on a terminal; name a file with -o, for example: -o rates.xlsx")
    with_documents = every and form == "csv" and code is None  # the rates of one base are no whole documents
    undated: Counter[str] = Counter()
    with observations(sources, db, options._replace(hashes=with_documents), jobs, since, until) as (found, failed):
        wanted = (rate for rate, _ in found if code is None or rate.base == code)
        chosen: Iterator[Any] = iter(wanted if every else one_a_day(wanted, in_order=not sources))
        if form in PRICES:
            chosen = _dated(chosen, undated)
        if with_documents:
            chosen = found
        first = next(chosen, None)
        if first is not None:
            write = csv.write_with_documents if with_documents else FORMATS[form]
            write_bytes(map(_encoded, write(itertools.chain((first,), chosen))), output)
        elif not undated:
            if code or since or until:
                raise NoRatesError("no rate fits: nothing to export")
            raise nothing_found(sources, failed=failed)
    if output and describe:
        write_bytes(
            [csvw.describe(os.path.basename(output), one_a_day=not every, with_documents=with_documents).encode()],
            output + csvw.ENDING,
        )
    warn_of_undated(undated, "a price directive needs a day")
    return 1 if failed or undated else 0


def _encoded(piece: str | bytes) -> bytes:
    return piece.encode() if isinstance(piece, str) else piece


def _dated(rates: Iterable[Rate], undated: Counter[str]) -> Iterator[Rate]:
    """The rates that have a date; of the others it is counted how many each source gave."""
    for rate in rates:
        if rate.date:
            yield rate
        else:
            undated[rate.source] += 1

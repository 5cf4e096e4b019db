"""fxcli report"""

from __future__ import annotations

from collections.abc import Container
from datetime import date
from typing import TYPE_CHECKING

import click

from fxcli import currency
from fxcli.cli import completion
from fxcli.cli.options import db_option, examples, since_option, today, until_option
from fxcli.cli.sources import nothing, one_a_day
from fxcli.cli.streams import write_bytes
from fxcli.errors import NoRatesError
from fxcli.output.file import format_of
from fxcli.rate import Rate, by_currency

if TYPE_CHECKING:
    from fxcli.history.doubt import Doubt

_FORMATS = {"html": "html", "htm": "html"}


@click.command(epilog=examples("report -o rates.html", "report KGS KZT/UZS --since 2025-01-01 -o rates.html"))
@click.argument("names", metavar="[CODE or PAIR]...", nargs=-1, shell_complete=completion.series)
@since_option
@until_option
@click.option(
    "-o", "--output", metavar="FILE", required=True, shell_complete=completion.files, help="The page, FILE.html."
)
@db_option
def report(names: tuple[str, ...], since: date | None, until: date | None, output: str, db: str | None) -> int:
    """Write one page that shows the history to people: latest rates, charts, months, sources, what to check.

    CODE stands for the rates of a currency against USD, PAIR (KZT/UZS) for those of two; without either all series
    are shown. Rates that are not in force yet are left out, unless --until names a later day.
    """
    from fxcli.history.doubt import doubts
    from fxcli.history.file import default_path
    from fxcli.history.history import reading
    from fxcli.output.report import page

    format_of(output, _FORMATS)
    pairs = [currency.understand_pair(name) for name in names]
    day = until or today()
    every: dict[tuple[str, str], list[Rate]] = {}
    with reading(db or default_path()) as history:
        for rate in one_a_day(history.observations(since, day), in_order=True):
            if not pairs or (rate.base, rate.quote) in pairs or (rate.quote, rate.base) in pairs:
                every.setdefault((rate.base, rate.quote), []).append(rate)
        found = [doubt for doubt in doubts(history.observations(since, day)) if _is_of(doubt, every)]
    time = f" {f'from {since} ' if since else ''}to {day}"
    for base, quote in pairs:
        if (base, quote) not in every and (quote, base) not in every:
            raise NoRatesError(f"the history holds no rate of {base} against {quote}{time}; see fxcli export")
    if not every:
        raise NoRatesError(f"the history holds no rate{time}" if since or until else nothing(()))
    series = sorted(every.values(), key=lambda rates: by_currency(rates[0]))
    write_bytes([page(series, found, since, day).encode()], output)
    return 0


def _is_of(doubt: Doubt, pairs: Container[tuple[str, str]]) -> bool:
    """Whether a doubt is about one of some pairs."""
    return any((rate.base, rate.quote) in pairs for rate in (doubt.rate, *doubt.beside))

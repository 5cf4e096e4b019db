"""fxcli convert"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from fxcli import amount as amounts
from fxcli import currency, number
from fxcli.cli import completion
from fxcli.cli.lookup import Lookup, look_up, warn_of_upcoming
from fxcli.cli.options import (
    db_option,
    examples,
    is_below_zero,
    json_option,
    max_age_option,
    on_option,
    reading_options,
    refuse_several,
    same_day_option,
    source_option,
    today,
)
from fxcli.cli.streams import say, write
from fxcli.conversion import convert as convert_amount
from fxcli.errors import NoRateError, UsageError
from fxcli.options import ReadOptions
from fxcli.output import text

if TYPE_CHECKING:
    from fxcli.rate import Rate


class _WithAmount(click.Command):
    """A command whose amount may be negative: its minus begins no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f"−{it[1:]}" if is_below_zero(it) else it for it in args])


@click.command(
    cls=_WithAmount,
    epilog=examples(
        "convert 1000000 UZS USD",
        "convert 1.5k tenge to som somoni --on 2025-12-09",
        "convert 100usd KZT -s page.html --plain",
    ),
)
@click.argument("amount")
@click.argument("words", metavar="FROM [to] [TO]...", nargs=-1, shell_complete=completion.codes)
@source_option
@on_option
@max_age_option
@same_day_option
@db_option
@reading_options
@click.option("--plain", is_flag=True, help="Print the bare number.")
@json_option
def convert(
    amount: str,
    words: tuple[str, ...],
    sources: tuple[str, ...],
    on: date | None,
    max_age: int | None,
    same_day: bool,
    db: str | None,
    options: ReadOptions,
    jobs: int | None,
    plain: bool,
    as_json: bool,
) -> int:
    """Convert AMOUNT of a currency: without TO to USD, from USD to the other home currencies.

    AMOUNT may be written 1500, -1,500.50, "1 500,50", 1.5k, 2m, 1e6 or 100usd.
    """
    figure, base, targets = _understand_request(amount, words)
    found = look_up(sources, db, options, jobs, on, 0 if same_day else max_age)
    answers, failed = [], []
    for target in targets:
        try:
            answers.append(convert_amount(figure, base, target, found.rates))
        except NoRateError as error:
            failed.append(error)
    warn_of_upcoming(_better(base, targets, found))
    if not answers:
        raise failed[0]
    if as_json:
        from fxcli.output.formats import json

        write(json.array(answer.record() for answer in answers))
    elif plain:
        write(f"{number.plain(answer.result)}\n" for answer in answers)
    else:
        write(f"{line}\n" for line in text.conversions(answers, on or today()))
    for failure in failed:
        say(str(failure))
    return 1 if failed or found.failed else 0


def _better(base: str, targets: Sequence[str], found: Lookup) -> list[Rate]:
    """Of the rates that are not in force yet those that would be used if they were."""
    used: set[Rate] = set()
    for target in targets if found.upcoming else ():
        with suppress(NoRateError):
            used.update(convert_amount(Decimal(1), base, target, [*found.rates, *found.upcoming]).legs)
    return [rate for rate in found.upcoming if rate in used]


_TO = ("to", "in", "=", "в")


def _understand_request(amount: str, words: tuple[str, ...]) -> tuple[Decimal, str, list[str]]:
    """The amount, its currency and the target currencies of a call such as `100 USD to KZT` or `100 USD/KZT`."""
    figure, base = amounts.understand(amount)
    rest = list(words)
    if base is None:
        if not rest:
            raise UsageError("FROM is missing; write for example: fxcli convert 100 USD KZT")
        if rest[0].count("/") == 1 and any(map(currency.meanings, rest[0].split("/"))):
            rest[:1] = rest[0].split("/")
        base = _understand_code(rest.pop(0))
    if rest and rest[0].lower() in _TO:
        word = rest.pop(0)
        if not rest:
            raise UsageError(f"TO is missing after '{word}'; write for example: fxcli convert 100 USD to KZT")
    for word in rest:
        refuse_several(word)
    if rest:
        return figure, base, list(dict.fromkeys(_understand_code(word) for word in rest))
    return figure, base, [code for code in currency.HOME if code != "USD"] if base == "USD" else ["USD"]


def _understand_code(word: str) -> str:
    """A currency's code; for what is plainly something else a hint of what was meant."""
    if not currency.meanings(word):
        if word[:1].isdigit():
            raise UsageError(f"'{word}' is not a currency; put an amount with blanks in quotes: \"1 500,50\"")
        if os.path.exists(word):
            raise UsageError(f"'{word}' is not a currency; a page is given with -s: -s {word}")
    return currency.understand(word)

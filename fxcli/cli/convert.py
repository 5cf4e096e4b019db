"""fxcli convert"""

from __future__ import annotations

import os
import re
from datetime import date
from typing import TYPE_CHECKING

import click

from fxcli import amount as amounts
from fxcli import currency, number
from fxcli.cli import completion
from fxcli.cli.options import db_option, json_option, on_option, reading_options, source_option, today
from fxcli.cli.sources import latest
from fxcli.cli.streams import say, write
from fxcli.conversion import convert as convert_amount
from fxcli.errors import NoRateError, UsageError
from fxcli.options import ReadOptions
from fxcli.output import text

if TYPE_CHECKING:
    from decimal import Decimal


_MINUS = re.compile(r"^-(?=\.?[0-9]|[$€£¥₸₺₽⃀])")


class _WithAmount(click.Command):
    """A command whose amount may be negative: its minus begins no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [_MINUS.sub("−", one) for one in args])


@click.command(cls=_WithAmount)
@click.argument("amount")
@click.argument("words", metavar="FROM [to] [TO]...", nargs=-1, shell_complete=completion.codes)
@source_option
@on_option
@click.option("--same-day", is_flag=True, help="Refuse rates of another day than --on, or today.")
@db_option
@reading_options
@click.option("--plain", is_flag=True, help="Print the bare number.")
@json_option
def convert(
    amount: str,
    words: tuple[str, ...],
    sources: tuple[str, ...],
    on: date | None,
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
    usable, code = latest(sources, db, options, jobs, on or (today() if same_day else None), same_day=same_day)
    answers, failed = [], []
    for target in targets:
        try:
            answers.append(convert_amount(figure, base, target, usable))
        except NoRateError as error:
            failed.append(error)
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
    return max(code, 1 if failed else 0)


_TO = ("to", "in", "=", "в")


def _understand_request(amount: str, words: tuple[str, ...]) -> tuple[Decimal, str, list[str]]:
    """The amount, its currency and the target currencies of a call such as `100 USD to KZT`."""
    figure, base = amounts.understand(amount)
    rest = list(words)
    if base is None:
        if not rest:
            raise UsageError("FROM is missing; write for example: fxcli convert 100 USD KZT")
        base = _understand_code(rest.pop(0))
    if rest and rest[0].lower() in _TO:
        word = rest.pop(0)
        if not rest:
            raise UsageError(f"TO is missing after '{word}'; write for example: fxcli convert 100 USD to KZT")
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

"""The options and arguments that several commands share, and the clock."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar, cast

import click

from fxcli import currency
from fxcli.cli import completion
from fxcli.errors import UsageError
from fxcli.options import ReadOptions
from fxcli.output.terminal import clean

_Command = TypeVar("_Command", bound=Callable[..., Any])

_DATE_FORMS = "2025-12-09, 9 December 2025, 09.12.2025, today or yesterday"
_DATES = "2025-12-09, 09.12.2025, today"

_SIGNS, _DIGITS = tuple(currency.SIGNS), tuple("0123456789")


def examples(*calls: str) -> str:
    """The last lines of a command's help: some calls of fxcli, each in a line of its own."""
    return "\n".join(["\b", "Examples:", *(f"  fxcli {call}" for call in calls)])


def is_below_zero(word: str) -> bool:
    """Whether a word of a command is an amount below zero, whose minus begins no option: `-5`, `-.5`, `-$5`."""
    amount = word.removeprefix("-")
    return amount != word and (amount.startswith(_SIGNS) or amount.removeprefix(".").startswith(_DIGITS))


def _parse_date(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    from fxcli.page.date import does_not_exist, full_date

    named = {"today": today(), "yesterday": today() - timedelta(days=1)}
    day = named.get(value.strip().lower()) or full_date(value)
    if day is None and does_not_exist(value):
        raise click.BadParameter(f"the day '{clean(value)}' does not exist; check day, month and year")
    if day is None:
        raise click.BadParameter(f"'{clean(value)}' names no day; write it like {_DATE_FORMS}")
    return day


def _in_order(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """A day that --since or --until gives. Raises UsageError where the two are the wrong way round."""
    day = _parse_date(context, parameter, value)
    days = context.params | {parameter.name: day}
    since, until = days.get("since"), days.get("until")
    if since and until and since > until:
        raise UsageError(f"--since {since} lies after --until {until}; exchange them")
    return day


class WholeNumber(click.IntRange):
    """A whole number that is not less than `min`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number: int = super().convert(value, param, ctx)
        except click.BadParameter:
            shown = clean(str(value).replace("−", "-"))
            self.fail(f"'{shown}' is not possible; write a whole number, {self.min} or more", param, ctx)
        return number


def today() -> date:
    return date.today()


def refuse_several(word: str) -> None:
    """Raise UsageError for a word that joins several currencies: `USD,EUR`."""
    codes = [part.strip() for part in word.split(",") if part.strip()]
    if len(codes) > 1 and all(map(currency.meanings, codes)):
        raise UsageError(f"'{word}' names several currencies; put a blank between them: {' '.join(codes)}")


_ParseDate = Callable[[click.Context, click.Parameter, str | None], date | None]


def date_option(
    name: str, parameter: str, help_text: str, parse: _ParseDate = _parse_date
) -> Callable[[_Command], _Command]:
    return click.option(name, parameter, metavar="DATE", callback=parse, shell_complete=completion.days, help=help_text)


output_option = click.option(
    "-o", "--output", metavar="FILE", shell_complete=completion.files, help="Write FILE, whole or not at all."
)
source_option = click.option(
    "-s",
    "--source",
    "sources",
    metavar="SOURCE",
    multiple=True,
    shell_complete=completion.files,
    help="Rates from here, not the history.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON; money and rates are strings.")
db_option = click.option(
    "--db",
    metavar="FILE",
    envvar="FXCLI_DB",
    show_envvar=True,
    shell_complete=completion.files,
    help="The history; default: in your data directory.",
)
optional_sources = click.argument("sources", metavar="[SOURCE]...", nargs=-1, shell_complete=completion.files)
sources_argument = click.argument(
    "sources", metavar="SOURCE...", nargs=-1, required=True, shell_complete=completion.files
)
decimal_option = click.option(
    "--decimal", type=click.Choice([",", "."]), help="The sources' decimal mark; settles 12,105."
)
on_option = date_option("--on", "on", f"By the latest rates on or before this day: {_DATES}.")
same_day_option = click.option("--same-day", is_flag=True, help="Refuse rates of another day than --on, or today.")
max_age_option = click.option(
    "--max-age", type=WholeNumber(0), metavar="DAYS", help="Refuse rates that are older than so many days."
)
since_option = date_option("--since", "since", f"From this day on: {_DATES}.", _in_order)
until_option = date_option("--until", "until", "Up to this day.", _in_order)


def _table_option(name: str, help_text: str) -> Callable[[_Command], _Command]:
    return click.option(f"--{name}", f"table_{name}", metavar="CODE", shell_complete=completion.codes, help=help_text)


def reading_options(command: _Command, *, has_base: bool = True) -> _Command:
    """The options of every command that reads sources: `options`, a ReadOptions, and `jobs`, how many processes.

    `--base` is left out where it means something else in the command.
    """

    @functools.wraps(command)
    def with_options(
        *,
        day: date | None,
        dates: str | None,
        decimal: str | None,
        allow_implausible: bool,
        table_base: str | None = None,
        table_quote: str | None,
        **rest: Any,
    ) -> Any:
        options = ReadOptions(
            date=day,
            dates=dates,
            decimal=decimal,
            allow_implausible=allow_implausible,
            today=today(),
            base=table_base and currency.understand(table_base),
            quote=table_quote and currency.understand(table_quote),
        )
        return command(options=options, **rest)

    for option in (
        click.option("--jobs", type=WholeNumber(1), metavar="N", help="Processes to read with; default: the cores."),
        click.option("--allow-implausible", is_flag=True, help="Take rates far from what their currencies were worth."),
        *([_table_option("base", "EUR where each column of a table says what 1 EUR costs.")] if has_base else []),
        _table_option("quote", "KZT where each column of a table says what its currency costs in KZT."),
        decimal_option,
        click.option(
            "--dates",
            type=click.Choice(["above", "below"]),
            help="Which date is that of a ticker that stands between two.",
        ),
        date_option("--date", "day", f"The day of the sources' rates, whatever they print: {_DATES}."),
    ):
        with_options = option(with_options)
    return cast("_Command", with_options)

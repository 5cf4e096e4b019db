"""The command line. The only room that knows Click, the clock, standard streams and exit codes.

What a command does not always need is imported where it is needed: start-up is a feature.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from fxcli import __version__
from fxcli.errors import FxcliError, NoRateError, NoRatesError, OutputError, SourceError, UsageError
from fxcli.screen import clean

if TYPE_CHECKING:
    from decimal import Decimal

    from rich.console import RenderableType

    from fxcli.page import Snapshot
    from fxcli.rate import Rate

_Command = TypeVar("_Command", bound=Callable[..., Any])

_FORMATS = ("csv", "json", "jsonl")
_WIDEST = 10_000
"""Columns of a table in a pipe, at most."""

_DATE_FORMS = "2025-12-09, 9 December 2025, 09.12.2025, today or yesterday"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code and never raises for what a user can cause."""
    sys.stdout = sys.stdout or _ClosedStream()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = fxcli.main(arguments, prog_name="fxcli", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return 130
    except FxcliError as error:
        _say(str(error))
        return error.exit_code
    except BrokenPipeError:
        _abandon_stdout()
        return 0
    except OSError as error:
        _abandon_stdout()
        _say(f"the output could not be written ({os.strerror(error.errno or 0)})")
        return OutputError.exit_code


def _abandon_stdout() -> None:
    """Keep the interpreter from flushing, at its end, what can no longer be written."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _ClosedStream(io.TextIOBase):
    """What Python leaves as None when a process is started with its standard output closed."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, "standard output is closed")


class _ReaderLeftError(BrokenPipeError):
    """`| head` has seen enough. Without an errno, so that Click lets it pass."""


def _say(message: str) -> None:
    click.echo(f"fxcli: {clean(message)}", err=True)


def _write(pieces: Iterable[str]) -> None:
    """Data to standard output, as UTF-8 with the line ends it has."""
    try:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
    except BrokenPipeError as error:
        raise _ReaderLeftError from error


def _print(renderable: RenderableType) -> None:
    """A table to standard output: as wide as the terminal, in a pipe as wide as it needs."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _WIDEST
        console.width = console.measure(renderable).maximum
    with console.capture() as captured:
        console.print(renderable)
    _write("\n".join(line.rstrip() for line in captured.get().split("\n")))


def _parse_date(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    from fxcli.dating import full_date

    named = {"today": _today(), "yesterday": _today() - timedelta(days=1)}
    day = named.get(value.strip().lower()) or full_date(value)
    if day is None:
        raise click.BadParameter(f"'{clean(value)}' is not a full date; write it like {_DATE_FORMS}")
    return day


def _today() -> date:
    return date.today()


def _option_date(name: str, parameter: str, help_text: str) -> Callable[[_Command], _Command]:
    return click.option(name, parameter, metavar="DATE", callback=_parse_date, help=help_text)


_json = click.option("--json", "as_json", is_flag=True, help="Print JSON; money and rates are strings.")


def _reading(command: _Command) -> _Command:
    """The options of every command that reads sources."""
    on = _option_date("--date", "dated", "The day the rates of the sources speak for.")
    mark = click.option(
        "--decimal", type=click.Choice([",", "."]), help="The decimal mark of the sources; settles 12,105."
    )
    return on(mark(command))


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Try: fxcli rates PAGE · fxcli convert 1000000 UZS USD -s PAGE · fxcli export PAGE -o rates.csv",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def fxcli(context: click.Context) -> None:
    """Currency rates of Central Asian news pages: read, converted, exported.

    SOURCE is a file, a folder or - for standard input.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@fxcli.command(short_help="The latest rate of each pair, as a table.")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@_option_date("--on", "on", "The latest rates on or before this day.")
@_reading
@_json
def rates(sources: tuple[str, ...], on: date | None, dated: date | None, decimal: str | None, as_json: bool) -> int:
    """Print the latest rate of each pair in the sources. Nothing is stored."""
    from fxcli.rate import latest

    reading = _read(sources, dated, decimal)
    found = latest(reading.rates, on)
    if not found:
        raise NoRatesError(reading.nothing(on))
    if as_json:
        from fxcli.export import json

        _write(json.write(found))
    else:
        from fxcli import table

        _print(table.rates(found, on or _today()))
    return reading.exit_code


@fxcli.command(short_help="An amount in other currencies, with its interval.")
@click.argument("amount")
@click.argument("words", metavar="FROM [to] [TO]...", nargs=-1)
@click.option("-s", "--source", "sources", metavar="SOURCE", multiple=True, help="Where to take the rates from.")
@_option_date("--on", "on", "By the latest rates on or before this day.")
@click.option("--same-day", is_flag=True, help="Refuse rates of another day than --on, or today.")
@_reading
@click.option("--plain", is_flag=True, help="Print the bare number.")
@_json
def convert(
    amount: str,
    words: tuple[str, ...],
    sources: tuple[str, ...],
    on: date | None,
    same_day: bool,
    dated: date | None,
    decimal: str | None,
    plain: bool,
    as_json: bool,
) -> int:
    """Convert AMOUNT of a currency: without TO to USD, from USD to the other home currencies.

    AMOUNT may be written 1500, 1,500.50, "1 500,50", 1.5k, 2m or 100usd.
    """
    from fxcli import lines, number
    from fxcli.convert import convert as convert_amount
    from fxcli.rate import latest

    figure, base, targets = _understand_request(amount, words)
    reading = _read(sources, dated, decimal)
    day = on or (_today() if same_day else None)
    usable = latest(reading.rates, day, same_day=same_day)
    if not usable:
        raise NoRatesError(reading.nothing(day))
    answers, failed = [], []
    for target in targets:
        try:
            answers.append(convert_amount(figure, base, target, usable))
        except NoRateError as error:
            failed.append(error)
    if not answers:
        raise failed[0]
    if as_json:
        from fxcli.export import json

        _write(json.array(answer.record() for answer in answers))
    elif plain:
        _write(f"{number.plain(answer.result)}\n" for answer in answers)
    else:
        _write(f"{line}\n" for line in lines.conversions(answers, on or _today()))
    for failure in failed:
        _say(str(failure))
    return max(reading.exit_code, 1 if failed else 0)


def _understand_request(amount: str, words: tuple[str, ...]) -> tuple[Decimal, str, list[str]]:
    """The amount, its currency and the target currencies of a call such as `100 USD to KZT`."""
    from fxcli import currency
    from fxcli.amount import understand

    figure, base = understand(amount)
    rest = list(words)
    if base is None:
        if not rest:
            raise UsageError("FROM is missing; write for example: fxcli convert 100 USD KZT")
        base = currency.understand(rest.pop(0))
    if rest and rest[0].lower() == "to":
        del rest[0]
        if not rest:
            raise UsageError("TO is missing after 'to'; write for example: fxcli convert 100 USD to KZT")
    if rest:
        return figure, base, list(dict.fromkeys(currency.understand(word) for word in rest))
    return figure, base, [code for code in currency.HOME if code != "USD"] if base == "USD" else ["USD"]


@fxcli.command(short_help="Rates as CSV, JSON or JSON lines.")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option("-f", "--format", "form", type=click.Choice(_FORMATS), default="csv", show_default=True)
@click.option("-o", "--output", metavar="FILE", help="Write FILE, whole or not at all.")
@_reading
def export(sources: tuple[str, ...], form: str, output: str | None, dated: date | None, decimal: str | None) -> int:
    """Write the rates of the sources: one row for each date and pair."""
    from fxcli.export import FORMATS
    from fxcli.output import write_file

    reading = _read(sources, dated, decimal)
    found = _one_a_day(reading.rates)
    if not found:
        raise NoRatesError(reading.nothing())
    pieces = FORMATS[form](found)
    if output and output != "-":
        write_file(output, pieces)
    else:
        _as_utf8()
        _write(pieces)
    return reading.exit_code


def _one_a_day(rates: Iterable[Rate]) -> list[Rate]:
    """For each date and pair the rate that a lookup would use: the one that comes last."""
    return list({(rate.date, rate.base, rate.quote): rate for rate in rates}.values())


def _as_utf8() -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")


@fxcli.command(short_help="What was read from which line, and what was refused and why.")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("--strict", is_flag=True, help="Exit 1 on any refusal, conflict or missing date.")
@_reading
@_json
def check(sources: tuple[str, ...], strict: bool, dated: date | None, decimal: str | None, as_json: bool) -> int:
    """Show for each source every ticker line: the rate it gave, or the reason why it gave none."""
    reading = _read(sources, dated, decimal, quiet=True)
    if as_json:
        from fxcli.export import json

        _write(json.array(snapshot.record() for snapshot in reading.snapshots))
    elif reading.snapshots:
        from fxcli import table

        _print(table.check(reading.snapshots))
    nothing = not any(snapshot.rates for snapshot in reading.snapshots)
    broken = strict and any(it.refused or it.conflicts or it.date is None for it in reading.snapshots)
    return 1 if nothing or broken or reading.failed else 0


class _Reading(NamedTuple):
    """What the sources of one command gave."""

    snapshots: list[Snapshot]
    failed: bool

    @property
    def rates(self) -> Iterator[Rate]:
        return (rate for snapshot in self.snapshots for rate in snapshot.rates)

    @property
    def exit_code(self) -> int:
        return 1 if self.failed else 0

    def nothing(self, day: date | None = None) -> str:
        """Why there is no rate to work with."""
        days = sorted({rate.date for rate in self.rates if rate.date})
        if day and days:
            return f"no rate of {day} or before; the oldest here is of {days[0]}, the latest of {days[-1]}"
        if day and any(True for _ in self.rates):
            return f"the rates are undated, so none is known to be of {day} or before; give their day with --date"
        if not self.snapshots:
            return "no rate was read"
        names = ", ".join(dict.fromkeys(snapshot.source for snapshot in self.snapshots))
        return f"no rate was read from {names}; fxcli check says what stands there"


def _read(sources: tuple[str, ...], day: date | None, decimal: str | None, *, quiet: bool = False) -> _Reading:
    """Read every source; what fails, contradicts itself or was refused is said on standard error."""
    if not sources:
        raise NoRatesError("there is no history yet; give a saved page: a file, a folder, or - for standard input")
    from fxcli import page, source

    stdin = sys.stdin.buffer if sys.stdin else io.BytesIO()
    snapshots, failed = [], False
    for given in sources:
        try:
            for name in source.expand(given):
                try:
                    snapshot = page.read(source.load(name, stdin), decimal=decimal, on=day)
                except SourceError as error:
                    failed = True
                    _say(str(error))
                    continue
                if snapshot.rates or snapshot.refused or name == given:
                    snapshots.append(snapshot)
                    if not quiet:
                        _remark(snapshot)
        except SourceError as error:
            failed = True
            _say(str(error))
    return _Reading(snapshots, failed)


def _remark(snapshot: Snapshot) -> None:
    from fxcli.number import plain

    for conflict in snapshot.conflicts:
        kept, *others = (plain(reading.rate) for reading in conflict.readings)
        pair = f"{conflict.base}/{conflict.quote}"
        _say(f"{snapshot.source}: {pair} is printed as {kept} and as {', '.join(others)}; {kept} was taken")
    if snapshot.refused:
        first = snapshot.refused[0]
        more = f" and {len(snapshot.refused) - 1} more" if len(snapshot.refused) > 1 else ""
        _say(f"{snapshot.source}: line {first.line} was refused ({first.reason}){more}; fxcli check says why")

"""fxcli convert-csv"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from fxcli import currency
from fxcli.cli import completion
from fxcli.cli.lookup import by_day, period
from fxcli.cli.options import WholeNumber, db_option, examples, output_option, refuse_several, source_option, today
from fxcli.cli.progress import Progress
from fxcli.cli.streams import is_same_file, is_stdout, say, write_bytes
from fxcli.csvfile.column import Columns, Expenses
from fxcli.csvfile.total import Totals
from fxcli.errors import NoRatesError, UsageError
from fxcli.output.file import format_of
from fxcli.rate import at_most_days_old
from fxcli.sources.files import gunzip, opened
from fxcli.sources.kinds import ENOUGH, refuse_foreign
from fxcli.sources.names import display_name

if TYPE_CHECKING:
    from fxcli.rate import Rate


class _WithTargets(click.Command):
    """A command whose --to may be followed by several currencies."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given: list[str] = []
        for arg in args:
            follows = given[-2:-1] == ["--to"] and currency.meanings(arg) and not os.path.exists(arg)
            given += ["--to", arg] if follows else [arg]
        return super().parse_args(ctx, given)


@click.command(
    "convert-csv",
    cls=_WithTargets,
    epilog=examples(
        "convert-csv trip.csv --amount sum --currency cur --date day --to USD",
        "convert-csv bills.csv --amount price --from KZT --to USD EUR --total -o bills-usd.csv",
    ),
)
@click.argument("file", shell_complete=completion.files)
@click.option("--amount", metavar="COLUMN", help="The column of the amounts; required.")
@click.option(
    "--to",
    "targets",
    metavar="CODE...",
    multiple=True,
    shell_complete=completion.codes,
    help="The currency of the results, or several; required.",
)
@click.option("--from", "base", metavar="CODE", shell_complete=completion.codes, help="The currency of all amounts.")
@click.option("--currency", "codes", metavar="COLUMN", help="Instead, the column that names the currency of each.")
@click.option(
    "--date", "days", metavar="COLUMN", help="The column of the days, no day as elsewhere; without it: today's rates."
)
@source_option
@click.option("--same-day", is_flag=True, help="Refuse rates of another day than the row's.")
@click.option("--max-age", type=WholeNumber(0), metavar="DAYS", help="Refuse rates that are older than that.")
@click.option("--explain", is_flag=True, help="Add the rates of each result and their sources.")
@click.option("--total", is_flag=True, help="Say the sums on standard error.")
@output_option
@click.option("--decimal", type=click.Choice([",", "."]), help="The amounts' decimal mark; settles 12,105.")
@db_option
def convert_csv(
    file: str,
    amount: str | None,
    targets: tuple[str, ...],
    base: str | None,
    codes: str | None,
    days: str | None,
    sources: tuple[str, ...],
    same_day: bool,
    max_age: int | None,
    explain: bool,
    total: bool,
    output: str | None,
    decimal: str | None,
    db: str | None,
) -> int:
    """Convert a column of money in a CSV, each row at the rate of its own day.

    FILE, or - for standard input, is separated by commas, semicolons or tabs. Each row gets result, low, high and
    rate_date, with several --to result_USD and so on; all else stays as it is. A row that cannot be converted is
    named, and its result is empty.
    """
    amount, targets = _required(amount, targets, base, codes)
    for target in targets:
        refuse_several(target)
    targets = tuple(dict.fromkeys(currency.understand(target) for target in targets))
    for target in targets:
        currency.minor_unit(target)
    base = None if base is None else currency.understand(base)
    format_of(output or "", dict.fromkeys(("csv", "tsv", "txt"), "csv"))
    if file == "-" and "-" in sources:
        raise UsageError("standard input can be FILE or a source, not both; save one of them to a file")
    max_age = 0 if same_day else max_age
    name = display_name(file)
    failures, totals = _Failures(name), Totals(targets)
    with by_day(sources, db, dated=days is not None or max_age is not None) as (latest, failed):
        usable = _usable(latest, sources, max_age)
        columns = Columns(amount, codes, days)
        expenses = Expenses(columns, base, targets, usable, decimal=decimal, explain=explain)
        write_bytes(_converted(file, expenses, failures, totals, output), output)
    for line in totals.lines() if total else ():
        say(f"{name}: {line}")
    failures.sum_up()
    return 1 if failures.count or failed else 0


def _required(
    amount: str | None, targets: tuple[str, ...], base: str | None, codes: str | None
) -> tuple[str, tuple[str, ...]]:
    """The options without which nothing can be begun. Raises UsageError, which names all that are missing."""
    if base is not None and codes is not None:
        raise UsageError("--from CODE and --currency COLUMN exclude each other; name one")
    needed = {
        "--amount COLUMN": amount is not None,
        "--to CODE": bool(targets),
        "--from CODE or --currency COLUMN": base is not None or codes is not None,
    }
    missing = [option for option, is_there in needed.items() if not is_there]
    if missing or amount is None:
        example = "fxcli convert-csv my.csv --amount sum --currency cur --date day --to USD"
        raise UsageError(f"missing: {', '.join(missing)}; write for example: {example}")
    return amount, targets


def _usable(
    latest: Callable[[date | None], list[Rate]], sources: tuple[str, ...], max_age: int | None
) -> Callable[[date | None], list[Rate]]:
    """The lookup of the rates that may be used for a day; None is today, or any day of sources that are named."""

    def usable(day: date | None) -> list[Rate]:
        on = day or (None if sources else today())
        found = latest(on)
        if max_age is not None:
            found = at_most_days_old(found, on or today(), max_age)
        if not found:
            place, remedy = ("the sources hold", "name") if sources else ("the history holds", "import")
            raise NoRatesError(f"{place} no rate of {period(on or today(), max_age)}; {remedy} an older page")
        return found

    return usable


def _converted(
    file: str, expenses: Expenses, failures: _Failures, totals: Totals, output: str | None
) -> Iterator[bytes]:
    """The header and each row, read while they are asked for."""
    on_screen = is_stdout(output) and sys.stdout.isatty()
    size = os.path.getsize(file) if os.path.isfile(file) and not on_screen else None
    progress = Progress("Converting", size)
    stdin = sys.stdin.buffer if sys.stdin else io.BytesIO()
    with opened(file, stdin) as (stream, _):
        if is_same_file(stream, output):
            raise UsageError(
                f"{display_name(file)}: the output would go into the file that is read; name another with -o"
            )
        unpacked = gunzip(file, stream)
        refuse_foreign(display_name(file), unpacked.peek(ENOUGH))
        sheet = expenses.open(display_name(file), unpacked)
        yield sheet.header(expenses.added)
        for one in progress.watch(expenses.convert(sheet), lambda one: len(sheet.encoded(one.row.text))):
            if one.failure:
                progress.hide()
                failures.add(one.row.line, one.failure)
            totals.add(one.answers)
            yield one.data


_TOLD_IN_FULL = 20
_RUNS_A_LINE = 12


class _Failures:
    """Names each row that lacks a result: the first twenty with the reason, the others by their lines alone."""

    def __init__(self, name: str) -> None:
        self.count = 0
        self._name = name
        self._runs: list[tuple[int, int]] = []

    def add(self, line: int, reason: str) -> None:
        """Name the row that begins in a line, now or with others."""
        self.count += 1
        if self.count <= _TOLD_IN_FULL:
            say(f"{self._name}: line {line}: {reason}")
        elif self._runs and self._runs[-1][1] == line - 1:
            self._runs[-1] = (self._runs[-1][0], line)
        else:
            if len(self._runs) == _RUNS_A_LINE:
                self._name_runs()
            self._runs.append((line, line))

    def sum_up(self) -> None:
        """Name what has not been named yet, and say how many rows there are."""
        self._name_runs()
        if self.count:
            say(f"{self._name}: a result is missing in {self.count} row{'s' if self.count > 1 else ''}")

    def _name_runs(self) -> None:
        if self._runs:
            lines = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in self._runs)
            say(f"{self._name}: a result is missing also in line {lines}")
            self._runs.clear()

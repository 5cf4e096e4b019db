"""fxcli convert-csv"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator

import click

from fxcli import currency
from fxcli.cli import completion
from fxcli.cli.options import db_option, decimal_option, output_option
from fxcli.cli.progress import Progress
from fxcli.cli.streams import is_same_file, is_stdout, say, write_bytes
from fxcli.csvfile.column import COLUMNS, Columns, Expenses
from fxcli.errors import UsageError
from fxcli.history.file import default_path
from fxcli.history.history import reading
from fxcli.output.file import format_of
from fxcli.sources.files import display_name, gunzip, opened


@click.command("convert-csv")
@click.argument("file", shell_complete=completion.files)
@click.option("--amount", metavar="COLUMN", required=True, help="The column of the amounts.")
@click.option(
    "--to",
    "target",
    metavar="CODE",
    required=True,
    shell_complete=completion.codes,
    help="The currency of the results.",
)
@click.option("--from", "base", metavar="CODE", shell_complete=completion.codes, help="The currency of all amounts.")
@click.option("--currency", "codes", metavar="COLUMN", help="The column that names the currency of each.")
@click.option("--date", "days", metavar="COLUMN", help="The column of the days; without it by the latest rates.")
@output_option
@decimal_option
@db_option
def convert_csv(
    file: str,
    amount: str,
    target: str,
    base: str | None,
    codes: str | None,
    days: str | None,
    output: str | None,
    decimal: str | None,
    db: str | None,
) -> int:
    """Convert a column of money in a CSV, each row at the rate of its own day.

    FILE, or - for standard input, is separated by commas, semicolons or tabs. Each row gets result, low, high and
    rate_date; all else stays as it is. A row that cannot be converted is named, and its result is empty.
    """
    if (base is None) == (codes is None):
        raise UsageError("say which currency the amounts are in: either --from CODE or --currency COLUMN")
    target = currency.understand(target)
    currency.minor_unit(target)
    base = None if base is None else currency.understand(base)
    format_of(output or "", dict.fromkeys(("csv", "tsv", "txt"), "csv"))
    failures = _Failures(display_name(file))
    with reading(db or default_path()) as history:
        expenses = Expenses(Columns(amount, codes, days), base, target, history.latest, decimal)
        data = _converted(file, expenses, failures, output)
        write_bytes(data, output)
    failures.sum_up()
    return 1 if failures.count else 0


def _converted(file: str, expenses: Expenses, failures: _Failures, output: str | None) -> Iterator[bytes]:
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
        sheet = expenses.open(display_name(file), gunzip(file, stream))
        yield sheet.header(COLUMNS)
        for one in progress.watch(expenses.convert(sheet), lambda one: len(sheet.encoded(one.row.text))):
            if one.failure:
                progress.hide()
                failures.add(one.row.line, one.failure)
            yield one.data


_TOLD_IN_FULL = 20
_RUNS_A_LINE = 12


class _Failures:
    """Names each row without a result: the first twenty with the reason, the others by their lines alone."""

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
            rows = "1 row has no result" if self.count == 1 else f"{self.count} rows have no result"
            say(f"{self._name}: {rows}")

    def _name_runs(self) -> None:
        if self._runs:
            lines = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in self._runs)
            say(f"{self._name}: no result either in line {lines}")
            self._runs.clear()

"""A column of money in a CSV: each row at the rate of its own day, the result beside it in four more columns."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BufferedReader
from typing import NamedTuple

from fxcli import currency
from fxcli.conversion import Conversion, convert
from fxcli.csvfile.reader import Row, Sheet
from fxcli.errors import NoRateError, NoRatesError, UsageError
from fxcli.number import plain, read_amount
from fxcli.rate import Rate
from fxcli.refusal import Reason

COLUMNS = ("result", "low", "high", "rate_date")

_LONGEST_CELL = 64
_DAYS_KEPT = 1024
"""Days whose rates are kept: rows come in any order, and each lookup costs."""
_PATHS_KEPT = 8 * _DAYS_KEPT

# Where a semicolon parts the cells the comma is likely to be the decimal mark, and then a dot groups digits.
_DOT_BEFORE_THREE_DIGITS = re.compile(r"[-+−–]?\s*[1-9][0-9]{0,2}\.[0-9]{3}")


class Columns(NamedTuple):
    """Which columns of a sheet, or which cells of a row, say what."""

    amount: str
    currency: str | None = None
    date: str | None = None


class Converted(NamedTuple):
    """A row with its result, or with empty cells and the reason why."""

    row: Row
    data: bytes
    failure: str | None


class Expenses:
    """Converts the rows of a sheet to one currency.

    The amounts are in the currency `base`, else in the one that each row names; `latest` finds the rates on or
    before a row's day, or the latest of all for None.
    """

    def __init__(
        self,
        columns: Columns,
        base: str | None,
        target: str,
        latest: Callable[[date | None], Sequence[Rate]],
        decimal: str | None = None,
    ) -> None:
        self._columns = columns
        self._base = base
        self._target = target
        self._decimal = decimal
        self._latest = lru_cache(_DAYS_KEPT)(latest)
        self._legs = lru_cache(_PATHS_KEPT)(self._find_legs)
        self._day = lru_cache(_DAYS_KEPT)(_day)

    def open(self, name: str, stream: BufferedReader) -> Sheet:
        """A CSV that has the columns. Raises SourceError or UsageError where it has not, see Sheet."""
        return Sheet(name, stream, [column for column in self._columns if column is not None])

    def convert(self, sheet: Sheet) -> Iterator[Converted]:
        """Each row below the header; rows without any text stay without a result."""
        for row in sheet.rows():
            cells: Sequence[str] = [""] * len(COLUMNS)
            failure = row.fault
            if any(map(str.strip, row.cells)):
                try:
                    cells = _shown(self._answer(self._cells(row, sheet), sheet.delimiter))
                except (UsageError, NoRateError, NoRatesError) as error:
                    failure = str(error)
            yield Converted(row, sheet.extended(row, cells), failure)

    def _cells(self, row: Row, sheet: Sheet) -> Columns:
        if len(row.cells) > len(sheet.names):
            counts = f"{len(row.cells)} cells under {len(sheet.names)} columns"
            raise UsageError(f"{counts}; put a cell that holds the delimiter in quotes")
        amount, code, day = self._columns

        def cell(name: str) -> str:
            return _cell(row, sheet.column(name))

        return Columns(cell(amount), code and cell(code), day and cell(day))

    def _answer(self, cells: Columns, delimiter: str) -> Conversion:
        amount = self._amount(cells.amount, delimiter)
        base = self._base or _code(cells.currency)
        day = None if cells.date is None or base == self._target else self._day(cells.date)
        return convert(amount, base, self._target, self._legs(base, day))

    def _amount(self, cell: str, delimiter: str) -> Decimal:
        if not cell:
            raise UsageError("the amount is missing")
        amount = read_amount(cell, self._decimal)
        two_readings = amount is Reason.AMBIGUOUS_NUMBER or (
            delimiter == ";" and self._decimal is None and _DOT_BEFORE_THREE_DIGITS.fullmatch(cell)
        )
        if two_readings and amount is read_amount(cell, ",") is read_amount(cell, "."):
            raise UsageError(f"'{cell}' is not an amount; a blank groups three digits, and no word belongs in it")
        if two_readings:
            raise UsageError(f"'{cell}' can be read in two ways; say --decimal , or --decimal . for the whole file")
        if isinstance(amount, Reason):
            raise UsageError(f"'{cell}' is not an amount; write it like 1500, 1,500.50 or -12,5")
        return amount

    def _find_legs(self, base: str, day: date | None) -> tuple[Rate, ...]:
        """The one or two rates of a day that lead to the target."""
        if base == self._target:
            return ()
        rates = self._latest(day)
        if not rates:
            raise NoRatesError(f"the history holds no rate of {day} or before; import an older page")
        return convert(Decimal(1), base, self._target, rates).legs


def _cell(row: Row, place: int) -> str:
    text = row.cells[place].strip() if place < len(row.cells) else ""
    if len(text) > _LONGEST_CELL:
        raise UsageError(f"'{text[:_LONGEST_CELL]}…' is too long for an amount, a currency or a date")
    return text


def _code(cell: str | None) -> str:
    if not cell:
        raise UsageError("the currency is missing")
    code = currency.meant(cell)
    if code is None:
        raise UsageError(f"'{cell}' is not an active ISO 4217 currency; write a code such as KZT")
    return code


def _day(cell: str) -> date:
    from fxcli.page.date import full_date  # only here: not every sheet has dates

    if not cell:
        raise UsageError("the date is missing")
    day = full_date(cell)
    if day is None:
        raise UsageError(f"'{cell}' names no day for certain; write it like 2025-12-09 or 09.12.2025")
    return day


def _shown(answer: Conversion) -> list[str]:
    day = answer.date.isoformat() if answer.date else ""
    return [plain(answer.result), plain(answer.low), plain(answer.high), day]

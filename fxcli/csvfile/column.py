"""A column of money in a CSV: each row at the rate of its own day, the results beside it in more columns."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BufferedReader
from itertools import chain
from typing import NamedTuple

from fxcli.conversion import Conversion, convert
from fxcli.csvfile import cell
from fxcli.csvfile.reader import Row, Sheet
from fxcli.data.export import escape_formula
from fxcli.errors import NoRateError, NoRatesError, UsageError
from fxcli.number import plain
from fxcli.rate import Rate

_RESULT = ("result", "low", "high", "rate_date")
_EXPLANATION = ("rate", "source")

_LONGEST_CELL = 64
_DAYS_KEPT = 1024
"""Days whose rates are kept: rows come in any order, and each lookup costs."""
_PATHS_KEPT = 8 * _DAYS_KEPT
_HEAD = 1 << 20
"""So many characters of rows are looked at for the decimal mark of the file before the first result is written."""


class Columns(NamedTuple):
    """Which columns of a sheet, or which cells of a row, say what."""

    amount: str
    currency: str | None = None
    date: str | None = None


class Converted(NamedTuple):
    """A row with its results; where there is none its cells are empty and the failure says why."""

    row: Row
    data: bytes
    answers: tuple[Conversion, ...]
    failure: str | None


class Expenses:
    """Converts the rows of a sheet to one currency or several.

    The amounts are in the currency `base`, else in the one that each row names. `latest` gives the rates that may be
    used for the day of a row, or for None where there is no column of days; it raises NoRatesError where there are
    none. Without `decimal`, which is the decimal mark of the amounts, a number of two readings is refused, and the
    results have the mark that most of the amounts at the beginning of the file show.
    """

    def __init__(
        self,
        columns: Columns,
        base: str | None,
        targets: Sequence[str],
        latest: Callable[[date | None], Sequence[Rate]],
        *,
        decimal: str | None = None,
        explain: bool = False,
    ) -> None:
        self._columns = columns
        self._base = base
        self._targets = targets
        self._decimal = decimal
        names = _RESULT + _EXPLANATION if explain else _RESULT
        self._explain = explain
        self.added = [name if len(targets) == 1 else f"{name}_{code}" for code in targets for name in names]
        """The names of the columns that are added."""
        self._latest = lru_cache(_DAYS_KEPT)(latest)
        self._legs = lru_cache(_PATHS_KEPT)(self._find_legs)
        self._day = lru_cache(_DAYS_KEPT)(cell.day)
        self._code = lru_cache(_DAYS_KEPT)(_code)

    def open(self, name: str, stream: BufferedReader) -> Sheet:
        """A CSV that has the columns. Raises SourceError or UsageError where it has not, see Sheet."""
        return Sheet(name, stream, [column for column in self._columns if column is not None])

    def convert(self, sheet: Sheet) -> Iterator[Converted]:
        """Each row below the header; rows without any text stay without a result."""
        rows, mark, dot_may_group = self._with_mark(sheet)
        for row in rows:
            answers: list[Conversion | None] = [None] * len(self._targets)
            failure = row.fault
            if any(map(str.strip, row.cells)):
                try:
                    answers, reasons = self._answers(self._cells(row, sheet), dot_may_group=dot_may_group)
                    failure = "; ".join(reasons) or None
                except UsageError as error:
                    failure = str(error)
            more = [text for answer in answers for text in self._shown(answer, mark)]
            yield Converted(row, sheet.extended(row, more), tuple(filter(None, answers)), failure)

    def _with_mark(self, sheet: Sheet) -> tuple[Iterable[Row], str, bool]:
        """The rows, the decimal mark of the file, and whether a dot may group digits in it."""
        rows = sheet.rows()
        if self._decimal:
            return rows, self._decimal, False
        head, size = [], 0
        for row in rows:
            head.append(row)
            size += len(row.text)
            if size >= _HEAD:
                break
        place = sheet.column(self._columns.amount)
        amounts = (row.cells[place].strip() for row in head if len(row.cells) > place)
        marks = cell.decimal_marks(filter(_is_short, amounts))
        # Where a semicolon parts the cells the comma is needed for something else.
        comma_is_usual = sheet.delimiter == ";"
        comma = comma_is_usual if marks[","] == marks["."] else marks[","] > marks["."]
        return chain(head, rows), "," if comma else ".", comma_is_usual or bool(marks[","])

    def _cells(self, row: Row, sheet: Sheet) -> Columns:
        if len(row.cells) > len(sheet.names):
            counts = f"{len(row.cells)} cells under {len(sheet.names)} column{'' if len(sheet.names) == 1 else 's'}"
            raise UsageError(f"{counts}; put a cell that holds the delimiter in quotes")

        def text(name: str) -> str:
            place = sheet.column(name)
            found = row.cells[place].strip() if place < len(row.cells) else ""
            if not _is_short(found):
                raise UsageError(f"'{found[:_LONGEST_CELL]}…' is too long for an amount, a currency or a date")
            return found

        amount, code, day = self._columns
        return Columns(text(amount), code and text(code), day and text(day))

    def _answers(self, cells: Columns, *, dot_may_group: bool) -> tuple[list[Conversion | None], list[str]]:
        """The conversion to each target, None for one that fails, and the reasons of those."""
        amount = cell.amount(cells.amount, self._decimal, dot_may_group=dot_may_group)
        base = self._base or self._code(cells.currency or "")
        if isinstance(base, UsageError):
            raise base
        if amount.currencies and base not in amount.currencies:
            raise UsageError(f"'{cells.amount}' names {' or '.join(amount.currencies)}, but its currency is {base}")
        answers: list[Conversion | None] = []
        reasons = {}
        for target in self._targets:
            try:
                answers.append(convert(amount.value, base, target, self._legs(base, target, cells.date)))
            except (UsageError, NoRateError, NoRatesError) as error:
                answers.append(None)
                reasons[str(error)] = target
        return answers, list(reasons)

    def _find_legs(self, base: str, target: str, day: str | None) -> tuple[Rate, ...]:
        """The one or two rates of a day that lead from one currency to the other."""
        if base == target:
            return ()
        rates = self._latest(None if day is None else self._day(day))
        return convert(Decimal(1), base, target, rates).legs

    def _shown(self, answer: Conversion | None, mark: str) -> list[str]:
        if answer is None:
            return [""] * (len(self.added) // len(self._targets))
        figures = [plain(value).replace(".", mark) for value in (answer.result, answer.low, answer.high)]
        shown = [*figures, answer.date.isoformat() if answer.date else ""]
        if self._explain:
            rates = (f"{leg.base}/{leg.quote} = {plain(leg.value).replace('.', mark)}" for leg in answer.legs)
            sources = dict.fromkeys(leg.source for leg in answer.legs)
            shown += ["; ".join(rates), escape_formula("; ".join(sources))]
        return shown


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_CELL


def _code(text: str) -> str | UsageError:
    """The currency that a cell names, or why it names none: the nearest codes take long enough to be kept."""
    try:
        return cell.code(text)
    except UsageError as error:
        return error

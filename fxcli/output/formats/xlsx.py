"""A workbook of Excel and LibreOffice, by XlsxWriter: https://xlsxwriter.readthedocs.io

Days are days and rates are numbers, shown with the digits that were printed. No cell holds a formula, and no text is
taken for one.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from fxcli.errors import FxcliError, UsageError
from fxcli.number import plain
from fxcli.rate import Rate

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_COLUMNS = (
    ("date", 11, "The day the rate speaks for; empty where the page does not say."),
    ("base", 6, "The currency that is priced: 1 unit of base costs rate units of quote."),
    ("quote", 6, "The currency of the price."),
    (
        "rate",
        14,
        "Units of quote for 1 unit of base, shown with the digits that were printed: it stands for every rate that"
        " rounds to it, 0.00008 for 0.000075 to 0.000085.",
    ),
    ("exact_rate", 14, "The rate as text where it has more digits than the 15 that a spreadsheet keeps of a number."),
    (
        "change_pct",
        12,
        "The change in percent that the page itself prints; -0, as text, is a fall too small to show, empty is none"
        " printed.",
    ),
    ("occurrences", 12, "How many lines of the page say so."),
    ("source", 50, "Where the page was read."),
)

_MOST_ROWS = (1 << 20) - 1
"""So many rows of a sheet there are below its header."""
_MOST_DIGITS = 15
_LONGEST_TEXT = 32767
"""In units of UTF-16."""
_FIRST_DAY = date(1900, 3, 1)
"""Days before it are not the same in all spreadsheets, for in some 1900 is a leap year."""
_PIECE = 1 << 16


def write(rates: Iterable[Rate]) -> Iterator[bytes]:
    """A sheet with one row for each rate, and one that says what the columns mean.

    Raises UsageError for more rates than a sheet has rows, FxcliError where XlsxWriter is not installed.
    """
    from tempfile import TemporaryFile  # only here, as the library: other formats need neither

    try:
        from xlsxwriter.workbook import Workbook
    except ImportError as error:
        raise FxcliError("a workbook needs another library: pip install 'fxcli[excel]'") from error
    with TemporaryFile() as file:
        with Workbook(file, {"constant_memory": True}) as book:
            newest = _Sheet(book, book.add_worksheet("rates")).fill(rates)
            _explain(book.add_worksheet("columns"))
            # Not the time of now: the same rates are the same file.
            book.set_properties({"created": datetime(newest.year, newest.month, newest.day)})
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


class _Sheet:
    """The sheet of the rates."""

    def __init__(self, book: "Workbook", sheet: "Worksheet") -> None:
        self._book = book
        self._sheet = sheet
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._forms: dict[int, object] = {}

    def fill(self, rates: Iterable[Rate]) -> date:
        """Write the header and the rows; the newest of their days, or the first that a sheet can hold."""
        for column, (name, width, _) in enumerate(_COLUMNS):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, name)
        self._sheet.freeze_panes(1, 0)
        row, newest = 0, _FIRST_DAY
        for row, rate in enumerate(rates, start=1):
            if row > _MOST_ROWS:
                raise UsageError(f"a sheet holds {_MOST_ROWS} rates at most; narrow them with --since and --until")
            self._write(row, rate)
            newest = max(newest, rate.date or newest)
        self._sheet.autofilter(0, 0, row, len(_COLUMNS) - 1)
        return newest

    def _write(self, row: int, rate: Rate) -> None:
        if rate.date and rate.date >= _FIRST_DAY:
            self._sheet.write_datetime(row, 0, rate.date, self._day)
        elif rate.date:
            self._sheet.write_string(row, 0, rate.date.isoformat())
        self._sheet.write_string(row, 1, rate.base)
        self._sheet.write_string(row, 2, rate.quote)
        self._write_number(row, 3, rate.value)
        if not _fits(rate.value):
            self._sheet.write_string(row, 4, plain(rate.value))
        if rate.change_pct is not None and _fits(rate.change_pct):
            self._write_number(row, 5, rate.change_pct)
        elif rate.change_pct is not None:
            self._sheet.write_string(row, 5, plain(rate.change_pct))
        self._sheet.write_number(row, 6, rate.occurrences)
        self._sheet.write_string(row, 7, _cut(rate.source))

    def _write_number(self, row: int, column: int, value: Decimal) -> None:
        """A number with the decimals that were printed, as far as a spreadsheet has digits for them."""
        decimals = -int(value.as_tuple().exponent)
        if not _fits(value):
            decimals = min(decimals, _MOST_DIGITS - 1 - value.adjusted())
        if decimals not in self._forms:
            form = "0" if decimals == 0 else f"0.{'0' * decimals}"
            self._forms[decimals] = self._book.add_format({"num_format": form})
        self._sheet.write_number(row, column, value, self._forms[decimals])


def _fits(value: Decimal) -> bool:
    """Whether a spreadsheet keeps all digits of a number, and the sign of a zero."""
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    return len(digits) <= _MOST_DIGITS and not (value.is_zero() and value.is_signed())


def _cut(text: str) -> str:
    data = text.encode("utf-16-le", "surrogatepass")
    if len(data) <= 2 * _LONGEST_TEXT:
        return text
    return data[: 2 * (_LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


def _explain(sheet: "Worksheet") -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 120)
    for row, (name, _, meaning) in enumerate(_COLUMNS):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, meaning)

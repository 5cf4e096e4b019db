"""A CSV table of rates: each row the rates of its day, by a heading that says which column is what."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from fxcli import number
from fxcli.data.heading import Figures, Layout, UncertainHeadingError, is_heading, layout
from fxcli.errors import SourceError, TooLargeError
from fxcli.options import ReadOptions
from fxcli.page.date import full_date
from fxcli.page.document import as_text
from fxcli.printed import Block, PrintedRate
from fxcli.refusal import Reason

_DELIMITERS = (",", ";", "\t")
_DELIMITER_LINE = re.compile(r"(?i:sep=)([,;\t])\s*")
_MOST_ROW = 1 << 16
"""In characters. A row that is longer has lost the quote at the end of a cell."""
_MOST_RATES = 1_000_000
"""What a table says of a day can stand anywhere in it, so all of it is held at once."""
_SHOWN = 120

ENOUGH = 1 << 13
"""How many bytes of a document tell whether it is a table of rates."""

_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?\Z", re.ASCII)
_UNIT = re.compile(r"(10{0,6})(?:[.,]0{1,2})?")
"""Other units do not divide a value so that its digits, and with them its precision, stay."""

_UNIT_SAID = re.compile(r"(?:[^\W\d]+[ .:]*|[x×] ?)?(?P<unit>10{0,6})", re.IGNORECASE)
_MOST_DECIMALS = 4
"""So many digits of a whole number can be the decimals of the one before it."""
_LEFT_OPEN = ("", "-", "N/A")

# Where a semicolon parts the cells the comma is likely to be the decimal mark, and then a dot groups digits.
_DOT_BEFORE_THREE_DIGITS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


class _Row(NamedTuple):
    line: int
    """The line in which it begins, counted from 1."""
    cells: list[str]
    fault: str = ""
    """Why it has no cells."""


def is_table(beginning: bytes) -> bool:
    """Whether a document that begins so has a heading of rates; `read` says where its columns are not certain."""
    if beginning.startswith((b"<", b"{", b"[")):  # as most documents do
        return False
    names, _, _ = _heading(_lines([beginning[:ENOUGH]]))
    return is_heading(names)


def read(name: str, content: Iterable[bytes], options: ReadOptions) -> Iterator[Block]:
    """The rates of a table, whose bytes come in pieces of any size: a block for each run of rows of one day.

    Each rate has the line in which its row begins.

    Raises SourceError where the heading leaves open what a column is, or a row does not end, TooLargeError above a
    million rates.
    """
    lines = _lines(content)
    names, delimiter, line = _heading(lines)
    try:
        columns = layout(names, options)
    except UncertainHeadingError as error:
        raise SourceError(f"{name}: line {line}: it is not certain what each column is: {error}") from error
    table = _Table(columns, names, delimiter, options.decimal)
    rows = _rows(name, lines, delimiter, line + 1)
    days = ((*_printed(name, table, row), row.line) for row in rows if any(map(str.strip, row.cells)) or row.fault)
    count = 0
    for day, run in groupby(days, key=lambda of_row: of_row[0]):
        found: dict[PrintedRate, list[int]] = {}
        for _, rates, line in run:
            count += len(rates)
            if count > _MOST_RATES:
                raise TooLargeError(f"{name}: more than {_MOST_RATES:,} rates; split it, for example by years")
            for rate in rates:
                found.setdefault(rate, []).append(line)
        if found:
            yield Block(day, list(found.items()))


def _printed(name: str, table: "_Table", row: _Row) -> tuple[date | None, list[PrintedRate]]:
    """What a row prints. Raises SourceError where it says the units of all the others."""
    if table.says_units(row):
        raise SourceError(
            f"{name}: line {row.line}: the row seems to say for how many units of each currency the rates are; "
            "divide them, and leave the row out"
        )
    return table.printed(row)


def _lines(blocks: Iterable[bytes]) -> Iterator[str]:
    """The lines of a text in any encoding, each with its end."""
    rest = b""
    for block in as_text(blocks):
        *whole, rest = (rest + block).split(b"\n")
        yield from (line.decode("utf-8", "replace") + "\n" for line in whole)
        if len(rest) > _MOST_ROW:  # it is refused where the row is read
            yield rest.decode("utf-8", "replace")
            rest = b""
    if rest:
        yield rest.decode("utf-8", "replace")


def _heading(lines: Iterator[str]) -> tuple[list[str], str, int]:
    """The names of the columns, the delimiter between them, and the line in which they stand."""
    text, line = next(lines, ""), 1
    told = _DELIMITER_LINE.fullmatch(text)
    if told:
        text, line = next(lines, ""), 2
    headings = {mark: _cells(text, mark) or [] for mark in (told[1] if told else _DELIMITERS)}
    delimiter = max(headings, key=lambda mark: len(headings[mark]))
    return [name.strip() for name in headings[delimiter]], delimiter, line


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of a row that stands on one line; None where a cell in quotes does not end well."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _rows(name: str, lines: Iterator[str], delimiter: str, line: int) -> Iterator[_Row]:
    """The rows of the lines from a line on. One that does not end well costs no other row of its lines."""
    taken: list[str] = []
    size = 0

    def take() -> Iterator[str]:
        nonlocal size
        for text in lines:
            taken.append(text)
            size += len(text)
            if size > _MOST_ROW:
                raise SourceError(f"{name}: line {line}: the row does not end; is the quote behind a cell missing?")
            yield text

    reader = csv.reader(take(), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader, None)
            if cells is None:
                return
            yield _Row(line, cells)
        except csv.Error:
            for number_of_line, text in enumerate(taken, line):
                alone = _cells(text, delimiter)
                yield _Row(
                    number_of_line, alone or [], "" if alone is not None else "a cell in quotes does not end well"
                )
        line += len(taken)
        size = 0
        taken.clear()


class _Table:
    """What the rows of a table print."""

    def __init__(self, columns: Layout, names: Sequence[str], delimiter: str, decimal: str | None) -> None:
        self._columns = columns
        self._names = names
        self._delimiter = delimiter
        self._decimal = decimal
        self._day_of = lru_cache(1024)(_day)
        self._day: date | None = None

    def printed(self, row: _Row) -> tuple[date | None, list[PrintedRate]]:
        """The rates of a row and their day. A row that is not understood is one refusal beside the rates before it."""
        cells = [cell.strip() for cell in row.cells]
        fault = row.fault or self._fault(cells)
        if not fault and self._columns.day is not None:
            written = cells[self._columns.day]
            day = self._day_of(written)
            fault = "" if day else f"'{written}' names no certain day"
            self._day = day or self._day
        if fault:
            return self._day, [self._refusal(cells, fault)]
        rates = [rate for figures in self._columns.figures if (rate := self._rate(figures, cells))]
        if self._may_be_split(cells):
            detail = "whole numbers side by side, as where a comma is both delimiter and decimal mark"
            rates = [rate._replace(value=Reason.AMBIGUOUS_NUMBER, detail=detail) for rate in rates]
        return self._day, rates

    def _may_be_split(self, cells: Sequence[str]) -> bool:
        """Whether the cells of two rates side by side can be the two parts of one number, `87,45`."""
        if self._delimiter != "," or self._decimal is not None:
            return False
        places = [figures.place for figures in self._columns.figures]
        if not all(cells[place].isdigit() for place in places):
            return False
        return any(after == before + 1 and len(cells[after]) <= _MOST_DECIMALS for before, after in pairwise(places))

    def says_units(self, row: _Row) -> bool:
        """Whether a row has no day, and under the rates nothing but units, some of more than one."""
        cells = [cell.strip() for cell in row.cells]
        if row.fault or self._columns.day is None or self._fault(cells) or self._day_of(cells[self._columns.day]):
            return False
        units = [_UNIT_SAID.fullmatch(cells[figures.place]) for figures in self._columns.figures]
        return all(units) and any(unit and unit["unit"] != "1" for unit in units)

    def _fault(self, cells: Sequence[str]) -> str:
        if len(cells) < len(self._names) or any(cells[len(self._names) :]):
            return f"{len(cells)} cells under {len(self._names)} columns"
        for place, allowed in self._columns.conditions.items():
            if cells[place] not in allowed:
                return f"{self._names[place]} {cells[place]}"
        return ""

    def _refusal(self, cells: Sequence[str], fault: str) -> PrintedRate:
        base, quote = (_code(named, cells) for named in self._columns.figures[0][1:3])
        text = self._delimiter.join(cells)
        return PrintedRate(base, quote, 1, Reason.UNCLEAR, text=text[:_SHOWN], detail=fault[:_SHOWN])

    def _rate(self, figures: Figures, cells: Sequence[str]) -> PrintedRate | None:
        """What a cell of figures prints; one that is left open among others prints nothing."""
        written = cells[figures.place]
        among_others = len(self._columns.figures) > 1
        if among_others and written.upper() in _LEFT_OPEN:
            return None
        text = f"{self._names[figures.place]} = {written}" if among_others else self._delimiter.join(cells)
        written_unit = "1" if figures.unit is None else cells[figures.unit]
        unit = _UNIT.fullmatch(written_unit)
        return PrintedRate(
            _code(figures.base, cells),
            _code(figures.quote, cells),
            int(unit[1]) if unit else 1,
            self._number(written) if unit else Reason.AMBIGUOUS_UNIT,
            text=text[:_SHOWN],
            detail="" if unit else written_unit[:_SHOWN],
        )

    def _number(self, cell: str) -> Decimal | Reason:
        written = cell.translate(number.ONE_BLANK)
        if self._delimiter == ";" and self._decimal is None and _DOT_BEFORE_THREE_DIGITS.fullmatch(written):
            return Reason.AMBIGUOUS_NUMBER
        return number.read(written, self._decimal)


def _code(named: int | str, cells: Sequence[str]) -> str:
    """A currency of a row: the one that its cell names, or that of the whole column."""
    return named if isinstance(named, str) else "".join(cells[named : named + 1]).upper()[:_SHOWN]


def _day(cell: str) -> date | None:
    """The day that a cell names, with a time or without one."""
    return full_date(_TIME.sub("", cell))

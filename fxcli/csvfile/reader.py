"""A CSV of the user's own, read row by row and given back as it was: its bytes, dialect and cells stay untouched."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from io import BufferedReader
from typing import NamedTuple

from fxcli.data.export import LONGEST_CELL
from fxcli.errors import SourceError, UsageError

_DELIMITERS = (",", ";", "\t")
_SEPARATOR = re.compile(r'"?sep=([,;\t])"?\s*', re.IGNORECASE)
"""The line with which some spreadsheets say the delimiter of what follows."""

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_LONGEST_ROW = LONGEST_CELL


class Row(NamedTuple):
    line: int
    """The line of the file in which the row begins, counted from 1."""
    cells: list[str]
    """None of an empty line."""
    text: str
    """The row as it stands in the file, with its line end."""
    fault: str | None = None
    """Why it has no cells though its line is not empty."""


class Sheet:
    """The header of a CSV, and its rows, which can be read once.

    The delimiter is the one that a line `sep=;` above the header says, else the comma, semicolon or tab under which
    the header names the columns that are asked for.
    """

    def __init__(self, name: str, stream: BufferedReader, columns: Sequence[str]) -> None:
        """Raises SourceError where there is no header, UsageError where it does not name each column once."""
        csv.field_size_limit(LONGEST_CELL)
        self.name = name
        mark, self._encoding = _encoding(stream.peek())
        # What is not valid in the encoding is carried along, so that it can be written as it was.
        self._errors = "surrogatepass" if self._encoding.startswith("utf-16") else "surrogateescape"
        self._above = stream.read(len(mark)).decode(self._encoding)
        self._lines = _Lines(name, io.TextIOWrapper(stream, self._encoding, self._errors, newline=""))
        line, self._header = self._read_header()
        if separator := _SEPARATOR.fullmatch(self._header):
            self._above += self._header
            line, self._header = self._read_header()
            self.delimiter = separator[1]
        else:
            self.delimiter = max(_DELIMITERS, key=lambda mark: self._fit(mark, columns))
        self.names = self._names(self.delimiter)
        if not self.names:
            raise SourceError(f"{name}: line {line} should name the columns; is it empty, or a quote missing?")
        self._require(columns)

    def _require(self, columns: Sequence[str]) -> None:
        there = f"its columns are: {', '.join(self.names)}"
        absent = [f"'{column}'" for column in dict.fromkeys(columns) if column not in self.names]
        if absent:
            raise UsageError(f"{self.name} has no column {' and no column '.join(absent)}; {there}")
        for column in columns:
            if (count := self.names.count(column)) > 1:
                raise UsageError(f"{self.name} has {count} columns '{column}'; rename all but one; {there}")

    def column(self, name: str) -> int:
        """At which place of each row a column stands."""
        return self.names.index(name)

    def header(self, more: Sequence[str]) -> bytes:
        """The header as it stands in the file, with more columns. Raises UsageError where it has one already."""
        for name in more:
            if name in self.names:
                raise UsageError(f"{self.name} already has a column '{name}'; rename it there, or leave it out")
        return self.extended(Row(1, self.names, self._above + self._header), more)

    def rows(self) -> Iterator[Row]:
        """The rows below the header. Raises SourceError where a line is none of a table."""
        reader = csv.reader(self._lines, delimiter=self.delimiter, strict=True)
        while True:
            try:
                cells = next(reader, None)
            except csv.Error:
                yield from map(self._alone, self._lines.take_singly())
                continue
            if cells is None:
                return
            line, text = self._lines.take()
            yield Row(line, cells, text)

    def _alone(self, numbered: tuple[int, str]) -> Row:
        line, text = numbered
        try:
            return Row(line, next(csv.reader([text], delimiter=self.delimiter, strict=True)), text)
        except csv.Error:
            return Row(line, [], text, "a cell in quotes does not end well; write a quote within it twice")

    def extended(self, row: Row, more: Sequence[str]) -> bytes:
        """A row as it stands in the file, with more cells below the columns that were added to the header."""
        if not row.cells:
            return self.encoded(row.text)
        body = row.text.rstrip("\r\n")
        missing = [""] * (len(self.names) - len(row.cells))
        return self.encoded(self.delimiter.join((body, *missing, *map(self._cell, more))) + row.text[len(body) :])

    def _cell(self, text: str) -> str:
        """A cell of this file: in quotes where it needs them, and with escapes for what its encoding has not."""
        text = text.encode(self._encoding, "backslashreplace").decode(self._encoding)
        needs_quotes = any(char in text for char in (self.delimiter, '"', "\r", "\n"))
        return f'"{text.replace(chr(34), chr(34) * 2)}"' if needs_quotes else text

    def encoded(self, text: str) -> bytes:
        """Text of the file as the bytes that it is made of there."""
        return text.encode(self._encoding, self._errors)

    def _read_header(self) -> tuple[int, str]:
        """The line in which the next row begins, and the row."""
        quotes = 0
        for line in self._lines:
            quotes += line.count('"')
            if quotes % 2 == 0:
                break
        return self._lines.take()

    def _names(self, delimiter: str) -> list[str]:
        try:
            rows = list(csv.reader(io.StringIO(self._header, newline=""), delimiter=delimiter, strict=True))
        except csv.Error:
            return []
        return [cell.strip() for cell in rows[0]] if len(rows) == 1 else []

    def _fit(self, delimiter: str, columns: Sequence[str]) -> tuple[int, int]:
        names = self._names(delimiter)
        return sum(column in names for column in columns), len(names)


class _Lines:
    """The lines of a text, kept until the row that they make is taken."""

    def __init__(self, name: str, text: io.TextIOWrapper) -> None:
        self._name = name
        self._text = text
        self._next = 1
        self._kept: list[str] = []
        self._size = 0
        self._again = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line, self._again = self._again or self._read(), ""
        if not line:
            raise StopIteration
        self._kept.append(line)
        self._size += len(line)
        if self._size >= _LONGEST_ROW:
            why = f"the row has {_LONGEST_ROW} characters or more; is a line end missing?"
            raise SourceError(f"{self._name}: line {self._next}: {why}")
        return line

    def take(self) -> tuple[int, str]:
        """The line in which the row begins, and the row; what follows it is kept from now on."""
        line, text = self._next, "".join(self._kept)
        self._next += len(self._kept)
        self._kept.clear()
        self._size = 0
        return line, text

    def take_singly(self) -> list[tuple[int, str]]:
        """The same for each line of a row that does not end well, but the last of several, which is read again.

        A line among them that ends within quotes would come to the same bad end, so none needs those below it.
        """
        if len(self._kept) > 1:
            self._again = self._kept.pop()
        lines = list(enumerate(self._kept, self._next))
        self.take()
        return lines

    def _read(self) -> str:
        try:
            return self._text.readline(_LONGEST_ROW)
        except UnicodeDecodeError as error:
            where = f"{self._name}: line {self._next + len(self._kept)}"
            raise SourceError(f"{where} is not valid {self._text.encoding}; save the file as UTF-8") from error


def _encoding(beginning: bytes) -> tuple[bytes, str]:
    """The byte order mark of a text and its encoding: by that mark, else UTF-8, else windows-1251 if that fits."""
    for mark, encoding in _MARKS.items():
        if beginning.startswith(mark):
            return mark, encoding
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(beginning)
    bad_bytes = sum("\udc80" <= char <= "\udcff" for char in text)
    characters = sum(char > "\x7f" for char in text) - bad_bytes
    return b"", "utf-8" if characters >= bad_bytes else "windows-1251"

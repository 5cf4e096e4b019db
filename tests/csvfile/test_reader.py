"""A CSV of the user's own is given back byte for byte, with cells added."""

import csv
import io
import re
import subprocess
import sys
from io import BufferedReader, BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli.csvfile.reader import Sheet
from fxcli.errors import SourceError, UsageError


def sheet(data: bytes, *columns: str) -> Sheet:
    return Sheet("my.csv", BufferedReader(BytesIO(data)), columns or ("amount",))  # type: ignore[arg-type]


def extended(data: bytes, more: str = "+") -> bytes:
    """The sheet with one more column."""
    read = sheet(data)
    return read.header(["new"]) + b"".join(read.extended(row, [more]) for row in read.rows())


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6),
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_every_cell_of_any_dialect_stays_as_it_was(
    rows: list[list[str]], delimiter: str, end: str, quoting: int, encoding: str
) -> None:
    text = io.StringIO(newline="")
    # A lone CR or LF in a cell is quoted when it is what ends the rows.
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n", quoting=quoting)
    writer.writerows([["amount", "b", "c"], *rows])
    plain = text.getvalue() if quoting == csv.QUOTE_ALL else text.getvalue().replace("\r\n", end)
    data = plain.encode(encoding)
    read = sheet(data)
    before = list(csv.reader(io.StringIO(plain, newline=""), delimiter=delimiter))
    given_back = list(read.rows())
    assert [row.cells for row in given_back] == before[1:]
    assert b"".join([sheet(data).header([]), *(read.encoded(row.text) for row in given_back)]) == data
    after = csv.reader(io.StringIO(extended(data).decode(encoding), newline=""), delimiter=delimiter)
    assert list(after) == [[*row, "new" if n == 0 else "+"] if row else [] for n, row in enumerate(before)]


@given(st.binary(max_size=200))
def test_whatever_bytes_follow_the_header_are_there_afterwards(noise: bytes) -> None:
    data = b"amount,b\n" + noise
    read = sheet(data)
    assert b"".join(read.encoded(row.text) for row in read.rows()) == noise


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"amount\n1\n", b"amount,new\n1,+\n"),
        (b"amount;b\r\n1,5;x\r\n", b"amount;b;new\r\n1,5;x;+\r\n"),
        (b"amount\tb\n1\tx", b"amount\tb\tnew\n1\tx\t+"),
        (b"\xef\xbb\xbfamount,b\n1,x\n", b"\xef\xbb\xbfamount,b,new\n1,x,+\n"),
        (b'b,"amount"\n"a ""b""",1\n', b'b,"amount",new\n"a ""b""",1,+\n'),
        (b'"b\nc",amount\n"x\ny",1\n', b'"b\nc",amount,new\n"x\ny",1,+\n'),
        (b"amount,b,c\n1\n\n1,2,3\n", b"amount,b,c,new\n1,,,+\n\n1,2,3,+\n"),
        (b" amount ,b\n1,2\n", b" amount ,b,new\n1,2,+\n"),
        (b"amount,b\n1,\x00\xff\n", b"amount,b,new\n1,\x00\xff,+\n"),
        (b"amount,b\n\xc3\xa9\xc3\xa9,\xff\n", b"amount,b,new\n\xc3\xa9\xc3\xa9,\xff,+\n"),
        ("amount,цена\n1,ж\n".encode("cp1251"), "amount,цена,new\n1,ж,+\n".encode("cp1251")),
        (b"amount,b", b"amount,b,new"),
    ],
)
def test_a_column_is_added_and_nothing_else(before: bytes, after: bytes) -> None:
    assert extended(before) == after


def test_the_delimiter_is_the_one_under_which_the_columns_are_found() -> None:
    assert sheet(b"a, or b;amount\n").names == ["a, or b", "amount"]
    assert sheet(b"a;b,amount\n").names == ["a;b", "amount"]


def test_a_column_of_a_windows_1251_file_is_known_by_its_name() -> None:
    read = sheet("Дата;Сумма\n1;2\n".encode("cp1251"), "Сумма")
    assert read.column("Сумма") == 1


@pytest.mark.parametrize(
    ("data", "columns", "message"),
    [
        (b"a,b\n", ["amount"], "my.csv has no column 'amount'; its columns are: a, b"),
        (b"a,b\n", ["a", "c"], "my.csv has no column 'c'; its columns are: a, b"),
        (b"a;b;a\n", ["a"], "my.csv has 2 columns 'a'; rename all but one; its columns are: a, b, a"),
    ],
)
def test_a_column_that_is_not_there_once_is_misuse(data: bytes, columns: list[str], message: str) -> None:
    with pytest.raises(UsageError) as told:
        sheet(data, *columns)
    assert str(told.value) == message


def test_a_column_that_is_there_is_not_added() -> None:
    with pytest.raises(
        UsageError, match=re.escape("my.csv already has a column 'new'; rename it there, or leave it out")
    ):
        sheet(b"amount,new\n").header(["new"])


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b'"amount,b\n1,2\n'])
def test_a_file_whose_first_line_names_no_columns_is_refused(data: bytes) -> None:
    with pytest.raises(
        SourceError, match=re.escape("my.csv: line 1 should name the columns; is it empty, or a quote missing?")
    ):
        sheet(data)


def test_a_stray_quote_costs_its_own_row_alone() -> None:
    rows = list(sheet(b'amount,b\n1,"x" y\n2,y\n3,"open\n4,z\n"5\n",w\n').rows())
    assert [(row.line, row.cells) for row in rows] == [
        (2, []),
        (3, ["2", "y"]),
        (4, []),
        (5, ["4", "z"]),
        (6, ["5\n", "w"]),
    ]
    fault = "a cell in quotes does not end well; write a quote within it twice"
    assert [row.fault for row in rows] == [fault, None, fault, None, None]


def rows_one_after_the_other(lines: list[str]) -> list[list[str]]:
    """Where a row does not end well its first line is no row, and all lines below it are read anew."""
    if not lines:
        return []
    reader = csv.reader(lines, strict=True)
    try:
        cells = next(reader)
    except csv.Error:
        return [[], *rows_one_after_the_other(lines[1:])]
    return [cells, *rows_one_after_the_other(lines[reader.line_num :])]


@given(st.lists(st.text('ab",', max_size=8), max_size=12))
def test_a_row_that_does_not_end_well_costs_its_first_line_alone(lines: list[str]) -> None:
    lines = [f"{line}\n" for line in lines]
    read = sheet(b"amount,b\n" + "".join(lines).encode())
    assert [row.cells for row in read.rows()] == rows_one_after_the_other(lines)


def test_quotes_that_never_end_are_read_once_not_once_for_each_line() -> None:
    lines = 100_000  # each would be the beginning of a row to the end of the file
    rows = list(sheet(b"amount,b\n" + b'x","y\n' * lines).rows())
    assert [row.line for row in rows] == list(range(2, lines + 2))
    assert not any(row.cells for row in rows)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    rows = list(sheet(b'"amount\n",b\r\n1,2\r\n\r\n"x\r\ny",z\r\n3,4\r\n', "b").rows())
    assert [row.line for row in rows] == [3, 4, 5, 7]


def test_a_cell_may_be_as_long_as_a_row() -> None:
    note = "5,tea\n" * 50_000
    rows = list(sheet(f'amount,b\n1,"{note}"\n2,{"x" * 500_000}\n'.encode()).rows())
    assert [row.cells for row in rows] == [["1", note], ["2", "x" * 500_000]]


def test_a_row_without_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(SourceError, match=re.escape("my.csv: line 3: the row has 1048576 characters or more")):
        list(sheet(b"amount,b\n1,2\n" + b"x," * (1 << 20)).rows())


def test_half_of_a_pair_of_utf_16_is_given_back_as_it_was() -> None:
    beginning, half, end = "amount,b\n1,".encode("utf-16"), b"\x00\xd8", ",x\n".encode("utf-16-le")
    read = sheet(beginning + half + end)
    (row,) = read.rows()
    assert row.cells == ["1", "\ud800", "x"]
    assert read.encoded(row.text) == "1,".encode("utf-16-le") + half + end


def test_reading_is_what_raises_the_csv_modules_limit_not_an_import() -> None:
    program = (
        "import csv; before = csv.field_size_limit(); "
        "import fxcli.cli.convert_csv, fxcli.cli.export, fxcli.data.export, fxcli.csvfile.column, fxcli.sources.read; "
        "assert csv.field_size_limit() == before"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_half_a_character_of_utf_16_is_refused_with_its_line() -> None:
    with pytest.raises(SourceError, match=re.escape("my.csv: line 2 is not valid utf-16-le; save the file as UTF-8")):
        list(sheet("amount,b\n1,2\n".encode("utf-16")[:-1]).rows())


@pytest.mark.parametrize(
    ("above", "delimiter"), [("sep=;\n", ";"), ("SEP=,\r\n", ","), ('"sep=;"\n', ";"), ("\ufeffsep=\t\n", "\t")]
)
def test_a_line_that_names_the_delimiter_stands_above_the_header_and_stays_there(above: str, delimiter: str) -> None:
    text = f"{above}a{delimiter}amount\n1{delimiter}2\n"
    longer = f"{above}a{delimiter}amount{delimiter}new\n1{delimiter}2{delimiter}+\n"
    read = sheet(text.encode())
    assert read.delimiter == delimiter
    assert [row.line for row in read.rows()] == [3]
    assert extended(text.encode()).decode() == longer


def test_that_line_is_believed_before_what_the_header_looks_like() -> None:
    assert sheet(b"sep=;\na,b,c,amount;amount\n").names == ["a,b,c,amount", "amount"]


@pytest.mark.parametrize("data", [b"sep=;\n", b"sep=;", b"sep=;\n\n"])
def test_below_the_delimiter_there_must_be_a_header(data: bytes) -> None:
    with pytest.raises(SourceError, match=re.escape("my.csv: line 2 should name the columns")):
        sheet(data)


def test_a_column_that_is_called_like_that_line_is_a_column() -> None:
    assert sheet(b"sep=|,amount\n").names == ["sep=|", "amount"]


def test_all_columns_that_are_not_there_are_named_at_once() -> None:
    with pytest.raises(UsageError) as told:
        sheet(b"a,b\n", "x", "b", "y", "x")
    assert str(told.value) == "my.csv has no column 'x' and no column 'y'; its columns are: a, b"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.sampled_from(",;\t"))
def test_an_added_cell_is_read_back_as_it_was_written(text: str, delimiter: str) -> None:
    data = extended(f"amount{delimiter}b\n1{delimiter}2\n".encode(), text).decode()
    assert list(csv.reader(io.StringIO(data, newline=""), delimiter=delimiter))[1] == ["1", "2", text]


def test_what_the_encoding_of_a_file_has_not_is_escaped_in_added_cells_alone() -> None:
    data = "amount,Сумма\n1,ж\n".encode("cp1251")
    assert extended(data, "ý ж").decode("cp1251") == "amount,Сумма,new\n1,ж,\\xfd ж\n"

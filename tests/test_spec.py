"""The tables of spec/*.md, written from the contract alone, hold row by row; a test's name is why its row is there."""

import ast
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import read_days, read_page

import fxcli
from fxcli.page.date import full_date, name_date

HEADERS = {
    "text | reads as | why",
    "text | decimal | reads as | why",
    "bytes | reads as | why",
    "text | date | why",
    "name | date | why",
    "page | reads as | why",
    "page | dates | reads as | why",
}
ESCAPES = {"|": "|", "\\": "\\", "t": "\t", "n": "\n", "r": "\r"}


@dataclass(frozen=True)
class Row:
    """One row of a table: where it stands, what its table is, and its cells."""

    where: str
    header: tuple[str, ...]
    cells: tuple[str, ...]
    is_html: bool

    def __getitem__(self, column: str) -> str:
        return self.cells[self.header.index(column)]

    @property
    def name(self) -> str:
        return f"{self.cells[-1]}: {self.cells[0]}"

    @property
    def topic(self) -> str:
        return self.where.split(":")[0]

    @property
    def data(self) -> bytes:
        if "bytes" in self.header:
            return bytes(ast.literal_eval(f"b'''{bare(self['bytes'])}'''"))
        return unescaped(self.cells[0]).encode()


def bare(cell: str) -> str:
    """The cell without its backticks."""
    assert re.fullmatch("`.+`", cell), cell
    return cell[1:-1]


def unescaped(cell: str) -> str:
    """The text that a cell in backticks stands for."""
    return re.sub(
        r"\\(?:u([0-9a-f]{4})|([|\\tnr]))",
        lambda found: chr(int(found[1], 16)) if found[1] else ESCAPES[found[2]],
        bare(cell),
    )


def table_rows() -> list[Row]:
    """Every row of every table, in the order of the files."""
    rows = []
    for path in sorted(Path(__file__).with_name("spec").glob("*.md")):
        header: tuple[str, ...] = ()
        heading = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("#"):
                heading = line
            if not line.startswith("|"):
                header = ()
                continue
            cells = tuple(cell.strip(" ") for cell in re.split(r"(?<!\\)\|", line)[1:-1])
            if not header:
                header = cells
            elif set("".join(cells)) - {"-"}:
                rows.append(Row(f"{path.name}:{number}", header, cells, "HTML document" in heading))
    return rows


ROWS = table_rows()


def examples(*topics: str, but: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    """The rows of the named files, or of all files but some, as parameters."""
    chosen = [row for row in ROWS if (row.topic in topics if topics else row.topic not in but)]
    return pytest.mark.parametrize("row", chosen, ids=[row.name for row in chosen])


def snapshot(row: Row) -> fxcli.Snapshot:
    """What the package reads in a row's page."""
    mark = row["decimal"] if "decimal" in row.header else "-"
    # Figures of most tables are chosen for their form; where a row asks for it they are judged by what money was worth.
    judges_worth = "implausible" in row["reads as"] or row.topic in ("misread.md", "worth.md")
    return read_page(
        row.data, is_html=row.is_html, decimal=None if mark == "-" else bare(mark), allow_implausible=not judges_worth
    )


def plain(number: Decimal | None) -> str:
    return "none" if number is None else format(number, "f")


def day(found: date | None) -> str:
    return "none" if found is None else found.isoformat()


def expected(row: Row) -> list[str]:
    return [] if row["reads as"] == "nothing" else row["reads as"].split("; ")


@examples(but=("dates.md", "name-dates.md", "page-dates.md", "repetition.md"))
def test_a_line_reads_as_its_table_says(row: Row) -> None:
    found = snapshot(row)
    rates = [f"{rate.base}/{rate.quote} {plain(rate.value)} {plain(rate.change_pct)}" for rate in found.rates]
    refusals = [str(refusal.reason) for refusal in found.refused]
    assert rates == [each for each in expected(row) if " " in each]
    assert refusals == [each for each in expected(row) if " " not in each]


@examples("dates.md")
def test_a_date_alone_is_a_full_date_or_none(row: Row) -> None:
    assert day(full_date(unescaped(row["text"]))) == row["date"]


@examples("name-dates.md")
def test_a_name_holds_a_full_date_or_none(row: Row) -> None:
    assert day(name_date(unescaped(row["name"]))) == row["date"]


@examples("page-dates.md")
def test_a_page_has_the_dates_its_table_says(row: Row) -> None:
    dates = bare(row["dates"]) if row["dates"] != "-" else None
    found = read_days(row.data, is_html=row.is_html, dates=dates, today=date(2025, 12, 20), allow_implausible=True)
    says = [day(it.date) if it.date or not it.date_problem else it.date_problem.reason for it in found]
    assert says == row["reads as"].split("; ")


@examples("repetition.md")
def test_a_page_counts_its_repetitions(row: Row) -> None:
    found = snapshot(row)
    lines = [
        f"{rate.base}/{rate.quote} {plain(rate.value)} {plain(rate.change_pct)} x{rate.occurrences}"
        for rate in found.rates
    ]
    for conflict in found.conflicts:
        readings = sorted(f"{plain(reading.value)} x{reading.occurrences}" for reading in conflict.readings)
        lines.append(f"conflict {conflict.base}/{conflict.quote} {', '.join(readings)}")
    wanted = []
    for each in expected(row):
        if each.startswith("conflict "):
            _, pair, readings_text = each.split(" ", 2)
            each = f"conflict {pair} {', '.join(sorted(readings_text.split(', ')))}"
        wanted.append(each)
    assert lines == wanted


def test_there_are_enough_examples() -> None:
    assert len(ROWS) >= 2000


def test_no_row_stands_twice() -> None:
    names = [" ".join((row.topic, row.name, *row.cells[1:-1])) for row in ROWS]
    assert sorted(names) == sorted(set(names))


def test_every_table_is_of_a_known_kind() -> None:
    assert {" | ".join(row.header) for row in ROWS} == HEADERS


def test_every_row_has_the_right_number_of_cells() -> None:
    assert [row.where for row in ROWS if len(row.cells) != len(row.header)] == []

"""Workbooks and tables in a spreadsheet: LibreOffice, where it is installed, in a Russian and an English locale."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from string import ascii_uppercase
from xml.etree import ElementTree

import pytest
from conftest import ROOT, SAMPLES, Fxcli, environment
from hypothesis import given
from hypothesis import strategies as st

from fxcli import Rate
from fxcli.errors import UsageError
from fxcli.output.formats import xlsx

Page = Callable[..., str]

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NAMES = ["date", "base", "quote", "rate", "exact_rate", "change_pct", "occurrences", "source"]
_FIRST = date(1899, 12, 30)
"""Day 0 of a spreadsheet."""


class Book:
    """The cells of a workbook as they stand in its XML: numbers as Decimal, days as date, text as str."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            self.text = "".join(parts.read(name).decode() for name in parts.namelist())
            styles = ElementTree.fromstring(parts.read("xl/styles.xml"))  # noqa: S314 - our own output
            custom = {it.get("numFmtId"): it.get("formatCode") for it in styles.iter(f"{SHEET}numFmt")}
            builtin = {"0": "General", "1": "0", "2": "0.00"}
            formats = styles.find(f"{SHEET}cellXfs") or ()
            self._forms = [custom.get(it.get("numFmtId")) or builtin[it.get("numFmtId", "")] for it in formats]
            self.rates, self.columns = (self._rows(parts.read(f"xl/worksheets/sheet{n}.xml")) for n in (1, 2))

    def _rows(self, sheet: bytes) -> list[dict[str, tuple[object, str]]]:
        """For each row its cells by column letter, each with its number format."""
        rows = ElementTree.fromstring(sheet).iter(f"{SHEET}row")  # noqa: S314 - our own output
        return [{re.sub("[0-9]", "", it.get("r", "")): self._cell(it) for it in row} for row in rows]

    def _cell(self, cell: ElementTree.Element) -> tuple[object, str]:
        form = self._forms[int(cell.get("s", "0"))]
        if cell.get("t") == "inlineStr":
            return "".join(cell.itertext()), form
        assert cell.get("t") is None
        value = Decimal(cell.findtext(f"{SHEET}v") or "")
        return (_FIRST + timedelta(int(value)) if form == "yyyy-mm-dd" else value), form


def rate(figure: str, *, change: str | None = None, day: date | None = date(2025, 12, 16), source: str = "x") -> Rate:
    return Rate(day, "UZS", "USD", Decimal(figure), None if change is None else Decimal(change), 8, source)


def book(*rates: Rate) -> Book:
    return Book(b"".join(xlsx.write(rates)))


def row(one: Rate) -> dict[str, tuple[object, str]]:
    """The cells of one rate by the names of their columns."""
    header, cells = book(one).rates
    return {str(header[letter][0]): cell for letter, cell in cells.items()}


def test_days_and_figures_are_days_and_numbers_with_the_digits_that_were_printed() -> None:
    assert row(rate("0.00008", change="-0.28")) == {
        "date": (date(2025, 12, 16), "yyyy-mm-dd"),
        "base": ("UZS", "General"),
        "quote": ("USD", "General"),
        "rate": (Decimal("0.00008"), "0.00000"),
        "change_pct": (Decimal("-0.28"), "0.00"),
        "occurrences": (Decimal(8), "General"),
        "source": ("x", "General"),
    }
    assert row(rate("0.28490"))["rate"] == (Decimal("0.28490"), "0.00000")
    assert row(rate("12105", change="0"))["rate"] == (Decimal(12105), "0")


def test_what_has_no_day_or_change_has_an_empty_cell() -> None:
    assert {"date", "change_pct", "exact_rate"}.isdisjoint(row(rate("0.00008", day=None)))


def test_a_fall_too_small_to_show_and_a_day_before_all_days_of_a_sheet_are_text() -> None:
    cells = row(rate("1", change="-0.00", day=date(1899, 1, 1)))
    assert (cells["change_pct"][0], cells["date"][0]) == ("-0.00", "1899-01-01")
    assert row(rate("1", day=date(1900, 3, 1)))["date"][0] == date(1900, 3, 1)


@pytest.mark.parametrize(
    ("figure", "shown", "form"),
    [
        ("0.123456789012345678", "0.123456789012346", "0.000000000000000"),
        ("12105.1234567890123", "12105.1234567890", "0.0000000000"),
        ("999999999999999.5", "1000000000000000", "0"),
    ],
)
def test_a_rate_of_more_digits_than_a_spreadsheet_keeps_is_text_beside_its_number(
    figure: str, shown: str, form: str
) -> None:
    cells = row(rate(figure))
    assert cells["exact_rate"] == (figure, "General")
    number, its_form = cells["rate"]
    assert isinstance(number, Decimal)
    assert its_form == form
    assert f"{number:.{form.count('0') - 1}f}" == shown


FIGURES = st.builds(
    lambda digits, decimals: Decimal((0, tuple(map(int, str(digits))), -decimals)),
    st.integers(1, 10**15 - 1),
    st.integers(0, 18),
)


@given(FIGURES)
def test_every_rate_of_fifteen_digits_is_a_number_that_is_shown_as_it_was_printed(figure: Decimal) -> None:
    cells = row(rate(f"{figure:f}"))
    number, form = cells["rate"]
    assert "exact_rate" not in cells
    decimals = len(form.partition(".")[2])
    assert f"{number:.{decimals}f}" == f"{figure:f}"
    assert float(str(number)) == float(figure)


@pytest.mark.parametrize("source", ["=1+1", "+1", "-1", "@x", "'=1", "https://example.org/a?b", "12.50", "<b>&\x01"])
def test_no_text_becomes_a_formula_a_link_or_a_number(source: str) -> None:
    made = book(rate("1", source=source))
    assert not re.search("<f[ >]", made.text)
    assert "hyperlink" not in made.text
    assert made.rates[1]["H"] == (source.replace("\x01", "_x0001_"), "General")


def test_a_source_longer_than_a_cell_is_cut_where_it_can_be_seen() -> None:
    cells = row(rate("1", source="ж😀" * 20_000))
    text = str(cells["source"][0])
    assert text.endswith("…")
    assert len(text.encode("utf-16-le")) // 2 in (32766, 32767)
    assert ("ж😀" * 20_000).startswith(text[:-1])


def test_a_sheet_says_what_the_columns_mean() -> None:
    made = book(rate("1"))
    assert [str(cells["A"][0]) for cells in made.columns] == NAMES == [str(cell[0]) for cell in made.rates[0].values()]
    assert "1 unit of base costs rate units of quote" in str(made.columns[1]["B"][0])


def test_the_same_rates_are_the_same_file() -> None:
    assert b"".join(xlsx.write([rate("1")])) == b"".join(xlsx.write([rate("1")]))


@pytest.mark.slow
def test_more_rates_than_a_sheet_has_rows_are_refused() -> None:
    one = rate("1")
    with pytest.raises(UsageError, match="a sheet holds 1048575 rates at most; narrow them with --since and --until"):
        b"".join(xlsx.write(one for _ in range(1 << 20)))


def test_the_ending_or_the_format_makes_a_workbook(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    page("UZS/USD = 0.00008\nUSD/UZS = 12105.330\n2025-12-16\n")
    for call in (["-o", "x.XLSX"], ["-f", "xlsx", "-o", "x"]):
        done = fxcli("export", "page.txt", *call)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        made = Book((tmp_path / call[-1]).read_bytes())
        assert [cells["D"] for cells in made.rates[1:]] == [
            (Decimal("0.00008"), "0.00000"),
            (Decimal("12105.330"), "0.000"),
        ]


def test_without_its_library_a_workbook_says_what_to_install(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "xlsxwriter.py").write_text("raise ImportError")
    path = os.pathsep.join((str(tmp_path / "without"), str(ROOT)))
    done = fxcli("export", page("UZS/USD = 0.00008\n2025-12-16\n"), "-o", "x.xlsx", PYTHONPATH=path)
    assert done.returncode == 1
    assert done.stderr == "fxcli: a workbook needs another library: pip install 'fxcli[excel]'\n"
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.skipif(os.name != "posix", reason="a terminal of POSIX")
def test_a_terminal_gets_no_workbook(page: Page, tmp_path: Path) -> None:
    terminal, other_end = os.openpty()
    command = [sys.executable, "-m", "fxcli", "export", page("UZS/USD = 0.00008\n2025-12-16\n"), "-f", "xlsx"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(tmp_path), stdout=other_end, stderr=subprocess.PIPE, check=False
    )
    os.close(terminal)
    os.close(other_end)
    assert done.returncode == 2
    assert done.stderr.endswith(b"name a file with -o, for example: -o rates.xlsx\n")


# In LibreOffice

LOCALES = {"ru-RU": ",", "en-US": "."}
_TABLE = "Text - txt - csv (StarCalc):59,34,76,1,,0,false,true"
"""Semicolons, double quotes, UTF-8, from line 1; the language of the locale; cells as they are shown."""


@pytest.fixture(scope="module", params=LOCALES)
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> "Office":
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    return Office(tmp_path_factory.mktemp("office"), request.param)


class Office:
    """LibreOffice with a profile of its own in one locale."""

    def __init__(self, folder: Path, locale: str) -> None:
        self.mark = LOCALES[locale]
        self._profile = folder
        (folder / "user").mkdir()
        (folder / "user" / "registrymodifications.xcu").write_text(
            '<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">'
            f'<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item></oor:items>'
        )

    def shown(self, path: Path, *options: str) -> list[list[str]]:
        """The first sheet of a file, each cell as the screen shows it."""
        command = ["soffice", f"-env:UserInstallation={self._profile.as_uri()}", "--headless", *options]
        target = self._profile / "out"
        subprocess.run(
            [*command, "--convert-to", f"csv:{_TABLE}", "--outdir", target, path], capture_output=True, check=True
        )
        with (target / f"{path.stem}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file, delimiter=";"))

    def summed(self, path: Path, columns: str) -> list[str]:
        """The sums of some columns of a table that is opened there, as the screen shows them."""
        text = path.read_text(encoding="utf-8")
        rows = text.count("\n")
        header = text.split("\n")[0].split(";")
        sums = [
            f"=SUM({letter}2:{letter}{rows})" if letter in columns else "" for letter in ascii_uppercase[: len(header)]
        ]
        (self._profile / path.name).write_text(text + ";".join(sums) + "\n", encoding="utf-8")
        # The last of the settings evaluates formulas, which ours never are.
        *_, last = self.shown(self._profile / path.name, f"--infilter={_TABLE},false,false,false,0,true")
        return [cell for cell, formula in zip(last, sums, strict=True) if formula]


def test_a_workbook_shows_the_same_figures_in_each_locale(
    fxcli: Fxcli, page: Page, tmp_path: Path, office: Office
) -> None:
    whole = "USD/UZS = 12105.330\nUSD/JPY = 155\nUZS/EUR = 0.0000710000\nKGS/RUB = 0.9 -0%\n"
    page(f"{whole}KZT/EUR = 0.001660000000000001\n2025-12-16\n")
    assert fxcli("import", str(SAMPLES / "archive"), "page.txt").returncode == 0
    assert fxcli("export", "-o", "rates.xlsx").returncode == 0
    header, *rows = office.shown(tmp_path / "rates.xlsx")
    assert header == NAMES
    records = json.loads(fxcli("export", "-f", "json").stdout)
    assert len(rows) == len(records) == 80
    for cells, record in zip(rows, records, strict=True):
        shown = dict(zip(header, cells, strict=True))
        figure, change = (str(record[name] or "") for name in ("rate", "change_pct"))
        if shown["exact_rate"]:
            assert shown["exact_rate"] == figure == "0.001660000000000001"
            figure = "0.00166000000000000"
        assert shown["rate"] == figure.replace(".", office.mark)
        assert shown["change_pct"] == (change.replace(".", office.mark) if change else "")
        for name in ("date", "base", "quote", "occurrences", "source"):
            assert shown[name] == str(record[name])


@pytest.mark.parametrize("several", [[], ["--to", "KGS"]])
def test_the_results_of_a_column_sum_up_to_the_total_that_is_said(
    fxcli: Fxcli, page: Page, tmp_path: Path, office: Office, several: list[str]
) -> None:
    fxcli("import", str(SAMPLES / "archive"))
    amounts = ["35 500,50", "(120,00)", "1 000 000,00", "-7,25", "12 500"]
    lines = [
        f"{amount};{code};{day}.06.2025" for amount in amounts for code in ("UZS", "som", "₸") for day in ("01", "20")
    ]
    text = "\n".join(["amount;currency;day", *lines, ""])
    page(text.replace(",", office.mark), "trip.csv")
    call = ["--amount", "amount", "--currency", "currency", "--date", "day", "--to", "USD", *several, "--total"]
    done = fxcli("convert-csv", "trip.csv", *call, "-o", "out.csv")
    assert done.returncode == 0
    *_, total = done.stderr.splitlines()
    figures = re.search(r"total (\S+) \w+ \((\S+) to (\S+)\) of 30 rows", total)
    assert figures
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").count(office.mark) > 30
    sums = office.summed(tmp_path / "out.csv", "HIJ" if several else "DEF")
    assert [Decimal(cell.replace(",", ".")) for cell in sums] == [Decimal(figure) for figure in figures.groups()]

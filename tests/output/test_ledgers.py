"""Price directives, read by the programs that they are for: Beancount, and hledger and Ledger where installed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SAMPLES, Fxcli

Page = Callable[..., str]

DATED = "UZS/USD = 0.00008\nUSD/JPY = 155.20\nXAU/USD = 4000.5\nUSD/RUB = 93.450\nUSD/UZS = 12105\n2025-12-16\n"


@pytest.fixture
def history(fxcli: Fxcli) -> None:
    """A history of the whole sample archive."""
    assert fxcli("import", str(SAMPLES / "archive"), "--db", "history.db").returncode == 0


def test_beancount_gets_price_directives(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("export", page(DATED), "-f", "beancount")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "2025-12-16 price UZS 0.00008 USD\n"
        "2025-12-16 price USD 155.20 JPY\n"
        "2025-12-16 price XAU 4000.5 USD\n"
        "2025-12-16 price USD 93.450 RUB\n"
        "2025-12-16 price USD 12105 UZS\n"
    )


def test_hledger_gets_the_decimal_mark_of_its_prices_with_them(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("export", page(DATED), "-f", "hledger")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "decimal-mark .\n"
        "P 2025-12-16 UZS 0.00008 USD\n"
        "P 2025-12-16 USD 155.20 JPY\n"
        "P 2025-12-16 XAU 4000.5 USD\n"
        "P 2025-12-16 USD 93.450 RUB\n"
        "P 2025-12-16 USD 12105 UZS\n"
    )


def test_ledger_gets_each_price_in_the_one_form_that_no_journal_turns_into_another(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("export", page(DATED), "-f", "ledger")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "P 2025/12/16 UZS 0,00008 USD\n"
        "P 2025/12/16 USD 155,20 JPY\n"
        "P 2025/12/16 XAU 4000,5 USD\n"
        "P 2025/12/16 USD 93,4500 RUB\n"
        "P 2025/12/16 USD 12105 UZS\n"
    )


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("x.beancount", "2025-12-16 price "),
        ("x.bean", "2025-12-16 price "),
        ("x.hledger", "decimal-mark .\n"),
        ("x.journal", "decimal-mark .\n"),
        ("x.j", "decimal-mark .\n"),
        ("x.LEDGER", "P 2025/12/16 UZS 0,"),
        ("x.jsonl", '{"date": '),
        ("x", "date,base,"),
        (".x", "date,base,"),
    ],
)
def test_the_ending_of_a_file_names_its_format(
    fxcli: Fxcli, page: Page, tmp_path: Path, name: str, beginning: str
) -> None:
    assert fxcli("export", page(DATED), "-o", name).returncode == 0
    assert (tmp_path / name).read_text().startswith(beginning)


@pytest.mark.parametrize("name", ["x.txt", "x.csv.gz", "x.xls", "a.b/c.Md"])
def test_an_ending_that_is_no_format_is_refused_with_the_list(
    fxcli: Fxcli, page: Page, tmp_path: Path, name: str
) -> None:
    (tmp_path / "a.b").mkdir()
    done = fxcli("export", page(DATED), "-o", name)
    assert (done.returncode, done.stdout) == (2, "")
    ending = f".{name.rpartition('.')[2].lower()}"
    assert done.stderr.startswith(f"fxcli: {name}: '{ending}' is no format that can be written; end the name in .csv, ")
    assert done.stderr.endswith("; or name the format with -f\n")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / name).exists()
    assert fxcli("export", "page.txt", "-f", "csv", "-o", name).returncode == 0
    assert (tmp_path / name).read_text().startswith("date,base,")


@pytest.mark.parametrize("form", ["beancount", "hledger", "ledger"])
def test_undated_rates_are_no_prices_and_their_source_is_named(fxcli: Fxcli, page: Page, form: str) -> None:
    page("KGS/USD = 0.01144\nKZT/USD = 0.00194\n", "undated.txt")
    page("TJS/USD = 0.10877\n", "one.txt")
    done = fxcli("export", "undated.txt", page(DATED), "one.txt", "-f", form)
    assert done.returncode == 1
    assert len(re.findall("2025.12.16", done.stdout)) == 5
    assert "KGS" not in done.stdout
    remedy = "left out: a price directive needs a day; give it with --date"
    assert done.stderr == (
        f"fxcli: undated.txt: 2 rates are undated and were {remedy}\n"
        f"fxcli: one.txt: 1 rate is undated and was {remedy}\n"
    )
    assert fxcli("export", "undated.txt", "--date", "2025-12-16", "-f", form).returncode == 0


def test_no_file_is_written_where_no_rate_has_a_date(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    assert fxcli("export", page("KGS/USD = 0.01144\n"), "-o", "x.beancount").returncode == 1
    assert not (tmp_path / "x.beancount").exists()


def test_a_csv_may_hold_undated_rates(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("export", page("KGS/USD = 0.01144\n"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1] == ",KGS,USD,0.01144,,1,page.txt"

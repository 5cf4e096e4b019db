"""Price directives, read by the programs that they are for: Beancount, and hledger and Ledger where installed."""

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data, prices
from conftest import SAMPLES, Fxcli

Page = Callable[..., str]

DATED = "UZS/USD = 0.00008\nUSD/JPY = 155.20\nXAU/USD = 4000.5\n2025-12-16\n"


@pytest.fixture
def history(fxcli: Fxcli) -> None:
    """A history of the whole sample archive."""
    assert fxcli("import", str(SAMPLES / "archive"), "--db", "history.db").returncode == 0


def test_beancount_gets_price_directives(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("export", page(DATED), "-f", "beancount")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "2025-12-16 price UZS 0.00008 USD\n2025-12-16 price USD 155.20 JPY\n2025-12-16 price XAU 4000.5 USD\n"
    )


def test_hledger_gets_each_currency_declared_with_its_minor_unit_before_its_first_price(
    fxcli: Fxcli, page: Page
) -> None:
    done = fxcli("export", page(DATED), "-f", "hledger")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "commodity 1000.00 UZS\n"
        "commodity 1000.00 USD\n"
        "P 2025-12-16 UZS 0.00008 USD\n"
        "commodity 1000. JPY\n"
        "P 2025-12-16 USD 155.20 JPY\n"
        "commodity XAU\n"
        "P 2025-12-16 XAU 4000.5 USD\n"
    )


def test_ledger_gets_the_same_in_its_own_forms(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("export", page(DATED), "-f", "ledger")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "commodity UZS\n"
        "    format 1000.00 UZS\n"
        "commodity USD\n"
        "    format 1000.00 USD\n"
        "P 2025/12/16 UZS 0.00008 USD\n"
        "commodity JPY\n"
        "    format 1000 JPY\n"
        "P 2025/12/16 USD 155.20 JPY\n"
        "commodity XAU\n"
        "P 2025/12/16 XAU 4000.5 USD\n"
    )


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("x.beancount", "2025-12-16 price "),
        ("x.bean", "2025-12-16 price "),
        ("x.hledger", "commodity 1000.00 UZS\n"),
        ("x.journal", "commodity 1000.00 UZS\n"),
        ("x.j", "commodity 1000.00 UZS\n"),
        ("x.LEDGER", "commodity UZS\n    format "),
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
    assert len(re.findall("2025.12.16", done.stdout)) == 3
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


@pytest.mark.usefixtures("history")
def test_beancount_loads_the_whole_history_with_equal_decimals(fxcli: Fxcli, tmp_path: Path) -> None:
    assert fxcli("export", "--db", "history.db", "-o", "prices.beancount").returncode == 0
    entries, errors, _ = loader.load_file(str(tmp_path / "prices.beancount"))
    assert errors == []
    assert all(isinstance(entry, data.Price) for entry in entries)
    read = {(str(it.date), it.currency, it.amount.currency): it.amount.number for it in entries}
    rows = list(csv.DictReader(fxcli("export", "--db", "history.db").stdout.splitlines()))
    stored = {(row["date"], row["base"], row["quote"]): Decimal(row["rate"]) for row in rows}
    assert len(read) == len(entries) == len(rows) == 75
    assert {key: value.as_tuple() for key, value in read.items()} == {k: v.as_tuple() for k, v in stored.items()}


REQUESTS = [
    ("1000000", "UZS", "USD", "2025-12-20"),
    ("100", "KGS", "USD", "2025-03-01"),
    ("99.99", "TMT", "USD", "2024-09-08"),
    ("123456789.12", "KZT", "USD", "2026-02-22"),
    ("2500", "TJS", "USD", "2025-05-29"),
    ("250", "USD", "KGS", "2025-12-31"),
    ("1000", "KGS", "KZT", "2025-03-01"),
    ("777777.77", "UZS", "TJS", "2026-01-30"),
]


def result(fxcli: Fxcli, amount: str, base: str, quote: str, day: str) -> Decimal:
    done = fxcli("convert", amount, base, quote, "--on", day, "--db", "history.db", "--json")
    return Decimal(json.loads(done.stdout)[0]["result"])


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(("amount", "base", "quote", "day"), [it for it in REQUESTS if "USD" in it])
def test_beancount_converts_as_fxcli_does(
    fxcli: Fxcli, tmp_path: Path, amount: str, base: str, quote: str, day: str
) -> None:
    fxcli("export", "--db", "history.db", "-o", "prices.beancount")
    entries, _, _ = loader.load_file(str(tmp_path / "prices.beancount"))
    _, price = prices.get_price(prices.build_price_map(entries), (base, quote), date.fromisoformat(day))
    converted = (Decimal(amount) * price).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    assert converted == result(fxcli, amount, base, quote, day)


def reported(program: str, prices: str, folder: Path, request: tuple[str, str, str, str]) -> str:
    """What a ledger that includes the prices reports for one expense, valued on its day."""
    amount, base, quote, day = request
    transaction = f"include {prices}\n\n{day} * Expense\n    expenses  {amount} {base}\n    assets\n"
    (folder / "main.journal").write_text(transaction)
    valued = {"hledger": [f"--value={day},{quote}"], "ledger": ["-X", quote, "--now", day, "--args-only"]}[program]
    done = subprocess.run(
        [program, "-f", "main.journal", "balance", "expenses", "--no-total", *valued],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize(("program", "prices"), [("hledger", "prices.journal"), ("ledger", "prices.ledger")])
def test_a_ledger_with_the_prices_reports_what_fxcli_converts(
    fxcli: Fxcli, tmp_path: Path, program: str, prices: str, request_: tuple[str, str, str, str]
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    assert fxcli("export", "--db", "history.db", "-o", prices).returncode == 0
    converted = result(fxcli, *request_)
    assert reported(program, prices, tmp_path, request_).split() == [str(converted), request_[2], "expenses"]


@pytest.mark.parametrize(("program", "form"), [("hledger", "hledger"), ("ledger", "ledger")])
def test_a_ledger_reads_currencies_with_and_without_minor_units(
    fxcli: Fxcli, page: Page, tmp_path: Path, program: str, form: str
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    fxcli("export", page(DATED), "-f", form, "-o", "prices")
    request = ("100", "USD", "JPY", "2025-12-17")
    assert reported(program, "prices", tmp_path, request).split() == ["15520", "JPY", "expenses"]
    request = ("1", "XAU", "USD", "2025-12-17")
    assert reported(program, "prices", tmp_path, request).split() == ["4000.50", "USD", "expenses"]

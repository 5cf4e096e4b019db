"""Beancount, hledger and Ledger, where they are installed, read our prices beside a journal of the user's own.

The user writes amounts with a point or a comma, and includes the prices first or last.
"""

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data, prices
from conftest import SAMPLES, Fxcli, environment

Page = Callable[..., str]
Query = tuple[str, str, str, str]

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
PRICES = {"hledger": "prices.journal", "ledger": "prices.ledger"}
MARKS = pytest.mark.parametrize("mark", [".", ","], ids=["points", "commas"])
PLACES = pytest.mark.parametrize("place", ["first", "last"])
PROGRAMS = pytest.mark.parametrize("program", PRICES)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a history of the whole sample archive, and its prices in each form."""
    folder = tmp_path_factory.mktemp("home")
    run(folder, "import", str(SAMPLES / "archive"), "--db", "history.db")
    for name in ("prices.journal", "prices.ledger", "prices.beancount", "rates.csv"):
        run(folder, "export", "--db", "history.db", "-o", name)
    return folder


def run(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "fxcli", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=True
    ).stdout


@cache
def result(home: Path, query: Query) -> Decimal:
    """What fxcli converts an amount to, with the two decimals of the currencies here."""
    amount, base, quote, day = query
    return Decimal(run(home, "convert", amount, base, quote, "--on", day, "--db", "history.db", "--plain"))


def journal(folder: Path, entries: str, place: str, prices: str | Path) -> None:
    """The user's journal, which includes the prices at its beginning, at its end, or nowhere."""
    line = f"include {prices}\n\n"
    text = {"first": line + entries, "last": f"{entries}\n{line}", "nowhere": entries}[place]
    (folder / "main.journal").write_text(text, encoding="utf-8")


def output(program: str, folder: Path, *arguments: str) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    own = ["--args-only"] if program == "ledger" else []
    done = subprocess.run(
        [program, *own, "-f", "main.journal", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout


def valued(program: str, folder: Path, quote: str, day: str, *more: str) -> list[str]:
    """The balance of the expenses in another currency: its figure and code."""
    call = {"hledger": [f"--value={day},{quote}"], "ledger": ["-X", quote, "--now", day]}[program]
    *shown, account = output(program, folder, "balance", "expenses", "--no-total", *call, *more).split()
    assert account == "expenses"
    return shown


def expense(amount: str, code: str, day: str) -> str:
    return f"{day} * Expense\n    expenses  {amount} {code}\n    assets\n\n"


@PLACES
@MARKS
@PROGRAMS
@pytest.mark.parametrize("query", REQUESTS, ids=lambda query: f"{query[1]}-{query[2]}")
def test_a_ledger_reports_what_fxcli_converts(
    home: Path, tmp_path: Path, program: str, mark: str, place: str, query: Query
) -> None:
    amount, base, quote, day = query
    line = {"hledger": f"commodity 1000{mark}00 {quote}", "ledger": f"commodity {quote}\n    format 1{mark}00 {quote}"}
    entries = f"{line[program]}\n" + expense(amount.replace(".", mark), base, day)
    journal(tmp_path, entries, place, home / PRICES[program])
    converted = str(result(home, query)).replace(".", mark)
    assert valued(program, tmp_path, quote, day) == [converted, quote]


@PLACES
@MARKS
@PROGRAMS
def test_it_does_so_too_where_no_line_of_the_journal_says_how_a_currency_is_shown(
    home: Path, tmp_path: Path, program: str, mark: str, place: str
) -> None:
    query = ("12500.50", "KGS", "USD", "2025-12-20")
    dollars = expense(f"0{mark}00", "USD", "2025-12-20")
    journal(tmp_path, expense(f"12500{mark}50", "KGS", "2025-12-20") + dollars, place, home / PRICES[program])
    figure, code = valued(program, tmp_path, "USD", "2025-12-20")
    assert code == "USD"
    exact = Decimal(figure.replace(",", "."))
    assert exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN) == result(home, query) == Decimal("143.01")


OWN = {
    ".": ["12500.50 KGS", "12,500 KZT", "12,500.50 KZT", "1,000 USD", "100.50 USD", "0.125 USD", "7 UZS", "1.5 TJS"],
    ",": ["12500,50 KGS", "12.500 KZT", "12.500,50 KZT", "1.000 USD", "100,50 USD", "0,125 USD", "7 UZS", "1,5 TJS"],
}


def own_amounts(program: str, folder: Path, *options: str) -> list[tuple[str, Decimal]]:
    """The amounts of a journal as the program understands them."""
    if program == "hledger":
        transactions = json.loads(output(program, folder, *options, "print", "-O", "json"))
        amounts = [one for entry in transactions for one in entry["tpostings"][0]["pamount"]]
        quantities = [(one["acommodity"], one["aquantity"]) for one in amounts]
        return [(code, Decimal(it["decimalMantissa"]).scaleb(-it["decimalPlaces"])) for code, it in quantities]
    form = "%(commodity(amount)) %(quantity(amount))\n"
    lines = output(program, folder, *options, "register", "expenses", "--format", form).splitlines()
    return [(line.split()[0], Decimal(line.split()[1].replace(",", "."))) for line in lines]


@PLACES
@MARKS
@PROGRAMS
@pytest.mark.parametrize("stated", [False, True], ids=["inferred", "stated"])
def test_the_users_own_amounts_mean_what_they_mean_without_the_prices(
    home: Path, tmp_path: Path, program: str, mark: str, place: str, stated: bool
) -> None:
    every = OWN[mark]
    head, options = "", []
    if program == "ledger" and mark == "," and stated:
        options = ["--decimal-comma"]
    elif program == "ledger":  # a point would be an error in a currency that was written with a comma before
        every = [one for one in every if one not in ("12.500 KZT", "1.000 USD")] if mark == "," else every
    elif stated:
        head = f"decimal-mark {mark}\n"
    entries = head + "".join(expense(*one.split(), "2025-12-20") for one in every)
    journal(tmp_path, entries, "nowhere", "")
    before = own_amounts(program, tmp_path, *options)
    assert len(before) == len(every)
    journal(tmp_path, entries, place, home / PRICES[program])
    assert own_amounts(program, tmp_path, *options) == before
    assert ("KGS", Decimal("12500.50")) in before


@PLACES
@pytest.mark.parametrize("option", [[], ["--decimal-comma"]], ids=["points", "commas"])
def test_ledger_shows_amounts_as_it_does_without_the_prices(
    home: Path, tmp_path: Path, place: str, option: list[str]
) -> None:
    entries = "".join(expense(*one.split(), "2025-12-20") for one in OWN["," if option else "."])
    journal(tmp_path, entries, "nowhere", "")
    before = output("ledger", tmp_path, *option, "register")
    journal(tmp_path, entries, place, home / "prices.ledger")
    assert output("ledger", tmp_path, *option, "register") == before


@PLACES
@MARKS
@PROGRAMS
def test_a_price_of_any_number_of_decimals_is_read_as_it_is(
    fxcli: Fxcli, page: Page, tmp_path: Path, program: str, mark: str, place: str
) -> None:
    figures = {
        "VND": "25310",
        "IDR": "16310.3",
        "KRW": "1410.33",
        "JPY": "155.330",
        "INR": "86.3301",
        "THB": "1.234567",
    }
    rates = "".join(f"USD/{code} = {figure}\n" for code, figure in figures.items())
    assert fxcli("export", page(f"{rates}2025-12-16\n"), "-o", PRICES[program]).returncode == 0
    amounts = [f"0{mark}00000000 {code}" for code in figures]
    entries = "".join(expense(*one.split(), "2025-12-20") for one in (f"1{mark}00 USD", *amounts))
    journal(tmp_path, entries, place, PRICES[program])
    for code, figure in figures.items():
        shown, _ = valued(program, tmp_path, code, "2025-12-20")
        assert Decimal(shown.replace(",", ".")) == Decimal(figure)


def test_beancount_loads_the_whole_history_with_equal_decimals(home: Path) -> None:
    entries, errors, _ = loader.load_file(str(home / "prices.beancount"))
    assert errors == []
    assert all(isinstance(entry, data.Price) for entry in entries)
    read = {(str(it.date), it.currency, it.amount.currency): it.amount.number for it in entries}
    rows = list(csv.DictReader((home / "rates.csv").read_text(encoding="utf-8").splitlines()))
    stored = {(row["date"], row["base"], row["quote"]): Decimal(row["rate"]) for row in rows}
    assert len(read) == len(entries) == len(rows) == 75
    assert {key: value.as_tuple() for key, value in read.items()} == {k: v.as_tuple() for k, v in stored.items()}


@PLACES
@pytest.mark.parametrize("query", [it for it in REQUESTS if "USD" in it], ids=lambda query: f"{query[1]}-{query[2]}")
def test_beancount_converts_as_fxcli_does(home: Path, tmp_path: Path, place: str, query: Query) -> None:
    amount, base, quote, day = query
    accounts = "2000-01-01 open Expenses:All\n2000-01-01 open Assets:All\n"
    own = f'{accounts}{day} * "Expense"\n  Expenses:All  {amount} {base}\n  Assets:All\n'
    journal(tmp_path, own, place, f'"{(home / "prices.beancount").as_posix()}"')
    checker = Path(sys.executable).parent / "bean-check"
    checked = subprocess.run([checker, "main.journal"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert checked.stdout + checked.stderr == ""
    entries, errors, _ = loader.load_file(str(tmp_path / "main.journal"))
    assert errors == []
    (units,) = [it.postings[0].units for it in entries if isinstance(it, data.Transaction)]
    assert units.number.as_tuple() == Decimal(amount).as_tuple()
    _, price = prices.get_price(prices.build_price_map(entries), (base, quote), date.fromisoformat(day))
    assert (units.number * price).quantize(Decimal("0.01"), ROUND_HALF_EVEN) == result(home, query)

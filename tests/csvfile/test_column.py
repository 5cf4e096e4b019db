"""A column of money in a CSV: each row at the rate of its own day, as exact fractions say."""

import csv
import io
import os
import random
import shlex
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BufferedReader, BytesIO
from math import ceil, floor
from pathlib import Path

import pytest
from conftest import Fxcli, environment
from hypothesis import given
from hypothesis import strategies as st

from fxcli import Rate, latest
from fxcli.csvfile.column import COLUMNS, Columns, Expenses
from fxcli.number import read_amount
from fxcli.refusal import Reason

Page = Callable[..., str]

RATES = [
    Rate(date(2025, 12, 1), "UZS", "USD", Decimal("0.00009"), None, 1, "page.txt"),
    Rate(date(2025, 12, 16), "UZS", "USD", Decimal("0.00008"), None, 1, "page.txt"),
    Rate(date(2025, 12, 16), "KZT", "USD", Decimal("0.00194"), None, 1, "page.txt"),
    Rate(date(2025, 12, 17), "USD", "KGS", Decimal("87.41"), None, 1, "page.txt"),
]
HISTORY = "UZS/USD = 0.00009\n2025-12-01\n"
LATER = "UZS/USD = 0.00008\nKZT/USD = 0.00194\n2025-12-16\n"


def rates_on(day: date | None) -> Sequence[Rate]:
    return latest(RATES, day)


def converted(text: str, target: str = "USD", base: str | None = None, decimal: str | None = None) -> list[list[str]]:
    """What is added to each row of a sheet with the columns amount, cur and day, or the reason why nothing is."""
    columns = Columns("amount", None if base else "cur", "day" if "day" in text.split("\n")[0] else None)
    expenses = Expenses(columns, base, target, rates_on, decimal)
    read = expenses.open("my.csv", BufferedReader(BytesIO(text.encode())))  # type: ignore[arg-type]
    rows = []
    for one in expenses.convert(read):
        (cells,) = csv.reader(io.StringIO(one.data.decode()), delimiter=read.delimiter)
        added = cells[-len(COLUMNS) :] if cells else []
        rows.append([one.failure] if one.failure else added)
        assert not one.failure or added == [""] * len(COLUMNS)
    return rows


@pytest.mark.parametrize(
    ("row", "added"),
    [
        ("1000000,UZS,2025-12-16", ["80.00", "75.00", "85.00", "2025-12-16"]),
        ("1000000,uzs,16.12.2025", ["80.00", "75.00", "85.00", "2025-12-16"]),
        ("1000000,sum,20 December 2025", ["80.00", "75.00", "85.00", "2025-12-16"]),
        ("1000000,UZS,2025-12-15", ["90.00", "85.00", "95.00", "2025-12-01"]),
        ("-1000000,UZS,2025-12-16", ["-80.00", "-85.00", "-75.00", "2025-12-16"]),
        ("−100.10,KZT,2025-12-16", ["-0.19", "-0.20", "-0.19", "2025-12-16"]),
        ("-1,UZS,2025-12-16", ["0.00", "-0.01", "0.00", "2025-12-16"]),
        ("0,UZS,2025-12-16", ["0.00", "0.00", "0.00", "2025-12-16"]),
        ("-0,UZS,2025-12-16", ["0.00", "0.00", "0.00", "2025-12-16"]),
        ('"1 234,5",KGS,2025-12-17', ["14.12", "14.12", "14.13", "2025-12-17"]),
        ('"1,234.50", som ,2025-12-17', ["14.12", "14.12", "14.13", "2025-12-17"]),
        ("5.125,USD,", ["5.12", "5.12", "5.13", ""]),
        ("-5.125,USD,2025-12-16", ["-5.12", "-5.13", "-5.12", ""]),
        (",,", ["", "", "", ""]),
        (" , ", ["", "", "", ""]),
        ("", []),
    ],
)
def test_a_row_gets_its_result_its_interval_and_the_day_of_its_rate(row: str, added: list[str]) -> None:
    assert converted(f"amount,cur,day\n{row}\n1,UZS,2025-12-16\n")[0] == added


TWO_WAYS = "can be read in two ways; say --decimal , or --decimal . for the whole file"
NO_AMOUNT = "is not an amount; write it like 1500, 1,500.50 or -12,5"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('"12,105",UZS,2025-12-16', f"'12,105' {TWO_WAYS}"),
        ('"-12,105",UZS,2025-12-16', f"'-12,105' {TWO_WAYS}"),
        (",UZS,2025-12-16", "the amount is missing"),
        ("5 usd,UZS,2025-12-16", f"'5 usd' {NO_AMOUNT}"),
        ("1e5,UZS,2025-12-16", f"'1e5' {NO_AMOUNT}"),
        ("--5,UZS,2025-12-16", f"'--5' {NO_AMOUNT}"),
        ("NaN,UZS,2025-12-16", f"'NaN' {NO_AMOUNT}"),
        ("١٢,UZS,2025-12-16", f"'١٢' {NO_AMOUNT}"),
        ("5,,2025-12-16", "the currency is missing"),
        ("5,KZX,2025-12-16", "'KZX' is not an active ISO 4217 currency; write a code such as KZT"),
        ("5,UZS", "the date is missing"),
        (
            "5,UZS,12/11/2025",
            "'12/11/2025' names no day for certain; write it like 2025-12-09 or 09.12.2025",
        ),
        ("5,UZS,2025-11-30", "the history holds no rate of 2025-11-30 or before; import an older page"),
        ("5,KZT,2025-12-15", "no rate for KZT; there are rates for: UZS, USD"),
        ("12,50,UZS,2025-12-16", "4 cells under 3 columns; put a cell that holds the delimiter in quotes"),
        (f"{'9' * 65},UZS,2025-12-16", f"'{'9' * 64}…' is too long for an amount, a currency or a date"),
        ('5,"UZS" ,2025-12-16', "a cell in quotes does not end well; write a quote within it twice"),
    ],
)
def test_a_row_that_cannot_be_converted_says_why_and_gets_empty_cells(row: str, reason: str) -> None:
    columns = Columns("amount", "cur", "day")
    expenses = Expenses(columns, None, "USD", rates_on)
    data = f"amount,cur,day\n{row}\n1000000,UZS,2025-12-16\n".encode()
    read = expenses.open("my.csv", BufferedReader(BytesIO(data)))  # type: ignore[arg-type]
    bad, good = expenses.convert(read)
    assert bad.failure == reason
    assert bad.data.decode().rstrip(",\n") == row.rstrip(",")
    assert good.data == b"1000000,UZS,2025-12-16,80.00,75.00,85.00,2025-12-16\n"


@pytest.mark.parametrize(
    ("delimiter", "decimal", "cell", "result"),
    [
        (";", None, "12,105", None),
        (";", None, "12.105", None),
        (";", None, "-1.000", None),
        (";", None, "12.105,00", "23.48"),
        (";", None, "0.105", "0.00"),
        (";", ",", "12.105", "23.48"),
        (";", ".", "12.105", "0.02"),
        (";", ".", "12,105", "23.48"),
        (";", ",", "12,105", "0.02"),
        ("\t", None, "12.105", "0.02"),
        ("\t", ",", "12.105", "23.48"),
    ],
)
def test_a_number_of_two_readings_is_settled_by_the_decimal_mark_alone(
    delimiter: str, decimal: str | None, cell: str, result: str | None
) -> None:
    text = f"amount{delimiter}cur{delimiter}day\n{cell}{delimiter}KZT{delimiter}2025-12-16\n"
    (added,) = converted(text, decimal=decimal)
    assert added == ([f"'{cell}' {TWO_WAYS}"] if result is None else [result, *added[1:]])


def test_without_dates_the_latest_rates_are_used_and_named() -> None:
    assert converted("amount\n1000000\n", base="UZS") == [["80.00", "75.00", "85.00", "2025-12-16"]]


def test_a_rate_of_two_days_is_as_old_as_the_older() -> None:
    assert converted("amount,cur,day\n100,KZT,2025-12-18\n", "KGS")[0][3] == "2025-12-16"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("-12.50", "-12.50"),
        ("+12,5", "12.5"),
        (" – 7 ", "-7"),
        ("-1\u00a0234,5", "-1234.5"),
        ("12’105.33", "12105.33"),
        ("(5)", Reason.NO_NUMBER),
        ("5-", Reason.NO_NUMBER),
        ("", Reason.NO_NUMBER),
        ("-", Reason.NO_NUMBER),
        ("-1,234", Reason.AMBIGUOUS_NUMBER),
        ("-" + "1" * 16, Reason.OUT_OF_RANGE),
    ],
)
def test_an_amount_in_a_cell_may_have_a_sign(written: str, meant: str | Reason) -> None:
    value = read_amount(written)
    assert (str(value) if isinstance(value, Decimal) else value) == meant


AMOUNTS = st.decimals(-(10**12), 10**12, places=2)


def exactly(amount: Decimal, rates: Sequence[tuple[Decimal, bool]]) -> tuple[Decimal, Decimal, Decimal]:
    """Result, low and high in cents by fractions; of each rate whether it is multiplied by or divided by."""
    result, ends = Fraction(amount), [Fraction(amount)]
    for rate, times in rates:
        half = Fraction(10) ** rate.as_tuple().exponent / 2  # type: ignore[operator]
        result = result * Fraction(rate) if times else result / Fraction(rate)
        span = (Fraction(rate) - half, Fraction(rate) + half)
        ends = [end * one if times else end / one for end in ends for one in span]
    cents = (Decimal(round(result * 100)), Decimal(floor(min(ends) * 100)), Decimal(ceil(max(ends) * 100)))
    first, low, high = (each.scaleb(-2) for each in cents)
    return first, low, high


@given(amount=AMOUNTS)
def test_intervals_are_those_of_exact_fractions_whatever_the_sign(amount: Decimal) -> None:
    text = f"amount,cur,day\n{amount:f},UZS,2025-12-16\n{amount:f},KZT,2025-12-18\n"
    dollars, soms = converted(text)[0], converted(text, "KGS")[1]
    for added, path in (
        (dollars, [(Decimal("0.00008"), True)]),
        (soms, [(Decimal("0.00194"), True), (Decimal("87.41"), True)]),
    ):
        result, low, high = map(Decimal, added[:3])
        assert (result, low, high) == exactly(amount, path)
        assert low <= result <= high


@pytest.fixture
def history(fxcli: Fxcli, page: Page) -> None:
    for name, text in (("a.txt", HISTORY), ("b.txt", LATER)):
        assert fxcli("import", page(text, name), "--db", "history.db").returncode == 0


CALL = ("--amount", "amount", "--to", "USD", "--currency", "cur", "--date", "day", "--db", "history.db")


@pytest.mark.usefixtures("history")
def test_the_command_adds_four_columns_and_names_what_it_cannot_convert(fxcli: Fxcli, page: Page) -> None:
    text = 'day;cur;amount;note\r\n2025-12-20;UZS;1 000 000,00;a\r\n2025-12-20;KZT;12,105;"=b"\r\n2025-12-02;sum;-10;c'
    done = fxcli("convert-csv", page(text, "my.csv"), *CALL)
    assert done.returncode == 1
    assert done.stdout == (
        "day;cur;amount;note;result;low;high;rate_date\r\n"
        "2025-12-20;UZS;1 000 000,00;a;80.00;75.00;85.00;2025-12-16\r\n"
        '2025-12-20;KZT;12,105;"=b";;;;\r\n'
        "2025-12-02;sum;-10;c;0.00;-0.01;0.00;2025-12-01"
    )
    assert done.stderr == f"fxcli: my.csv: line 3: '12,105' {TWO_WAYS}\nfxcli: my.csv: 1 row has no result\n"
    settled = fxcli("convert-csv", "my.csv", *CALL, "--decimal", ",")
    assert (settled.returncode, settled.stderr) == (0, "")
    assert '12,105;"=b";0.02;0.02;0.03;2025-12-16\r\n' in settled.stdout


@pytest.mark.usefixtures("history")
def test_it_reads_standard_input_and_all_amounts_in_one_currency(fxcli: Fxcli) -> None:
    arguments = ("convert-csv", "-", "--amount", "price", "--from", "tenge", "--to", "dollar", "--db", "history.db")
    done = fxcli(*arguments, stdin="price\n1000\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "price,result,low,high,rate_date\n1000,1.94,1.93,1.95,2025-12-16\n"


@pytest.mark.usefixtures("history")
def test_a_file_that_has_its_results_already_gets_no_second_ones(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    name = page("amount,cur,day\n1000000,UZS,2025-12-16\n", "my.csv")
    done = fxcli("convert-csv", name, *CALL, "-o", "out.csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    expected = b"amount,cur,day,result,low,high,rate_date\n1000000,UZS,2025-12-16,80.00,75.00,85.00,2025-12-16\n"
    assert (tmp_path / "out.csv").read_bytes() == expected
    again = fxcli("convert-csv", "out.csv", *CALL, "-o", "again.csv")
    assert again.returncode == 2
    assert again.stderr == "fxcli: out.csv already has a column 'result'; rename it there, or leave it out\n"
    assert not (tmp_path / "again.csv").exists()


ITSELF = "the output would go into the file that is read; name another with -o\n"


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("output", ["my.csv", "./my.csv", "link.csv"])
def test_the_file_that_is_read_is_never_its_own_output(fxcli: Fxcli, page: Page, tmp_path: Path, output: str) -> None:
    name = page("amount,cur,day\n1000000,UZS,2025-12-16\n", "my.csv")
    (tmp_path / "link.csv").hardlink_to(tmp_path / name)
    before = (tmp_path / name).read_bytes()
    done = fxcli("convert-csv", name, *CALL, "-o", output)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"fxcli: my.csv: {ITSELF}")
    assert (tmp_path / name).read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["link.csv", "my.csv"]


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("output", ["out.xlsx", "out.csv.gz", "out.json"])
def test_an_output_that_is_no_table_of_text_is_refused(fxcli: Fxcli, page: Page, tmp_path: Path, output: str) -> None:
    done = fxcli("convert-csv", page("amount,cur,day\n5,UZS,2025-12-16\n", "my.csv"), *CALL, "-o", output)
    ending = f".{output.rpartition('.')[2]}"
    told = f"fxcli: {output}: '{ending}' is no format that can be written; end the name in .csv, .tsv, .txt\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)
    assert not (tmp_path / output).exists()


@pytest.mark.usefixtures("history")
@pytest.mark.skipif(os.name != "posix", reason="a shell of POSIX")
@pytest.mark.parametrize("source", ["my.csv", "- <my.csv"])
def test_a_file_that_its_own_result_is_added_to_is_refused_not_read_without_end(
    page: Page, tmp_path: Path, source: str
) -> None:
    name = page("amount\n" + "5\n" * 20_000, "my.csv")
    before = (tmp_path / name).read_bytes()
    command = f"fxcli convert-csv {source} --amount amount --from KZT --to USD --db history.db >>my.csv"
    line = f"ulimit -f 2000; {shlex.quote(sys.executable)} -m {command}"
    done = subprocess.run(
        ["/bin/sh", "-c", line], cwd=tmp_path, env=environment(tmp_path), stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 2
    assert done.stderr.decode().endswith(f": {ITSELF}")
    assert (tmp_path / name).read_bytes() == before


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["my.csv", "--amount", "amount", "--to", "USD"], 2, "either --from CODE or --currency COLUMN"),
        (["my.csv", "--amount", "amount", "--to", "USD", "--from", "KZT", "--currency", "cur"], 2, "either --from"),
        (["my.csv", "--amount", "sum", "--to", "USD", "--from", "KZT"], 2, "its columns are: amount, cur, day"),
        (["my.csv", "--amount", "amount", "--to", "XAU", "--from", "KZT"], 2, "XAU (Gold) has no minor unit"),
        (["my.csv", "--amount", "amount", "--to", "USX", "--from", "KZT"], 2, "'USX' is not an active ISO 4217"),
        (["my.csv", "--amount", "amount", "--from", "KZT"], 2, "Missing option '--to'"),
        (["no.csv", "--amount", "amount", "--to", "USD", "--from", "KZT"], 1, "no.csv: there is no such file"),
        ([".", "--amount", "amount", "--to", "USD", "--from", "KZT"], 1, ".: is a folder"),
        (["empty.csv", "--amount", "amount", "--to", "USD", "--from", "KZT"], 1, "line 1 should name the columns"),
        (["my.csv", "--amount", "amount", "--to", "USD", "--from", "KZT", "--db", "x"], 1, "there is no history yet"),
    ],
)
def test_what_cannot_be_begun_writes_nothing(
    fxcli: Fxcli, page: Page, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    page("amount,cur,day\n5,KZT,2025-12-16\n", "my.csv")
    page("", "empty.csv")
    done = fxcli("convert-csv", *arguments, "-o", "out.csv", FXCLI_DB="history.db")
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.usefixtures("history")
def test_each_of_very_many_rows_is_named_but_not_each_on_a_line(fxcli: Fxcli, page: Page) -> None:
    rows = ["x" if number % 10 else "5" for number in range(2, 1002)]
    done = fxcli(
        "convert-csv",
        page("amount\n" + "".join(f"{row}\n" for row in rows), "my.csv"),
        *("--amount", "amount", "--to", "USD", "--from", "KZT", "--db", "history.db"),
    )
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert len(lines) < 40
    assert lines[0] == f"fxcli: my.csv: line 2: 'x' {NO_AMOUNT}"
    assert lines[20].startswith("fxcli: my.csv: no result either in line 24-29, 31-39, 41-49, ")
    assert lines[-1] == "fxcli: my.csv: 900 rows have no result"
    named = {int(line.split()[3].rstrip(":")) for line in lines[:20]}
    for line in lines[20:-1]:
        for run in line.partition("in line ")[2].split(", "):
            first, _, last = run.partition("-")
            named |= set(range(int(first), int(last or first) + 1))
    assert named == {number for number, row in enumerate(rows, 2) if row == "x"}


@pytest.mark.usefixtures("history")
@pytest.mark.skipif(not hasattr(os, "wait4"), reason="the memory of a process as POSIX counts it")
def test_a_file_larger_than_the_memory_it_takes_streams_through(tmp_path: Path) -> None:
    row = b"1000000,UZS,2025-12-16," + b"x" * 100_000 + b"\n"
    count = 1500
    with (tmp_path / "big.csv").open("wb") as file:
        file.write(b"amount,cur,day,note\n")
        for _ in range(count):
            file.write(row)
    # A process counts the memory of the one that it was forked from, so it is started by a small one.
    program = (
        "import os, sys; _, status, usage = os.wait4(os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]), 0); "
        "print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)"
    )
    command = [sys.executable, "-m", "fxcli", "convert-csv", "big.csv", *CALL, "-o", "out.csv"]
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    code, peak = map(int, done.stdout.split())
    assert code == 0
    assert (tmp_path / "out.csv").stat().st_size > 150_000_000
    assert peak * (1 if sys.platform == "darwin" else 1024) < 75_000_000


CURRENCIES = ("KGS", "KZT", "TJS", "UZS", "TMT")


@pytest.mark.parametrize("count", [2_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_expenses_of_two_years_in_five_currencies_are_each_converted_by_their_own_day(
    fxcli: Fxcli, page: Page, tmp_path: Path, count: int
) -> None:
    chance = random.Random(count)  # noqa: S311 - repeatable expenses, no secret
    begin = date(2024, 1, 1)
    rates: dict[str, dict[date, Decimal]] = {code: {} for code in CURRENCIES}
    lines = ["date,base,quote,rate,change_pct,occurrences,source"]
    for code in CURRENCIES:
        for day in sorted({0, *chance.sample(range(731), 300)}):
            rate = Decimal(chance.randint(1, 99_999)).scaleb(-5)
            rates[code][begin + timedelta(day)] = rate
            lines.append(f"{begin + timedelta(day)},{code},USD,{rate:f},,1,page.txt")
    fxcli("import", page("\n".join(lines) + "\n", "rates.csv"), "--db", "history.db")
    rows = [
        (
            Decimal(chance.randint(-(10**7), 10**9)).scaleb(-2),
            chance.choice(CURRENCIES),
            begin + timedelta(chance.randrange(731)),
        )
        for _ in range(count)
    ]
    name = page("amount,cur,day\n" + "".join(f"{a},{code},{day}\n" for a, code, day in rows), "expenses.csv")
    done = fxcli("convert-csv", name, *CALL, "-o", "out.csv")
    assert (done.returncode, done.stderr) == (0, "")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        added = [row[3:] for row in csv.reader(file)][1:]
    assert len(added) == count
    for (amount, code, day), (*figures, rate_date) in zip(rows, added, strict=True):
        of_day = max(known for known in rates[code] if known <= day)
        assert rate_date == str(of_day)
        assert tuple(map(Decimal, figures)) == exactly(amount, [(rates[code][of_day], True)])


@pytest.mark.parametrize("amount", ["1.234", "- 1.234", "+ 12.105", "−\u00a01.234"])
def test_a_dot_before_three_digits_is_doubtful_where_semicolons_separate_whatever_the_sign(amount: str) -> None:
    ((reason,),) = converted(f"amount;cur\n{amount};KZT\n")
    assert "can be read in two ways" in reason

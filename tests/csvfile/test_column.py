"""A column of money in a CSV: each row at the rate of its own day, as exact fractions say."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BufferedReader, BytesIO

import pytest
from exact import exactly
from hypothesis import given
from hypothesis import strategies as st

from fxcli import Rate, convert, latest
from fxcli.csvfile.column import Columns, Expenses
from fxcli.csvfile.total import Totals
from fxcli.errors import NoRatesError

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
    if found := latest(RATES, day):
        return found
    raise NoRatesError(f"no rate of {day} or before")


def converted(
    text: str, target: str = "USD", base: str | None = None, decimal: str | None = None, *, explain: bool = False
) -> list[list[str]]:
    """What is added to each row of a sheet with the columns amount, cur and day, or the reason why nothing is."""
    columns = Columns("amount", None if base else "cur", "day" if "day" in text.split("\n")[0] else None)
    expenses = Expenses(columns, base, target.split(), rates_on, decimal=decimal, explain=explain)
    read = expenses.open("my.csv", BufferedReader(BytesIO(text.encode())))  # type: ignore[arg-type]
    rows = []
    for one in expenses.convert(read):
        cells = next(csv.reader(io.StringIO(one.data.decode(), newline=""), delimiter=read.delimiter), [])
        added = cells[-len(expenses.added) :] if cells else []
        rows.append([one.failure] if one.failure else added)
        assert not one.failure or added == [""] * len(expenses.added)
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
        ('"1 234,5",KGS,2025-12-17', ["14,12", "14,12", "14,13", "2025-12-17"]),
        ('"(1 234,5)",KGS,2025-12-17', ["-14,12", "-14,13", "-14,12", "2025-12-17"]),
        ("$5.125,USD,2025-12-17", ["5.12", "5.12", "5.13", ""]),
        ("1000 ₸,тенге,2025/12/17", ["1.94", "1.93", "1.95", "2025-12-16"]),
        ("1000 с,KGS,20251217", ["11.44", "11.43", "11.45", "2025-12-17"]),
        ("1000,UZS,2025-12-16 23:59:59", ["0.08", "0.07", "0.09", "2025-12-16"]),
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
        (",UZS,2025-12-16", "the amount is missing; write it, or 0 for none"),
        ("5 usd,UZS,2025-12-16", "'5 usd' names USD, but its currency is UZS"),
        ("5 сом.,UZS,2025-12-16", "'5 сом.' names KGS or TJS, but its currency is UZS"),
        ("5 apples,UZS,2025-12-16", f"'5 apples' {NO_AMOUNT}"),
        ("1e5,UZS,2025-12-16", f"'1e5' {NO_AMOUNT}"),
        ("--5,UZS,2025-12-16", f"'--5' {NO_AMOUNT}"),
        ("NaN,UZS,2025-12-16", f"'NaN' {NO_AMOUNT}"),
        ("١٢,UZS,2025-12-16", f"'١٢' {NO_AMOUNT}"),
        ("5,,2025-12-16", "the currency is missing; write its code, such as KZT"),
        ("5,KZX,2025-12-16", "'KZX' is not an active ISO 4217 currency; did you mean KZT?"),
        ("5,UZS", "the date is missing; write it like 2025-12-09 or 09.12.2025"),
        (
            "5,UZS,12/11/2025",
            "'12/11/2025' names no day for certain; write it like 2025-12-09 or 09.12.2025",
        ),
        ("5,UZS,30.02.2025 10:00", "the day '30.02.2025 10:00' does not exist; check day, month and year"),
        ("5,UZS,20250230", "the day '20250230' does not exist; check day, month and year"),
        ("5,UZS,2025-11-30", "no rate of 2025-11-30 or before"),
        ("5,KZT,2025-12-15", "no rate for KZT; there are rates for: UZS, USD"),
        ("12,50,UZS,2025-12-16", "4 cells under 3 columns; put a cell that holds the delimiter in quotes"),
        (f"{'9' * 64},UZS,2025-12-16", f"'{'9' * 64}' {NO_AMOUNT}"),
        (f"{'9' * 65},UZS,2025-12-16", f"'{'9' * 64}…' is too long for an amount, a currency or a date"),
        ('5,"UZS" ,2025-12-16', "a cell in quotes does not end well; write a quote within it twice"),
    ],
)
def test_a_row_that_cannot_be_converted_says_why_and_gets_empty_cells(row: str, reason: str) -> None:
    columns = Columns("amount", "cur", "day")
    expenses = Expenses(columns, None, ["USD"], rates_on)
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
        (";", None, "12.105,00", "23,48"),
        (";", None, "0.105", "0.00"),
        (";", ",", "12.105", "23,48"),
        (";", ".", "12.105", "0.02"),
        (";", ".", "12,105", "23.48"),
        (";", ",", "12,105", "0,02"),
        ("\t", None, "12.105", "0.02"),
        ("\t", ",", "12.105", "23,48"),
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


AMOUNTS = st.decimals(-(10**12), 10**12, places=2)


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


@pytest.mark.parametrize("amount", ["1.234", "- 1.234", "+ 12.105", "−\u00a01.234"])
def test_a_dot_before_three_digits_is_doubtful_where_semicolons_separate_whatever_the_sign(amount: str) -> None:
    ((reason,),) = converted(f"amount;cur\n{amount};KZT\n")
    assert "can be read in two ways" in reason


@pytest.mark.parametrize(
    ("delimiter", "amounts", "mark"),
    [
        (";", ["5"], ","),
        (",", ["5"], "."),
        ("\t", ["5"], "."),
        (";", ["5", "12.50"], "."),
        (",", ["5", '"12,50"'], ","),
        ("\t", ["5", "1 000 000", "x", "12,5"], ","),
        (";", ["5", "1,234,567"], "."),
        ("\t", ["5", "1.234.567"], ","),
        (";", ["12,50", "12.50", "12.50"], "."),
        (",", ["12.50", '"12,50"', '"12,50"'], ","),
        (";", ["12.50", "12,50"], ","),
        (",", ["12.50", '"12,50"'], "."),
        (";", ["12.105", "x,5", ""], ","),
    ],
)
def test_results_have_the_decimal_mark_of_the_file(delimiter: str, amounts: list[str], mark: str) -> None:
    rows = "".join(f"{amount}{delimiter}a\n" for amount in amounts)
    text = f"amount{delimiter}note\n{rows}1000{delimiter}a\n"
    *_, last = converted(text, base="KZT")
    assert last == [f"1{mark}94", f"1{mark}93", f"1{mark}95", "2025-12-16"]


def test_a_result_with_the_delimiter_in_it_stands_in_quotes() -> None:
    expenses = Expenses(Columns("amount"), "KZT", ["USD"], rates_on, decimal=",")
    read = expenses.open("my.csv", BufferedReader(BytesIO(b'amount,b\n"1000,5",x\n')))  # type: ignore[arg-type]
    (one,) = expenses.convert(read)
    assert one.data == b'"1000,5",x,"1,94","1,93","1,95",2025-12-16\n'


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_dot_before_three_digits_is_doubtful_where_any_amount_has_a_decimal_comma(delimiter: str) -> None:
    text = f'amount{delimiter}b\n12.105{delimiter}x\n12.50{delimiter}x\n12.50{delimiter}x\n"{{}}"{delimiter}x\n'
    assert converted(text.format("7"), base="KZT")[0][0] == "0.02"
    assert converted(text.format("7,5"), base="KZT")[0] == [f"'12.105' {TWO_WAYS}"]
    assert converted(text.format("7,5"), base="KZT", decimal=".")[0][0] == "0.02"


def test_the_mark_is_known_before_the_first_row_is_written_and_no_more_is_kept() -> None:
    read = 0

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            nonlocal read
            row = (b"5;" + b"x" * 997 + b"\n") if read else b"amount;b\n"
            buffer[: len(row)] = row
            read += len(row)
            return len(row)

    expenses = Expenses(Columns("amount"), "KZT", ["USD"], rates_on)
    rows = expenses.convert(expenses.open("my.csv", BufferedReader(Endless())))
    assert next(rows).data.endswith(b";0,01;0,00;0,01;2025-12-16\n")
    assert read < 2_000_000


def test_several_targets_have_their_results_one_after_the_other() -> None:
    (added,) = converted("amount,cur,day\n1000,KZT,2025-12-17\n", "USD KGS KZT")
    assert added == [
        *("1.94", "1.93", "1.95", "2025-12-16"),
        *("169.58", "169.12", "170.03", "2025-12-16"),
        *("1000.00", "1000.00", "1000.00", ""),
    ]


def test_each_target_of_several_has_columns_of_its_own() -> None:
    one, two = (Expenses(Columns("amount"), "KZT", codes, rates_on).added for codes in (["USD"], ["USD", "KGS"]))
    assert one == ["result", "low", "high", "rate_date"]
    assert two == [f"{name}_{code}" for code in ("USD", "KGS") for name in one]
    explained = Expenses(Columns("amount"), "KZT", ["USD"], rates_on, explain=True).added
    assert explained == [*one, "rate", "source"]


def test_the_rates_and_sources_explain_a_result() -> None:
    text = "amount,cur,day\n1000,KZT,2025-12-17\n1,USD,2025-12-17\n-2,USD,2025-12-17\n"
    explained = [row[3:] for row in converted(text, "KGS", explain=True)]
    assert explained == [
        ["2025-12-16", "KZT/USD = 0.00194; USD/KGS = 87.41", "page.txt"],
        ["2025-12-17", "USD/KGS = 87.41", "page.txt"],
        ["2025-12-17", "USD/KGS = 87.41", "page.txt"],
    ]
    assert converted("amount,cur\n5,KGS\n", "KGS", explain=True) == [["5.00", "5.00", "5.00", "", "", ""]]


def test_reasons_of_several_targets_are_said_once() -> None:
    columns = Columns("amount", "cur", "day")
    data = b"amount,cur,day\n5,UZS,x\n5,UZS,2025-01-01\n5,EUR,2025-12-17\n"
    expenses = Expenses(columns, None, ["USD", "KGS"], rates_on)
    failures = [one.failure for one in expenses.convert(expenses.open("my.csv", BufferedReader(BytesIO(data))))]  # type: ignore[arg-type]
    assert failures == [
        "'x' names no day for certain; write it like 2025-12-09 or 09.12.2025",
        "no rate of 2025-01-01 or before",
        "no rate for EUR; there are rates for: KGS, KZT, UZS, USD",
    ]


ROWS = st.lists(st.tuples(AMOUNTS, st.sampled_from(["UZS", "KZT", "USD", "KGS"])), max_size=20)


@given(rows=ROWS)
def test_totals_are_the_sums_of_the_columns(rows: list[tuple[Decimal, str]]) -> None:
    text = "amount,cur,day\n" + "".join(f"{amount:f},{code},2025-12-18\n" for amount, code in rows)
    expenses = Expenses(Columns("amount", "cur", "day"), None, ["USD"], rates_on)
    read = expenses.open("my.csv", BufferedReader(BytesIO(text.encode())))  # type: ignore[arg-type]
    totals = Totals(["USD"])
    columns = [Fraction(0)] * 3
    for one in expenses.convert(read):
        totals.add(one.answers)
        columns = [sum_ + Fraction(cell) for sum_, cell in zip(columns, one.data.decode().split(",")[3:6], strict=True)]
    *paid, total = totals.lines() if rows else (None,)
    expected: dict[str, Fraction] = {}
    for amount, code in rows:
        expected[code] = expected.get(code, Fraction(0)) + Fraction(amount)
    assert {line.split()[1]: Fraction(line.split()[0]) for line in paid if line} == expected
    if total:
        figures = re.fullmatch(r"total (\S+) USD \((\S+) to (\S+)\) of (\d+) rows?", total)
        assert figures
        assert [Fraction(figure) for figure in figures.groups()[:3]] == columns
        assert columns[1] <= columns[0] <= columns[2]
        assert int(figures[4]) == len(rows)


def test_totals_say_how_many_rows_they_are_of() -> None:
    totals = Totals(["USD", "KZT"])
    for amount, code in (("1000000", "UZS"), ("-0.10", "USD"), ("-120", "UZS")):
        totals.add([convert(Decimal(amount), code, target, rates_on(None)) for target in ("USD", "KZT")])
    assert list(totals.lines()) == [
        "999880 UZS in 2 rows",
        "-0.10 USD in 1 row",
        "total 79.89 USD (74.88 to 84.90) of 3 rows",
        "total 41180.61 KZT (38503.45 to 43871.62) of 3 rows",
    ]
    assert list(Totals(["USD"]).lines()) == []

"""The cells of a user's table: amounts, currencies and days, or why they are not certain."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli.csvfile import cell
from fxcli.errors import UsageError

TWO_WAYS = "can be read in two ways; say --decimal , or --decimal . for the whole file"
BLANKS = "is not an amount; a blank groups three digits, as in 1 500"
NO_AMOUNT = "is not an amount; write it like 1500, 1,500.50 or -12,5"


@pytest.mark.parametrize(
    ("written", "value", "codes", "mark"),
    [
        ("1500", "1500", "", None),
        ("-12.50", "-12.50", "", "."),
        ("+12,5", "12.5", "", ","),
        ("– 7", "-7", "", None),
        ("0", "0", "", None),
        ("-0", "0", "", None),
        ("(0,00)", "0.00", "", ","),
        ("(1 000,00)", "-1000.00", "", ","),
        ("( 1,000.00 )", "-1000.00", "", "."),
        ("1\u00a0234,5", "1234.5", "", ","),
        ("1\u202f234,5", "1234.5", "", ","),
        ("12’105.33", "12105.33", "", "."),
        ("1,234,567", "1234567", "", "."),
        ("1.234.567", "1234567", "", ","),
        ("12 105", "12105", "", None),
        ("23 000,00 ₸", "23000.00", "KZT", ","),
        ("$49,90", "49.90", "USD", ","),
        ("-$49.90", "-49.90", "USD", "."),
        ("($   49.90)", "-49.90", "USD", "."),
        ("US$49.90", "49.90", "USD", "."),
        ("€5", "5", "EUR", None),
        ("5 €", "5", "EUR", None),
        ("5 евро", "5", "EUR", None),
        ("1 000 руб.", "1000", "RUB", None),
        ("500 ₽", "500", "RUB", None),
        ("500р.", "500", "RUB", None),
        ("5 so'm", "5", "UZS", None),
        ("5 сўм", "5", "UZS", None),
        ("5 сомонӣ", "5", "TJS", None),
        ("5 манат", "5", "TMT", None),
        ("USD 5", "5", "USD", None),
        ("5cad", "5", "CAD", None),
        ("5 сом.", "5", "KGS TJS", None),
        ("¥5", "5", "CNY JPY", None),
    ],
)
def test_an_amount_may_have_a_sign_and_a_currency(written: str, value: str, codes: str, mark: str | None) -> None:
    assert cell.amount(written) == (Decimal(value), tuple(codes.split()), mark)
    assert str(cell.amount(written).value) == value


@pytest.mark.parametrize(
    "written",
    [
        "abc",
        "-",
        "--5",
        "5-",
        "(5",
        "5)",
        "(-5)",
        "-(5)",
        "5 5 5",
        "$5 USD",
        "5k",
        "5 тыс.",
        "5%",
        "№5",
        "=5",
        "1e5",
        "NaN",
        "$ -",
        "٥",
        "5;5",
        "5/2",
        "10:30",
        "2025-12-09",
        "5 - 7",
        "$-5",
        "5 ₸ ₸",
        "()",
        "5..",
        "5.5.5",
        "9999999999999999",
    ],
)
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(UsageError) as told:
        cell.amount(written)
    blanks = "is not an amount; a blank groups three digits, as in 1 500"
    assert str(told.value) == f"'{written}' {blanks if written == '5 5 5' else NO_AMOUNT}"


@pytest.mark.parametrize("written", ["12,105", "-12,105", "(12,105)", "$12,105", "12,105 ₸", "1 234,567"])
def test_a_comma_before_three_digits_is_refused_until_the_mark_is_known(written: str) -> None:
    with pytest.raises(UsageError) as told:
        cell.amount(written)
    assert str(told.value) == f"'{written}' {TWO_WAYS}"
    assert cell.amount(written, ",").value.copy_abs() in (Decimal("12.105"), Decimal("1234.567"))


@pytest.mark.parametrize("written", ["12.105", "-1.000", "(1.000)", "€1.234", "12.105 ₸"])
def test_a_dot_before_three_digits_is_refused_where_dots_may_group(written: str) -> None:
    with pytest.raises(UsageError) as told:
        cell.amount(written, dot_may_group=True)
    assert str(told.value) == f"'{written}' {TWO_WAYS}"
    assert cell.amount(written, ",", dot_may_group=True).value.copy_abs() >= 1000
    assert cell.amount(written, ".", dot_may_group=True).value.copy_abs() < 13
    assert cell.amount(written).value.copy_abs() < 13


@given(
    st.decimals(0, 10**12, places=2),
    st.sampled_from(["{}", "-{}", "({})", "$ {}", "-${}", "{} USD", "({}) ", "( {} $ )"]),
    st.sampled_from([",", "."]),
)
def test_no_dress_changes_the_figure(value: Decimal, dress: str, mark: str) -> None:
    read = cell.amount(dress.format(str(value).replace(".", mark)).strip(), mark)
    assert abs(read.value) == value
    assert (read.value < 0) == (bool(value) and ("-" in dress or "(" in dress))


def test_the_marks_of_certain_amounts_are_counted() -> None:
    cells = ["12,50", "1.234.567", "7", "x", "12,105", "12.105", "0.5", "$1,234.50", "(3,5)", "0,125"]
    assert cell.decimal_marks(cells) == {",": 4, ".": 2}


DAYS = {
    date(2025, 12, 9): "2025-12-09 2025/12/09 2025.12.09 20251209 09.12.2025 2025/12/9 9_December_2025",
    date(2025, 12, 25): "25/12/2025 25.12.2025 25.12.2025_10:30 25/12/2025_5:30_PM 2025-12-25T10:30:00Z",
}


@pytest.mark.parametrize(("day", "written"), [(day, text) for day, texts in DAYS.items() for text in texts.split()])
def test_a_day_may_be_written_as_people_and_programs_do(day: date, written: str) -> None:
    assert cell.day(written.replace("_", " ")) == day


TIMES = [
    "10:30",
    "9:05",
    "10:30:00",
    "10:30:00.123",
    "10:30:00,5",
    "10:30 am",
    "10:30PM",
    "10:30:00Z",
    "10:30+05:00",
    "10:30:00 UTC",
]


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(TIMES), st.sampled_from(["T", " ", "  "]))
def test_the_time_of_a_day_changes_nothing(day: date, time: str, between: str) -> None:
    assert cell.day(f"{day}{between}{time}") == day


@pytest.mark.parametrize(
    "written",
    [
        "12/11/2025",
        "12/11/2025 10:30",
        "09.12.25",
        "45999",
        "09122025",
        "2025-12",
        "10:30",
        "2025-12-09 10",
        "tomorrow",
        "2025-12-09 2025-12-10",
        "18991231",
        "2025-12/09",
        "20251209T",
        "Mon",
    ],
)
def test_a_day_that_is_not_certain_is_refused(written: str) -> None:
    with pytest.raises(UsageError, match="names no day for certain"):
        cell.day(written)


@pytest.mark.parametrize("written", ["20251309", "2025-13-01", "31.02.2026", "30/02/2026", "29 Feb 2025 10:30"])
def test_a_day_that_no_calendar_has_is_refused_as_such(written: str) -> None:
    with pytest.raises(UsageError) as caught:
        cell.day(written)
    assert str(caught.value) == f"the day '{written}' does not exist; check day, month and year"


def test_eight_digits_are_year_month_and_day() -> None:
    day = date(2019, 12, 1)
    while day < date(2021, 2, 1):
        assert cell.day(f"{day:%Y%m%d}") == day
        day += timedelta(1)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "the currency is missing; write its code, such as KZT"),
        ("KZX", "'KZX' is not an active ISO 4217 currency; did you mean KZT?"),
        ("сомы", "'сомы' may mean KGS or UZS; write the code"),
    ],
)
def test_a_currency_that_is_not_certain_is_refused_with_the_nearest(written: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        cell.code(written)
    assert str(caught.value) == told

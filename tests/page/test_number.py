"""What written digits mean: laws. The tables of examples are in tests/spec/number.md."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli import Reason
from fxcli.number import divided_by_unit, plain, read, read_change, read_unsigned

DIGITS = st.text("0123456789", min_size=1, max_size=18)


@given(whole=st.integers(0, 10**15 - 1), fraction=DIGITS)
def test_plain_digits_are_kept_as_printed(whole: int, fraction: str) -> None:
    written = f"{whole}.{fraction}"
    value = read_unsigned(written)
    assert isinstance(value, Decimal)
    assert plain(value) == written


@given(whole=st.integers(1000, 10**15 - 1), fraction=DIGITS, group=st.sampled_from([" ", "'", "’", ","]))
def test_groups_mean_what_the_same_digits_mean_without_them(whole: int, fraction: str, group: str) -> None:
    assert read(f"{whole:,}".replace(",", group) + "." + fraction) == Decimal(f"{whole}.{fraction}")


@given(whole=st.integers(1, 999), fraction=st.integers(0, 999))
def test_a_comma_before_three_digits_is_never_guessed(whole: int, fraction: int) -> None:
    written = f"{whole},{fraction:03}"
    assert read(written) is Reason.AMBIGUOUS_NUMBER
    assert read(written, ",") == Decimal(written.replace(",", "."))
    assert read(written, ".") == Decimal(written.replace(",", ""))


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_reason_and_every_number_is_positive(text: str) -> None:
    value = read(text)
    assert isinstance(value, Reason) or (value.is_finite() and value > 0)


@pytest.mark.parametrize("text", ["1" * 16, "0." + "1" * 19, "1" * 5000, "1e5", "1E-5", "NaN", "Infinity", "1.1×10"])
def test_what_does_not_fit_is_out_of_range(text: str) -> None:
    assert read(text) is Reason.OUT_OF_RANGE


@pytest.mark.parametrize("text", ["1_000", "١٢", "１２", "0x10", "²", "1²"])
def test_what_decimal_would_take_but_no_page_means_is_no_number(text: str) -> None:
    assert read(text) in (Reason.NO_NUMBER, Reason.OUT_OF_RANGE)


def test_the_longest_numbers_lose_no_digit() -> None:
    longest = "999999999999999.999999999999999999"
    assert plain(Decimal(read(longest))) == longest  # type: ignore[arg-type]
    change = read_change("-", longest)
    assert change is not None
    assert plain(change) == f"-{longest}"


def test_minus_zero_stays_apart_from_zero() -> None:
    assert [plain(change) for sign in ("-", "") if (change := read_change(sign, "0")) is not None] == ["-0", "0"]


def test_an_uncertain_change_is_none() -> None:
    assert read_change("", "1,234") is None


@pytest.mark.parametrize(("unit", "rate"), [(1, "0.195"), (10, "0.0195"), (100, "0.00195"), (10000, "0.0000195")])
def test_a_unit_moves_the_point_and_keeps_the_digits(unit: int, rate: str) -> None:
    assert plain(Decimal(divided_by_unit(Decimal("0.195"), unit))) == rate  # type: ignore[arg-type]


def test_a_unit_that_leaves_too_many_decimals_is_refused() -> None:
    assert divided_by_unit(Decimal("0." + "1" * 17), 100) is Reason.OUT_OF_RANGE


@pytest.mark.parametrize(("value", "text"), [("8E-8", "0.00000008"), ("1E+3", "1000"), ("-0", "-0"), ("0.10", "0.10")])
def test_a_number_is_shown_without_an_exponent_and_with_its_digits(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text

"""What stands beside a printed rate: its inverse, and how far rounding can have moved that."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli import Rate
from fxcli.number import plain
from fxcli.output.figures import inverse, is_explained_by_rounding, moved, percent, within


def rate(figure: str) -> Rate:
    return Rate(date(2025, 12, 9), "UZS", "USD", Decimal(figure), None, 1, "page.txt")


FIGURES = st.builds(
    lambda digits, point: Decimal(digits).scaleb(-point), st.integers(1, 10**15), st.integers(0, 18)
).map(plain)


@pytest.mark.parametrize(
    ("figure", "shown", "bound"),
    [
        ("0.00008", "12500", "6.7%"),  # 1 / 0.000075 is 13333, 6.67% more
        ("0.00195", "513", "0.3%"),
        ("0.01144", "87.41", "0.05%"),
        ("0.10896", "9.1777", "0.005%"),
        ("512.35", "0.00195179", "0.002%"),
        ("1", "1.0", "100.0%"),  # 0.5 to 1.5
        ("3.5", "0.286", "1.6%"),
    ],
)
def test_the_inverse_has_the_digits_that_rounding_leaves_and_the_bound_is_its_own(
    figure: str, shown: str, bound: str
) -> None:
    assert (plain(inverse(rate(figure))), percent(within(rate(figure)))) == (shown, bound)


@pytest.mark.parametrize(
    ("fraction", "shown"), [("0.01", "1.0%"), ("0.0099", "1%"), ("0.0101", "1.1%"), ("0.0001", "0.01%")]
)
def test_a_bound_has_one_decimal_from_one_percent_on_and_one_digit_below_it(fraction: str, shown: str) -> None:
    assert percent(Decimal(fraction)) == shown


@given(FIGURES)
def test_no_rate_that_is_printed_so_has_an_inverse_further_from_the_shown_one_than_the_bound(figure: str) -> None:
    one = rate(figure)
    shown, bound = Fraction(inverse(one)), Fraction(percent(within(one)).removesuffix("%")) / 100
    for end in (one.low, one.value, one.high):
        assert abs(1 / Fraction(end) - shown) <= bound * shown
        assert abs(Fraction(end) - Fraction(one.value)) <= bound * Fraction(one.value)


@given(FIGURES)
def test_the_last_digit_of_an_inverse_is_the_first_whose_rounding_is_small_beside_that_of_the_rate(figure: str) -> None:
    one = rate(figure)
    exact = 1 / Fraction(one.value)
    error = exact * Fraction(one.relative_error)
    place = next(Fraction(10) ** power for power in range(20, -40, -1) if Fraction(10) ** power <= error)
    assert abs(Fraction(inverse(one)) - exact) <= place / 2


@pytest.mark.parametrize(
    ("before", "after", "change", "is_rounding"),
    [
        ("0.00008", "0.0000825", "3.13", True),
        ("0.0000825", "0.00010", "21.21", False),
        ("0.01144", "0.01145", "0.09", False),
        ("0.0114", "0.0114", "0.00", False),
        ("480", "240", "-50.00", False),
    ],
)
def test_a_move_is_told_apart_from_what_rounding_alone_explains(
    before: str, after: str, change: str, is_rounding: bool
) -> None:
    assert plain(moved(rate(before), rate(after))) == change
    assert is_explained_by_rounding(rate(before), rate(after)) is is_rounding

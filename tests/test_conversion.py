"""Conversions agree with exact fractions, and their intervals hold every result that the rounding allows."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli import Rate, convert
from fxcli.currency import HOME
from fxcli.errors import NoRateError, UsageError

DAY = date(2025, 12, 9)
PRINTED = {"KGS": "0.01144", "KZT": "0.00195", "TJS": "0.10896", "UZS": "0.00008", "TMT": "0.28571"}


def rate(base: str, quote: str, text: str, day: date | None = DAY) -> Rate:
    return Rate(day, base, quote, Decimal(text), None, 1, "page")


BOARD = [rate(code, "USD", text) for code, text in PRINTED.items()]


def exact(code: str, end: str = "rate") -> Fraction:
    """One unit of a home currency in dollars."""
    if code == "USD":
        return Fraction(1)
    return Fraction(getattr(rate(code, "USD", PRINTED[code]), end))


def test_a_million_uzs_is_80_dollars_between_75_and_85() -> None:
    answer = convert(Decimal(1000000), "UZS", "USD", BOARD)
    assert [str(it) for it in (answer.result, answer.low, answer.high)] == ["80.00", "75.00", "85.00"]
    assert answer.date == DAY
    assert answer.legs == (BOARD[3],)


@pytest.mark.parametrize(("base", "quote"), list(permutations(HOME, 2)))
def test_every_pair_agrees_with_exact_fractions_and_rounds_its_interval_outward(base: str, quote: str) -> None:
    answer = convert(Decimal("12345.67"), base, quote, BOARD)
    amount = Fraction("1234567/100") * 100
    assert Fraction(answer.result) * 100 == round(amount * exact(base) / exact(quote))
    assert Fraction(answer.low) * 100 == floor(amount * exact(base, "low") / exact(quote, "high"))
    assert Fraction(answer.high) * 100 == ceil(amount * exact(base, "high") / exact(quote, "low"))


@given(
    amount=st.decimals(0, 10**15, places=2),
    figures=st.tuples(*[st.integers(1, 10**18)] * 2),
    shares=st.tuples(*[st.fractions(0, 1)] * 2),
    backwards=st.tuples(st.booleans(), st.booleans()),
)
def test_the_interval_holds_every_result_that_a_rate_inside_its_own_gives(
    amount: Decimal, figures: tuple[int, int], shares: tuple[Fraction, Fraction], backwards: tuple[bool, bool]
) -> None:
    legs = [
        rate(*(pair[::-1] if back else pair), str(Decimal(figure).scaleb(-9)))
        for pair, figure, back in zip((("KGS", "USD"), ("USD", "KZT")), figures, backwards, strict=True)
    ]
    answer = convert(amount, "KGS", "KZT", legs)
    unrounded = Fraction(amount)
    for leg, share, back in zip(legs, shares, backwards, strict=True):
        inside = Fraction(leg.low) + (Fraction(leg.high) - Fraction(leg.low)) * share
        unrounded = unrounded / inside if back else unrounded * inside
    assert Fraction(answer.low) <= unrounded <= Fraction(answer.high)
    assert answer.low <= answer.result <= answer.high


@pytest.mark.parametrize(("amount", "result"), [("0.01", "0.00"), ("0.03", "0.02"), ("0.05", "0.02"), ("0.07", "0.04")])
def test_a_half_is_rounded_to_the_even_neighbour(amount: str, result: str) -> None:
    assert str(convert(Decimal(amount), "USD", "KZT", [rate("USD", "KZT", "0.5")]).result) == result


@pytest.mark.parametrize(("amount", "result"), [("1", "0.33"), ("2", "0.67"), ("0.01", "0.00"), ("0.02", "0.01")])
def test_a_third_is_rounded_to_the_nearer_neighbour(amount: str, result: str) -> None:
    assert str(convert(Decimal(amount), "KZT", "USD", [rate("USD", "KZT", "3")]).result) == result


def test_a_result_has_the_minor_unit_of_its_currency() -> None:
    rates = [rate("USD", "JPY", "155.20"), rate("USD", "KWD", "0.30715")]
    assert str(convert(Decimal(1), "USD", "JPY", rates).result) == "155"
    assert str(convert(Decimal(1), "USD", "KWD", rates).result) == "0.307"
    with pytest.raises(UsageError, match="XAU"):
        convert(Decimal(1), "USD", "XAU", rates)


def test_the_later_date_wins_over_the_narrower_interval_and_that_over_the_direction() -> None:
    old, new = date(2025, 12, 1), date(2025, 12, 2)
    narrow_and_old, wide_and_new = rate("KZT", "USD", "0.0019531", old), rate("USD", "KZT", "512", new)
    assert convert(Decimal(1), "USD", "KZT", [narrow_and_old, wide_and_new]).legs == (wide_and_new,)
    narrow, wide = rate("KZT", "USD", "0.001953125"), rate("USD", "KZT", "512")
    assert convert(Decimal(1), "USD", "KZT", [wide, narrow]).legs == (narrow,)
    there, back = rate("USD", "KZT", "0.5"), rate("KZT", "USD", "0.5")
    assert convert(Decimal(1), "USD", "KZT", [back, there]).legs == (there,)
    for better, worse in ((wide_and_new, narrow_and_old), (narrow, wide), (there, back)):
        assert convert(Decimal(1), "USD", "KZT", [better, worse]).legs == (better,)


def test_one_rate_is_preferred_to_two_and_the_dollar_to_another_third_currency() -> None:
    direct, over_usd = rate("UZS", "KZT", "0.035"), [rate("UZS", "USD", "0.00008"), rate("KZT", "USD", "0.00195")]
    assert convert(Decimal(1), "UZS", "KZT", [*over_usd, direct]).legs == (direct,)
    over_eur = [rate("UZS", "EUR", "0.000070001"), rate("KZT", "EUR", "0.0017001")]
    assert convert(Decimal(1), "UZS", "KZT", [*over_eur, *over_usd]).legs == tuple(over_usd)
    over_rub = [rate("UZS", "RUB", "0.0062"), rate("KZT", "RUB", "0.15")]
    assert convert(Decimal(1), "UZS", "KZT", [*over_rub, *over_eur]).legs == tuple(over_eur)


def test_never_more_than_two_rates() -> None:
    chain = [rate("KGS", "RUB", "0.9"), rate("RUB", "EUR", "0.01"), rate("EUR", "KZT", "600")]
    with pytest.raises(NoRateError, match=r"^no rate leads from KGS to KZT, directly or over one third currency$"):
        convert(Decimal(1), "KGS", "KZT", chain)


def test_a_missing_currency_is_named_with_those_that_there_are() -> None:
    board = [rate("USD", "EUR", "0.93"), rate("KZT", "USD", "0.00195")]
    with pytest.raises(NoRateError, match=r"^no rate for TMT; there are rates for: KZT, USD, EUR$"):
        convert(Decimal(1), "TMT", "USD", board)
    with pytest.raises(NoRateError, match=r"^no rate for TMT; there are rates for: KZT, USD, EUR$"):
        convert(Decimal(1), "USD", "TMT", board)
    with pytest.raises(NoRateError, match=r"^no rate for KGS and TMT; there are rates for: KZT, USD, EUR$"):
        convert(Decimal(1), "KGS", "TMT", board)
    with pytest.raises(NoRateError, match=r"^no rate for KGS and TMT; there are rates for: none$"):
        convert(Decimal(1), "KGS", "TMT", [])


def test_the_date_is_that_of_the_oldest_leg_and_none_where_one_has_none() -> None:
    old = rate("KGS", "USD", "0.01144", date(2025, 12, 1))
    assert convert(Decimal(1), "KGS", "KZT", [old, BOARD[1]]).date == date(2025, 12, 1)
    undated = rate("KGS", "USD", "0.01144", None)
    assert convert(Decimal(1), "KGS", "KZT", [undated, BOARD[1]]).date is None


def test_a_currency_into_itself_needs_no_rate() -> None:
    answer = convert(Decimal("1.005"), "USD", "USD", [])
    assert (str(answer.result), answer.legs, answer.date) == ("1.00", (), None)


@pytest.mark.parametrize("amount", ["1.50", "1000000", "0.01", "123456789012345.123456789012345678"])
def test_a_negative_amount_is_the_positive_one_turned_round(amount: str) -> None:
    paid, back = (convert(Decimal(sign + amount), "UZS", "USD", BOARD) for sign in ("", "-"))
    assert back.low <= back.result <= back.high
    assert (-back.result, -back.low, -back.high) == (paid.result, paid.high, paid.low)
    assert str(convert(Decimal("-0.01"), "UZS", "USD", BOARD).result) == "0.00"


def test_a_conversion_is_recorded_with_its_legs_and_its_money_as_text() -> None:
    old = rate("KGS", "USD", "0.01144", date(2025, 12, 1))
    record = convert(Decimal("100.50"), "KGS", "KZT", [old, BOARD[1]]).record()
    assert record == {
        "amount": "100.50",
        "from": "KGS",
        "to": "KZT",
        "result": "589.60",
        "low": "587.83",
        "high": "591.38",
        "date": "2025-12-01",
        "legs": [
            {"base": "KGS", "quote": "USD", "rate": "0.01144", "date": "2025-12-01", "source": "page"},
            {"base": "KZT", "quote": "USD", "rate": "0.00195", "date": "2025-12-09", "source": "page"},
        ],
    }
    assert list(record) == ["amount", "from", "to", "result", "low", "high", "date", "legs"]
    undated = convert(Decimal(1), "KGS", "USD", [rate("KGS", "USD", "0.01144", None)]).record()
    assert (undated["date"], undated["legs"]) == (
        None,
        [{"base": "KGS", "quote": "USD", "rate": "0.01144", "date": None, "source": "page"}],
    )

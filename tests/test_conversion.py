"""Conversions agree with exact fractions, and their intervals hold every result that the rounding allows."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxcli import Rate, convert
from fxcli.currency import HOME
from fxcli.errors import NoRateError, UsageError

DAY = date(2025, 12, 9)
PRINTED = {"KGS": "0.01144", "KZT": "0.00195", "TJS": "0.10896", "UZS": "0.00008", "TMT": "0.28571"}


def rate(base: str, quote: str, text: str, day: date | None = DAY) -> Rate:
    return Rate(day, base, quote, Decimal(text), None, 1, "page")


BOARD = [rate(code, "USD", text) for code, text in PRINTED.items()]


def exact(code: str, end: str = "value") -> Fraction:
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


SATURDAY, FRIDAY = date(2026, 4, 4), date(2026, 4, 3)


def chosen(base: str, quote: str, *rates: Rate) -> list[str]:
    """The rates that a conversion takes, whatever the order in which they are given."""
    found = {convert(Decimal(1), base, quote, order).legs for order in (rates, rates[::-1])}
    (legs,) = found
    return [f"{leg.base}/{leg.quote} {leg.value:f}" for leg in legs]


def test_the_freshest_rate_wins_unless_a_narrower_one_of_the_week_before_says_the_same() -> None:
    ticker = rate("UZS", "USD", "0.00008", SATURDAY)
    assert chosen("UZS", "USD", ticker, rate("USD", "UZS", "12194.21", FRIDAY)) == ["USD/UZS 12194.21"]
    assert chosen("UZS", "USD", ticker, rate("USD", "UZS", "12194.21", date(2026, 3, 28))) == ["USD/UZS 12194.21"]
    assert chosen("UZS", "USD", ticker, rate("USD", "UZS", "12194.21", date(2026, 3, 27))) == ["UZS/USD 0.00008"]
    assert chosen("UZS", "USD", ticker, rate("USD", "UZS", "11700.21", FRIDAY)) == ["UZS/USD 0.00008"]
    undated = rate("USD", "UZS", "12194.21", None)
    assert chosen("UZS", "USD", ticker, undated) == ["UZS/USD 0.00008"]
    assert chosen("UZS", "USD", ticker._replace(date=None), undated) == ["USD/UZS 12194.21"]


def test_a_narrower_interval_that_passes_an_end_of_the_freshest_says_something_else() -> None:
    wide = rate("EUR", "USD", "2", SATURDAY)  # 1.5 to 2.5
    assert chosen("EUR", "USD", wide, rate("USD", "EUR", "0.5", FRIDAY)) == ["USD/EUR 0.5"]  # 1.82 to 2.22
    assert chosen("EUR", "USD", wide, rate("USD", "EUR", "0.4", FRIDAY)) == ["EUR/USD 2"]  # 2.22 to 2.86


def test_two_days_of_one_pair_are_no_choice_the_latest_counts() -> None:
    old, new = rate("UZS", "USD", "0.00008123", FRIDAY), rate("UZS", "USD", "0.00008", SATURDAY)
    assert chosen("UZS", "USD", old, new) == ["UZS/USD 0.00008"]


def test_two_rates_of_yesterday_beat_one_of_years_ago() -> None:
    direct, over_usd = (
        rate("UZS", "KZT", "0.0351234", date(2015, 1, 5)),
        (
            rate("UZS", "USD", "0.00008", FRIDAY),
            rate("KZT", "USD", "0.00195", SATURDAY),
        ),
    )
    assert chosen("UZS", "KZT", direct, *over_usd) == ["UZS/USD 0.00008", "KZT/USD 0.00195"]
    assert chosen("UZS", "KZT", direct._replace(date=SATURDAY), *over_usd) == ["UZS/KZT 0.0351234"]


def test_of_equally_fresh_ones_the_narrower_wins_then_fewer_rates_then_the_direction_then_the_dollar() -> None:
    narrow, wide = rate("KZT", "USD", "0.001953125"), rate("USD", "KZT", "512")
    assert chosen("USD", "KZT", wide, narrow) == ["KZT/USD 0.001953125"]
    over_eur = rate("UZS", "EUR", "0.000070001"), rate("KZT", "EUR", "0.0017001")
    over_usd = rate("UZS", "USD", "0.00008"), rate("KZT", "USD", "0.00195")
    assert chosen("UZS", "KZT", *over_eur, *over_usd, rate("UZS", "KZT", "0.035")) == [
        "UZS/EUR 0.000070001",
        "KZT/EUR 0.0017001",
    ]
    there, back = rate("EUR", "GBP", "1.0"), rate("GBP", "EUR", "1.0")
    assert chosen("EUR", "GBP", there, back) == ["EUR/GBP 1.0"]  # 0.95 to 1.05 and 0.952… to 1.052…
    same = (
        [rate(code, "USD", "2.00") for code in ("EUR", "GBP")],
        [rate(code, "CHF", "2.00") for code in ("EUR", "GBP")],
    )
    assert chosen("EUR", "GBP", *same[1], *same[0]) == ["EUR/USD 2.00", "GBP/USD 2.00"]


def brute_force(base: str, quote: str, rates: list[Rate]) -> tuple[Rate, ...]:
    """What the rule says, by trying every one and two of the rates, with fractions."""
    last: dict[tuple[str, str], Rate] = {}
    for one in rates:
        known = last.get((one.base, one.quote))
        if known is None or (one.date or date.min) >= (known.date or date.min):
            last[one.base, one.quote] = one

    def interval(legs: tuple[Rate, ...]) -> tuple[Fraction, Fraction, int] | None:
        """From the least to the most that the legs can make of one unit, and how many of them point back."""
        at, low, high, back = base, Fraction(1), Fraction(1), 0
        for leg in legs:
            if at == leg.base:
                at, low, high = leg.quote, low * Fraction(leg.low), high * Fraction(leg.high)
            elif at == leg.quote:
                at, low, high, back = leg.base, low / Fraction(leg.high), high / Fraction(leg.low), back + 1
            else:
                return None
        return (low, high, back) if at == quote else None

    def day(legs: tuple[Rate, ...]) -> date:
        return min(leg.date or date.min for leg in legs)

    found = {}
    for legs in [*permutations(last.values(), 1), *permutations(last.values(), 2)]:
        middle = {legs[0].base, legs[0].quote} - {base} if len(legs) == 2 else set()
        if (ends := interval(legs)) and quote not in middle:
            found[legs] = ends

    def best(of: list[tuple[Rate, ...]]) -> tuple[Rate, ...]:
        def rank(legs: tuple[Rate, ...]) -> tuple[int, Fraction, int, int, bool, list[str]]:
            low, high, back = found[legs]
            codes = sorted({code for leg in legs for code in (leg.base, leg.quote)})
            return -day(legs).toordinal(), high - low, len(legs), back, "USD" not in codes, codes

        return min(of, key=rank)

    taken = best(list(found))
    freshest = day(taken)
    while True:
        low, high, _ = found[taken]
        inside = [
            legs
            for legs, (its_low, its_high, _) in found.items()
            if low <= its_low and its_high <= high and its_high - its_low < high - low
            if (freshest - day(legs)).days <= 7
        ]
        if not inside:
            return taken
        taken = best(inside)


CODES = ("KGS", "KZT", "USD", "EUR")
DAYS = st.sampled_from([None, *(date(2026, 4, day) for day in (1, 2, 4, 8, 9, 16))])
FIGURES = st.sampled_from(["1", "1.0", "0.98", "1.02", "1.000", "0.9", "2", "0.995", "1.0051"])
BOARDS = st.lists(
    st.builds(
        lambda pair, figure, day: rate(*pair, figure, day), st.sampled_from(list(permutations(CODES, 2))), FIGURES, DAYS
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=300)
@given(BOARDS)
def test_of_all_rates_those_are_taken_that_a_search_through_every_one_and_two_of_them_finds(board: list[Rate]) -> None:
    for base, quote in permutations(CODES, 2):
        try:
            legs = convert(Decimal(1), base, quote, board).legs
        except NoRateError:
            with pytest.raises(ValueError, match="empty"):
                brute_force(base, quote, board)
        else:
            assert legs == brute_force(base, quote, board)


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

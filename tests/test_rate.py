"""How exact a rate is, and which rate is the latest."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli import Rate, latest
from fxcli.rate import at_most_days_old, by_currency, overlap

LONG = "123456789012345.1234567890123456"


def rate(text: str, day: str | None = None, base: str = "UZS", quote: str = "USD", source: str = "page") -> Rate:
    return Rate(day and date.fromisoformat(day), base, quote, Decimal(text), None, 1, source)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("0.00008", "0.000075", "0.000085"),
        ("0.28490", "0.284895", "0.284905"),
        ("5", "4.5", "5.5"),
        ("12105", "12104.5", "12105.5"),
        ("123456789012345.123456789012345678", f"{LONG}775", f"{LONG}785"),
    ],
)
def test_a_rate_is_anything_that_rounds_to_it(printed: str, low: str, high: str) -> None:
    assert (rate(printed).low, rate(printed).high) == (Decimal(low), Decimal(high))


@given(st.decimals("0.00001", "99999", places=5))
def test_the_interval_is_one_step_wide_around_the_rate(value: Decimal) -> None:
    it = rate(str(value))
    assert Fraction(it.high) - Fraction(it.low) == Fraction(1, 100000)
    assert Fraction(it.low) + Fraction(it.high) == 2 * Fraction(value)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0.0114", "0.01144", True),
        ("0.01144", "0.0114", True),
        ("0.01144", "0.01145", False),
        ("0.0114", "0.01145", True),
        ("0.0114", "0.01146", False),
        ("0.2849", "0.28490", True),
    ],
)
def test_two_printed_rates_agree_when_one_rate_can_be_printed_as_both(one: str, other: str, same: bool) -> None:
    assert overlap(Decimal(one), Decimal(other)) is same


def test_the_latest_rate_wins_and_of_one_day_the_last() -> None:
    rates = [rate("1", "2025-01-02"), rate("2", "2025-01-03"), rate("3", "2025-01-03"), rate("4", "2025-01-01")]
    assert [str(it.value) for it in latest(rates)] == ["3"]
    assert [str(it.value) for it in latest(rates, date(2025, 1, 2))] == ["1"]
    assert [str(it.value) for it in latest(rates[::-1], date(2025, 1, 2))] == ["1"]
    assert [str(it.value) for it in latest(rates, date(2025, 1, 10))] == ["3"]
    assert latest(rates, date(2024, 12, 31)) == []


def test_a_rate_may_be_so_many_days_old_and_no_more_and_an_undated_one_is_not_known_to_be() -> None:
    rates = [rate("1", "2025-01-02"), rate("2", "2025-01-03"), rate("3"), rate("4", "2025-01-05")]
    assert [str(it.value) for it in at_most_days_old(rates, date(2025, 1, 4), 1)] == ["2", "4"]
    assert [str(it.value) for it in at_most_days_old(rates, date(2025, 1, 4), 2)] == ["1", "2", "4"]


def test_an_undated_rate_is_older_than_any_other_and_never_found_for_a_day() -> None:
    rates = [rate("1", "2025-01-02"), rate("2")]
    assert [str(it.value) for it in latest(rates)] == ["1"]
    assert [str(it.value) for it in latest(rates[1:])] == ["2"]
    assert latest(rates[1:], date(2025, 1, 2)) == []


@given(st.lists(st.dates(date(2024, 1, 1), date(2024, 3, 1)), min_size=1), st.data())
def test_a_later_lookup_never_returns_an_older_rate(days: list[date], data: st.DataObject) -> None:
    rates = [rate("1", day.isoformat()) for day in days]
    lookups = data.draw(st.lists(st.dates(date(2024, 1, 1), date(2024, 4, 1)), min_size=2, max_size=2))
    found = [[it.date for it in latest(rates, day)] for day in sorted(lookups)]
    assert found[0] <= found[1]


def test_home_currencies_come_first_by_base_and_then_by_quote() -> None:
    pairs = [("AED", "USD"), ("USD", "KGS"), ("EUR", "KZT"), ("KGS", "USD"), ("KGS", "EUR"), ("KGS", "KZT")]
    ordered = sorted((rate("1", base=base, quote=quote) for base, quote in pairs), key=by_currency)
    assert [(it.base, it.quote) for it in ordered] == [
        ("KGS", "KZT"),
        ("KGS", "USD"),
        ("KGS", "EUR"),
        ("USD", "KGS"),
        ("AED", "USD"),
        ("EUR", "KZT"),
    ]

"""The steps of a series: each rate holds until the next, and nothing that reaches far is lost in a small picture."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli import Rate
from fxcli.output.steps import by_currencies, direction, gaps, in_words, labelled_days, span, steps, thinned

FIRST = date(2025, 1, 1)
START = (FIRST - date(1970, 1, 1)).days


def series(figures: Sequence[str], days: Sequence[int] | None = None, pair: str = "KZT/USD") -> list[Rate]:
    base, quote = pair.split("/")
    return [
        Rate(FIRST + timedelta(days=day), base, quote, Decimal(figure), None, 1, "page.txt")
        for day, figure in zip(days or range(len(figures)), figures, strict=True)
    ]


def test_a_rate_holds_until_the_next_and_the_last_for_its_day() -> None:
    drawn = steps(series(["0.00195", "0.0020"], [0, 7]), "KZT")
    assert [(step.start - START, step.end - START) for step in drawn] == [(0, 7), (7, 8)]
    assert [(step.low, step.value, step.high) for step in drawn] == [
        (0.001945, 0.00195, 0.001955),
        (0.00195, 0.002, 0.00205),
    ]


def test_more_than_thirty_days_without_a_rate_are_a_gap() -> None:
    assert [step.is_gap for step in steps(series(["1", "2", "3"], [0, 30, 61]), "KZT")] == [False, True, False]


def test_the_other_direction_is_turned_round_with_its_interval() -> None:
    (step,) = steps(series(["0.00008"], pair="UZS/USD"), "USD")
    assert (round(step.low), round(step.value), round(step.high)) == (11765, 12500, 13333)


def test_series_of_both_directions_share_the_axis_of_the_more_exact_one() -> None:
    ticker, official = series(["0.00195"]), series(["512.35"], pair="USD/KZT")
    assert direction([ticker, official]) == direction([official, ticker]) == ("USD", "KZT")
    assert direction([ticker]) == ("KZT", "USD")


@given(st.lists(st.tuples(st.integers(1, 9999), st.integers(1, 60)), min_size=1, max_size=400), st.integers(1, 120))
def test_a_small_picture_keeps_the_highest_and_the_lowest_of_each_column(
    rows: list[tuple[int, int]], columns: int
) -> None:
    days = [sum(days for _, days in rows[:place]) for place in range(len(rows))]
    whole = steps(series([f"0.{figure:04}" for figure, _ in rows], days), "KZT")
    kept = thinned(whole, columns)
    assert {step[2:] for step in kept} <= {step[2:] for step in whole}
    assert (kept[0].start, kept[-1].end) == (whole[0].start, whole[-1].end)
    assert all(before.end == after.start for before, after in pairwise(kept))
    width = (whole[-1].end - whole[0].start) / columns
    for pick in (min, max):
        for place in (2, 3, 4):
            every, some = (
                {
                    column: pick(step[place] for step in shown if (step.start - whole[0].start) // width == column)
                    for column in {(step.start - whole[0].start) // width for step in shown}
                }
                for shown in (whole, kept)
            )
            assert every == some
    gaps, shown_gaps = ([step.start for step in shown if step.is_gap] for shown in (whole, kept))
    assert set(shown_gaps) <= set(gaps)
    assert bool(shown_gaps) == bool(gaps)


@given(st.integers(0, 30_000), st.integers(1, 40_000), st.integers(4, 8))
def test_an_axis_names_few_days_and_more_than_one(first: int, days: int, most: int) -> None:
    labels = labelled_days(first, first + days, most)
    assert 2 <= len(labels) <= most + 1
    for day, name in labels:
        assert first <= day <= first + days
        assert str(date(1970, 1, 1) + timedelta(days=day)).startswith(name)
        assert len(name) == 10 or str(date(1970, 1, 1) + timedelta(days=day)).endswith("-01")
    assert len({name for _, name in labels}) == len(labels)


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (1, ["2025-01-01", "2025-01-02"]),
        (9, ["2025-01-01", "2025-01-04", "2025-01-07", "2025-01-10"]),
        (150, ["2025-01", "2025-03", "2025-05"]),
        (365, ["2025-01", "2025-04", "2025-07", "2025-10", "2026-01"]),
        (1826, ["2026", "2028", "2030"]),
        (3652, ["2025", "2028", "2031", "2034"]),
    ],
)
def test_days_on_an_axis_are_days_months_or_years(days: int, names: list[str]) -> None:
    assert [name for _, name in labelled_days(START, START + days, 4)] == names


def test_series_of_two_currencies_stand_together_and_their_days_are_known() -> None:
    every = [series(["1"], [5]), series(["2", "3"], [0, 40], "TJS/USD"), series(["4"], [50], "USD/KZT")]
    assert by_currencies(every) == [[every[0], every[2]], [every[1]]]
    assert span(every) == (START, START + 51)
    assert [gaps(one) for one in every] == [0, 1, 0]


def test_a_picture_in_words_says_what_is_to_be_seen() -> None:
    assert in_words([series(["0.00195", "0.0020", "0.00190"], [0, 7, 60]), series(["512.35"], pair="USD/KZT")]) == (
        "KZT/USD from 2025-01-01 to 2025-03-02: 3 days with a rate, first 0.00195, last 0.00190,"
        " lowest 0.00190 on 2025-03-02, highest 0.0020 on 2025-01-08; 1 gap of more than 30 days."
        " USD/KZT on 2025-01-01: 512.35."
    )

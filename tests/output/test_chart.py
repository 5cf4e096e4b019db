"""A series drawn with characters: nothing of it is lost, whatever the width."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli import Rate
from fxcli.output.chart import draw, sparkline

FIRST = date(2025, 1, 1)


def series(figures: Sequence[str]) -> list[Rate]:
    """A rate for each figure, a day apart."""
    return [
        Rate(FIRST + timedelta(days=day), "KGS", "USD", Decimal(figure), None, 1, "page.txt")
        for day, figure in enumerate(figures)
    ]


def rows(lines: list[str]) -> list[str]:
    """What stands right of the axis, from the highest row to the lowest."""
    return [line.partition("┤")[2] or line.partition("│")[2] for line in lines if "┤" in line or " │" in line[:12]]


@pytest.mark.parametrize("width", [40, 80, 120])
@given(place=st.integers(0, 100))
def test_one_high_and_one_low_rate_among_a_hundred_stay_visible(width: int, place: int) -> None:
    figures = ["0.09"] * 101
    figures[place] = "0.90"
    drawn = rows(list(draw(series(figures), width)))
    assert [drawn[0].count("●"), drawn[1].count("●")] == [1, 0]
    assert sparkline([Decimal(figure) for figure in figures]).count("█") == 1
    figures = ["0.90"] * 101
    figures[place] = "0.09"
    drawn = rows(list(draw(series(figures), width)))
    assert [drawn[-1].count("●"), drawn[-2].count("●")] == [1, 0]
    assert sparkline([Decimal(figure) for figure in figures]).count("▁") == 1


def test_of_the_rates_of_one_column_the_lowest_and_the_highest_stand_and_it_is_said() -> None:
    assert list(draw(series(["0.52", "0.10", "0.90", "0.50"] * 10), 30, 5)) == [
        "KGS/USD: ● stored, ─ held until the next, ░ what rounding leaves open",
        "of the rates of one column: ● the lowest, the highest, │ between them",
        "0.90 ┤ ● ●  ● ● ● ●  ● ● ● ●",
        "     │ │ │  │ │ │ │  │ │ │ │",
        "0.50 ┤●│●│●●●●●●│●│●●●●●●│●│●",
        "     │ │ │ │ │  │ │ │ │  │ │",
        "0.10 ┤ ● ● ● ●  ● ● ● ●  ● ●",
        "     └───────────────────────",
        "      2025-01-01   2025-02-09",
    ]


def test_where_each_rate_has_a_column_nothing_is_said_of_a_part() -> None:
    lines = list(draw(series(["0.5", "0.1", "0.9", "0.5"]), 80))
    assert not any("one column" in line for line in lines)


def test_a_held_rate_is_the_last_of_its_column() -> None:
    days = [*series(["0.90", "0.90", "0.10"]), series(["0.50"] * 300)[-1]]
    drawn = rows(list(draw(days, 40)))
    assert [row[:2] for row in (drawn[0], drawn[-1])] == ["●", "●─"]


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=300), st.integers(45, 130))
def test_a_chart_is_as_wide_as_it_may_be_at_most_and_names_both_ends(figures: list[int], width: int) -> None:
    rates = series([f"0.{figure:04}" for figure in figures])
    lines = list(draw(rates, width))
    assert len(rows(lines)) == 15
    assert max(len(line) for line in lines if ":" not in line) <= width
    assert lines[-1].split() == list(dict.fromkeys([str(rates[0].date), str(rates[-1].date)]))


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=500))
def test_a_sparkline_keeps_the_lowest_and_the_highest_and_says_when_a_sign_stands_for_several(
    figures: list[int],
) -> None:
    signs, _, said = sparkline([Decimal(figure) for figure in figures]).partition(" ")
    assert len(signs) <= 40
    assert bool(said) == (len(figures) > 40)
    if len(set(figures)) > 1:
        assert {"▁", "█"} <= set(signs)
    if not said:
        assert len(signs) == len(figures)


def test_how_many_rates_share_two_signs_is_said() -> None:
    assert sparkline([Decimal(100 + day) for day in range(16)]) == "▁▁▂▂▃▃▄▄▅▅▆▆▇▇██"
    assert sparkline([Decimal(day % 7) for day in range(101)]) == (
        "▁▇█▁█▁█▁█▁█▁▂█▁▇█▁█▁█▁█▁█▁▂█▁▇█▁█▁ (two signs for each 6 rates: their lowest and highest)"
    )

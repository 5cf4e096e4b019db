"""Ticker lines that stand together speak for one day: the one beside them, wherever it stands and how often."""

from datetime import date

import pytest
from conftest import lines_of, read_days
from conftest import read_page as read

DAY = date(2025, 12, 9)
TICKER = "KGS/USD = 0.01144 0%"


@pytest.mark.parametrize("times", [1, 2, 7, 50])
@pytest.mark.parametrize("blank", ["", "\n"])
def test_a_line_repeated_right_below_itself_is_counted_with_each_of_its_lines(times: int, blank: str) -> None:
    between = f"\n{blank}"
    step = 1 + len(blank)
    for page, first in (
        (between.join(["9 December 2025", *[TICKER] * times]), 1 + step),
        (between.join([*[TICKER] * times, "9 December 2025"]), 1),
    ):
        snapshot = read(page)
        assert (snapshot.date, snapshot.occurrences) == (DAY, times)
        assert lines_of(snapshot) == {("KGS", "USD"): list(range(first, first + times * step, step))}


def test_a_known_line_below_another_date_is_no_longer_of_the_block_before() -> None:
    page = f"8 December 2025\n{TICKER}\n{TICKER}\n\nnews\n9 December 2025\n{TICKER}\n{TICKER}\n"
    assert [(it.date, it.occurrences) for it in read_days(page, dates="above")] == [(date(2025, 12, 8), 2), (DAY, 2)]
    (undecided,) = read_days(page)
    assert undecided.date_problem
    assert undecided.date_problem.text.startswith("line 1 beside the rates says 2025-12-08, line 6 2025-12-09; ")


def test_one_day_named_above_within_and_below_is_that_of_all() -> None:
    page = f"9 December 2025\n{TICKER}\n2025-12-09\nKZT/USD = 0.00195\nTuesday, 9 December 2025\n{TICKER}\n09.12.2025\n"
    snapshot = read(page)
    assert (snapshot.date, snapshot.occurrences) == (DAY, 3)
    assert lines_of(snapshot) == {("KGS", "USD"): [2, 6], ("KZT", "USD"): [4]}


@pytest.mark.parametrize("said", ["20 ноября", "20.11.2025", "Nov 2024"])
def test_where_a_line_with_rates_says_another_day_only_the_caller_knows_which(said: str) -> None:
    for dates in (None, "above", "below"):
        (snapshot,) = read_days(f"24.11.2025\n{said}: USD/KZT = 519,10\n", dates=dates)
        assert snapshot.date_problem
        assert snapshot.date_problem.reason == "ambiguous-date"
        assert snapshot.date_problem.text.startswith("line 1 beside the rates says 2025-11-24, line 2 ")
        assert snapshot.date_problem.text.endswith("; say which with --date")


NEWS = "the harvest of the year\n"


@pytest.mark.parametrize(("above", "below", "named"), [(7, 8, 1), (8, 7, 18), (8, 90, 1), (90, 8, 101), (7, 7, 1)])
def test_of_a_block_without_a_day_the_nearest_line_with_one_is_named(above: int, below: int, named: int) -> None:
    page = f"on 8 December 2025 it rained\n{NEWS * above}{TICKER}\n{NEWS * below}and on 9 December 2025 it snowed\n"
    snapshot = read(page)
    assert snapshot.date is None
    assert snapshot.date_problem
    assert f"; line {named} says " in snapshot.date_problem.text


def test_a_day_between_the_lines_of_a_block_alone_is_not_its_own_but_named() -> None:
    snapshot = read(f"on 8 December 2025 it rained\n{NEWS * 6}{TICKER}\n9 December 2025\nKZT/USD = 0.00195\n")
    assert snapshot.date is None
    assert snapshot.date_problem
    assert "; line 9 says 9 December 2025; " in snapshot.date_problem.text


def test_of_several_blocks_without_a_day_the_first_has_its_nearest_line_named() -> None:
    both = f"{TICKER}\n{NEWS * 20}{TICKER}"
    page = f"on 8 December 2025 it rained\n{NEWS * 7}{both}\n{NEWS * 7}on 9 December 2025 it snowed\n"
    snapshot = read(page)
    assert (snapshot.date, snapshot.occurrences) == (None, 2)
    assert snapshot.date_problem
    assert "; line 1 says 8 December 2025; " in snapshot.date_problem.text


@pytest.mark.parametrize("news", ["", "the harvest of the year", "<b>so</b> it was, <i>they</i> say"])
def test_in_html_each_rate_of_a_row_has_its_own_line_and_a_day_may_stand_in_a_cell(news: str) -> None:
    cells = ["<td>KGS/USD = 0.01144</td>", f"<td>{news}</td>", "<td>9 December 2025</td>", "<td>KZT/USD = 0.00195</td>"]
    row = "\n".join([*cells, "<td>TJS/USD</td>", "<td>\n0.10708</td>", "<td>2025-12-09</td>"])
    snapshot = read(f"<table><tr>{row}</tr></table>")
    assert (snapshot.date, snapshot.occurrences) == (DAY, 3)
    assert lines_of(snapshot) == {("KGS", "USD"): [1], ("KZT", "USD"): [4], ("TJS", "USD"): [5]}


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<p>news\n\n\nUSD/KZT = 512.35 0%</p>", {("USD", "KZT"): [4]}),
        (
            "<p>USD/KZT = 512.35 0%; 1 USD =\n87.41 KGS;\nUSD/TJS = 9.42 0%</p>",
            {("USD", "KZT"): [1], ("USD", "TJS"): [3]},
        ),
        ("<tr><td>\nUSD/KZT<td>\n512.35<td>USD/KGS<td>\n87.41</tr>", {("USD", "KZT"): [2], ("USD", "KGS"): [3]}),
    ],
)
def test_in_html_a_rate_has_the_line_of_the_source_in_which_its_pair_begins(
    page: str, lines: dict[tuple[str, str], list[int]]
) -> None:
    assert lines.items() <= lines_of(read(f"<html>{page}")).items()


def test_in_html_days_in_the_cells_of_a_row_part_what_stands_between_them() -> None:
    days = ("8 December 2025", "9 December 2025")
    row = "".join(
        f"<td>{day}</td><td>{pair} = {value}</td>"
        for day, pair, value in zip(days, ("KGS/USD", "KZT/USD"), ("0.01144", "0.00195"), strict=True)
    )
    found = read_days(f"<table><tr>{row}</tr></table>", dates="above")
    assert [(str(it.date), it.rates[0].base) for it in found] == [("2025-12-08", "KGS"), ("2025-12-09", "KZT")]

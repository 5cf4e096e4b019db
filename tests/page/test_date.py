"""Which date a page claims: laws. The tables of examples are in tests/spec."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli.page.date import full_date, name_date

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
FORMS = st.sampled_from(
    [
        "{0:%d} {0:%B} {0:%Y}",
        "{0.day} {0:%b} {0.year}",
        "{0:%B} {0.day}, {0.year}",
        "{0:%A}, {0.day} {0:%B} {0.year}",
        "{0:%a}, {0:%b} {0.day}, {0.year}",
        "{0:%Y-%m-%d}",
        "{0:%Y/%m/%d}",
        "{0:%Y.%m.%d}",
        "{0:%d.%m.%Y}",
        "{0:%A}, {0:%d.%m.%Y}",
        "{0:%d.%m.%Y} ({0:%a})",
    ]
)


@given(DAYS, FORMS)
def test_every_full_form_names_its_day(day: date, form: str) -> None:
    assert full_date(form.format(day)) == day


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("form", ["9 {0:%B} 2025", "9 {0:%b} 2025", "{0:%B} 9, 2025", "{0:%b}. 9th, 2025"])
def test_every_month_has_a_long_and_a_short_name(form: str, month: int) -> None:
    day = date(2025, month, 9)
    assert full_date(form.format(day)) == day


@pytest.mark.parametrize("day", [date(2025, 12, day) for day in range(1, 8)])
def test_every_weekday_has_a_long_and_a_short_name(day: date) -> None:
    assert full_date(f"{day:%A}, {day.day} December 2025") == day
    assert full_date(f"December {day.day} 2025, {day:%a}") == day


@given(DAYS)
def test_slashes_and_hyphens_are_taken_only_where_the_day_cannot_be_a_month(day: date) -> None:
    assert full_date(f"{day:%d/%m/%Y}") == full_date(f"{day:%d-%m-%Y}") == (day if day.day > 12 else None)


@given(DAYS, st.integers(1, 6))
def test_a_weekday_that_does_not_fit_spoils_a_date(day: date, shift: int) -> None:
    other = date.fromordinal(day.toordinal() + shift)
    assert full_date(f"{other:%A}, {day.day} {day:%B} {day.year}") is None
    assert full_date(f"{other:%A}, {day:%d.%m.%Y}") is None
    assert full_date(f"{day:%d.%m.%Y} ({other:%a})") is None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    full_date(text)
    name_date(text)


@given(st.text("0123456789 .,-/:December9thTuesday", max_size=70))
def test_what_is_taken_for_a_date_names_its_year_in_full(text: str) -> None:
    day = full_date(text)
    assert day is None or str(day.year) in text


@pytest.mark.parametrize(
    "text",
    [
        "12",
        "May",
        "2024",
        "9 December",
        "December 2025",
        "9 Dec 25",
        "31 June 2025",
        "June 31, 2025",
        "1Jun0025",
        "may 5 0005",
        "10:30",
    ],
)
def test_half_a_date_or_an_impossible_one_is_none(text: str) -> None:
    assert full_date(text) is None


@given(DAYS, st.sampled_from(["{0:%Y-%m-%d}", "news-{0:%Y%m%d}.txt", "a/{0:%Y-%m-%d}_page.html"]))
def test_a_name_holds_its_date(day: date, form: str) -> None:
    assert name_date(form.format(day)) == day


@pytest.mark.parametrize(
    "name", ["2025-12-09/page.txt", "2025-12-09_2025-12-10.txt", "202512091.txt", "2025-13-09.txt", "page.txt"]
)
def test_a_name_with_no_single_full_date_has_none(name: str) -> None:
    assert name_date(name) is None

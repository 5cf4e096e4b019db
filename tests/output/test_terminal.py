"""Nothing of a page or a name reaches the terminal but what can be printed."""

import sys
from datetime import date

import pytest

from fxcli.data.export import FORMULA_STARTS, escape_formula, unescape_formula
from fxcli.output.terminal import age, clean, day_and_age


def test_every_code_point_comes_out_printable() -> None:
    for start in range(0, sys.maxunicode + 1, 4096):
        text = "".join(map(chr, range(start, start + 4096)))
        assert clean(text).isprintable()
        assert all(clean(char) == char for char in text if char.isprintable())


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("\x1b[31m", "\\x1b[31m"), ("a\u202eb", "a\\u202eb"), ("\x07", "\\x07"), ("[red]", "[red]"), ("сом", "сом")],
)
def test_what_cannot_be_printed_is_written_as_an_escape(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_starts_a_formula_and_none_loses_its_text(start: str) -> None:
    text = f"{start}1+1"
    assert escape_formula(text).startswith("'")
    assert unescape_formula(escape_formula(text)) == text


def test_ages_are_told_in_days() -> None:
    today = date(2025, 12, 9)
    days = [date(2025, 12, 9), date(2025, 12, 8), date(2025, 12, 1), date(2025, 12, 11), None]
    assert [age(day, today) for day in days] == ["0 days", "1 day", "8 days", "2 days ahead", ""]
    assert [day_and_age(day, today) for day in days[2:]] == [
        "2025-12-01, 8 days old",
        "2025-12-11, 2 days ahead",
        "undated",
    ]

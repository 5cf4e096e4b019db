"""What is written on a ticker line. The tables of examples are in tests/spec."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli.currency import HOME
from fxcli.number import TAG
from fxcli.page.ticker import TickerLine, ticker_lines

WORD = "w" * 40


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("• KGS/USD = 0.01144 0%", [TickerLine(2, 22, "KGS", "USD", 1, "0.01144", "", "0")]),
        ("KGS/USD = 0.01144 at noon", [TickerLine(0, 17, "KGS", "USD", 1, "0.01144", "", "")]),
        ("kgs/usd = 0.01144 ▼ today", [TickerLine(0, 19, "KGS", "USD", 1, "0.01144", "", "")]),
        ("KGS/USD = 0.01144 ▲ +0,28 %", [TickerLine(0, 27, "KGS", "USD", 1, "0.01144", "", "0,28")]),
        ("KGS/USD = n/a today", [TickerLine(0, 13, "KGS", "USD", 1, "n/a", "", "")]),
        ("KZT/USD = 0.28% 5%", [TickerLine(0, 15, "KZT", "USD", 1, "0.28%", "", "")]),
        ("USD/UZS = 5, 100 KZT = 1 USD", [TickerLine(0, 22, "USD", "UZS", 1, "5, 100", "", "")]),
        ("USD/UZS = 12 100 KZT = 1 USD", [TickerLine(0, 22, "USD", "UZS", 1, "12 100 KZT =", "", "")]),
        ("20 KGS/USD = 5", [TickerLine(3, 14, "KGS", "USD", 1, "5", "", "")]),
        ("10 KGS/USD = 5", [TickerLine(3, 14, "KGS", "USD", None, "5", "", "")]),
        ("5 100 KZT = 5 USD", [TickerLine(2, 17, "KZT", "USD", None, "5", "", "")]),
        ("x 100 kzt = 0.195 usd (▼ 0.28%)", [TickerLine(2, 31, "KZT", "USD", 100, "0.195", "-", "0.28")]),
        ("USD 1 = KZT 512.35 ↓ 0.28%", [TickerLine(0, 26, "USD", "KZT", 1, "512.35", "-", "0.28")]),
        ("KGS/USD = 12%5", [TickerLine(0, 13, "KGS", "USD", 1, "12%", "", "")]),
        (f"USD/UZS = 12 100 {WORD} KZT/USD", [TickerLine(0, 12, "USD", "UZS", 1, f"12 100 {WORD} KZT/USD", "", "")]),
        (f"USD/UZS = 12 100 x{WORD} KZT/USD", [TickerLine(0, 16, "USD", "UZS", 1, "12 100", "", "")]),
        ("; KGS USD 12 100 KZT = 1 USD", [TickerLine(13, 28, "KZT", "USD", None, "1", "", "")]),
        ("1 USD = 510.2 KZT - 514.8", [TickerLine(0, 25, "USD", "KZT", 1, "510.2 - 514.8", "", "")]),
        (
            "KGS/USD 0.01144 100 KZT = 0.195 USD",
            [
                TickerLine(0, 15, "KGS", "USD", 1, "0.01144", "", ""),
                TickerLine(16, 35, "KZT", "USD", 100, "0.195", "", ""),
            ],
        ),
    ],
)
def test_a_ticker_line_keeps_what_is_written(text: str, lines: list[TickerLine]) -> None:
    assert ticker_lines(text) == lines


@pytest.mark.parametrize(
    ("longest", "too_long"),
    [
        (f"100 {WORD} UZS / KZT 3.5", f"100 x{WORD} UZS / KZT 3.5"),
        (f"KGS/USD = 5 ▲{'1' * 35}%", f"KGS/USD = 5 ▲{'1' * 36}%"),
        (f"KGS/USD = 5 ▲{'1' * 16}.{'1' * 19}%", f"KGS/USD = 5 ▲{'1' * 17}.{'1' * 19}%"),
        (f"KGS/USD = 5 ▲{'1' * 16}.{'1' * 19}%", f"KGS/USD = 5 ▲{'1' * 16}.{'1' * 20}%"),
        (f"KGS/USD = ({'1' * 41}%", f"KGS/USD = ({'1' * 42}%"),
        ("KGS/USD = ---", "KGS/USD = ----"),
    ],
)
def test_no_part_of_a_ticker_line_is_endless(longest: str, too_long: str) -> None:
    """A part that is longer than anyone writes ends the line before it, or makes it none."""
    assert [it.end for it in ticker_lines(longest)] == [len(longest)]
    assert [it.end for it in ticker_lines(too_long)] != [len(too_long)]


def test_a_gap_of_tags_is_strong_only_where_the_caller_says_so() -> None:
    text = f"Bank KGS/USD{TAG}0.01144 today"
    assert ticker_lines(text) == []
    assert ticker_lines(text, tags_are_strong=True) == [TickerLine(5, 20, "KGS", "USD", 1, "0.01144", "", "")]


def test_a_weak_pair_follows_a_rate_only_where_the_caller_says_so() -> None:
    assert ticker_lines("; KGS USD 0.01144") == []
    assert ticker_lines("; KGS USD 0.01144", after_rate=True) == [TickerLine(2, 17, "KGS", "USD", 1, "0.01144", "", "")]


CODES = st.sampled_from([*HOME, "EUR", "KZX"])
PAIRS = st.tuples(CODES, CODES).filter(lambda pair: not set(HOME).isdisjoint(pair)).map("/".join)
FIGURES = st.from_regex(r"[0-9]{1,4}(?:[0-9]{11,13})?(?:[.,][0-9]{1,4}(?:[0-9]{13,15})?)?", fullmatch=True)
CHANGES = st.from_regex(r"(?: -?[0-9]{1,5}(?:[.,][0-9]{1,5})?%)?", fullmatch=True)
STRONG_LINES = st.tuples(st.sampled_from(["", "• "]), PAIRS, st.sampled_from([" = ", ": "]), FIGURES, CHANGES)


@given(STRONG_LINES.map("".join))
def test_text_before_a_strong_pair_changes_nothing_of_it(text: str) -> None:
    (line,) = ticker_lines(text)
    assert ticker_lines(f"news {text}") == [line._replace(start=line.start + 5, end=line.end + 5)]

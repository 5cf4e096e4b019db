"""What is written on a line, where, and what is said of it when it is refused. The tables are in tests/spec."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli import Reason
from fxcli.currency import HOME
from fxcli.page.line import canonical
from fxcli.page.search import may_be_in_words
from fxcli.page.ticker import Match, parse
from fxcli.printed import PrintedRate

WORD = "w" * 40


def rate(base: str, quote: str, value: str, change: str = "", unit: int = 1) -> PrintedRate:
    return PrintedRate(base, quote, unit, Decimal(value), change)


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("• KGS/USD = 0.01144 0%", [Match(2, 22, rate("KGS", "USD", "0.01144", "0"))]),
        ("  • KGS/USD = 0.01144 -0%", [Match(2, 23, rate("KGS", "USD", "0.01144", "-0"))]),
        ("KGS/USD = 0.01144 at noon, they say", [Match(0, 25, rate("KGS", "USD", "0.01144"))]),
        ("kgs/usd = 0.01144 ▼; today", [Match(0, 19, rate("KGS", "USD", "0.01144"))]),
        ("KGS/USD = 0.01144 ▲ +0,28 %", [Match(0, 27, rate("KGS", "USD", "0.01144", "0.28"))]),
        ("x 100 kzt = 0.195 usd (▼ 0.28%)", [Match(2, 31, rate("KZT", "USD", "0.195", "-0.28", 100))]),
        ("USD 1 = KZT 512.35 ↓ 0.28%", [Match(0, 26, rate("USD", "KZT", "512.35", "-0.28"))]),
        ("8299.20 UZS = 1 USD, today", [Match(0, 19, rate("USD", "UZS", "8299.20"))]),
        ("• 1 доллар США — 10.3135 сомони,", [Match(2, 32, rate("USD", "TJS", "10.3135"))]),
        ("100 ӨЗБЕК СОМЫ UZS / KZT 3.5", [Match(15, 28, rate("UZS", "KZT", "3.5", unit=100))]),
        (
            "KGS/USD 0.01144 100 KZT = 0.195 USD",
            [Match(0, 15, rate("KGS", "USD", "0.01144")), Match(16, 35, rate("KZT", "USD", "0.195", unit=100))],
        ),
    ],
)
def test_a_rate_keeps_its_digits_and_its_place(text: str, matches: list[Match]) -> None:
    found = parse(canonical(text.encode()))
    assert [it._replace(printed=it.printed._replace(text="")) for it in found] == matches


@pytest.mark.parametrize(
    ("text", "reason", "detail"),
    [
        ("KZT/USD – 5 things to know", Reason.UNCLEAR, "things to know"),
        ("USD/KZT: 8 июля 2026", Reason.UNCLEAR, "8 июля 2026"),
        ("USD/KZT: 52 week high 540.2; so", Reason.UNCLEAR, "week high 540.2"),
        ("USD/KZT = 512\u200b814", Reason.UNCLEAR, "\u2063814"),
        ("USD/KZT: 2025", Reason.UNCLEAR, "2025"),
        ("USD/KGS: 87.40 (покупка) 87.80 (продажа)", Reason.RANGE, "покупка"),
        ("USD/KZT: 478.5; 480.5", Reason.RANGE, "480.5"),
        ("500 USD to KZT = 239385", Reason.AMBIGUOUS_UNIT, "500"),
        ("KZT/USD = 0.195, за 100 тенге", Reason.AMBIGUOUS_UNIT, "100"),
        ("USD/KZT 840 478.77", Reason.AMBIGUOUS_NUMBER, "840 478.77"),
        ("USD/KZT = ~512.35", Reason.UNCLEAR, "~512.35"),
        ("USD/KZT (НБ РК): 478,77", Reason.UNCLEAR, "(НБ РК):"),
        ("USD/KZT (покупка): 478,77", Reason.RANGE, "покупка"),
        ("USD/KZT (10): 4787,7", Reason.AMBIGUOUS_UNIT, "(10)"),
        ("478.77 KZT per USD", Reason.UNCLEAR, "per USD"),
    ],
)
def test_a_refusal_names_the_words_that_are_its_reason_and_shows_the_line(
    text: str, reason: Reason, detail: str
) -> None:
    (match,) = parse(canonical(text.encode()))
    assert (match.printed.value, match.printed.detail) == (reason, detail)
    assert match.printed.text == text.replace("\u200b", "\u2063")


@pytest.mark.parametrize(
    ("text", "ends_line"),
    [
        ("USD/UZS = 12", True),
        ("USD/UZS 12", True),
        ("USD/UZS = 12,", True),
        ("USD/UZS = 12 сума", False),
        ("USD/UZS = 12 0%", False),
        ("USD/UZS = 12.5", False),
        ("USD/UZS = 12; or so", False),
        ("1 USD = 12 UZS", False),
    ],
)
def test_a_whole_number_with_nothing_behind_it_may_go_on_in_the_next_line(text: str, ends_line: bool) -> None:
    (match,) = parse(text)
    assert match.ends_line == ends_line


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
    assert [it.end for it in parse(longest)] == [len(longest)]
    assert [it.end for it in parse(too_long)] != [len(too_long)]


@pytest.mark.parametrize(
    "line",
    [
        "1 доллар США — 10.3135 сомони,",
        "• 1 US dollar - 379.29 tenge",
        " 100&nbsp;узбекских сумов = 12,28 тенге",
        "1. 1 доллар = 512 тенге",
        "💵 1 евро = 12 сомони",
        "<b>1 евро</b> = 12 сомони",
        "1 000 сумов = 43 тенге",
        "1.00 dollar = 512 tenge",
        "1 $ = 512 тенге",
    ],
)
def test_a_line_that_can_say_a_rate_in_words_is_seen_to_do_so(line: str) -> None:
    assert may_be_in_words(line.encode())
    assert may_be_in_words(line.encode("cp1251", "xmlcharrefreplace"))
    assert parse(canonical(line.encode()))


@pytest.mark.parametrize(
    "line", ["", "12 сумов", "Viewing results 1 - 6", "1: 9", "1 = 5", "2. news", "Today 1 доллар"]
)
def test_most_lines_cannot_say_a_rate_in_words(line: str) -> None:
    assert not may_be_in_words(line.encode())


def test_of_a_long_line_what_stands_around_the_pair_is_shown() -> None:
    (match,) = parse("word " * 40 + "KZT/USD = n/a")
    assert match.printed.text == "…" + "word " * 8 + "KZT/USD = n/a"
    (match,) = parse("KZT/USD\t=\x1en/a")
    assert match.printed.text == "KZT/USD = n/a"


CODES = st.sampled_from([*HOME, "EUR", "KZX"])
PAIRS = st.tuples(CODES, CODES).filter(lambda pair: not set(HOME).isdisjoint(pair)).map("/".join)
FIGURES = st.from_regex(r"[0-9]{1,4}(?:[0-9]{11,13})?(?:[.,][0-9]{1,4}(?:[0-9]{13,15})?)?", fullmatch=True)
CHANGES = st.from_regex(r"(?: -?[0-9]{1,5}(?:[.,][0-9]{1,5})?%)?", fullmatch=True)
STRONG_LINES = st.tuples(st.sampled_from(["", "• "]), PAIRS, st.sampled_from([" = ", ": "]), FIGURES, CHANGES)


@given(STRONG_LINES.map("".join))
def test_text_before_a_strong_pair_changes_nothing_of_it(text: str) -> None:
    (match,) = parse(text)
    (moved,) = parse(f"news {text}")
    assert (moved.start, moved.end, moved.ends_line) == (match.start + 5, match.end + 5, match.ends_line)
    assert moved.printed._replace(text="") == match.printed._replace(text="")

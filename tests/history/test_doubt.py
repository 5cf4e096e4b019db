"""Misprints are noticed by what stands beside them, and what rounding, weekends and markets explain is not."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from conftest import Fxcli
from hypothesis import given
from hypothesis import strategies as st

from fxcli import Rate
from fxcli.history.doubt import doubts

Page = Callable[..., str]
DAY = date(2026, 4, 1)


def rate(pair: str, figure: str, day: int = 0, change: str | None = None, source: str = "page") -> Rate:
    base, quote = pair.split("/")
    return Rate(
        DAY + timedelta(day), base, quote, Decimal(figure), None if change is None else Decimal(change), 1, source
    )


def found(*rates: Rate) -> list[tuple[str, str, list[str]]]:
    return [(it.kind, f"{it.rate.value:f}", [f"{one.value:f}" for one in it.beside]) for it in doubts(rates)]


@pytest.mark.parametrize(
    ("before", "after", "days", "is_jump"),
    [
        ("0.01000", "0.01201", 1, True),
        ("0.01000", "0.01200", 1, False),
        ("0.01000", "0.00799", 1, True),
        ("0.01000", "0.00800", 1, False),
        ("0.01000", "0.02000", 30, True),
        ("0.01000", "0.02000", 31, False),
        ("0.01000", "0.02000", 0, True),
        ("0.00004", "0.00005", 1, False),
        ("0.00005", "0.00004", 1, False),
        ("0.00004", "0.00006", 1, True),
        ("0.0001", "0.00012", 1, False),
        ("0.00002", "0.00003", 1, False),
        ("0.00003", "0.00002", 1, False),
        ("100000000000000.000000000000000005", "120000000000000.000000000000000006", 1, False),
        ("100000000000000.000000000000000005", "120000000000000.000000000000000007", 1, True),
    ],
    ids=[
        "up",
        "up to 20%",
        "down",
        "down to 20%",
        "30 days",
        "31 days",
        "one day",
        "last digit",
        "last digit down",
        "two",
        "rounding",
        "intervals touch",
        "intervals touch below",
        "33 digits",
        "33 digits up",
    ],
)
def test_a_move_of_more_than_20_percent_within_30_days_is_a_jump(
    before: str, after: str, days: int, is_jump: bool
) -> None:
    expected = [("jump", after, [before])] if is_jump else []
    assert found(rate("KGS/USD", before), rate("KGS/USD", after, days)) == expected


def test_a_misprint_is_left_as_it_was_reached() -> None:
    rates = (rate("KGS/USD", figure, day) for day, figure in enumerate(("0.01144", "0.1144", "0.01145")))
    assert found(*rates) == [("jump", "0.1144", ["0.01144"]), ("jump", "0.01145", ["0.1144"])]


def test_the_neighbours_of_a_rate_are_those_of_its_own_pair() -> None:
    assert found(rate("KGS/USD", "0.01144"), rate("KZT/USD", "0.00195"), rate("USD/KGS", "87.41")) == []


@pytest.mark.parametrize(
    ("before", "after", "change", "days", "contradicts"),
    [
        ("0.10811", "0.10700", "0.28", 1, True),
        ("0.10811", "0.10900", "-0.28", 1, True),
        ("0.10811", "0.10900", "0.28", 1, False),
        ("0.10811", "0.10900", "-0", 1, False),
        ("0.10811", "0.10700", "0.28", 2, False),
        ("0.10811", "0.10700", None, 1, False),
        ("0.00008", "0.00008", "0.9", 1, False),
        ("0.01144", "0.01145", "0.85", 1, False),
        ("0.10811", "0.11811", "0", 1, True),
        ("100.000", "103.000", "0.9", 1, True),
        ("100.000", "103.000", "1.1", 1, False),
        ("0.00195", "0.00205", "0", 1, False),
        ("100.000", "99.000", "0", 1, False),
        ("100.1", "100.0", "0.5", 1, False),
        ("100.0", "100.1", "-0.5", 1, False),
        ("0.00201", "0.00200", "7", 1, False),
        ("0.00201", "0.00200", "7.01", 1, True),
        ("0.00199", "0.00200", "-7", 1, False),
        ("0.00199", "0.00200", "-7.01", 1, True),
    ],
    ids=[
        "fell",
        "rose",
        "fits",
        "-0",
        "two days",
        "none",
        "no digit",
        "four decimals",
        "far off",
        "2 points off",
        "nearer",
        "coarse",
        "fell, 0",
        "intervals touch, rise printed",
        "intervals touch, fall printed",
        "2 points and four decimals above",
        "more above",
        "2 points and four decimals below",
        "more below",
    ],
)
def test_a_move_against_the_printed_change_is_doubtful(
    before: str, after: str, change: str | None, days: int, contradicts: bool
) -> None:
    expected = [("change", after, [before])] if contradicts else []
    assert found(rate("TJS/USD", before, change="0"), rate("TJS/USD", after, days, change)) == expected


def test_a_rate_without_a_printed_change_is_perhaps_of_another_series() -> None:
    assert found(rate("USD/KZT", "512.35"), rate("USD/KZT", "509.10", 1, "0.28")) == []
    assert found(rate("USD/KZT", "512.35"), rate("USD/KZT", "506.10", 1, "0.28")) == [("change", "506.10", ["512.35"])]


@pytest.mark.parametrize(
    ("after", "change", "contradicts"),
    [("98.50", "0.5", False), ("98.49", "0.5", True), ("101.51", "-0.5", False), ("101.52", "-0.5", True)],
)
def test_a_rate_of_another_series_may_lie_one_percent_beside(after: str, change: str, contradicts: bool) -> None:
    expected = [("change", after, ["100"])] if contradicts else []
    assert found(rate("USD/KZT", "100"), rate("USD/KZT", after, 1, change)) == expected


def test_the_change_is_that_from_the_day_before_and_not_from_another_page_of_the_day() -> None:
    rates = [rate("TJS/USD", "0.10811", change="0"), rate("TJS/USD", "0.10900", 1, "0.82")]
    assert found(*rates, rate("TJS/USD", "0.10880", 1, "0.64")) == []
    assert found(*rates, rate("TJS/USD", "0.10700", 1, "0.64")) == [("change", "0.10700", ["0.10811"])]


# The rates of a bank on a day on which it misprinted the manat, and what a strip of news said then.
BANK = (rate("USD/UZS", "12194.21", source="bank"), rate("TMT/UZS", "4037.68", source="bank"))
STRIP = rate("TMT/USD", "0.28571", source="strip"), rate("UZS/USD", "0.00008", source="strip")


def test_three_rates_of_a_day_that_cannot_be_true_together_are_named() -> None:
    ((kind, figure, beside),) = found(*BANK, *STRIP)
    assert kind == "triangle"
    assert {figure, *beside} == {"0.28571", "12194.21", "4037.68"}
    mended = BANK[1]._replace(value=Decimal("3484.06"))
    assert found(BANK[0], mended, *STRIP) == []
    assert found(*BANK, *(one._replace(date=DAY + timedelta(1)) for one in STRIP)) == []


@pytest.mark.parametrize(
    ("figure", "is_doubtful"), [("5.885", True), ("5.880", False), ("5.850", False), ("5.84", True)]
)
def test_within_one_source_intervals_have_to_meet(figure: str, is_doubtful: bool) -> None:
    page = (rate("KGS/USD", "0.01144"), rate("KZT/USD", "0.00195"), rate("KGS/KZT", figure))
    for order in permutations(page):
        assert bool(found(*order)) is is_doubtful


@pytest.mark.parametrize(
    ("first", "second", "figure", "is_doubtful"),
    [("1", "2", "3.8", False), ("1", "2", "3.9", True), ("3", "5", "11.2", False), ("3", "5", "11.1", True)],
    ids=["touch above", "above", "touch below", "below"],
)
def test_intervals_that_only_touch_have_met(first: str, second: str, figure: str, is_doubtful: bool) -> None:
    page = rate("EUR/USD", first), rate("USD/KZT", second), rate("EUR/KZT", figure)
    assert bool(found(*page)) is is_doubtful


def test_two_sources_may_be_two_percent_apart() -> None:
    pair = rate("KGS/USD", "0.01144", source="strip"), rate("KZT/USD", "0.00195", source="strip")
    assert found(*pair, rate("KGS/KZT", "5.95", source="bank")) == []
    assert len(found(*pair, rate("KGS/KZT", "6.05", source="bank"))) == 1


def test_a_source_that_contradicts_itself_is_named_although_another_speaks_last() -> None:
    page = rate("KGS/USD", "0.01144"), rate("KZT/USD", "0.00195"), rate("KGS/KZT", "5.885")
    assert found(page[0], page[1], rate("KGS/KZT", "5.87", source="bank")) == []
    ((kind, figure, beside),) = found(*page, rate("KGS/KZT", "5.87", source="bank"))
    assert kind == "triangle"
    assert {figure, *beside} == {"0.01144", "0.00195", "5.885"}


def test_a_pair_and_its_inverse_have_to_meet_as_well() -> None:
    assert found(rate("KZT/USD", "0.00195"), rate("USD/KZT", "512.35")) == []
    assert found(rate("KZT/USD", "0.00195"), rate("USD/KZT", "415.35")) == [("inverse", "0.00195", ["415.35"])]
    assert found(rate("KZT/USD", "0.00195"), rate("USD/KZT", "505.00", source="bank")) == []
    assert found(rate("EUR/USD", "3"), rate("USD/EUR", "1")) == [("inverse", "3", ["1"])]


def test_one_misprint_in_many_triangles_is_named_once() -> None:
    codes = ("EUR", "GBP", "CHF", "KZT")
    sound = [rate(f"{code}/USD", f"{number}.0000") for number, code in enumerate(codes, 2)]
    crosses = [rate(f"{code}/KGS", f"{number * 90}.0000") for number, code in enumerate(codes, 2)]
    assert found(*sound, *crosses, rate("USD/KGS", "90.0000")) == []
    ((kind, figure, _),) = found(*sound, *crosses, rate("USD/KGS", "99.0000"))
    assert (kind, figure) == ("triangle", "99.0000")


def test_a_misprint_is_named_with_what_it_does_not_fit_itself() -> None:
    other_pair = rate("AED/AMD", "3"), rate("AMD/AED", "1")
    triangles = [
        rate(f"{code}/{quote}", f"{n}.0000") for code in ("EUR", "GBP") for quote, n in (("USD", 2), ("KGS", 180))
    ]
    assert found(*other_pair, *triangles, rate("USD/KGS", "99.0000")) == [
        ("triangle", "99.0000", ["180.0000", "2.0000"]),
        ("inverse", "3", ["1"]),
    ]


@given(st.lists(st.tuples(st.sampled_from(["KGS", "KZT", "TJS"]), st.integers(1, 9), st.integers(0, 40)), max_size=20))
def test_what_is_doubted_is_stored_and_what_it_does_not_fit_comes_before_it_or_on_its_day(
    observed: list[tuple[str, int, int]],
) -> None:
    rates = [rate(f"{base}/USD", f"0.0{figure}", day) for base, figure, day in sorted(observed, key=lambda it: it[2])]
    for doubt in doubts(rates):
        assert doubt.rate in rates
        assert all(one in rates and str(one.date) <= str(doubt.rate.date) for one in doubt.beside)


@pytest.fixture
def jumped(fxcli: Fxcli, page: Page) -> Fxcli:
    """`fxcli` with a history in which the som is ten times what it was a day before."""
    fxcli("import", page("KGS/USD = 0.01144\n2025-12-08\n", "a.txt"))
    return fxcli


JUMP = "doubtful: KGS/USD = 0.11440 of 2025-12-09 (b.txt) is +900.00% from KGS/USD = 0.01144 of 2025-12-08 (a.txt)"


def test_import_says_a_jump_when_it_stores_one_and_check_names_it(jumped: Fxcli, page: Page) -> None:
    page("KGS/USD = 0.11440\n2025-12-09\n", "b.txt")
    done = jumped("import", "b.txt", "--allow-implausible", "--date", "2025-12-09")
    assert done.returncode == 0
    assert done.stderr == f"fxcli: {JUMP}\nfxcli: if that page is wrong: fxcli forget 2\n"
    assert jumped("import", "b.txt", "--allow-implausible", "--date", "2025-12-09").stderr == ""
    checked = jumped("check")
    assert checked.returncode == 0
    assert checked.stdout.splitlines()[0].endswith(": sound, 2 rates in 2 pages")
    assert checked.stdout.splitlines()[1:] == [JUMP]
    assert jumped("check", "--strict").returncode == 1
    assert json.loads(jumped("check", "--json").stdout) == [
        {
            "date": "2025-12-09",
            "base": "KGS",
            "quote": "USD",
            "rate": "0.11440",
            "source": "b.txt",
            "doubt": "jump",
            "beside": [
                {"date": "2025-12-08", "base": "KGS", "quote": "USD", "rate": "0.01144", "source": "a.txt"},
            ],
        }
    ]
    jumped("forget", "2", "--yes")
    sound = jumped("check", "--strict", "--json")
    assert (sound.returncode, sound.stdout) == (0, "[]\n")


def test_a_jump_to_the_page_after_is_said_as_well(jumped: Fxcli, page: Page) -> None:
    page("KGS/USD = 0.11440\n2025-12-07\n", "b.txt")
    assert jumped("import", "b.txt", "--allow-implausible", "--date", "2025-12-07").stderr == (
        "fxcli: doubtful: KGS/USD = 0.01144 of 2025-12-08 (a.txt) is -90.00% from KGS/USD = 0.11440 of 2025-12-07"
        " (b.txt)\nfxcli: if that page is wrong: fxcli forget 2\n"
    )


def test_of_a_page_of_many_jumps_five_are_said(fxcli: Fxcli, page: Page) -> None:
    codes = ("AED", "AMD", "AZN", "BYN", "CAD", "CHF", "CZK")
    fxcli("import", page("".join(f"{code}/USD = 1.000\n" for code in codes), "a.txt"), "--date", "2025-12-08")
    page("".join(f"{code}/USD = 1.300\n" for code in codes), "b.txt")
    lines = fxcli("import", "b.txt", "--date", "2025-12-09").stderr.splitlines()
    assert len(lines) == 6
    assert lines[-1] == "fxcli: and 2 more; if that page is wrong: fxcli forget 2"


def test_a_contradiction_and_a_change_are_told_in_words(fxcli: Fxcli, page: Page) -> None:
    fxcli("import", page("TJS/USD = 0.10811 0%\n2025-12-08\n", "a.txt"))
    fxcli("import", page("TJS/USD = 0.10700 0.28%\n2025-12-09\n", "b.txt"))
    fxcli("import", page("USD/TJS = 8.8000\n2025-12-09\n", "c.txt"))
    assert fxcli("check").stdout.splitlines()[1:] == [
        "doubtful: TJS/USD = 0.10700 of 2025-12-09 (b.txt) is -1.03% from TJS/USD = 0.10811 of 2025-12-08 (a.txt),"
        " but its page prints 0.28%",
        "doubtful: TJS/USD = 0.10700 of 2025-12-09 (b.txt) cannot be true beside USD/TJS = 8.8000 of 2025-12-09"
        " (c.txt)",
    ]

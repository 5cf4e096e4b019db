"""Which day a command answers for, how old a rate may be, and what it says of rates that it passes over."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from conftest import Fxcli

Page = Callable[..., str]
TODAY = date.today()
TOMORROW, YESTERDAY, WEEK_AGO = (TODAY + timedelta(days) for days in (1, -1, -7))


@pytest.fixture
def filled(fxcli: Fxcli, page: Page) -> Fxcli:
    """`fxcli` with a history of last week, of yesterday and of tomorrow."""
    page("USD/KZT = 512.35\nUSD/TJS = 9.1000\n", "old.txt")
    page("USD/KZT = 510.10\n", "new.txt")
    page("USD/KZT = 505.00\n", "next.txt")
    for name, day in (("old.txt", WEEK_AGO), ("new.txt", YESTERDAY), ("next.txt", TOMORROW)):
        assert fxcli("import", name, "--date", str(day)).returncode == 0
    return fxcli


def test_without_a_day_the_history_is_asked_for_today_and_says_what_is_not_in_force_yet(filled: Fxcli) -> None:
    done = filled("convert", "1", "USD", "KZT", "--plain")
    assert (done.returncode, done.stdout) == (0, "510.10\n")
    assert done.stderr == f"fxcli: USD/KZT of {TOMORROW} is not in force yet; --on {TOMORROW} uses it\n"
    assert filled("convert", "1", "USD", "KZT", "--plain", "--on", str(TOMORROW)).stdout == "505.00\n"
    shown = filled("rates", "--json")
    assert [row["rate"] for row in json.loads(shown.stdout)] == ["510.10", "9.1000"]
    assert shown.stderr == done.stderr


def test_nothing_is_said_of_what_a_conversion_would_not_use_or_of_a_day_that_was_asked_for(filled: Fxcli) -> None:
    assert filled("convert", "1", "USD", "TJS").stderr == ""
    assert filled("convert", "1", "USD", "KZT", "--on", "today").stderr == ""
    assert filled("rates", "--on", str(TODAY)).stderr == ""


def test_a_history_of_the_future_alone_answers_nothing_and_says_when_it_begins(fxcli: Fxcli, page: Page) -> None:
    fxcli("import", page("USD/KZT = 505.00\nUSD/TJS = 9.2000\n"), "--date", str(TOMORROW))
    done = fxcli("convert", "1", "USD", "KZT")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"fxcli: the history holds no rate of {TODAY} or before; 2 rates are not in force yet, the first from"
        f" {TOMORROW} on; --on {TOMORROW} uses it\n"
    )


def test_sources_that_are_named_are_taken_as_they_are(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("convert", "1", "USD", "KZT", "--plain", "-s", page(f"USD/KZT = 505.00\n{TOMORROW}\n"))
    assert (done.stdout, done.stderr) == ("505.00\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--max-age", "7"], None),
        (["--max-age", "6"], "no rate for TJS; there are rates for: KZT, USD"),
        (["--max-age", "0"], f"the history holds no rate of {TODAY}"),
        (["--same-day"], f"the history holds no rate of {TODAY}"),
        (["--same-day", "--on", str(WEEK_AGO)], None),
        (["--max-age", "2", "--on", "2020-01-01"], "the history holds no rate of 2020-01-01 or at most 2 days before"),
    ],
)
def test_a_rate_that_is_older_than_it_may_be_is_refused(
    filled: Fxcli, arguments: list[str], message: str | None
) -> None:
    done = filled("convert", "1", "USD", "TJS", "--plain", *arguments)
    if message is None:
        assert (done.returncode, done.stdout) == (0, "9.10\n")
    else:
        assert (done.returncode, done.stdout) == (1, "")
        assert message in done.stderr


def test_the_age_of_a_source_is_judged_as_well(fxcli: Fxcli, page: Page) -> None:
    page("USD/KZT = 512.35\n2025-12-09\n")
    on = ("-s", "page.txt", "--on", "2025-12-12", "--plain")
    assert fxcli("convert", "1", "USD", "KZT", *on, "--max-age", "3").stdout == "512.35\n"
    done = fxcli("convert", "1", "USD", "KZT", *on, "--max-age", "2")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "fxcli: no rate of 2025-12-12 or at most 2 days before; the sources are of 2025-12-09\n"
    page("USD/KZT = 512.35\n", "undated.txt")
    done = fxcli("convert", "1", "USD", "KZT", "-s", "undated.txt", "--max-age", "2")
    assert done.stderr == (
        f"fxcli: the rates are undated, so none is known to be of {TODAY}; give their day with --date\n"
    )


def test_undated_rates_beside_dated_ones_are_named(fxcli: Fxcli, page: Page) -> None:
    page("USD/KZT = 512.35\n2025-12-09\n", "dated.txt")
    page("USD/KZT = 510.10\nUSD/TJS = 9.1000\n", "undated.txt")
    both = ("dated.txt", "undated.txt")
    done = fxcli("rates", *both, "--json")
    assert [row["rate"] for row in json.loads(done.stdout)] == ["512.35", "9.1000"]
    left_out = "left out: beside dated rates a day is needed; give it with --date\n"
    assert done.stderr == f"fxcli: undated.txt: 1 rate is undated and was {left_out}"
    done = fxcli("rates", *both, "--json", "--on", "2025-12-10")
    assert [row["rate"] for row in json.loads(done.stdout)] == ["512.35"]
    assert done.stderr == f"fxcli: undated.txt: 2 rates are undated and were {left_out}"
    done = fxcli("export", *both, "--since", "2025-01-01")
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == (
        "fxcli: undated.txt: 2 rates are undated and were left out: --since and --until need a day; give it with"
        " --date\n"
    )


def test_the_freshest_rate_gives_way_to_a_narrower_one_of_the_same_week_that_lies_inside(
    fxcli: Fxcli, page: Page
) -> None:
    fxcli("import", page("UZS/USD = 0.00008\n2026-04-04\n", "ticker.txt"), page("USD/UZS = 12194.21\n2026-04-03\n"))
    answer = fxcli("convert", "1000000", "UZS", "--on", "2026-04-05")
    assert answer.stdout == (
        "1000000 UZS = 82.01 USD (82.00 to 82.01)\n\nUSD/UZS = 12194.21  2026-04-03, 2 days old  page.txt\n"
    )
    assert fxcli("convert", "1000000", "UZS", "--on", "2026-04-05", "--max-age", "1", "--plain").stdout == "80.00\n"


BOTH = (
    "line 1 beside the rates says 2025-12-08, line 3 2025-12-09; say which with --dates above, --dates below or --date"
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "1 May 2015\nUSD/KZT = 512.35\n",
            "the date says 2015-05-01, but most rates lie far outside of what was paid in 2015; "
            "if that is the day: --date 2015-05-01",
        ),
        ("1 May 1990\nUSD/KZT = 512.35\n", "1990-05-01 lies before 1993; if that is the day: --date 1990-05-01"),
        (
            "1 May 2199\nUSD/KZT = 512.35\n",
            "2199-05-01 lies more than 7 days ahead; if that is the day: --date 2199-05-01",
        ),
        ("8 December 2025\nUSD/KZT = 512.35\n9 December 2025\n", BOTH),
    ],
    ids=["contradicted", "too old", "ahead", "two"],
)
def test_every_command_says_why_a_date_beside_the_rates_does_not_count(
    fxcli: Fxcli, page: Page, text: str, why: str
) -> None:
    page(text)
    page("spent\n1\n", "my.csv")
    for call in (
        ["rates", "page.txt"],
        ["export", "page.txt"],
        ["export", "page.txt", "-f", "json"],
        ["convert", "1", "USD", "KZT", "-s", "page.txt"],
        ["convert-csv", "my.csv", "--amount", "spent", "--from", "USD", "--to", "KZT", "-s", "page.txt"],
        ["check", "page.txt", "--json"],
    ):
        done = fxcli(*call)
        assert (done.returncode, done.stderr) == (0, f"fxcli: page.txt: {why}\n"), call
    for call in (["rates", "page.txt", "--on", "2025-12-09"], ["import", "page.txt"]):
        done = fxcli(*call)
        assert (done.returncode, done.stderr.splitlines()[0]) == (1, f"fxcli: page.txt: {why}"), call
    report = fxcli("check", "page.txt")
    assert (report.stdout.splitlines()[1], report.stderr) == (f"undated: {why}", "")
    assert fxcli("rates", "page.txt", "--date", "2025-12-09").stderr == ""


@pytest.mark.parametrize(
    ("text", "line", "written"),
    [
        ("KGS/USD = 0.01144\n\n05/11/2026\n", 3, "05/11/2026"),
        ("Rates of 11-12-2026, a table\nKGS/USD = 0.01144\n", 1, "11-12-2026"),
        ("<html><p>5/11/2026</p>\n<p>KGS/USD = 0.01144</p></html>", 1, "5/11/2026"),
    ],
)
def test_a_date_that_can_be_two_days_is_named_with_its_line(
    fxcli: Fxcli, page: Page, text: str, line: int, written: str
) -> None:
    done = fxcli("import", page(text))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 failed")
    assert done.stderr == (
        "fxcli: page.txt: no full date stands beside the ticker or in the name; "
        f"line {line}: {written} can be two days; say which with --date\n"
    )


def test_of_a_page_that_names_no_day_only_check_and_import_name_the_nearest(fxcli: Fxcli, page: Page) -> None:
    page("It was 8 December 2025 in Almaty.\nUSD/KZT = 512.35\n")
    why = (
        "no full date stands beside the ticker or in the name; line 1 says 8 December 2025; "
        "if that is the day: --date 2025-12-08"
    )
    assert fxcli("check", "page.txt").stdout.splitlines()[1] == f"undated: {why}"
    assert fxcli("import", "page.txt").stderr == f"fxcli: page.txt: {why}\n"
    assert fxcli("rates", "page.txt").stderr == ""

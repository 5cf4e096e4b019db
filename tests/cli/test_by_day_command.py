"""The rates of each day are fetched once, with manners, and a run that was cut short goes on where it stopped."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import bankserver
import pytest
from bankserver import BankServer
from conftest import Fxcli, environment, interrupted

from fxcli.sources.days import series

TODAY = date(2026, 4, 30)
FIRST = TODAY - timedelta(days=399)
QUICK = (
    "import sys; from fxcli.sources import visitor; visitor.PAUSE = 0.0; visitor.WAITS = (0.0, 0.0); "
    "from fxcli.cli import main; sys.exit(main(sys.argv[1:]))"
)


@pytest.fixture
def server() -> Iterator[BankServer]:
    with bankserver.serving(TODAY) as server:
        yield server


def quick(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """fxcli without the second between two requests."""
    command = [sys.executable, "-c", QUICK, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False, timeout=120
    )


def span(first: date, last: date) -> list[str]:
    return ["--since", f"{first}", "--until", f"{last}"]


def dates(statuses: list[dict[str, str]], state: str) -> list[str]:
    return [it["date"] for it in statuses if it["status"] == state]


DAYS = [FIRST + timedelta(days=count) for count in range(400)]
PUBLISHED = {
    "nbk": lambda day: day.weekday() < 5,
    "cbu": lambda day: day.weekday() < 5,
    "nbt": lambda day: True,
    "cbt": lambda day: day.weekday() != 6,
    "cbr": lambda day: 0 < day.weekday() < 6,
}


@pytest.mark.parametrize("count", [58, pytest.param(400, marks=pytest.mark.slow)])
@pytest.mark.parametrize("bank", PUBLISHED)
def test_every_day_of_months_is_right_and_none_is_asked_for_twice(
    tmp_path: Path, server: BankServer, bank: str, count: int
) -> None:
    days = DAYS[-count:]
    expected = [day for day in days if PUBLISHED[bank](day)]
    server.faults = {5: bankserver.busy, 20: bankserver.broken, 40: bankserver.cut, 41: bankserver.broken}
    if bank != "cbt":
        server.faults[50] = bankserver.moved
    command = ["import", server.address(bank), *span(days[0], TODAY), "--json"]
    done = quick(tmp_path, *command)
    assert done.returncode == 0, done.stderr
    statuses = json.loads(done.stdout)
    assert len(statuses) == count
    assert sorted(dates(statuses, "imported")) == [f"{day}" for day in expected]
    assert len(server.requests) == count + len(server.faults)
    addresses = series(server.address(bank))
    assert addresses
    assert [it["source"] for it in statuses] == list(map(addresses.address, days))
    exported = quick(tmp_path, "export", "--all").stdout.splitlines()[1:]
    assert {line[:10] for line in exported} == {f"{day}" for day in expected}
    server.requests.clear()
    server.faults.clear()
    again = json.loads(quick(tmp_path, *command).stdout)
    assert [it["status"] for it in again] == [
        "unchanged" if it["status"] == "imported" else it["status"] for it in statuses
    ]
    assert server.requests == []


def test_one_host_is_asked_once_a_second_over_one_connection(fxcli: Fxcli, server: BankServer) -> None:
    done = fxcli("import", server.address("cbt"), *span(date(2026, 4, 20), date(2026, 4, 23)))
    assert done.returncode == 0
    times = [request.at for request in server.requests]
    assert len(times) == 4
    assert times[-1] - times[0] > 2.7  # they arrive a little earlier or later than they were sent
    assert len({request.connection for request in server.requests}) == 1
    assert done.stderr.splitlines()[-1].endswith(
        "4 days asked, 4 stored, 0 skipped, 0 failed; the history holds it from 2026-04-20 to 2026-04-23"
        " without a gap longer than a week"
    )


def test_rates_of_another_day_are_said_once_and_count_for_the_day_they_name(tmp_path: Path, server: BankServer) -> None:
    done = quick(tmp_path, "import", server.address("cbr"), *span(date(2026, 4, 24), date(2026, 4, 28)))
    assert "for 2026-04-26 and 1 more day rates of another day were given, 2026-04-25;" in done.stderr
    assert [line[:21] for line in done.stdout.splitlines()[:-1]] == [
        "imported   2026-04-24",
        "imported   2026-04-25",
        "unchanged  2026-04-25",
        "unchanged  2026-04-25",
        "imported   2026-04-28",
    ]


def test_rows_that_are_refused_every_day_are_said_once(tmp_path: Path, server: BankServer) -> None:
    done = quick(tmp_path, "import", server.address("cbu"), *span(date(2026, 4, 20), date(2026, 4, 22)))
    assert done.stderr.count("refused") == 1
    assert "3 rows of 3 days refused; fxcli check 'http" in done.stderr


def test_again_asks_for_what_has_changed_since(tmp_path: Path, server: BankServer) -> None:
    command = ["import", server.address("cbt"), *span(date(2026, 4, 20), date(2026, 4, 22))]
    quick(tmp_path, *command)
    server.requests.clear()
    done = quick(tmp_path, *command, "--again")
    assert done.stdout.splitlines() == ["3 unchanged"]
    assert len(server.requests) == 3
    assert server.not_modified == 3


def test_a_page_that_was_forgotten_is_asked_for_again(tmp_path: Path, server: BankServer) -> None:
    command = ["import", server.address("cbt"), *span(date(2026, 4, 20), date(2026, 4, 22))]
    quick(tmp_path, *command)
    quick(tmp_path, "forget", "2", "--yes")
    server.requests.clear()
    assert quick(tmp_path, *command).stdout.splitlines()[-1] == "1 imported, 2 unchanged"
    assert len(server.requests) == 1


def test_a_day_that_was_imported_by_its_address_is_not_asked_for(tmp_path: Path, server: BankServer) -> None:
    addresses = series(server.address("cbt"))
    assert addresses
    quick(tmp_path, "import", addresses.address(date(2026, 4, 21)))
    server.requests.clear()
    done = quick(tmp_path, "import", server.address("cbt"), *span(date(2026, 4, 20), date(2026, 4, 22)))
    assert done.stdout.splitlines()[-1] == "2 imported, 1 unchanged"
    assert len(server.requests) == 2


def test_a_page_of_html_in_place_of_a_file_is_no_answer_for_good(tmp_path: Path, server: BankServer) -> None:
    server.faults = {1: bankserver.error_page}
    command = ["import", server.address("cbt"), *span(date(2026, 4, 21), date(2026, 4, 21))]
    done = quick(tmp_path, *command)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "1 skipped")
    assert quick(tmp_path, *command).stdout.splitlines()[-1] == "1 imported"


def test_a_day_is_tried_three_times_and_after_three_days_the_server_is_left_alone(
    tmp_path: Path, server: BankServer
) -> None:
    server.faults = dict.fromkeys(range(1, 100), bankserver.broken)
    done = quick(tmp_path, "import", server.address("cbt"), *span(date(2026, 4, 20), date(2026, 4, 29)))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "3 failed")
    assert len(server.requests) == 9
    assert "the server answers 500 Internal Server Error, three times; try again later" in done.stderr
    assert "3 days in a row failed; the days after 2026-04-22 were not asked for" in done.stderr
    assert not list((tmp_path / "home").rglob("*.db"))


def test_what_no_other_try_can_mend_ends_the_run_at_once(tmp_path: Path, server: BankServer) -> None:
    server.faults = {2: bankserver.forbidden}
    done = quick(tmp_path, "import", server.address("cbt"), *span(date(2026, 4, 20), date(2026, 4, 29)))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 imported, 1 failed")
    assert "the server answers 403 Forbidden; the days after 2026-04-21 were not asked for" in done.stderr
    assert len(server.requests) == 2


def test_a_server_that_asks_for_a_long_pause_is_left_alone(tmp_path: Path, server: BankServer) -> None:
    server.faults = {1: bankserver.busy_for_long}
    started = time.monotonic()
    done = quick(tmp_path, "import", server.address("cbt"), *span(date(2026, 4, 20), date(2026, 4, 29)))
    assert "429 Too Many Requests and asks to wait 3600 seconds" in done.stderr
    assert done.returncode == 1
    assert time.monotonic() - started < 20


def test_without_a_network_one_line_says_so_within_seconds(tmp_path: Path) -> None:
    started = time.monotonic()
    done = quick(tmp_path, "import", "http://127.0.0.1:9/{day}.xml", *span(date(2024, 1, 1), date(2026, 4, 30)))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 failed")
    first, last = done.stderr.splitlines()
    assert first.startswith("fxcli: http://127.0.0.1:9/2024-01-01.xml: it cannot be reached (")
    assert last == "fxcli: http://127.0.0.1:9/{day}.xml: 1 day asked, 0 stored, 0 skipped, 1 failed"
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("how", ["interrupt", "terminate", "kill"])
def test_a_run_that_was_cut_short_goes_on_where_it_stopped(tmp_path: Path, server: BankServer, how: str) -> None:
    days = span(date(2026, 3, 2), date(2026, 3, 28))
    program = QUICK.replace("PAUSE = 0.0", "PAUSE = 0.2")
    command = [sys.executable, "-c", program, "import", server.address("cbt"), *days]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout
    for _ in range(3):
        assert process.stdout.readline().startswith("imported")
    if how == "interrupt":
        assert interrupted(process) == 130
    else:
        getattr(process, how)()
        process.wait(timeout=30)
    process.stdout.close()
    asked = {request.path for request in server.requests}
    server.requests.clear()
    done = quick(tmp_path, "import", server.address("cbt"), *days)
    assert done.returncode == 0
    again = {request.path for request in server.requests}
    assert len(asked & again) <= 1  # the one that was on its way
    assert len(asked | again) == 27
    assert quick(tmp_path, "check").stdout.splitlines()[0].endswith("sound, 96 rates in 24 pages")


def test_check_names_the_gaps_of_a_series_and_the_day_on_which_it_ends(tmp_path: Path, server: BankServer) -> None:
    address = server.address("cbt")
    quick(tmp_path, "import", address, *span(date(2026, 3, 2), date(2026, 3, 7)))
    quick(tmp_path, "import", address, *span(date(2026, 4, 20), date(2026, 4, 25)))
    done = quick(tmp_path, "check")
    assert done.stdout.splitlines()[-1] == (
        f"{address}: 12 days from 2026-03-02 to 2026-04-25; none between 2026-03-07 and 2026-04-20"
    )


def test_the_files_of_all_banks_are_imported_by_their_addresses_and_converted_by(
    fxcli: Fxcli, server: BankServer
) -> None:
    paths = ["/XML/daily.xml", "/XML/weekly.xml", "/rss/rates_all.xml"]
    daily = [series(server.address(bank)) for bank in ("nbk", "cbu", "nbt", "cbt", "cbr")]
    addresses = [found.address(TODAY) for found in daily if found] + [server.root + path for path in paths]
    done = fxcli("import", *addresses)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "8 imported")
    (answer,) = json.loads(fxcli("convert", "100000000", "UZS", "USD", "--on", f"{TODAY}", "--json").stdout)
    assert (answer["low"], answer["result"], answer["high"]) == ("8200.60", "8200.61", "8200.62")
    sources = {line.split(",")[-1] for line in fxcli("export", "--all").stdout.splitlines()[1:]}
    assert len(sources) == 8


def test_what_lies_before_the_first_day_of_a_bank_is_not_asked_for(tmp_path: Path) -> None:
    done = quick(tmp_path, "import", "bank:cbt", *span(date(2020, 1, 1), date(2020, 4, 16)))
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "fxcli: bank:cbt is not known to publish anything before 2020-04-17",
        "fxcli: bank:cbt: 0 days asked, 0 stored, 0 skipped, 0 failed",
    ]


def test_names_of_files_may_hold_the_day_as_well(fxcli: Fxcli, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    for day in (8, 9):
        (tmp_path / "pages" / f"2025-12-{day:02}.html").write_text("<html><p>KGS/USD = 0.01144</p>")
    done = fxcli("import", "pages/{day}.html", *span(date(2025, 12, 7), date(2025, 12, 9)))
    assert done.stdout.splitlines() == [
        "skipped                no-rates   pages/2025-12-07.html",
        "imported   2025-12-08  1 rate     pages/2025-12-08.html",
        "imported   2025-12-09  1 rate     pages/2025-12-09.html",
        "2 imported, 1 skipped",
    ]


def test_other_commands_read_the_file_of_the_day_that_is_asked_for(fxcli: Fxcli, server: BankServer) -> None:
    done = fxcli("convert", "1", "USD", "TMT", "-s", server.address("cbt"), "--on", "2026-04-21")
    assert done.stdout.startswith("1 USD = 3.50 TMT")
    assert [request.path for request in server.requests] == ["/kurs/2026/21042026.xml"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (
            ("import", "a.txt", "--since", "2026-01-01"),
            "--since, --until and --again are for sources of one file a day",
        ),
        (("import", "bank:nbx"), "bank:nbx: no bank has this name; they are bank:nbk, bank:nbkr, bank:cbu, bank:nbt,"),
        (("import", "x/{day:%q}.xml"), "x/{day:%q}.xml: {day:%q} is no form of a day; write it like {day:%d.%m.%Y}"),
        (("import", "bank:nbk", "--since", "2026-02-01", "--until", "2026-01-01"), "lies after --until 2026-01-01"),
        (
            ("import", "bank:nbk", "--since", "2999-01-01"),
            "2999-01-01, from which day on bank:nbk is asked, lies after",
        ),
        (("import", "bank:nbk", "--date", "2026-01-01"), "--date is one day, and bank:nbk stands for many"),
        (("export", "bank:nbk", "--since", "2026-02-01"), "bank:nbk is one file a day; fxcli import takes many"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_asked(
    fxcli: Fxcli, arguments: tuple[str, ...], why: str
) -> None:
    done = fxcli(*arguments)
    assert done.returncode == 2
    assert why in done.stderr


def test_the_banks_are_listed(fxcli: Fxcli) -> None:
    listed = json.loads(fxcli("banks", "--json").stdout)
    assert [it["name"] for it in listed] == ["bank:nbk", "bank:nbkr", "bank:cbu", "bank:nbt", "bank:cbt", "bank:cbr"]
    assert list(listed[0]) == ["name", "title", "quote", "decimals", "since", "address"]
    table = fxcli("banks").stdout
    assert "bank:cbu   Central Bank of Uzbekistan            UZS         2  1994-07-01" in table

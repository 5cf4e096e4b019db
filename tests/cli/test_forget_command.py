"""`fxcli pages` and `fxcli forget` as their users meet them, in real processes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import record
from conftest import Fxcli, environment

Page = Callable[..., str]
UNIX = pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")


@pytest.fixture
def filled(fxcli: Fxcli, page: Page) -> Fxcli:
    """`fxcli` with a history of three pages, the last two from one import."""
    page("KGS/USD = 0.01144\n2025-12-07\n", "a.txt")
    page("KGS/USD = 0.01145\nKZT/USD = 0.00195\n", "2025-12-08.txt")
    page("KGS/USD = 0.01146\n", "c.txt")
    assert fxcli("import", "a.txt").returncode == 0
    assert fxcli("import", "2025-12-08.txt", "c.txt", "--date", "2025-12-09").returncode == 0
    return fxcli


NOTHING_LEFT = (
    "the history holds nothing of the last import, which brought nothing new or is forgotten already;"
    " fxcli pages lists what it holds"
)
HEADING = "Number  Date        From     Rates  Source\n──────────────────────────────────────────\n"
LAST = "     2  2025-12-09  option       2  2025-12-08.txt\n     3  2025-12-09  option       1  c.txt\n"


def test_pages_are_listed_with_where_their_date_is_from(filled: Fxcli) -> None:
    assert filled("pages").stdout == f"{HEADING}     1  2025-12-07  page         1  a.txt\n{LAST}"
    assert filled("pages", "--since", "2025-12-08").stdout == HEADING + LAST
    (first, *_) = json.loads(filled("pages", "--json").stdout)
    assert list(first) == ["number", "date", "date_origin", "rates", "source", "document"]
    assert list(first.values())[:5] == [1, "2025-12-07", "page", 1, "a.txt"]


def test_a_history_without_pages_says_so(filled: Fxcli) -> None:
    done = filled("pages", "--until", "2020-01-01")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "fxcli: the history holds no page of this time; see fxcli import\n"
    assert filled("forget", "1", "2", "3", "--yes").returncode == 0
    assert filled("pages").stderr == "fxcli: the history holds no page; see fxcli import\n"


def test_forgetting_says_what_goes_and_the_same_can_be_imported_again(filled: Fxcli) -> None:
    before = filled("export", "--all").stdout
    done = filled("forget", "--last", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{HEADING}{LAST}2 pages with 3 rates forgotten\n"
    assert [row["date"] for row in json.loads(filled("rates", "--json").stdout)] == ["2025-12-07"]
    assert filled("check").stdout.endswith(": sound, 1 rate in 1 page\n")
    filled("import", "2025-12-08.txt", "c.txt", "--date", "2025-12-09")
    assert filled("export", "--all").stdout == before
    assert [row["number"] for row in json.loads(filled("pages", "--json").stdout)] == [1, 4, 5]


@pytest.mark.parametrize("last", [["a.txt"], ["missing.txt"], ["c.txt", "empty.txt", "--date", "2025-12-09"]])
def test_after_an_import_that_brought_nothing_the_last_one_is_not_an_earlier_one(
    filled: Fxcli, page: Page, last: list[str]
) -> None:
    page("nothing\n", "empty.txt")
    filled("import", *last)
    done = filled("forget", "--last", "--yes")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"fxcli: {NOTHING_LEFT}\n")
    assert len(json.loads(filled("pages", "--json").stdout)) == 3


def test_what_is_forgotten_makes_no_earlier_import_the_last(filled: Fxcli) -> None:
    assert filled("forget", "--last", "--yes").returncode == 0
    assert filled("forget", "--last", "--yes").stderr == f"fxcli: {NOTHING_LEFT}\n"
    assert len(json.loads(filled("pages", "--json").stdout)) == 1


def test_files_of_a_day_and_others_are_one_import(filled: Fxcli, page: Page) -> None:
    page("KGS/USD = 0.01147\n", "2025-12-10.txt")
    page("KGS/USD = 0.01148\n2025-12-11\n", "d.txt")
    filled("import", "{day}.txt", "d.txt", "--since", "2025-12-10", "--until", "2025-12-10")
    assert filled("forget", "--last", "--yes").stdout.endswith("2 pages with 2 rates forgotten\n")


def test_pages_go_by_number_or_source(filled: Fxcli) -> None:
    assert filled("forget", "--source", "c.txt", "--yes").stdout.endswith("1 page with 1 rate forgotten\n")
    assert filled("forget", "2", "1", "2", "--yes").stdout.endswith("2 pages with 3 rates forgotten\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["7"], 1, "the history holds no page 7; fxcli pages lists those that it holds"),
        (["1", "7"], 1, "the history holds no page 7; fxcli pages lists those that it holds"),
        (["--source", "x"], 1, "the history holds no page from x; fxcli pages lists what it holds"),
        (["1", "--last"], 2, "say what to forget: numbers of fxcli pages, --source NAME, or --last"),
        ([], 2, "say what to forget: numbers of fxcli pages, --source NAME, or --last"),
    ],
)
def test_what_is_not_there_or_not_said_takes_nothing_out(
    filled: Fxcli, arguments: list[str], code: int, message: str
) -> None:
    done = filled("forget", *arguments, "--yes")
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"fxcli: {message}\n")
    assert len(json.loads(filled("pages", "--json").stdout)) == 3


def test_where_nobody_can_be_asked_yes_has_to_be_said(filled: Fxcli) -> None:
    done = filled("forget", "1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "fxcli: there is nobody to ask here; say --yes to forget without being asked\n"


@UNIX
@pytest.mark.parametrize(
    ("answer", "code", "left"), [(b"y\n", 0, [1, 3]), (b"n\n", 1, [1, 2, 3]), (b"\n", 1, [1, 2, 3])]
)
def test_on_a_terminal_it_asks(filled: Fxcli, tmp_path: Path, answer: bytes, code: int, left: list[int]) -> None:
    terminal, other_end = os.openpty()
    os.write(terminal, answer)
    command = [sys.executable, "-m", "fxcli", "forget", "2"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(tmp_path), stdin=other_end, capture_output=True, text=True
    )
    os.close(terminal)
    os.close(other_end)
    assert done.returncode == code
    assert "Forget 1 page with 2 rates? [y/N]" in done.stderr
    assert [row["number"] for row in json.loads(filled("pages", "--json").stdout)] == left


def test_a_document_that_is_stored_under_another_date_is_named_with_its_number(filled: Fxcli) -> None:
    done = filled("import", "a.txt", "--date", "2025-12-06")
    assert done.returncode == 0
    assert done.stderr == (
        "fxcli: a.txt: the same document is stored under 2025-12-07 too, as page 1; if that date is wrong:"
        " fxcli forget 1\n"
    )
    assert filled("import", "a.txt", "--date", "2025-12-06").stderr == ""


def test_an_archive_may_capture_the_same_page_on_several_days(fxcli: Fxcli, page: Page) -> None:
    for day in ("2025-12-08", "2025-12-09"):
        page(record(b"KGS/USD = 0.01144\n", moment=f"{day}T08:00:00Z"), f"{day}.warc")
        done = fxcli("import", f"{day}.warc")
        assert (done.returncode, done.stderr) == (0, "")
    assert [row["date"] for row in json.loads(fxcli("pages", "--json").stdout)] == ["2025-12-08", "2025-12-09"]

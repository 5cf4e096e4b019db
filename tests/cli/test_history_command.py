"""The history as its users meet it: import, look up, export, in real processes."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import record
from conftest import SAMPLES, Fxcli, results_of

from fxcli.history.history import reading

Page = Callable[..., str]
ARCHIVE = SAMPLES / "archive"
UNIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture
def archive(tmp_path: Path) -> str:
    """The sample archive beside the history, so that no output depends on where the project lies."""
    shutil.copytree(ARCHIVE, tmp_path / "archive")
    return "archive"


@pytest.fixture
def filled(fxcli: Fxcli, archive: str) -> Fxcli:
    """`fxcli` with the sample archive imported into its default history."""
    assert fxcli("import", archive).returncode == 0
    return fxcli


def test_a_folder_twice_is_unchanged_the_second_time_and_so_is_the_history(
    fxcli: Fxcli, archive: str, tmp_path: Path
) -> None:
    first = fxcli("import", archive, "--db", "history.db")
    before = fxcli("export", "--all", "--db", "history.db").stdout
    second = fxcli("import", archive, "--db", "history.db")
    count = len(list(ARCHIVE.iterdir()))
    assert first.stdout.splitlines()[-1] == f"{count} imported"
    assert second.stdout.splitlines()[-1] == f"{count} unchanged"
    assert fxcli("export", "--all", "--db", "history.db").stdout == before


def test_import_gives_each_source_one_line_and_one_status(fxcli: Fxcli, page: Page) -> None:
    page("KGS/USD = 0.01144\n09 December 2025\n", "good.txt")
    page("KGS/USD = 0.01144\n", "undated.txt")
    page("nothing", "empty.txt")
    done = fxcli("import", "good.txt", "undated.txt", "empty.txt", "missing.txt")
    assert done.returncode == 1
    assert done.stdout == (
        "imported   2025-12-09  1 rate     good.txt\n"
        "failed                 no-date    undated.txt\n"
        "failed                 no-rates   empty.txt\n"
        "failed                 unreadable  missing.txt\n"
        "1 imported, 3 failed\n"
    )
    assert "undated.txt: no full date stands beside the ticker or in the name; give its day with --date" in done.stderr
    assert fxcli("rates", "--json").returncode == 0
    assert fxcli("import", "undated.txt", "--date", "9 December 2025").returncode == 0


def test_import_json_has_its_keys_in_order(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    page("KGS/USD = 0.01144\n09 December 2025\n", "folder/good.txt")
    page("nothing", "folder/note.txt")
    done = fxcli("import", "folder", "--json")
    assert done.returncode == 0
    assert [list(item.values()) for item in json.loads(done.stdout)] == [
        [os.path.join("folder", "good.txt"), "imported", "2025-12-09", 1, None],
        [os.path.join("folder", "note.txt"), "skipped", None, 0, "no-rates"],
    ]
    assert list(json.loads(done.stdout)[0]) == ["source", "status", "date", "rates", "reason"]


def test_a_folder_without_any_rate_is_a_failure(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    page("nothing", "folder/note.txt")
    done = fxcli("import", "folder")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 skipped")


def test_a_lookup_says_which_day_it_used_and_how_old_it_is(filled: Fxcli) -> None:
    done = filled("convert", "100", "KGS", "KZT", "--on", "2025-03-01")
    assert done.stdout == (
        "100 KGS = 595.83 KZT (594.02 to 597.66)\n\n"
        "KGS/USD = 0.01144  2025-01-22, 38 days old  archive/news-2025-01-22.txt\n"
        "KZT/USD = 0.00192  2025-01-22, 38 days old  archive/news-2025-01-22.txt\n"
    ).replace("archive/", f"archive{os.sep}")


def test_same_day_refuses_an_older_rate(filled: Fxcli) -> None:
    done = filled("convert", "100", "KGS", "--on", "2025-03-01", "--same-day")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "fxcli: the history holds no rate of 2025-03-01\n"
    assert filled("convert", "100", "KGS", "--on", "2025-01-22", "--same-day").returncode == 0
    assert filled("convert", "100", "KGS", "--same-day").returncode == 1


def test_legs_of_two_days_are_both_told(fxcli: Fxcli, page: Page) -> None:
    page("KGS/USD = 0.01144\n2025-12-01\n", "a.txt")
    page("KZT/USD = 0.00195\n2025-12-09\n", "b.txt")
    fxcli("import", "a.txt", "b.txt")
    done = fxcli("convert", "100", "KGS", "KZT", "--on", "2025-12-09")
    assert "2025-12-01, 8 days old" in done.stdout
    assert "2025-12-09, 0 days old" in done.stdout
    (answer,) = json.loads(fxcli("convert", "100", "KGS", "KZT", "--json").stdout)
    assert answer["date"] == "2025-12-01"


def test_rates_reads_the_history_by_day(filled: Fxcli) -> None:
    dates = {row["date"] for row in json.loads(filled("rates", "--on", "2024-12-01", "--json").stdout)}
    assert dates == {"2024-10-09"}
    assert filled("rates", "--on", "2020-01-01").stderr == "fxcli: the history holds no rate of 2020-01-01 or before\n"


def test_of_two_pages_of_a_day_both_are_kept_and_one_is_used(filled: Fxcli) -> None:
    day = ("--since", "2026-01-29", "--until", "2026-01-29", "--base", "tjs")
    assert [line.split(",")[3] for line in filled("export", *day).stdout.splitlines()[1:]] == ["0.10695"]
    everything = filled("export", *day, "--all").stdout.splitlines()[1:]
    assert [line.split(",")[3] for line in everything] == ["0.10708", "0.10695"]


@pytest.mark.parametrize("every", [[], ["--all"]])
def test_export_import_export_gives_the_same_bytes(filled: Fxcli, tmp_path: Path, every: list[str]) -> None:
    assert filled("export", *every, "-o", "first.csv").returncode == 0
    assert filled("import", "first.csv", "--db", "second.db").returncode == 0
    assert filled("export", *every, "-o", "second.csv", "--db", "second.db").returncode == 0
    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()
    again = filled("import", "first.csv", "--db", "second.db").stdout.splitlines()
    assert again[0].startswith("unchanged")


def test_names_that_a_spreadsheet_would_run_come_back_unchanged(fxcli: Fxcli, page: Page) -> None:
    for number, name in enumerate(
        ("=1+1.txt", "+a.txt", "@b.txt", "'c.txt", 'd,"e".txt', "f\rg\nh.txt", "\rr.txt", "a\rb.txt")
    ):
        fxcli("import", page(f"KGS/USD = 0.0114{number}\n2025-12-0{number + 1}\n", f"./{name}"))
    fxcli("export", "-o", "first.csv")
    fxcli("import", "first.csv", "--db", "second.db")
    first, second = fxcli("export", "-f", "json").stdout, fxcli("export", "-f", "json", "--db", "second.db").stdout
    assert first == second
    assert len(json.loads(first)) == 8


def test_the_longest_source_comes_back_unchanged(fxcli: Fxcli, page: Page) -> None:
    address = "http://site.example/" + '"' * 30_000
    page(record(b"KGS/USD = 0.01144\n", address=address), "a.warc")
    fxcli("export", "a.warc", "-o", "first.csv")
    assert fxcli("export", "first.csv", "-f", "json").stdout == fxcli("export", "a.warc", "-f", "json").stdout != ""


def test_a_csv_whose_line_does_not_end_is_refused_before_it_fills_the_memory(page: Page, tmp_path: Path) -> None:
    page("date,base,quote,rate,change_pct,occurrences,source\n" + "x" * (64 << 20), "rates.csv")
    tracemalloc.start()
    (result,) = results_of(tmp_path / "rates.csv")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "rates.csv: line 2 is no row of an export (" in str(result.failure)
    assert peak < 32 << 20


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2025-12-09,KGS,USD,0.01144,0,8", "6 cells instead of 7"),
        ("2025-12-09,KGS,USD,1e5,0,8,x", "'1e5' is not a rate"),
        ("2025-12-09,KGS,USD,0.00,0,8,x", "rate"),
        ("2025-12-09,KGS,USD,1,+1,8,x", "'+1' is not a change"),
        ("2025-12-09,KGS,USD,1,0,٣,x", "is not a count"),
        ("2025-12-09,KGS,USD,1,0,0,x", "occurrences"),
        ("2025-02-30,KGS,USD,1,0,1,x", "is not a date like"),
        (f"2025-12-09,KGS,USD,{'9' * 5_000},0,8,x", f"'{'9' * 199}); export"),
        ("20251209,KGS,USD,1,0,1,x", "is not a date like"),
        ("2025-12-09,KGS,KGS,1,0,1,x", "KGS/KGS is not a pair"),
        ("2025-12-09,kgs,USD,1,0,1,x", "base"),
        ("2025-12-09,KGS,USD,1,0,1,", "source"),
        ('2025-12-09,KGS,USD,1,0,1,"x', "unexpected end of data"),
    ],
)
def test_a_row_that_no_export_wrote_is_named_and_nothing_of_its_file_is_stored(
    fxcli: Fxcli, page: Page, row: str, message: str
) -> None:
    good = "2025-12-08,KGS,USD,0.01144,0,8,page.txt"
    page(f"date,base,quote,rate,change_pct,occurrences,source\n{good}\n{row}\n", "rates.csv")
    done = fxcli("import", "rates.csv")
    assert done.returncode == 1
    assert "rates.csv: line 3 is no row of an export" in done.stderr
    assert message in done.stderr
    assert fxcli("export").returncode == 1


def test_undated_rows_of_a_csv_can_be_given_a_day(fxcli: Fxcli, page: Page) -> None:
    page("KGS/USD = 0.01144\n", "undated.txt")
    fxcli("export", "undated.txt", "-o", "rates.csv")
    assert fxcli("import", "rates.csv").returncode == 1
    assert fxcli("import", "rates.csv", "--date", "2025-12-09").returncode == 0
    assert json.loads(fxcli("rates", "--json").stdout)[0]["date"] == "2025-12-09"


def test_history_prints_the_series_and_how_it_moved(filled: Fxcli) -> None:
    done = filled("history", "TJS", "--since", "2025-12-10")
    assert done.stdout == (
        "Date        TJS/USD  1 USD =   Within    Moved  Printed\n"
        "───────────────────────────────────────────────────────\n"
        "2025-12-10  0.10811   9.2498  ±0.006%           ▼ 0.28%\n"
        "2025-12-16  0.10877   9.1937  ±0.005%  ▲ 0.61%     ▼ 0%\n"
        "2026-01-29  0.10695   9.3502  ±0.006%  ▼ 1.67%  ▼ 0.09%\n"
        "2026-02-06  0.10676   9.3668  ±0.005%  ▼ 0.18%  ▼ 0.09%\n"
        "2026-02-22  0.10593   9.4402  ±0.005%  ▼ 0.78%  ▼ 0.19%\n"
        "\n"
        "▆█▄▃▁\n"
        "lowest 0.10593 on 2026-02-22, highest 0.10877 on 2025-12-16\n"
    )


def test_history_json_has_its_keys_in_order(filled: Fxcli) -> None:
    first = json.loads(filled("history", "somoni", "--json").stdout)[0]
    assert list(first) == ["date", "base", "quote", "rate", "low", "high", "change_pct", "source"]


def test_history_shows_any_stored_pair_and_where_each_rate_is_from(fxcli: Fxcli, page: Page) -> None:
    fxcli("import", page("UZS/KZT = 0.0409\nUSD/KZT = 495.05\n2026-02-06\n", "a.txt"))
    fxcli("import", page("KZT/UZS = 24.450\nUZS/KZT = 0.0409\n2026-02-07\n", "b.txt"))
    done = fxcli("history", "kzt/uzs", "--sources")
    assert [line.split() for line in done.stdout.splitlines() if line[:2] == "20"] == [
        ["2026-02-07", "24.450", "0.0408998", "±0.003%", "b.txt"],
        ["2026-02-06", "0.0409", "24.45", "±0.2%", "a.txt"],
        ["2026-02-07", "0.0409", "24.45", "±0.2%", "0.00%", "b.txt"],
    ]
    assert "Source" not in fxcli("history", "KZT/UZS").stdout
    both = json.loads(fxcli("history", "UZS/KZT", "tenge", "--json").stdout)
    assert [(row["base"], row["quote"]) for row in both] == [
        ("UZS", "KZT"),
        ("UZS", "KZT"),
        ("KZT", "UZS"),
        ("USD", "KZT"),
    ]
    done = fxcli("history", "KZT", "KGS/UZS", "--since", "2026-01-01")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "fxcli: the history holds no rate of KGS against UZS in this time; see fxcli export\n"
    done = fxcli("history", "UZS", "--since", "2026-01-01")
    assert (
        done.stderr == "fxcli: the history holds no rate of UZS against USD in this time; it holds KZT/UZS, UZS/KZT\n"
    )


def test_history_draws_the_band_of_a_rounded_rate(filled: Fxcli) -> None:
    lines = filled("history", "UZS", "--chart").stdout.splitlines()
    assert lines[0] == "UZS/USD: ● stored, ─ held until the next, ░ what rounding leaves open"
    assert lines[1].startswith("0.00008500 ┤░░░")
    assert lines[8].count("●") == 14  # of 15 days two share a column
    assert lines[15].startswith("0.00007500 ┤░░░")
    assert lines[-1].split() == ["2024-09-08", "2026-02-22"]
    assert max(map(len, lines)) <= 80


def test_history_of_one_day_and_of_a_pair_the_other_way_round(fxcli: Fxcli, page: Page) -> None:
    fxcli("import", page("USD/KZT = 512.35\n2025-12-09\n"))
    assert "USD/KZT" in fxcli("history", "KZT").stdout
    assert fxcli("history", "KZT", "--chart").stdout.splitlines()[-1].split() == ["2025-12-09"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["history", "USD"], 2, "USD: a currency against itself"),
        (["history", "EUR"], 1, "holds no rate of EUR"),
        (["export", "--base", "EUR"], 1, "no rate fits"),
        (["export", "--since", "2030-01-01"], 1, "no rate fits"),
        (["import"], 2, "missing argument"),
    ],
)
def test_what_the_history_does_not_hold_is_said(filled: Fxcli, arguments: list[str], code: int, message: str) -> None:
    done = filled(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr


def test_the_history_lies_where_the_variable_or_the_option_says(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    page("KGS/USD = 0.01144\n2025-12-09\n")
    fxcli("import", "page.txt", FXCLI_DB="by-variable.db")
    fxcli("import", "page.txt", "--db", "by-option.db", FXCLI_DB="by-variable.db")
    assert (tmp_path / "by-variable.db").exists()
    assert (tmp_path / "by-option.db").exists()
    assert not (tmp_path / "home").exists()


def test_many_sources_are_read_by_several_processes_in_their_order(fxcli: Fxcli, tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    for number in range(250):
        day = f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}"
        (tmp_path / "many" / f"{number:03}.txt").write_text(f"KGS/USD = 0.01{number + 100}\n{day}\n")
    lines = fxcli("import", "many", "--jobs", "2").stdout.splitlines()
    assert [line.split(os.sep)[-1] for line in lines[:-1]] == [f"{number:03}.txt" for number in range(250)]
    assert fxcli("import", "many", "--jobs", "1").stdout.splitlines()[-1] == "250 unchanged"


def test_a_conversion_from_the_history_loads_none_of_the_heavy_libraries(filled: Fxcli, tmp_path: Path) -> None:
    program = (
        "import sys; from fxcli.cli import main; code = main(['convert', '1.5k', 'USD', 'tenge']); "
        "print(*{name.partition('.')[0] for name in sys.modules}); sys.exit(code)"
    )
    home = {"HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | home, capture_output=True, text=True, check=True
    )
    assert {"pydantic_core", "rich", "dateutil", "difflib", "unicodedata"}.isdisjoint(done.stdout.split())
    assert "sqlite3" in done.stdout.split()


@UNIX
def test_a_killed_import_leaves_every_snapshot_whole_or_absent(fxcli: Fxcli, tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    for number in range(150):
        day = f"2024-{number // 28 + 1:02}-{number % 28 + 1:02}"
        text = (
            f"KGS/USD = 0.01{number + 100}\nKZT/USD = 0.00195\nTJS/USD = 0.093\nUZS/USD = 0.00008\nTMT/USD = 0.2857\n"
        )
        (tmp_path / "many" / f"{number:03}.txt").write_text(text + day + "\n")
    chance = random.Random(1)  # noqa: S311 - a repeatable moment, no secret
    command = [sys.executable, "-m", "fxcli", "import", "many", "--db", "history.db", "--jobs", "1"]
    for _ in range(8):
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
            time.sleep(chance.uniform(0.1, 0.5))
            process.send_signal(signal.SIGKILL)
        if (tmp_path / "history.db").exists() and (tmp_path / "history.db").stat().st_size:
            found = fxcli("export", "--db", "history.db", "-f", "json")
            rows = json.loads(found.stdout) if found.returncode == 0 else []
            assert len(rows) % 5 == 0
    assert fxcli("import", "many", "--db", "history.db").returncode == 0
    assert len(json.loads(fxcli("export", "--db", "history.db", "-f", "json").stdout)) == 750


def test_two_importers_and_a_reader_at_once_lose_nothing(fxcli: Fxcli, tmp_path: Path) -> None:
    names = []
    for number in range(24):
        (tmp_path / f"{number:02}.txt").write_text(
            f"KGS/USD = 0.01{number + 100}\nKZT/USD = 0.00195\n2025-01-{number + 1:02}\n"
        )
        names.append(f"{number:02}.txt")
    db = str(tmp_path / "history.db")
    importers = [
        subprocess.Popen(
            [sys.executable, "-m", "fxcli", "import", *half, "--db", db], cwd=tmp_path, stdout=subprocess.DEVNULL
        )
        for half in (names[::2], names[1::2])
    ]
    try:
        while any(process.poll() is None for process in importers):
            if os.path.exists(db) and os.path.getsize(db):
                with reading(db) as history:
                    assert len(list(history.observations())) % 2 == 0
    finally:
        codes = [process.wait() for process in importers]
    assert codes == [0, 0]
    with reading(db) as history:
        assert len(list(history.observations())) == 48


def test_importing_an_export_into_the_history_it_came_from_is_nothing_new(filled: Fxcli) -> None:
    before = filled("export", "--all").stdout
    filled("export", "--all", "-o", "all.csv")
    assert filled("import", "all.csv").stdout.splitlines()[0].startswith("unchanged")
    assert filled("export", "--all").stdout == before


def test_an_import_of_nothing_makes_no_history(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    assert fxcli("import", page("nothing")).returncode == 1
    assert not (tmp_path / "home").exists()


def test_both_directions_of_a_pair_are_series_of_their_own(fxcli: Fxcli, page: Page) -> None:
    page("USD/KZT = 512.35\nKZT/USD = 0.00195\n2025-12-09\n")
    fxcli("import", "page.txt")
    assert [it["base"] for it in json.loads(fxcli("history", "KZT", "--json").stdout)] == ["KZT", "USD"]
    assert {"KZT/USD", "USD/KZT"} <= set(fxcli("history", "KZT").stdout.split())


def test_a_move_that_rounding_alone_can_explain_is_marked(fxcli: Fxcli, page: Page) -> None:
    for day, figure in (("2025-12-08", "0.00008"), ("2025-12-09", "0.0000825"), ("2025-12-10", "0.000096")):
        fxcli("import", page(f"UZS/USD = {figure}\n{day}\n"))
    lines = fxcli("history", "UZS").stdout.splitlines()
    assert "≈ 3.13%" in lines[3]
    assert "▲ 16.36%" in lines[4]


def test_check_without_a_source_verifies_the_history(filled: Fxcli, tmp_path: Path) -> None:
    path = tmp_path / "home" / ".local" / "share" / "fxcli" / "history.db"
    assert filled("check").stdout == f"{path}: sound, 80 rates in 16 pages\n"
    assert filled("check", "--json").stdout == "[]\n"
    data = bytearray(path.read_bytes())
    data[data.rindex(b"0.10593")] ^= 1
    path.write_bytes(data)
    done = filled("check")
    assert (done.returncode, done.stdout) == (1, "")
    assert "the history is damaged; put back a copy of the file" in done.stderr


@UNIX
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.mkdir(), "not a regular file, so it cannot be a history; name another with --db"),
        (lambda path: os.mkfifo(path), "not a regular file, so it cannot be a history; name another with --db"),
        (lambda path: path.symlink_to(path), "the history cannot be opened; name another place with --db"),
        (lambda path: path.write_text("KGS/USD = 0.01144\n"), "not a history of fxcli; name another file with --db"),
    ],
    ids=["a folder", "a FIFO", "a link to itself", "a text"],
)
def test_what_is_no_history_is_named_by_every_command_and_left_as_it_is(
    fxcli: Fxcli, page: Page, tmp_path: Path, make: Callable[[Path], object], message: str
) -> None:
    page("KGS/USD = 0.01144\n2025-12-09\n")
    make(tmp_path / "x")
    before = _state(tmp_path / "x")
    for call in ("check", "rates", "export", "history KGS", "convert 1 KGS", "import page.txt"):
        done = fxcli(*call.split(), "--db", "x")
        assert (done.returncode, done.stdout, done.stderr) == (1, "", f"fxcli: x: {message}\n")
    assert _state(tmp_path / "x") == before
    assert sorted(os.listdir(tmp_path)) == ["page.txt", "x"]


def _state(path: Path) -> tuple[int, int, int]:
    found = path.lstat()
    return found.st_mode, found.st_size, found.st_mtime_ns


def test_an_empty_file_is_no_history_yet(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    page("", "empty.db")
    for call in ("check", "rates", "export", "history KGS", "convert 1 KGS"):
        done = fxcli(*call.split(), "--db", "empty.db")
        assert done.returncode == 1
        assert done.stderr.startswith("fxcli: there is no history yet (empty.db); import a saved page")
    assert (tmp_path / "empty.db").read_bytes() == b""
    assert fxcli("import", page("KGS/USD = 0.01144\n2025-12-09\n"), "--db", "empty.db").returncode == 0


def test_no_output_takes_the_place_of_a_history(filled: Fxcli, page: Page) -> None:
    page("amount\n5\n", "my.csv")
    filled("import", "archive", "--db", "h")
    columns = ["--amount", "amount", "--from", "KGS", "--to", "USD"]
    calls = (["export", "-o"], ["convert-csv", "my.csv", *columns, "-o"], ["rates", "-o"], ["history", "KGS", "-o"])
    for call in calls:
        done = filled(*call, "h")
        told = "fxcli: h: a database, which would be lost; name another file\n"
        assert (done.returncode, done.stdout, done.stderr) == (2, "", told)
    assert filled("check", "--db", "h").returncode == 0


def test_a_history_made_from_an_export_knows_its_pages_again(filled: Fxcli, tmp_path: Path) -> None:
    filled("export", "--all", "-o", "backup.csv")
    header, first, *_ = (tmp_path / "backup.csv").read_text().splitlines()
    assert header == "date,base,quote,rate,change_pct,occurrences,source,document"
    page = (tmp_path / "archive" / "news-2024-09-08.txt").read_bytes()
    assert first.endswith(f",{hashlib.sha256(page).hexdigest()}")
    filled("import", "backup.csv", "--db", "copy.db")
    assert filled("check", "--db", "copy.db").stdout.startswith("copy.db: sound, 80 rates in 16 pages")
    assert filled("import", "archive", "--db", "copy.db").stdout.splitlines()[-1] == "16 unchanged"
    assert filled("export", "--all", "--db", "copy.db").stdout == filled("export", "--all").stdout


def test_what_is_exported_of_pages_is_the_same_history_as_the_pages(filled: Fxcli) -> None:
    filled("export", "--all", "archive", "-o", "pages.csv")
    filled("import", "pages.csv", "--db", "copy.db")
    assert filled("import", "archive", "--db", "copy.db").stdout.splitlines()[-1] == "16 unchanged"
    assert filled("export", "--all", "--db", "copy.db").stdout == filled("export", "--all").stdout


def test_an_export_of_one_base_names_no_documents_whose_other_rates_it_would_take_away(filled: Fxcli) -> None:
    before = filled("export", "--all").stdout
    filled("export", "--all", "--base", "KGS", "-o", "kgs.csv")
    assert filled("import", "kgs.csv").stdout.splitlines()[-1] == "16 unchanged"
    assert filled("export", "--all").stdout == before


def test_rows_in_an_order_that_no_export_has_are_refused(fxcli: Fxcli, page: Page) -> None:
    one, other = "1" * 64, "2" * 64
    rows = [f"2025-12-09,KGS,USD,0.01144,,1,a,{one}", f"2025-12-09,KGS,USD,0.01145,,1,b,{other}"]
    rows += [f"2025-12-09,KZT,USD,0.00195,,1,b,{other}", f"2025-12-09,KZT,USD,0.00196,,1,a,{one}"]
    page("\n".join(["date,base,quote,rate,change_pct,occurrences,source,document", *rows]), "rates.csv")
    done = fxcli("import", "rates.csv")
    assert done.returncode == 1
    assert done.stderr == ("fxcli: rates.csv: the rows stand in an order that no export has; export the rates again\n")

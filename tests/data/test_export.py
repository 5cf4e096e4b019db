"""An export is read back in a stream: rows by the day, in memory that does not grow with them, or a named failure."""

import gzip
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import Fxcli, environment

Page = Callable[..., str]
HEADER = "date,base,quote,rate,change_pct,occurrences,source\n"


def days(count: int) -> str:
    """An export of some days with five rates each."""
    first = date(2000, 1, 1)
    return HEADER + "".join(
        f"{first + timedelta(days=day)},{base},USD,0.0{1000 + day % 7},,1,page.txt\n"
        for day in range(count)
        for base in ("KGS", "KZT", "TJS", "UZS", "TMT")
    )


def peak(arguments: list[str], folder: Path) -> tuple[int, int]:
    """The exit code of fxcli and the most memory that it took, in MB."""
    program = (
        "import re, sys; from fxcli.cli import main; code = main(sys.argv[1:]); "  # ru_maxrss would be the parent's too
        "print(int(re.search('VmHWM:[^0-9]*([0-9]+)', open('/proc/self/status').read())[1]) // 1000, file=sys.stderr); "
        "sys.exit(code)"
    )
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment(folder), capture_output=True, text=True, check=False, timeout=300
    )
    return done.returncode, int(done.stderr.split()[-1])


@pytest.mark.skipif(sys.platform != "linux", reason="Linux says there what a process took")
@pytest.mark.parametrize("command", ["rates", "convert 1 KGS USD -s"])
def test_more_rows_take_no_more_memory(page: Page, tmp_path: Path, command: str) -> None:
    page(days(200), "few.csv")
    page(gzip.compress(days(8_000).encode()), "many.csv.gz")
    few = peak([*command.split(), "few.csv", "--allow-implausible"], tmp_path)
    many = peak([*command.split(), "many.csv.gz", "--allow-implausible"], tmp_path)
    assert few[0] == many[0] == 0
    assert many[1] < few[1] + 10


@pytest.mark.skipif(sys.platform != "linux", reason="Linux says there what a process took")
def test_rows_without_end_of_one_day_are_refused_before_they_take_much(page: Page, tmp_path: Path) -> None:
    row = "2025-12-09,KGS,USD,0.01144,,1,page.txt\n"
    page(gzip.compress((HEADER + row * 300_000).encode()), "bomb.csv.gz")
    code, memory = peak(["import", "bomb.csv.gz"], tmp_path)
    assert code == 1
    assert memory < 150
    assert not list((tmp_path / "home").rglob("*.db"))


def test_what_stands_before_a_row_that_is_none_has_been_stored(fxcli: Fxcli, page: Page) -> None:
    page(days(3) + "2026-13-01,KGS,USD,0.01,,1,page.txt\n", "export.csv")
    done = fxcli("import", "export.csv")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "2 imported, 1 failed"
    assert "export.csv: line 17 is no row of an export ('2026-13-01' is not a date like 2025-12-09)" in done.stderr
    assert fxcli("export").stdout == days(2)


def test_an_export_without_rows_says_that_there_is_no_rate(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("import", page(HEADER, "empty.csv"))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 failed")


def test_the_date_of_each_row_is_the_files_own(fxcli: Fxcli, page: Page) -> None:
    page(days(1), "export.csv")
    assert '"date_origin": "file"' in fxcli("check", "export.csv", "--json").stdout

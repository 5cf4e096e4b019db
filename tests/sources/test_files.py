"""Where bytes come from: compressed, endless, vanishing, in loops."""

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Fxcli, environment, interrupted, results_of

Page = Callable[..., str]
PAGE = b"KGS/USD = 0.01144 0%\n09 December 2025\n"
UNIX = pytest.mark.skipif(os.name != "posix", reason="links, signals and permissions of POSIX")


def test_a_gzip_page_is_known_by_its_first_bytes(fxcli: Fxcli, page: Page) -> None:
    packed = gzip.compress(PAGE)
    for arguments, stdin in ((["page.txt"], b""), (["-"], packed)):
        page(packed)
        assert json.loads(fxcli("rates", *arguments, "--json", stdin=stdin).stdout)[0]["rate"] == "0.01144"


def test_a_gzip_page_of_html_is_html_by_its_name(fxcli: Fxcli, page: Page) -> None:
    page(gzip.compress(b"<tr>\n<td>KGS/USD</td>\n<td>0.01144</td>\n</tr>"), "page.html.gz")
    assert json.loads(fxcli("rates", "page.html.gz", "--json").stdout)[0]["rate"] == "0.01144"


@pytest.mark.slow
def test_a_gzip_that_unpacks_without_end_is_refused_by_name(fxcli: Fxcli, page: Page) -> None:
    page(gzip.compress(bytes(300 << 20), compresslevel=9))
    done = fxcli("import", "page.txt", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)[0]["reason"] == "too-large"
    assert done.stderr == "fxcli: page.txt: unpacks to more than 256 MiB\n"


@pytest.mark.parametrize("damage", [lambda data: data[:-10], lambda data: data[:20] + b"\xff" * 9 + data[29:]])
def test_a_damaged_gzip_is_unreadable_and_costs_only_itself(
    fxcli: Fxcli, page: Page, damage: Callable[[bytes], bytes]
) -> None:
    page(damage(gzip.compress(PAGE * 50)), "damaged.gz")
    page(PAGE, "good.txt")
    done = fxcli("import", "damaged.gz", "good.txt", "--json")
    assert [(it["status"], it["reason"]) for it in json.loads(done.stdout)] == [
        ("failed", "unreadable"),
        ("imported", None),
    ]
    assert "damaged.gz: the compressed data is damaged or ends too early" in done.stderr


def test_a_file_that_vanishes_before_it_is_read_is_named(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(PAGE)
    results = results_of(tmp_path)
    first = next(results)
    (tmp_path / "b.txt").unlink()
    second = next(results)
    assert len(first.snapshots) == 1
    assert "b.txt: there is no such file" in str(second.failure)


@UNIX
def test_a_folder_that_holds_itself_is_read_once(fxcli: Fxcli, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "page.txt").write_bytes(PAGE)
    (tmp_path / "folder" / "again").symlink_to(tmp_path / "folder")
    done = fxcli("import", "folder", "--json")
    assert [it["source"] for it in json.loads(done.stdout)] == [os.path.join("folder", "page.txt")]


@UNIX
def test_a_folder_given_through_a_link_is_read(fxcli: Fxcli, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "page.txt").write_bytes(PAGE)
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    done = fxcli("import", "link", "--json")
    assert [(it["source"], it["status"]) for it in json.loads(done.stdout)] == [("link/page.txt", "imported")]


@UNIX
def test_what_was_told_before_an_interrupt_stays_imported(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(PAGE)
    command = [sys.executable, "-m", "fxcli", "import", *["good.txt"] * 2000, "-", "--db", "history.db"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        time.sleep(1.5)  # by now it waits for standard input, which never ends
        assert interrupted(process) == 130
    assert first.startswith("imported   2025-12-09")
    export = [sys.executable, "-m", "fxcli", "export", "--db", "history.db"]
    done = subprocess.run(export, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "2025-12-09,KGS,USD,0.01144" in done.stdout


def test_the_bytes_that_decimal_or_int_would_take_are_refused(fxcli: Fxcli, page: Page) -> None:
    numbers = ["1_000", "１２", "٠.٠٢", "1e999999", "NaN", "Infinity", "5" * 5000]
    page("".join(f"KGS/USD = {number}\n" for number in numbers))
    (report,) = json.loads(fxcli("check", "page.txt", "--json").stdout)
    assert report["rates"] == []
    assert {it["reason"] for it in report["refused"]} == {"no-number", "out-of-range", "unclear"}
    assert len(report["refused"]) == len(numbers)


def test_an_empty_folder_inside_another_costs_nothing(fxcli: Fxcli, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / "folder" / name).mkdir(parents=True)
    (tmp_path / "folder" / "c" / "page.txt").write_bytes(PAGE)
    done = fxcli("import", "folder")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "1 imported"


def test_a_folder_that_cannot_be_listed_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_bytes(PAGE)
    listed = os.listdir

    def denied(path: str) -> list[str]:
        if path.endswith("a"):
            raise PermissionError(13, "denied")
        return listed(path)

    monkeypatch.setattr(os, "listdir", denied)  # root, as which tests may run, is denied nothing
    first, second = results_of(tmp_path)
    assert "the folder cannot be listed (permission denied" in str(first.failure)
    assert len(second.snapshots) == 1


def test_a_folder_of_hidden_files_alone_is_empty(fxcli: Fxcli, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / ".hidden").write_bytes(PAGE)
    assert "folder: the folder is empty" in fxcli("rates", "folder").stderr

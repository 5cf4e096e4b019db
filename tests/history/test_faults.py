"""The history under kills and failing disks: every snapshot stays whole or absent, and every error is told.

A part of each runs always; `pytest -m slow` runs all of it.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import environment

from fxcli import FxcliError
from fxcli.history.history import reading

CODES = {"KGS": "0.0115", "KZT": "0.0019", "TJS": "0.1000", "UZS": "0.00008", "TMT": "0.2850"}
COMPILER = shutil.which("cc")
LINUX = pytest.mark.skipif(not (COMPILER and sys.platform == "linux"), reason="no C compiler, or not Linux")
MANY = 10_000
"""More changes than any of these commands makes."""
FEW_OR_ALL = [pytest.param(False, id="some"), pytest.param(True, id="all", marks=pytest.mark.slow)]

Run = Callable[..., subprocess.CompletedProcess[str]]


def pages(folder: Path, first: int, count: int, more: str = "") -> list[str]:
    """Some pages of a day each, with five rates and perhaps more."""
    names = []
    for number in range(first, first + count):
        day = date(2023, 1, 1) + timedelta(number)
        text = "".join(f"{code}/USD = {figure}{number:03}\n" for code, figure in CODES.items())
        names.append(f"{number:03}.txt")
        (folder / names[-1]).write_text(f"{text}{more}{day}\n")
    return names


def stored(folder: Path) -> list[str]:
    """What the history holds, or ["refused"]; whole days or none."""
    try:
        with reading(str(folder / "history.db")) as history:
            found = [f"{rate.date} {rate.base} {rate.value}" for rate in history.verified()]
            assert [page.rates for page in history.pages()] in ([5] * (len(found) // 5), [6] * (len(found) // 6))
    except FxcliError:
        return ["refused"]
    return found


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("shim") / "faulty_disk.so"
    source = Path(__file__).parent / "faulty_disk.c"
    subprocess.run([str(COMPILER), "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


@pytest.fixture
def under_fault(shim: Path, tmp_path: Path) -> Run:
    """Run `fxcli` where one of its changes to the history, counted from 1, fails or kills."""

    def run(arguments: list[str], at: int, fault: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "fxcli", *arguments, "--db", "history.db"]
        env = {"LD_PRELOAD": str(shim), "FAULT_AT": str(at), "FAULT": fault, "FAULT_LOG": str(tmp_path / "count")}
        return subprocess.run(
            command, cwd=tmp_path, env=environment(tmp_path) | env, capture_output=True, text=True, check=False
        )

    return run


@LINUX
@pytest.mark.parametrize("fault", ["kill", "EIO", "ENOSPC"])
@pytest.mark.parametrize("every", FEW_OR_ALL)
@pytest.mark.parametrize("work", ["import new.txt", "import old --decimal ,", "forget 1 3 --yes"])
def test_a_fault_at_any_change_to_the_file_leaves_each_page_whole_or_absent(
    under_fault: Run, tmp_path: Path, work: str, fault: str, every: bool
) -> None:
    history = tmp_path / "history.db"
    (tmp_path / "old").mkdir()
    (tmp_path / pages(tmp_path, 3, 1)[0]).rename(tmp_path / "new.txt")
    pages(tmp_path / "old", 0, 3, "USD/AMD = 382,105\n")  # a rate only once its comma is said to be the decimal mark
    under_fault(["import", "old"], 0, "count")
    before, sound = stored(tmp_path), history.read_bytes()
    under_fault(work.split(), MANY, "count")
    after = stored(tmp_path)
    points = int((tmp_path / "count").read_text())
    assert points > 10
    assert before != after
    for at in range(1, points + 1) if every else (1, points // 3, 2 * points // 3, points):
        history.write_bytes(sound)
        (tmp_path / "history.db-journal").unlink(missing_ok=True)
        done = under_fault(work.split(), at, fault)
        left = stored(tmp_path)
        assert left in (before, after), f"{fault} at {at} of {points}"
        if fault == "kill":
            assert done.returncode == -signal.SIGKILL
        elif done.returncode == 0:
            assert left == after
        else:
            assert (done.returncode, left) == (1, before)
            assert done.stderr.splitlines()[-1].startswith("fxcli: history.db: ")
            assert "Traceback" not in done.stderr
        if left == before:
            assert under_fault(work.split(), 0, "count").returncode == 0
        assert stored(tmp_path) == after


@LINUX
def test_a_page_is_on_the_disk_before_it_is_said_to_be_imported(under_fault: Run, tmp_path: Path) -> None:
    (name,) = pages(tmp_path, 0, 1)
    done = under_fault(["import", name], 1, "unsynced")
    assert (done.returncode, "imported" in done.stdout) == (1, False)
    assert "fxcli: history.db: the disk reports an error; nothing was changed\n" in done.stderr


@LINUX
@pytest.mark.parametrize("every", FEW_OR_ALL)
def test_a_kill_while_the_history_is_made_leaves_one_that_can_be_used(
    under_fault: Run, tmp_path: Path, every: bool
) -> None:
    work = ["import", *pages(tmp_path, 0, 2)]
    under_fault(work, MANY, "count")
    points, after = int((tmp_path / "count").read_text()), stored(tmp_path)
    for at in range(1, points + 1) if every else (1, points // 3, 2 * points // 3, points):
        (tmp_path / "history.db").unlink()
        (tmp_path / "history.db-journal").unlink(missing_ok=True)
        under_fault(work, at, "kill")
        assert stored(tmp_path) in (["refused"], [], after)
        assert under_fault(work, 0, "count").returncode == 0
        assert stored(tmp_path) == after


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("kills", [pytest.param(8, id="some"), pytest.param(200, id="all", marks=pytest.mark.slow)])
def test_kills_at_random_moments_lose_no_snapshot_that_was_told(tmp_path: Path, kills: int) -> None:
    names = pages(tmp_path, 0, 1000)  # twice what is stored in one step: of the first half it is told before the second
    chance = random.Random(kills)  # noqa: S311 - repeatable moments, no secret
    command = [sys.executable, "-m", "fxcli", "import", *names, "--db", "history.db"]
    started = time.monotonic()
    subprocess.run(command, cwd=tmp_path, stdout=subprocess.DEVNULL, check=True)
    whole = time.monotonic() - started
    for _ in range(kills):
        if chance.random() < 0.5:
            (tmp_path / "history.db").unlink(missing_ok=True)
            (tmp_path / "history.db-journal").unlink(missing_ok=True)
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
            time.sleep(chance.uniform(0.1, whole))
            process.kill()
            assert process.stdout
            told = process.stdout.read().count("imported   ")
        if (tmp_path / "history.db").exists() and (tmp_path / "history.db").stat().st_size:
            assert len(stored(tmp_path)) >= told * len(CODES)


def test_eight_processes_make_one_history_at_once(tmp_path: Path) -> None:
    importers = []
    for number in range(8):
        (name,) = pages(tmp_path, number, 1)
        command = [sys.executable, "-m", "fxcli", "import", name, "--db", "history.db"]
        importers.append(subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL))
    assert [process.wait() for process in importers] == [0] * 8
    assert len(stored(tmp_path)) == 8 * len(CODES)


@pytest.mark.parametrize("rounds", [pytest.param(3, id="some"), pytest.param(200, id="all", marks=pytest.mark.slow)])
def test_two_importers_and_one_that_forgets_at_once_lose_nothing(tmp_path: Path, rounds: int) -> None:
    names = pages(tmp_path, 0, 8)
    command = [sys.executable, "-m", "fxcli"]
    for number in range(rounds):
        db = ["--db", f"{number}.db"]
        subprocess.run([*command, "import", *names[:3], *db], cwd=tmp_path, stdout=subprocess.DEVNULL, check=True)
        calls = (["import", *names[3:6]], ["import", *names[5:]], ["forget", "1", "3", "--yes"])
        at_once = [subprocess.Popen([*command, *call, *db], cwd=tmp_path, stdout=subprocess.DEVNULL) for call in calls]
        assert [process.wait() for process in at_once] == [0, 0, 0]
        with reading(str(tmp_path / f"{number}.db")) as history:
            rates = len(list(history.verified()))
            assert [page.source for page in history.pages()] == [names[1], *names[3:]]
            assert rates == 6 * len(CODES)


UNSHARE = shutil.which("unshare")


def may_mount() -> bool:
    return UNSHARE is not None and subprocess.run([UNSHARE, "-m", "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="mounting needs root on Linux; elsewhere permissions are tested")
def test_a_history_on_a_read_only_disk_is_read_and_any_change_is_refused_by_name(tmp_path: Path) -> None:
    names = pages(tmp_path, 0, 3)
    commands = [
        "import {0} {1} --db disk/history.db",
        "rates --db disk/history.db --on 2023-01-02",
        "check --db disk/history.db",
        "import {2} --db disk/history.db",
        "import {2} --db disk/new.db",
        "export --db disk/history.db -o disk/x.csv",
    ]
    fxcli, mount, remount = f"{sys.executable} -m fxcli", "mount -t tmpfs none disk", "mount -o remount,ro disk"
    lines = [f"{fxcli} {command.format(*names)} >/dev/null; echo $?" for command in commands]
    script = "\n".join(["mkdir disk", mount, lines[0], remount, *lines[1:]])
    done = subprocess.run(
        [str(UNSHARE), "-m", "sh", "-c", script],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["0", "0", "0", "1", "1", "74"]
    assert done.stderr.splitlines() == [
        "fxcli: disk/history.db: the history may not be written; check the file and its folder, or name another"
        " with --db",
        "fxcli: disk/new.db: the history cannot be made (Read-only file system); name another place with --db",
        "fxcli: disk/x.csv: cannot be written (Read-only file system)",
    ]

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
FEW_OR_ALL = [pytest.param(False, id="some"), pytest.param(True, id="all", marks=pytest.mark.slow)]

Import = Callable[..., subprocess.CompletedProcess[str]]


def pages(folder: Path, first: int, count: int) -> list[str]:
    """Some pages of a day each, with five rates."""
    names = []
    for number in range(first, first + count):
        day = date(2025, 1, 1) + timedelta(number)
        text = "".join(f"{code}/USD = {figure}{number:03}\n" for code, figure in CODES.items())
        names.append(f"{number:03}.txt")
        (folder / names[-1]).write_text(f"{text}{day}\n")
    return names


def stored(folder: Path) -> list[str]:
    """What the history holds, or ["refused"]; whole days or none."""
    try:
        with reading(str(folder / "history.db")) as history:
            found = [f"{rate.date} {rate.base} {rate.rate}" for rate in history.observations()]
    except FxcliError:
        return ["refused"]
    assert len(found) % len(CODES) == 0
    return found


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("shim") / "faulty_disk.so"
    source = Path(__file__).parent / "faulty_disk.c"
    subprocess.run([str(COMPILER), "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return library


@pytest.fixture
def import_under_fault(shim: Path, tmp_path: Path) -> Import:
    def run(names: list[str], at: int, fault: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "fxcli", "import", *names, "--db", "history.db"]
        env = {"LD_PRELOAD": str(shim), "FAULT_AT": str(at), "FAULT": fault, "FAULT_LOG": str(tmp_path / "count")}
        return subprocess.run(
            command, cwd=tmp_path, env=environment(tmp_path) | env, capture_output=True, text=True, check=False
        )

    return run


@LINUX
@pytest.mark.parametrize("fault", ["kill", "EIO", "ENOSPC"])
@pytest.mark.parametrize("every", FEW_OR_ALL)
def test_a_fault_at_any_change_to_the_file_leaves_each_snapshot_whole_or_absent(
    import_under_fault: Import, tmp_path: Path, fault: str, every: bool
) -> None:
    history = tmp_path / "history.db"
    old, new = pages(tmp_path, 0, 3), pages(tmp_path, 3, 3)
    import_under_fault(old, 0, "count")
    before, sound = stored(tmp_path), history.read_bytes()
    import_under_fault(new, 10_000, "count")
    after = stored(tmp_path)
    points = int((tmp_path / "count").read_text())
    assert points > 10
    for at in range(1, points + 1) if every else range(1, points + 1, 5):
        history.write_bytes(sound)
        (tmp_path / "history.db-journal").unlink(missing_ok=True)
        done = import_under_fault(new, at, fault)
        assert stored(tmp_path) in (before, after), f"{fault} at {at} of {points}"
        if fault == "kill":
            assert done.returncode == -signal.SIGKILL
        elif done.returncode:
            assert done.returncode == 1
            assert done.stderr.startswith("fxcli: history.db: ")
            assert "Traceback" not in done.stderr
        assert import_under_fault(new, 0, "count").returncode == 0
        assert stored(tmp_path) == after


@LINUX
@pytest.mark.parametrize("every", FEW_OR_ALL)
def test_a_kill_while_the_history_is_made_leaves_one_that_can_be_used(
    import_under_fault: Import, tmp_path: Path, every: bool
) -> None:
    names = pages(tmp_path, 0, 2)
    import_under_fault(names, 10_000, "count")
    points, after = int((tmp_path / "count").read_text()), stored(tmp_path)
    for at in range(1, points + 1) if every else range(1, points + 1, 5):
        (tmp_path / "history.db").unlink()
        (tmp_path / "history.db-journal").unlink(missing_ok=True)
        import_under_fault(names, at, "kill")
        assert stored(tmp_path) in (["refused"], [], after)
        assert import_under_fault(names, 0, "count").returncode == 0
        assert stored(tmp_path) == after


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("kills", [pytest.param(8, id="some"), pytest.param(200, id="all", marks=pytest.mark.slow)])
def test_kills_at_random_moments_lose_no_snapshot_that_was_told(tmp_path: Path, kills: int) -> None:
    names = pages(tmp_path, 0, 60)
    chance = random.Random(kills)  # noqa: S311 - repeatable moments, no secret
    command = [sys.executable, "-m", "fxcli", "import", *names, "--db", "history.db"]
    for _ in range(kills):
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
            time.sleep(chance.uniform(0.1, 0.5))
            process.kill()
            assert process.stdout
            told = process.stdout.read().count("imported   ")
        if (tmp_path / "history.db").exists() and (tmp_path / "history.db").stat().st_size:
            assert len(stored(tmp_path)) >= told * len(CODES)
        if chance.random() < 0.3:
            (tmp_path / "history.db").unlink(missing_ok=True)
            (tmp_path / "history.db-journal").unlink(missing_ok=True)


def test_eight_processes_make_one_history_at_once(tmp_path: Path) -> None:
    importers = []
    for number in range(8):
        (name,) = pages(tmp_path, number, 1)
        command = [sys.executable, "-m", "fxcli", "import", name, "--db", "history.db"]
        importers.append(subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL))
    assert [process.wait() for process in importers] == [0] * 8
    assert len(stored(tmp_path)) == 8 * len(CODES)


UNSHARE = shutil.which("unshare")


def may_mount() -> bool:
    return UNSHARE is not None and subprocess.run([UNSHARE, "-m", "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="mounting needs root on Linux; elsewhere permissions are tested")
def test_a_history_on_a_read_only_disk_is_read_and_any_change_is_refused_by_name(tmp_path: Path) -> None:
    names = pages(tmp_path, 0, 3)
    commands = [
        "import {0} {1} --db disk/history.db",
        "rates --db disk/history.db --on 2025-01-02",
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

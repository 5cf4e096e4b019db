"""A command that writes a file and is ended leaves nothing half-done beside it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import Fxcli, environment

UNIX = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
CONVERT = ["convert-csv", "-", "--amount", "sum", "--from", "KGS", "--to", "USD", "--db", "a.db", "-o", "out.csv"]


@UNIX
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_leaves_the_target_as_it_was_and_nothing_beside_it(fxcli: Fxcli, tmp_path: Path, name: str) -> None:
    (tmp_path / "page.txt").write_text("KGS/USD = 0.01144 0%\n09 December 2025\n")
    (tmp_path / "out.csv").write_text("as it was\n")
    assert fxcli("import", "page.txt", "--db", "a.db").returncode == 0
    before = sorted(path.name for path in tmp_path.iterdir())
    with subprocess.Popen(
        [sys.executable, "-m", "fxcli", *CONVERT],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        process.stdin.write(b"sum\n" + b"1\n" * 100_000)
        process.stdin.flush()
        while not list(tmp_path.glob(".fxcli-*")):
            time.sleep(0.05)
        process.send_signal(getattr(signal, name))
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    said = "interrupted" if name == "SIGINT" else f"ended by {name}"
    assert errors.decode() == f"fxcli: {said}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "out.csv").read_text() == "as it was\n"


@UNIX
def test_what_ignores_a_hangup_goes_on(fxcli: Fxcli, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("KGS/USD = 0.01144 0%\n09 December 2025\n")
    program = (
        "import os, signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
        "from fxcli.cli.interrupts import end_in_order; end_in_order(); os.kill(os.getpid(), signal.SIGHUP); "
        "from fxcli.cli import main; raise SystemExit(main(['rates', 'page.txt']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment(tmp_path), capture_output=True, check=False
    )
    assert done.returncode == 0

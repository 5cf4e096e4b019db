"""What the tests share: the real command as a real process, and pages written in a line."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from fxcli import Document, Snapshot
from fxcli.options import ReadOptions
from fxcli.snapshot import read
from fxcli.sources.files import find_sources
from fxcli.sources.read import read_sources
from fxcli.sources.result import Result

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"

Fxcli = Callable[..., subprocess.CompletedProcess[str]]
Fork = Callable[[Sequence[str], Path, dict[str, str]], subprocess.CompletedProcess[bytes]]

# A busy machine is no fault of the code that runs on it; in CI a change is judged by the same examples each time.
settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def heeds_interrupts() -> Iterator[None]:
    """Child processes end at these signals, also where the tests were started to ignore them, as by nohup or &."""
    handlers = {"SIGINT": signal.default_int_handler, "SIGHUP": signal.SIG_DFL}  # the second is not known on Windows
    numbers = {name: getattr(signal, name) for name in handlers if hasattr(signal, name)}
    inherited = {number: signal.signal(number, handlers[name]) for name, number in numbers.items()}
    yield
    for number, handler in inherited.items():
        signal.signal(number, handler)


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fork | None]:
    """What makes quick processes of fxcli, or None where the system cannot fork."""
    if not hasattr(os, "fork"):
        yield None
        return
    folder = tmp_path_factory.mktemp("forks")
    command = [sys.executable, ROOT / "tests" / "forks.py", folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        calls, codes = server.stdin, server.stdout

        def run(arguments: Sequence[str], cwd: Path, env: dict[str, str]) -> "subprocess.CompletedProcess[bytes]":
            print(json.dumps([arguments, str(cwd), env]), file=calls, flush=True)
            code = int(codes.readline())
            return subprocess.CompletedProcess(
                arguments, code, (folder / "stdout").read_bytes(), (folder / "stderr").read_bytes()
            )

        yield run
        calls.close()


@pytest.fixture
def fxcli(tmp_path: Path, forks: Fork | None) -> Fxcli:
    """Run `fxcli` as a process in an empty folder with an empty home; text in, text out, both UTF-8.

    It is forked where that makes no difference: where nothing is read from standard input, no other process is
    asked for, and no variable is set that Python reads when it starts.
    """

    def run(*arguments: str, stdin: str | bytes = "", **env: str) -> subprocess.CompletedProcess[str]:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        its_own = environment(tmp_path) | env
        needs_its_own = data or {"-", "--jobs", "--cluster"}.intersection(arguments) or any(map(_is_read_early, env))
        if forks and not needs_its_own:
            done = forks(arguments, tmp_path, its_own)
        else:
            done = subprocess.run(
                [sys.executable, "-m", "fxcli", *arguments],
                input=data,
                capture_output=True,
                cwd=tmp_path,
                env=its_own,
                timeout=60,
                check=False,
            )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def _is_read_early(name: str) -> bool:
    """Whether a variable of the environment is read when Python starts, and not later."""
    return name.startswith(("PYTHON", "LC_", "LANG"))


def environment(home: Path) -> dict[str, str]:
    """This process's environment with an empty home and a plain terminal."""
    dropped = {"COLUMNS", "NO_COLOR", "FORCE_COLOR", "FXCLI_DB", "XDG_DATA_HOME", "TTY_COMPATIBLE"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"HOME": str(home / "home"), "PYTHONIOENCODING": "utf-8", "TERM": "xterm-256color"}


def interrupted(process: subprocess.Popen[Any]) -> int:
    """The exit code of a process after Ctrl-C; pressed again where Python lost it just before a blocking read."""
    for _ in range(30):
        process.send_signal(signal.SIGINT)
        try:
            return process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    raise AssertionError("it does not end")


def results_of(path: Path) -> Iterator[Result]:
    """What each document of a file or a folder gives, in this process."""
    return read_sources(find_sources([str(path)]), io.BytesIO(), ReadOptions())


def read_page(data: str | bytes, name: str = "page.txt", *, is_html: bool = False, **options: Any) -> Snapshot:
    """What a page says that speaks for one day, or for none."""
    (snapshot,) = read_days(data, name, is_html=is_html, **options)
    return snapshot


def read_days(data: str | bytes, name: str = "page.txt", *, is_html: bool = False, **options: Any) -> list[Snapshot]:
    """What a page says of each day."""
    content = data.encode() if isinstance(data, str) else data
    captured = options.pop("captured", None)
    return read(Document(name, content, is_html=is_html), ReadOptions(**options), captured=captured)


def lines_of(snapshot: Snapshot) -> dict[tuple[str, str], list[int]]:
    """For each pair the lines that its rate was read from."""
    return {pair: list(lines) for pair, lines in snapshot.lines.items()}


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., str]:
    """Write a page into the folder in which `fxcli` runs; returns its name."""

    def write(text: str | bytes, name: str = "page.txt") -> str:
        (tmp_path / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return name

    return write

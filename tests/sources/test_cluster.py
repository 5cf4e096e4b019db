"""One process, several, or a cluster: the same history, whoever is killed."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

import archives
import banks
import psutil
import pytest
from archives import record
from conftest import Fxcli, environment

ARCHIVES = 12
PAGES = 300
UNIX = pytest.mark.skipif(sys.platform == "win32", reason="there is no signal to a group of processes")
NOT_STARTED = "fxcli: the processes that read cannot be started (Too many open files); read with --jobs 1\n"
DASK = str(Path(sys.executable).parent / "dask")


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of archives, one of which has a broken record, one with several stretches, and many small pages."""
    folder = tmp_path_factory.mktemp("crawl")
    for number in range(ARCHIVES):
        archives.dense(folder / f"{number:02}.warc.gz", PAGES, first=number * PAGES)
    archives.dense(folder / "long.warc.gz", 1200, first=ARCHIVES * PAGES)
    with (folder / "00.warc.gz").open("ab") as file:
        file.write(b"".join([record(b"news\n", packed=True), record(b"KZT/USD = 0.002\n", packed=True)[:-20]]))
    for number in range(200):
        (folder / f"page-{number:03}.txt").write_text(f"TJS/USD = 0.1{number:03}\n09 December 2025\n")
    return folder


class Cluster:
    """A scheduler and two workers on this machine, each a process."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        place = folder / "scheduler.json"
        quiet = ["--no-dashboard", "--host", "127.0.0.1", "--scheduler-file", str(place)]
        self._start("scheduler", *quiet, "--port", "0")
        while not place.exists() or not place.read_text():
            time.sleep(0.05)
        self.address = json.loads(place.read_text())["address"]
        self.workers = [
            self._start("worker", self.address, "--no-dashboard", "--no-nanny", "--nthreads", "1") for _ in "ab"
        ]

    def _start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [DASK, *arguments],
            cwd=self._folder,
            env=environment(self._folder),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "dask").mkdir()
    with ExitStack() as stack:
        yield Cluster(tmp_path / "dask", stack)


@contextmanager
def started(folder: Path, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
    """An import that has told its first line; killed where it does not end by itself.

    No coverage is measured in it: an interrupt that hits the tracer while it holds its lock would stop it for ever.
    """
    env = environment(folder)
    env.pop("COVERAGE_PROCESS_CONFIG", None)
    with subprocess.Popen(
        [sys.executable, "-m", "fxcli", "import", *arguments],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # as from a terminal: a group of its own, which an interrupt reaches as a whole
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline().startswith("imported")
            yield process
        finally:
            process.kill()


def test_one_process_two_and_a_cluster_give_the_same_history(fxcli: Fxcli, crawl: Path, cluster: Cluster) -> None:
    ways = {"one": ["--jobs", "1"], "two": ["--jobs", "2"], "cluster": ["--cluster", cluster.address]}
    told = {name: fxcli("import", str(crawl), "--db", f"{name}.db", *way) for name, way in ways.items()}
    assert told["one"].stdout == told["two"].stdout == told["cluster"].stdout
    assert told["one"].stderr == told["two"].stderr == told["cluster"].stderr
    assert told["one"].stdout.splitlines()[-1] == f"{ARCHIVES * PAGES + 1200 + 200} imported, 1 skipped, 1 failed"
    exports = {fxcli("export", "--all", "--db", f"{name}.db").stdout for name in ways}
    assert len(exports) == 1
    assert exports.pop().count("\n") == 1 + ARCHIVES * PAGES + 1200 + 200


def test_files_of_data_are_read_by_a_cluster_as_they_are_here(fxcli: Fxcli, cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name, make in banks.FILES.items():
        (tmp_path / "data" / name).write_bytes(make(date(2026, 4, 25)))
    (tmp_path / "data" / "table.csv").write_text("date,usd,eur\n2026-04-24,472.5,543.1\n2026-04-25,472.6,543.2\n")
    here = fxcli("import", "data", "--quote", "KZT", "--db", "here.db")
    there = fxcli("import", "data", "--quote", "KZT", "--db", "there.db", "--cluster", cluster.address)
    assert (here.stdout, here.stderr) == (there.stdout, there.stderr)
    assert here.stdout.splitlines()[-1] == "16 imported"
    assert fxcli("export", "--all", "--db", "here.db").stdout == fxcli("export", "--all", "--db", "there.db").stdout


def test_a_worker_killed_in_the_middle_changes_nothing(
    fxcli: Fxcli, crawl: Path, cluster: Cluster, tmp_path: Path
) -> None:
    with started(tmp_path, str(crawl), "--db", "killed.db", "--cluster", cluster.address) as process:
        assert process.poll() is None
        cluster.workers[0].kill()
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 1  # for the broken record, as always
    assert errors.count("fxcli: ") == 1
    assert fxcli("import", str(crawl), "--db", "whole.db", "--jobs", "1").stdout.endswith(
        output.splitlines()[-1] + "\n"
    )
    killed, whole = (fxcli("export", "--all", "--db", f"{name}.db").stdout for name in ("killed", "whole"))
    assert killed == whole


def test_a_killed_process_is_told_and_what_was_imported_stays(fxcli: Fxcli, crawl: Path, tmp_path: Path) -> None:
    with started(tmp_path, str(crawl), "--db", "a.db", "--jobs", "2") as process:
        children = {" ".join(it.cmdline()): it for it in psutil.Process(process.pid).children()}
        readers = [it for line, it in children.items() if "resource_tracker" not in line]
        readers[0].kill()
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.splitlines()[-1] == (
        "fxcli: a process that read was killed, perhaps for want of memory; what is listed is done, "
        "so run the same again, with a smaller --jobs"
    )
    assert fxcli("export", "--all", "--db", "a.db").stdout.count("\n") >= 1 + output.count("imported")


@UNIX
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("send", [os.kill, pytest.param(getattr(os, "killpg", None), id="killpg")])
def test_an_interrupt_ends_all_processes_and_what_was_imported_stays(
    fxcli: Fxcli, crawl: Path, tmp_path: Path, name: str, send: Callable[[int, int], None]
) -> None:
    with started(tmp_path, str(crawl), "--db", "a.db", "--jobs", "2") as process:
        children = psutil.Process(process.pid).children()
        send(process.pid, getattr(signal, name))
        output, errors = process.communicate(timeout=60)
    said = "interrupted" if name == "SIGINT" else f"ended by {name}"
    assert (process.returncode, errors.splitlines()[-1]) == (130, f"fxcli: {said}")
    assert "Traceback" not in errors
    assert fxcli("export", "--all", "--db", "a.db").stdout.count("\n") >= 1 + output.count("imported")
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_processes_end_by_themselves_where_the_one_that_started_them_was_killed(crawl: Path, tmp_path: Path) -> None:
    with started(tmp_path, str(crawl), "--db", "a.db", "--jobs", "2") as process:
        children = psutil.Process(process.pid).children()
        assert children
        process.kill()
        process.wait()
        assert psutil.wait_procs(children, timeout=10)[1] == []


def limited(folder: Path, files: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """fxcli where a process may have so many files open."""
    return subprocess.run(
        ["/bin/sh", "-c", f"ulimit -n {files}; {shlex.join([sys.executable, '-m', 'fxcli', *arguments])}"],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@UNIX
def test_processes_that_cannot_be_started_are_told(crawl: Path, tmp_path: Path) -> None:
    done = limited(tmp_path, 10, "import", str(crawl), "--jobs", "2")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", NOT_STARTED)


def test_a_cluster_that_is_not_there_is_told(fxcli: Fxcli, crawl: Path) -> None:
    done = fxcli("import", str(crawl), "--cluster", "tcp://127.0.0.1:1")
    assert done.returncode == 1
    assert done.stderr.startswith("fxcli: tcp://127.0.0.1:1: no scheduler answers there (")


@pytest.mark.parametrize("address", ["nothing", "tls://127.0.0.1:1"])
def test_an_address_that_no_scheduler_can_have_is_told(fxcli: Fxcli, crawl: Path, address: str) -> None:
    done = fxcli("import", str(crawl), "--cluster", address)
    assert done.returncode == 1
    assert done.stderr.startswith(f"fxcli: {address}: no scheduler answers there (")
    assert done.stderr.count("\n") == 1


def test_no_more_processes_are_started_than_are_of_use(fxcli: Fxcli, crawl: Path) -> None:
    done = fxcli("import", str(crawl), "--jobs", "99999999999")
    assert done.stdout.splitlines()[-1].endswith("1 failed")


def test_processes_and_a_cluster_are_not_both(fxcli: Fxcli) -> None:
    done = fxcli("import", "page.txt", "--jobs", "2", "--cluster", "tcp://127.0.0.1:1")
    assert done.returncode == 2
    assert done.stderr == "fxcli: --jobs is for this machine, --cluster for others; give one of them\n"


def test_addresses_of_other_file_systems_are_sources(fxcli: Fxcli, crawl: Path) -> None:
    done = fxcli("import", f"file://{crawl}/0[12].warc.gz")
    assert done.stdout.splitlines()[-1] == f"{2 * PAGES} imported"
    assert "there is no such file; check the address" in fxcli("rates", f"file://{crawl}/*.missing").stderr
    assert "missing: to read it" not in fxcli("rates", "missing://bucket/page").stderr
    assert "missing://bucket/page: it cannot be read (" in fxcli("rates", "missing://bucket/page").stderr

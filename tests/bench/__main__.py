"""How fast fxcli is, as ratios against other programs in the same run: python tests/bench [ROW]...

Whole processes, in turn, A B A B …; a row shows the median of the ratios pair by pair. A row whose other
program is not installed says so. Nothing here is a test: a slow machine fails no build.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import make


class Row(NamedTuple):
    """One line of the table: a command of fxcli against another command."""

    work: str
    command: list[str]
    against: str
    other: list[str]
    goal: float


FXCLI = str(Path(sys.executable).parent / "fxcli")
IMPORT_CLICK = [sys.executable, "-c", "import click"]
ROUNDS = 15


def lookup(folder: Path) -> list[Row]:
    """A conversion from a large history costs what it costs from a small one."""
    small, large = folder / "five.db", folder / "million.db"
    make.history(small, days=1)
    make.history(large, days=200_000)
    convert = [FXCLI, "convert", "100", "USD", "KZT", "--db"]
    big, other = [*convert, str(large)], [*convert, str(small)]
    return [Row("convert, history of 1,000,000 rates", big, "history of five", other, 1.1)]


def growth(folder: Path) -> list[Row]:
    """Twice the input takes twice the time, whatever the input is."""
    rows = []
    for name, line in make.HOSTILE.items():
        once, twice = folder / f"{name}.once", folder / f"{name}.twice"
        once.write_bytes(line * (make.HOSTILE_BYTES // len(line)))
        twice.write_bytes(once.read_bytes() * 2)
        check = [FXCLI, "check", "--json", "--date", "2025-12-09"]
        rows.append(Row(f"{name}, 16 MB", [*check, str(twice)], "8 MB of the same", [*check, str(once)], 2.2))
    return rows


GROUPS: dict[str, Callable[[Path], list[Row]]] = {"lookup": lookup, "growth": growth}


def seconds(command: list[str]) -> float:
    """The wall time of one process whose output is thrown away."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def ratio(row: Row) -> float | None:
    """The median of the paired ratios, after one run of each that is not counted."""
    if shutil.which(row.other[0]) is None:
        return None
    seconds(row.command)
    rounds = ROUNDS if seconds(row.other) < 1 else 3
    return statistics.median(seconds(row.command) / seconds(row.other) for _ in range(rounds))


def main() -> None:
    print("| work | against | goal | measured |\n| --- | --- | --- | --- |")
    for name in sys.argv[1:] or GROUPS:
        with tempfile.TemporaryDirectory() as folder:
            for row in GROUPS[name](Path(folder)):
                measured = ratio(row)
                told = f"{measured:.2f}" if measured is not None else f"{row.other[0]} is not installed"
                print(f"| {row.work} | {row.against} | ≤ {row.goal} | {told} |", flush=True)


if __name__ == "__main__":
    main()

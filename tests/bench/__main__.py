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
    pages: int = 0
    """How many pages the command reads, where its speed is told in pages."""


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


ARCHIVED_PAGES = 50_000
READ_RECORDS = """
import sys
from warcio.archiveiterator import ArchiveIterator
for record in ArchiveIterator(open(sys.argv[1], "rb")):
    record.content_stream().read()
"""


def archive(folder: Path) -> list[Row]:
    """A page of an archive costs little more than reading its record: most have no rates."""
    rows = []
    for name, html in (("WET", False), ("WARC", True)):
        path = folder / f"{name}.gz"
        make.archive(path, ARCHIVED_PAGES, html=html)
        command, other = [FXCLI, "rates", str(path)], [sys.executable, "-c", READ_RECORDS, str(path)]
        work = f"{name}, {ARCHIVED_PAGES:,} pages, a ticker in one of 1,000"
        rows.append(Row(work, command, "warcio alone", other, 2, ARCHIVED_PAGES))
    return rows


GROUPS: dict[str, Callable[[Path], list[Row]]] = {"lookup": lookup, "growth": growth, "archive": archive}


def seconds(command: list[str]) -> float:
    """The wall time of one process whose output is thrown away."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def measured(row: Row) -> str:
    """The median of the paired ratios, after one run of each that is not counted."""
    if shutil.which(row.other[0]) is None:
        return f"{row.other[0]} is not installed"
    seconds(row.command)
    rounds = ROUNDS if seconds(row.other) < 1 else 3
    times = [(seconds(row.command), seconds(row.other)) for _ in range(rounds)]
    speed = f", {row.pages / statistics.median(own for own, _ in times):,.0f} pages/s" if row.pages else ""
    return f"{statistics.median(own / other for own, other in times):.2f}{speed}"


def main() -> None:
    print("| work | against | goal | measured |\n| --- | --- | --- | --- |")
    for name in sys.argv[1:] or GROUPS:
        with tempfile.TemporaryDirectory() as folder:
            for row in GROUPS[name](Path(folder)):
                print(f"| {row.work} | {row.against} | ≤ {row.goal} | {measured(row)} |", flush=True)


if __name__ == "__main__":
    main()

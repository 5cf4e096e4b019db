"""How fast fxcli is, as ratios against other programs in the same run: python tests/bench [GROUP]...

Whole processes, in turn, A B A B …; a row shows the median of the ratios pair by pair. The other programs are
ripgrep, qalc and the Python package CurrencyConverter; a row says so where its own is not installed. Nothing
here is a test: a slow machine fails no build.
"""

import compileall
import os
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

import fxcli


class Row(NamedTuple):
    """One line of the table: a command of fxcli against another command."""

    work: str
    command: list[str]
    against: str
    other: list[str]
    goal: float
    prepare: Callable[[], object] = lambda: None
    """What to do before each run of the command."""
    pages: int = 0
    """How many pages the command reads, where its speed is told in pages."""
    in_memory: bool = False
    """Whether not time is compared but memory: how many MB more the command takes at its peak."""


BIN = Path(sys.executable).parent
FXCLI = str(BIN / "fxcli")
ROUNDS = 15
GB = 1 << 30

# The same forms as ripgrep finds them fastest: with word borders of ASCII it need not leave its quick automaton.
HOME = "(?:KGS|KZT|TJS|UZS|TMT|USD)"
JOINT = "(?: ?[/→-] ?| to | |)"
FORMS = (
    rf"(?i)(?:(?-u:\b){HOME}{JOINT}(?-u:[A-Z]{{3}}\b)|(?-u:\b[A-Z]{{3}}){JOINT}{HOME}(?-u:\b))"
    r"(?-u:\s{0,3})(?:[=:|–—-](?-u:\s{0,3}))?[-+−–]?(?-u:[0-9.,])[0-9.,'’ ]*"
    r"(?:(?-u:\s?)\(?[▲▼↑↓]? ?[-+−–]?[0-9.,]+ ?%\)?)?"
    r"|(?-u:\b)10{0,4} (?-u:[A-Z]{3}) ?[=:–—-] ?[0-9][0-9., ]* ?(?-u:[A-Z]{3}\b)"
    r"|(?-u:\b[A-Z]{3}) 10{0,4} ?[=:–—-] ?(?-u:[A-Z]{3}) [0-9][0-9.,]*"
)


def python(statement: str) -> list[str]:
    return [sys.executable, "-c", statement]


def shell(pipeline: str, path: Path) -> list[str]:
    """A pipeline over a file, which it names as $1; the forms are $0."""
    return ["sh", "-c", pipeline, FORMS, str(path)]


def export_of(path: Path) -> list[str]:
    return [FXCLI, "export", str(path), "--date", "2025-12-09"]


def start(folder: Path) -> list[Row]:
    """The wait after Enter."""
    history = folder / "history.db"
    make.history(history, days=500)
    convert = [FXCLI, "convert", "100", "USD", "KZT", "--db", str(history)]
    click = python("import click")
    tables = python("import click, rich.table, rich.console")
    completion = ["env", "COMP_WORDS=fxcli con", "COMP_CWORD=1", "_FXCLI_COMPLETE=bash_complete", FXCLI]
    reference = [str(BIN / "currency_converter"), "100", "USD", "--to", "EUR"]
    return [
        Row("convert from a history", convert, "python -c 'import click'", click, 1.20),
        Row("convert from a history", convert, "qalc", ["qalc", "-t", "100 USD to KZT"], 0.8),
        Row("convert from a history", convert, "currency_converter", reference, 0.15),
        Row("--help", [FXCLI, "--help"], "python -c 'import click'", click, 1.15),
        Row("completion of a command", completion, "python -c 'import click'", click, 1.15),
        Row("rates from a history", [FXCLI, "rates", "--db", str(history)], "import of click and rich", tables, 1.25),
    ]


def lookup(folder: Path) -> list[Row]:
    """A conversion from a large history costs what it costs from a small one."""
    small, large = folder / "five.db", folder / "million.db"
    make.history(small, days=1)
    make.history(large, days=200_000)
    convert = [FXCLI, "convert", "100", "USD", "KZT", "--db"]
    big, other = [*convert, str(large)], [*convert, str(small)]
    return [Row("convert, history of 1,000,000 rates", big, "history of five", other, 1.1)]


def pages(folder: Path) -> list[Row]:
    """Pages for each second."""
    many, history, csv = folder / "pages", folder / "pages.db", folder / "pages.csv"
    make.folder_of_pages(many, 3_000)
    export = [FXCLI, "export", str(many), "-o", str(csv)]
    ripgrep = shell('rg -oN --no-filename "$0" "$1" | sort -u', many)
    into = [FXCLI, "import", str(many), "--db", str(history)]
    return [
        Row("export of 3,000 pages", export, "rg -o | sort -u", ripgrep, 0.7),
        Row("import of them", into, "export of them", export, 1.5, lambda: history.unlink(missing_ok=True)),
        memory("export of them", export),
    ]


def long(folder: Path) -> list[Row]:
    """Pages for each second, where they are one file."""
    rows = []
    for name, every, alphabet, goal, cores_goal in (
        ("a block every 36 KB", make.PAGE_BYTES, make.LATIN, 0.4, 1.0),
        ("a block every 10 MB", 10_000_000, make.LATIN, 0.15, 0.9),
        ("Cyrillic prose", make.PAGE_BYTES, make.CYRILLIC, 1.5, 1.2),
    ):
        path = folder / f"{name}.txt"
        make.long_file(path, GB, every, alphabet)
        export = export_of(path)
        once = shell('rg -o "$0" "$1" | sort -u', path)
        twice = shell('rg -Fi usd "$1" | rg -o "$0" | sort -u', path)
        rows.append(Row(f"1 GB, {name}", export, "rg -o | sort -u", once, goal))
        rows.append(Row(f"1 GB, {name}", export, "rg -Fi usd | rg -o | sort -u", twice, cores_goal))
        rows.append(memory(f"1 GB, {name}", export))
    different = folder / "different.txt"
    make.all_different(different, 20_000_000)
    export = export_of(different)
    rows.append(Row("20 MB of lines all different", export, "rg -o", shell('rg -o "$0" "$1"', different), 8))
    rows.append(memory("20 MB of lines all different", export))
    payments, prose = folder / "payments.txt", folder / "prose.txt"
    make.payments(payments, 20_000_000)
    make.long_file(prose, 20_000_000, make.PAGE_BYTES, make.LATIN)
    ticker = "20 MB of prose with ticker blocks"
    rows.append(Row("20 MB of payments in USD", export_of(payments), ticker, export_of(prose), 2))
    return rows


def memory(work: str, command: list[str]) -> Row:
    return Row(f"{work}: MB of memory", command, "more than import click", python("import click"), 60, in_memory=True)


def growth(folder: Path) -> list[Row]:
    """Twice the input takes twice the time, whatever the input is."""
    rows = []
    for name, line in make.HOSTILE.items():
        once, twice = folder / f"{name}.once", folder / f"{name}.twice"
        header, lines = make.HEADERS.get(name, b""), line * (make.HOSTILE_BYTES // len(line))
        once.write_bytes(header + lines)
        twice.write_bytes(header + lines * 2)
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
        work = f"{name}, {path.stat().st_size / 1e6:.0f} MB, {ARCHIVED_PAGES:,} pages, a ticker in one of 1,000"
        rows.append(Row(work, command, "warcio alone", other, 2, pages=ARCHIVED_PAGES))
        rows.append(memory(name, command))
    return rows


GROUPS: dict[str, Callable[[Path], list[Row]]] = {
    "start": start,
    "lookup": lookup,
    "pages": pages,
    "long": long,
    "growth": growth,
    "archive": archive,
}


def seconds(command: list[str]) -> float:
    """The wall time of one process whose output is thrown away."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


# A process counts the memory of the one that it was forked from, so it is started by a small one.
PEAK = """
import os, sys
_, _, usage = os.wait4(os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]), 0)
print(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), file=sys.stderr)
"""


def megabytes(command: list[str]) -> float:
    """The most memory that a process takes, or one of those that it starts, if that is more."""
    small = [sys.executable, "-c", PEAK, *command]
    done = subprocess.run(small, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(done.stderr.split()[-1]) / 1e6


def measured(row: Row) -> str:
    """The median of the paired ratios, after one run of each that is not counted."""
    programs = {"rg", "qalc"}.intersection(" ".join(row.other).split()) or {row.other[0]}
    if not all(map(shutil.which, programs)):
        return "not installed"
    if row.in_memory:
        if not hasattr(os, "wait4"):
            return "not told by this system"
        return f"{megabytes(row.command) - megabytes(row.other):.0f}"
    row.prepare()
    seconds(row.command)
    times = []
    for _ in range(ROUNDS if seconds(row.other) < 0.5 else 3):
        row.prepare()
        times.append((seconds(row.command), seconds(row.other)))
    speed = f", {row.pages / statistics.median(own for own, _ in times):,.0f} pages/s" if row.pages else ""
    return f"{statistics.median(own / other for own, other in times):.2f}{speed}"


def main() -> None:
    if unknown := set(sys.argv[1:]) - set(GROUPS):
        sys.exit(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    # As installed: with its modules compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(str(Path(fxcli.__file__).parent), quiet=1)
    print("| work | against | goal | measured |\n| --- | --- | --- | --- |")
    for name in sys.argv[1:] or GROUPS:
        with tempfile.TemporaryDirectory() as folder:
            for row in GROUPS[name](Path(folder)):
                print(f"| {row.work} | {row.against} | ≤ {row.goal} | {measured(row)} |", flush=True)


if __name__ == "__main__":
    main()

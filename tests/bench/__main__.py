"""How fast fxcli is, as ratios against other programs in the same run: python tests/bench [ROW]...

Whole processes, in turn, A B A B …; a line shows the median of the ratios pair by pair. The other programs are
ripgrep, FastWARC, qalc and the Python package CurrencyConverter; a line says so where its own is not installed.
Nothing here is a test: a slow machine fails no build. To try a change of the benchmark itself, `--size 0.01` makes
the large files a hundred times smaller; goals hold for the full size.
"""

import argparse
import compileall
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import make
from measure import Command, Row

import fxcli

BIN = Path(sys.executable).parent
FXCLI = str(BIN / "fxcli")
MB = 1_000_000

# The same forms as ripgrep finds them fastest: with word borders of ASCII it need not leave its quick automaton.
HOME = "(?:KGS|KZT|TJS|UZS|TMT|USD)"
JOINT = "(?: ?[/→-] ?| to | |)"
PATTERN = (
    rf"(?i)(?:(?-u:\b){HOME}{JOINT}(?-u:[A-Z]{{3}}\b)|(?-u:\b[A-Z]{{3}}){JOINT}{HOME}(?-u:\b))"
    r"(?-u:\s{0,3})(?:[=:|–—-](?-u:\s{0,3}))?[-+−–]?(?-u:[0-9.,])[0-9.,'’ ]*"
    r"(?:(?-u:\s?)\(?[▲▼↑↓]? ?[-+−–]?[0-9.,]+ ?%\)?)?"
    r"|(?-u:\b)10{0,4} (?-u:[A-Z]{3}) ?[=:–—-] ?[0-9][0-9., ]* ?(?-u:[A-Z]{3}\b)"
    r"|(?-u:\b[A-Z]{3}) 10{0,4} ?[=:–—-] ?(?-u:[A-Z]{3}) [0-9][0-9.,]*"
)
CLICK = [sys.executable, "-c", "import click"]
TABLES = [sys.executable, "-c", "import click, rich.table, rich.console"]
READ_RECORDS = """
import sys
from fastwarc.warc import ArchiveIterator
for record in ArchiveIterator(open(sys.argv[1], "rb")):
    record.reader.read()
"""


def ripgrep(pipeline: str, path: Path) -> Command:
    """A pipeline of the shell over a file, $1, with the pattern, $0."""
    return ["sh", "-c", pipeline, PATTERN, str(path)]


def export(path: Path) -> Command:
    return [FXCLI, "export", str(path), "--date", "2025-12-09"]


def without_fast(command: Command, folder: Path) -> Command:
    """The same command where the library of the extra `fast` cannot be imported."""
    hidden = folder / "without-fast"
    hidden.mkdir(exist_ok=True)
    (hidden / "ahocorasick_rs.py").write_text("raise ImportError\n")
    search = os.pathsep.join(filter(None, [str(hidden), os.environ.get("PYTHONPATH")]))
    return ["env", f"PYTHONPATH={search}", *command]


def memory(work: str, command: Command, goal: str = "+60 MB") -> Row:
    return Row(f"{work}: memory", command, "import click", CLICK, goal, in_memory=True)


def start(folder: Path, _: float) -> list[Row]:
    """The wait after Enter."""
    history = history_of(folder / "small.db", pages=500)
    convert = [FXCLI, "convert", "100", "USD", "KZT", "--db", history]
    completion = ["env", "COMP_WORDS=fxcli con", "COMP_CWORD=1", "_FXCLI_COMPLETE=bash_complete", FXCLI]
    converter = [str(BIN / "currency_converter"), "100", "USD", "--to", "EUR"]
    return [
        Row("convert from a history", convert, "import click", CLICK, "1.20"),
        Row("convert from a history", convert, "qalc -t '100 USD to KZT'", ["qalc", "-t", "100 USD to KZT"], "0.8"),
        Row("convert from a history", convert, "currency_converter 100 USD --to EUR", converter, "0.15"),
        Row("--help", [FXCLI, "--help"], "import click", CLICK, "1.15"),
        Row("completion of a command", completion, "import click", CLICK, "1.15"),
        Row("rates from a history", [FXCLI, "rates", "--db", history], "import click, rich", TABLES, "1.25"),
    ]


def history_of(path: Path, pages: int, *, others: bool = False) -> str:
    """A history of 5 or 25 rates from each of some pages; returns its path."""
    table = path.with_suffix(".csv")
    make.table_of_rates(table, pages, others=others)
    subprocess.run([FXCLI, "import", table, "--db", path], stdout=subprocess.DEVNULL, check=True)
    return str(path)


def million(folder: Path, size: float) -> list[Row]:
    """What a history of 1,000,000 rates costs more than one of five."""
    many = round(40_000 * size)
    large, small = history_of(folder / "large.db", many, others=True), history_of(folder / "small.db", 1)
    work = f"history of {many * 25:,} rates"
    page = folder / "page.txt"
    page.write_text("KGS/USD = 0.01144\n9 December 2025\n")

    def each(*arguments: str) -> tuple[Command, Command]:
        """The same command on both."""
        return [FXCLI, *arguments, "--db", large], [FXCLI, *arguments, "--db", small]

    def row(name: str, goal: str, commands: tuple[Command, Command], before: tuple[Command, ...] = ()) -> Row:
        return Row(f"{name}, {work}", commands[0], "history of five", commands[1], goal, lambda: run_all(before))

    bring, take = each("import", str(page)), each("forget", "--source", str(page), "--yes")
    run_all(bring)
    return [
        row("convert", "1.1", each("convert", "100", "USD", "KZT")),
        row("import of a page", "1.3", bring, take),
        row("forget of a page", "1.3", take, bring),
    ]


def run_all(commands: Iterable[Command]) -> None:
    for command in commands:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def pages(folder: Path, size: float) -> list[Row]:
    """Many files, each one page."""
    count = round(3_000 * size)
    saved, history = folder / "pages", folder / "pages.db"
    make.folder_of_pages(saved, count)
    exported = [FXCLI, "export", str(saved)]
    searched = ripgrep('rg -oN --no-filename "$0" "$1" | sort -u', saved)
    stored = [FXCLI, "import", str(saved), "--db", str(history)]
    work = f"{count:,} pages of 36 KB"
    return [
        Row(f"export of {work}", exported, "rg -o PATTERN \\| sort -u", searched, "2.5"),
        memory(f"export of {work}", exported),
        Row(
            f"import of {work}", stored, "export of the same", exported, "1.5", lambda: history.unlink(missing_ok=True)
        ),
    ]


def long_file(
    every: int, alphabet: make.Alphabet, work: str, goal: str, slower_goal: str
) -> Callable[[Path, float], list[Row]]:
    """One file of 1 GB, with a block after every so many bytes."""

    def rows(folder: Path, size: float) -> list[Row]:
        path = folder / "long.txt"
        make.long_file(path, round((1 << 30) * size), every, alphabet)
        searched = ripgrep('rg -o "$0" "$1" | sort -u', path)
        name = f"{path.stat().st_size / MB:,.0f} MB, {work}"
        slower = without_fast(export(path), folder)
        return [
            Row(name, export(path), "rg -o PATTERN \\| sort -u", searched, goal),
            Row(f"{name}, without the extra fast", slower, "rg -o PATTERN \\| sort -u", searched, slower_goal),
            memory(name, export(path)),
        ]

    return rows


def different(folder: Path, size: float) -> list[Row]:
    """Nothing is seen twice."""
    path = folder / "different.txt"
    make.different_lines(path, round(20 * MB * size))
    work = f"{20 * size:g} MB of lines of which no two are alike"
    searched = ripgrep('rg -o "$0" "$1"', path)
    return [Row(work, export(path), "rg -o PATTERN", searched, "25"), memory(work, export(path), "+250 MB")]


def payments(folder: Path, size: float) -> list[Row]:
    """Every line names a home currency, and none is a rate."""
    paid, told = folder / "payments.txt", folder / "prose.txt"
    make.payments(paid, round(20 * MB * size))
    make.long_file(told, round(20 * MB * size), 36_000, make.LATIN)
    work = f"{20 * size:g} MB of payments in USD"
    against = "the same of prose with ticker blocks"
    return [
        Row(work, export(paid), against, export(told), "3"),
        Row(
            f"{work}, without the extra fast",
            without_fast(export(paid), folder),
            against,
            without_fast(export(told), folder),
            "3",
        ),
    ]


def archive(name: str, *, html: bool) -> Callable[[Path, float], list[Row]]:
    """A page of an archive costs little more than reading its record: most have no rates."""

    def rows(folder: Path, size: float) -> list[Row]:
        count = round(50_000 * size)
        path = folder / f"{name}.gz"
        make.archive(path, count, html=html)
        command, other = [FXCLI, "rates", str(path)], [sys.executable, "-c", READ_RECORDS, str(path)]
        work = f"{name}, {path.stat().st_size / MB:.0f} MB, {count:,} pages, one in 1,000 with a ticker"
        one_core = [*command, "--jobs", "1"]
        return [
            Row(work, command, "FastWARC alone", other, "1.5"),
            Row(f"{work}, one core", one_core, "FastWARC alone", other, "1.5", pages=count),
            memory(work, command),
        ]

    return rows


def growth(folder: Path, size: float) -> list[Row]:
    """Twice the input takes twice the time, whatever the input is."""
    rows = []
    for name in make.HOSTILE:
        once, twice = folder / f"{name}.once", folder / f"{name}.twice"
        make.hostile_file(once, name, round(8 * MB * size))
        make.hostile_file(twice, name, round(16 * MB * size))
        check = [FXCLI, "check", "--json", "--date", "2025-12-09"]
        work, against = f"{16 * size:g} MB of {name}", f"{8 * size:g} MB of the same"
        rows.append(Row(work, [*check, str(twice)], against, [*check, str(once)], "2.2", exit_codes={0, 1}))
    return rows


ROWS: dict[str, Callable[[Path, float], list[Row]]] = {
    "start": start,
    "million": million,
    "pages": pages,
    "sparse": long_file(10 * MB, make.LATIN, "a block every 10 MB", "0.8", "2.8"),
    "dense": long_file(36_000, make.LATIN, "a block every 36 KB", "1.2", "3.6"),
    "cyrillic": long_file(36_000, make.CYRILLIC, "Cyrillic, a block every 36 KB", "1.2", "3.2"),
    "different": different,
    "payments": payments,
    "wet": archive("WET", html=False),
    "warc": archive("WARC", html=True),
    "growth": growth,
}


def main() -> None:
    about, _, details = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser("python tests/bench", description=about, epilog=details)
    parser.add_argument("rows", metavar="ROW", nargs="*", help=f"one of: {', '.join(ROWS)}; without one all of them")
    parser.add_argument(
        "--size", type=float, default=1.0, metavar="PART", help="make the large files this part as large"
    )
    options = parser.parse_args()
    if unknown := set(options.rows) - set(ROWS):
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    # As installed: with its modules compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(str(Path(fxcli.__file__).parent), quiet=1)
    print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}\n")
    print("| work | against | goal | measured |\n| --- | --- | --- | --- |")
    for name in options.rows or ROWS:
        with tempfile.TemporaryDirectory() as folder:
            for row in ROWS[name](Path(folder), options.size):
                print(f"| {row.work} | {row.against} | ≤ {row.goal} | {row.measured()} |", flush=True)


if __name__ == "__main__":
    main()

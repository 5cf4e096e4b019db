"""The page that shows a history to people: its figures are those of the other commands, and it needs nothing else."""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from statistics import mean

import pytest
from conftest import SAMPLES, Fxcli, environment

from fxcli import Rate
from fxcli.history.doubt import Doubt, Kind
from fxcli.output.report import page as report_page

Page = Callable[..., str]
DAY = ("--until", "2026-03-01")


class Reader(HTMLParser):
    """What a page says: its tables as rows of cells, its tags, and the addresses that it could ask for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.texts: list[str] = []
        self._cell: list[str] | None = None
        self.feed(html)

    def with_column(self, name: str) -> list[list[list[str]]]:
        """The tables that have a column of this name."""
        return [table for table in self.tables if name in table[0]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "xlink:href", "action")]
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("th", "td"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self._cell is not None:
            self.tables[-1][-1].append("".join(self._cell).strip())
            self._cell = None

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._cell is not None:
            self._cell.append(data)


def series(pair: str, count: int, sources: Callable[[int], str] = "page-{}.txt".format) -> list[Rate]:
    """A rate a day up to 2025-12-31 that moves a little."""
    base, quote = pair.split("/")
    first = date(2025, 12, 31) - timedelta(days=count - 1)
    return [
        Rate(
            first + timedelta(days=day),
            base,
            quote,
            Decimal(40_000 + day * 37 % 1999).scaleb(-4),
            None,
            1,
            sources(day),
        )
        for day in range(count)
    ]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history of the sample archive, and of a pair that is printed in the other direction."""
    folder = tmp_path_factory.mktemp("history")
    days = (("2025-12-01", "512.35"), ("2025-12-02", "512.90"), ("2026-01-15", "508.1"))
    for day, figure in days:
        (folder / f"bank-{day}.txt").write_text(f"USD/KZT = {figure} -0.1%\n{day}\n")
    names = [str(SAMPLES / "archive"), *(f"bank-{day}.txt" for day, _ in days), "--db", "history.db"]
    command = [sys.executable, "-m", "fxcli", "import", *names]
    subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, check=True)
    return folder / "history.db"


@pytest.fixture
def filled(fxcli: Fxcli, stored: Path, tmp_path: Path) -> Fxcli:
    """`fxcli` with a copy of that history."""
    shutil.copy(stored, tmp_path / "history.db")
    return partial(fxcli, FXCLI_DB="history.db")


def report(fxcli: Fxcli, *arguments: str) -> Reader:
    done = fxcli("report", *arguments, "-o", "-")
    assert (done.returncode, done.stderr) == (0, "")
    return Reader(done.stdout)


def test_the_latest_rates_are_those_of_rates_with_their_intervals(filled: Fxcli) -> None:
    latest = report(filled, *DAY).tables[0][1:]
    records = json.loads(filled("rates", "--on", "2026-03-01", "--json").stdout)
    assert [(row[0], *row[2:5], row[8]) for row in latest] == [
        (f"{it['base']}/{it['quote']}", it["rate"], it["low"], it["high"], it["date"]) for it in records
    ]
    lines = filled("rates", "--on", "2026-03-01").stdout.splitlines()[2:]
    assert [line.split() for line in lines] == [" ".join([*row[:3], *row[5:]]).split() for row in latest]


def test_the_months_are_those_of_the_series_that_history_prints(filled: Fxcli) -> None:
    tables = report(filled, *DAY).with_column("Month")
    codes = ("KGS", "KZT", "TJS", "UZS", "TMT")
    records = [it for code in codes for it in json.loads(filled("history", code, "--json").stdout)]
    every = [list(some) for _, some in groupby(records, key=lambda it: (it["base"], it["quote"]))]
    every.sort(key=lambda some: some[0]["base"] == "USD")
    assert len(tables) == len(every) == 6
    for table, found in zip(tables, every, strict=True):
        expected = []
        for month, days in groupby(found, key=lambda it: it["date"][:7]):
            rates = [it["rate"] for it in days]
            low, high = min(rates, key=Decimal), max(rates, key=Decimal)
            digits = max(len(rate.partition(".")[2]) for rate in rates)
            average = f"{round(mean(map(Decimal, rates)), digits):f}"
            expected.append([month, rates[0], rates[-1], low, high, average, str(len(rates))])
        assert table[1:] == expected


def test_the_sources_are_those_of_the_series_grouped_by_their_names(filled: Fxcli) -> None:
    rows = report(filled, "KZT", *DAY).with_column("Sources")[0][1:]
    archive = SAMPLES / "archive" / "news-….txt"
    assert rows == [
        ["KZT/USD", str(archive), "15", "15", "2024-09-08", "2026-02-22"],
        ["USD/KZT", "bank-….txt", "3", "3", "2025-12-01", "2026-01-15"],
    ]


@pytest.mark.parametrize(
    ("names", "pairs"),
    [
        ((), ["KGS/USD", "KZT/USD", "TJS/USD", "UZS/USD", "TMT/USD", "USD/KZT"]),
        (("tenge",), ["KZT/USD", "USD/KZT"]),
        (("KGS", "usd/tjs"), ["KGS/USD", "TJS/USD"]),
    ],
)
def test_codes_and_pairs_narrow_it_and_one_chart_holds_both_directions(
    filled: Fxcli, names: tuple[str, ...], pairs: list[str]
) -> None:
    found = report(filled, *names, *DAY)
    assert [row[0] for row in found.tables[0][1:]] == pairs
    charts = [text for text in found.texts if re.match("[A-Z]{3}/[A-Z]{3} from ", text)]
    assert len(charts) == len({frozenset(pair.split("/")) for pair in pairs})
    assert any("KZT/USD from" in text and "USD/KZT from" in text for text in charts) == ("USD/KZT" in pairs)


def test_days_narrow_it_and_what_is_not_in_force_yet_is_left_out(filled: Fxcli, page: Page) -> None:
    filled("import", page("KGS/USD = 0.01199\n2090-01-01\n", "ahead.txt"), "--date", "2090-01-01")
    found = report(filled, "KGS", "--since", "2025-12-01", "--until", "2025-12-31")
    assert {row[0] for row in found.tables[1][1:]} == {"2025-12"}
    assert found.tables[0][1][8:] == ["2025-12-16", "15 days"]
    assert "0.01199" not in "".join(report(filled, "KGS").texts)


def test_the_page_asks_for_nothing_and_allows_no_script(filled: Fxcli) -> None:
    html = filled("report", *DAY, "-o", "-").stdout
    found = Reader(html)
    assert found.tags.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form", "base"})
    assert all(address.startswith("#") for address in found.addresses)
    assert not re.findall(r"@import|@font-face|url\((?!#)|https?:", html)
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'http-equiv="Content-Security-Policy" content="{policy}"' in html
    assert html.index("Content-Security-Policy") < html.index("<style>")
    assert '<html lang="en">' in html
    assert html == filled("report", *DAY, "-o", "-").stdout
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7 * 7 }}{% raw %}",
        "</td></table><!--",
        "rates\u202etxt.exe",
        "\u05d0\u05d1\u05d2 \u0627\u0644\u0639",
        "x" * 10_000,
        "\ud800\x00\x1b[31m",
    ],
)
def test_no_source_can_write_into_the_page(source: str) -> None:
    html, harmless = (
        report_page([rates], [Doubt(Kind.JUMP, rates[1], (rates[0],))], None, date(2026, 1, 1))
        for rates in (series("KGS/USD", 3, lambda _: source), series("KGS/USD", 3))
    )
    assert Reader(html).tags == Reader(harmless).tags
    assert "alert" not in re.sub(r"<bdi>.*?</bdi>", "", html)
    assert "49" not in Reader(html).with_column("Sources")[0][1][1]
    assert not {char for char in html if not char.isprintable() and char != "\n"}
    assert len(html) < 40_000


def test_of_very_many_sources_the_rest_is_counted() -> None:
    html = report_page([series("KGS/USD", 100, lambda day: chr(0x4E00 + day))], [], None, date(2026, 1, 1))
    (rows,) = Reader(html).with_column("Sources")
    assert len(rows) == 1 + 12 + 1
    assert rows[-1] == ["KGS/USD", "others", "88", "88", "2025-10-05", "2025-12-31"]


def test_what_check_doubts_is_named_with_what_it_does_not_fit(fxcli: Fxcli, page: Page) -> None:
    for day, text in (
        ("2025-12-08", "KGS/USD = 0.01144 0%"),
        ("2025-12-09", "KGS/USD = 0.01544 34.97%\nUSD/KZT = 512.35"),
        ("2025-12-09", "KZT/USD = 0.00205"),
        ("2025-12-10", "KGS/USD = 0.01145 -25.8%\nTJS/USD = 0.10000"),
        ("2025-12-11", "TJS/USD = 0.10300 -1.0%"),
    ):
        fxcli("import", page(f"{text}\n{day}\n", f"{text[:3]}-{day}.txt"))
    records = json.loads(fxcli("check", "--json").stdout)
    assert {it["doubt"] for it in records} == {"jump", "inverse", "change"}
    found = [row for table in report(fxcli).with_column("Beside") for row in table[1:]]

    def named(rate: dict[str, str]) -> str:
        return f"{rate['base']}/{rate['quote']} = {rate['rate']} of {rate['date']} ({rate['source']})"

    assert sorted((f"{row[0]} = {row[2]} of {row[1]} ({row[5]})", row[6]) for row in found) == sorted(
        (named(it), ", ".join(map(named, it["beside"]))) for it in records
    )
    moves = {row[1]: row[3:5] for row in found if row[0] == "KGS/USD"}
    assert moves == {"2025-12-09": ["▲ 34.97%", "▲ 34.97%"], "2025-12-10": ["▼ 25.84%", "▼ 25.8%"]}
    assert not report(fxcli, "KGS", "--until", "2025-12-08").with_column("Beside")


def test_of_very_many_doubts_the_rest_is_counted() -> None:
    rates = series("KGS/USD", 300)
    found = Reader(report_page([rates], [Doubt(Kind.JUMP, it, (rates[0],)) for it in rates], None, date(2026, 1, 1)))
    assert len(found.with_column("Beside")[0]) == 1 + 100
    assert "And 200 more; fxcli check names them all." in found.texts


def test_five_years_of_six_currencies_are_less_than_a_megabyte() -> None:
    pairs = (
        "KGS/USD",
        "KZT/USD",
        "TJS/USD",
        "UZS/USD",
        "TMT/USD",
        "USD/KGS",
        "USD/KZT",
        "USD/TJS",
        "USD/UZS",
        "EUR/KZT",
    )
    html = report_page([series(pair, 1826) for pair in pairs], [], None, date(2026, 1, 1))
    assert len(html.encode()) < 1_000_000


def test_ten_years_of_twelve_series_take_seconds() -> None:
    report_page([series("KGS/USD", 2)], [], None, date(2026, 1, 1))  # imports the plotting library
    every = [
        series(f"{base}/{quote}", 3400) for base in ("KGS", "KZT", "TJS", "UZS") for quote in ("USD", "EUR", "RUB")
    ]
    begun = time.process_time()
    html = report_page(every, [], None, date(2026, 1, 1))
    assert time.process_time() - begun < 5
    assert len(html.encode()) < 3_000_000


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_and_lines_stand_out_from_their_ground_in_light_and_dark() -> None:
    """WCAG 2.2 AA: 4.5 to 1 for text, 3 to 1 for lines that carry meaning."""
    html = report_page([series("KGS/USD", 2)], [], None, date(2026, 1, 1))
    light, dark = (
        dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", html, re.DOTALL)
    )
    for colours in (light, light | dark):
        for ground in ("ground", "card"):
            for ink in ("ink", "quiet", "axis", "exact", "coarse", "rise", "fall"):
                one, other = sorted(luminance(colours[name]) for name in (ground, ink))
                assert (other + 0.05) / (one + 0.05) >= 4.5, (ground, ink)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["report"], 2, "missing option '-o'"),
        (["report", "-o", "x.pdf"], 2, "x.pdf: '.pdf' is no format that can be written; end the name in .html, .htm"),
        (["report", "KZX", "-o", "x.html"], 2, "'KZX' is not an active ISO 4217 currency"),
        (["report", "USD", "-o", "x.html"], 2, "USD: a currency against itself has no history"),
        (["report", "KZT/KZT", "-o", "x.html"], 2, "KZT/KZT: a currency against itself has no history"),
        (["report", "KGS", "EUR", "-o", "x.html"], 1, "the history holds no rate of EUR against USD to 20"),
        (
            ["report", "--since", "2030-01-01", "--until", "2030-02-01", "-o", "x.html"],
            1,
            "from 2030-01-01 to 2030-02-01",
        ),
        (["report", "-o", "nowhere/x.html"], 74, "nowhere/x.html: cannot be written"),
    ],
)
def test_what_cannot_be_reported_is_said(
    filled: Fxcli, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    done = filled(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert not list(tmp_path.glob("x.*"))


@pytest.mark.parametrize(("missing", "extra"), [("jinja2", "report"), ("matplotlib", "plot")])
def test_where_a_library_is_missing_it_is_said_how_to_get_it(
    filled: Fxcli, tmp_path: Path, missing: str, extra: str
) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / f"{missing}.py").write_text("raise ImportError")
    path = os.pathsep.join([str(tmp_path / "without"), os.environ.get("PYTHONPATH", "")])
    done = filled("report", "-o", "x.html", PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(f"needs another library: pip install 'fxcli[{extra}]'\n")

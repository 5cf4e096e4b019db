"""What `history -o` draws: files that are whole, the same each time, and refer to nothing outside themselves."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import SAMPLES, Fxcli, environment

from fxcli import Rate
from fxcli.output import plot

Page = Callable[..., str]
SVG = "{http://www.w3.org/2000/svg}"
BEGINNINGS = {"svg": b"<svg ", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-1."}


def series(pair: str, *figures: str, first: date = date(2025, 1, 1)) -> list[Rate]:
    base, quote = pair.split("/")
    return [
        Rate(first + timedelta(days=day), base, quote, Decimal(figure), None, 1, "page.txt")
        for day, figure in enumerate(figures)
    ]


def words(svg: str) -> list[str]:
    """The texts of a picture, apart from its title."""
    return [it.text or "" for it in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own output


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history of the sample archive."""
    folder = tmp_path_factory.mktemp("history")
    command = [sys.executable, "-m", "fxcli", "import", str(SAMPLES / "archive"), "--db", "history.db"]
    subprocess.run(command, cwd=folder, env=environment(folder), capture_output=True, check=True)
    return folder / "history.db"


@pytest.fixture
def filled(fxcli: Fxcli, stored: Path) -> Fxcli:
    """`fxcli` with that history, which charts only read."""
    return partial(fxcli, FXCLI_DB=str(stored))


def test_a_chart_is_a_file_of_the_kind_that_its_ending_names_and_the_same_each_time(
    filled: Fxcli, tmp_path: Path
) -> None:
    (tmp_path / "matplotlibrc").write_text("axes.facecolor: red\nfont.size: 40\nsvg.fonttype: path\n")
    for form, beginning in BEGINNINGS.items():
        done = filled("history", "TJS", "-o", f"chart.{form.upper()}")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        again = filled("history", "tjs", "-o", f"again.{form}", MPLCONFIGDIR=str(tmp_path), DISPLAY="")
        assert (again.returncode, again.stderr) == (0, "")
        chart = (tmp_path / f"chart.{form.upper()}").read_bytes()
        assert chart.startswith(beginning)
        assert chart == (tmp_path / f"again.{form}").read_bytes()


def test_a_chart_says_what_it_shows_and_refers_to_nothing_outside_itself(filled: Fxcli) -> None:
    svg = filled("history", "TJS", "-o", "-").stdout
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own output
    assert (root.findtext(f"{SVG}title") or "").startswith("TJS/USD from 2024-09-08 to 2026-02-22: 15 days with a rate")
    assert {
        "TJS/USD: USD for 1 TJS",
        "0.100",
        "2025-01",
        "what rounding leaves open",
        "no rate for more than 30 days",
    } <= (set(words(svg)))
    addresses = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert set(re.findall(r'[a-z]+://[^"]*|@import|<style|<script', svg)) == addresses
    references = set(re.findall(r'(?:href="|url\()#([^")]*)', svg))
    assert references == set(re.findall(r' id="([^"]*)"', svg))
    assert "#ffffff" in svg


def test_the_rates_of_both_directions_stand_in_one_chart(fxcli: Fxcli, page: Page) -> None:
    for day, ticker, official in (("2025-12-08", "0.00195", "512.90"), ("2025-12-09", "0.00196", "511.20")):
        fxcli("import", page(f"KZT/USD = {ticker}\nUSD/KZT = {official}\n{day}\n"))
    svg = fxcli("history", "KZT", "-o", "-").stdout
    assert {"USD/KZT: KZT for 1 USD", "as printed", "turned round"} <= set(words(svg))
    assert {plot.EXACT, plot.COARSE} <= set(re.findall("#[0-9a-f]{6}", svg))


def test_several_currencies_stand_side_by_side_over_the_same_days(filled: Fxcli) -> None:
    svg = filled("history", "KGS", "KZT", "TJS", "UZS", "TMT", "-o", "-").stdout
    titles = {f"{code}/USD: USD for 1 {code}" for code in ("KGS", "KZT", "TJS", "UZS", "TMT")}
    assert titles <= set(words(svg))
    assert [words(svg).count(text) for text in ("2025-01", "as printed", "what rounding leaves open")] == [5, 1, 1]
    title = ElementTree.fromstring(svg).findtext(f"{SVG}title") or ""  # noqa: S314 - our own output
    assert re.findall("([A-Z]{3})/USD from", title) == ["KGS", "KZT", "TJS", "UZS", "TMT"]


def test_a_band_reaches_as_far_as_rounding_does_and_a_step_holds_until_the_next() -> None:
    drawn = plot.picture([series("UZS/USD", "0.00008", "0.00008", "0.00009")], "svg").decode()
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own output
    band, line = (
        [[float(number) for number in re.findall("-?[0-9.]+", piece)] for piece in re.findall("[MHV][^MHV]*", path)]
        for path in (
            next(it.get("d", "") for it in root.iter(f"{SVG}path") if it.get("fill") == plot.EXACT),
            next(it.get("d", "") for it in root.iter(f"{SVG}path") if it.get("stroke") == plot.EXACT and it.get("d")),
        )
    )
    ticks = {it.text: float(it.get("y", 0)) for it in root.iter(f"{SVG}text") if (it.text or "").startswith("0.0000")}
    a_unit = (ticks["0.000080"] - ticks["0.000090"]) / 10  # of the last digit of a label, in points
    heights = [piece[-1] for piece in band]
    assert max(heights) - min(heights) > 19 * a_unit  # 0.000075 to 0.000095
    assert len({piece[-1] for piece in line}) >= 3


@pytest.mark.parametrize("days", [1, 2, 9, 40, 400, 4000])
def test_the_days_on_the_axis_are_dates_and_few(days: int) -> None:
    chart = [series("KGS/USD", *(f"0.{1100 + day % 90}" for day in range(days)))]
    for svg, most in ((plot.picture(chart, "svg").decode(), 9), (plot.on_a_page(chart), 6)):
        labels = re.findall(r">([0-9]{4}(?:-[0-9]{2}){0,2})</text>", svg)
        assert 2 <= len(labels) <= most
        assert labels == sorted(set(labels))


@pytest.mark.parametrize(
    ("figures", "labels"),
    [
        (["0.000000000000000001", "0.000000000000000002"], ["0.0000000000000000005", "0.0000000000000000010"]),
        (["15977.36", "15977.37"], ["15977.355", "15977.360"]),
        (["0.09188", "0.10899"], ["0.095", "0.100"]),
        (["1000000", "9000000"], ["2000000", "4000000"]),
        (["999999999999999", "999999999999998"], []),
        (["512.350000000000000000", "512.350000000000000000"], []),
    ],
)
def test_the_rates_on_the_axis_are_plain_figures_with_all_their_digits(figures: list[str], labels: list[str]) -> None:
    shown = words(plot.picture([series("KGS/USD", *figures)], "svg").decode())
    assert [label for label in shown if re.fullmatch("[0-9]+(?:[.][0-9]+)?", label)][: len(labels)] == labels
    assert not any("e" in label and label[0].isdigit() for label in shown)


def test_ten_years_of_a_rate_a_day_are_a_small_file_in_which_the_one_high_day_is_seen() -> None:
    figures = [f"0.0{900 + day % 5}" for day in range(3650)]
    figures[1234] = "0.9000"
    drawn = plot.on_a_page([series("KGS/USD", *figures)])
    assert len(drawn) < 100_000
    (line,) = re.findall(rf'<path d="([^"]*)"[^>]* fill="none" stroke="{plot.EXACT}"', drawn)
    heights = sorted({float(height) for height in re.findall("(?:V|[ML][0-9.]+ )([0-9.]+)", line)})
    assert heights[1] - heights[0] > 100


def test_a_chart_for_a_page_has_no_style_no_size_and_no_ids_of_another() -> None:
    one, other = (plot.on_a_page([series(pair, "0.0114", "0.0115")]) for pair in ("KGS/USD", "TJS/USD"))
    for chart in (one, other):
        assert chart.startswith("<svg viewBox=")
        assert "style" not in chart
        assert "<title" not in chart
    ids = [set(re.findall(r' id="([^"]*)"', chart)) for chart in (one, other)]
    assert ids[0]
    assert ids[0].isdisjoint(ids[1])


def test_where_matplotlib_is_missing_it_is_said_how_to_get_it(filled: Fxcli, tmp_path: Path) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "matplotlib.py").write_text("raise ImportError")
    path = os.pathsep.join([str(tmp_path / "without"), os.environ.get("PYTHONPATH", "")])
    done = filled("history", "TJS", "-o", "chart.png", PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "fxcli: a chart needs another library: pip install 'fxcli[plot]'\n"
    assert not (tmp_path / "chart.png").exists()
    assert filled("history", "TJS", "--chart", PYTHONPATH=path).returncode == 0

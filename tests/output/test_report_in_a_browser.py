"""The report as a reader meets it, in Chromium: wide and narrow, light and dark, and on paper."""

import importlib.resources
import os
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest
from chromium import CHROMIUM, Browser, browser
from test_report import series

from fxcli.history.doubt import Doubt, Kind
from fxcli.output.report import page

pytestmark = pytest.mark.skipif(not CHROMIUM or os.name != "posix", reason="Chromium is not installed")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of two series of one currency, and a series from a source with a hostile name."""
    hostile = '<script>document.title = "x"</script><img src="http://127.0.0.1:9/">' + "\u202e" + "y" * 10_000
    every = [series("KZT/USD", 700), series("USD/KZT", 500), series("UZS/USD", 40, lambda _: hostile)]
    doubts = [Doubt(Kind.JUMP, every[2][1], (every[2][0],)), Doubt(Kind.INVERSE, every[0][-1], (every[1][-1],))]
    path = tmp_path_factory.mktemp("report") / "rates.html"
    path.write_text(page(every, doubts, None, date(2025, 12, 31)), encoding="utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400])
def test_it_opens_without_an_error_or_a_request_and_fits_the_window(
    opened: Browser, report: Path, width: int, scheme: str
) -> None:
    opened.open(report, width, scheme)
    assert opened.complaints() == []
    assert opened.requests() == [report.as_uri()]
    assert opened.evaluate("document.title") == "Currency rates, 2025-12-31"
    assert opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    ground = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 26)"}[scheme]
    assert opened.picture().startswith(b"\x89PNG")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.skipif(not find_spec("axe_core_python"), reason="axe is not installed")
def test_a_checker_of_accessibility_finds_nothing(opened: Browser, report: Path, width: int, scheme: str) -> None:
    axe = (importlib.resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    opened.open(report, width, scheme)
    opened.evaluate(f"{axe}; 0")
    assert opened.evaluate("axe.run().then(found => found.violations.map(it => it.id))") == []
    assert opened.evaluate("axe.run().then(found => found.passes.length)") > 20


def test_it_prints(opened: Browser, report: Path) -> None:
    opened.open(report, 1400, "dark")
    assert opened.pdf().startswith(b"%PDF-")
    opened.call("Emulation.setEmulatedMedia", media="print", features=[])
    assert opened.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    opened.call("Emulation.setEmulatedMedia", media="", features=[])


def test_a_table_is_copied_as_cells(opened: Browser, report: Path) -> None:
    """What a spreadsheet gets as text: tabs between cells, a line for each row."""
    opened.open(report, 1400)
    opened.evaluate("getSelection().selectAllChildren(document.querySelector('table'))")
    lines = opened.evaluate("getSelection().toString()").strip().split("\n")
    assert [line.split("\t")[0] for line in lines] == ["Pair", "KZT/USD", "USD/KZT", "UZS/USD"]
    assert {len(line.split("\t")) for line in lines} == {10}

"""What `--svg` draws: the same text as on the screen, in a file that refers to nothing outside itself."""

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import SAMPLES, Fxcli

Page = Callable[..., str]
PAGE = "KGS/USD = 0.01144 0%\nUZS/USD = 0.00008 -0%\nTJS/USD = 0.10896 0.28%\n2025-12-09\n"
SVG = "{http://www.w3.org/2000/svg}"


def text_of(svg: str) -> list[str]:
    """The lines of a picture, its title first, each put together from its pieces by their places."""
    pieces: dict[float, list[tuple[float, str]]] = {}
    for piece in ElementTree.fromstring(svg).iter(f"{SVG}text"):  # noqa: S314 - our own output
        if piece.text != "\n":
            column = float(piece.get("x", 0)) if piece.get("clip-path") else 0
            row = float(piece.get("y", 0)) if piece.get("clip-path") else -1
            pieces.setdefault(row, []).append((column, piece.text or ""))
    lines = []
    for _, line in sorted(pieces.items()):
        text = ""
        for x, piece_text in sorted(line):
            text = text.ljust(round(x / (20 * 0.602))) + piece_text
        lines.append(text.replace("\u00a0", " ").rstrip())
    return lines


@pytest.fixture
def filled(fxcli: Fxcli) -> Fxcli:
    fxcli("import", str(SAMPLES / "archive"))
    return fxcli


def test_a_picture_of_the_rates_shows_what_the_screen_shows(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    shown = fxcli("rates", page(PAGE), "--on", "2025-12-10")
    drawn = fxcli("rates", "page.txt", "--on", "2025-12-10", "--svg", "rates.svg", NO_COLOR="1", COLUMNS="40")
    assert (drawn.returncode, drawn.stdout, drawn.stderr) == (0, "", "")
    svg = (tmp_path / "rates.svg").read_text(encoding="utf-8")
    assert text_of(svg) == ["fxcli rates", *shown.stdout.splitlines()]
    assert [colour for colour in ("#98a84b", "#cc555a") if colour in svg] == ["#98a84b", "#cc555a"]


@pytest.mark.parametrize("chart", [[], ["--chart"]])
def test_a_picture_of_a_history_shows_what_the_screen_shows(filled: Fxcli, chart: list[str]) -> None:
    shown = filled("history", "TJS", "--since", "2025-12-01", *chart, COLUMNS="80")
    drawn = filled("history", "tjs", "--since", "2025-12-01", *chart, "--svg", "-", COLUMNS="40")
    assert (drawn.returncode, drawn.stderr) == (0, "")
    assert text_of(drawn.stdout) == ["fxcli history TJS", *filter(None, shown.stdout.splitlines())]


def test_a_picture_refers_to_nothing_outside_itself_and_is_the_same_each_time(filled: Fxcli) -> None:
    first, again = (filled("history", "UZS", "--chart", "--svg", "-").stdout for _ in range(2))
    assert first == again
    assert re.findall(r"[a-z]+://[^\"]*|@import|@font-face|href|<script", first) == ["http://www.w3.org/2000/svg"]
    references, ids = set(re.findall(r"url\(#([^)]*)\)", first)), set(re.findall(r'id="([^"]*)"', first))
    assert len(references - ids) <= 1  # the last line needs no clipping and has none


def test_no_name_of_a_source_can_write_markup_into_a_picture(fxcli: Fxcli, page: Page) -> None:
    name = page(PAGE, "[red]<script>&\x1b[31m.txt")
    fxcli("import", name)
    for command in (["rates", name], ["rates"], ["history", "KGS"], ["history", "KGS", "--chart"]):
        svg = fxcli(*command, "--svg", "-").stdout
        assert ElementTree.fromstring(svg).tag == f"{SVG}svg"  # noqa: S314 - our own output
        assert "script" not in svg
        assert not {char for char in svg if not char.isprintable() and char not in "\n\u00a0"}


def test_a_picture_is_written_whole_or_not_at_all(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    (tmp_path / "rates.svg").write_text("an older one")
    done = fxcli("rates", page("nothing"), "--svg", "rates.svg")
    assert done.returncode == 1
    assert (tmp_path / "rates.svg").read_text() == "an older one"
    done = fxcli("rates", page(PAGE), "--svg", "nowhere/rates.svg")
    assert done.returncode == 74
    assert "nowhere/rates.svg: cannot be written" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.txt", "rates.svg"]


@pytest.mark.parametrize("command", [["rates"], ["history", "KGS"]])
def test_json_and_a_picture_at_once_are_misuse(fxcli: Fxcli, command: list[str]) -> None:
    done = fxcli(*command, "--json", "--svg", "x.svg")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "fxcli: --json and --svg exclude each other; name one\n"

"""What `rates -o` draws: the same text as on the screen, in a file that refers to nothing outside itself."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Fxcli

Page = Callable[..., str]
PAGE = "KGS/USD = 0.01144 0%\nUZS/USD = 0.00008 -0%\nTJS/USD = 0.10896 0.28%\n2025-12-09\n"
SVG = "{http://www.w3.org/2000/svg}"
ON = ("--on", "2025-12-10")
TITLE = "fxcli rates --on 2025-12-10"


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


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "pre" in self.inside:
            self.text += data


def read_html(html: str) -> _Text:
    parser = _Text()
    parser.feed(html)
    return parser


def test_a_picture_of_the_rates_shows_what_the_screen_shows(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    shown = fxcli("rates", page(PAGE), *ON)
    for name in ("rates.svg", "rates.html", "rates.HTM"):
        drawn = fxcli("rates", "page.txt", *ON, "-o", name, NO_COLOR="1", COLUMNS="40")
        assert (drawn.returncode, drawn.stdout, drawn.stderr) == (0, "", "")
    svg, html, htm = (
        (tmp_path / name).read_text(encoding="utf-8") for name in ("rates.svg", "rates.html", "rates.HTM")
    )
    assert text_of(svg) == [TITLE, *shown.stdout.splitlines()]
    assert [line.rstrip() for line in read_html(html).text.splitlines()] == shown.stdout.splitlines()
    assert htm == html
    for picture in (svg, html):
        assert {"#008000", "#800000"} <= set(re.findall("#[0-9a-f]{6}", picture))
        assert "#ffffff" in picture


def test_without_an_ending_it_is_an_svg_and_minus_is_standard_output(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    drawn = fxcli("rates", page(PAGE), *ON, "-o", "-")
    assert text_of(drawn.stdout)[0] == TITLE
    assert fxcli("rates", "page.txt", *ON, "-o", "rates").returncode == 0
    assert (tmp_path / "rates").read_text(encoding="utf-8") == drawn.stdout


def test_a_picture_refers_to_nothing_outside_itself_and_is_the_same_each_time(fxcli: Fxcli, page: Page) -> None:
    first, again = (fxcli("rates", page(PAGE), *ON, "-o", "-").stdout for _ in range(2))
    assert first == again
    assert re.findall(r"[a-z]+://[^\"]*|@import|@font-face|href|<script", first) == ["http://www.w3.org/2000/svg"]
    references, ids = set(re.findall(r"url\(#([^)]*)\)", first)), set(re.findall(r'id="([^"]*)"', first))
    assert len(references - ids) <= 1  # the last line needs no clipping and has none


def test_a_page_of_the_rates_refers_to_nothing_at_all(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    fxcli("rates", page(PAGE), "-o", "rates.html")
    html = (tmp_path / "rates.html").read_text(encoding="utf-8")
    assert not re.findall(r"[a-z]+://|@import|@font-face|url\(|href|src=|<script", html)
    assert read_html(html).tags == {"html", "head", "meta", "title", "style", "body", "pre", "code", "span"}


def test_a_picture_is_written_whole_or_not_at_all(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    (tmp_path / "rates.svg").write_text("an older one")
    done = fxcli("rates", page("nothing"), "-o", "rates.svg")
    assert done.returncode == 1
    assert (tmp_path / "rates.svg").read_text() == "an older one"
    done = fxcli("rates", page(PAGE), "-o", "nowhere/rates.svg")
    assert done.returncode == 74
    assert "nowhere/rates.svg: cannot be written" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.txt", "rates.svg"]


@pytest.mark.parametrize(
    ("command", "name", "known"),
    [
        (["rates"], "x.csv", ".svg, .html, .htm; fxcli export writes tables for programs"),
        (["rates"], "x.png", ".svg, .html, .htm; fxcli export writes tables for programs"),
        (["history", "KGS"], "x.jpg", ".svg, .png, .pdf"),
        (["history", "KGS"], "x.svg.gz", ".svg, .png, .pdf"),
    ],
)
def test_an_ending_that_is_no_picture_is_refused_with_the_list(
    fxcli: Fxcli, command: list[str], name: str, known: str
) -> None:
    done = fxcli(*command, "-o", name)
    ending = name[name.rindex(".") :]
    told = f"fxcli: {name}: '{ending}' is no format that can be written; end the name in {known}\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


@pytest.mark.parametrize("command", [["rates"], ["history", "KGS"]])
def test_json_and_a_picture_at_once_are_misuse(fxcli: Fxcli, command: list[str]) -> None:
    done = fxcli(*command, "--json", "-o", "x.svg")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "fxcli: --json and -o exclude each other; name one\n"

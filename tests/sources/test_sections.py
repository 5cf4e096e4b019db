"""A long text that several processes read in sections says what it says as a whole."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from conftest import Fxcli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fxcli.options import ReadOptions
from fxcli.page import document
from fxcli.sources import sections
from fxcli.sources.files import Source
from fxcli.sources.read import read

PROSE = "The harvest of the valley {} grew again, said the minister of the railway"
BESIDE = [
    "• KGS/USD = 0.01144 0%",
    "• KGS/USD = 0.0115 0%",
    "USD/KZT: 512.35*",
    "USD/KZT = 12,105",
    "Buy 1 USD = 9.4200 TJS",
    "1 доллар США — 10.9135 сомони,",
    "478,77",
    "* per 100 units",
    "Rates per 100 units",
    "Forecast",
    "09 December 2025",
    "2025-12-08 10:30",
    "On 7 December 2025 it snowed",
    "| Pair | Forecast | Rate |",
    "short",
    "----",
    "",
    "<!-- KZT/USD = 0.5",
    "-->",
    "<script>",
    "</script>",
    "a &amp; b",
    "Цены на хлеб",
]
TEXTS = st.lists(st.one_of(st.integers(1, 30), st.lists(st.sampled_from(BESIDE), min_size=1, max_size=9)), max_size=20)


def text_of(pieces: list[int | list[str]], end: str) -> bytes:
    """Lines of prose, so many of each number, and between them what stands beside rates."""
    lines: list[str] = []
    for piece in pieces:
        lines += [PROSE.format(number) for number in range(piece)] if isinstance(piece, int) else piece
    return end.join([*lines, ""]).encode()


@contextmanager
def threads() -> Iterator[tuple[Executor, int]]:
    with ThreadPoolExecutor(2) as pool:
        yield pool, 2


@pytest.fixture
def short_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "PART_BYTES", 400)
    monkeypatch.setattr(sections, "_SECTION_BYTES", 1_600)


def in_sections_and_whole(path: Path, **options: object) -> tuple[object, object, int]:
    """What a text says both ways, and in how many sections it was read."""
    source, how = Source(str(path), size=path.stat().st_size), ReadOptions(**options)  # type: ignore[arg-type]
    cuts = sections.cut(source, how)
    parts = sections.read(source, cuts, how, threads())
    ((whole, _),) = read(source, how, BytesIO())
    shown = [
        [(it.record(), dict(it.lines), it.digest, it.date_problem and it.date_problem.reason) for it in found.snapshots]
        for found in (parts, whole)
    ]
    return *shown, len(cuts)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=TEXTS,
    end=st.sampled_from(["\n", "\r\n"]),
    dates=st.sampled_from([None, "above"]),
    decimal=st.sampled_from([None, ","]),
)
def test_in_sections_a_text_says_what_it_says_as_a_whole(
    short_sections: None,
    tmp_path: Path,
    pieces: list[int | list[str]],
    end: str,
    dates: str | None,
    decimal: str | None,
) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(PROSE.encode() + b"\n" + text_of(pieces, end))
    parts, whole, _ = in_sections_and_whole(path, dates=dates, decimal=decimal)
    assert parts == whole


def test_a_text_that_can_hardly_be_cut_is_read_as_a_whole(
    short_sections: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sections, "_LONGEST_SECTION_BYTES", 5_000)
    path = tmp_path / "long.txt"
    for rates, is_cut in ((20, True), (200, False)):
        path.write_bytes(text_of([60, BESIDE[:1] * rates, 60], "\n"))
        assert bool(sections.cut(Source(str(path), size=path.stat().st_size), ReadOptions())) == is_cut


def test_a_text_of_prose_and_rates_is_cut_many_times(short_sections: None, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(text_of([40, BESIDE[:3], 50, BESIDE[10:11]] * 10, "\n"))
    parts, whole, count = in_sections_and_whole(path)
    assert parts == whole
    assert count > 20


@pytest.mark.parametrize(
    ("beginning", "name"),
    [
        (b"<html>", "page.txt"),
        (b"<p>", "page.html"),
        (b"<!-- ", "page.txt"),
        (b"\xff\xfe", "page.txt"),
        (b"\xef\xbb\xbf<ul><li>", "page.txt"),
        (b"%PDF-", "page.txt"),
        (b"\x1f\x8b\x08", "page.txt"),
        (b"WARC/1.0\r\n", "page.txt"),
        (b"MIME-Version: 1.0\r\n", "page.txt"),
        (b"date,base,quote,rate\n", "page.txt"),
        (b"\0", "page.txt"),
        (b"", "page.eml"),
    ],
)
def test_only_plain_text_is_cut_and_nowhere_within_a_comment(
    short_sections: None, tmp_path: Path, beginning: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(beginning + text_of([200], "\n"))
    assert len(sections.cut(Source(str(path), size=path.stat().st_size), ReadOptions())) < 2


def test_a_mark_of_utf8_is_no_part_of_the_first_line(short_sections: None, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"\xef\xbb\xbfKGS/USD = 0.01144\xa00%\n" + text_of([200], "\n"))
    parts, whole, count = in_sections_and_whole(path)
    assert parts == whole
    assert count > 2


@pytest.mark.parametrize("lines", [100, 200, 300])
def test_a_text_that_was_changed_while_it_was_read_is_a_named_failure(
    short_sections: None, tmp_path: Path, lines: int
) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(text_of([200], "\n"))
    source = Source(str(path), size=path.stat().st_size)
    cuts = sections.cut(source, ReadOptions())
    path.write_bytes(text_of([lines], "\n"))
    os.utime(path, ns=(0, 1))
    result = sections.read(source, cuts, ReadOptions(), threads())
    assert str(result.failure) == f"{path}: it was changed while it was read; wait, or say --jobs 1"


def test_two_processes_read_a_long_text_as_one_does(fxcli: Fxcli, tmp_path: Path) -> None:
    prose = text_of([6_000], "\n")
    with (tmp_path / "long.txt").open("wb") as file:
        for number in range(1, 231):
            file.write(prose + f"• KGS/USD = 0.01{number:03} 0%\n{number % 28 + 1} December 2025\n".encode())
    one, two = (fxcli("check", "long.txt", "--json", "--jobs", jobs) for jobs in "12")
    assert one.returncode == two.returncode == 0
    assert one.stdout == two.stdout
    assert len(json.loads(one.stdout)) == 28

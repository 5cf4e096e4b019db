"""Documents longer than any buffer give what short ones give: nothing is cut, nothing is counted twice."""

import random
import tracemalloc
from datetime import date
from hashlib import sha256
from io import BytesIO, RawIOBase

import pytest
from conftest import lines_of, read_days
from conftest import read_page as read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fxcli
from fxcli import Reason, snapshot
from fxcli.page import document

MIB = 1 << 20
STRONG = "KGS/USD = 0.01144 0%"
WORDS = ["harvest", "railway", "2024", "museum", "1.2", "billion", "3%", "valley", "–", "som"]


def prose(length: int, seed: int, between: str = " ") -> str:
    chance = random.Random(seed)  # noqa: S311 - repeatable prose, no secret
    return between.join(chance.choice(WORDS) for _ in range(length // 7))


@pytest.fixture(params=[64, 1000])
def tiny_parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are read in parts of so few bytes."""
    monkeypatch.setattr(document, "PART_BYTES", request.param)


PAGE_LINES = st.lists(
    st.sampled_from(
        [
            *(
                f"• {STRONG}",
                "USD/KZT = 12",
                "105,33 and more",
                "KZT/USD = n/a",
                "1 USD = 9.4200 TJS",
                "prose of the day",
            ),
            *(
                "",
                "09 December 2025",
                "08 December 2025",
                "<b>Цена</b>",
                "<!-- KZT/USD = 0.5",
                "-->",
                "<li>",
                "\r",
                "UZS",
            ),
        ]
    ),
    max_size=40,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=PAGE_LINES, is_html=st.booleans(), data=st.data())
def test_a_document_in_parts_says_what_it_says_as_a_whole(
    tiny_parts: None, lines: list[str], is_html: bool, data: st.DataObject
) -> None:
    page = "\n".join(lines).encode(data.draw(st.sampled_from(["utf-8", "utf-16", "cp1251"])))
    with pytest.MonkeyPatch.context() as whole:
        whole.setattr(document, "PART_BYTES", MIB)
        expected = read_days(page, is_html=is_html)
    assert [it.record() for it in read_days(page, is_html=is_html)] == [it.record() for it in expected]


class Dripping(RawIOBase):
    """A document of which a read gives so many bytes at most, as a pipe or a server may."""

    def __init__(self, content: bytes, most: int) -> None:
        self._content = BytesIO(content)
        self._most = most

    def read(self, size: int = -1) -> bytes:
        return self._content.read(min(size, self._most))


@given(lines=PAGE_LINES, beginning=st.sampled_from(["", "\ufeff", "<html>"]), most=st.integers(1, 9), data=st.data())
def test_a_stream_that_gives_little_at_once_says_what_its_bytes_say(
    lines: list[str], beginning: str, most: int, data: st.DataObject
) -> None:
    page = "\n".join([beginning, *lines]).encode(data.draw(st.sampled_from(["utf-8", "utf-16"])))
    drips = fxcli.Document("page.txt", Dripping(page, most))  # type: ignore[arg-type]
    assert [it.record() for it in snapshot.read(drips)] == [it.record() for it in read_days(page)]


@pytest.mark.parametrize(
    "rate",
    [
        "KGS/USD = 0.01144 0% ",
        pytest.param("KGS/USD: 0.01144; ", marks=pytest.mark.slow),
        pytest.param("1 USD = 87.41 KGS; ", marks=pytest.mark.slow),
    ],
)
def test_one_line_of_nothing_but_rates_gives_all_but_those_beside_its_cuts(rate: str) -> None:
    count = MIB // 2 // len(rate.encode())
    snapshot = read(rate * count)
    assert len(snapshot.rates) == 1
    assert snapshot.rates[0].occurrences > 0.98 * count
    assert (snapshot.conflicts, {it.line for it in snapshot.refused}) == ((), {1})


def across_a_cut(text: str, shift: int) -> str:
    """A line of which so many bytes of a text stand before the place where it is cut, and the rest behind it."""
    head = "wort " * ((document.MAX_LINE_BYTES - shift) // 5)
    return f"{head}{'x' * (document.MAX_LINE_BYTES - shift - len(head))} {text}; and so on"


@pytest.mark.parametrize(
    "text",
    [
        *("UZS/KZT = 0.195 за 100 тенге", "USD/KZT = 12 105,33", "UZS/KZT = 512 per 100", "USD/KZT = 510.2 - 514.8"),
        *("UZS/KZT = 0.195; за 100", "USD/KZT = 510.2 (official), 514.8", "USD/KZT = 510.2; покупка"),
        *("за 100 ед.: UZS/KZT = 0.195", "Покупка: USD/KZT = 510.2"),
    ],
)
def test_where_a_long_line_is_cut_no_rate_is_read_without_what_stands_beside_it(text: str) -> None:
    for shift in range(2, 50, 3):
        snapshot = read(across_a_cut(text, shift))
        assert [str(it.value) for it in snapshot.rates] in ([], ["12105.33"])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251"])
def test_lines_are_counted_across_pieces(end: str, encoding: str) -> None:
    lines = [prose(60, number % 50) + " цены" for number in range(40_000)]
    places = range(777, 40_000, 7_777)
    for place in places:
        lines[place - 1] = f"• {STRONG}"
    snapshot = read(end.join(lines).encode(encoding))
    assert lines_of(snapshot) == {("KGS", "USD"): list(places)}


def test_a_block_at_any_distance_keeps_its_date() -> None:
    for shift in range(0, 300, 97):
        text = prose(MIB - 10_000 + shift * 31, shift, "\n") + f"\n{STRONG}\n09 December 2025\n" + prose(MIB, 1, "\n")
        assert read(text).date == date(2025, 12, 9)


@pytest.mark.parametrize("kind", ["<!--{}-->", "<script>{}</script>", "<style >{}</style>"])
@pytest.mark.parametrize("length", [900_000, 3_000_000])
def test_what_is_hidden_stays_hidden_in_html_however_long_it_is(kind: str, length: int) -> None:
    inner = f"KZT/USD = 0.5\n{prose(length, 5, chr(10))}\nKZT/USD = 0.6"
    page = f"<!doctype html>\n<p>{STRONG}</p>{kind.format(inner)}\n<p>TJS/USD = 0.10877</p>"
    snapshot = read(page)
    assert [it.base for it in snapshot.rates] == ["KGS", "TJS"]
    assert lines_of(snapshot)["TJS", "USD"] == [page.count("\n") + 1]


def test_hidden_text_across_pieces_of_plain_text_is_not_read() -> None:
    for shift in range(0, 40_000, 9_001):
        page = (
            prose(MIB - 20_000 + shift, shift, "\n") + f"<script>\n{'x = 1;' * 3000}KZT/USD = 0.5;</script>\n{STRONG}\n"
        )
        snapshot = read(page)
        assert [it.base for it in snapshot.rates] == ["KGS"]
        assert lines_of(snapshot) == {("KGS", "USD"): [page.count("\n")]}


PART = "x" * (1 << 18)


@pytest.mark.parametrize("beside", range(3, 60, 7))
def test_where_a_part_ends_nothing_above_is_forgotten(beside: int) -> None:
    """Of a label that says what a date below it is, and of ticker lines right above one whose code is hidden."""
    labelled = f"Valid until:\n09 December 2025\nUSD/KZT = 512.35\n{STRONG}\n"
    hidden = "USD/KZT = 512.35\nUЅD/КZT = 512.35\n" + "USD/KZT = 512.35\n" * 3
    assert read(f"{PART[beside:-1]}\n{labelled}").date is None
    assert read(f"{PART[beside:-1]}\n{hidden}").rates[0].occurrences == 5


def test_a_line_end_of_two_characters_is_one_where_a_long_line_is_cut() -> None:
    assert lines_of(read(f"{PART[1:]}\r\n{STRONG}\r\n")) == {("KGS", "USD"): [2]}


@pytest.mark.parametrize("lines", [1, 9_000])
def test_a_script_that_a_comment_names_opens_nothing(lines: int) -> None:
    comment = "<!--\nUSD/KZT = 512.35\n<script> is not to be used here\n-->\n"
    page = comment + "the harvest of the valley grew again\n" * lines
    assert read(page).rates == ()


@pytest.mark.parametrize("between", ["=" * 80 + "\n", "\n"])
def test_a_heading_far_above_says_nothing(between: str) -> None:
    page = f"Rates per 100 units\nUSD/KZT = 512.35\n{between * 2_100}USD/KZT = 513\n"
    snapshot = read(page)
    assert [str(rate.value) for rate in snapshot.rates] == ["513"]
    assert [it.line for it in snapshot.refused] == [2]


def test_a_long_table_of_html_gives_each_row_with_its_line() -> None:
    rows = "".join(
        f"<tr>\n<td>Som</td>\n<td>KGS/USD</td>\n<td>0.01{number:04}</td>\n</tr>\n" for number in range(10, 12_000)
    )
    snapshot = read("<html><table>\n" + rows + "</table></html>")
    (conflict,) = snapshot.conflicts
    assert sum(reading.occurrences for reading in conflict.readings) == 11_990
    assert [reading.lines[0] for reading in conflict.readings[:3]] == [4, 9, 14]
    assert conflict.readings[-1].lines[-1] == 11_989 * 5 + 4


def test_an_html_line_that_never_ends_is_read_to_its_end() -> None:
    cells = "".join(
        f"<div>On {prose(900, number)}</div><div>KGS/USD</div><div>0.01144</div>" for number in range(3_500)
    )
    (rate,) = read("<html>" + cells).rates
    assert rate.occurrences > 3_380


def test_a_number_longer_than_a_line_may_be_is_no_rate() -> None:
    snapshot = read("KGS/USD = " + "1" * (3 * MIB) + f"\n{STRONG}\n")
    assert [it.reason for it in snapshot.refused] == [Reason.NO_NUMBER]
    assert [it.occurrences for it in snapshot.rates] == [1]


class Endless(RawIOBase):
    """Prose without an end, until so many bytes have been given; a line now and then says a rate."""

    def __init__(self, length: int, line: bytes) -> None:
        self._left = length
        self._line = line

    def read(self, size: int = -1) -> bytes:
        block = (self._line * (size // len(self._line) + 1))[: min(size, self._left)]
        self._left -= len(block)
        return block


@pytest.mark.parametrize(
    ("line", "is_html"),
    [
        ((prose(3_000, 1) + f"\n{STRONG}\n").encode(), False),
        pytest.param((prose(30_000, 1) + f"\n{STRONG}\n").encode(), True, marks=pytest.mark.slow),
        (prose(3_000, 1).encode() + b" ", False),
        pytest.param(b"<a " * 1000, True, marks=pytest.mark.slow),
        (b"\0" * 4096, False),
        (b"<!-- a comment that never ends\n" + prose(3_000, 1).encode(), False),
    ],
    ids=["lines", "lines of HTML", "one line", "tags", "NUL", "comments"],
)
def test_memory_does_not_grow_with_the_document(line: bytes, is_html: bool) -> None:
    peaks = []
    for length in (3 * MIB, 5 * MIB):
        tracemalloc.start()
        fxcli.read(fxcli.Document("page", Endless(length, line), is_html=is_html))  # type: ignore[arg-type]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < MIB


def test_a_document_is_read_from_any_stream_and_its_digest_is_that_of_its_bytes() -> None:
    data = f"{STRONG}\n".encode()
    one, other = (fxcli.read(fxcli.Document("page", source)) for source in (data, BytesIO(data)))
    assert one == other
    assert [it.digest for it in one] == [sha256(data).digest()]


@pytest.mark.parametrize("times", [10, 60_000])
def test_the_date_above_a_block_of_any_length_is_seen_beside_the_one_below(times: int) -> None:
    block = f"• {STRONG}\n• KZT/USD = 0.00195 -0%\n" * times
    problem = read(f"01 January 2020\n{block}09 December 2025\n").date_problem
    assert problem
    assert problem.reason == "ambiguous-date"
    assert read(f"09 December 2025\n{block}").date == date(2025, 12, 9)
    assert read(f"09 December 2025\n{block}" + "prose\n" * 10 + "01 January 2020\n").date == date(2025, 12, 9)


@pytest.mark.parametrize("count", range(8))
def test_long_lines_part_no_block_from_its_date(tiny_parts: None, count: int) -> None:
    between = ("word " * 280 + "\n") * count
    pages = [
        f"{STRONG}\n{between}09 December 2025\n",
        f"{STRONG}\n{between}KZT/USD = 0.00195\n09 December 2025\n",
        f"08 December 2025\n{between}{STRONG}\n",
    ]
    dates = [[it.date for it in read_days("x" * 63 + "\n" + page + "x" * 63 + "\n")] for page in pages]
    assert dates == [
        [date(2025, 12, 9) if count < 5 else None],
        [date(2025, 12, 9)],
        [date(2025, 12, 8) if count < 5 else None],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_block_between_lines_that_hardly_end_keeps_its_date(encoding: str) -> None:
    page = "Слово " * 170_000 + f"\n{STRONG}\n" * 10 + "09 December 2025\n" + "Слово " * 200_000
    assert read(page.encode(encoding)).date == date(2025, 12, 9)


@pytest.mark.parametrize("before", [0, MIB - 50_000])
def test_the_text_of_a_long_attribute_is_not_read(before: int) -> None:
    page = f'<html><p>{prose(before, 3)}</p><p title="{"x > KZT/USD = 9 " * 20_000}">KZT/USD = 0.005</p>'
    assert [(str(it.value), it.occurrences) for it in read(page).rates] == [("0.005", 1)]


def test_a_document_of_nothing_has_nothing() -> None:
    assert read("")[1:4] == (None, None, 0)

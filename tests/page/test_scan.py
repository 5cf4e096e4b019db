"""The search for lines that may hold a rate leaves none out, and is the same with and without its quicker library."""

from collections.abc import Iterator

import pytest
from conftest import read_page
from hypothesis import given
from hypothesis import strategies as st

from fxcli.page import scan
from fxcli.page.document import Document, Part
from fxcli.page.scan import Scanner, TickerLine
from fxcli.page.search import by_kinds, home_codes, may_hold_rates
from fxcli.page.ticker import parse

PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "KGS",
                "usd",
                "Kzt",
                "tJs",
                "UZS",
                "TMT",
                "EUR",
                "all",
                "KGSUSD",
                "US",
                "D",
                "K",
                "\u00ad",
                "\u200b",
                "&shy;",
            ),
            *(
                "/",
                " ",
                "=",
                ":",
                " – ",
                "-",
                "|",
                "→",
                "to",
                "\n",
                "\t",
                "<b>",
                "</b>",
                "1",
                "100",
                "0.01144",
                "12 105,33",
            ),
            *("К", "Т", "сом", "доллар США", "сомони", "•", "_TOM", "\u00a0"),
        ]
    ),
    max_size=30,
).map("".join)


def part_of(text: str) -> Part:
    """A document of no more than one part."""
    (part,) = Document("page.txt", text.encode() + b"\n").parts()
    return part


def ticker_lines(part: Part) -> Iterator[TickerLine]:
    scanner = Scanner()
    found = scanner.find(part, 0)
    while found:
        yield found
        found = scanner.find(part, found.start + len(found.raw) + 1, is_below=True)


@given(PIECES)
def test_no_line_with_a_home_code_that_would_be_read_alone_is_passed_over_in_a_text(text: str) -> None:
    part = part_of(text)
    found = {found.start for found in ticker_lines(part)}
    start = 0
    for line in part.text.split(b"\n"):
        alone = ticker_lines(part_of("KGS/USD = 1\n" + line.decode()))
        if any(code in line.upper() for code in (b"KGS", b"KZT", b"TJS", b"UZS", b"TMT", b"USD")):
            assert (start in found) == (len(list(alone)) > 1)
        start += len(line) + 1


@pytest.mark.parametrize(
    "line",
    [
        "US\u00adD/EUR = 0.85",
        "US&shy;D/EUR = 0.85",
        "U&#83;D/EUR = 0.85",
        "U\u200bSD/EUR = 0.85",
        "U\u0405D/EUR = 0.85",
        "\u041aG\u0405/EUR = 0.01",
        "USD&#47;EUR = 0.85",
    ],
)
def test_below_a_ticker_line_one_whose_code_a_reader_sees_is_found_however_it_is_written(line: str) -> None:
    assert len(list(ticker_lines(part_of(f"KGS/USD = 0.01144\n{line}")))) == 2


@given(PIECES)
def test_the_quick_search_finds_what_the_plain_one_finds(text: str) -> None:
    pytest.importorskip("ahocorasick_rs")
    data = text.encode()
    assert home_codes()(data) == by_kinds(data)


@given(PIECES, st.booleans())
def test_a_page_that_can_hold_no_rate_gives_none(text: str, is_html: bool) -> None:
    if not may_hold_rates(text.encode()):
        snapshot = read_page(text, is_html=is_html)
        assert (snapshot.rates, snapshot.refused) == ((), ())


HTML_PIECES = st.sampled_from(
    [
        *(
            "<li>",
            "</li>",
            "<br/>",
            "<a\nhref='x>'>",
            "<td>",
            "<tr>",
            "<!-- -->",
            "<script>",
            "</script>",
            "\n",
            " ",
            "•",
        ),
        *("&nbsp;", "&bull;", "1", "1.00", "10", "1.", "$", "$1", "478,77 ₸", "доллар", "доллар США", "1\nдоллар США"),
        *("—", "=", "10.9135", "12,28", "сомони", "тенге", "узбекских сумов", "News", "Новости"),
    ]
)


@given(st.lists(HTML_PIECES, max_size=14).map("".join))
def test_rates_in_words_are_found_wherever_markup_begins_a_line(text: str) -> None:
    page = f"{text}<p>News<p>1 доллар США{text}— 10.9135 сомони"
    snapshot = read_page(page, is_html=True)
    assert may_hold_rates(page.encode()) or not (snapshot.rates or snapshot.refused)


def test_below_a_ticker_line_odd_letters_hide_no_pair() -> None:
    snapshot = read_page("KGS/USD = 0.01144\nEUR/K\u00adZT = 600.5\n")
    assert [it.quote for it in snapshot.rates] == ["USD", "KZT"]


def test_a_line_that_was_seen_often_or_among_many_others_says_what_it_said_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scan, "_CACHED_LINES", 3)
    lines = [f"KGS/USD = 0.011{number % 5}4" for number in range(40)]
    part = part_of("\n".join(lines))
    assert [found.matches for found in ticker_lines(part)] == [parse(line) for line in lines]

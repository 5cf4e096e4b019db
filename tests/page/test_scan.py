"""Where in a document ticker lines stand: searching them finds what reading every line would find."""

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli import open_document
from fxcli.currency import HOME
from fxcli.page.document import MARGIN, Done, Piece, canonical
from fxcli.page.scan import find, scan
from fxcli.page.ticker import TickerLine, ticker_lines


def test_a_ticker_line_of_html_stands_where_its_first_and_last_words_do() -> None:
    page = (
        "<html><p>1 USD news\n<b>1 USD</b>&nbsp;=\n512.35 KZT, and KGSUSD = —,\nKGSUSD = —,\nx USD/USD = —,\n"
        "USD/USD = —,\nKGSUSD = 11,\nUSD&#47;KZT = 111.1 USD/KZT =\n1</p></html>"
    )
    ((piece, sightings),) = scan(open_document("page", page.encode()))
    assert [piece.text[it.start :].decode().split()[0] for it in sightings] == FIRST
    assert [piece.text[: it.end].decode().split()[-1] for it in sightings] == LAST
    assert list(piece.line_numbers(it.start for it in sightings)) == [2, 3, 4, 5, 6, 7, 8, 8]
    assert list(piece.line_numbers(it.end for it in sightings)) == [3, 3, 4, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    "change",
    [
        "0%",
        "0 %",
        "0\t%",
        "0\u00a0%",
        "0\u2009%",
        "0\u202f%",
        "0&nbsp;%",
        "0\x1d%",
        "0\x1e%",
        "0\x1f%",
        "0&nbsp; \t\u00a0\u2009\u202f\x1e\x1d%",
        "(0%)",
        "(0% )",
        "(0%\x1e)",
        "▲0%",
        "",
    ],
)
def test_a_ticker_line_of_html_ends_behind_its_change(change: str) -> None:
    text = f"KGS/USD = 0.01144 {change}".rstrip().encode()
    (sighting,) = find(Piece(text + b", 7% (news)", is_html=True))
    assert sighting.end == len(text)


FIRST = ["1", "KGSUSD", "KGSUSD", "USD/USD", "USD/USD", "KGSUSD", "USD&#47;KZT", "USD/KZT"]
LAST = ["KZT", "KGSUSD", "KGSUSD", "USD/USD", "USD/USD", "11", "111.1", "1"]


PARTS = {
    "bullet": [
        "1\u200e. ",
        "",
        "• ",
        "* ",
        "- ",
        "1. ",
        "27) ",
        "\xa0",
        "prose ",
        "слово ",
        "100 ӨЗБЕК СОМЫ ",
        "10\xa0000 a b ",
        "· - ",
        "<li>",
        "\ufeff",
        "1. 2. ",
        "the ",
    ],
    "code": [
        "KGS",
        "usd",
        "KZT",
        "uzs",
        "EUR",
        "top",
        "KGSUSD",
        "USDEUR",
        "the",
        "слово",
        "12",
        "KG\u00adS",
        "t\u200bjs",
    ],
    "unit": ["", "", "", "1 ", "100 ", "10 ", "1 000 ", "1\xa0"],
    "joint": [
        "/\t",
        "/\x00",
        "\x85\t",
        "\xa0\t",
        "/\u202f",
        "\u3000→ ",
        "\u200b/\t",
        " t\u2060o ",
        "\xa0TO ",
        "/",
        " / ",
        "-",
        " - ",
        "→",
        " → ",
        " to ",
        "   to ",
        " ",
        "  ",
        "\xa0",
        "\u200b",
        "",
        "\t",
        "&nbsp;",
        "&#47;",
        "<b>",
        "\xad",
        " \xa0/ ",
        "\x00",
        "\u2028",
        "-\u200b",
    ],
    "separator": [
        "=",
        " = ",
        ":",
        ": ",
        " : ",
        " – ",
        "–",
        "—",
        "-",
        "- ",
        " - ",
        " | ",
        "|",
        "\t",
        "\x7f=",
        "&ndash;",
        " &mdash; ",
        "\u00a0=\u00a0",
        "\u200b=",
        "  : ",
        "",
    ],
    "number": [
        "0.01144",
        "512.35",
        "-0.28%",
        "n/a",
        "—",
        "(▲0.28%)",
        "12,105",
        "512.35 KZT",
        "KZT 512",
        "",
        "0.01 0%",
        "prose",
        "100",
    ],
    "after": ["", ", ", ";", " ", " at noon", " ▼ 0.1%", ", 100 "],
}


@st.composite
def odd_lines(draw: st.DrawFn) -> str:
    """A line of what ticker lines are made of, in an order that often makes one."""
    one = st.tuples(*(st.sampled_from(PARTS[part]) for part in ("unit", "code", "joint", "code", "separator")))
    line = draw(st.sampled_from(PARTS["bullet"]))
    for parts in draw(st.lists(one, min_size=1, max_size=3)):
        line += "".join(parts) + draw(st.sampled_from(PARTS["number"])) + draw(st.sampled_from(PARTS["after"]))
    return line


def found(text: str) -> list[TickerLine]:
    return [it.line for _, sightings in scan(open_document("page.txt", text.encode())) for it in sightings]


def found_plainly(lines: Iterable[str]) -> list[TickerLine]:
    named = (line for line in lines if any(code in line.upper() for code in HOME))
    return [line for each in named for line in ticker_lines(canonical(each.encode()))]


@pytest.mark.parametrize("filler", ["", "The harvest of 2024 – 3% more: a record - they said.\n" * 2_000])
@given(st.lists(odd_lines(), min_size=1, max_size=40))
def test_searching_separators_first_finds_what_reading_every_line_finds(filler: str, lines: list[str]) -> None:
    for apart in ("\n", "\n\n"):
        assert found(filler + apart.join(lines) + "\n" + filler) == found_plainly(lines)


@pytest.mark.parametrize(
    "pair",
    [
        ("KGS", "EUR"),
        ("eur", "kzt"),
        ("KGSUSD", ""),
        ("usdEUR", ""),
        ("KZT", "E\u00adUR"),
        ("tjs", "EU\u200bR"),
        ("KG\u00adS", "EUR"),
        ("k\u200dgs", "EUR"),
        ("EUR", "T\ufeffMT"),
        ("kz\u2060tEUR", ""),
        ("U\u200eZSEUR", ""),
        ("EURU\u200fZS", ""),
    ],
)
def test_no_joint_and_no_separator_hides_a_pair(pair: tuple[str, str]) -> None:
    lines = [
        f"{before}{unit}{pair[0]}{joint}{pair[1]}{after}{separator}{number}"
        for before in ("", "said ", "слово ")
        for unit in ("", "1 ", "100 ")
        for joint in (PARTS["joint"] if pair[1] else [""])
        for after in ("", " 1", " 10")
        for separator in PARTS["separator"]
        for number in ("0.01144", "n/a", "512 KZT", "0.5; USD")
    ]
    assert found("\nnews\n".join(lines)) == found_plainly(lines)


@pytest.mark.parametrize("pair", ["KGS USD", "EUR→KZT", "kgsusd", "USD to EUR"])
def test_no_bullet_hides_a_pair(pair: str) -> None:
    lines = [
        f"{one}{other}{pair}{separator}0.5"
        for one in PARTS["bullet"]
        for other in PARTS["bullet"]
        for separator in PARTS["separator"]
    ]
    assert found("\n".join(lines)) == found_plainly(lines)


def test_a_pool_finds_the_same_in_a_long_document() -> None:
    strip = "• KGS/USD = 0.01144 0%\nUZS USD 0.00008\n" + "The harvest of 2024 – 3% more.\n" * 9_000
    text = strip * 12 + "KZT/USD = 0.00195 " + "harvest " * 400_000 + "\n" + strip * 12
    with ThreadPoolExecutor(2) as pool:
        at_once = list(scan(open_document("page.txt", text.encode()), pool))
    assert len(at_once) > 8
    assert at_once == list(scan(open_document("page.txt", text.encode())))


class Reel:
    """A document of given pieces, which keeps what is said of them."""

    def __init__(self, *pieces: Piece) -> None:
        self._pieces = pieces
        self.told: list[Done | None] = []

    def pieces(self) -> Generator[Piece, Done | None, None]:
        for piece in self._pieces:
            self.told.append((yield piece))


def words(length: int) -> bytes:
    """So many bytes of prose with a blank at their end."""
    return (b"." + b" a" * length)[: length - 1] + b" " if length else b""


RATE = b"KGS/USD = 0.01144 0%"
HALF = MARGIN // 2
FAR = 3 * MARGIN


def going_on(*parts: bytes, size: int = FAR + MARGIN) -> Piece:
    """A piece of a line that has begun and goes on, filled up with prose."""
    text = b"".join(parts)
    return Piece(text + words(size - len(text)), is_html=False, mid_line=True, goes_on=True)


@pytest.mark.parametrize(
    ("before", "rate", "found", "done"),
    [
        pytest.param(0, RATE, [(0, 20)], Done(FAR, FAR - HALF, after_rate=False), id="far from the cut"),
        pytest.param(
            FAR - HALF - 20,
            RATE,
            [(FAR - HALF - 20, FAR - HALF)],
            Done(FAR, FAR - HALF, after_rate=True),
            id="where the next piece begins",
        ),
        pytest.param(
            FAR - HALF - 21,
            RATE,
            [(FAR - HALF - 21, FAR - HALF - 1)],
            Done(FAR, FAR - HALF, after_rate=False),
            id="just before the next piece begins",
        ),
        pytest.param(FAR - 20, RATE, [(FAR - 20, FAR)], Done(FAR, FAR, after_rate=True), id="just before the margin"),
        pytest.param(FAR - 19, RATE, [], Done(FAR, FAR - HALF, after_rate=False), id="into the margin"),
        pytest.param(
            FAR - HALF - 1,
            b"KGS/USD = " + b"1" * (HALF + 100),
            [(FAR - HALF - 1, FAR + 109)],
            Done(FAR + 109, FAR + 109, after_rate=True),
            id="from far before the margin into it",
        ),
        pytest.param(
            FAR - HALF,
            b"KGS/USD = " + b"1" * (HALF + 100),
            [],
            Done(FAR, FAR - HALF, after_rate=False),
            id="from near the margin into it",
        ),
        pytest.param(0, b"news", [], Done(FAR, FAR - HALF, after_rate=False), id="no rate"),
    ],
)
def test_of_a_line_that_goes_on_each_rate_is_reported_once(
    before: int, rate: bytes, found: list[tuple[int, int]], done: Done
) -> None:
    reel = Reel(going_on(words(before), rate, b" "), Piece(RATE, is_html=False))
    (_, sightings), (_, others) = scan(reel)  # type: ignore[arg-type]
    assert [(it.start, it.end) for it in sightings] == found
    assert reel.told == [done, None]
    assert len(others) == 1


@pytest.mark.parametrize(("reported", "found"), [(20, 1), (19, 2), (0, 2), (50, 0)])
def test_what_was_reported_with_the_piece_before_is_not_reported_again(reported: int, found: int) -> None:
    reel = Reel(going_on(RATE, b", ", RATE)._replace(reported=reported))
    ((_, sightings),) = scan(reel)  # type: ignore[arg-type]
    assert len(sightings) == found


@pytest.mark.parametrize("text", [b"KGS USD 0.01144", b"100 UZS / KZT 3.5"])
def test_no_weak_pair_begins_a_line_that_has_begun_before(text: bytes) -> None:
    piece = Piece(text, is_html=False)
    assert [len(list(find(piece._replace(mid_line=mid_line)))) for mid_line in (False, True)] == [1, 0]


def test_a_weak_pair_may_follow_a_rate_of_the_piece_before() -> None:
    piece = Piece(b"; KGS USD 0.01144", is_html=False, mid_line=True)
    assert [len(list(find(piece._replace(after_rate=after)))) for after in (False, True)] == [0, 1]


def test_a_weak_pair_at_the_end_of_a_piece_ends_well_where_the_line_goes_on_with_a_rate() -> None:
    piece = Piece(b"KGS USD 0.01144 and", is_html=False)
    assert [len(list(find(piece._replace(goes_on=goes_on)))) for goes_on in (False, True)] == [0, 1]


def test_a_line_is_parsed_anew_where_it_goes_on_though_its_equal_is_known() -> None:
    piece = Piece(b"KGS USD 0.01144 and\nKGS USD 0.01144 and", is_html=False)
    assert [len(list(find(piece._replace(goes_on=goes_on)))) for goes_on in (False, True)] == [0, 1]


def test_a_line_is_parsed_anew_whose_equal_had_begun_before() -> None:
    piece = Piece(b"KGS USD 0.01144\nKGS USD 0.01144", is_html=False, mid_line=True)
    assert [it.start for it in find(piece)] == [16]


@pytest.mark.parametrize("is_html", [False, True])
def test_a_line_is_found_wherever_in_a_piece_it_begins(is_html: bool) -> None:
    for before in (b"", b" ", b"\n", b"\n ", b"\n\n", b"news\n"):
        text = before + b"KGS/EUR = 0.01144\nKGS/EUR = 0.01145"
        sightings = list(find(Piece(text, is_html=is_html)))
        assert [text[it.start :].split()[0] for it in sightings] == [b"KGS/EUR"] * 2
        assert text.count(b"\n", 0, sightings[0].start) == before.count(b"\n")


def test_rows_of_a_table_are_found_wherever_their_pair_stands() -> None:
    row = "<tr><td>Bank of {}</td><td>KGS/USD</td><td>0.01144</td></tr>"
    page = f"<html><table>{''.join(map(row.format, 'abc'))}</table></html>"
    ((_, sightings),) = scan(open_document("page", page.encode()))
    assert len(sightings) == 3


@pytest.mark.parametrize("line", ["KGS USD 0.01144\n", "1. KZT→USD\t0.002\n", "x KGS/USD = 0.01144\n"])
def test_a_long_document_hides_no_line_at_any_border(line: str) -> None:
    assert len(found(line * 60_000)) == 60_000

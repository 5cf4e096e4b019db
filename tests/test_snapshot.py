"""Laws of reading. The tables of examples are in tests/spec."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from conftest import lines_of, read_days
from conftest import read_page as read
from hypothesis import given, settings
from hypothesis import strategies as st

from fxcli import Reason, Snapshot
from fxcli.dating import DateOrigin
from fxcli.page.date import line_date
from fxcli.page.vocabulary import LETTERS, is_of_heading

BLOCK = "• KGS/USD = 0.01144 0%\n  • KZT/USD = 0.00195 -0%\n"


def assert_every_line_is_counted(snapshot: Snapshot) -> None:
    """Each line that was read is an occurrence of a rate that was taken or of one that contradicts it."""
    left = [reading for conflict in snapshot.conflicts for reading in conflict.readings[1:]]
    taken = sum(rate.occurrences for rate in snapshot.rates)
    assert snapshot.occurrences == taken + sum(reading.occurrences for reading in left)
    for lines in (*snapshot.lines.values(), *(reading.lines for reading in left)):
        assert list(lines) == sorted(lines)


@given(st.binary(max_size=300))
def test_reading_never_fails_on_any_bytes(data: bytes) -> None:
    for is_html in (False, True):
        for snapshot in read_days(data, is_html=is_html):
            assert_every_line_is_counted(snapshot)


TICKERISH = st.lists(
    st.sampled_from(
        [
            *"=:|–—-+−,.;'()%▲▼ \t\n•*/→<\u00a0",
            *("KGS", "usd", "KZX", "EUR", "to", "1", "100", "0.01144", "12,105", "0", "n/a", "сом", "KGSUSD"),
            *("&nbsp;", "<b>", "</td><td>", "NaN", "9 Dec", "٣", "1e5", "<!--", "-->"),
        ]
    ),
    max_size=24,
).map("".join)


@given(TICKERISH)
def test_reading_never_fails_and_never_gives_a_wrong_kind_of_rate_on_pieces_of_ticker_lines(text: str) -> None:
    for is_html in (False, True):
        snapshot = read(text, is_html=is_html)
        assert_every_line_is_counted(snapshot)
        for rate in snapshot.rates:
            assert rate.value > 0
            assert rate.base != rate.quote
            assert {rate.base, rate.quote} & {"KGS", "KZT", "TJS", "UZS", "TMT", "USD"}


# A line whose words can say something of rates is a heading, and is tested as one (spec/beside.md, spec/turning.md).
NOISE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r<&"), max_size=60).filter(
    lambda line: (
        not any(code in line.lower() for code in ("kgs", "kzt", "tjs", "uzs", "tmt", "usd"))
        and not any(map(is_of_heading, LETTERS.findall(line.lower())))
    )
)


@given(st.lists(NOISE, max_size=6), st.lists(NOISE, max_size=6))
def test_noise_between_lines_changes_no_rate(above: list[str], between: list[str]) -> None:
    lines = [*above, "• KGS/USD = 0.01144 0%", *between, "  • KZT/USD = 0.00195 -0%"]
    snapshot = read("\n".join(lines))
    assert [(it.base, str(it.value), str(it.change_pct)) for it in snapshot.rates] == [
        ("KGS", "0.01144", "0"),
        ("KZT", "0.00195", "-0"),
    ]
    assert snapshot.refused == ()


PAGES = [
    "• KGS/USD = 0.01144 0%\n  • KZT/USD = 0.00195 -0%\n09 December 2025\n\nprose of the day\n",
    "09 December 2025\nKGS/USD = 0.01144\na\nb\nTJS/USD = 0.10896\n" + "a\n" * 9,
    "USD/KZT = 512.35\n1 USD = 87.41 KGS\nTMT/USD = 0.28571\nUZS/USD = 0.00008\n",
]
TEXT_LINES = st.one_of(
    NOISE,
    st.sampled_from(
        [
            *(
                "09 December 2025",
                "8 December 2025",
                "2025-12-01",
                "as of 7 December 2025",
                "27 September 2017",
                "",
                "2025",
            ),
            *(
                "105,33",
                "за 100",
                "512",
                "1 000",
                "buy",
                "0.28%",
                "| 512.35 |",
                "- ",
                "12:30",
                "<b>",
                "<table>",
                "=",
                "USD",
            ),
        ]
    ),
)


@settings(max_examples=500)
@given(st.sampled_from(PAGES), st.lists(TEXT_LINES, min_size=1, max_size=8), st.data())
def test_text_without_a_pair_anywhere_in_a_page_changes_no_rate_and_dates_only_to_none(
    page: str, text: list[str], data: st.DataObject
) -> None:
    lines = page.split("\n")
    at = data.draw(st.integers(0, len(lines)))
    before = {(it.base, str(it.value)): it.date for one in read_days(page) for it in one.rates}
    after = [it for one in read_days("\n".join([*lines[:at], *text, *lines[at:]])) for it in one.rates]
    days = {day for line in text if (day := line_date(line))}  # beside the rates a date may be theirs
    for rate in after:
        assert rate.date in {before[rate.base, str(rate.value)], None, *days}


@given(st.permutations(range(8)), st.integers(1, 7))
def test_the_value_seen_most_often_wins_in_any_order(order: list[int], fewer: int) -> None:
    lines = [f"KGS/USD = {'0.01200' if index < min(fewer, 3) else '0.01144'}" for index in order]
    snapshot = read("\n".join(lines))
    assert [(str(it.value), it.occurrences) for it in snapshot.rates] == [("0.01144", 8 - min(fewer, 3))]
    assert [[str(it.value) for it in conflict.readings] for conflict in snapshot.conflicts] == [["0.01144", "0.01200"]]


def test_every_figure_can_be_traced_to_its_lines() -> None:
    snapshot = read("intro\n" + BLOCK + "\nKZT/USD = n/a\n" + BLOCK)
    assert lines_of(snapshot) == {("KGS", "USD"): [2, 6], ("KZT", "USD"): [3, 7]}
    assert [(it.line, it.text, it.reason) for it in snapshot.refused] == [(5, "KZT/USD = n/a", Reason.NO_NUMBER)]
    assert snapshot.occurrences + len(snapshot.refused) == 5


def test_a_snapshot_names_its_source_and_tells_its_document_from_others() -> None:
    snapshot = read(BLOCK, "a/page.txt")
    assert snapshot.source == "a/page.txt"
    assert {rate.source for rate in snapshot.rates} == {"a/page.txt"}
    assert snapshot.digest == sha256(BLOCK.encode()).digest()


def test_lines_come_in_their_order_also_where_a_head_stands_above_some_of_them() -> None:
    page = "USD/KZT: 512.35*\nUSD/KZT = 478,\nUSD/KZT\nUSD/KZT: 512.35*\n77\nUSD/KZT: 512.35*"
    assert lines_of(read(page)) == {("USD", "KZT"): [1, 4, 6]}


def test_lines_of_html_are_those_of_the_source() -> None:
    snapshot = read("<!doctype html>\n<ul>\n<li>\nKGS/USD\n= 0.01144</li>\n<li>KZT/USD = n/a</li></ul>")
    assert lines_of(snapshot) == {("KGS", "USD"): [4]}
    assert [it.line for it in snapshot.refused] == [6]


def test_the_caller_knows_the_date_better_than_the_page_and_the_page_better_than_the_name() -> None:
    dated = BLOCK + "09 December 2025\n"
    assert read(dated, "2025-12-10.txt", date=date(2025, 1, 1))[1:3] == (date(2025, 1, 1), DateOrigin.OPTION)
    assert read(dated, "2025-12-10.txt")[1:3] == (date(2025, 12, 9), DateOrigin.PAGE)
    assert read(BLOCK, "2025-12-10.txt")[1:3] == (date(2025, 12, 10), DateOrigin.NAME)
    assert read(BLOCK)[1:3] == (None, None)


def test_a_long_refused_line_is_shortened_around_its_pair() -> None:
    (refusal,) = read("word " * 100 + "KZT/USD = n/a " + "word " * 100).refused
    assert "KZT/USD = n/a" in refusal.text
    assert len(refusal.text) < 130
    assert refusal.text.startswith("…")
    assert refusal.text.endswith("…")


@pytest.mark.parametrize(
    ("before", "after", "begin", "marks"),
    [
        (0, 107, 0, ("", "")),
        (107, 0, 0, ("", "")),
        (0, 108, 0, ("", "…")),
        (40, 68, 0, ("", "…")),
        (41, 67, 1, ("…", "")),
        (41, 68, 1, ("…", "…")),
        (108, 0, 68, ("…", "")),
    ],
)
def test_of_a_refused_line_120_characters_are_shown_40_of_them_before_the_pair(
    before: int, after: int, begin: int, marks: tuple[str, str]
) -> None:
    text = f"{' '.rjust(before, 'w') if before else ''}KZT/USD = n/a{' '.ljust(after, 'w') if after else ''}"
    (refusal,) = read(text).refused
    assert refusal.text == marks[0] + text[begin : begin + 120] + marks[1]


def test_a_refused_line_is_shown_without_its_tags() -> None:
    text = "<p><b>KZT/USD</b>\t=<i> n/a</i><b></b>today</p>"
    assert [it.text for it in read(text).refused] == ["KZT/USD = n/a today"]
    assert [it.text for it in read("<html>" + text).refused] == ["KZT/USD = n/a today"]


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_told_in_words_with_a_remedy(reason: Reason) -> None:
    assert len(reason.explanation) > 20
    assert len(reason.remedy) > 20


@pytest.mark.parametrize(
    ("text", "decimal", "detail", "remedy"),
    [
        ("• USD/UZS = 12.105", None, "", "say --decimal , for the whole source if that is its decimal mark"),
        ("• USD/UZS = 12.105 0.28%", ".", "", "say --decimal , for the whole source"),
        ("• USD/UZS = 12,105", ",", "", "say --decimal . for the whole source"),
        ("• USD/TJS = 10,105", ".", "", "say --decimal , for the whole source"),
        ("100 UZS = 4.105 KZT", ",", "", "say --decimal . for the whole source"),
        ("• USD/KZT = 2.105", None, "", "say --decimal , for the whole source"),
        ("• USD/KZT = 0.002105", None, "", "where the page has the pair the wrong way round"),
        ("• USD/TJS = 912.105", None, "", "where the page has the pair the wrong way round"),
        ("• KGS/USD = 0.01144 for 100 som", None, "100", "in a copy write 100 KGS = 1.144 USD if that is its unit"),
        ("840 USD/KZT 512.35", None, "840", "in a copy write 100 KGS = 1.144 USD if that is its unit"),
        ("• KGS/USD = -0.01144", None, "-0.01144", "where it was rounded away to 0.00"),
        ("• KGS/USD = 0.00", None, "0.00", "where it was rounded away to 0.00"),
        ("• KGS/USD = 1.144e-2", None, "1.144e-2", "write the number out"),
        ("1 KGS = 1.144E-2 USD", None, "1.144E-2", "write the number out"),
        ("• KGS/USD = 0.01144 sell", None, "sell", "keep the one that you want"),
        ("• SOM/USD = 0.01144", None, "SOM", "did you mean KGS? check the code"),
        ("• USD/KZX = 512.35", None, "KZX", "did you mean KZT? check the code"),
        ("• USD/QQQ = 512.35", None, "QQQ", "check the code"),
    ],
)
def test_a_refusal_shows_what_is_wrong_with_its_line_and_what_fits_it(
    text: str, decimal: str | None, detail: str, remedy: str
) -> None:
    (refusal,) = read(text, decimal=decimal).refused
    assert refusal.detail == detail
    assert refusal.remedy.startswith(remedy)


def test_the_decimal_mark_of_a_source_settles_its_ambiguous_numbers() -> None:
    assert [it.reason for it in read("USD/UZS = 12,105").refused] == [Reason.AMBIGUOUS_NUMBER]
    assert [it.value for it in read("USD/KGS = 87,105", decimal=",").rates] == [Decimal("87.105")]
    assert [it.value for it in read("USD/UZS = 12,105", decimal=".").rates] == [Decimal(12105)]


def test_of_values_that_agree_with_the_most_frequent_each_must_agree_with_the_one_that_is_kept() -> None:
    (conflict,) = read("KGS/USD = 0.011\n" * 3 + "KGS/USD = 0.01144\nKGS/USD = 0.0108\n").conflicts
    assert [(str(it.value), it.occurrences) for it in conflict.readings] == [("0.01144", 4), ("0.0108", 1)]


@pytest.mark.parametrize(("lines", "kept", "left"), [(1, "KGS", "USD"), (2, "KGS", "USD"), (3, "USD", "KGS")])
def test_a_pair_in_both_directions_that_cannot_meet_is_a_conflict(lines: int, kept: str, left: str) -> None:
    snapshot = read("KGS/USD = 0.01144\n" * 2 + "USD/KGS = 89.41\n" * lines)
    assert [(it.base, it.quote) for it in snapshot.rates] == [(kept, left)]
    (conflict,) = snapshot.conflicts
    assert [reading.is_inverse for reading in conflict.readings] == [False, True]
    assert_every_line_is_counted(snapshot)


def test_a_pair_in_both_directions_that_can_meet_is_two_rates() -> None:
    assert [it.base for it in read("KGS/USD = 0.01144\nUSD/KGS = 87.41").rates] == ["KGS", "USD"]


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("KZT/USD = 520", "implausible"),
        ("USD/KZT = 0.0021", "implausible"),
        ("1 EUR = 12.835 UZS", "implausible"),
        ("USD/KZT = 520", "520"),
        ("USD/KZT = 18.2", "18.2"),  # 145.5 tenge in 2011, divided by 8
        ("USD/KZT = 18.1", "implausible"),
        ("USD/KZT = 4394", "4394"),  # 549 tenge in 2025, times 8
        ("USD/KZT = 4396", "implausible"),
        ("USD/JPY = 0.0001", "0.0001"),  # the yen is not in the table
    ],
)
def test_a_rate_far_outside_of_what_its_currencies_were_worth_is_refused(text: str, reads: str) -> None:
    snapshot = read(text)
    assert [str(it.value) for it in snapshot.rates] + [it.reason for it in snapshot.refused] == [reads]
    assert [it.text for it in snapshot.refused] in ([], [text])
    assert len(read(text, allow_implausible=True).rates) == 1


def test_many_lines_of_which_no_two_are_alike_are_all_read() -> None:
    lines = [f"KGS/USD = 0.{number:05}" for number in range(10000, 16000)] * 2
    (conflict,) = read("\n".join(lines)).conflicts
    assert sum(len(reading.lines) for reading in conflict.readings) == 12000


@pytest.mark.parametrize("tag", ["div", "td", "section", "time", "p", "li"])
def test_a_date_in_the_next_block_of_html_is_found(tag: str) -> None:
    page = f"<html><{tag}>KGS/USD = 0.01144 0%</{tag}><{tag}>09 December 2025</{tag}></html>"
    assert read(page).date == date(2025, 12, 9)


def test_lines_of_html_are_counted_past_equal_words_and_entities() -> None:
    page = "<html>USD news\n<p>&nbsp;USD\n100 KZT&nbsp;=\n0.195 USD, and\nKZT/USD = 0.00195,\nUSD</p></html>"
    assert lines_of(read(page)) == {("KZT", "USD"): [3, 5]}


def test_a_line_that_only_begins_with_a_date_has_none() -> None:
    assert read(BLOCK + "09 December 2025" + " " * 600 + "and text\n").date is None
    assert read(BLOCK + f"<span class='{'x' * 600}'>09 December 2025</span>\n").date == date(2025, 12, 9)


def test_an_entity_of_endless_digits_breaks_nothing() -> None:
    assert [it.base for it in read(f"KGS/USD = 0.01144, &#{'1' * 5000};").rates] == ["KGS"]


def test_lines_of_html_are_counted_where_words_and_entities_hold_the_same_letters() -> None:
    assert lines_of(read("<html><p>a&#160;b\n\n1 USD = 512 KZT</p>")) == {("USD", "KZT"): [3]}


@pytest.mark.parametrize("blanks", ["\u00a0" * 130, "\0" * 300, "\u2003" * 200, "\ufeff" * 90])
def test_a_date_among_many_blanks_still_stands_alone_on_its_line(blanks: str) -> None:
    assert read(f"KGS/USD = 0.01144\n{blanks}2025-12-16{blanks}\n").date == date(2025, 12, 16)
    assert read(f"KGS/USD = 0.01144\n16 {blanks} December 2025\n").date == date(2025, 12, 16)

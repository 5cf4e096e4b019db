"""A page written from known rates in any mixture of forms gives exactly these rates; near misses give none."""

import html
from dataclasses import dataclass
from itertools import permutations

from conftest import read_page
from hypothesis import given, settings
from hypothesis import strategies as st

from fxcli.currency import HOME
from fxcli.number import plain

PAIRS = [*permutations(HOME, 2), ("EUR", "KZT"), ("RUB", "KGS"), ("USD", "JPY"), ("IRR", "KZT")]
JOINTS = ["/", " / ", "-", "→", " → ", " to ", " TO ", " ", ""]
STRONG = ["=", " = ", ": ", ":", " : ", " – ", "–", " — ", "—", " - ", " | ", "|", " =  ", "\u00a0=\u00a0", "\t=\t"]
WEAK = [" ", "\t", "  ", "\u00a0"]
BULLETS = ["", "• ", "  • ", "* ", "- ", "– ", "· ", "‣ ", "+ ", "1. ", "10) ", "| ", "\t", "    "]
BEFORE = ["", "Курс дня: ", "As of noon, ", "The board (left) said "]
AFTER = ["", " at noon", " (official)", "; and so on", ", they said", " | x |"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1251"]
ENTITIES = {"\u00a0": "&nbsp;", "−": "&minus;", "•": "&bull;", "/": "&#47;"}


@dataclass(frozen=True)
class Written:
    """A line, and what it says."""

    text: str
    base: str
    quote: str
    rate: str
    change: str | None


@st.composite
def figures(draw: st.DrawFn) -> tuple[str, str]:
    """A number as some writer would print it, and the digits that it means."""
    whole, fraction = draw(st.integers(0, 9_999_999)), draw(st.text("0123456789", max_size=6))
    if not whole and not fraction.strip("0"):
        whole = 1
    group = draw(st.sampled_from(["", "", " ", "\u00a0", "\u202f", "'", "’"]))
    mark = draw(st.sampled_from(".,"))
    if mark == "," and len(fraction) == 3 and whole:
        mark = "."  # 12,105 is the one form that nobody can read
    digits = f"{whole:,}".replace(",", group)
    return digits + (mark + fraction if fraction else ""), f"{whole}.{fraction}" if fraction else str(whole)


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, str | None]:
    """A printed change, and what it means."""
    if draw(st.booleans()):
        return draw(st.sampled_from([("", None), (" ▲", None), (" ↓", None)]))
    figure = draw(st.sampled_from(["0", "0.28", "0,28", "1.5", "12"]))
    falls = draw(st.booleans())
    sign = draw(st.sampled_from(["-", "−", "▼", "▼ ", "↓", "▼ -"] if falls else ["", "+", "▲", "↑ "]))
    blank = draw(st.sampled_from(["", " ", "\u00a0"]))
    written = f" ({sign}{figure}{blank}%)" if draw(st.booleans()) else f" {sign}{figure}{blank}%"
    return written, ("-" if falls else "") + figure.replace(",", ".")


@st.composite
def lines(draw: st.DrawFn, pair: tuple[str, str]) -> Written:
    """One rate in any of the forms that are read."""
    base, quote = pair
    written, digits = draw(figures())
    change, means = draw(changes())
    if draw(st.integers(0, 3)) == 0:
        unit = draw(st.sampled_from(["1", "10", "100", "1000", "10000"]))
        places = len(unit) - 1
        whole, _, fraction = digits.partition(".")
        moved = whole.rjust(places + 1, "0")
        digits = f"{moved[: len(moved) - places].lstrip('0') or '0'}.{moved[len(moved) - places :]}{fraction}".rstrip(
            "."
        )
        sign = draw(st.sampled_from([" = ", ": ", " – ", " — ", " - ", "="]))
        left = draw(st.sampled_from([f"{unit} {base}", f"{base} {unit}"]))
        right = draw(st.sampled_from([f"{written} {quote}{change}", f"{quote} {written}{change}"]))
        return Written(draw(st.sampled_from(BULLETS)) + left + sign + right, base, quote, digits, means)
    joint = draw(st.sampled_from(JOINTS))
    shown = f"{_cased(draw, base)}{joint}{_cased(draw, quote)}"
    if draw(st.booleans()):
        text = draw(st.sampled_from(BEFORE)) + shown + draw(st.sampled_from(STRONG)) + written + change
        return Written(text + draw(st.sampled_from(AFTER)), base, quote, digits, means)
    text = draw(st.sampled_from(BULLETS)) + shown + draw(st.sampled_from(WEAK)) + written + change
    return Written(text, base, quote, digits, means)


def _cased(draw: st.DrawFn, code: str) -> str:
    return "".join(draw(st.sampled_from([letter, letter.lower()])) for letter in code)


@st.composite
def pages(draw: st.DrawFn) -> tuple[bytes, bool, list[Written]]:
    """A page in some encoding, whether it is HTML, and the lines on it."""
    # A pair in both directions would contradict itself.
    pairs = draw(st.lists(st.sampled_from(PAIRS), min_size=1, max_size=5, unique_by=frozenset))
    written = [draw(lines(pair)) for pair in pairs]
    encoding = draw(st.sampled_from(ENCODINGS))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    noise = st.sampled_from(
        ["", "Harvest of 2024: 1.2 billion, 3% up", "Viewing results 1 - 6 of 1536", "Цены выросли"]
    )
    if draw(st.booleans()):
        items = [f"<li>{_marked_up(draw, it.text)}</li><p>{draw(noise)}</p>" for it in written]
        text = f"<!doctype html>{end}<ul>{end}" + end.join(items) + "</ul>"
        return text.encode(encoding, "xmlcharrefreplace"), True, written
    text = end.join(f"{it.text}{end}{draw(noise)}" for it in written)
    try:
        return text.encode(encoding), False, written
    except UnicodeEncodeError:
        return text.encode(), False, written


def _marked_up(draw: st.DrawFn, text: str) -> str:
    shown = html.escape(text, quote=False)
    for char, entity in ENTITIES.items():
        if draw(st.booleans()):
            shown = shown.replace(char, entity)
    tag = draw(st.sampled_from(["", "b", "span class='x>y'", 'a href="/KGS/USD=1"']))
    return f"<{tag}>{shown}</{tag.split()[0]}>" if tag else shown


@settings(max_examples=1000)
@given(pages())
def test_a_page_in_any_forms_gives_exactly_the_rates_it_was_written_from(
    page: tuple[bytes, bool, list[Written]],
) -> None:
    data, _, written = page
    snapshot = read_page(data, allow_implausible=True)
    read = [
        (it.base, it.quote, plain(it.rate), None if it.change_pct is None else plain(it.change_pct))
        for it in snapshot.rates
    ]
    assert read == [(it.base, it.quote, it.rate, it.change) for it in written]
    assert snapshot.refused == ()


CODE = st.sampled_from(HOME)
NUMBER = st.sampled_from(["512", "0.01144", "331.26", "9.42", "12 105", "2024"])
WORD = st.sampled_from(["what next", "why it fell", "a history", "see page 3", "and its neighbours"])
NEAR_MISSES = st.one_of(
    st.builds("The {0}/{1} rate fell 3% in {2}, experts say.".format, CODE, CODE, NUMBER),
    st.builds("In spring {2} {0}/{1} was a common sight.".format, CODE, CODE, NUMBER),
    st.builds("{2} {0}/{1}".format, CODE, CODE, NUMBER),
    st.builds("{0} {1} - {1}".format, CODE, NUMBER),
    st.builds("{0}/{1}: {2}".format, CODE, CODE, WORD),
    st.builds("{0}/{1} {2} {3}".format, CODE, CODE, NUMBER, WORD),
    st.builds("1 {0} – from {2} to {2} {1}".format, CODE, CODE, NUMBER),
    st.builds("{0}{1}_TOM {2}".format, CODE, CODE, NUMBER),
    st.builds("x{0}/{1} = {2}".format, CODE, CODE, NUMBER),
    st.builds("{0}/{1}x = {2}".format, CODE, CODE, NUMBER),
    st.builds("{0} {1} = {2}".format, CODE, NUMBER, NUMBER),
    st.builds("$1 – {1}, {0} – 0.19%".format, CODE, NUMBER),
    st.builds("5 {0} = {2} {1}".format, CODE, CODE, NUMBER),
    st.builds("{0} / {2} / {1}".format, CODE, CODE, NUMBER),
    st.builds("EUR/GBP = {0}".format, NUMBER),
    st.builds("{0} | {1} | {1} | {1} |".format, CODE, NUMBER),
    st.builds("{0} – {2} сом {1} – {2} тенге".format, CODE, CODE, NUMBER),
    st.builds("{0}, {1}, {0}/{1}/{0} = {2}".format, CODE, CODE, NUMBER),
)


@settings(max_examples=500)
@given(st.lists(NEAR_MISSES, min_size=1, max_size=6))
def test_near_misses_hidden_in_prose_give_no_rate(texts: list[str]) -> None:
    snapshot = read_page("\n".join(texts).encode())
    assert snapshot.rates == ()


TICKERS = st.tuples(
    CODE,
    CODE,
    st.sampled_from([*STRONG]),
    st.sampled_from(["0.01144", "12,105", "n/a", "0.00", "1e5", "510 - 514", "-1"]),
)


@given(st.lists(TICKERS, max_size=8))
def test_every_ticker_shaped_line_ends_as_one_rate_or_one_refusal(tickers: list[tuple[str, str, str, str]]) -> None:
    text = "\n".join(f"{base}/{quote}{sign}{number}" for base, quote, sign, number in tickers)
    snapshot = read_page(text.encode(), allow_implausible=True)
    assert snapshot.occurrences + len(snapshot.refused) == len(tickers)
    read = {line for lines_of in snapshot.lines.values() for line in lines_of}
    left = {line for conflict in snapshot.conflicts for it in conflict.readings[1:] for line in it.lines}
    refused = {refusal.line for refusal in snapshot.refused}
    assert sorted([*read, *left, *refused]) == list(range(1, len(tickers) + 1))

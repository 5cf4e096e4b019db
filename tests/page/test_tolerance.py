"""A page written from known rates in any mixture of forms gives exactly these rates; near misses give none.

And whatever is put into a line that is understood, it never gives another rate.
"""

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
BULLETS = [
    *["", "• ", "  • ", "* ", "- ", "– ", "· ", "‣ ", "+ ", "1. ", "10) ", "| ", "\t", "    "],
    *["▪ ", "→ ", "●", "💵 ", "🇺🇸🇰🇿 ", "✅ ", "# ", "> "],
    *["10:30 ", "2025-10-05 ", "9 декабря 2025 года ", "2025-yil 9-dekabr: ", "December 10, 2025 "],
]
EMPHASIS = [("", "")] * 6 + [("**", "**"), ("__", "__"), ("`", "`"), ('"', '"'), ("«", "»"), ("“", "”"), ("*", "*")]
BEFORE = ["", "Курс дня: ", "As of noon, ", "The board (left) said "]
STOPS = [
    "",
    " (official)",
    "; and so on",
    ", they said",
    " | x |",
    " — Нацбанк",
    " - the desk",
    ".",
    ". So it is",
    "*",
    "¹",
]
DATES = ["", "", " at noon", " on 9 December 2025", ", 09.12.2025", " as of 10:30", " на 9 декабря", " 2025-12-09"]
NAMES = {"USD": "$", "KZT": "тенге", "KGS": "сом", "UZS": "so'm", "TJS": "сомонӣ", "TMT": "манат"}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp1251"]
ENTITIES = {"\u00a0": "&nbsp;", "−": "&minus;", "•": "&bull;", "/": "&#47;"}


@dataclass(frozen=True)
class Written:
    """A line, and what it says."""

    text: str
    base: str
    quote: str
    value: str
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
    if len(digits) == 7 and digits[3].isspace():
        digits = str(whole)  # 512 515 may be two prices
    return digits + (mark + fraction if fraction else ""), f"{whole}.{fraction}" if fraction else str(whole)


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, str | None]:
    """A printed change, and what it means."""
    if draw(st.booleans()):
        return draw(st.sampled_from([("", None), (" ▲", None), (" ↓", None), (" (-0.0000001)", None)]))
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
    opens, closes = draw(st.sampled_from(EMPHASIS))
    behind = draw(st.sampled_from(DATES)) + draw(st.sampled_from(STOPS[:-2]))
    if draw(st.integers(0, 3)) == 0:
        unit = draw(st.sampled_from(["1", "10", "100", "1000", "10000", "1.00", "100,00"]))
        places = unit.partition(".")[0].partition(",")[0].count("0")
        whole, _, fraction = digits.partition(".")
        moved = whole.rjust(places + 1, "0")
        digits = f"{moved[: len(moved) - places].lstrip('0') or '0'}.{moved[len(moved) - places :]}{fraction}".rstrip(
            "."
        )
        sign = draw(st.sampled_from([" = ", ": ", " – ", " — ", " - ", "="]))
        bullet = draw(st.sampled_from(BULLETS))
        forms = [(f"{unit} {base}", f"{written} {quote}"), (f"{base} {unit}", f"{quote} {written}")]
        if (
            written.rstrip("0123456789")[-1:] in (".", ",")
            and written[-2:] != "00"
            and not _may_be_a_year_or_two_numbers(written, is_strong=False)
        ):
            forms.append((f"{written} {quote}", f"{unit} {base}"))
        left, right = draw(st.sampled_from(forms))
        if not right.endswith((base, quote)) and not change:
            behind = ""  # USD 1 = KZT 12 may end with a date; the others end with a name
        return Written(f"{bullet}{left}{sign}{right}{change}{behind}", base, quote, digits, means)
    joint = draw(st.sampled_from(JOINTS))
    is_strong = draw(st.booleans())
    begins = not is_strong or joint == " "
    shown = f"{base}{joint}{quote}"
    shown = _cased(draw, shown) if not begins else shown.lower() if draw(st.booleans()) else shown
    contract = draw(st.sampled_from(["_TOM", "_TOD", "_SPT"])) if not joint and draw(st.booleans()) else ""
    name = draw(st.sampled_from(["", f" {quote}", f" {NAMES.get(quote, quote)} per {base}", f" {quote} за {base}"]))
    if _may_be_a_year_or_two_numbers(written, is_strong=is_strong):
        written, name = digits, f" {quote}"
    separator = draw(st.sampled_from(STRONG if is_strong else WEAK))
    bullet = draw(st.sampled_from(BULLETS if begins else [*BULLETS, *BEFORE]))
    if opens and bullet.endswith("_"):
        bullet = ""
    if len(written) == 1 and not (name or change) and behind.startswith(". "):
        behind = ""  # KGS/KZT: 1. So it is: the first of a list
    text = f"{bullet}{opens}{shown}{contract}{closes}{separator}{written}{name}{change}{behind}"
    return Written(text, base, quote, digits, means)


def _may_be_a_year_or_two_numbers(written: str, *, is_strong: bool) -> bool:
    first = written.replace("\u00a0", " ").replace("\u202f", " ").split(" ")
    grouped = len(first) > 1 and (len(first[0]) == 3 or first[0] in ("1", "10", "100"))
    return (written.isdigit() and 1990 <= int(written) <= 2049) or (grouped and not is_strong)


def _cased(draw: st.DrawFn, code: str) -> str:
    return "".join(draw(st.sampled_from([letter, letter.lower()])) for letter in code)


@st.composite
def pages(draw: st.DrawFn) -> tuple[bytes, bool, list[Written]]:
    """A page in some encoding, whether it is HTML, and the lines on it."""
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


@settings(max_examples=400)
@given(pages())
def test_a_page_in_any_forms_gives_exactly_the_rates_it_was_written_from(
    page: tuple[bytes, bool, list[Written]],
) -> None:
    data, _, written = page
    snapshot = read_page(data, "page", allow_implausible=True)
    read = [
        (it.base, it.quote, plain(it.value), None if it.change_pct is None else plain(it.change_pct))
        for it in snapshot.rates
    ]
    assert read == [(it.base, it.quote, it.value, it.change) for it in written]
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
    st.builds("{0}{1}_TOP {2}".format, CODE, CODE, NUMBER),
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
    snapshot = read_page("\n".join(texts), allow_implausible=True)
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


# Lines that are understood, each with what it says. Their figures have no three digits before the point: `12 512.35` is
# a number too, and who puts `12 ` before `512.35` has written it.
UNDERSTOOD = [
    ("• KGS/USD = 0.01144 0%", "KGS/USD 0.01144"),
    ("USD/KGS: 87.45", "USD/KGS 87.45"),
    ("USD/UZS = 12105.33 (+0.28%)", "USD/UZS 12105.33"),
    ("**USD/TJS** — 9,68 сомони за доллар; НБТ", "USD/TJS 9.68"),
    ("10:00 USDKGS_TOM 87.45 +0.12 (+0.14%)", "USD/KGS 87.45"),
    ("💵 USD to KGS = 87.45 KGS, official", "USD/KGS 87.45"),
    ("Курс дня: usd→kgs – 87,45 на 9 декабря 2025 года", "USD/KGS 87.45"),
    ("KGS USD 0.01144 | ▼ 0.28%", "KGS/USD 0.01144"),
    ("| USD/KGS | 87.45 | -0.1% |", "USD/KGS 87.45"),
    ("1 USD = 87.45 KGS (official)", "USD/KGS 87.45"),
    ("100 KZT = 0.195 USD", "KZT/USD 0.00195"),
    ("USD 1 = KGS 87.45 at 10:30", "USD/KGS 87.45"),
    ("87.45 KGS = 1 USD", "USD/KGS 87.45"),
    ("1000 ӨЗБЕК СОМЫ UZS / KZT 43.5", "UZS/KZT 0.0435"),
    ("1 доллар США — 10.3135 сомони,", "USD/TJS 10.3135"),
    ("100 узбекских сумов = 12,28 тенге", "UZS/KZT 0.1228"),
    ("KGS/USD = 0.01144 0% KZT/USD = 0.00195 -0%", "KGS/USD 0.01144; KZT/USD 0.00195"),
    ("<tr><td>USD/KGS</td><td>87.45</td><td>+0.1%</td></tr>", "USD/KGS 87.45"),
    ("<p><b>KGS/USD</b> = <span>0.01144</span> <i>0%</i></p>", "KGS/USD 0.01144"),
    ("<div>USD/KGS</div><div>87.45 сом</div>", "USD/KGS 87.45"),
]
ODD_WORDS = st.sampled_from(
    [
        *(
            "and",
            "of",
            "buy",
            "cents",
            "billion",
            "per",
            "for",
            "quote",
            "x",
            "n/a",
            "nan",
            "dollars",
            "вчера",
            "гривен",
        ),
        *("тысяч", "млн", "минг", "мың", "цент", "тиын", "продажа", "харид", "sotish", "soat", "за", "на", "процента"),
        *("декабря", "yanvar", "шілде", "тенге", "сомов"),
    ]
)
ODD_NUMBERS = st.one_of(
    st.integers(1, 3000).map(str), st.decimals("0.01", "200", places=2).map(str), st.sampled_from(["10", "100", "1000"])
)
ODD_MARKS = st.sampled_from(
    [*"=:;|/\\-–—−+*×÷~≈<>()[]{}«»\"'`_%‰％^&#@!?…•▲▼↑↓→$₸€№°", "->", "...", "(1)", "<2", "&nbsp;"]
)
ODD_TAGS = st.sampled_from(
    ["<b>", "</b>", "<sup>", "<td>", "</td>", "<tr>", "<br>", "<p>", "<div>", "<!--x-->", "<td rowspan=2>"]
)
ODD_BLANKS = st.sampled_from([" ", "\t", "\u00a0", "\u2009", "\u200b", "\u00ad", "\ufeff", "  ", "\u2028"])
LETTERS_AND_MARKS = st.characters(categories=["L", "S", "P"], exclude_characters=".,'’")
ODD_LETTERS = st.text(LETTERS_AND_MARKS, min_size=1, max_size=3).filter(
    lambda letters: not (len(letters) == 3 and letters.isascii() and letters.isalpha())  # it may be a code
)
INSIDE_A_NUMBER = st.one_of(ODD_WORDS, st.sampled_from([*'=:/\\–—~≈«»"`_‰％^#@!?…•', "<b>", "<sup>", "\t", "\u200b"]))


@st.composite
def spoiled_lines(draw: st.DrawFn) -> tuple[str, str]:
    """A line that is understood, with something put into it, and what it said before."""
    text, says = draw(st.sampled_from(UNDERSTOOD))
    at = draw(st.integers(0, len(text)))
    odd: st.SearchStrategy[str] = st.one_of(ODD_WORDS, ODD_MARKS, ODD_TAGS, ODD_BLANKS, ODD_LETTERS)
    if text[max(0, at - 1) : at + 1].strip("0123456789.,") == "" and 0 < at < len(text):
        odd = INSIDE_A_NUMBER  # another figure, a point or a line's end in a number makes another number by itself
    elif draw(st.integers(0, 3)) == 0:
        odd = ODD_NUMBERS.map(" {} ".format)
    return text[:at] + draw(odd) + text[at:], says


@settings(max_examples=2000)
@given(spoiled_lines(), st.booleans())
def test_whatever_is_put_into_a_line_it_gives_its_rate_or_a_refusal_or_nothing_but_never_another_rate(
    line: tuple[str, str], is_html: bool
) -> None:
    text, says = line
    snapshot = read_page(text, is_html=is_html or text.startswith("<"))
    assert {f"{it.base}/{it.quote} {plain(it.value)}" for it in snapshot.rates} <= {*says.split("; ")}


def test_each_of_these_lines_is_understood() -> None:
    for text, says in UNDERSTOOD:
        snapshot = read_page(text, is_html=text.startswith("<"))
        assert "; ".join(f"{it.base}/{it.quote} {plain(it.value)}" for it in snapshot.rates) == says

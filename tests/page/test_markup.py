"""What of a document's markup is text, and whether it is HTML at all. The tables of examples are in tests/spec."""

import pytest
from conftest import read_days
from hypothesis import given
from hypothesis import strategies as st

from fxcli.page.markup import looks_like_html


@pytest.mark.parametrize(
    "beginning",
    [b"<!doctype html>", b"\n\n<HTML lang=en>", b"<ul>\n<li>a</li>", b"  <table><tr class=x>", b"<!-- a --><tr\n>"],
)
def test_a_document_says_that_it_is_html(beginning: bytes) -> None:
    assert looks_like_html(beginning)


@pytest.mark.parametrize("beginning", [b"", b"<b>a</b>", b"a <li> in prose", b"<track><link>", b"x" * 1024 + b"<html>"])
def test_a_tag_alone_makes_no_document(beginning: bytes) -> None:
    assert not looks_like_html(beginning)


LINES = [
    *("• KGS/USD = 0.01144 0%", "USD/KZT: 512.35*", "USD/KZT = 478,", "USD/KZT = 12", "77", "105,33", "0.5% more"),
    *("10", "TJS = 0.92 USD", "1 доллар США — 10.9135 сомони,", "* per 100 units", "Rates per 100 units", "Sell"),
    *("09 December 2025", "2025-12-08 10:30", "On 7 December 2025 it snowed", "the harvest of the valley", "", "\t"),
    *("USD/KZT", "| USD/KZT | 512.35 |", "| Pair | Forecast |", "JPY/KZT 345.1", "1 USD =", "KZT/USD = n/a", "2026"),
]
AS_WRITTEN = [
    *("<pre>{}</pre>", "<PRE class=x>{}</PRE>", "<textarea>{}</textarea>", "<xmp>{}", "<pre><code>{}</code></pre>"),
    *("<div style='white-space: pre-wrap'>{}</div>", '<p style="color:red; white-space:pre">{}</p>'),
]


@given(st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(AS_WRITTEN))
def test_what_stands_as_written_is_read_line_by_line_as_plain_text_is(lines: list[str], element: str) -> None:
    text = "\n".join(lines)
    plain, marked = read_days(text), read_days(f"<html>{element.format(text)}", is_html=True)
    assert [it.record() for it in marked] == [it.record() for it in plain]


@pytest.mark.parametrize("element", ["<p>{}</p>", "<div style='white-space: nowrap'>{}</div>", "<pre></pre>{}"])
def test_elsewhere_a_line_end_of_html_is_a_blank(element: str) -> None:
    page = "<html>" + element.format("KGS/USD\n=\n0.01144")
    ((rate,),) = (it.rates for it in read_days(page, is_html=True))
    assert rate.base == "KGS"

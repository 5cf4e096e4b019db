"""What of a document's markup is text, and whether it is HTML at all. The tables of examples are in tests/spec."""

import pytest

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

"""Which lines of a page hold rates: of its lines few can hold one, and equal ones are parsed once."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from heapq import merge
from itertools import product
from typing import NamedTuple

from fxcli.currency import HOME
from fxcli.iso4217 import CURRENCIES
from fxcli.page.document import Part
from fxcli.page.line import canonical
from fxcli.page.ticker import IN_WORDS, Match, may_be_in_words, parse

_CACHED_LINES = 4096
_MAX_CACHED_BYTES = 1024


class TickerLine(NamedTuple):
    """A line that holds rates, or what looks like one and is refused."""

    start: int
    """Where it begins in the text of its part."""
    raw: bytes
    shown: str
    """The line in canonical form."""
    matches: list[Match]


class Scanner:
    """Finds the lines with rates in the parts of one page, and remembers what equal lines say."""

    def __init__(self, decimal: str | None = None) -> None:
        self._decimal = decimal
        self._parsed: dict[bytes, tuple[str, list[Match]]] = {}

    def ticker_lines(self, part: Part) -> Iterator[TickerLine]:
        """The lines of a part that hold something ticker-shaped, in their order.

        A line that can be one names a home currency by its code and a second code, or begins as a rate in words.
        Ticker lines stand together, so the line below one is looked at without a search, in which odd letters might
        hide its codes.
        """
        text = part.text
        end = 0
        for hit in _hits(text):
            if hit < end:
                continue
            start = text.rfind(b"\n", 0, hit) + 1
            matches: list[Match] | None = None
            while matches is None or (matches and start < len(text)):
                end = text.find(b"\n", start) + 1 or len(text) + 1
                raw = text[start : end - 1]
                shown, matches = self._parse(raw, is_html=part.is_html)
                if matches:
                    yield TickerLine(start, raw, shown, matches)
                start = end

    def _parse(self, raw: bytes, *, is_html: bool) -> tuple[str, list[Match]]:
        known = self._parsed.get(raw)
        if known is None:
            if not _may_hold_a_rate(raw):
                return _NOTHING
            shown = canonical(raw)
            known = shown, parse(shown, is_html=is_html, decimal=self._decimal)
            if len(raw) <= _MAX_CACHED_BYTES:
                if len(self._parsed) == _CACHED_LINES:
                    self._parsed.clear()
                self._parsed[raw] = known
        return known


_NOTHING: tuple[str, list[Match]] = "", []

_HOME_CODES = tuple(code.encode() for code in HOME)


def _hits(text: bytes) -> Iterator[int]:
    """Offsets on the lines that may hold a rate, in ascending order."""
    in_words = (found.end() - 1 for found in IN_WORDS.finditer(text))
    first = (0,) if may_be_in_words(text[:_MAX_CACHED_BYTES]) else ()
    return merge(first, home_codes()(text), in_words)


_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def may_hold_rates(page: bytes) -> bool:
    """Whether a page's bytes can hold a rate at all; most pages of a crawl cannot."""
    return page.startswith(_UTF16_MARKS) or next(_hits(page), None) is not None


@cache
def home_codes() -> Callable[[bytes], Iterator[int]]:
    """A function that gives the offsets of home codes in a text, in any letter case, in ascending order.

    It makes one pass where the library for it is installed (the extra `fast`), else one for each code.
    """
    try:
        from ahocorasick_rs import BytesAhoCorasick, MatchKind
    except ImportError:
        return one_by_one
    letters = (product(*({char.upper(), char.lower()} for char in code)) for code in HOME)
    forms = ["".join(form).encode() for of_code in letters for form in of_code]
    automaton = BytesAhoCorasick(forms, matchkind=MatchKind.LeftmostFirst)  # the kind that has the quickest search
    return lambda text: (start for _, start, _ in automaton.find_matches_as_indexes(text))


def one_by_one(text: bytes) -> Iterator[int]:
    """The same without the library."""
    upper = text.upper()
    return merge(*(_occurrences(upper, code) for code in _HOME_CODES))


def _occurrences(text: bytes, code: bytes) -> Iterator[int]:
    hit = text.find(code)
    while hit != -1:
        yield hit
        hit = text.find(code, hit + 1)


_CODES = re.compile(rb"(?<![A-Za-z0-9])(?:[A-Za-z]{3}|[A-Za-z]{6})(?![A-Za-z0-9])")
_JOINTS = re.compile(rb"[/-]|\xe2\x86\x92")
# Letters of another alphabet, unseen characters and entities may stand within a code.
_ODD_CODE = re.compile(
    rb"""
    [A-Za-z] (?: [\xce-\xd3] | & | \xc2\xad | \xe2\x80[\x8b-\x8f] | \xe2\x81\xa0 | \xef\xbb\xbf )
  | (?: [\xce-\xd3][\x80-\xbf] | ; ) [A-Za-z]
    """,
    re.VERBOSE,
)


def _may_hold_a_rate(line: bytes) -> bool:
    codes = _CODES.findall(line)
    if not _JOINTS.search(line):  # beside a slash any three letters count, elsewhere currencies and capitals
        codes = [code for code in codes if len(code) == 6 or code.isupper() or code.upper().decode() in CURRENCIES]
    if len(codes) > 1 or any(len(code) == 6 for code in codes):
        return True
    return bool(_ODD_CODE.search(line)) or may_be_in_words(line)

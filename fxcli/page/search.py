"""Where in a text a rate can stand at all: where it names a home currency by its code, or begins as a rate in words."""

import re
from collections.abc import Callable
from functools import cache
from itertools import product

from fxcli.currency import HOME
from fxcli.page.encoding import UTF16_MARKS

_HOME_CODES = frozenset(code.encode() for code in HOME)
_KINDS = bytes.maketrans(b"KkTtUuSsGgZzJjMmDd", b"SSSSSSSSGGGGGGGGDD")
"""Letters that stand in the same places of home codes are one here, so that there are two kinds of codes: dollars, and
all others."""
_KINDS_OF_CODES = frozenset(code.translate(_KINDS) for code in _HOME_CODES)
_BEGINNING_BYTES = 1 << 10

# A bullet is a blank, a mark, a tag, an entity, a row number, or a character of no alphabet of the region and no sign
# of a currency, which may stand before the unit. Nearly all lines begin with a letter and are left at once. The bytes
# may be UTF-8 or windows-1251.
_LINE_IN_WORDS = rb"""
    %(before)b (?![A-Za-z\xd0-\xd3])
    (?: &[#0-9A-Za-z]{1,31}; | [%(blank)b!-#%%-/:-;=>@\[-`{-\xbf]
        | \xc2[\x80-\xbf] | [\xe2\xe3\xef](?!\x82)[\x80-\xbf]{2} | \xf0[\x80-\xbf]{3}
        | [0-9]{1,4}[.)](?![0-9]) %(tag)b )*+
    (?=[1$\xe2])
    (?: (?:\$|\xe2\x82[\x80-\xbf])\x20?1(?![0-9])
      | 1 (?: [0.,%(blank)b\xa0] | \xc2\xa0 | \xe2\x80[\x89\xaf] | &nbsp; ){0,8}
        (?: (?: [%(blank)b\x7f\xa0] | \xc2\xa0 | \xe2\x80[\x80-\xaf] | &[#0-9A-Za-z]{1,31};
              | <[^<>]{1,400}> )++ [A-Za-z$\xa4\x88\xc0-\xff]
          | \$ | \xe2\x82[\x80-\xbf] | [Uu][Ss]\$
        )
    )
"""
_IN_WORDS = re.compile(
    _LINE_IN_WORDS % {b"before": rb"\n", b"blank": rb"\x00-\x09\x0b-\x20", b"tag": rb"| <[^<>\n]{1,400}>"},
    re.VERBOSE,
)
"""The line end before a line of visible text that may hold a rate in words, and that line's beginning."""


@cache  # compiled when first needed: to read a page needs none of them
def _in_words_in_markup() -> list[re.Pattern[bytes]]:
    """The same where markup is not yet marks: a line may begin behind any tag, and in HTML a line end is a blank."""
    return [
        re.compile(_LINE_IN_WORDS % {b"before": before, b"blank": rb"\x00-\x20", b"tag": b""}, re.VERBOSE)
        for before in (rb"\n", b">(?!<)")
    ]


def find_hits(text: bytes) -> list[int]:
    """The offsets of home codes, and of the beginnings of lines that may hold a rate in words, ascending."""
    hits = home_codes()(text)
    in_words = [found.start() + 1 for found in _IN_WORDS.finditer(text)]
    if may_be_in_words(text[:_BEGINNING_BYTES]):
        in_words.append(0)
    return sorted(hits + in_words) if in_words else hits


def may_hold_rates(page: bytes) -> bool:
    """Whether a page's bytes can hold a rate at all; most pages of a crawl cannot."""
    if page.startswith(UTF16_MARKS) or home_codes()(page):
        return True
    return any(form.search(page) for form in _in_words_in_markup()) or may_be_in_words(page[:_BEGINNING_BYTES])


@cache
def home_codes() -> Callable[[bytes], list[int]]:
    """A function that gives the offsets of home codes in a text, in any letter case, in ascending order.

    It makes one pass where the library for it is installed (the extra `fast`), else two.
    """
    try:
        from ahocorasick_rs import BytesAhoCorasick, MatchKind
    except ImportError:
        return by_kinds
    letters = (product(*({char.upper(), char.lower()} for char in code)) for code in HOME)
    forms = ["".join(form).encode() for of_code in letters for form in of_code]
    automaton = BytesAhoCorasick(forms, matchkind=MatchKind.LeftmostFirst)  # the kind that has the quickest search
    return lambda text: [start for _, start, _ in automaton.find_matches_as_indexes(text)]


def by_kinds(text: bytes) -> list[int]:
    """The same without the library: two searches find what looks like one of the codes."""
    alike = text.translate(_KINDS)
    hits = []
    for kind in _KINDS_OF_CODES:
        hit = alike.find(kind)
        while hit != -1:
            if text[hit : hit + 3].upper() in _HOME_CODES:
                hits.append(hit)
            hit = alike.find(kind, hit + 1)
    return sorted(hits)


def may_be_in_words(line: bytes) -> bool:
    """Whether a line of visible text, not yet canonical, can hold a rate in words: it begins with a unit and a word."""
    return _IN_WORDS.match(b"\n" + line) is not None

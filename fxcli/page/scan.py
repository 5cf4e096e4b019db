"""Which lines of a page hold rates: of its lines few can hold one, and equal ones are parsed once."""

import re
from bisect import bisect_left
from typing import NamedTuple

from fxcli.currency import HOME
from fxcli.iso4217 import CURRENCIES
from fxcli.page.document import Part
from fxcli.page.encoding import as_utf8
from fxcli.page.line import canonical
from fxcli.page.search import may_be_in_words
from fxcli.page.strip import usual_rate
from fxcli.page.ticker import Match, parse

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

    def find(self, part: Part, position: int, *, is_below: bool = False) -> TickerLine | None:
        """The first line of a part from a position on that holds something ticker-shaped.

        A line that can be one names a home currency by its code and a second code, or begins as a rate in words.
        Ticker lines stand together, so a position that `is_below` one is looked at without a search, in which odd
        letters might hide its codes. A position is the beginning of a line.
        """
        text, hits = part.text, part.hits
        at = bisect_left(hits, position)
        while is_below or at < len(hits):
            start = position if is_below else text.rfind(b"\n", 0, hits[at]) + 1
            end = text.find(b"\n", start)
            end = len(text) if end == -1 else end
            after = bisect_left(hits, end, at)
            if is_below or hits[at] == start or _MAY_SHOW_TWO_CODES.search(text, start, end):
                raw = text[start:end]
                shown, matches = self._parsed.get(raw) or self._parse(raw, is_hit=after > at)
                if matches:
                    return TickerLine(start, raw, shown, matches)
            at = after
            is_below = False
        return None

    def _parse(self, raw: bytes, *, is_hit: bool) -> tuple[str, list[Match]]:
        line = as_utf8(raw)
        if not ((is_hit or may_hide_a_code(line)) and _may_hold_a_rate(line)):
            return _NOTHING
        if usual := usual_rate(line, self._decimal):
            shown = usual.text
            parsed = shown, [Match(shown.index(usual.base), len(shown), usual)]
        else:
            shown = canonical(line)
            parsed = shown, parse(shown, decimal=self._decimal)
        if len(raw) <= _MAX_CACHED_BYTES:
            if len(self._parsed) == _CACHED_LINES:
                self._parsed.clear()
            self._parsed[raw] = parsed
        return parsed


_NOTHING: tuple[str, list[Match]] = "", []


# Two runs of three letters joined by a mark, two words of three or one of six, or anything that can hide a code.
_MAY_SHOW_TWO_CODES = re.compile(
    rb"""
    [A-Za-z&\x80-\xff]
    (?: (?<![A-Za-z])
      | [A-Za-z]{2}
        (?: [^A-Za-z0-9/-]{0,8} [/-] [^A-Za-z0-9]{0,8} [A-Za-z]{3} (?![A-Za-z])
          | (?<![A-Za-z0-9][A-Za-z]{3})
            (?: [A-Za-z]{3} | (?![A-Za-z0-9]) [^\n]*? (?<![A-Za-z0-9]) (?:[A-Za-z]{3}){1,2} ) (?![A-Za-z0-9])
        )
    )
    """,
    re.VERBOSE,
)
_JOINED = re.compile(rb"[A-Za-z]{3}[^A-Za-z0-9/-]{0,8}(?:[/-]|\xe2\x86\x92)[^A-Za-z0-9]{0,8}[A-Za-z]{3}(?![A-Za-z])")
_CODES = re.compile(rb"(?<![A-Za-z0-9])(?:[A-Za-z]{3}|[A-Za-z]{6})(?![A-Za-z0-9])")
# A letter beside one of another alphabet, an unseen character or an entity: these may stand within a code.
_ODD_CODE = re.compile(
    rb"""
    [A-Za-z]
    (?: (?= [\xce-\xd3] | & | \xc2\xad | \xe2\x80[\x8b-\x8f] | \xe2\x81\xa0 | \xef\xbb\xbf )
      | (?<= [\xce-\xd3][\x80-\xbf][A-Za-z] ) | (?<= ;[A-Za-z] )
    )
    """,
    re.VERBOSE,
)
# Characters that are not seen, and entities, which may be; and letters of an alphabet of which some look alike.
_UNSEEN = re.compile(rb"&|\xc2\xad|\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xef\xb8[\x8e\x8f]|\xef\xbb\xbf")
_CYRILLIC = re.compile(rb"[\xd0-\xd3]")
_CURRENCIES = frozenset(code.encode() for code in CURRENCIES)
_HOME = frozenset(code.encode() for code in HOME)


def may_hide_a_code(line: bytes) -> bool:
    """Whether a line in which no home code was found can show one to its reader."""
    if line.isascii():
        return b"&" in line
    return bool(_UNSEEN.search(line) or (_CYRILLIC.search(line) and _ODD_CODE.search(line)))


def _may_hold_a_rate(line: bytes) -> bool:
    """Whether a line names two codes, or could: joined by a mark any letters count, else currencies and capitals."""
    if _JOINED.search(line) or _are_two(_CODES.findall(line)):
        return True
    return (not (line.isascii() and b"&" not in line) and bool(_ODD_CODE.search(line))) or may_be_in_words(line)


def _are_two(codes: list[bytes]) -> bool:
    """Whether words of three or six letters hold the codes of a pair."""
    if sum(code.isupper() or code.upper() in _CURRENCIES for code in codes if len(code) == 3) > 1:
        return True
    return any(len(code) == 6 and not _HOME.isdisjoint((code[:3].upper(), code[3:].upper())) for code in codes)

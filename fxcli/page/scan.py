"""Where in a document ticker lines stand: of its lines few can hold one, and equal ones are parsed once."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from functools import partial
from heapq import heapify, heappop, heapreplace
from typing import NamedTuple

from fxcli.page.document import HOME_BYTES, MARGIN, Document, Done, Piece
from fxcli.page.line import canonical
from fxcli.page.ticker import TickerLine, ticker_lines


class Sighting(NamedTuple):
    """A ticker line and where in a piece of a document it stands."""

    start: int
    """An offset in the piece's text, on the line where the pair starts."""
    end: int
    line: TickerLine
    text: str
    """The whole canonical line."""


_Search = Callable[[], list[Sighting]]
"""Gives the ticker lines of a piece, now or when another process has found them."""

_Parsed = tuple[str, list[TickerLine]]
"""The canonical form of a line and its ticker lines."""
_NOT_PARSED: _Parsed = "", []

_CACHED_LINES = 4096
_LONGEST_CACHED = 1024
_AHEAD = 4
"""So many pieces keep two or three processes busy; more would wait for the one that cuts them."""


def scan(document: Document, pool: Executor | None = None) -> Iterator[tuple[Piece, list[Sighting]]]:
    """Each piece of a document with its ticker lines, in their order, each reported once.

    A pool searches some pieces of a long document while the first of them is awaited.
    """
    waiting: deque[tuple[Piece, _Search]] = deque()
    for one in _searches(document, pool):
        waiting.append(one)
        if len(waiting) > (_AHEAD if pool else 0):
            piece, search = waiting.popleft()
            yield piece, search()
    for piece, search in waiting:
        yield piece, search()


def _searches(document: Document, pool: Executor | None) -> Iterator[tuple[Piece, _Search]]:
    """The pieces of a document; one that goes on is searched at once, for the next begins where its last rate ends."""
    pieces = document.pieces()
    piece = next(pieces, None)
    while piece:
        done = None
        if piece.goes_on:
            limit = len(piece.text) - MARGIN
            # What reaches so far from so far back is no number that anyone can use, but it is reported.
            sightings = [it for it in _unreported(piece) if it.end <= limit or it.start < limit - MARGIN // 2]
            last = max((it.end for it in sightings), default=0)
            after_rate = limit - MARGIN // 2 <= last
            done = Done(max(limit, last), last if after_rate else limit - MARGIN // 2, after_rate)
            search: _Search = partial(list, sightings)
        else:
            search = pool.submit(_unreported, piece).result if pool else partial(_unreported, piece)
        yield piece, search
        try:
            piece = pieces.send(done) if done else next(pieces)
        except StopIteration:
            return


def _unreported(piece: Piece) -> list[Sighting]:
    return [it for it in find(piece) if it.end > piece.reported]


def find(piece: Piece) -> Iterator[Sighting]:
    """The ticker lines of a piece, in their order. Equal lines are parsed once."""
    text = piece.text
    parsed: dict[bytes, _Parsed] = {}
    for start, raw in _candidates(piece, parsed):
        end = start + len(raw)
        begun, goes_on = start == 0 and piece.mid_line, end == len(text) and piece.goes_on
        known = None if begun or goes_on else parsed.get(raw)
        if known:
            shown, lines = known
        else:
            shown = canonical(raw)
            lines = ticker_lines(
                shown,
                tags_are_strong=piece.is_html,
                mid_line=begun,
                after_rate=begun and piece.after_rate,
                goes_on=goes_on,
            )
            if len(raw) <= _LONGEST_CACHED and not (begun or goes_on):
                if len(parsed) == _CACHED_LINES:
                    parsed.clear()
                parsed[raw] = shown, lines
        if piece.is_html or len(raw) > _LONGEST_CACHED:
            yield from _within_line(text, start, raw, shown, lines)
        else:
            for line in lines:
                yield Sighting(start, end, line, shown)


def _candidates(piece: Piece, parsed: Mapping[bytes, _Parsed]) -> Iterator[tuple[int, bytes]]:
    """The lines that can hold a ticker line and where they begin, in their order: few others, and none left out.

    Ticker lines stand together, and their strip many times in a page: the line below one needs no search. Whether
    a line was one stands in `parsed` when the next is asked for.
    """
    text = piece.text
    searches = _home_codes(text) if piece.is_html else _places_of_rates(text)
    hits = [(hit, number) for number, search in enumerate(searches) if (hit := search(0)) != -1]
    heapify(hits)
    done = -1
    while hits:
        hit, number = hits[0]
        if hit > done:
            start = text.rfind(b"\n", 0, hit) + 1
            done = _line_end(text, hit)
            while (line := text[start:done]) in parsed or _names_a_home_currency(line):
                yield start, line
                if done == len(text) or not parsed.get(line, _NOT_PARSED)[1]:
                    break
                start = done + 1
                done = _line_end(text, start)
        if (hit := searches[number](max(hit + 1, done))) == -1:
            heappop(hits)
        else:
            heapreplace(hits, (hit, number))


def _line_end(text: bytes, position: int) -> int:
    end = text.find(b"\n", position)
    return len(text) if end == -1 else end


_Find = Callable[[int], int]
"""Gives the first place at a position or after it, -1 where there is none."""


def _home_codes(text: bytes) -> list[_Find]:
    """Searches for home codes in any letter case."""
    upper = text.upper()
    return [partial(upper.find, code) for code in HOME_BYTES]


def _places_of_rates(text: bytes) -> list[_Find]:
    """Searches for the places of plain text where a ticker line can stand: after a separator, beside markup, at the
    beginning of a line.

    Rare bytes are found many times faster than codes, so they are searched first; what stands before them decides.
    """
    return [
        _first_line,
        *(partial(_mark_after_a_pair, text, mark, width) for mark, width in _MARKS),
        partial(_dash_after_a_pair, text),
        partial(_beginning_of_a_rate, text),
    ]


def _first_line(position: int) -> int:
    return 0 if position == 0 else -1  # it may have begun before, and no LF stands before it


def _mark_after_a_pair(text: bytes, mark: bytes, width: int, position: int) -> int:
    hit = text.find(mark, position)
    while hit != -1 and not _follows_a_pair(text, hit + 1 - width):
        hit = text.find(mark, hit + 1)
    return hit


def _dash_after_a_pair(text: bytes, position: int) -> int:
    hits = (dash.start() for dash in _DASH.finditer(text, position) if _follows_a_pair(text, dash.start()))
    return next(hits, -1)


def _beginning_of_a_rate(text: bytes, position: int) -> int:
    found = _CAN_BEGIN.search(text, position)
    return found.end() - 1 if found else -1


def _follows_a_pair(text: bytes, at: int) -> bool:
    """Whether what stands at an offset can separate a pair, or the first half of a unit form, from what follows."""
    return _CAN_SEPARATE.match(text, at - 1 if text[at - 1] == _BLANK else at) is not None


# The last byte of each separator of plain text and how many it has; `<` and `&` may begin what stands for one.
_MARKS = ((b"=", 1), (b":", 1), (b"|", 1), (b"\x93", 3), (b"\x94", 3), (b"<", 1), (b"&", 1))
# A common byte, and a separator only before a blank; but few characters begin as odd blanks do.
_DASH = re.compile(rb"-(?=[\x00-\x20\x7f\xc2\xe1-\xe3\xef]|\Z)")
_BLANK = 0x20
_HOME_CODE = rb"(?i:%s)" % b"|".join(HOME_BYTES)
_HOME_CODE_WITH_UNSEEN = rb"(?i:%s)" % re.sub(rb"\B", b"[\x80-\xff]*+", b"|".join(HOME_BYTES))
_A_HOME_CODE = re.compile(b"|".join(HOME_BYTES))


def _any_before(*parts: bytes) -> bytes:
    return b"|".join(rb"(?<=%s)" % part for part in parts)


# Before a separator, at most one blank away, ends a pair or the first half of a unit form; what looks like none of
# prose's own words may be one with odd blanks in it.
_CAN_SEPARATE = re.compile(
    rb"""
    \ ?[<&]
  | (?<! [A-Za-z]{7})                                                                    # a word of no code's length
    (?<! [\x00-@[-`{-\x7f][A-Za-z]{4}) (?<! [\x00-@[-`{-\x7f][A-Za-z]{5})
    (?<! [\x00-@[-`{-\x7f][A-Za-z]{2}) (?<! [\x00-@[-`{-\x7f][A-Za-z])
    (?<! [!-/2-@[-`{-~]) (?<! [\xd0-\xd3][\x80-\xbf])                                   # a mark, a Cyrillic letter
    (?: %s )
    \ ?(?:[=:|]|-|\xe2\x80[\x93\x94])
    """
    % _any_before(
        _HOME_CODE,
        *(rb"%s.{%d}[A-Za-z]{3}" % (_HOME_CODE, joint) for joint in (0, 1, 4)),  # KGSEUR, KGS EUR, KGS to EUR
        # the same with an unseen character in the home code, which one or two letters of it may follow
        rb"[\x8b-\xbf][A-Za-z]{4}",
        rb"[\x8b-\xbf][A-Za-z][\ A-Za-z][A-Za-z]{3}",
        rb"[\x8b-\xbf][A-Za-z]{2}\ [A-Za-z]{3}",
        rb"[\x8b-\xbf][A-Za-z]\ [Tt][Oo]\ [A-Za-z]{3}",
        rb"[\x8b-\xbf][A-Za-z]{2}\ [Tt][Oo]\ [A-Za-z]{3}",
        rb"[01].[A-Za-z]{3}",  # 100 EUR
        rb"[01]",  # EUR 100
        rb"[\x00-\x1f/\x7f-\xff-][A-Za-z]{3}",
        rb"[\x00-\ /\x7f-\xff-]\ [A-Za-z]{3}",
        rb"[\x00-\ \x7f-\xff]{2}[Tt][Oo].[A-Za-z]{3}",
        rb"[\x80-\xff][Oo].[A-Za-z]{3}",
        rb"[\x80-\xff][A-Za-z]{2}",
        rb"[\x80-\xff][A-Za-z]",
        rb"[\x00-\ \x7f-\xff]",
    ),
    re.VERBOSE | re.DOTALL,
)

# A weak pair begins its line, after bullets, row numbers and blanks of any kind, or after a unit and words.
_CAN_BEGIN = re.compile(
    rb"""
    \n (?: [\x00-\x09\x0b-/:-@[-`{-\x7f] | [\xc2\xe1-\xe3\xef][\x80-\xbf]{1,2} | (?:[0-9][\x80-\xff]*+){1,4}[.)] )*+
    (?:
        1[0\x00-\x09\x0b-\ \x80-\xff]*+(?![0-9.,])
      | (?: %(home)s %(joint)s %(code)s | %(code)s %(joint)s %(home)s )
        (?![A-Za-z0-9_]|\ ?[=:|])
    )
    """
    % {
        b"home": _HOME_CODE_WITH_UNSEEN,
        b"code": rb"[A-Za-z](?:[\x80-\xff]*+[A-Za-z]){2}",
        b"joint": rb"[^A-Za-z0-9_\n]*+(?:[Tt][\x80-\xff]*+[Oo][^A-Za-z0-9_\n]++)?",
    },
    re.VERBOSE,
)


def _names_a_home_currency(line: bytes) -> bool:
    return _A_HOME_CODE.search(line.upper()) is not None


_TOKEN = re.compile(r"[A-Za-z0-9]+")
# A rate's last token and the marks that close its change; it matches anywhere, if only nothing.
_END = re.compile(rb"[A-Za-z0-9]*+(?:(?:[ \t\x1d\x1e\x1f]|\xc2\xa0|&nbsp;|\xe2\x80[\x89\xaf]){0,8}%(?:[ \x1e]?\))?)?")
_ENTITY = re.compile(rb"&#?[0-9A-Za-z]{1,31};")


def _within_line(text: bytes, start: int, raw: bytes, shown: str, lines: list[TickerLine]) -> Iterator[Sighting]:
    """The ticker lines of one line of a piece, each from its first token to its last."""
    tokens = [list(_TOKEN.finditer(shown, line.start, line.end)) for line in lines]
    places = _raw_offsets(raw, shown, [token.start() for of_line in tokens for token in (of_line[0], of_line[-1])])
    for line in lines:
        begin, end_token = start + next(places), start + next(places)
        yield Sighting(begin, _END.match(text, end_token).end(), line, shown)  # type: ignore[union-attr]


def _raw_offsets(raw: bytes, shown: str, positions: list[int]) -> Iterator[int]:
    """The offsets in a line's bytes of tokens of its canonical form, which stand at ascending positions.

    Entities and blanks differ in length, tokens do not: each is found by counting its equals since the last.
    """
    raw = _ENTITY.sub(lambda entity: b"&" * len(entity[0]), raw)
    at_shown = at_raw = 0
    for position in positions:
        token = _TOKEN.match(shown, position)
        if token and position >= at_shown:
            for _ in range(shown.count(token[0], at_shown, position) + 1):
                at_raw = raw.find(token[0].encode(), at_raw) + 1 or at_raw
            at_shown = position + 1
        yield max(at_raw - 1, 0)

"""Where in a document ticker lines stand: of its lines few can hold one, and equal ones are parsed once."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from fxcli.document import HOME_BYTES, MARGIN, Document, Done, Piece, canonical
from fxcli.ticker import TickerLine, parse


class Sighting(NamedTuple):
    """A ticker line and where in a piece of a document it stands."""

    start: int
    """An offset in the piece's text, on the line where the pair starts."""
    end: int
    line: TickerLine
    text: str
    """The whole canonical line."""


_BLOCK = 1 << 17
_CACHED_LINES = 4096
_LONGEST_CACHED = 1024


def scan(document: Document) -> Iterator[tuple[Piece, list[Sighting]]]:
    """Each piece of a document with its ticker lines, in their order, each reported once."""
    pieces = document.pieces()
    piece = next(pieces, None)
    while piece:
        sightings = [it for it in find(piece) if it.end > piece.reported]
        done = None
        if piece.goes_on:
            limit = len(piece.text) - MARGIN
            # What reaches so far from so far back is no number that anyone can use, but it is reported.
            sightings = [it for it in sightings if it.end <= limit or it.start < limit - MARGIN // 2]
            last = max((it.end for it in sightings), default=0)
            after_rate = limit - MARGIN // 2 <= last
            done = Done(max(limit, last), last if after_rate else limit - MARGIN // 2, after_rate)
        yield piece, sightings
        try:
            piece = pieces.send(done) if done else next(pieces)
        except StopIteration:
            return


def find(piece: Piece) -> Iterator[Sighting]:
    """The ticker lines of a piece, in their order. Equal lines are parsed once."""
    text = piece.text
    parsed: dict[bytes, tuple[str, list[TickerLine]]] = {}
    for start, end in _candidates(piece):
        raw = text[start:end]
        begun, goes_on = start == 0 and piece.mid_line, end == len(text) and piece.goes_on
        if begun or goes_on:
            shown = canonical(raw)
            lines = parse(
                shown,
                tags_are_strong=piece.is_html,
                mid_line=begun,
                after_rate=begun and piece.after_rate,
                goes_on=goes_on,
            )
        elif raw in parsed:
            shown, lines = parsed[raw]
        elif not _names_a_home_currency(raw):
            continue
        else:
            shown = canonical(raw)
            lines = parse(shown, tags_are_strong=piece.is_html)
            if len(raw) <= _LONGEST_CACHED:
                if len(parsed) == _CACHED_LINES:
                    parsed.clear()
                parsed[raw] = shown, lines
        if piece.is_html or len(raw) > _LONGEST_CACHED:
            tokens = [list(_TOKEN.finditer(shown, line.start, line.end)) for line in lines]
            places = _raw_offsets(
                raw, shown, [token.start() for of_line in tokens for token in (of_line[0], of_line[-1])]
            )
            for line in lines:
                begin, end_token = start + next(places), start + next(places)
                yield Sighting(begin, _END.match(text, end_token).end(), line, shown)  # type: ignore[union-attr]
        else:
            for line in lines:
                yield Sighting(start, end, line, shown)


def _candidates(piece: Piece) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end that can hold a ticker line, in their order: few others, and none left out."""
    text = piece.text
    find_hits = _home_codes if piece.is_html else _places_of_rates
    start, done = 0, -1
    while start < len(text):
        line_end = text.find(b"\n", start + _BLOCK)
        stop = len(text) if line_end == -1 else line_end + 1
        for hit in sorted(find_hits(text, start, stop)):
            if hit > done:
                begin = text.rfind(b"\n", 0, hit) + 1
                end = text.find(b"\n", hit)
                done = len(text) if end == -1 else end
                yield begin, done
        start = stop


def _home_codes(text: bytes, start: int, stop: int) -> Iterator[int]:
    """Where home codes stand in any letter case, one of each in a line."""
    block = text[start:stop].upper()
    for code in HOME_BYTES:
        hit = block.find(code)
        while hit != -1:
            yield start + hit
            line_end = block.find(b"\n", hit)
            hit = -1 if line_end == -1 else block.find(code, line_end)


def _places_of_rates(text: bytes, start: int, stop: int) -> Iterator[int]:
    """Where in plain text a ticker line can stand: after a separator, beside markup, at the beginning of a line.

    Rare bytes are found many times faster than codes, so they are searched first; what stands before them decides.
    """
    if start == 0 or stop == len(text):  # such a line may have begun before, or go on
        yield start
        yield text.rfind(b"\n", start, stop - 1) + 1
    for mark, width in _MARKS:
        hit = text.find(mark, start, stop)
        while hit != -1:
            if _follows_a_pair(text, hit + 1 - width):
                yield hit
                line_end = text.find(b"\n", hit)
                hit = -1 if line_end == -1 else text.find(mark, line_end, stop)
            else:
                hit = text.find(mark, hit + 1, stop)
    for dash in _DASH.finditer(text, start, stop):
        if _follows_a_pair(text, dash.start()):
            yield dash.start()
    for begin in _CAN_BEGIN.finditer(text, max(0, start - 1), stop):
        yield begin.end() - 1


def _follows_a_pair(text: bytes, at: int) -> bool:
    """Whether what stands at an offset can separate a pair, or the first half of a unit form, from what follows."""
    return _CAN_SEPARATE.match(text, at - 1 if text[at - 1] == _BLANK else at) is not None


# The last byte of each separator of plain text and how many it has; `<` and `&` may begin what stands for one.
_MARKS = ((b"=", 1), (b":", 1), (b"|", 1), (b"\x93", 3), (b"\x94", 3), (b"<", 1), (b"&", 1))
_DASH = re.compile(rb"-(?![!-~])")  # a common byte, and a separator only before a blank
_BLANK = 0x20
_HOME_CODE = rb"(?i:%s)" % b"|".join(HOME_BYTES)


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
        b"home": _HOME_CODE,
        b"code": rb"[A-Za-z](?:[\x80-\xff]*+[A-Za-z]){2}",
        b"joint": rb"[^A-Za-z0-9_\n]*+(?:[Tt][\x80-\xff]*+[Oo][^A-Za-z0-9_\n]++)?",
    },
    re.VERBOSE,
)


def _names_a_home_currency(line: bytes) -> bool:
    line = line.upper()
    return any(code in line for code in HOME_BYTES)


_TOKEN = re.compile(r"[A-Za-z0-9]+")
# A rate's last token and the marks that close its change; it matches anywhere, if only nothing.
_END = re.compile(rb"[A-Za-z0-9]*+(?:(?:[ \t\x1d\x1e\x1f]|\xc2\xa0|&nbsp;|\xe2\x80[\x89\xaf]){0,8}%(?:[ \x1e]?\))?)?")
_ENTITY = re.compile(rb"&#?[0-9A-Za-z]{1,31};")


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

"""What a ticker line prints, where on it, and what in the lines beside speaks against it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from itertools import accumulate, repeat
from typing import NamedTuple

from fxcli.page.document import MAX_LINE_BYTES, Part
from fxcli.page.line import canonical
from fxcli.page.markup import CELL_BYTE, SOURCE_LINE, TAG_BYTE
from fxcli.page.neighbours import Doubt, Row, column_of, doubt_above
from fxcli.page.scan import TickerLine
from fxcli.page.ticker import Match
from fxcli.printed import PartOfDate, PrintedRate
from fxcli.refusal import Reason

Key = Hashable
"""A raw line that says the same wherever it stands; of another one also where a match begins and what is against it."""
Days = Sequence[date | PartOfDate]
"""The days that a line with rates names, or parts of them."""


class Place(NamedTuple):
    """Where a match stands, as offsets in the text of its part."""

    begin: int
    """Of the line, in HTML of the cell or block, in which it begins."""
    pair: int
    """Before the pair, on its line of the source."""
    end: int
    """Of the line, in HTML of the cell or block, in which it ends."""


_NEAR_A_CUT = 200
"""In characters: what decides on a rate stands so near to it."""


def pieces(
    part: Part, found: TickerLine, headings: Sequence[Row]
) -> Iterator[tuple[Key, Sequence[PrintedRate], Days, Place]]:
    """What a line prints, the days that it names, and where: at once where nothing beside it can change that."""
    raw, start = found.raw, found.start
    is_alone = CELL_BYTE not in raw and SOURCE_LINE not in raw and not part.is_cut and not part.is_rest
    if is_alone and not headings and not any(match.ends_line for match in found.matches):
        days = [day for match in found.matches for day in match.days]
        yield raw, [match.printed for match in found.matches], days, Place(start, start, start + len(raw))
        return
    for match, place in zip(found.matches, _places(found), strict=True):
        column = column_of(raw, found.shown, match, place.pair - start) if headings else 0
        doubt = _doubt(part, found, match) or doubt_above(headings, column, match.printed.base)
        printed = match.printed.doubted(*doubt) if doubt else match.printed
        yield (raw, match.start, doubt), (printed,), match.days, place


def _doubt(part: Part, found: TickerLine, match: Match) -> Doubt | None:
    """Why a number may not be whole: it may go on in the line below, or its own was too long and is cut."""
    end = found.start + len(found.raw)
    if match.ends_line:
        below = (part.text[end + 1 : end + 1 + _GLIMPSE] or part.next_line).lstrip(_LEADING)
        form = _DIGITS if found.raw.rstrip(_BLANKS).endswith((b".", b",")) else _REST_OF_NUMBER
        if rest := form.match(below):
            return Reason.UNCLEAR, f"the number may go on in the next line, which begins with {rest[0].decode()}"
    at_cut = part.is_cut and end == len(part.text) and len(found.shown) - match.end < _NEAR_A_CUT
    if at_cut or (part.is_rest and found.start == 0 and match.start < _NEAR_A_CUT):
        return Reason.UNCLEAR, f"the line is longer than {MAX_LINE_BYTES >> 10} KiB and is cut beside this"
    return None


_GLIMPSE = 64
_BLANKS = b" \t" + SOURCE_LINE + TAG_BYTE
_LEADING = b">|" + _BLANKS
_DIGITS = re.compile(rb"[0-9]+")
_REST_OF_NUMBER = re.compile(rb"[0-9]{3}(?![0-9])|[0-9]{0,3}[.,][0-9]{1,4}(?![0-9.,:/-])")
_PIECE = re.compile(rb"[^%s%s]+" % (CELL_BYTE, SOURCE_LINE))


def _places(found: TickerLine) -> Iterator[Place]:
    """Where the matches of a line stand, in their order.

    Markup and entities differ in length from what they mean, so the letters that a reader sees are counted.
    """
    raw, start = found.raw, found.start
    if CELL_BYTE not in raw and SOURCE_LINE not in raw:
        yield from repeat(Place(start, start, start + len(raw)), len(found.matches))
        return
    shown = [(piece.start(), _letters(canonical(piece[0]))) for piece in _PIECE.finditer(raw)]
    passed = list(accumulate(letters for _, letters in shown))
    seen = position = 0
    for match in found.matches:
        seen += _letters(found.shown[position : match.start])
        position = match.start
        pair = shown[bisect_right(passed, seen)][0]
        last = shown[bisect_left(passed, seen + _letters(found.shown[match.start : match.end]))][0]
        end = raw.find(CELL_BYTE, last)
        yield Place(start + raw.rfind(CELL_BYTE, 0, pair) + 1, start + pair, start + (len(raw) if end == -1 else end))


def _letters(shown: str) -> int:
    return len("".join(shown.split()))

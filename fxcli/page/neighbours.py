"""What the lines beside ticker lines say of their figures: a unit, a side, another thing, a second price.

Rates per 100 units             a heading, for the lines below it
| Pair    | Forecast | Rate |   the heads of columns, each for its own
JPY/KZT 345.1*
* за 100 единиц                 the line right below one
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

from fxcli.number import plain
from fxcli.page.before import without_dates
from fxcli.page.behind import numbers_near
from fxcli.page.line import canonical
from fxcli.page.markup import BLOCK, BREAK, CELL, JOINED
from fxcli.page.ticker import Match
from fxcli.page.unit import unit_said
from fxcli.page.vocabulary import (
    DIGIT,
    LETTERS,
    is_count,
    is_many,
    is_month,
    is_percent,
    is_piece,
    is_side,
    is_topic,
)
from fxcli.page.written import UNIT_IN_TEXT
from fxcli.printed import PrintedRate
from fxcli.refusal import Reason

_SHORT_BYTES = 300
"""A longer line is prose, which says nothing of other lines."""
_SEARCHED_BYTES = 2048
"""So far above a ticker line its headings stand."""
_MOST_WORDS = 5
_SHORTEST_WORD = 6
"""In letters: a shorter word alone on a line is a button or a scrap rather than a heading."""
_FOOTNOTE_MARKS = ("*", "(", "¹", "²", "³", "†")

_LINE = re.compile(rb"[^\n]+")
_SENTENCE_END = re.compile(r"[.!?…](?:\s|\Z)")
_WORD_OR_NUMBER = re.compile(r"\w")
_CELLS = re.compile(f"[|\\t{CELL}{BLOCK}{JOINED}{BREAK}]")
_UNIT_OR_YEAR = re.compile(rf"(?<![\w.,])(?:{UNIT_IN_TEXT}|(?:19|20)[0-9]{{2}})(?![\w.,])")
_NUMBER = re.compile("[0-9]+(?:[.,' ][0-9]+)*")
_NUMBER_ALONE = re.compile(f"[| \t{CELL}{BLOCK}]*(?P<figures>[0-9][0-9.,'’ ]*)[| \t{CELL}{BLOCK}]*")
_PIECE = re.compile(r"[0-9]{1,2} ?(?P<word>[^\W\d_]{3,20})")

Doubt = tuple[Reason, str]
"""Why a rate is uncertain, and the words that say so."""


class Neighbours:
    """The lines beside ticker lines, in their order."""

    def __init__(self) -> None:
        self._headings: Sequence[str] = ()
        self._above: list[str] = []
        self._follows = False
        """Whether all that was passed since the last ticker line is blank."""
        self._is_row = False

    def pass_by(self, text: bytes) -> str:
        """Pass lines without rates; returns the first that is not blank, where a ticker line stands right above it."""
        below = ""
        if text in (b"", b"\n"):  # as between most ticker lines
            return below
        if self._follows and (first := next(_shown(_LINE.finditer(text)), None)) is not None:
            self._follows = False
            below = first if self._is_row or not _NUMBER_ALONE.fullmatch(first) else ""
        self._above = [*islice(_headings(text), 2), *self._above][:2]
        return below

    def headings(self, shown: str) -> Sequence[str]:
        """What stands above a canonical ticker line and says something of it and of those that follow; it is passed."""
        if self._above:
            nearest, *others = self._above
            self._headings = [it for it in (nearest, *(others if _CELLS.search(nearest) else ())) if _may_say(it)]
            self._above = []
        self._follows, self._is_row = True, _CELLS.search(shown) is not None
        return self._headings


def _shown(lines: Iterable[re.Match[bytes]]) -> Iterator[str]:
    """Lines as their reader sees them, without blank ones; of a long one nothing is shown."""
    for line in lines:
        if line.end() - line.start() > _SHORT_BYTES:
            yield ""
        elif shown := canonical(line[0]):
            yield shown


def _headings(text: bytes) -> Iterator[str]:
    """The last lines that can be headings, from below: neither dates nor rulers. Prose is an empty one."""
    last = [*_LINE.finditer(text, max(0, len(text) - _SEARCHED_BYTES))]
    return (it for it in _shown(reversed(last)) if not it or _WORD_OR_NUMBER.search(without_dates(it)) or "%" in it)


def doubt_above(headings: Sequence[str], shown: str, match: Match) -> Doubt | None:
    """What headings say against a rate of a canonical line below them."""
    for heading in headings:
        if not _CELLS.search(heading):
            said = [_heading_says(heading, match.printed.base)]
        else:
            said = [_column_says(it, match.printed.base) for it in _heads_of_column(heading, shown, match)]
        if doubts := [it for it in said if it]:
            return doubts[0]
    return None


def doubt_below(below: str, printed: PrintedRate) -> Doubt | None:
    """What the line right below one says against its last rate: a second price, the rest of a sum, a unit."""
    if not isinstance(printed.value, Decimal):
        return None
    if (alone := _NUMBER_ALONE.fullmatch(below)) and numbers_near(plain(printed.value), alone["figures"].strip()):
        return Reason.RANGE, alone["figures"].strip()
    is_whole = printed.value.as_tuple().exponent == 0
    if is_whole and (piece := _PIECE.match(below)) and is_piece(piece["word"].lower()):
        return Reason.UNCLEAR, piece[0]
    unit = _unit(below, printed.base) if _is_heading(below) else ""
    return (Reason.AMBIGUOUS_UNIT, unit) if unit else None


def _may_say(heading: str) -> bool:
    """Whether a line can say something of a rate below it at all, whichever it is."""
    if not (_CELLS.search(heading) or _is_heading(heading)):
        return False
    is_said = (is_side, is_many, is_count, is_topic, is_percent, is_piece, is_month)
    words = LETTERS.findall(heading.lower())
    return "%" in heading or DIGIT.search(heading) is not None or any(said(word) for said in is_said for word in words)


def _heading_says(heading: str, base: str) -> Doubt | None:
    unit = _unit(heading, base)
    return (Reason.AMBIGUOUS_UNIT, unit) if unit else _words_say(heading)


def _is_heading(line: str) -> bool:
    """Whether a line is a heading or a footnote: few words, or a mark that says so; and no sentence."""
    if line.endswith(":") or line.startswith(_FOOTNOTE_MARKS):
        return True
    words = without_dates(line).split()
    is_title = len(words) > 1 or len(line) >= _SHORTEST_WORD
    return is_title and len(words) <= _MOST_WORDS and not _SENTENCE_END.search(line)


def _unit(line: str, base: str) -> str:
    """What a line says of the unit; nothing where a second number stands, since it then prices something itself."""
    return unit_said(line, base) if len(_NUMBER.findall(without_dates(line))) < 2 else ""


def _column_says(head: str, base: str) -> Doubt | None:
    if unit := unit_said(head, base):
        return Reason.AMBIGUOUS_UNIT, unit
    if number := _UNIT_OR_YEAR.search(without_dates(head)):
        return Reason.UNCLEAR, number[0]
    words = LETTERS.findall(without_dates(head).lower())
    other = next((it for it in words if is_month(it) or is_many(it)), "") or ("%" if "%" in without_dates(head) else "")
    return _words_say(head) or ((Reason.UNCLEAR, other) if other else None)


def _words_say(heading: str) -> Doubt | None:
    """What a heading says of the figures below it: one side of two prices, or another thing than a rate."""
    for word in LETTERS.findall(without_dates(heading).lower()):
        if is_side(word):
            return Reason.RANGE, word
        if is_topic(word) or is_percent(word) or is_piece(word):
            return Reason.UNCLEAR, word
    return None


def _heads_of_column(heading: str, shown: str, match: Match) -> list[str]:
    """The cells of a row of headings under which the number of a rate in a row can stand; empty outer ones are lost."""
    heads, row = _CELLS.split(heading), _CELLS.split(shown)
    if len(row) == 1:
        return []
    column = len(_CELLS.findall(shown, 0, match.start)) + bool(_CELLS.search(shown, match.start, match.end))
    return [heads[it] for it in {column, column + len(heads) - len(row)} if 0 <= it < len(heads)]

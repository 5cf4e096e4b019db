"""What the lines beside ticker lines say of their figures: a unit, a side, another thing, a second price.

Rates per 100 units             a heading, for the lines below it
| Pair    | Forecast | Rate |   the heads of columns, each for its own
JPY/KZT 345.1*
* за 100 единиц                 the line right below one
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from fxcli.currency import is_active
from fxcli.number import plain
from fxcli.page.before import without_dates
from fxcli.page.behind import numbers_near
from fxcli.page.line import BLANK, GAP, canonical
from fxcli.page.markup import BLOCK, BLOCK_BYTES, CELL, CELL_BYTE, JOINED
from fxcli.page.meaning import past
from fxcli.page.ticker import Match
from fxcli.page.unit import names_another, unit_said
from fxcli.page.vocabulary import (
    DIGIT,
    LETTERS,
    is_many,
    is_money,
    is_month,
    is_no_rate,
    is_of_heading,
    is_percent,
    is_piece,
    is_short_title,
    is_side,
    is_topic,
)
from fxcli.page.written import UNIT_IN_TEXT
from fxcli.printed import PrintedRate
from fxcli.refusal import Reason

_SHORT_BYTES = 300
"""A longer line is prose, which says nothing of other lines."""
_MOST_BLANKS = 14
"""A line without cells and with more blanks is prose as well."""
_SEARCHED_BYTES = 2048
"""So far above a ticker line its headings stand."""
_LONGEST_DATE = 60
_SHORTEST_WORD = 6
"""In letters: a shorter word alone on a line is a button or a scrap rather than a heading."""

_LINE = re.compile(rb"[^\n]+")
_TEXT_CELLS = re.compile(rb"[|\t]")
_CELLS = re.compile(f"[|\\t{CELL}{BLOCK}{JOINED}]")
_WORD_OR_NUMBER = re.compile(r"\w")
_UNIT_OR_YEAR = re.compile(rf"(?<![\w.,])(?:{UNIT_IN_TEXT}|(?:19|20)[0-9]{{2}})(?![\w.,])")
_CHANGE = re.compile(r"[Δ∆±%‰№]|[+]/[-−–]")
_NUMBER = re.compile("[0-9]+(?:[.,' ][0-9]+)*")
_NUMBER_ALONE = re.compile(f"[| \t{CELL}{BLOCK}]*(?P<figures>[0-9][0-9.,'’ ]*)[| \t{CELL}{BLOCK}]*")
# Below a rate: a word in brackets, decimals, and behind a dash that ends the line above a second price.
_ASIDE = re.compile(r"[(](?P<word>[^\W\d_]+)[)]")
_DECIMALS = re.compile(r"[.,][0-9]{1,4}(?![0-9])")
_ENDS_WITH_DASH = re.compile(r"[0-9] ?[–—-]\Z")
_SECOND = re.compile(r"(?:[–—-] ?)?(?P<figures>[0-9]+(?:[.,][0-9]+)?)")
_PIECE = re.compile(r"[0-9]{1,2} ?(?P<word>[^\W\d_]{3,20})")

_MARKS = "[*†‡]{1,3}|[¹²³⁴-⁹]{1,2}"
_MARKED = re.compile(rf"[0-9]{BLANK}?(?P<mark>{_MARKS})(?![*†‡¹²³⁴-⁹\w])")
_FOOTNOTE = re.compile(rf"{GAP}?(?P<mark>{_MARKS})[ )]{{0,2}}(?P<said>[^*†‡].*)")
_MOST_FOOTNOTES = 8
"""So many lines below rates can be their footnotes."""

Doubt = tuple[Reason, str]
"""Why a rate is uncertain, and the words that say so."""
Row = Sequence[str]
"""The cells of a line as their reader sees them; a heading of text is one."""


class Neighbours:
    """The lines beside ticker lines, in their order."""

    def __init__(self) -> None:
        self._headings: Sequence[Row] = ()
        self._above: list[Row] = []
        self._follows = False
        """Whether all that was passed since the last ticker line is blank."""
        self._last = b""
        """The last ticker line."""

    def pass_by(self, text: bytes) -> str:
        """Pass lines without rates; returns the first that is not blank, where a ticker line stands right above it."""
        below = ""
        if text in (b"", b"\n"):  # as between most ticker lines
            return below
        if self._follows and (first := next(_rows(_downwards(text)), None)) is not None:
            self._follows = False
            below = "|".join(first)
            if _NUMBER_ALONE.fullmatch(below) and not self._may_have_another():
                below = ""
        above = self._above if len(text) <= _SEARCHED_BYTES else [("",)]
        self._above = [*islice(_headings(text), 2), *above][:2]
        return below

    def headings(self, line: bytes) -> Sequence[Row]:
        """What stands above a ticker line and says something of it and of those that follow; the line is passed."""
        if self._above:
            nearest, *others = self._above
            self._headings = [it for it in (nearest, *(others if len(nearest) > 1 else ())) if _may_say(it)]
            self._above = []
        self._follows, self._last = True, line
        return self._headings

    def pass_known(self, line: bytes) -> None:
        """Pass the last of some ticker lines right below the one before, above which the same stands."""
        self._last = line

    def _may_have_another(self) -> bool:
        """Whether a number alone in the line below the last ticker line can be a second price of it."""
        shown = canonical(self._last)
        return bool(_CELLS.search(shown) or _ENDS_WITH_DASH.search(shown))


def _downwards(text: bytes) -> Iterator[bytes]:
    """The lines of a text that are not empty."""
    return (line[0] for line in _LINE.finditer(text))


def _upwards(text: bytes) -> Iterator[bytes]:
    """Its last lines, from below, as far up as a heading may stand."""
    floor, end = max(0, len(text) - _SEARCHED_BYTES), len(text)
    while end > floor:
        begin = text.rfind(b"\n", floor, end) + 1 or floor
        if begin < end:
            yield text[begin:end]
        end = begin - 1


def _rows(lines: Iterable[bytes]) -> Iterator[Row]:
    """Lines as their reader sees them, without blank ones; of a long one nothing is shown."""
    for line in lines:
        is_long = len(line) > _SHORT_BYTES
        if is_long or (line.count(b" ") > _MOST_BLANKS and CELL_BYTE not in line and not _TEXT_CELLS.search(line)):
            yield ("",)
        elif any(row := cells(line)):
            yield row


def cells(line: bytes) -> Row:
    """The cells of a line, empty ones as well: of HTML, of bars or of tabs. A block of HTML alone is no cell."""
    text = _without_block(line)
    if CELL_BYTE in text:
        first, *others = map(canonical, text.split(CELL_BYTE))
        return (first, *others) if first else others
    return [canonical(it) for it in _TEXT_CELLS.split(text)]


def _without_block(line: bytes) -> bytes:
    """What stands in a block of HTML, if nothing else stands on its line; any other line as it is."""
    if CELL_BYTE not in line or CELL_BYTE in line.replace(BLOCK_BYTES, b""):
        return line
    shown = [it for it in line.split(BLOCK_BYTES) if canonical(it)]
    return shown[0] if len(shown) == 1 else line


def _headings(text: bytes) -> Iterator[Row]:
    """The last lines that can be headings, from below: neither dates nor rulers. Prose is an empty one."""
    for row in _rows(_upwards(text)):
        shown = " ".join(row)
        if len(shown) < _LONGEST_DATE:
            shown = without_dates(shown)
        if not any(row) or _WORD_OR_NUMBER.search(shown) or _CHANGE.search(shown):
            yield row


def doubt_above(headings: Sequence[Row], column: int, base: str) -> Doubt | None:
    """What headings say against a rate of a base below them, whose number stands in a column, counted from 0."""
    for row in headings:
        if len(row) == 1:
            said = _heading_says(row[0], base)
        else:
            said = _column_says(row[column], base) if 0 <= column < len(row) else None
        if said:
            return said
    return None


def column_of(raw: bytes, shown: str, match: Match, place: int) -> int:
    """The column in which the number of a rate stands whose pair stands at a place of its raw line, counted from 0.

    -1 where the line has no columns.
    """
    if not _CELLS.search(shown):
        return -1
    text = _without_block(raw)
    if CELL_BYTE in text:
        pair = raw.count(CELL_BYTE, 0, place) - (not canonical(raw.partition(CELL_BYTE)[0]))
    else:
        first = len(_TEXT_CELLS.findall(text, 0, len(text) - len(text.lstrip())))
        pair = first + len(_CELLS.findall(shown, 0, match.start))
    return pair + bool(_CELLS.search(shown, match.start, match.end))


def doubt_below(below: str, printed: PrintedRate) -> Doubt | None:
    """What the line right below one says against its last rate: a second price, the rest of a sum, a unit."""
    if not isinstance(printed.value, Decimal):
        return None
    if (alone := _NUMBER_ALONE.fullmatch(below)) and numbers_near(plain(printed.value), alone["figures"].strip()):
        return Reason.RANGE, alone["figures"].strip()
    aside = _ASIDE.fullmatch(below)
    if aside and (said := _words_say(aside["word"])):
        return said
    is_whole = printed.value.as_tuple().exponent == 0
    if is_whole and (rest := _DECIMALS.match(below)):
        return Reason.UNCLEAR, rest[0]
    if _ENDS_WITH_DASH.search(printed.text) and (second := _SECOND.match(below)):
        return Reason.RANGE, second["figures"]
    if is_whole and (piece := _PIECE.match(below)) and is_piece(piece["word"].lower()):
        return Reason.UNCLEAR, piece[0]
    return _unit(below, printed.base)


def is_marked(printed: PrintedRate) -> bool:
    """Whether a mark behind a number points to a footnote."""
    return _MARKED.search(printed.text) is not None


def footnotes(text: bytes) -> dict[str, str]:
    """The footnotes among the first lines of a text: their marks, and what they say."""
    rows = islice(_rows(_downwards(text)), _MOST_FOOTNOTES)
    found = (_FOOTNOTE.fullmatch(row[0]) for row in rows if len(row) == 1)
    return {it["mark"]: it["said"] for it in found if it}


def doubt_in_footnote(notes: Mapping[str, str], printed: PrintedRate) -> Doubt | None:
    """What a footnote to which the mark behind a rate points says against it: a unit, a side, another thing."""
    marked = _MARKED.search(printed.text) if isinstance(printed.value, Decimal) else None
    said = notes.get(marked["mark"]) if marked else None
    return _heading_says(said, printed.base) if said else None


def _may_say(row: Row) -> bool:
    """Whether a heading can say something of a rate at all, whichever it is."""
    if len(row) == 1:
        words = LETTERS.findall(row[0].lower())
        return bool(words) and all(map(_is_known, words))
    return any(DIGIT.search(it) or _column_says(it, "") for it in row)


def _is_known(word: str) -> bool:
    return len(word) == 1 or is_of_heading(word) or is_money(word) or is_active(word.upper())


def _heading_says(heading: str, base: str) -> Doubt | None:
    """What a line of text says of the rates below it: its words must all be of those that such headings have."""
    if unit := _unit(heading, base):
        return unit
    undated = without_dates(heading)
    words = LETTERS.findall(undated.lower())
    is_long = len(words) > 1 or len(heading) >= _SHORTEST_WORD
    is_title = heading.endswith(":") or is_long or is_short_title(heading.lower())
    is_menu = any(map(is_side, words)) and any(map(is_topic, words))
    if not is_title or is_menu or not all(map(is_of_heading, words)):
        return None
    change = _CHANGE.search(undated)
    other = past(heading) or (change[0] if change else "")
    return (Reason.UNCLEAR, other) if other else _words_say(heading)


def _unit(line: str, base: str) -> Doubt | None:
    """What a line says of the unit of a base; nothing where it prices something itself, or names another currency."""
    undated = without_dates(line)
    if len(_NUMBER.findall(undated)) > 1 or not all(map(_is_known, LETTERS.findall(undated.lower()))):
        return None
    codes = {it for it in LETTERS.findall(line) if it.isupper() and is_active(it)}
    unit = unit_said(line, base) if codes <= {base} else ""
    if not unit or names_another(line.partition(unit)[2].strip("*():. "), base):
        return None
    return Reason.AMBIGUOUS_UNIT, unit


def _column_says(head: str, base: str) -> Doubt | None:
    """What the head of a column says of the numbers below it."""
    shown = without_dates(head)
    if unit := unit_said(head, base):
        return Reason.AMBIGUOUS_UNIT, unit
    if other := _UNIT_OR_YEAR.search(shown) or _CHANGE.search(shown):
        return Reason.UNCLEAR, other[0]
    words = LETTERS.findall(shown.lower())
    other_word = next((it for it in words if is_month(it) or is_many(it) or is_no_rate(it)), "")
    return _words_say(head) or ((Reason.UNCLEAR, other_word) if other_word else None)


def _words_say(heading: str) -> Doubt | None:
    """What words say of the figures below them: one side of two prices, or another thing than a rate."""
    for word in LETTERS.findall(without_dates(heading).lower()):
        if is_side(word):
            return Reason.RANGE, word
        if is_topic(word) or is_percent(word) or is_piece(word):
            return Reason.UNCLEAR, word
    return None

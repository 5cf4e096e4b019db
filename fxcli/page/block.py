"""The ticker lines of a page that stand together, and the date that stands beside them."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from itertools import accumulate, islice, repeat
from typing import NamedTuple

from fxcli.page.document import MAX_LINE_BYTES, Document, Part
from fxcli.page.line import canonical
from fxcli.page.markup import CELL_BYTE, SOURCE_LINE, TAG_BYTE
from fxcli.page.neighbours import Doubt, Neighbours, Row, column_of, doubt_above, doubt_below
from fxcli.page.scan import Scanner, TickerLine
from fxcli.page.strip import usual_rate
from fxcli.page.surroundings import Lines
from fxcli.page.ticker import Match
from fxcli.printed import Block, DateLine, OwnDate, PartOfDate, PrintedRate, UnsureDate
from fxcli.refusal import Reason

REACH = 5
"""How many other non-blank lines may stand between ticker lines of one block, and a date away from its block."""


def read_blocks(document: Document, *, decimal: str | None = None, dates: str | None = None) -> Iterator[Block]:
    """The blocks of a page in their order, each with the day that stands beside it.

    `decimal` ("," or ".") settles numbers such as 12,105. `dates` (`above` or `below`) says which of two different
    days beside a block is its own; without it such a block has none. The document is consumed.
    """
    is_told = False
    for run in _runs(document, decimal, dates):
        for block in run.blocks():
            if block.day or block.doubt or is_told:
                yield block
            else:  # looking far around costs much, and of a page without a day one line is told
                yield block._replace(nearest=run.nearest())
                is_told = True


def _runs(document: Document, decimal: str | None, dates: str | None) -> "Iterator[_Run]":
    scanner, neighbours = Scanner(decimal), Neighbours()
    run = _Run(dates)
    lines = None
    for part in document.parts():
        lines = Lines(part, lines)
        seen = passed = 0
        found = scanner.find(part, 0)
        while found:
            run.judge_last(neighbours.pass_by(part.text[passed : found.start]))
            headings = neighbours.headings(found.shown)
            passed = end = found.start + len(found.raw)
            for key, printed, days, place in _pieces(part, found, headings):
                run.look_between(lines, seen, place.begin)
                if run.is_over():
                    yield run
                    run = run.next()
                run.add(key, printed, days, lines, place)
                seen = place.end
            if seen == end and not headings:
                seen = passed = end = run.read_below(part, lines, end, decimal)
            found = scanner.find(part, end + 1, is_below=True)
        run.judge_last(neighbours.pass_by(part.text[passed:]))
        run.look_between(lines, seen, len(part.text))
    yield run


_Key = Hashable
"""A raw line that says the same wherever it stands; of another one also where a match begins and what is against it."""


_Days = Sequence[date | PartOfDate]
"""The days that a line with rates names, or parts of them."""


class _Segment:
    """Ticker lines between which no date stands."""

    def __init__(self, above: DateLine | None) -> None:
        self.above = above
        self.below: DateLine | None = None
        self.own: list[OwnDate] = []
        """The ticker lines that name days themselves, with these."""
        self.printed: dict[_Key, tuple[Sequence[PrintedRate], array[int]]] = {}
        """What is printed, with the numbers of the lines."""

    def take(self, other: "_Segment") -> None:
        """Add what another one prints."""
        for key, (printed, numbers) in other.printed.items():
            self.printed.setdefault(key, (printed, array("L")))[1].extend(numbers)
        self.own += other.own

    def block(self, beside: Sequence[DateLine | None]) -> Block:
        """What it prints, with the day of those lines; where they or its own name two, with none."""
        named = [it for it in beside if it]
        rates = [(rate, numbers) for printed, numbers in self.printed.values() for rate in printed]
        if not named:
            return Block(None, rates, own=self.own)
        first, *others = named
        other: DateLine | OwnDate | None = next((it for it in others if it.day != first.day), None)
        other = other or next((it for it in self.own if not it.can_be(first.day)), None)
        return Block(None, rates, doubt=(first, other)) if other else Block(first.day, rates, own=self.own)


class _Run:
    """Ticker lines with at most five other non-blank lines between, in segments that lines with dates part."""

    def __init__(self, dates: str | None) -> None:
        self._dates = dates
        self._segments: list[_Segment] = []
        self._below: list[DateLine | None] = []
        self._above: deque[DateLine | None] = deque(maxlen=REACH)
        self._top: tuple[Lines, int] | None = None
        self._bottom: tuple[Lines, int] | None = None
        self._last: _Key = None

    def look_between(self, lines: Lines, start: int, stop: int) -> None:
        """See what stands below the last ticker line, or at the top: the first six and the last five lines of it."""
        if stop - start < 2:  # a line end at most
            return
        self._below += islice(lines.downwards(start, stop), REACH + 1 - len(self._below))
        self._above += reversed([*islice(lines.upwards(start, stop), REACH)])

    def is_over(self) -> bool:
        """Whether what was seen since the last ticker line parts the next one from it."""
        return bool(self._segments) and len(self._below) > REACH

    def next(self) -> "_Run":
        """The run of the next ticker line, above which the same lines stand."""
        run = _Run(self._dates)
        run._above = self._above
        return run

    def add(self, key: _Key, printed: Sequence[PrintedRate], days: _Days, around: Lines, place: "_Place") -> None:
        """Count what is printed at a place among the lines around it, on a line that names those days."""
        dated = [it for it in self._below if it]
        if dated and self._segments:
            self._segments[-1].below = dated[0]
        if dated or not self._segments:
            self._segments.append(_Segment(next(filter(None, reversed(self._above)), None)))
        self._below.clear()
        self._above.clear()
        self._top = self._top or (around, place.begin)
        self._bottom = around, place.end
        known, line = self._segments[-1].printed, around.number(place.pair)
        if key not in known:
            known[key] = printed, array("L")
            self._segments[-1].own += [OwnDate(line, day) for day in days]
        known[key][1].append(line)
        self._last = key

    def judge_last(self, below: str) -> None:
        """Refuse the last rate where the line right below it says that it is uncertain."""
        if not (below and self._segments):
            return
        known = self._segments[-1].printed
        printed, numbers = known[self._last]
        if (doubt := doubt_below(below, printed[-1])) is None:
            return
        line = numbers.pop()
        if not numbers:
            del known[self._last]
        self._last = self._last, doubt
        known.setdefault(self._last, ((*printed[:-1], _refused(printed[-1], doubt)), array("L")))[1].append(line)

    def read_below(self, part: Part, around: Lines, position: int, decimal: str | None) -> int:
        """Read the lines right below the last one, which ends at a position, as long as they are known or usual ones.

        Returns where the last of them ends.
        """
        text, known = part.text, self._segments[-1].printed
        number = around.number(position)
        while text.startswith(b"\n", position):
            end = text.find(b"\n", position + 1)
            raw = text[position + 1 : end if end != -1 else len(text)]
            same = known.get(raw)
            if same is None:
                usual = usual_rate(raw, decimal)
                if usual is None:
                    break
                same = known[raw] = (usual,), array("L")
            number += not part.is_html  # there a line of the source ends only within lines that are neither
            same[1].append(number)
            self._last = raw
            position += 1 + len(raw)
        self._bottom = around, position
        return position

    def blocks(self) -> Iterator[Block]:
        """What the run says: one block, which has a day where all dates beside and within it agree.

        Where they do not, `dates` says for each segment on which side its own stands.
        """
        if not self._segments:
            return
        self._segments[-1].below = next(filter(None, self._below[:REACH]), None)
        named = [it for segment in self._segments for it in (segment.above, segment.below) if it]
        if self._dates and len({it.day for it in named}) > 1:
            for segment in self._segments:
                own: DateLine | None = getattr(segment, self._dates)
                yield segment.block([own] if own else named)
            return
        whole, *others = self._segments
        for segment in others:
            whole.take(segment)
        yield whole.block(named if len({it.day for it in named}) > 1 else (whole.above, self._segments[-1].below))

    def nearest(self) -> DateLine | UnsureDate | None:
        """The nearest line of the same parts that holds a date, for whoever asks which day it can be."""
        for segment in self._segments:
            own = (DateLine(it.line, it.day) for it in segment.own if isinstance(it.day, date))
            if named := segment.below or next(own, None):
                return named
        if self._top is None or self._bottom is None:
            return None
        (above, begin), (below, end) = self._top, self._bottom
        found = [next(above.dates_above(begin), None), next(below.dates_below(end), None)]
        top, bottom = above.number(begin), below.number(end)
        distances = [(min(abs(it.line - top), abs(it.line - bottom)), it) for it in found if it]
        return min(distances, key=lambda one: (one[0], one[1].line))[1] if distances else None


_NEAR_A_CUT = 200
"""In characters: what decides on a rate stands so near to it."""


def _pieces(
    part: Part, found: TickerLine, headings: Sequence[Row]
) -> "Iterator[tuple[_Key, Sequence[PrintedRate], _Days, _Place]]":
    """What a line prints, the days that it names, and where: at once where nothing beside it can change that."""
    raw, start = found.raw, found.start
    is_alone = CELL_BYTE not in raw and SOURCE_LINE not in raw and not part.is_cut and not part.is_rest
    if is_alone and not headings and not any(match.ends_line for match in found.matches):
        days = [day for match in found.matches for day in match.days]
        yield raw, [match.printed for match in found.matches], days, _Place(start, start, start + len(raw))
        return
    for match, place in zip(found.matches, _places(found), strict=True):
        column = column_of(raw, found.shown, match, place.pair - start) if headings else 0
        doubt = _doubt(part, found, match) or doubt_above(headings, column, match.printed.base)
        yield (raw, match.start, doubt), (_refused(match.printed, doubt),), match.days, place


def _refused(printed: PrintedRate, doubt: Doubt | None) -> PrintedRate:
    """What is printed, as a rate that is uncertain if there is a doubt."""
    if doubt is None or isinstance(printed.value, Reason):
        return printed
    return printed._replace(value=doubt[0], detail=doubt[1])


def _doubt(part: Part, found: TickerLine, match: Match) -> Doubt | None:
    """Why a number may not be whole: it may go on in the line below, or its own was too long and is cut."""
    end = found.start + len(found.raw)
    if match.ends_line:
        below = (part.text[end + 1 : end + 1 + _GLIMPSE] or part.next_line).lstrip(_LEADING)
        form = _DIGITS if found.raw.rstrip().endswith((b".", b",")) else _REST_OF_NUMBER
        if rest := form.match(below):
            return Reason.UNCLEAR, f"the number may go on in the next line, which begins with {rest[0].decode()}"
    at_cut = part.is_cut and end == len(part.text) and len(found.shown) - match.end < _NEAR_A_CUT
    if at_cut or (part.is_rest and found.start == 0 and match.start < _NEAR_A_CUT):
        return Reason.UNCLEAR, f"the line is longer than {MAX_LINE_BYTES >> 10} KiB and is cut beside this"
    return None


_GLIMPSE = 64
_LEADING = b" \t>|" + SOURCE_LINE + TAG_BYTE
_DIGITS = re.compile(rb"[0-9]+")
_REST_OF_NUMBER = re.compile(rb"[0-9]{3}(?![0-9])|[0-9]{0,3}[.,][0-9]{1,4}(?![0-9.,:/-])")


class _Place(NamedTuple):
    """Where a match stands, as offsets in the text of its part."""

    begin: int
    """Of the line, in HTML of the cell or block, in which it begins."""
    pair: int
    """Before the pair, on its line of the source."""
    end: int
    """Of the line, in HTML of the cell or block, in which it ends."""


_PIECE = re.compile(rb"[^%s%s]+" % (CELL_BYTE, SOURCE_LINE))


def _places(found: TickerLine) -> Iterator[_Place]:
    """Where the matches of a line stand, in their order.

    Markup and entities differ in length from what they mean, so the letters that a reader sees are counted.
    """
    raw, start = found.raw, found.start
    if CELL_BYTE not in raw and SOURCE_LINE not in raw:
        yield from repeat(_Place(start, start, start + len(raw)), len(found.matches))
        return
    pieces = [(piece.start(), _letters(canonical(piece[0]))) for piece in _PIECE.finditer(raw)]
    passed = list(accumulate(letters for _, letters in pieces))
    seen = position = 0
    for match in found.matches:
        seen += _letters(found.shown[position : match.start])
        position = match.start
        pair = pieces[bisect_right(passed, seen)][0]
        last = pieces[bisect_left(passed, seen + _letters(found.shown[match.start : match.end]))][0]
        end = raw.find(CELL_BYTE, last)
        yield _Place(start + raw.rfind(CELL_BYTE, 0, pair) + 1, start + pair, start + (len(raw) if end == -1 else end))


def _letters(shown: str) -> int:
    return len("".join(shown.split()))

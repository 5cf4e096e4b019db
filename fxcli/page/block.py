"""The ticker lines of a page that stand together, and the date that stands beside them."""

from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice, repeat

from fxcli.page.document import Part
from fxcli.page.neighbours import Doubt, Neighbours, doubt_below, doubt_in_footnote, footnotes, is_marked
from fxcli.page.place import Days, Key, Place, pieces
from fxcli.page.scan import Scanner
from fxcli.page.strip import usual_rate
from fxcli.page.surroundings import NEAR_BYTES, Lines
from fxcli.printed import Block, DateLine, OwnDate, PrintedRate, UnsureDate

REACH = 5
"""How many other non-blank lines may stand between ticker lines of one block, and a date away from its block."""


class Blocks:
    """The blocks of a page in their order, each with the day that stands beside it; they can be read once.

    `decimal` ("," or ".") settles numbers such as 12,105. `dates` (`above` or `below`) says which of two different
    days beside a block is its own; without it such a block has none.
    """

    def __init__(self, parts: Iterable[Part], *, decimal: str | None = None, dates: str | None = None) -> None:
        self._parts = parts
        self._decimal = decimal
        self._dates = dates
        self.lines = 0
        """How many lines of the source there were, once all blocks are read."""

    def __iter__(self) -> Iterator[Block]:
        is_told = False
        for run in self._runs():
            for block in run.blocks():
                if block.day or block.doubt or is_told:
                    yield block
                else:  # looking far around costs much, and of a page without a day one line is told
                    yield block._replace(nearest=run.nearest())
                    is_told = True

    def _runs(self) -> "Iterator[_Run]":
        scanner, neighbours = Scanner(self._decimal), Neighbours()
        run = _Run(self._dates)
        above, is_below = b"", False
        for part in self._parts:
            lines = Lines(part, self.lines + 1, above)
            seen = passed = end = 0
            found = scanner.find(part, 0, is_below=is_below)
            while found:
                between = part.text[passed : found.start]
                run.judge_above(between, neighbours.pass_by(between))
                headings = neighbours.headings(found.raw)
                passed = end = found.start + len(found.raw)
                for key, printed, days, place in pieces(part, found, headings):
                    run.look_between(lines, seen, place.begin)
                    if run.is_over():
                        yield run
                        run = run.next()
                    run.add(key, printed, days, lines, place)
                    seen = place.end
                if seen == end and not headings and (below := run.read_below(part, lines, end, self._decimal)) > end:
                    seen = passed = end = below
                    neighbours.pass_known(part.text[part.text.rfind(b"\n", 0, end) + 1 : end])
                found = scanner.find(part, end + 1, is_below=True)
            rest = part.text[passed:]
            run.judge_above(rest, neighbours.pass_by(rest))
            run.look_between(lines, seen, len(part.text))
            self.lines = lines.number(len(part.text)) - 1
            above, is_below = part.text[-NEAR_BYTES:], end > 0 and part.text[end:] == b"\n"
        yield run


class _Segment:
    """Ticker lines between which no date stands."""

    def __init__(self, above: DateLine | None) -> None:
        self.above = above
        self.below: DateLine | None = None
        self.own: list[OwnDate] = []
        """The ticker lines that name days themselves, with these."""
        self.printed: dict[Key, tuple[Sequence[PrintedRate], array[int]]] = {}
        """What is printed, with the numbers of the lines."""

    def take(self, other: "_Segment") -> None:
        """Add what another one prints."""
        for key, (printed, numbers) in other.printed.items():
            self.printed.setdefault(key, (printed, array("L")))[1].extend(numbers)
        self.own += other.own

    def block(self, beside: Sequence[DateLine | None]) -> Block:
        """What it prints, which is given away, with the day of those lines; with none where they name two."""
        named = [it for it in beside if it]
        rates = [(rate, numbers[:]) for printed, numbers in self.printed.values() for rate in printed]
        self.printed.clear()
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
        self._last: Key = None
        self._is_marked = False
        """Whether a mark behind some rate points to a footnote."""

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

    def add(self, key: Key, printed: Sequence[PrintedRate], days: Days, around: Lines, place: Place) -> None:
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
            self._is_marked = self._is_marked or any(map(is_marked, printed))
            self._segments[-1].own += [OwnDate(line, day) for day in days]
        known[key][1].append(line)
        self._last = key

    def judge_above(self, passed: bytes, below: str) -> None:
        """Refuse rates of which the lines passed below say that they are uncertain: the last, and those with a mark.

        `below` is what stands right below the last.
        """
        if not self._segments or self.is_over():
            return
        known = self._segments[-1].printed
        if below:
            *others, last = known[self._last][0]
            if doubt := doubt_below(below, last):
                self._last = self._refuse(self._last, (*repeat(None, len(others)), doubt), 1)
        notes = footnotes(passed) if self._is_marked else {}
        for key, (printed, numbers) in [*known.items()] if notes else ():
            doubts = [doubt_in_footnote(notes, it) for it in printed]
            if any(doubts):
                refused = self._refuse(key, doubts, len(numbers))
                self._last = refused if key == self._last else self._last

    def _refuse(self, key: Key, doubts: Sequence[Doubt | None], count: int) -> Key:
        """Let the last lines that say something, so many, say it with these doubts; returns its key then."""
        known = self._segments[-1].printed
        printed, numbers = known[key]
        moved = numbers[-count:]
        del numbers[-count:]
        if not numbers:
            del known[key]
        key = key, *doubts
        refused = tuple(it.doubted(*doubt) if doubt else it for it, doubt in zip(printed, doubts, strict=True))
        known.setdefault(key, (refused, array("L")))[1].extend(moved)
        return key

    def read_below(self, part: Part, around: Lines, position: int, decimal: str | None) -> int:
        """Read the lines right below the last one, which ends at a position, as long as they are known or usual ones.

        Returns where the last of them ends.
        """
        text, known = part.text, self._segments[-1].printed
        number = around.number(position)
        while text.startswith(b"\n", position):
            end = text.find(b"\n", position + 1)
            raw = text[position + 1 : end] if end != -1 else text[position + 1 :]
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

"""What stands around ticker lines: the lines of a page as a reader sees them, and the days that they name."""

import re
from collections.abc import Iterable, Iterator

from fxcli.page.date import LONGEST, line_date, sure_and_unsure_dates_in
from fxcli.page.document import Part
from fxcli.page.line import canonical
from fxcli.page.markup import CELL_BYTE, SOURCE_LINE
from fxcli.page.vocabulary import announces_another_date
from fxcli.printed import DateLine, UnsureDate

_SEARCHED_BYTES = 1 << 16
_LINE = re.compile(rb"[^\n]+")
_DAY_AND_YEAR = re.compile(rb"[0-9][^0-9]++[0-9]{4}|[0-9]{4}[^0-9]++[0-9]")
_LONGEST_MARKED_UP = 1 << 14
NEAR_BYTES = 400
"""So much above a line says whether its date is that of something else."""
_GLIMPSE_BYTES = 4 * LONGEST
"""So much of a line tells mostly that it is longer than a date."""
# All that blanks and unseen characters are made of; of any word something is left, of each character a byte at most.
_BYTES_OF_BLANKS = bytes((*range(0x21), *range(0x7F, 0xC0), 0xC2, 0xE1, 0xE2, 0xE3, 0xEF))


class Lines:
    """The lines of a part as a reader sees them; in HTML cells and blocks end one too.

    `first` is the line of the source, counted from 1, with which the part begins, `above` how the part before it ends.
    """

    def __init__(self, part: Part, first: int, above: bytes) -> None:
        self._text = part.text
        self._above = above
        self._ends = (b"\n", CELL_BYTE) if part.is_html else (b"\n",)
        self._mark = SOURCE_LINE if part.is_html else b"\n"
        self._counted, self._line = 0, first

    def number(self, offset: int) -> int:
        """The line of the source in which an offset lies; offsets must ascend, else the count begins anew."""
        if offset < self._counted:
            return self._line - self._text.count(self._mark, offset, self._counted)
        self._line += self._text.count(self._mark, self._counted, offset)
        self._counted = offset
        return self._line

    def downwards(self, start: int, stop: int) -> Iterator[DateLine | None]:
        """The non-blank lines between two offsets, those with a day as such."""
        while start < stop:
            end = stop
            for mark in self._ends:
                found = self._text.find(mark, start, end)
                end = end if found == -1 else found
            yield from self._read(start, end)
            start = end + 1

    def upwards(self, start: int, stop: int) -> Iterator[DateLine | None]:
        """The same from below."""
        while start < stop:
            begin = start
            for mark in self._ends:
                begin = max(begin, self._text.rfind(mark, begin, stop) + 1)
            yield from self._read(begin, stop)
            stop = begin - 1

    def dates_above(self, offset: int) -> Iterator[DateLine | UnsureDate]:
        """The dates anywhere in the lines above an offset, the nearest first."""
        floor = max(0, offset - _SEARCHED_BYTES)
        return self._dates(reversed([*_LINE.finditer(self._text, floor, offset)]))

    def dates_below(self, offset: int) -> Iterator[DateLine | UnsureDate]:
        """The dates anywhere in the lines below an offset, the nearest first."""
        return self._dates(_LINE.finditer(self._text, offset, offset + _SEARCHED_BYTES))

    def _dates(self, lines: Iterable[re.Match[bytes]]) -> Iterator[DateLine | UnsureDate]:
        for line in lines:
            if _DAY_AND_YEAR.search(line[0]):
                for day in sure_and_unsure_dates_in(" ".join(canonical(line[0]).split())):
                    number = self.number(line.start())
                    yield UnsureDate(number, day) if isinstance(day, str) else DateLine(number, day)

    def _read(self, begin: int, end: int) -> tuple[DateLine | None] | tuple[()]:
        """What a line says of its day; nothing for a blank one."""
        line = self._text[begin:end]
        if shows_no_day(line):
            return (None,)
        raw = line.strip()
        shown = _shown(raw)
        day = line_date(shown)
        if day and not announces_another_date(self._line_above(begin)):
            return (DateLine(self.number(begin + line.index(raw)), day),)
        return (None,) if shown else ()

    def _line_above(self, offset: int) -> str:
        """The last line before an offset that shows something, of those that are near."""
        near = (self._above + self._text[max(0, offset - NEAR_BYTES) : offset])[-NEAR_BYTES:]
        near = near.replace(self._ends[-1], b"\n")
        return next(filter(None, map(_shown, reversed(near.split(b"\n")))), "")


def shows_no_day(line: bytes) -> bool:
    """Whether it is plain, without reading it, that a line shows something and names no day: so are nearly all."""
    beginning = line[:_GLIMPSE_BYTES]
    if b"<" in beginning or b"&" in beginning:
        return False
    letters = beginning.translate(None, _BYTES_OF_BLANKS)
    if len(letters) > LONGEST:
        return True
    return bool(letters) and len(line) <= _GLIMPSE_BYTES and not _DAY_AND_YEAR.search(line)


def _shown(line: bytes) -> str:
    """A line as its reader sees it, without tags and blanks around; of one without end the beginning."""
    text = canonical(line[:_LONGEST_MARKED_UP]) + ("…" if len(line) > _LONGEST_MARKED_UP else "")
    return " ".join(text.split())  # a gap of any kind is white space

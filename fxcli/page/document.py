"""What a reader sees of a document: its bytes as lines of text, and one line in canonical form.

A document of any length is read in pieces, so that memory does not grow with it.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

from fxcli.currency import HOME
from fxcli.page.encoding import UTF16_MARKS, as_utf8
from fxcli.page.line import canonical
from fxcli.page.markup import CELL_BYTE, SOURCE_LINE, TAG_BYTE, visible_html, visible_text, without_hidden

HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
"""The content types that say that a document is HTML."""

_HTML_NAME = re.compile(r"\.html?(?:\.gz)?\Z", re.IGNORECASE)

_HTML_START = re.compile(rb"<!doctype html|<html", re.IGNORECASE)

_HTML_STARTS_WITHIN = 1024

# Each is searched by its first letter: by a rare one it takes half as long as by all three.
_CODES = tuple(map(re.compile, (rb"USD", rb"KGS", rb"Z(?:(?<=KZ)T|(?<=UZ)S)", rb"J(?<=TJ)S", rb"M(?<=TM)T")))

HOME_BYTES = tuple(code.encode() for code in HOME)

_BLOCK = 1 << 18

_PIECE = 1 << 19

MARGIN = 1 << 14
"""More than any ticker line and its surroundings: a line cut this far behind them is as good as whole."""

_QUIET = 6
"""A piece ends where so many non-blank lines above and below hold no home code: a block and its date stay together."""

_MOST_LINES = 1 << 10


class Piece(NamedTuple):
    """Some lines of a document as a reader sees them.

    In `text`, which is UTF-8, only LF ends a line; in an HTML document a line ends where its markup ends one.
    """

    text: bytes
    is_html: bool
    first_line: int = 1
    """The line of the source in which `text` begins."""
    mid_line: bool = False
    """Whether the first line had begun before."""
    after_rate: bool = False
    """Whether the first line had begun before, and a rate ended just there."""
    reported: int = 0
    """Up to which offset ticker lines have been reported with the piece before."""
    goes_on: bool = False
    """Whether the last line goes on; then the reader says how much of the piece it has done with."""

    def line_numbers(self, offsets: Iterable[int]) -> Iterator[int]:
        """For each of some ascending offsets of `text` the line of the source, counted from 1, in which it lies."""
        mark = SOURCE_LINE if self.is_html else b"\n"
        line, counted = self.first_line, 0
        for offset in offsets:
            if offset > counted:
                line += self.text.count(mark, counted, offset)
                counted = offset
            yield line

    def lines_after(self, offset: int) -> Iterator[str]:
        """The lines below the one in which an offset of `text` lies, as a date sees them."""
        last = yield from self._whole_lines(offset, len(self.text))
        if last >= 0:
            yield _shown(self.text[last:])

    def within_lines(self, start: int, stop: int, count: int) -> bool:
        """Whether at most `count` non-blank lines lie between the lines of two offsets of `text`."""
        if stop - start <= 2 * count:  # each takes two bytes
            return True
        more = islice(filter(None, self._whole_lines(start, stop)), count, None)
        return next(more, None) is None

    def _whole_lines(self, start: int, stop: int) -> Generator[str, None, int]:
        """The lines that begin and end between two offsets; returns where the next one begins, -1 if none does."""
        begin = -1
        for found in (_DATE_LINE_END if self.is_html else _LINE_END).finditer(self.text, start, stop):
            if begin >= 0:
                yield _shown(self.text[begin : found.start()])
            begin = found.end()
        return begin

    def lines_before(self, offset: int) -> Iterator[str]:
        """The lines above the one in which an offset of `text` lies, the nearest first."""
        floor = max(0, offset - _LOOK_BACK)
        breaks = {
            mark: self.text.rfind(mark, floor, offset) for mark in ((b"\n", CELL_BYTE) if self.is_html else (b"\n",))
        }
        stop = -1
        while stop != 0:
            at = max(breaks.values())
            if stop >= 0:
                yield _shown(self.text[max(at + 1, floor) : stop])
            stop = max(at, 0)
            for mark, found in breaks.items():
                breaks[mark] = self.text.rfind(mark, floor, at) if found == at else found


class Done(NamedTuple):
    """How much of a piece that goes on its reader has done with."""

    reported: int
    """Ticker lines up to this offset have been reported."""
    taken: int
    """The next piece begins here."""
    after_rate: bool


class Document:
    """One page: where it came from, and its visible text piece by piece, which can be read once."""

    def __init__(self, source: str, stream: BinaryIO, *, is_html: bool) -> None:
        self.source = source
        self._stream = stream
        self._is_html = is_html
        self._hash = sha256()

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the document's bytes, once all pieces have been read."""
        return self._hash.digest()

    def pieces(self) -> Generator[Piece, Done | None, None]:
        """The document from beginning to end. After a piece that goes on, `send` a Done."""
        parts: list[bytes] = []
        line, mid_line, after_rate, reported = 1, False, False, 0
        texts = self._texts()
        ended = False
        while not ended:
            text = next(texts, None)
            ended = text is None
            parts.append(text or b"")
            if not ended and sum(map(len, parts)) < _PIECE:
                continue
            waiting = b"".join(parts)
            parts = [waiting]
            cut = len(waiting) if ended else _quiet_cut(waiting)
            if not cut and (ended or len(waiting) < 2 * _PIECE):
                continue
            done = yield Piece(
                waiting[: cut or len(waiting)], self._is_html, line, mid_line, after_rate, reported, goes_on=not cut
            )
            mid_line, after_rate, reported = False, False, 0
            if not cut and done:
                cut, mid_line, after_rate, reported = done.taken, True, done.after_rate, done.reported - done.taken
            line += waiting.count(SOURCE_LINE if self._is_html else b"\n", 0, cut)
            parts = [waiting[cut:]]

    def _texts(self) -> Iterator[bytes]:
        """The visible text, in blocks that may end within a line."""
        blocks = as_utf8(self._raw_blocks())
        first = next(blocks, b"")
        self._is_html = (
            self._is_html
            or bool(_HTML_NAME.search(self.source))
            or bool(_HTML_START.search(first[:_HTML_STARTS_WITHIN]))
        )
        shown = without_hidden(chain((first,), blocks), is_html=self._is_html)
        return visible_html(shown) if self._is_html else map(visible_text, shown)

    def _raw_blocks(self) -> Iterator[bytes]:
        while block := self._stream.read(_BLOCK):
            self._hash.update(block)
            yield block


def open_document(source: str, data: bytes | BinaryIO, *, is_html: bool = False) -> Document:
    """A page. HTML is known by its first 1,024 bytes, by the name, or by the caller's word."""
    return Document(source, BytesIO(data) if isinstance(data, bytes) else data, is_html=is_html)


def may_hold_rates(data: bytes) -> bool:
    """Whether a home code stands in a page's bytes; without one, as in most pages of a crawl, it has no rate."""
    upper = data.upper()
    return any(code.search(upper) for code in _CODES) or data.startswith(UTF16_MARKS)


def _quiet_cut(text: bytes) -> int:
    """Where lines without a home code end and others begin, else before a block, else after the last; 0 without any."""
    last = end = text.rfind(b"\n") + 1
    before_block = 0
    for _ in range(64):
        middle = _lines_above(text, end)
        begin = _lines_above(text, middle)
        if not begin:
            break
        code = _home_code(text, begin, end)
        if code == -1:
            return middle
        if _home_code(text, middle, end) == -1:
            before_block = before_block or end
        end = text.rfind(b"\n", 0, code) + 1
    return before_block or last


def _lines_above(text: bytes, end: int) -> int:
    """Where the lines begin that keep what stands above them apart from what stands below; 0 where it is too far."""
    count = 0
    for _ in range(_MOST_LINES):
        begin = text.rfind(b"\n", 0, max(end - 1, 0)) + 1
        count += bool(_shown(text[begin:end]))
        if count == _QUIET or not begin:
            return begin
        end = begin
    return 0


def _home_code(text: bytes, start: int, stop: int) -> int:
    """Where the first home code stands between two offsets, in any letter case; -1 where none does."""
    upper = text[start:stop].upper()
    return min((start + hit for code in HOME_BYTES if (hit := upper.find(code)) != -1), default=-1)


_LINE_END = re.compile(rb"\n")

_DATE_LINE_END = re.compile(rb"[\n\x1f]")

_LOOK_BACK = 1 << 20

_LONGEST_SHOWN = 1 << 8

_LONGEST_MARKED_UP = 1 << 14

# All that blanks and unseen characters are made of; of a date nothing, and of any word something is left.
_BYTES_OF_BLANKS = bytes((*range(0x21), *range(0x7F, 0xC0), 0xC2, 0xE1, 0xE2, 0xE3, 0xEF))


def _shown(line: bytes) -> str:
    """A line as its reader sees it, without tags and blanks around; one that is longer than any date is cut."""
    line = line.strip()
    if len(line) > _LONGEST_SHOWN and not (b"<" in line or b"&" in line or TAG_BYTE in line):
        letters = line.translate(None, _BYTES_OF_BLANKS)
        if len(letters) > _LONGEST_SHOWN // 4:
            return "…"
    text = canonical(line[:_LONGEST_MARKED_UP]) + ("…" if len(line) > _LONGEST_MARKED_UP else "")
    return " ".join(text.split())  # a gap of any kind is white space

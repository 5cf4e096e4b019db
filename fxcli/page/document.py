"""One page: where it came from, and its text in parts of whole lines, so that memory does not grow with it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from itertools import chain
from typing import BinaryIO, NamedTuple

from fxcli.errors import UsageError
from fxcli.page.encoding import as_utf8, with_line_feeds, without_mark
from fxcli.page.markup import looks_like_html, open_hidden, visible_html, visible_text
from fxcli.page.search import find_hits

HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
"""The content types that say that a document is HTML."""

_HTML_NAME = re.compile(r"\.html?(?:\.gz)?\Z", re.IGNORECASE)

PART_BYTES = 1 << 18
"""Little enough to stay in a processor's cache while it is searched several times."""
BYTES_THAT_SAY_HTML = 1 << 16
"""So much of a document is asked whether it is HTML."""
MAX_LINE_BYTES = 1 << 16
"""A longer line is cut there, at a blank where there is one."""
_BEGINNING_BYTES = 64
_BLANKS = (b" ", b"\t", b"\x1f", b"\x1e", b"\x1d")
"""In HTML also what tags have become."""


class Part(NamedTuple):
    """Some whole lines of a document as a reader sees them, markup apart."""

    text: bytes
    """LF ends a line; in HTML a line ends where its markup ends one, and `SOURCE_LINE` stands for each line end of the
    source. HTML is UTF-8; a line of plain text becomes that when it is read."""
    hits: Sequence[int]
    """Where in the text a rate can stand at all, as offsets."""
    is_html: bool
    is_rest: bool = False
    """Whether its first line is the rest of one that was too long."""
    is_cut: bool = False
    """Whether its last line was too long and goes on in the next part."""
    next_line: bytes = b""
    """How the line begins that follows the last."""


class Document:
    """A page that can be read once, from beginning to end: its bytes, or a stream of them.

    HTML is known by its beginning, by the name of the source, or by the caller's word.
    """

    def __init__(self, source: str, data: bytes | BinaryIO, *, is_html: bool = False, is_hashed: bool = True) -> None:
        self.source = source
        self._stream: BinaryIO | None = BytesIO(data) if isinstance(data, bytes) else data
        self._is_html = is_html
        self._hash = sha256() if is_hashed else None

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the document's bytes, once all parts have been read; empty where it is not hashed."""
        return self._hash.digest() if self._hash else b""

    def parts(self) -> Iterator[Part]:
        """The document from beginning to end. Raises UsageError when it has been read before."""
        if self._stream is None:
            raise UsageError(f"{self.source}: a document can be read once; open it again")
        stream, self._stream = self._stream, None
        blocks = without_mark(_blocks(stream, self._hash.update if self._hash else None))
        first = _first(blocks, BYTES_THAT_SAY_HTML)
        blocks = chain(first, blocks)
        if self._is_html or is_html_name(self.source):
            return _html_parts(blocks)
        says_html = looks_like_html(b"".join(first)[:BYTES_THAT_SAY_HTML])
        return _html_parts(blocks) if says_html else text_parts(blocks)


def is_html_name(name: str) -> bool:
    """Whether a file of this name is HTML."""
    return _HTML_NAME.search(name) is not None


def _blocks(stream: BinaryIO, see: Callable[[bytes], None] | None = None) -> Iterator[bytes]:
    """Blocks of one size, however little a stream gives at once; each piece is seen on its way."""
    pieces: list[bytes] = []
    missing = PART_BYTES
    while piece := stream.read(missing):
        if see:
            see(piece)
        pieces.append(piece)
        missing -= len(piece)
        if not missing:
            yield b"".join(pieces)
            pieces, missing = [], PART_BYTES
    yield b"".join(pieces)


def _first(blocks: Iterator[bytes], size: int) -> list[bytes]:
    """The first blocks, so many that they hold `size` bytes, or all."""
    first: list[bytes] = []
    while sum(map(len, first)) < size and (block := next(blocks, b"")):
        first.append(block)
    return first


def as_text(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of any file as valid UTF-8 whose lines end with LF, in parts of whole lines."""
    return (with_line_feeds(as_utf8(lines)) for lines, _ in _whole_lines(without_mark(blocks)))


def text_parts(blocks: Iterable[bytes]) -> Iterator[Part]:
    """The parts of plain text that comes in blocks of any size, in UTF-8 or windows-1251."""
    lines = _whole_lines(blocks, hold=open_hidden)
    return _parts(((visible_text(with_line_feeds(text)), goes_on) for text, goes_on in lines), is_html=False)


def _html_parts(blocks: Iterable[bytes]) -> Iterator[Part]:
    decoded = (with_line_feeds(as_utf8(lines)) for lines, _ in _whole_lines(blocks))
    return _parts(_whole_lines(visible_html(decoded)), is_html=True)


def _parts(texts: Iterable[tuple[bytes, bool]], *, is_html: bool) -> Iterator[Part]:
    part = None
    for text, goes_on in texts:
        for piece, is_cut in _without_long_lines(text, goes_on=goes_on):
            if part:
                yield part._replace(next_line=piece[:_BEGINNING_BYTES])
            part = Part(piece, find_hits(piece), is_html, bool(part and part.is_cut), is_cut)
    if part:
        yield part


def _whole_lines(blocks: Iterable[bytes], hold: Callable[[bytes], int] = lambda _: -1) -> Iterator[tuple[bytes, bool]]:
    """The same bytes in parts that end with a line; with each whether that line had no end and goes on.

    `hold` gives the offset from which on a part must stay together with what follows, -1 for none.
    """
    waiting = b""
    for block in blocks:
        waiting += block
        if len(waiting) < PART_BYTES:
            continue
        end = _line_end(waiting)
        lines = waiting[:end]
        if (held := hold(lines)) != -1:
            lines = waiting[: _line_end(waiting[:held])]
            if not lines:
                continue
        is_cut = not lines
        if is_cut and len(waiting) <= MAX_LINE_BYTES:
            continue
        lines = lines or waiting[: _blank(waiting, len(waiting) - waiting.endswith(b"\r"))]
        yield lines, is_cut
        waiting = waiting[len(lines) :]
    if waiting:
        yield waiting, False


def _without_long_lines(text: bytes, *, goes_on: bool) -> Iterator[tuple[bytes, bool]]:
    """Whole lines in which longer ones are cut; with each piece whether it was cut behind it."""
    start = end = 0
    while len(text) - end > MAX_LINE_BYTES:
        if line_end := text.rfind(b"\n", end, end + MAX_LINE_BYTES) + 1:
            end = line_end
            continue
        if end > start:
            yield text[start:end], False
        start, end = end, _blank(text, end + MAX_LINE_BYTES)
        yield text[start:end], True
        start = end
    if start < len(text):
        yield text[start:], goes_on


def _line_end(text: bytes) -> int:
    """Behind the last line end; 0 without one. CR ends lines where no LF does; a last one may belong to an LF."""
    return text.rfind(b"\n") + 1 or text.rfind(b"\r", 0, len(text) - 1) + 1


def _blank(text: bytes, limit: int) -> int:
    """Behind the last blank of a long line before an offset, else as near to it as no character is cut."""
    floor = max(0, limit - MAX_LINE_BYTES)
    if blank := max(text.rfind(byte, floor + 1, limit) for byte in _BLANKS) + 1:
        return blank
    while limit > floor + 1 and limit < len(text) and text[limit] & 0xC0 == 0x80:
        limit -= 1
    return limit

"""What a reader sees of a document: its bytes as lines of text, and one line in canonical form.

A document of any length is read in pieces, so that memory does not grow with it.
"""

import html
import re
from codecs import getincrementaldecoder, utf_8_decode
from collections.abc import Generator, Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

from fxcli.currency import HOME
from fxcli.number import CELL, GAP, TAG

# The text of an HTML document keeps each tag as one of these bytes, or as the LF that it means; the line ends of
# the source, which are blanks there, stay countable as the third.
_TAG = TAG.encode()
_CELL = CELL.encode()
_SOURCE_LINE = b"\x1d"

_LINE_TAGS = frozenset(b"li tr p br dt dd option h1 h2 h3 h4 h5 h6".split())
_DATE_TAGS = frozenset(b"div td th section article header footer time".split())

_BORDER_TAGS = _LINE_TAGS | _DATE_TAGS

# A tag may hold quoted marks; the second form takes a tag with a stray quote. Both end before the next `<`, so that
# the work for all tags together grows with the input only.
_QUOTED_TAG = rb"""</?(?P<name>[A-Za-z!?][A-Za-z0-9]{0,20})(?>[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>"""
_TAG_BYTES = re.compile(_QUOTED_TAG)
_BARE_TAG_BYTES = re.compile(rb"</?(?P<name>[A-Za-z!?][A-Za-z0-9]{0,20})[^<>]{0,4000}>")
_TAG_TEXT = re.compile(_QUOTED_TAG.decode() + r"|</?[A-Za-z!?][^<>]{0,4000}>")

_HIDDEN = re.compile(rb"<!--|<(?:script|style)(?=[\s/>])", re.IGNORECASE)
_HIDDEN_END = {
    b"!--": re.compile(rb"-->"),
    b"script": re.compile(rb"</script[^>]{0,100}>", re.IGNORECASE),
    b"style": re.compile(rb"</style[^>]{0,100}>", re.IGNORECASE),
}
_LONGEST_BEGINNING = len(b"<script>")
_LONGEST_END = 128

# Blanks that may group digits become a space; every other blank and control character a tab, which may not.
_NO_GROUP = [*range(0x20), *range(0x7F, 0xA0), 0x1680, *range(0x2000, 0x2009), 0x200A, 0x2028, 0x2029, 0x205F, 0x3000]
_BLANKS = dict.fromkeys(_NO_GROUP, "\t") | dict.fromkeys((0xA0, 0x2009, 0x202F), " ")
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_CANONICAL = {code: to for code, to in (_BLANKS | _UNSEEN).items() if chr(code) not in ("\t", TAG, CELL)}
_NOT_CANONICAL = re.compile(f"[{re.escape(''.join(map(chr, _CANONICAL)))}]")
_ENDLESS_ENTITY = re.compile(r"&#[xX]?[0-9A-Fa-f]{9,};?")  # Python refuses to count digits without end
_ALL_GAPS = f" \t{TAG}{CELL}"
_GAPS = re.compile(rf"{GAP}{{2,}}")

_MARKS = (_TAG, _CELL, _SOURCE_LINE)
_TEXT_BLANKS = bytes(0x09 if bytes((byte,)) in _MARKS else byte for byte in range(256))
_HTML_BLANKS = bytes(0x1D if byte == 0x0A else 0x09 if byte < 0x20 else byte for byte in range(256))

HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
"""The content types that say that a document is HTML."""
_HTML_NAME = re.compile(r"\.html?(?:\.gz)?\Z", re.IGNORECASE)
_HTML_START = re.compile(rb"<!doctype html|<html", re.IGNORECASE)
_HTML_STARTS_WITHIN = 1024

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Each is searched by its first letter: by a rare one it takes half as long as by all three.
_CODES = tuple(map(re.compile, (rb"USD", rb"KGS", rb"Z(?:(?<=KZ)T|(?<=UZ)S)", rb"J(?<=TJ)S", rb"M(?<=TM)T")))
HOME_BYTES = tuple(code.encode() for code in HOME)

_BLOCK = 1 << 18
_PIECE = 1 << 19
_LONGEST_HIDDEN = 1 << 20
"""A comment or script of plain text, or a tag, that has not ended after so many bytes is taken for text."""
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
        mark = _SOURCE_LINE if self.is_html else b"\n"
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
        breaks = {mark: self.text.rfind(mark, floor, offset) for mark in ((b"\n", _CELL) if self.is_html else (b"\n",))}
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
            line += waiting.count(_SOURCE_LINE if self._is_html else b"\n", 0, cut)
            parts = [waiting[cut:]]

    def _texts(self) -> Iterator[bytes]:
        """The visible text, in blocks that may end within a line."""
        blocks = _as_utf8(self._raw_blocks())
        first = next(blocks, b"")
        self._is_html = (
            self._is_html
            or bool(_HTML_NAME.search(self.source))
            or bool(_HTML_START.search(first[:_HTML_STARTS_WITHIN]))
        )
        shown = _without_hidden(chain((first,), blocks), is_html=self._is_html)
        return _visible_html(shown) if self._is_html else map(_visible_text, shown)

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
    return any(code.search(upper) for code in _CODES) or data.startswith(_UTF16)


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


def canonical(line: bytes) -> str:
    """One line for the grammar: entities resolved, tags as TAG, each gap one character.

    A single blank that may group digits is a space; a gap of tags alone is TAG, one with the border of a cell
    or block CELL; any other is a tab.
    """
    text = line.decode("utf-8", "replace")
    if "<" in text:
        text = _TAG_TEXT.sub(_border, text)
    if "&" in text:
        text = html.unescape(_ENDLESS_ENTITY.sub("\ufffd", text))
    if _NOT_CANONICAL.search(text):
        text = text.translate(_CANONICAL)
    return _GAPS.sub(_one_gap, text.strip(_ALL_GAPS))


def _border(tag: re.Match[str]) -> str:
    return CELL if (tag["name"] or "").lower().encode() in _BORDER_TAGS else TAG


def _one_gap(gap: re.Match[str]) -> str:
    return CELL if CELL in gap[0] else TAG if not gap[0].strip(TAG) else "\t"


def _with_last(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each block and whether it is the last; an empty one where there is none."""
    before = None
    for block in blocks:
        if before is not None:
            yield before, False
        before = block
    yield before or b"", True


def _as_utf8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Any bytes as valid UTF-8 with LF line ends: by a byte order mark, else UTF-8, else windows-1251 if that fits.

    Blocks never end within a character or between CR and LF.
    """
    waiting = b""
    utf16 = None
    characters = bad_bytes = 0
    begun = False
    for block, last in _with_last(blocks):
        if not begun and block.startswith(_UTF16):
            utf16 = getincrementaldecoder("utf-16")("replace")
        data = waiting + (block if begun else block.removeprefix(b"\xef\xbb\xbf"))
        waiting, begun = b"", True
        if utf16:
            data = utf16.decode(data, last).encode("utf-8", "replace")
        elif not data.isascii():
            try:
                used = utf_8_decode(data, "strict", last)[1]
            except UnicodeDecodeError:
                good = data.decode("utf-8", "ignore")
                characters += len(good) - sum(map(len, _ASCII.findall(good)))
                bad_bytes += len(data) - len(good.encode())
                if characters < bad_bytes:
                    data = data.decode("windows-1251", "replace").encode()
                    used = len(data)
                else:
                    text, used = utf_8_decode(data, "replace", last)
                    data, waiting, used = text.encode(), data[used:], len(text.encode())
            data, waiting = data[:used], waiting or data[used:]
        if b"\r" in data:
            if data.endswith(b"\r") and not last:
                data, waiting = data[:-1], b"\r" + waiting
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield data


_ASCII = re.compile(r"[\x00-\x7f]+")


def _without_hidden(blocks: Iterable[bytes], *, is_html: bool) -> Iterator[bytes]:
    """Markup whose comments, scripts and styles are an empty tag and the line ends they held.

    What never ends hides the rest in HTML; in plain text it is text. No block ends within the beginning of one.
    """
    waiting = b""
    inside: bytes | None = None
    for block, last in _with_last(blocks):
        waiting += block
        if inside is None and b"<" not in waiting:
            yield waiting
            waiting = b""
            continue
        shown: list[bytes] = []
        unclosed: set[bytes] = set()
        position = 0
        while position < len(waiting):
            if inside is not None:
                end = _HIDDEN_END[inside].search(waiting, position)
                stop = end.end() if end else len(waiting) if last else max(position, len(waiting) - _LONGEST_END)
                shown.append(b"\n" * waiting.count(b"\n", position, stop))
                position = stop
                if end is None:
                    break
                inside = None
            found = _HIDDEN.search(waiting, position)
            if found is None:
                tail = -1 if last else waiting.rfind(b"<", max(position, len(waiting) - _LONGEST_BEGINNING))
                stop = len(waiting) if tail == -1 else tail
                shown.append(waiting[position:stop])
                position = stop
                break
            kind = found[0][1:].lower()
            closed = kind not in unclosed and _HIDDEN_END[kind].search(waiting, found.start() + 2)
            if closed or is_html:
                shown += [waiting[position : found.start()], b"<!>"]
                position, inside = found.start() + 2, kind
            elif not last and len(waiting) - found.start() < _LONGEST_HIDDEN:
                shown.append(waiting[position : found.start()])
                position = found.start()
                break
            else:
                unclosed.add(kind)
                shown.append(waiting[position : found.end()])
                position = found.end()
        yield b"".join(shown)
        waiting = waiting[position:]


def _visible_text(block: bytes) -> bytes:
    """Plain text without the bytes that mark tags in canonical lines."""
    return block.translate(_TEXT_BLANKS) if any(mark in block for mark in _MARKS) else block


def _visible_html(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The text of HTML, each tag one byte that says what it ends, its line ends after it."""
    waiting = b""
    for block, last in _with_last(blocks):
        waiting += block
        # The last tag may go on in the next block.
        tail = -1 if last else waiting.rfind(b"<", max(0, len(waiting) - _LONGEST_HIDDEN))
        stop = len(waiting) if tail == -1 else tail
        yield b"".join(_marked(waiting, stop))
        waiting = waiting[stop:]


def _marked(data: bytes, stop: int) -> Iterator[bytes]:
    start = position = 0
    while (found := data.find(b"<", position, stop)) != -1:
        tag = _TAG_BYTES.match(data, found, stop) or _BARE_TAG_BYTES.match(data, found, stop)
        if tag is None:
            position = found + 1
            continue
        yield data[start:found].translate(_HTML_BLANKS)
        name = tag["name"].lower()
        yield b"\n" if name in _LINE_TAGS else _CELL if name in _DATE_TAGS else _TAG
        if b"\n" in tag[0]:
            yield _SOURCE_LINE * tag[0].count(b"\n")
        start = position = tag.end()
    yield data[start:stop].translate(_HTML_BLANKS)


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
    if len(line) > _LONGEST_SHOWN and not (b"<" in line or b"&" in line or _TAG in line):
        letters = line.translate(None, _BYTES_OF_BLANKS)
        if len(letters) > _LONGEST_SHOWN // 4:
            return "…"
    text = canonical(line[:_LONGEST_MARKED_UP]) + ("…" if len(line) > _LONGEST_MARKED_UP else "")
    return " ".join(text.split())  # a gap of any kind is white space

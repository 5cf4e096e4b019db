"""What a reader sees of a document: its bytes as lines of text, and one line in canonical form."""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from fxcli.number import CELL, GAP, TAG

# The text of an HTML document keeps each tag as one of these bytes, or as the LF that it means.
_TAG = TAG.encode()
_CELL = CELL.encode()

_LINE_TAGS = frozenset(b"li tr p br dt dd option h1 h2 h3 h4 h5 h6".split())
_DATE_TAGS = frozenset(b"div td th section article header footer time".split())

# A tag is bounded and may hold quoted marks; the plain second form takes a tag with a stray quote.
_QUOTED_TAG = (
    rb"<(?P<close>/?)(?P<name>[A-Za-z!?][A-Za-z0-9]{0,20})"
    rb"""(?>[^<>"']{1,4000}|"[^"<]{0,4000}"|'[^'<]{0,4000}'){0,200}>"""
)
_TAG_BYTES = re.compile(_QUOTED_TAG)
_BARE_TAG_BYTES = re.compile(rb"<(?P<close>/?)(?P<name>[A-Za-z!?][A-Za-z0-9]{0,20})[^<>]{0,4000}>")
_TAG_TEXT = re.compile(_QUOTED_TAG.decode() + r"|</?[A-Za-z!?][^<>]{0,4000}>")

_HIDDEN = re.compile(rb"<!--|<(script|style)(?=[\s/>])", re.IGNORECASE)
_HIDDEN_END = {
    None: re.compile(rb"-->"),
    b"script": re.compile(rb"</script[^>]{0,100}>", re.IGNORECASE),
    b"style": re.compile(rb"</style[^>]{0,100}>", re.IGNORECASE),
}

# Blanks that may group digits become a space; every other blank and control character a tab, which may not.
_NO_GROUP = [*range(0x20), *range(0x7F, 0xA0), 0x1680, *range(0x2000, 0x2009), 0x200A, 0x2028, 0x2029, 0x205F, 0x3000]
_BLANKS = dict.fromkeys(_NO_GROUP, "\t") | dict.fromkeys((0xA0, 0x2009, 0x202F), " ")
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_CANONICAL = _BLANKS | _UNSEEN | {ord(TAG): TAG, ord(CELL): CELL}
_ALL_GAPS = f" \t{TAG}{CELL}"
_GAPS = re.compile(rf"{GAP}{{2,}}")

_TEXT_BLANKS = bytes(0x09 if byte in (_TAG + _CELL) else byte for byte in range(256))

_HTML_NAME = re.compile(r"\.html?\Z", re.IGNORECASE)
_HTML_START = re.compile(rb"<!doctype html|<html", re.IGNORECASE)


class SourceMap(NamedTuple):
    """Where the pieces of an HTML document's text stand in its source."""

    in_text: tuple[int, ...]
    in_source: tuple[int, ...]
    line_ends: tuple[int, ...]

    def line_of(self, offset: int) -> int:
        piece = bisect_right(self.in_text, offset) - 1
        in_source = self.in_source[piece] + offset - self.in_text[piece]
        return bisect_left(self.line_ends, in_source) + 1


class Document(NamedTuple):
    """One page: where it came from and its visible text.

    In `text` only LF ends a line; in an HTML document a line ends where its markup ends one.
    """

    source: str
    text: bytes
    """UTF-8."""
    digest: bytes
    """The SHA-256 of the document's bytes."""
    source_map: SourceMap | None = None
    """Only an HTML document has one."""

    @property
    def is_html(self) -> bool:
        return self.source_map is not None

    def line_numbers(self, offsets: Iterable[int]) -> Iterator[int]:
        """For each of some ascending offsets of `text` the line of the source, counted from 1, in which it lies."""
        line, counted = 1, 0
        for offset in offsets:
            if self.source_map:
                yield self.source_map.line_of(offset)
            else:
                line += self.text.count(b"\n", counted, offset)
                counted = offset
                yield line

    @property
    def _marks(self) -> tuple[bytes, ...]:
        return (b"\n", _CELL) if self.is_html else (b"\n",)

    def lines_after(self, offset: int) -> Iterator[str]:
        """The lines below the one in which an offset of `text` lies, as a date sees them."""
        start = -1
        for found in (_DATE_LINE_END if self.is_html else _LINE_END).finditer(self.text, offset):
            if start >= 0:
                yield _shown(self.text[start : found.start()])
            start = found.end()
        if start >= 0:
            yield _shown(self.text[start:])

    def within_lines(self, start: int, stop: int, count: int) -> bool:
        """Whether at most `count` non-blank lines lie between the lines of two offsets of `text`."""
        begin = -1
        for found in (_DATE_LINE_END if self.is_html else _LINE_END).finditer(self.text, start, stop):
            if begin >= 0 and _shown(self.text[begin : found.start()]):
                count -= 1
                if count < 0:
                    return False
            begin = found.end()
        return True

    def lines_before(self, offset: int) -> Iterator[str]:
        """The lines above the one in which an offset of `text` lies, the nearest first."""
        floor = max(0, offset - _LOOK_BACK)
        breaks = {mark: self.text.rfind(mark, floor, offset) for mark in self._marks}
        stop = -1
        while stop != 0:
            at = max(breaks.values())
            if stop >= 0:
                yield _shown(self.text[max(at + 1, floor) : stop])
            stop = max(at, 0)
            for mark, found in breaks.items():
                breaks[mark] = self.text.rfind(mark, floor, at) if found == at else found


def open_document(source: str, data: bytes, *, is_html: bool = False) -> Document:
    """Bytes as a document. HTML is known by its first 1,024 bytes, by the name, or by the caller's word."""
    digest = sha256(data).digest()
    data = _utf8(data).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not (is_html or _HTML_NAME.search(source) or _HTML_START.search(data[:1024])):
        return Document(source, _without_hidden(data).translate(_TEXT_BLANKS), digest)
    text, source_map = _visible_html(data)
    return Document(source, text, digest, source_map)


def canonical(line: bytes) -> str:
    """One line for the grammar: entities resolved, tags as TAG, each gap one character.

    A single blank that may group digits is a space; a gap of tags alone is TAG, one with the border of a cell
    or block CELL; any other is a tab.
    """
    text = line.decode("utf-8", "replace")
    if "<" in text:
        text = _TAG_TEXT.sub(TAG, text)
    if "&" in text:
        text = html.unescape(text)
    return _GAPS.sub(_one_gap, text.translate(_CANONICAL)).strip(_ALL_GAPS)


def _one_gap(gap: re.Match[str]) -> str:
    return CELL if CELL in gap[0] else TAG if not gap[0].strip(TAG) else "\t"


def _utf8(data: bytes) -> bytes:
    """Any bytes as valid UTF-8: by its byte order mark, else UTF-8, else windows-1251 where that fits better."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode()
    except UnicodeDecodeError:
        good = data.decode("utf-8", "ignore")
        good_bytes = good.encode()
        multi_byte = len(good) - sum(map(len, re.findall(rb"[\x00-\x7f]+", good_bytes)))
        readable_as_utf8 = multi_byte >= len(data) - len(good_bytes)
        return data.decode("utf-8" if readable_as_utf8 else "windows-1251", "replace").encode()
    return data


def _hidden_spans(data: bytes, *, to_the_end: bool) -> Iterator[tuple[int, int]]:
    """Where comments, scripts and styles lie. One that never ends hides the rest in HTML, else nothing."""
    position = 0
    unclosed: set[bytes | None] = set()
    while found := _HIDDEN.search(data, position):
        kind = found[1].lower() if found[1] else None
        end = None if kind in unclosed else _HIDDEN_END[kind].search(data, found.start() + 2)
        if end is None:
            unclosed.add(kind)
            if to_the_end:
                yield found.start(), len(data)
                return
            position = found.end()
            continue
        yield found.start(), end.end()
        position = end.end()


def _without_hidden(data: bytes) -> bytes:
    """Plain text whose comments, scripts and styles are an empty tag and the line ends they held."""
    pieces = []
    position = 0
    for start, end in _hidden_spans(data, to_the_end=False):
        pieces += [data[position:start], b"<!>", b"\n" * data.count(b"\n", start, end)]
        position = end
    return b"".join([*pieces, data[position:]]) if pieces else data


_HTML_BLANKS = bytes(0x09 if byte < 0x20 else byte for byte in range(256))


def _visible_html(data: bytes) -> tuple[bytes, SourceMap]:
    """The text of HTML, each tag one byte that says what it ends, and where its pieces stood."""
    pieces: list[bytes] = []
    in_text: list[int] = [0]
    in_source: list[int] = [0]
    length = 0

    def add(piece: bytes, source_end: int) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)
        in_text.append(length)
        in_source.append(source_end)

    def add_visible(start: int, stop: int) -> None:
        position = start
        while (found := data.find(b"<", position, stop)) != -1:
            tag = _TAG_BYTES.match(data, found, stop) or _BARE_TAG_BYTES.match(data, found, stop)
            if tag is None:
                position = found + 1
                continue
            add(data[start:found].translate(_HTML_BLANKS), found)
            name = tag["name"].lower()
            add(b"\n" if name in _LINE_TAGS else _CELL if name in _DATE_TAGS else _TAG, tag.end())
            start = position = tag.end()
        add(data[start:stop].translate(_HTML_BLANKS), stop)

    position = 0
    for start, end in _hidden_spans(data, to_the_end=True):
        add_visible(position, start)
        add(_TAG, end)
        position = end
    add_visible(position, len(data))
    line_ends = tuple(found.start() for found in re.finditer(rb"\n", data))
    return b"".join(pieces), SourceMap(tuple(in_text), tuple(in_source), line_ends)


_LINE_END = re.compile(rb"\n")
_DATE_LINE_END = re.compile(rb"[\n\x1f]")
_LOOK_BACK = 1 << 20
_LONGEST_SHOWN = 512


def _shown(line: bytes) -> str:
    """A line as its reader sees it, without tags and blanks around; of a very long one the beginning."""
    return " ".join(re.split(f"{GAP}+", canonical(line.strip()[:_LONGEST_SHOWN])))

"""Comments, scripts and tags go; what is left of a document is the lines that a reader sees.

The text of an HTML document keeps each tag as one of the bytes below, or as the LF that it means; the line ends of
the source, which are blanks there, stay countable as the third.
"""

import re
from collections.abc import Iterable, Iterator

from fxcli.number import CELL, TAG

TAG_BYTE = TAG.encode()
CELL_BYTE = CELL.encode()
SOURCE_LINE = b"\x1d"
_LINE_TAGS = frozenset(b"li tr p br dt dd option h1 h2 h3 h4 h5 h6".split())
_DATE_TAGS = frozenset(b"div td th section article header footer time".split())
BORDER_TAGS = _LINE_TAGS | _DATE_TAGS

# A tag may hold quoted marks; the second form takes a tag with a stray quote. Both end before the next `<`, so that
# the work for all tags together grows with the input only.
QUOTED_TAG = rb"""</?(?P<name>[A-Za-z!?][A-Za-z0-9]{0,20})(?>[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>"""
_TAG_BYTES = re.compile(QUOTED_TAG)
_BARE_TAG_BYTES = re.compile(rb"</?(?P<name>[A-Za-z!?][A-Za-z0-9]{0,20})[^<>]{0,4000}>")
_HIDDEN = re.compile(rb"<!--|<(?:script|style)(?=[\s/>])", re.IGNORECASE)
_HIDDEN_END = {
    b"!--": re.compile(rb"-->"),
    b"script": re.compile(rb"</script[^>]{0,100}>", re.IGNORECASE),
    b"style": re.compile(rb"</style[^>]{0,100}>", re.IGNORECASE),
}

_LONGEST_BEGINNING = len(b"<script>")
_LONGEST_END = 128
_MARKS = (TAG_BYTE, CELL_BYTE, SOURCE_LINE)
_TEXT_BLANKS = bytes(0x09 if bytes((byte,)) in _MARKS else byte for byte in range(256))
_HTML_BLANKS = bytes(0x1D if byte == 0x0A else 0x09 if byte < 0x20 else byte for byte in range(256))
_LONGEST_HIDDEN = 1 << 20
"""A comment or script of plain text, or a tag, that has not ended after so many bytes is taken for text."""


_HTML_START = re.compile(rb"<!doctype html|<html", re.IGNORECASE)
_HTML_STARTS_WITHIN = 1024
_FRAGMENT = re.compile(rb"\s*<[A-Za-z!]")
_ROW = re.compile(rb"<(?:tr|li)[\s>]", re.IGNORECASE)


def looks_like_html(beginning: bytes) -> bool:
    """Whether a document, of which some kilobytes are given, says by its markup that it is HTML.

    It names itself in its first 1,024 bytes, or it is a fragment: it begins with a tag and holds a `tr` or `li`.
    """
    named = _HTML_START.search(beginning, 0, _HTML_STARTS_WITHIN)
    return bool(named or (_FRAGMENT.match(beginning) and _ROW.search(beginning)))


def _with_last(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each block and whether it is the last; an empty one where there is none."""
    before = None
    for block in blocks:
        if before is not None:
            yield before, False
        before = block
    yield before or b"", True


def without_hidden(blocks: Iterable[bytes], *, is_html: bool) -> Iterator[bytes]:
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


def open_hidden(text: bytes) -> int:
    """Where in plain text a comment or script begins that does not end in it but still may; -1 where none does."""
    floor = max(0, len(text) - _LONGEST_HIDDEN)
    begins = []
    for kind, ending in _HIDDEN_END.items():
        last_end = max((found.end() for found in ending.finditer(text, floor)), default=floor)
        begins += [found.start() for found in _HIDDEN.finditer(text, last_end) if found[0][1:].lower() == kind]
    return min(begins, default=-1)


def visible_text(block: bytes) -> bytes:
    """Plain text without the bytes that mark tags in canonical lines."""
    return block.translate(_TEXT_BLANKS) if any(mark in block for mark in _MARKS) else block


def visible_html(blocks: Iterable[bytes]) -> Iterator[bytes]:
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
        yield b"\n" if name in _LINE_TAGS else CELL_BYTE if name in _DATE_TAGS else TAG_BYTE
        if b"\n" in tag[0]:
            yield SOURCE_LINE * tag[0].count(b"\n")
        start = position = tag.end()
    yield data[start:stop].translate(_HTML_BLANKS)

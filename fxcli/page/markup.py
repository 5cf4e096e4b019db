"""Comments, scripts and tags go; what is left of a document is the lines that a reader sees.

The text of an HTML document keeps each tag as one of the marks below, or as the LF that it means; the line ends of
the source, which are blanks there but within `pre`, stay countable as another.
"""

import re
from collections.abc import Iterable, Iterator

from fxcli.page.elements import STRUCK_TAGS, Within, does_not_count, is_as_written
from fxcli.page.terms import TERM_TAGS, Border, Terms

TAG = "\x1e"
"""A tag within a line."""
CELL = "\x1f"
"""The beginning of a cell of a table; behind one of the next three, the border that they say."""
BLOCK = "\x1c"
"""The border of another block: `div`."""
JOINED = "\x0c"
"""The beginning of a cell that spans several rows."""
BREAK = "\x0b"
"""A line that ends within a cell, where the row goes on."""
STRUCK = "\u0336"
"""What stands before it on its line does not count for a reader: it is struck out, or hidden."""

TAG_BYTE = TAG.encode()
CELL_BYTE = CELL.encode()
SOURCE_LINE = b"\x1d"
BLOCK_BYTES = (BLOCK + CELL).encode()
_JOINED_BYTES = (JOINED + CELL).encode()
_STRUCK_BYTES = STRUCK.encode()
_BREAK_BYTES = (BREAK + CELL).encode()
_MARKS = (TAG + CELL + BLOCK + JOINED + BREAK).encode() + SOURCE_LINE
_TEXT_BLANKS = bytes(0x09 if byte in _MARKS else byte for byte in range(256))
_HTML_BLANKS = bytes(0x1D if byte == 0x0A else 0x09 if byte < 0x20 else byte for byte in range(256))

_CELL_TAGS = frozenset((b"td", b"th"))
_LINE_TAGS = frozenset(b"tr li p br dt dd option h1 h2 h3 h4 h5 h6 caption title".split())
_BLOCK_TAGS = frozenset(b"div section article header footer time".split())
_ROW_TAGS = frozenset((b"tr", b"td", b"th"))
_ROW_ENDS = frozenset((b"/tr", b"/table", b"table"))
_SPANS_ROWS = re.compile(rb"""\srowspan\s{0,9}=\s{0,9}["']?\s{0,9}(?!0*1\b)[0-9]""", re.IGNORECASE)

# A value of an attribute may hold any mark in its quotes. In HTML a tag ends at the first `>` outside of them, as in a
# browser; in plain text before the next `<`. The bare form takes what has no end: so work grows with the text only.
_NAME = rb"<(?P<name>/?[A-Za-z!?][A-Za-z0-9]{0,20})"
_VALUE = rb"""=\s*+(?:"[^"]*+"|'[^']*+'|(?!["']))"""
_TAG = re.compile(rb"%s(?>[^>=]++|%s)*+>" % (_NAME, _VALUE))
_TAG_OF_TEXT = re.compile(rb"%s(?>[^<>=]++|%s)*+>" % (_NAME, _VALUE))
_BARE_TAG = re.compile(rb"%s[^<>]{0,4000}>" % _NAME)
_BEGINS_TAG = re.compile(rb"<(?:!--|/?(?:[A-Za-z!?]|\Z))")
_BEGINS_BARE_TAG = re.compile(rb"<!--|(?=%s[^<>]{0,4000}>)" % _NAME)

_HIDDEN = re.compile(rb"<!--|<(?:script|style)(?=[\s/>])", re.IGNORECASE)
_HIDDEN_END = {
    b"!--": re.compile(rb"-->"),
    b"script": re.compile(rb"</script[^>]{0,100}>", re.IGNORECASE),
    b"style": re.compile(rb"</style[^>]{0,100}>", re.IGNORECASE),
}
_MAX_END_BYTES = 128
_MAX_OPEN_BYTES = 1 << 20
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


def visible_text(text: bytes) -> bytes:
    """Plain text without comments, scripts and styles, whose line ends stay, and without the bytes that are marks.

    A comment or script that never ends is text.
    """
    if b"<" in text:
        text = _without_hidden(text)
    return text.translate(_TEXT_BLANKS) if any(mark in text for mark in _MARKS) else text


def _without_hidden(text: bytes) -> bytes:
    shown: list[bytes] = []
    unclosed: set[bytes] = set()
    position = 0
    while found := _HIDDEN.search(text, position):
        kind = found[0][1:].lower()
        end = None if kind in unclosed else _HIDDEN_END[kind].search(text, found.start() + 2)
        shown.append(text[position : found.start()])
        if end:
            shown += [b"<!>", b"\n" * text.count(b"\n", found.start(), end.end())]
            position = end.end()
        else:
            unclosed.add(kind)
            shown.append(found[0])
            position = found.end()
    return b"".join((*shown, text[position:]))


def open_hidden(text: bytes, longest: int = _MAX_OPEN_BYTES) -> int:
    """Where in plain text a comment or script begins that does not end in it but still may; -1 where none does.

    `longest` is how many bytes it may have.
    """
    position = max(0, len(text) - longest)
    while (position := text.find(b"<", position)) != -1 and (found := _HIDDEN.search(text, position)):
        end = _HIDDEN_END[found[0][1:].lower()].search(text, found.start() + 2)
        if end is None:
            return found.start()
        position = end.end()
    return -1


def without_tags(line: bytes) -> bytes:
    """A line of plain text with marks for its tags, none of which ends it."""
    shown: list[bytes] = []
    form = _TAG_OF_TEXT
    start = position = 0
    while (found := line.find(b"<", position)) != -1:
        tag = form.match(line, found)
        if tag:
            name = tag["name"].lower()
            kind = name.removeprefix(b"/")
            is_block = kind in _LINE_TAGS | _BLOCK_TAGS
            mark = CELL_BYTE if name in _CELL_TAGS else BLOCK_BYTES if is_block else TAG_BYTE
            shown += [line[start:found], _STRUCK_BYTES + mark if kind != name and kind in STRUCK_TAGS else mark]
            start = position = tag.end()
        elif form is _TAG_OF_TEXT and _BEGINS_TAG.match(line, found):
            form = _BARE_TAG
        else:
            position = found + 1
    return b"".join((*shown, line[start:]))


def visible_html(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The text of HTML: each tag is the mark of what it begins or ends, and its line ends stand after it.

    Of a comment, a script or a style the line ends stay; one that never ends hides the rest.
    """
    html = _Html()
    for block, last in _with_last(blocks):
        yield b"".join(html.visible(block, last=last))


class _Html:
    """What was read of an HTML document so far."""

    def __init__(self) -> None:
        self._waiting = b""
        self._inside: bytes | None = None
        self._in_row = False
        self._terms = Terms()
        self._uncounted = Within(does_not_count)
        self._as_written = Within(is_as_written)

    def visible(self, block: bytes, *, last: bool) -> Iterator[bytes]:
        """The text up to the last tag that is whole."""
        data = self._waiting + block
        position = searched = 0
        is_bare = False
        while position < len(data):
            if self._inside:
                end = _HIDDEN_END[self._inside].search(data, searched)
                stop = end.end() if end else len(data) if last else max(position, len(data) - _MAX_END_BYTES)
                yield SOURCE_LINE * data.count(b"\n", position, stop)
                position = searched = stop
                if end is None:
                    break
                self._inside = None
            begin = (_BEGINS_BARE_TAG if is_bare else _BEGINS_TAG).search(data, searched)
            stop = begin.start() if begin else len(data)
            tag = begin and (_BARE_TAG if is_bare else _TAG).match(data, stop)
            if begin and begin[0] == b"<!--":
                yield self._shown(data[position:stop]) + TAG_BYTE
                position, searched, self._inside = stop, stop + 2, b"!--"
            elif tag:
                struck = _STRUCK_BYTES if self._uncounted and data[position:stop].strip() else b""
                yield self._shown(data[position:stop]) + struck + self._mark(tag)
                position = searched = tag.end()
            elif begin and (last or len(data) - stop >= _MAX_OPEN_BYTES):
                searched, is_bare = stop, True
            else:
                yield self._shown(data[position:stop])
                position = stop
                break
        self._waiting = data[position:]

    def _shown(self, text: bytes) -> bytes:
        """Text between two tags, with the border that begins with it."""
        shown = text.translate(_HTML_BLANKS)
        if self._as_written:
            shown = shown.replace(SOURCE_LINE, SOURCE_LINE + self._line_end())
        border = self._terms.pass_text(text) if self._terms.awaits_text else None
        if border:
            return (CELL_BYTE if border is Border.CELL else b"\n") + shown
        return shown

    def _mark(self, tag: re.Match[bytes]) -> bytes:
        """What a tag leaves in the text."""
        name = tag["name"].lower()
        kind = name.removeprefix(b"/")
        self._in_row = name in _ROW_TAGS or (self._in_row and name not in _ROW_ENDS)
        self._inside = name if name in _HIDDEN_END else None
        border = self._terms.pass_tag(name) if kind in TERM_TAGS and not self._in_row else None
        if border:
            mark = TAG_BYTE if border is Border.UNDECIDED else b"\n"
        elif kind == b"tr":
            mark = b"\n"
        elif kind in _LINE_TAGS:
            mark = self._line_end()
        elif name in _CELL_TAGS:
            mark = _JOINED_BYTES if _SPANS_ROWS.search(tag[0]) else CELL_BYTE
        else:
            mark = BLOCK_BYTES if kind in _BLOCK_TAGS else TAG_BYTE
        self._uncounted.see(name, tag[0])
        self._as_written.see(name, tag[0])
        return mark + SOURCE_LINE * tag[0].count(b"\n")

    def _line_end(self) -> bytes:
        """What ends a line here: within a row it goes on in its cell."""
        return _BREAK_BYTES if self._in_row or self._terms.is_row else b"\n"


def _with_last(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each block and whether it is the last; an empty one where there is none."""
    before = None
    for block in blocks:
        if before is not None:
            yield before, False
        before = block
    yield before or b"", True

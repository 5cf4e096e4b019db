"""Which elements of an HTML page do not count for its reader, and in which its lines end where those of the source do.

<del>USD/KZT = 478.77</del>  <p hidden>…  <p style="display:none">…      hidden, or struck out
<pre>…  <textarea>…  <p style="white-space: pre-wrap">…                  as they are written
"""

import re
from collections.abc import Callable

STRUCK_TAGS = frozenset((b"s", b"del", b"strike"))

_NOT_SHOWN_TAGS = frozenset((b"template", b"iframe"))
_AS_WRITTEN_TAGS = frozenset(b"pre textarea listing xmp plaintext".split())
_NEVER = frozenset(b"html body br hr img input meta link wbr col area base embed source track param".split())
"""What has no end tag, and the whole page, which a script shows once it runs."""
_ENDED_BY_THE_NEXT = frozenset(b"p li td th tr dt dd option".split())
_MAY_HIDE = re.compile(rb"hidden|none|line-through", re.IGNORECASE)
_VALUES = re.compile(rb""""[^"]*"|'[^']*'""")
_HIDDEN = re.compile(rb"\shidden(?=[\s=/>])", re.IGNORECASE)
_STYLE = re.compile(rb"""\sstyle\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HIDING_STYLE = re.compile(
    rb"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[a-z-]*\s*:[^;]*line-through", re.IGNORECASE
)
_MAY_BE_AS_WRITTEN = re.compile(rb"white-space", re.IGNORECASE)
_AS_WRITTEN_STYLE = re.compile(rb"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)


class Within:
    """Whether what follows the tags of a page so far lies within an element of a kind: one that some tag begins."""

    def __init__(self, begins_one: Callable[[bytes, bytes], bool]) -> None:
        self._begins_one = begins_one
        self._name = b""
        self._depth = 0

    def __bool__(self) -> bool:
        return self._depth > 0

    def see(self, name: bytes, tag: bytes) -> None:
        """Pass a tag, whose name is in small letters, with a slash before that of an end tag."""
        if not self:
            if self._begins_one(name, tag):
                self._name, self._depth = name, 1
        elif name == b"/" + self._name:
            self._depth -= 1
        elif name == self._name:
            self._depth = self._depth + 1 if name not in _ENDED_BY_THE_NEXT else int(self._begins_one(name, tag))


def does_not_count(name: bytes, tag: bytes) -> bool:
    """Whether a tag begins an element that is hidden or struck out."""
    if name in STRUCK_TAGS or name in _NOT_SHOWN_TAGS:
        return True
    if not _MAY_HIDE.search(tag) or name.startswith(b"/") or name in _NEVER:
        return False
    return bool(_HIDDEN.search(_VALUES.sub(b'""', tag)) or _HIDING_STYLE.search(_style(tag)))


def is_as_written(name: bytes, tag: bytes) -> bool:
    """Whether a tag begins an element in which a line end of the source ends a line."""
    if name in _AS_WRITTEN_TAGS:
        return True
    if not _MAY_BE_AS_WRITTEN.search(tag) or name.startswith(b"/") or name in _NEVER:
        return False
    return _AS_WRITTEN_STYLE.search(_style(tag)) is not None


def _style(tag: bytes) -> bytes:
    style = _STYLE.search(tag)
    return style[1] or style[2] or b"" if style else b""

"""Which elements of an HTML page do not count for its reader: they are hidden, or struck out."""

import re

STRUCK_TAGS = frozenset((b"s", b"del", b"strike"))

_NOT_SHOWN_TAGS = frozenset((b"template", b"iframe"))
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


class Uncounted:
    """Whether what follows the tags of a page so far lies within an element that does not count."""

    def __init__(self) -> None:
        self._name = b""
        self._depth = 0

    def __bool__(self) -> bool:
        return self._depth > 0

    def see(self, name: bytes, tag: bytes) -> None:
        """Pass a tag, whose name is in small letters, with a slash before that of an end tag."""
        if not self:
            if _does_not_count(name, tag):
                self._name, self._depth = name, 1
        elif name == b"/" + self._name:
            self._depth -= 1
        elif name == self._name:
            self._depth = self._depth + 1 if name not in _ENDED_BY_THE_NEXT else int(_does_not_count(name, tag))


def _does_not_count(name: bytes, tag: bytes) -> bool:
    if name in STRUCK_TAGS or name in _NOT_SHOWN_TAGS:
        return True
    if not _MAY_HIDE.search(tag) or name.startswith(b"/") or name in _NEVER:
        return False
    style = _STYLE.search(tag)
    return bool(
        _HIDDEN.search(_VALUES.sub(b'""', tag)) or (style and _HIDING_STYLE.search(style[1] or style[2] or b""))
    )

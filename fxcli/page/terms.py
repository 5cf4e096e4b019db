"""Lists of terms and their descriptions in HTML, where a pair that is a term is a row with the number below it.

<dl><dt>USD/KZT</dt><dd>478,77</dd> …             a row of two cells
<dl><dt>USD/KZT</dt><dd>1 USD = 478,77 KZT …      two lines, as for any other term
<dl><dt>USD/KZT</dt><dt>EUR/KZT</dt> …            no rows: which of the descriptions below is whose?
"""

import re
from enum import Enum, auto

TERM_TAGS = frozenset((b"dl", b"dt", b"dd"))
"""The elements of such a list."""

_PAIR = re.compile(rb"\s*[A-Za-z]{3}\s?(?:[/-]\s?)?[A-Za-z]{3}\s*:?\s*")
_NUMBER_FIRST = re.compile(rb"\s*[0-9](?![^A-Za-z\xc3-\xd3]*[A-Za-z\xc3-\xd3][^0-9]*[0-9])")
"""A number behind which no other one stands behind letters, as in 1 USD = 478,77."""
_LONGEST = 64
"""In bytes: a longer term is no pair."""


class Border(Enum):
    """What a tag or a text of such a list begins or ends."""

    LINE = auto()
    CELL = auto()
    UNDECIDED = auto()
    """A line or a cell, as the text behind it says."""


class Terms:
    """What was passed of such lists, and whether the row of a pair is open."""

    def __init__(self) -> None:
        self.is_row = False
        self.awaits_text = False
        """Whether the next text between two tags matters, as nearly none of a page does."""
        self._begins_with_term = False
        self._last = b""
        self._term: bytes | None = None
        self._is_pair = False
        """Whether the last term is a pair and has ended, and no text was passed since."""

    def pass_text(self, text: bytes) -> Border | None:
        """Pass text between two tags, where it is awaited; what begins with it."""
        if self._term is not None:
            self._term = (self._term + text)[: _LONGEST + 1]
        if not self._is_pair or not text.strip():
            return None
        is_number = _NUMBER_FIRST.match(text.replace(b"&nbsp;", b" ")) is not None
        self._is_pair = self.awaits_text = False
        self.is_row = is_number and self._last == b"dd"
        return Border.CELL if self.is_row else Border.LINE

    def pass_tag(self, name: bytes) -> Border | None:
        """Pass a tag of such a list, whose name is in small letters, with a slash before that of an end tag."""
        border = None
        if name in (b"dl", b"/dl"):
            border = Border.LINE
            self.is_row, self._begins_with_term, self._last = False, name == b"dl", name
            self._is_pair, self._term = False, None
        elif name == b"dt":
            is_single = self._begins_with_term and self._last != b"dt"
            self.is_row, self._last, self._is_pair, self._term = False, name, False, b"" if is_single else None
        elif name != b"/dd":
            if self._term is not None:
                self._is_pair, self._term = _PAIR.fullmatch(self._term) is not None, None
            if name == b"dd":
                self._begins_with_term &= self._last != b"dl"
                self._is_pair &= self._last == b"dt"
                self._last = name
            border = Border.UNDECIDED if self._is_pair else None
        self.awaits_text = self._is_pair or self._term is not None
        return border

"""Where a long plain text can be cut into sections that say, each read by itself, what they say in the whole."""

import re

from fxcli.page.markup import open_hidden
from fxcli.page.search import may_hold_rates
from fxcli.page.surroundings import shows_no_day

_LINES_ABOVE, _LINES_BELOW = 9, 6
"""So many lines of prose stand on each side of a cut: below rates a footnote decides on them within eight lines, above
them a date within five."""
_PROSE = re.compile(rb"(?=.{60}).*?(?:[A-Za-z\xc0-\xff][\x80-\xbf]?){3}")  # three letters, in UTF-8 or windows-1251
LONGEST_HIDDEN = 1 << 21
"""In bytes: a comment or script that is longer counts as text."""


def find_seam(before: bytes, text: bytes) -> int:
    """The first offset in a text at which it can be cut; -1 where there is none.

    The text begins with a line and may end within one. `before` is what stands above it, all or `LONGEST_HIDDEN`.
    """
    count = seam = begin = 0
    while (end := text.find(b"\n", begin) + 1) != 0:
        line = text[begin:end]
        begin = end
        if may_hold_rates(line) or not (line.isspace() or shows_no_day(line)):
            count = 0
        elif _PROSE.match(line):
            count += 1
            seam = end if count == _LINES_ABOVE else seam
            if count == _LINES_ABOVE + _LINES_BELOW:
                return seam if open_hidden(before + text[:seam], LONGEST_HIDDEN) == -1 else -1
    return -1

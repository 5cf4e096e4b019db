"""Whether a long plain text can be cut at a line end, so that both sides say alone what they say in the whole."""

import re
from collections.abc import Iterable

from fxcli.page.markup import open_hidden
from fxcli.page.scan import may_hide_a_code
from fxcli.page.search import may_be_in_words, may_hold_rates
from fxcli.page.surroundings import shows_no_day

_LINES_ABOVE, _LINES_BELOW = 9, 6
"""So many lines of prose stand on each side of a cut: below rates a footnote decides on them within eight lines, above
them a date within five."""
_PROSE = re.compile(rb"(?=.{60}).*?(?:[A-Za-z\xc0-\xff][\x80-\xbf]?){3}")  # three letters, in UTF-8 or windows-1251
_MARKUP = re.compile(rb"[<&]|-->|\r")
_SEARCHED_BYTES = 1 << 16
LONGEST_HIDDEN = 1 << 21
"""In bytes: a comment or script that is longer counts as text."""


def is_seam(above: bytes, below: bytes) -> bool:
    """Whether nothing beside a cut can speak of rates across it; `above` ends with a line and `below` begins with one.

    `above` is all that stands above or `LONGEST_HIDDEN` of it; `below` may end within a line.
    """
    lines_above = above[-_SEARCHED_BYTES:].split(b"\n")[1:-1]
    lines_below = below[:_SEARCHED_BYTES].split(b"\n")[:-1]
    return (
        _is_prose(reversed(lines_above), _LINES_ABOVE)
        and _is_prose(lines_below, _LINES_BELOW)
        and open_hidden(above, LONGEST_HIDDEN) == -1
    )


def _is_prose(lines: Iterable[bytes], count: int) -> bool:
    """Whether so many lines of prose come before any line that can say something of rates."""
    for line in lines:
        if line.strip() and not _says_nothing(line):
            break
        count -= _PROSE.match(line) is not None
        if count == 0:
            return True
    return False


def _says_nothing(line: bytes) -> bool:
    """Whether a line that is not blank is neither a rate nor a date, without asking what its markup means."""
    return (
        shows_no_day(line)
        and not _MARKUP.search(line.removesuffix(b"\r"))
        and not (may_hold_rates(line) or may_be_in_words(line) or may_hide_a_code(line))
    )

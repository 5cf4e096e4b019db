"""How figures, units, dates and times are written on a canonical line.

The patterns are parts of verbose ones. All are bounded or possessive, so that work grows with the text only.
"""

import re

from fxcli.page.line import BLANK, GAP, LOOSE
from fxcli.page.markup import TAG
from fxcli.page.vocabulary import is_month

# Digits as people write them, before anyone asks what they mean: groups joined by a mark, by one blank,
# or (a stray blank inside a whole number) by a comma and a blank.
FIGURES = rf"""(?:
    [0-9]{{1,15}}(?:[.'’ ][0-9]{{3}}){{0,5}}(?:[.,'’]{BLANK}|{BLANK}[.,'’])[0-9]++(?![.,'’][0-9])
  | [.,]?[0-9]++(?:[.,'’ ][0-9]++)*+
)"""
UNIT = "(?:10{0,4}|10?[ ]000)(?:[.,]00)?"
UNIT_IN_TEXT = "(?:10?[,.'’ ]000|10{1,4}(?:[.,]00)?)"
"""A unit of more than one as it may stand in any text: a mark may group its thousands."""
UNIT_WORD = rf"(?:[ {TAG}{LOOSE}][^\W\d_]{{1,40}})"
"""A word of what a unit before a pair counts, in one cell with it: 100 ӨЗБЕК СОМЫ UZS / KZT."""
NEXT_CELL = rf"(?:{GAP}?\|)?{GAP}"
PERCENT = rf"{GAP}?%"

_YEAR = "(?:19|20)[0-9]{2}(?![0-9])"
_YEAR_WORD = r"(?i:(?:г|гг|ж|й|y|ý)(?![^\W\d_])|(?:year|год|жыл|йил|yil|ýyl|сол)[^\W\d_]{0,6})"
_YEAR_BEHIND = rf"(?:[.]?,?{BLANK}(?:соли{BLANK})?{_YEAR}(?:(?:{BLANK}|-)?{_YEAR_WORD})?)?"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?![0-9])"
_ORDINAL = r"(?:st|nd|rd|th|-?(?:го|е|чи|нчи|инчи|нчы|нчу|уму|ум|юм|и|ші|шы|nji|njy|chi)(?![^\W\d_]))?"

_NUMERIC = re.compile(
    rf"""(?:
        [0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}(?:T[0-9:]{{5,8}}Z?)?
      | [0-9]{{4}}(?:/[0-9]{{2}}/|[.][0-9]{{2}}[.])[0-9]{{2}}
      | [0-9]{{1,2}}(?:[./][0-9]{{1,2}}[./]|-[0-9]{{1,2}}-)[0-9]{{4}} (?:{BLANK}?{_YEAR_WORD})?
      | (?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?!:[0-9]) (?:{BLANK}?(?i:am|pm|utc|gmt|msk|мск))?
    )(?!\w)""",
    re.VERBOSE,
)
_DAY_FIRST = re.compile(
    rf"""
    (?:{_YEAR}(?:{BLANK}|-)?{_YEAR_WORD}{BLANK})? {_DAY}{_ORDINAL} (?:{BLANK}|-|[.]{BLANK}?)?
    (?P<month>[^\W\d_]{{3,14}})(?!\w) {_YEAR_BEHIND}
    """,
    re.VERBOSE,
)
_MONTH_FIRST = re.compile(
    rf"(?P<month>[^\W\d_]{{3,14}})[.]?{BLANK}(?:{_DAY}{_ORDINAL}{_YEAR_BEHIND}|{_YEAR})(?!\w)", re.VERBOSE
)
_NOON = re.compile(r"(?:noon|midnight)(?!\w)", re.IGNORECASE)
_YEAR_SAID = re.compile(rf"\({_YEAR}\)|{_YEAR}(?:{BLANK}|-)?{_YEAR_WORD}", re.VERBOSE)
_BEFORE = re.compile(rf"(?:[^\W\d_]{{3,14}}[.]?{BLANK}|\(|[0-9]{{1,4}}(?:[.:/-]|{BLANK}))\Z")
_LONGEST_BEFORE = 16
DAY_OR_TIME = r"(?:[0-2]?[0-9]|3[01])\.(?:0[0-9]|[1-5][0-9])"
"""Figures that may be a day and its month, or a time: 25.11, 18.30."""
_BARE_YEAR = re.compile("199[0-9]|20[0-4][0-9]")


def read_unit(text: str) -> int:
    """The unit that is written: 100 for `100.00`, 10000 for `10 000`."""
    return int(text.replace(" ", "").partition(".")[0].partition(",")[0])


def date_end(text: str, position: int, stop: int) -> int:
    """Where a date or a time ends that begins at a position: `9 December`, `2025-12-09`, `10:30`; 0 for none.

    A date may lack its year.
    """
    if position == stop:
        return 0
    if not text[position].isdigit():
        found = _NOON.match(text, position, stop) or _MONTH_FIRST.match(text, position, stop)
    else:
        found = _NUMERIC.match(text, position, stop) or _DAY_FIRST.match(text, position, stop)
    if found and found.re.groups and not is_month(found["month"].lower()):
        return 0
    return found.end() if found else 0


def date_around(text: str, floor: int, position: int, stop: int) -> int:
    """Where a date, a time or a year said to be one ends, to which the number at a position belongs; 0 for none.

    It may begin with the word or the figure before the number, not before `floor`.
    """
    before = _BEFORE.search(text, max(floor, position - _LONGEST_BEFORE), position)
    for begin in (position, before.start() if before else position):
        year = _YEAR_SAID.match(text, begin, stop)
        end = year.end() if year else date_end(text, begin, stop)
        if end > position:
            return end
    return 0


def may_be_year(figures: str) -> bool:
    """Whether a bare number may be a year of our time."""
    return _BARE_YEAR.fullmatch(figures) is not None

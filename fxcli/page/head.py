"""Where on a line a rate begins: a pair or a unit form, up to its number.

    KGS/USD = 0.01144                a pair and a separator
    1 USD = 512.35 KZT               the unit form; turned round: 8299.20 UZS = 1 USD

`=` `:` `|` `–` `—` and `-` with a blank after it are strong separators: any text may stand before the pair. So is the
border of a cell or block between a pair alone in its own and a number alone in the next. Blanks are weak: the pair
must begin its line or follow another rate, and so must one whose codes only a blank joins.
"""

import re
from typing import NamedTuple

from fxcli import currency
from fxcli.page.behind import REACH
from fxcli.page.line import BLANK, BLANKS, GAP
from fxcli.page.markup import BLOCK, CELL, TAG
from fxcli.page.written import FIGURES, NEXT_CELL, UNIT, UNIT_WORD, read_unit


class Head(NamedTuple):
    """What stands before the number of a rate."""

    start: int
    """Where the pair or the unit form begins."""
    begin: int
    """The same with a unit and its words before a pair."""
    end: int
    """Where the number begins."""
    base: str
    quote: str
    """Empty where its code stands behind the number."""
    unit: int
    separator: str
    """Empty where it is strong, else the gap that separates."""
    must_begin: bool
    """Whether it counts only where it begins its line or follows another rate."""
    is_pair: bool


_HOME = "|".join(currency.HOME)
_CODE = "[A-Za-z]{3}"
_EMPHASIS = r"""(?:__|[*`"'«»“”„]{0,3})"""
_FREE = rf"(?:(?<!\w)|(?<=__)(?<![^\W_]__))(?<!\w{TAG})"
# A dash alone in its cell is a missing value, not a separator.
_MARK = rf"(?:[=:]|(?!(?<={CELL})[–—-]{CELL})(?:[–—]|-(?={GAP}|\Z)))"
_JOINT = rf"{BLANK}?[/→-]{BLANK}?|{BLANK}[tT][oO]{BLANK}|{BLANK}|"

_HEAD = re.compile(
    rf"""
    (?:
        # the unit form: 1 USD =, USD 1 =
        (?:
            (?<![\w.,'’/×−]) (?<!(?<!\*)\*) (?<![\w.,'’]{TAG}) (?P<unit>{UNIT}) {BLANK} (?P<unit_base>{_CODE})
          | {_FREE} (?P<base_unit>{_CODE}) {BLANK} (?P<unit_after>{UNIT})
        )
        {_EMPHASIS} {GAP}? {_MARK} {GAP}? {_EMPHASIS}
        (?=(?P<quote_first>{_CODE}{BLANK}|))
    |
        # a pair, one of its codes a home currency; others only show where a rate ends
        {_FREE}
        (?:
            (?P<home_base>(?i:{_HOME})) (?P<joint>{_JOINT}) (?P<quote>{_CODE})
          | (?P<base>{_CODE}) (?P<joint_home>{_JOINT}) (?P<home_quote>(?i:{_HOME}))
          | (?P<foreign>[A-Z]{{3}}/[A-Z]{{3}})
        )
        (?P<contract>_(?i:TOD|TOM|SPT)(?=__|\W|\Z))?
        {_EMPHASIS}
        (?:
            (?P<strong>
                {GAP}?
                (?: {_MARK}{_EMPHASIS}(?:{GAP}?[=:|]){{0,2}} | \|(?:{GAP}?[=:](?:{GAP}?[=:|])?)? )
                {GAP}?
            )
          | (?P<weak>{BLANK})
          | (?P<border>[{CELL}{BLOCK}])
        )
        {_EMPHASIS}
    )
    """,
    re.VERBOSE,
)
_TURNED = re.compile(
    rf"""
    (?P<figures>{FIGURES}) {BLANK} (?P<quote>{_CODE}) {GAP}? {_MARK} {GAP}?
    (?P<unit>{UNIT}) {BLANK} (?P<base>{_CODE}) (?!\w)
    """,
    re.VERBOSE,
)
_UNIT_OF_NEXT = re.compile(rf"(?<![\w.,'’]){UNIT}{UNIT_WORD}{{0,4}}{NEXT_CELL}\Z", re.VERBOSE)
_SUM = re.compile(rf"[\w)]{GAP}?[+*/×÷]{GAP}?\Z")
_CHAIN = re.compile(rf"(?<!\w){_CODE}(?:{BLANK}?[/→]{BLANK}?|-)\Z")
_CODE_BEFORE = re.compile(rf"(?<!\w)([A-Z]{{3}}){BLANK}\Z")
_LONGEST_JOINT = 7
"""The longest of the joints before a code: a code, a blank, a slash, a blank; and the letter that makes it a word."""
# Words of English that are codes too: joined by a blank alone they make no pair.
_WORDLIKE = frozenset(("ALL", "TOP", "TRY", "CUP", "PEN", "MAD", "MOP", "GEL", "RON", "SOS", "BAM", "LAK", "COP"))
_ALWAYS_WORDLIKE = frozenset(("ALL", "TOP"))


def find_head(text: str, position: int, stop: int) -> re.Match[str] | None:
    """The first place from a position on that looks like the head of a rate."""
    return _HEAD.search(text, position, stop)


def read_head(text: str, found: re.Match[str], number: int, floor: int) -> Head | None:
    """The head that was found; None where its letters are no codes.

    `number` is where the number of the head before it begins, `floor` where that number ends.
    """
    if found["unit_base"] or found["base_unit"]:
        return _unit_form(text, found, floor)
    return _pair(text, found, number, floor)


def _unit_form(text: str, found: re.Match[str], floor: int) -> Head | None:
    if _SUM.search(text, max(floor, found.start() - _LONGEST_JOINT), found.start()):
        return None
    base = found["unit_base"] or found["base_unit"]
    quote = (found["quote_first"] or "")[:-1]
    if not (in_one_case(base) and (not quote or (in_one_case(quote) and is_home(base, quote)))):
        return None
    unit = read_unit(found["unit"] or found["unit_after"])
    end = found.end() + len(found["quote_first"])
    return Head(found.start(), found.start(), end, base.upper(), quote.upper(), unit, "", False, False)


def _pair(text: str, found: re.Match[str], number: int, floor: int) -> Head | None:
    if found["foreign"]:
        base, joint, quote = found["foreign"].partition("/")
        if not (currency.is_active(base) and currency.is_active(quote)):
            return None
    else:
        base = found["home_base"] or found["base"]
        quote = found["quote"] or found["home_quote"]
        joint = found["joint"] if found["home_base"] else found["joint_home"]
    if found["contract"] and joint:
        return None
    codes = base.upper(), quote.upper()
    one_case = (base + quote).isupper() or (base + quote).islower()
    separator = found["weak"] or found["border"] or ""
    must_begin = bool(found["weak"]) or joint.isspace()
    if must_begin and not one_case:
        return None
    if joint.strip(BLANKS) not in ("/", "-", "→"):
        words = _ALWAYS_WORDLIKE if base.isupper() else _WORDLIKE
        if not (is_code(base) and is_code(quote)) or (joint and not words.isdisjoint(codes)):
            return None
    before = text[max(floor, found.start() - _LONGEST_JOINT) : found.start()]
    code_before = _CODE_BEFORE.search(before) if joint.isspace() else None
    if _CHAIN.search(before) or (code_before and currency.is_active(code_before[1])):
        return None  # the tail of a list of codes, not a pair
    unit = _UNIT_OF_NEXT.search(text, max(number, found.start() - REACH), found.start())
    begin = unit.start() if unit else found.start()
    return Head(found.start(), begin, found.end(), *codes, 1, separator, must_begin, True)


def turned_round(text: str, position: int, stop: int) -> tuple[Head, str, int] | None:
    """A unit form whose number stands first, at a position: its head, its figures, and where it ends."""
    found = _TURNED.match(text, position, stop)
    if found is None or not (in_one_case(found["base"]) and in_one_case(found["quote"])):
        return None
    codes = found["base"].upper(), found["quote"].upper()
    if not is_home(*codes):
        return None
    start = found.start()
    return Head(start, start, start, *codes, read_unit(found["unit"]), "", True, False), found["figures"], found.end()


def is_home(base: str, quote: str) -> bool:
    """Whether one of two codes, in any letter case, is a home currency."""
    return base.upper() in currency.HOME or quote.upper() in currency.HOME


def in_one_case(word: str) -> bool:
    """Whether three letters can be a code beside an amount."""
    return word.isupper() or (word.islower() and currency.is_active(word.upper()))


def is_code(word: str) -> bool:
    """Whether three letters can be a code: a word that is no currency is one only in capitals."""
    return word.isupper() or currency.is_active(word.upper())

"""Where on a line a rate begins: a pair or a unit form up to its number, and what stands before it.

    KGS/USD = 0.01144                a pair and a separator
    1 USD = 512.35 KZT               the unit form; turned round: 8299.20 UZS = 1 USD
    100 ӨЗБЕК СОМЫ UZS / KZT 3.5     a unit before a pair

`=` `:` `|` `–` `—` and `-` with a blank after it are strong separators: any text may stand before the pair. So is the
border of a cell or block between a pair alone in its own and a number alone in the next. Blanks are weak: the pair
must begin its line or follow another rate, and so must one whose codes only a blank joins.
"""

import re
from typing import NamedTuple

from fxcli import currency
from fxcli.page.behind import REACH, numbers_near
from fxcli.page.line import BLANK, BLANKS, GAP, LOOSE
from fxcli.page.markup import BLOCK, CELL, JOINED, TAG
from fxcli.page.names import name_at
from fxcli.page.vocabulary import DIGIT, LETTERS, is_many, is_money, is_side
from fxcli.page.written import FIGURES, UNIT, UNIT_IN_TEXT, date_around, date_end
from fxcli.refusal import Reason


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
_EMPHASIS = r"""(?:[*`"'«»“”„]{0,3}|__)"""
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

# What may stand before a pair that begins its line, beside dates and times: bullets, symbols, emoji, row marks.
_BULLETS = re.compile(
    rf"""(?:
    {GAP}
  | [•*·‣⁃∙+|#>›»«"'“”„`\-–—\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff]
  | [\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f]
  | [0-9]{{1,4}}[.)](?=(?!{TAG}){GAP}) | [0-9]\u20e3 | __
)*+""",
    re.VERBOSE,
)
_DIVIDES = re.compile(rf"{GAP}?[;,]?")
_DATE_ENDS = re.compile(rf"[:,]?{GAP}")
_WORDS = rf"(?:[ {TAG}{LOOSE}][^\W\d_]{{1,40}})"  # in one cell
_NEXT_CELL = rf"(?:{GAP}?\|)?{GAP}"
_UNIT_BEFORE = re.compile(rf"(?P<unit>{UNIT})(?P<words>{_WORDS}{{1,4}}){_NEXT_CELL}", re.VERBOSE)
_NUMBER_FIRST = re.compile(rf"{FIGURES}{BLANK}", re.VERBOSE)
_UNIT_COLUMN = re.compile(rf"{UNIT_IN_TEXT}\t[^0-9]*\t", re.VERBOSE)  # row ten of a table, or a unit
_UNIT_OF_NEXT = re.compile(rf"(?<![\w.,'’]){UNIT}{_WORDS}{{0,4}}{_NEXT_CELL}\Z", re.VERBOSE)

_NUMBER = re.compile(r"(?<![\w.,'’])[0-9]++(?:[.,'’][0-9]++)*+")
_PASSED = re.compile(rf"{GAP}?[%％‰]|[.)](?={GAP}|\Z)")
_NUMBER_BEFORE = re.compile(rf"(?<![\w.,'’])(?P<figures>{FIGURES})[ {TAG}{LOOSE}]\Z", re.VERBOSE)
_NUMBER_BEFORE_FORM = re.compile(rf"(?<![\w.,'’])(?P<figures>{FIGURES}){BLANK}\Z", re.VERBOSE)
_ROW_MARK = re.compile(rf"[0-9]+[.)]{BLANK}\Z")
_NUMBER_AND_NAME = re.compile(
    rf"(?<![\w.,'’])(?P<figures>{FIGURES})(?P<words>(?:{BLANK}[^\W\d_][^\s\d|]{{0,40}}){{1,4}}){_NEXT_CELL}\Z",
    re.VERBOSE,
)
_UNIT_SOMEWHERE = re.compile(rf"(?<![\w.,'’]){UNIT_IN_TEXT}(?!\w|[.,'’ ][0-9]|[.]{GAP})", re.VERBOSE)
_NUMBER_ALONE = re.compile(
    rf"(?:\A|[|\t{CELL}{BLOCK}]){GAP}?(?P<figures>[0-9][0-9.,'’ ]*+)(?={GAP}?[|\t{CELL}{BLOCK}])", re.VERBOSE
)
_ONE = re.compile(r"1(?:[.,]00)?")
_SUM = re.compile(rf"[\w)]{GAP}?[+*/×÷]{GAP}?\Z")
_CHAIN = re.compile(rf"(?<!\w){_CODE}(?:{BLANK}?[/→]{BLANK}?|-)\Z")
_CODE_BEFORE = re.compile(rf"(?<!\w)([A-Z]{{3}}){BLANK}\Z")
_VALUE_OR_LABEL = re.compile(
    rf"""
    [-+−–▲▼↑↓(]* [0-9][0-9.,'’ ]* [%)▲▼↑↓ ]* (?:{BLANK}?[^\W\d]{{1,12}} | [$€₽¥£₸₺⃀])?
  | {_CODE}{BLANK}?[/-]?{BLANK}?{_CODE}
    """,
    re.VERBOSE,
)
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
    unit = _unit(found["unit"] or found["unit_after"])
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
    divider = _DIVIDES.match(text, position, stop)
    found = _TURNED.match(text, skip_bullets(text, divider.end() if divider else position, stop), stop)
    if found is None or not (in_one_case(found["base"]) and in_one_case(found["quote"])):
        return None
    codes = found["base"].upper(), found["quote"].upper()
    if not is_home(*codes):
        return None
    start = found.start()
    return Head(start, start, start, *codes, _unit(found["unit"]), "", True, False), found["figures"], found.end()


def skip_bullets(text: str, position: int, stop: int) -> int:
    """Where bullets, symbols, row marks, dates and times end that begin at a position."""
    while position < stop:
        start = position
        if found := _BULLETS.match(text, position, stop):
            position = found.end()
        if (end := date_end(text, position, stop)) and (gap := _DATE_ENDS.match(text, end, stop)):
            position = gap.end()
        if position == start:
            break
    return position


def is_home(base: str, quote: str) -> bool:
    """Whether one of two codes, in any letter case, is a home currency."""
    return base.upper() in currency.HOME or quote.upper() in currency.HOME


def in_one_case(word: str) -> bool:
    """Whether three letters can be a code beside an amount."""
    return word.isupper() or (word.islower() and currency.is_active(word.upper()))


def is_code(word: str) -> bool:
    """Whether three letters can be a code: a word that is no currency is one only in capitals."""
    return word.isupper() or currency.is_active(word.upper())


def _unit(written: str) -> int:
    return int(written.replace(" ", "").partition(".")[0].partition(",")[0])


def follows(text: str, floor: int, head: Head) -> bool:
    """Whether only what divides rates stands between the last one, which ends at `floor`, and a head."""
    divider = _DIVIDES.match(text, floor, head.start)
    return skip_bullets(text, divider.end() if divider else floor, head.start) == head.start


def begins(text: str, floor: int, head: Head) -> bool:
    """Whether a head begins its line, which begins at `floor`; bullets may stand before it, before a pair a number."""
    begin = skip_bullets(text, floor, head.start)
    if begin == head.start:
        return True
    return head.is_pair and any(
        before.fullmatch(text, begin, head.start) is not None for before in (_UNIT_BEFORE, _NUMBER_FIRST, _UNIT_COLUMN)
    )


def is_alone(text: str, floor: int, head: Head) -> bool:
    """Whether a pair stands alone in its cell or block, and is no label below its value or among other labels."""
    border = max(text.rfind(mark, floor, head.start) for mark in (CELL, BLOCK))
    if text.rfind(JOINED, floor, head.start) > border:
        return False
    if skip_bullets(text, border + 1 if border != -1 else floor, head.start) != head.start:
        return False
    if border == -1 or head.separator != BLOCK or border == floor:
        return True
    block = text[max(text.rfind(mark, floor, border) for mark in (CELL, BLOCK)) + 1 or floor : border].strip()
    return date_end(block, 0, len(block)) == len(block) or not _VALUE_OR_LABEL.fullmatch(block)


def look_before(text: str, floor: int, head: Head, figures: str, *, at_start: bool) -> tuple[int, Reason | None, str]:
    """What stands before a head says of its unit: the unit, and why it or the rate is uncertain, with the words.

    `floor` is where the last rate or the line ends, `figures` the number of the rate.
    """
    if head.start == floor:
        return head.unit, None, ""
    begin = max(floor, head.start - REACH, text.rfind(BLOCK, floor, head.start) + 1)
    prefix = text[begin : head.start]
    words = LETTERS.findall(prefix.lower())
    if side := next(filter(is_side, words), ""):
        return head.unit, Reason.RANGE, side
    if head.is_pair and (many := next(filter(is_many, words), "")):
        return head.unit, Reason.AMBIGUOUS_UNIT, many
    if not DIGIT.search(prefix):
        return head.unit, None, ""
    if head.is_pair and at_start:
        unit = _UNIT_BEFORE.fullmatch(text, skip_bullets(text, floor, head.start), head.start)
        if unit and any(map(is_money, LETTERS.findall(unit["words"].lower()))):
            return _unit(unit["unit"]), None, ""
    if head.must_begin and not head.is_pair and figures.isdigit() and (mark := _ROW_MARK.search(prefix)):
        return head.unit, Reason.AMBIGUOUS_NUMBER, mark[0] + figures  # 87. 45 KGS = 1 USD
    prefix = _without_dates(prefix)
    alone = [it["figures"].strip() for it in _NUMBER_ALONE.finditer(prefix)] if at_start else []
    if near := next((it for it in alone if numbers_near(figures, it)), ""):
        return head.unit, Reason.RANGE, near
    doubt = _pair_unit(prefix, head.base, alone) if head.is_pair else _form_unit(prefix, head)
    return head.unit, Reason.AMBIGUOUS_UNIT if doubt else None, doubt


def _without_dates(prefix: str) -> str:
    """Text before a rate without its dates, times, percentages and row marks."""
    shown: list[str] = []
    position = 0
    for found in _NUMBER.finditer(prefix):
        if found.start() < position:
            continue
        end = date_around(prefix, position, found.start(), len(prefix))
        passed = None if end else _PASSED.match(prefix, found.end())
        if passed and not (passed[0] == ")" and prefix[found.start() - 1 : found.start()] == "("):
            end = passed.end()
        if end:
            shown += [prefix[position : found.start()], ";"]
            position = end
    return "".join(shown) + prefix[position:]


def _pair_unit(prefix: str, base: str, alone: list[str]) -> str:
    """What stands before a pair and may be its unit; empty where nothing does."""
    if (found := _NUMBER_BEFORE.search(prefix)) and not _ONE.fullmatch(found["figures"]):
        return found["figures"]
    if found := _UNIT_SOMEWHERE.search(prefix):
        return found[0]
    if (found := _NUMBER_AND_NAME.search(prefix)) and not _ONE.fullmatch(found["figures"]):
        starts = (word.end() for word in re.finditer(BLANK, found["words"]))
        if any(base in name_at(found["words"], at, len(found["words"]), BLANKS)[1] for at in starts):
            return found[0]
    return next((it for it in alone if not it.replace(" ", "").isdigit()), "")  # other whole ones are row numbers


def _form_unit(prefix: str, head: Head) -> str:
    """The number directly before a unit form, which may be part of its unit or the number of another form."""
    found = _NUMBER_BEFORE_FORM.search(prefix)
    is_one = found and head.unit == 1 and not head.must_begin and _ONE.fullmatch(found["figures"])
    return found["figures"] if found and not is_one else ""

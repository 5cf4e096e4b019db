"""What stands before the head of a rate: whether it may begin there, and what is said there of its unit.

▪ 10:00 USD/KZT: 512.35          bullets, symbols, row marks, dates and times: the head begins its line
100 ӨЗБЕК СОМЫ UZS / KZT 3.5     a unit before a pair
500 USD to KZT = 239385          a number that may be a unit: the rate is uncertain
"""

import re

from fxcli.currency import SIGNS, is_active
from fxcli.page import meaning
from fxcli.page.behind import REACH, numbers_near
from fxcli.page.head import Head
from fxcli.page.line import BLANK, BLANKS, BORDER, GAP, LOOSE
from fxcli.page.markup import BLOCK, BREAK, CELL, JOINED, TAG
from fxcli.page.names import name_at
from fxcli.page.unit import names_another
from fxcli.page.vocabulary import DIGIT, LETTERS, is_many, is_money, is_of_heading, is_side
from fxcli.page.written import FIGURES, NEXT_CELL, UNIT, UNIT_IN_TEXT, UNIT_WORD, date_around, date_end, read_unit
from fxcli.refusal import Reason

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

_UNIT_BEFORE = re.compile(rf"(?P<unit>{UNIT})(?P<words>{UNIT_WORD}{{1,4}}){NEXT_CELL}", re.VERBOSE)
_NUMBER_FIRST = re.compile(rf"{FIGURES}{BLANK}", re.VERBOSE)
_UNIT_COLUMN = re.compile(rf"{UNIT_IN_TEXT}\t[^0-9]*\t", re.VERBOSE)  # row ten of a table, or a unit

_NUMBER = re.compile(r"(?<![\w.,'’])[0-9]++(?:[.,'’][0-9]++)*+")
_PASSED = re.compile(rf"{GAP}?[%％‰]|[.)](?={GAP}|\Z)")
_NUMBER_BEFORE = re.compile(rf"(?<![\w.,'’])(?P<figures>{FIGURES})[ {TAG}{LOOSE}]\Z", re.VERBOSE)
_NUMBER_BEFORE_FORM = re.compile(rf"(?<![\w.,'’])(?P<figures>{FIGURES}){BLANK}\Z", re.VERBOSE)
_ROW_MARK = re.compile(rf"[0-9]+[.)]{BLANK}\Z")
_NUMBER_AND_NAME = re.compile(
    rf"(?<![\w.,'’])(?P<figures>{FIGURES})(?P<words>(?:{BLANK}[^\W\d_][^\s\d|]{{0,40}}){{1,4}}){NEXT_CELL}\Z",
    re.VERBOSE,
)
_UNIT_SOMEWHERE = re.compile(rf"(?<![\w.,'’]){UNIT_IN_TEXT}(?!\w|[.,'’ ][0-9]|[.]{GAP})", re.VERBOSE)
_NUMBER_ALONE = re.compile(
    rf"(?:\A|[|\t{CELL}{BLOCK}]){GAP}?(?P<figures>[0-9][0-9.,'’ ]*+)(?=[^\w|\t{CELL}{BLOCK}]*[|\t{CELL}{BLOCK}])",
    re.VERBOSE,
)
_LETTERS_AND_MARK = re.compile(r"(?<![^\W_])(?P<letters>[A-Z]{1,2})[^\w\s]{1,3}\Z")
_UNIT_ABOVE = re.compile(
    rf"(?:[^\W\d_]{{1,20}}:?{BLANK}){{0,2}}[xх×(]?{BLANK}?{UNIT_IN_TEXT}(?:{BLANK}[^\W\d_]{{1,40}}){{0,4}}[.:)]{{0,2}}"
)
_ONE = re.compile(r"1(?:[.,]00)?")

_BEFORE_CELL = re.compile(f"[{CELL}{BLOCK}]")
_VALUE = re.compile(r"[=≈]?\s*[0-9][0-9.,'’ ]*[^\w]*(?:[0-9.,]+\s*%\)?)?")
_MOST_BETWEEN = 3
"""So many blocks of words may stand between a value and the label below it."""
_MOST_WORDS = 4
"""In a block of more a number is part of a sentence."""
_DECIMAL = re.compile(r"(?<![\w.,])[0-9]+[.,][0-9]+(?![\w.,%])")
_VALUE_OR_LABEL = re.compile(
    rf"""
    [-+−–▲▼↑↓(]* [0-9][0-9.,'’ ]* [%)▲▼↑↓ ]* (?:{BLANK}?[^\W\d]{{1,12}} | [{SIGNS}])?
  | [A-Za-z]{{3}}{BLANK}?[/-]?{BLANK}?[A-Za-z]{{3}}
    """,
    re.VERBOSE,
)


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


def skip_divider(text: str, position: int, stop: int) -> int:
    """Where what may stand between two rates ends that begins at a position: a `;` or `,`, and bullets."""
    divider = _DIVIDES.match(text, position, stop)
    return skip_bullets(text, divider.end() if divider else position, stop)


def follows(text: str, floor: int, head: Head) -> bool:
    """Whether only what divides rates stands between the last one, which ends at `floor`, and a head."""
    return skip_divider(text, floor, head.start) == head.start


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
    *others, block = (it.strip() for it in _BEFORE_CELL.split(text[floor:border]))
    if any(map(_VALUE.fullmatch, others[-_MOST_BETWEEN:])):
        return False  # a value above its labels
    if date_end(block, 0, len(block)) == len(block):
        return True
    is_value = len(block.split()) <= _MOST_WORDS and _DECIMAL.search(without_dates(block))
    return not (is_value or _VALUE_OR_LABEL.fullmatch(block))


def look_before(text: str, floor: int, head: Head, figures: str, *, at_start: bool) -> tuple[int, Reason | None, str]:
    """What stands before a head says of its unit: the unit, and why it or the rate is uncertain, with the words.

    `floor` is where the last rate or the line ends, `figures` the number of the rate.
    """
    if above := _unit_above(text, floor, head):
        return head.unit, Reason.AMBIGUOUS_UNIT, above
    if head.start == floor:
        return head.unit, None, ""
    begin = max(floor, head.start - REACH, text.rfind(BLOCK, floor, head.start) + 1)
    prefix = text[begin : head.start]
    words = LETTERS.findall(prefix.lower())
    if side := next(filter(is_side, words), ""):
        return head.unit, Reason.RANGE, side
    if part := _part_of_code(prefix, head.base):
        return head.unit, Reason.UNCLEAR, part
    if year := meaning.past(prefix):
        return head.unit, Reason.UNCLEAR, year
    if head.is_pair and (many := next(filter(is_many, words), "")):
        return head.unit, Reason.AMBIGUOUS_UNIT, many
    if head.is_pair and at_start and DIGIT.search(prefix):
        unit = _UNIT_BEFORE.fullmatch(text, skip_bullets(text, floor, head.start), head.start)
        if unit and any(map(is_money, LETTERS.findall(unit["words"].lower()))):
            other = unit["words"].strip() if names_another(unit["words"], head.base) else ""
            return read_unit(unit["unit"]), Reason.AMBIGUOUS_UNIT if other else None, other
    if head.must_begin and not head.is_pair and figures.isdigit() and (mark := _ROW_MARK.search(prefix)):
        return head.unit, Reason.AMBIGUOUS_NUMBER, mark[0] + figures  # 87. 45 KGS = 1 USD
    prefix = without_dates(prefix)
    alone = [it["figures"].strip() for it in _NUMBER_ALONE.finditer(prefix)] if at_start else []
    if near := next((it for it in alone if numbers_near(figures, it)), ""):
        return head.unit, Reason.RANGE, near
    doubt = _pair_unit(prefix, head.base, alone) if head.is_pair else _form_unit(prefix, head)
    if doubt:
        return head.unit, Reason.AMBIGUOUS_UNIT, doubt
    if said := meaning.before(prefix, head.base, is_pair=head.is_pair):
        return head.unit, *said
    priced = _priced(prefix) if head.unit > 1 and not head.is_pair else ""
    return head.unit, Reason.UNCLEAR if priced else None, priced


def _part_of_code(prefix: str, base: str) -> str:
    """Letters before a pair that a mark parts from its base, whose end makes them a code: U:BSD; empty for none."""
    found = _LETTERS_AND_MARK.search(prefix)
    return found[0] + base if found and is_active(found["letters"] + base[len(found["letters"]) :]) else ""


def _unit_above(text: str, floor: int, head: Head) -> str:
    """What stands above a pair in the same cell and is its unit or has a number; empty where nothing does."""
    if head.separator == CELL:
        begin = max(0, head.start - REACH)
        own = text[text.rfind(CELL, begin, head.start) + 1 or begin : head.start]
        is_divided = BREAK in own or BLOCK in own
        has_number = any(it[0] != "1" for it in _NUMBER.finditer(without_dates(own)))
        return " ".join(own.split()) if is_divided and has_number else ""
    if text[floor - 1 : floor] != BREAK:
        return ""
    above = BORDER.split(text[max(0, floor - REACH) : floor - 1])[-1].strip()
    return above if _UNIT_ABOVE.fullmatch(above) else ""


def without_dates(prefix: str) -> str:
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


def _priced(prefix: str) -> str:
    """A word before a unit of many that may be what costs so much: `Билет 10 USD – 980 KGS`; empty where none is."""
    words: list[str] = LETTERS.findall(prefix)
    for word in words:
        spoken = word.lower()
        if not (len(word) == 1 or is_active(word) or is_money(spoken) or is_of_heading(spoken)):
            return word
    return ""


def _form_unit(prefix: str, head: Head) -> str:
    """The number directly before a unit form, which may be part of its unit or the number of another form."""
    if prefix.rstrip(BLANKS).endswith(">") and (prefix.endswith(">") or prefix.strip(BLANKS) != ">"):
        return ">"  # apart at the beginning of a line it is the mark of a quotation
    found = _NUMBER_BEFORE_FORM.search(prefix)
    is_one = found and head.unit == 1 and not head.must_begin and _ONE.fullmatch(found["figures"])
    return found["figures"] if found and not is_one else ""

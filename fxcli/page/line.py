"""One line of a document in canonical form: gaps, tags and borders as one character each, entities resolved."""

import html
import re

from fxcli.page.encoding import as_utf8
from fxcli.page.markup import BLOCK, BREAK, CELL, JOINED, TAG, without_tags

LOOSE = "\x1d"
"""A gap of tags and blanks; `TAG` is one of tags alone, which may stand within a word."""

BLANKS = f" \t{TAG}{LOOSE}"
BLANK = f"[{BLANKS}]"
GAP = f"[{BLANKS}{CELL}{BLOCK}{JOINED}]"
BORDER = re.compile(f"[{CELL}{BLOCK}{JOINED}{BREAK}]")
"""Where a cell or a block ends, or a line within a cell."""

# Blanks that may group digits become a space; every other blank and control character a tab, which may not.
_NO_GROUP = [*range(0x20), *range(0x7F, 0xA0), 0x1680, *range(0x2000, 0x2009), 0x200A, 0x2028, 0x2029, 0x205F, 0x3000]

_BLANKS = dict.fromkeys(_NO_GROUP, "\t") | dict.fromkeys((0xA0, 0x2009, 0x202F), " ")

_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF))

_MARKS = TAG + CELL + BLOCK + JOINED + BREAK

_CANONICAL = {code: to for code, to in (_BLANKS | _UNSEEN).items() if chr(code) not in f"\t{_MARKS}"}

_NOT_CANONICAL = re.compile(f"[{re.escape(''.join(map(chr, _CANONICAL)))}]")

UNSEEN = "\u2063"
"""What stays of unseen characters between two digits, which may end one number and begin another."""

_BETWEEN_DIGITS = re.compile(rf"(?<=[0-9])[{''.join(map(chr, _UNSEEN))}]+(?=[0-9])")

_CYRILLIC = re.compile("[\u0400-\u04ff]")

_MIXED_CODE = re.compile(
    r"(?<!\w)(?=[^\W\d_]*[A-Za-z])(?=[^\W\d_]*[\u0400-\u04ff])(?:[^\W\d_]{3}){1,2}(?=_[A-Z]|(?!\w))"
)

_TWINS = str.maketrans("АВЕКМНОРСТХУЅІЈаеорсхуѕіј", "ABEKMHOPCTXYSIJaeopcxysij")
"""Cyrillic letters that look like Latin ones."""

_ENDLESS_ENTITY = re.compile(r"&#[xX]?[0-9A-Fa-f]{9,};?")  # Python refuses to count digits without end

_GAPS = re.compile(rf"[ \t{_MARKS}]{{2,}}")


def canonical(line: bytes) -> str:
    """One line for the grammar, of any encoding: entities resolved, tags and borders as marks, each gap one character.

    A single blank that may group digits is a space, one of tags alone `TAG`, of tags and blanks `LOOSE`; one with a
    border of a table's cell is `CELL`, twice where an empty cell lies between, of a cell that spans rows `JOINED`, of
    another block `BLOCK`; where a line ends within a cell stands `BREAK`; any other gap is a tab. Cyrillic letters
    that look like Latin ones are these, inside a code that has a Latin one.
    """
    line = as_utf8(line)
    text = (without_tags(line) if b"<" in line else line).decode()
    if "&" in text:
        text = html.unescape(_ENDLESS_ENTITY.sub("\ufffd", text))
    if _NOT_CANONICAL.search(text):
        text = _BETWEEN_DIGITS.sub(UNSEEN, text).translate(_CANONICAL)
    if _CYRILLIC.search(text):
        text = _MIXED_CODE.sub(lambda code: code[0].translate(_TWINS), text)
    return _GAPS.sub(_one_gap, text).strip(_OUTER)


_OUTER = f" \t{LOOSE}{_MARKS}".replace(JOINED, "")


def _one_gap(gap: re.Match[str]) -> str:
    marks = gap[0]
    cells = marks.count(CELL) - marks.count(BLOCK) - marks.count(BREAK)
    if JOINED in marks:
        return JOINED
    if cells > 0:
        return CELL * min(cells, 2)
    if BREAK in marks:
        return BREAK
    if BLOCK in marks:
        return BLOCK
    return TAG if not marks.strip(TAG) else LOOSE if TAG in marks else "\t"

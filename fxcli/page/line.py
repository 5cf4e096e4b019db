"""One line of a document in canonical form: gaps, tags and cells as one character each, entities resolved."""

import html
import re

from fxcli.number import CELL, GAP, TAG
from fxcli.page.markup import BORDER_TAGS, QUOTED_TAG

_TAG_TEXT = re.compile(QUOTED_TAG.decode() + r"|</?[A-Za-z!?][^<>]{0,4000}>")

# Blanks that may group digits become a space; every other blank and control character a tab, which may not.
_NO_GROUP = [*range(0x20), *range(0x7F, 0xA0), 0x1680, *range(0x2000, 0x2009), 0x200A, 0x2028, 0x2029, 0x205F, 0x3000]

_BLANKS = dict.fromkeys(_NO_GROUP, "\t") | dict.fromkeys((0xA0, 0x2009, 0x202F), " ")

_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))

_CANONICAL = {code: to for code, to in (_BLANKS | _UNSEEN).items() if chr(code) not in ("\t", TAG, CELL)}

_NOT_CANONICAL = re.compile(f"[{re.escape(''.join(map(chr, _CANONICAL)))}]")

_ENDLESS_ENTITY = re.compile(r"&#[xX]?[0-9A-Fa-f]{9,};?")  # Python refuses to count digits without end

_ALL_GAPS = f" \t{TAG}{CELL}"

_GAPS = re.compile(rf"{GAP}{{2,}}")


def canonical(line: bytes) -> str:
    """One line for the grammar: entities resolved, tags as TAG, each gap one character.

    A single blank that may group digits is a space; a gap of tags alone is TAG, one with the border of a cell
    or block CELL; any other is a tab.
    """
    text = line.decode("utf-8", "replace")
    if "<" in text:
        text = _TAG_TEXT.sub(_border, text)
    if "&" in text:
        text = html.unescape(_ENDLESS_ENTITY.sub("\ufffd", text))
    if _NOT_CANONICAL.search(text):
        text = text.translate(_CANONICAL)
    return _GAPS.sub(_one_gap, text.strip(_ALL_GAPS))


def _border(tag: re.Match[str]) -> str:
    return CELL if (tag["name"] or "").lower().encode() in BORDER_TAGS else TAG


def _one_gap(gap: re.Match[str]) -> str:
    return CELL if CELL in gap[0] else TAG if not gap[0].strip(TAG) else "\t"

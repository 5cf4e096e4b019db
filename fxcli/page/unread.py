"""Pairs beside a number that no form explains: they are refused by name, never passed over without a word.

USD/KZT (НБРК): 478,77     a few words, and a mark or the border of a cell before the number
USD/KZT ≈ 478.77           signs that are no separator
USD/KZT (10): 4787,7       a unit in brackets
478.77 KZT per USD         a price that is a line of its own

The number must end its part of the line, as a rate does. Where it does not, or more words stand between, or no mark
joins them to the number, it is prose that names a pair.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from fxcli import currency, number
from fxcli.page.before import skip_bullets
from fxcli.page.behind import Understood, understand
from fxcli.page.head import is_home
from fxcli.page.line import BLANK, GAP
from fxcli.page.markup import BLOCK, BREAK, CELL, JOINED
from fxcli.page.vocabulary import LETTERS, is_many, is_side
from fxcli.page.written import FIGURES, PERCENT, UNIT_IN_TEXT, date_around, may_be_year
from fxcli.refusal import Reason


class Unread(NamedTuple):
    """A pair and its number, and why they are no rate."""

    start: int
    end: int
    base: str
    quote: str
    reason: Reason
    detail: str
    """The words or signs that are not understood."""


_CODE = "[A-Z]{3}"
_PAIR = re.compile(
    rf"""
    (?P<base>{_CODE})(?<![\w/.=?&-][A-Z][A-Z][A-Z]) (?:{BLANK}?[/→]{BLANK}?|-|)
    (?P<quote>{_CODE})(?!(?![¹²³⁴-⁹])\w|[/→]|-\w|{BLANK}[/→])
    """,
    re.VERBOSE,
)
_PER = re.compile(f"{_CODE}{BLANK}(?:per|for|за){BLANK}")
_PRICE = re.compile(
    rf"""
    (?P<figures>{FIGURES}) {BLANK}? (?P<quote>{_CODE}) {BLANK} (?P<per>per|for|за) {BLANK}
    (?:1{BLANK})? (?P<base>{_CODE}) {BLANK}?[,;.]?{GAP}?\Z
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(rf"(?<!\w)(?<![0-9][.,'’])(?P<figures>{FIGURES})(?!\w|{PERCENT})", re.VERBOSE)
_UNIT = re.compile(
    rf"""
    \({GAP}?(?:[^\W\d_]{{1,4}}{BLANK}|[×x*/]{BLANK}?)?{UNIT_IN_TEXT}(?:{BLANK}[^\W\d_]{{1,12}})?\)
  | [|{CELL}]{GAP}?[^\W\d_]{{1,4}}{BLANK}{UNIT_IN_TEXT}(?={GAP}?[|{CELL}])
    """,
    re.VERBOSE,
)
_ENDS = re.compile(rf"{GAP}?(?:[;|)\]}}]|\Z)|[{CELL}{BLOCK}{BREAK}]|[.,](?:{GAP}|\Z)")

_REACH = 80
"""In characters: a number that stands farther from a pair is not its own."""
_LONGEST = 40
_MOST_WORDS = 5
_KNOWN = re.compile(rf"{GAP}?(?:[=:|–—-]{GAP}?){{0,3}}")
_PROSE = re.compile(rf"{GAP}?(?:[=:–—]|-{GAP})|.*(?:[?!…]|[.]{GAP}|(?<!\w){_CODE}[/-]{_CODE}(?!\w))", re.DOTALL)
_EQUALS = re.compile(rf"{GAP}?=")
_SENTENCE = re.compile(rf"[?!…|;]|[.]{GAP}")
_MOST_WORDS_BEHIND_EQUALS = 3
_SYMBOL = re.compile(rf"=[A-Z]{{1,3}}[:=]?{GAP}\Z")
"""What a page of quotes puts behind its pairs: USDKZT=X."""
_MARK = re.compile(rf"[=:|≈~,;)\]>–—-]{GAP}?\Z|{CELL}\Z")
_STRONG_MARK = re.compile(rf"[=:|]{GAP}?\Z|{CELL}\Z")


def unread(text: str, start: int, stop: int) -> Iterator[Unread]:
    """What on a line without a rate, from `start` to `stop`, is written nearly like one."""
    is_priced = _PER.search(text, start, stop) is not None
    price = _PRICE.match(text, skip_bullets(text, start, stop), stop) if is_priced else None
    if price and _is_fraction(price["figures"]) and _is_pair(price):
        words = " ".join(text[price.start("per") : price.end("base")].split())
        yield Unread(price.start(), price.end(), price["base"], price["quote"], Reason.UNCLEAR, words)
        return
    end = start
    for pair in _PAIR.finditer(text, start, stop):
        if pair.start() >= end and _is_pair(pair) and (found := _beside(text, pair, start, stop)):
            yield found
            end = found.end


def _is_pair(found: re.Match[str]) -> bool:
    base, quote = found["base"], found["quote"]
    return base != quote and is_home(base, quote) and currency.is_active(base) and currency.is_active(quote)


def _is_fraction(figures: str) -> bool:
    """Whether a number has a decimal mark, or what may be one."""
    is_number = isinstance(number.read(figures), Decimal) or number.read(figures) is Reason.AMBIGUOUS_NUMBER
    return is_number and ("." in figures or "," in figures)


def _beside(text: str, pair: re.Match[str], start: int, stop: int) -> Unread | None:
    """The number behind a pair with what is not understood; None where none stands there like a rate."""
    between = unit = ""
    position = pair.end()
    while found := _NUMBER.search(text, position, min(stop, pair.end() + _REACH)):
        said = None if unit else _UNIT.search(text, position, min(stop, found.end() + _LONGEST))
        if said and said.start() < found.start():
            between, unit, position = between + text[position : said.start()], said[0], said.end()
        elif end := date_around(text, pair.end(), found.start(), stop):
            between, position = f"{between}{text[position : found.start()]}()", end
        else:
            break
    if found is None:
        return None
    between += text[position : found.start()]
    if not (unit or _is_odd(between)):
        return None
    figures = found["figures"]
    behind = understand(text, Understood(found.end()), stop, figures, pair["base"], pair["quote"])
    if not _ENDS.match(text, behind.end, stop):
        return None
    is_whole = figures.isdigit() and len(figures) >= 3 and not may_be_year(figures)
    begins = is_whole and skip_bullets(text, start, stop) == pair.start()
    is_certain = unit or _is_fraction(figures) or _EQUALS.match(between)
    if not (is_certain or (begins and _STRONG_MARK.search(between))):
        return None
    words = LETTERS.findall(between.lower())
    many = unit or next(filter(is_many, words), "")
    side = next(filter(is_side, words), "")
    reason = Reason.RANGE if side else Reason.AMBIGUOUS_UNIT if many else Reason.UNCLEAR
    detail = side or many or " ".join(text[pair.end() : found.start()].split()) or figures
    return Unread(pair.start(), behind.end, pair["base"], pair["quote"], reason, detail)


def _is_odd(between: str) -> bool:
    """Whether what stands between a pair and a number is short, joins them, and is no separator that is understood."""
    if BLOCK in between or JOINED in between or len(between) > _LONGEST:
        return False
    words = LETTERS.findall(between)
    if not words:
        return not _KNOWN.fullmatch(between) or between.count("|") > 1
    if _SYMBOL.match(between):
        return True
    if _EQUALS.match(between):
        return len(words) <= _MOST_WORDS_BEHIND_EQUALS and not _SENTENCE.search(between)
    return len(words) <= _MOST_WORDS and bool(_MARK.search(between)) and not _PROSE.match(between)

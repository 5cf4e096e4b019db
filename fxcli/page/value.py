"""The number behind the head of a rate, or why there is none that can be read for certain."""

import re
from decimal import Decimal
from typing import NamedTuple

from fxcli import number
from fxcli.currency import SIGNS
from fxcli.page.behind import numbers_near
from fxcli.page.head import Head, in_one_case, is_home
from fxcli.page.line import BLANK, BLANKS, GAP
from fxcli.page.written import FIGURES, PERCENT, date_end
from fxcli.refusal import Reason


class Value(NamedTuple):
    """What stands where the number should stand."""

    end: int
    """Behind it; in the unit form behind the quote's code that follows it."""
    figures: str
    """The number as it is written; empty where there is none."""
    value: Decimal | Reason
    quote: str
    detail: str
    """What is the reason where there is no value."""


_ARROW = "[▲▼↑↓]"
_SIGN = "[-+−–]"
# An exponent or a power of ten, which no rate of a page has.
_POWER = r"(?:[eE][-+]?[0-9]+|[×x·^*][0-9]+)(?:\^[-+]?[0-9]+|[-+][0-9]+)?(?![\w.,])"
_NUMBER = re.compile(
    rf"""
    (?P<bracket>\((?={GAP}?[-+−–▲▼↑↓0-9.,][^()|]{{0,40}}%) {GAP}?)?
    (?P<arrow>{_ARROW}{GAP}?)?
    (?P<sign>{_SIGN}{BLANK}?)?
    (?P<figures>{FIGURES})
    (?P<power>{_POWER})?
    (?P<percent>{PERCENT})?
    """,
    re.VERBOSE,
)
_NOTHING = re.compile(
    rf"""
    [nN]/[aA](?!\w)
  | {_SIGN}?(?i:nan|inf|infinity)(?!\w)
  | [-+–—−]{{1,3}}(?=\Z|{GAP}|[|;,])
  | {_SIGN}?(?![0-9])\d[\d.,]*
  | (?=\Z|[|;])
    """,
    re.VERBOSE,
)
_ABOUT = re.compile(rf"[~≈≃∼±<>≤≥{SIGNS}]{BLANK}?{FIGURES}", re.VERBOSE)
_STRAY = re.compile(rf"[.,'’]{BLANK}|{BLANK}[.,'’]")
# Digits in groups of three: 512 105% is 512105, or 512 and a change of 105%.
_ONE_NUMBER = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_UNIT_AND_RATE = re.compile(r"(?:10{0,2}|[0-9]{3}) ")
_EQUATION = re.compile(rf"{GAP}?[=:]")
_QUOTE_BEHIND = re.compile(
    rf"""
    [*`"'«»“”„]{{0,3}} {BLANK} (?P<quote>[A-Za-z]{{3}})(?!\w)
  | (?P<others>(?:[^A-Za-z;|]|{BLANK}(?i:to|or|and){BLANK}){{1,40}}?) (?<!\w)(?P<far>[A-Za-z]{{3}})(?!\w)
    """,
    re.VERBOSE,
)


def read_value(text: str, head: Head, following: Head | None, stop: int, decimal: str | None) -> Value | None:
    """The number behind a head; None where nothing stands there that is one or stands for one.

    `following` is the next head of the line, whose unit may seem to belong to the number; the line ends at `stop`.
    """
    position = head.end
    is_weak = bool(head.separator) and head.separator in BLANKS
    found = _NUMBER.match(text, position, stop)
    if found is None:
        return None if is_weak or not head.is_pair else _no_figures(text, head, stop)
    end, figures = found.end("figures"), found["figures"]
    if (end < stop or figures.count(".") > 1) and (date := _date_here(text, position, stop)):
        return Value(date, "", Reason.UNCLEAR, head.quote, text[position:date])
    if len(figures.split()) > 1 and (dated := _date_within(text, found, stop)):
        found = _NUMBER.match(text, position, dated) or found
        end, figures = found.end("figures"), found["figures"]
    if is_weak and _EQUATION.match(text, end, stop):
        return None  # KZT KGS 100 = USD 1.144: the second code begins a unit form
    value: Decimal | Reason | None = None
    limit = following.begin if following else stop
    if following and limit < end:
        if limit == position:
            if not following.is_pair:
                return None  # USD/KZT: 1 USD = 512.35 KZT
            return Value(limit, figures, Reason.AMBIGUOUS_NUMBER, head.quote, figures)
        end, value = _before_next(text, found, following)
        figures = text[found.start("figures") : end] if value is None else figures
    elif found["percent"]:
        cut, value = _percentage(found)
        if value is Reason.NO_NUMBER and is_weak:
            return None
        end = cut
        figures = text[found.start("figures") : end] if value is None else figures
    elif found["power"]:
        end, value = found.end("power"), Reason.OUT_OF_RANGE
    elif found["bracket"] or found["arrow"]:
        value = Reason.NO_NUMBER
    if value is None:
        read = read_unseparated if is_weak else number.read
        value = read((found["sign"] or "")[:1] + figures, decimal)
    written = f"{found['sign'] or ''}{figures}{found['power'] or ''}"
    if head.quote:
        return Value(end, figures, value, head.quote, written)
    return _with_quote(text, head, figures, value, end, stop, written)


def read_unseparated(figures: str, decimal: str | None) -> Decimal | Reason:
    """The number where nothing but a blank stands before it: its first digits may be a unit of their own."""
    value = number.read(figures, decimal)
    return Reason.AMBIGUOUS_NUMBER if isinstance(value, Decimal) and _UNIT_AND_RATE.match(figures) else value


def _date_here(text: str, position: int, stop: int) -> int:
    """Where a date or a time ends that stands in place of the number; 0 where none does."""
    return date_end(text, position, stop) if text[position].isdigit() else 0


def _date_within(text: str, found: re.Match[str], stop: int) -> int:
    """Where the number ends to which a blank joins what is a date or a time; 0 where none is joined."""
    begin = found.start("figures")
    for index, char in enumerate(found["figures"]):
        if char in BLANKS and date_end(text, begin + index + 1, stop):
            return begin + len(found["figures"][:index].rstrip(".,'’"))
    return 0


def _no_figures(text: str, head: Head, stop: int) -> Value | None:
    if about := _ABOUT.match(text, head.end, stop):
        return Value(about.end(), "", Reason.UNCLEAR, head.quote, about[0])
    nothing = _NOTHING.match(text, head.end, stop)
    if nothing is None or (head.separator and not nothing[0]):
        return None
    value = number.read(nothing[0])
    return Value(nothing.end(), "", value if isinstance(value, Reason) else Reason.NO_NUMBER, head.quote, nothing[0])


def _before_next(text: str, found: re.Match[str], following: Head) -> tuple[int, Reason | None]:
    """Where the number ends whose last digits seem to be the unit of the next rate, or why that is uncertain."""
    figures, begin = found["figures"], found.start("figures")
    stray = _STRAY.search(figures)
    if stray and following.unit == 1 and not following.is_pair:
        return begin + stray.start(), None
    if stray or _ONE_NUMBER.fullmatch(figures):
        return following.begin if following.is_pair else following.end, Reason.AMBIGUOUS_NUMBER
    return begin + len(text[begin : following.begin].rstrip()), None


def _percentage(found: re.Match[str]) -> tuple[int, Reason | None]:
    """Where the number ends that stands before a percentage, or why there is none."""
    figures = found["figures"]
    if " " in figures:
        if _STRAY.search(figures) or _ONE_NUMBER.fullmatch(figures):
            return found.end(), Reason.AMBIGUOUS_NUMBER
        return found.start("figures") + figures.rindex(" "), None
    return found.end(), Reason.NO_NUMBER


def _with_quote(
    text: str, head: Head, figures: str, value: Decimal | Reason, end: int, stop: int, written: str
) -> Value | None:
    """The value of a unit form whose quote stands behind the number."""
    behind = _QUOTE_BEHIND.match(text, end, stop)
    quote = behind and (behind["quote"] or behind["far"])
    if not (behind and quote and in_one_case(quote) and is_home(head.base, quote)):
        return None
    if behind["far"]:
        others = behind["others"]
        near = any(numbers_near(figures, other) for other in re.findall(r"[0-9][0-9.,'’ ]*", others))
        value = Reason.RANGE if near else Reason.UNCLEAR
        return Value(behind.end("far"), figures, value, quote.upper(), others.strip())
    return Value(behind.end("quote"), figures, value, quote.upper(), written)

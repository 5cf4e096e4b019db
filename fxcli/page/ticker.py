"""The rates that are written on a line, and that all of it is understood.

    • KGS/USD = 0.01144 0%           a pair, a separator, a number, a change
    1 USD = 512.35 KZT               the unit form
    1 доллар США — 10.9135 сомони    in words

`candidate` finds what is written as a rate: `head` reads the pair or unit form up to the number, `value` the number,
`behind` what stands behind it. `before` reads what stands before it, `words` a whole line in words, and `unread` what
is written nearly like one of these. Whatever is not understood and could change the rate's meaning makes a refusal,
never a guess.
"""

import re
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from fxcli import number
from fxcli.page import meaning
from fxcli.page.before import look_before, skip_bullets
from fxcli.page.behind import Understood, divides_rates, doubt, notable, numbers_near
from fxcli.page.candidate import CELL_OR_BLOCK, Candidate, candidates
from fxcli.page.date import dates_in, parts_of_dates_in
from fxcli.page.figure import may_be_grouped, may_be_no_rate, rivals
from fxcli.page.head import is_home
from fxcli.page.line import BLANK, BLANKS, BORDER, GAP
from fxcli.page.markup import BLOCK, BREAK, CELL, JOINED, STRUCK
from fxcli.page.unit import for_one
from fxcli.page.unread import unread
from fxcli.page.value import Value
from fxcli.page.vocabulary import DIGIT
from fxcli.page.words import in_words
from fxcli.printed import PartOfDate, PrintedRate
from fxcli.refusal import Reason


class Match(NamedTuple):
    """One rate, or what looks like one and is refused, and where on its line it stands."""

    start: int
    """Where the pair begins in the canonical line; in the unit form its first part, in words the unit."""
    end: int
    """Where what was understood of it ends."""
    printed: PrintedRate
    """Two values may be equal and have other digits: 0.0114 and 0.01140."""
    ends_line: bool = False
    """Whether the value is a whole number with nothing behind it on its line: where the next line begins with three
    digits, the number may go on there and is unclear."""
    days: tuple[date | PartOfDate, ...] = ()
    """The dates, or parts of one, that the line names near it: where its block has another, that is not its own."""


_BAR = re.compile(rf"\|{GAP}?\Z")
_TOUCHING_DASH = re.compile(rf"{BLANK}[–—]\Z")
_ALONE = re.compile(rf"{GAP}?\Z|[{CELL}{BLOCK}{JOINED}]|{GAP}?\|")
_BELOW = re.compile(rf"{BREAK}(?P<figures>[0-9]++(?:[.,'’ ][0-9]++)*+)")
_ORDER = (
    Reason.RANGE,
    Reason.AMBIGUOUS_UNIT,
    Reason.NO_NUMBER,
    Reason.NOT_POSITIVE,
    Reason.OUT_OF_RANGE,
    Reason.AMBIGUOUS_NUMBER,
    Reason.UNCLEAR,
)
"""Which reason is said where several fit."""
_NOT_A_NUMBER = frozenset((Reason.NO_NUMBER, Reason.NOT_POSITIVE, Reason.OUT_OF_RANGE))
_EXCERPT = 120
_NEAR = 80
"""In characters: so near to a rate a date can be its own."""


def parse(text: str, *, decimal: str | None = None) -> list[Match]:
    """The rates of one canonical line and what looks like one, in their order.

    `decimal` is "," or "." where the whole source is known to use that mark. Currencies, the division by the unit and
    what the rate is worth are judged later.
    """
    matches: list[Match] = []
    start = 0
    while start <= len(text):
        stop = text.find(BREAK, start)
        stop = len(text) if stop == -1 else stop
        matches += _line(text, start, stop, decimal)
        start = stop + 1
    return matches


def _line(text: str, start: int, stop: int, decimal: str | None) -> list[Match]:
    """What stands on a line, or on one of several lines within a cell."""
    rates = candidates(text, start, stop, decimal)
    if not rates:
        return _in_words(text, start, stop, decimal) or _unread(text, start, stop)
    matches = []
    floor = begin = start
    shared = _shared_doubts(text, start, rates) if len(rates) > 1 else [None]
    for rate, following, doubt_of_all in zip_longest(rates, rates[1:], shared):
        end = following.head.begin if following else rate.stop
        matches += _unread(text, begin, rate.head.begin)
        begin = rate.behind.end
        match = _match(text, rate, floor, end, decimal, before_rate=following is not None)
        if match and is_home(rate.head.base, rate.value.quote):
            if doubt_of_all:
                reason, words = doubt_of_all
                doubted = match.printed.doubted(reason, " ".join(words.split()))
                matches.append(match._replace(printed=doubted))
            else:
                matches.append(match)
        refused = match is None or isinstance(match.printed.value, Reason)
        floor = rate.head.end if refused else rate.behind.end
    return matches + _unread(text, begin, stop)


def _shared_doubts(text: str, start: int, rates: list[Candidate]) -> list[tuple[Reason, str] | None]:
    """For each of several rates of a line what is said once for all, before the first or behind the last of them."""
    first, last = rates[0], rates[-1]
    _, reason, words = look_before(text, start, first.head, first.value.figures, at_start=True)
    if reason and (reason is not Reason.AMBIGUOUS_UNIT or text[start : first.head.start].rstrip(BLANKS).endswith(":")):
        return [(reason, words)] * len(rates)
    end, figures, codes = last.behind.end, last.value.figures, (last.head.base, last.value.quote)
    said = notable(text, end, last.stop, figures)
    said += meaning.behind(text, end, last.stop, figures, *codes, is_money=last.behind.is_money)
    shared: list[tuple[Reason, str] | None] = [None] * len(rates)
    of_all = next((it for it in said if it[0] is Reason.AMBIGUOUS_UNIT or not DIGIT.search(it[1])), None)
    for place in reversed(range(len(rates) - 1)):
        if not divides_rates(text, rates[place].behind.end, rates[place + 1].head.begin):
            break
        shared[place] = of_all
    return shared


def _in_words(text: str, start: int, stop: int, decimal: str | None) -> list[Match]:
    said = in_words(text, start, stop)
    if said is None:
        return []
    begin, base, quote, unit, figures = said
    value = figures if isinstance(figures, Reason) else number.read(figures, decimal)
    return [Match(begin, stop, PrintedRate(base, quote, unit, value, text=_excerpt(text, begin)))]


def _unread(text: str, start: int, stop: int) -> list[Match]:
    return [
        Match(it.start, it.end, PrintedRate(it.base, it.quote, 1, it.reason, "", _excerpt(text, it.start), it.detail))
        for it in unread(text, start, stop)
    ]


def _match(
    text: str, rate: Candidate, floor: int, stop: int, decimal: str | None, *, before_rate: bool
) -> Match | None:
    """What a rate says, or the first of the reasons against it; None where it is a label beside something else."""
    head, value, behind = rate.head, rate.value, rate.behind
    if _is_label(text, rate, floor):
        return None
    unit, reason, detail = look_before(text, floor, head, value.figures, at_start=rate.at_start)
    doubts = [(reason, detail)] if reason else []
    if isinstance(value.value, Reason):
        doubts.append((value.value, value.detail))
    elif not behind.is_money and may_be_no_rate(head, value.figures):
        doubts.append((Reason.UNCLEAR, value.figures))
    elif may_be_grouped(head, value, decimal):
        doubts.append((Reason.AMBIGUOUS_NUMBER, value.figures))
    if value.figures and value.value not in _NOT_A_NUMBER:
        doubts = _doubts(text, rate, stop, doubts, before_rate=before_rate)
        if unit > 1 and (one := for_one(text, value.end, stop, head.base)):
            doubts.append((Reason.AMBIGUOUS_UNIT, one))
    shown = _excerpt(text, head.start)
    if not doubts and not isinstance(value.value, Reason):
        beside = rivals(text, floor, stop, head, value, behind.change)
        printed = PrintedRate(head.base, value.quote, unit, value.value, behind.change, shown, rivals=beside)
        days = _days_beside(text, max(floor, head.start - _NEAR), head.start, value.end, min(stop, behind.end + _NEAR))
        return Match(head.start, behind.end, printed, _ends_line(text, value, behind, rate.stop), days)
    reason, detail = min(doubts, key=_by_order)
    printed = PrintedRate(head.base, value.quote, unit, reason, "", shown, " ".join(detail.split()))
    return Match(head.start, behind.end, printed)


def _is_label(text: str, rate: Candidate, floor: int) -> bool:
    """Whether a pair is a label of a date or of prose beside it, or the heading of a table."""
    head, value = rate.head, rate.value
    if head.separator == BLOCK and not (value.figures and _is_alone_behind(text, rate)):
        return True
    is_empty = not (value.figures or value.detail) and _BAR.search(text, head.start, head.end)
    return bool(is_empty) and skip_bullets(text, floor, head.start) != head.start


def _is_alone_behind(text: str, rate: Candidate) -> bool:
    """Whether nothing but its change and name stands behind a number in its cell or block, where it has one."""
    return rate.head.separator not in CELL_OR_BLOCK or _ALONE.match(text, rate.behind.end) is not None


def _doubts(
    text: str, rate: Candidate, stop: int, before: list[tuple[Reason, str]], *, before_rate: bool
) -> list[tuple[Reason, str]]:
    """What stands behind a number, up to `stop`, against it, with what stands `before` it and is looked up first."""
    head, value, behind = rate.head, rate.value, rate.behind
    doubts = [*before]
    if not _is_alone_behind(text, rate):
        doubts.append((Reason.UNCLEAR, text[behind.end : stop]))
    is_loose = head.separator not in ("", CELL)
    doubts += doubt(text, value.end, stop, value.figures, behind, before_rate=before_rate, is_loose=is_loose)
    if not doubts:
        codes = head.base, value.quote
        doubts = meaning.behind(text, behind.end, stop, value.figures, *codes, is_money=behind.is_money)
    if behind.change and _TOUCHING_DASH.search(text, max(0, head.end - 2), head.end):
        doubts.append((Reason.UNCLEAR, text[head.end - 1 : behind.end]))  # a separator, or the sign of a change
    if STRUCK in text[value.end : stop]:
        doubts.insert(0, (Reason.UNCLEAR, text[head.start : text.index(STRUCK, value.end)]))
    if stop < len(text):
        doubts += _doubt_below(text, stop, value, behind)
    return doubts


def _days_beside(text: str, start: int, begin: int, end: int, stop: int) -> tuple[date | PartOfDate, ...]:
    """The dates in the cell or block in which a rate stands from `begin` to `end`, from `start` to `stop`."""
    before, behind = BORDER.split(text[start:begin])[-1], BORDER.split(text[end:stop])[0]
    if not (DIGIT.search(before) or DIGIT.search(behind)):
        return ()
    before, behind = " ".join(before.split()), " ".join(behind.split())
    return (
        *dates_in(before),
        *dates_in(behind),
        *parts_of_dates_in(before, is_label=True),
        *parts_of_dates_in(behind, is_label=False),
    )


def _excerpt(text: str, start: int) -> str:
    """A canonical line as its reader sees it; of a long one what stands around the pair that begins at `start`."""
    begin = max(0, start - _EXCERPT // 3) if len(text) > _EXCERPT else 0
    shown = " ".join(text[begin : begin + _EXCERPT].split())  # a gap of any kind is white space
    return f"{'…' if begin else ''}{shown}{'…' if begin + _EXCERPT < len(text) else ''}"


def _by_order(doubt: tuple[Reason, str]) -> int:
    return _ORDER.index(doubt[0])


def _doubt_below(text: str, stop: int, value: Value, behind: Understood) -> list[tuple[Reason, str]]:
    """What the line below within a cell says against a number: that it goes on there, or has a second price."""
    below = _BELOW.match(text, stop)
    if below is None:
        return []
    if numbers_near(value.figures, below["figures"]):
        return [(Reason.RANGE, below["figures"])]
    goes_on = _ends_line(text, value, behind, stop) and len(below["figures"]) == 3
    return [(Reason.UNCLEAR, below["figures"])] if goes_on else []


def _ends_line(text: str, value: Value, behind: Understood, stop: int) -> bool:
    whole = isinstance(value.value, Decimal) and value.value.as_tuple().exponent == 0
    return whole and behind.name_end < 0 and not behind.change and not text[value.end : stop].strip("|,.'’ \t")

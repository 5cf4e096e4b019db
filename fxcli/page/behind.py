"""What may stand behind the number of a rate; whatever is not listed here makes the rate unclear.

512.35* KZT per USD +1.35 (+0.26%) on 9 December     understood: it touches the number or stands a blank behind it
512.35 | 512.35; 512.35 (official)                   a stop, behind which any text may stand, but
512.35 (buy) 514.20 (sell), for 100                  no second price, no side of two prices and no unit
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from fxcli import number
from fxcli.currency import is_active
from fxcli.page.line import BLANK, BLANKS, GAP
from fxcli.page.markup import BLOCK, BREAK, CELL, TAG
from fxcli.page.names import NAME, name_at
from fxcli.page.vocabulary import LETTERS, is_many, is_piece, is_side
from fxcli.page.written import PERCENT, UNIT_IN_TEXT, date_around, date_end
from fxcli.refusal import Reason


def _verbose(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


_ANY_GAP = f"[{GAP[1:-1]}{BREAK}]"
_ARROW = "[▲▼↑↓]"
_SIGN = "[-+−–]"
_FALLS = frozenset("▼↓-−–")
_PLAIN = r"(?:(?<![0-9.])[.])?[0-9]++(?:[.,'’][0-9]++)*+"
_FIGURES = rf"{_PLAIN}(?:[ ][0-9]{{3}}(?![0-9]))*+"
_CODE = "[A-Za-z]{3}(?![A-Za-z0-9_])"
_PERCENT_WORD = r"(?i:процент|percent|пайыз|пайиз|foiz|фоиз|дарсад|göterim)"
_ANY_PERCENT = rf"(?:{GAP}?[%％‰]|{BLANK}?{_PERCENT_WORD})"

# Understood, in any order.
_CLOSING = _verbose(r"""(?: [*`"'«»“”„’]{1,3} | __ | [¹²³⁴-⁹†‡] )(?!\w)""")  # of emphasis, of a quotation; a footnote
_CHANGE = _verbose(
    rf"""
    {_ANY_GAP}?(?:\|{GAP}?)?
    (?:
        (?P<first>{_ARROW}{GAP}?(?:\|{GAP}?)?)?(?P<open>\({GAP}?)?(?P<arrow>{_ARROW})?{GAP}?
        (?P<sign>{_SIGN}{TAG}?)?(?P<figure>[0-9]{{0,16}}[.,]?[0-9]{{1,19}}){PERCENT}(?![\w%])(?(open){GAP}?\)|)
        (?P<behind>{BLANK}?{_ARROW})?
      | {_ARROW}(?:{BLANK}(?=[0-9]))?
    )
    """
)
_DIGIT_AHEAD = re.compile("[0-9]")
_ABSOLUTE_CHANGE = _verbose(
    rf"""
    {_ANY_GAP}?(?:\|{GAP}?)?
    (?: (?P<open>\({GAP}?)(?:{_SIGN}|{_ARROW}{GAP}?{_SIGN}?) | (?<={_ANY_GAP}){_SIGN} | {_ARROW}{GAP}?{_SIGN}? )
    (?P<figure>{_PLAIN}) (?!{_ANY_PERCENT}|[\w\-]|[.,/:][\w]) (?(open){GAP}?\)|)
    """
)
_AT = _verbose(rf",?{BLANK}?(?:(?i:at|on|на|в|от|сағат|саат|соат|soat|sagat|as[ ]of){BLANK})?(?=[0-9]|[^\W\d_]{{3}})")
_NAME = _verbose(rf"(?P<gap>[{BLANKS}{BREAK}]|)(?=(?P<code>{_CODE})|{NAME})")
_PER = _verbose(
    rf"(?:{BLANK}(?i:per|for|за){BLANK}(?:(?i:1|one|один|одну|a){BLANK})?|{BLANK}?/{BLANK}?)(?=(?P<code>{_CODE})|{NAME})"
)

_STOP = _verbose(
    rf"""
    {GAP}?(?:[;|()\[\]{{}}]|\Z) | [{CELL}{BLOCK}{BREAK}] | [.,](?=["'»”)*]{{0,3}}(?:{_ANY_GAP}|\Z))
  | {GAP}[–—-](?={GAP}|\Z)
    """
)
_DIVIDES_RATES = _verbose(
    rf"{_ANY_GAP}?(?:[;,.|/•·&+–—-]{{0,3}}|(?i:and|и|а|ва|va|we|және|жана|hamda|ҳамда)){_ANY_GAP}?"
)
_NOT_UNDERSTOOD = _verbose(
    rf".{{1,40}}?(?=[;|()\[\]{{}}{CELL}{BLOCK}{BREAK}]|[.,]{_ANY_GAP}|{GAP}[–—-]{GAP}|\Z)|.{{1,40}}"
)

_NUMBER = _verbose(rf"(?:(?<!\w)(?<![0-9][.,])|(?<=[xхXХ])(?<!\w[xхXХ])){_FIGURES}(?!\w)")
_PERCENTAGE = _verbose(_ANY_PERCENT)
_UNIT = _verbose(UNIT_IN_TEXT)
_MANY = _verbose(rf"(?:[×x*/хХ(\[]{BLANK}?|(?<!\w)[^\W\d_]{{1,8}}{BLANK})(?:1{BLANK})?(?P<word>[^\W\d_]{{2,20}})(?!\w)")
_FOR = frozenset(("per", "for", "за", "на", "из", "каждые", "each", "every", "барои", "har", "ҳар", "әр", "ар", "her"))
_NEXT_CELL = _verbose(
    rf"{GAP}?[|\t{CELL}{BLOCK}]{GAP}?(?P<figures>{_FIGURES})(?={GAP}?[|\t{CELL}{BLOCK}{BREAK}]|{GAP}?\Z)"
)
# Behind a blank or the border of a block the number may itself be a unit or a label, and the rate what follows it.
_NEXT_NUMBER = _verbose(rf"{GAP}?[=:|–—-]?{GAP}?(?P<figures>{_FIGURES})(?!\w|[./:-][0-9]|{_ANY_PERCENT})")
_TELEPHONE = _verbose(rf"{BLANK}?\([0-9]{{2,5}}\){BLANK}?-?[0-9]")
# An ending of a name, as in KZT-дан; more or less than it, or not; an equation that goes on.
_GOES_ON = _verbose(
    rf"[+]|-[^\W\d_]{{1,12}}|{BLANK}?="
    rf"|{BLANK}(?i:дан|ден|тан|тен|dan|den|бастап|и[ ]выше|и[ ]более|and[ ](?:above|more|up)|выше|ниже|above|below"
    r"|минус|плюс|minus|plus|not|не|нет|емес|эмес|emas|эмас|жок|жоқ|нест|däl|завтра|tomorrow|ертең"
    r"|эртең|ertaga|эртага|ertir|эртир|пагоҳ|фардо)(?!\w)"
)
_BARE_NUMBER = _verbose(rf"(?:{_ANY_GAP}?[.,]|{_ANY_GAP}){_PLAIN}(?!{_ANY_PERCENT})")

_NEAR = Decimal("1.25")
_MOST_OF_IT = 5
"""A change in money is less than one part of so many of the price."""
REACH = 400
"""So many characters before and behind a rate are looked at."""
_PROSE_WORDS = 4


class Understood(NamedTuple):
    """What stands directly behind a number, as far as it is understood."""

    end: int
    change: str = ""
    """The change in percent, in plain digits; empty where there is none or it is not certain."""
    is_money: bool = False
    """Whether a change or the name of the quote says that the number is a rate; behind these any text may stand."""
    name_end: int = -1
    """Where the name of the quote ends."""


def understand(text: str, so_far: Understood, stop: int, figures: str, base: str, quote: str) -> Understood:
    """Read on behind the number `figures`, up to `stop`, as long as what stands there is understood."""
    position, change, is_money, name_end = so_far
    changes = 0
    if closing := _CLOSING.match(text, position, stop):
        position = closing.end()
    while position < stop:
        end = 0
        found = None if changes else _CHANGE.match(text, position, stop)
        if found and found["figure"]:
            change, changes = _percent(found), 1
            is_money = True
            end = found.end()
        elif found and (not _DIGIT_AHEAD.match(text, found.end()) or date_end(text, found.end(), stop)):
            end = found.end()
        elif (found := _ABSOLUTE_CHANGE.match(text, position, stop)) and _is_small(figures, found["figure"]):
            is_money = True
            end = found.end()
        elif end := _quote_name(text, position, stop, base, quote):
            name_end = end
            is_money = True
        elif at := _AT.match(text, position, stop):
            end = date_end(text, at.end(), stop)
        if not end:
            break
        position = end
    return Understood(position, change, is_money, name_end)


def _percent(found: re.Match[str]) -> str:
    falls = not _FALLS.isdisjoint((found["first"] or "") + (found["arrow"] or "") + (found["sign"] or ""))
    if (found["behind"] or "").endswith(("▼", "↓")) and not falls:
        return ""  # the arrow of this figure, or of what follows
    value = number.read_change("-" if falls else "", found["figure"])
    return "" if value is None else number.plain(value)


def _quote_name(text: str, position: int, stop: int, base: str, quote: str) -> int:
    """Where the quote's own name ends, and what it is `per`; 0 where neither stands there."""
    end = _name_end(text, _NAME.match(text, position, stop), stop, quote)
    return _name_end(text, _PER.match(text, end or position, stop), stop, base) or end


def _name_end(text: str, found: re.Match[str] | None, stop: int, code: str) -> int:
    """Where a currency's name ends that may begin behind what was found; 0 where that is no name of `code`."""
    if found is None:
        return 0
    if found["code"] and found["code"].upper() == code and found[0]:
        return found.end("code")
    end, codes = name_at(text, found.end(), stop, BLANKS)
    return end if code in codes else 0


def doubt(
    text: str, position: int, stop: int, figures: str, behind: Understood, *, before_rate: bool, is_loose: bool
) -> list[tuple[Reason, str]]:
    """Why what stands behind a number, from its end up to `stop`, leaves the rate uncertain, and the words that do.

    `before_rate` says that another rate begins at `stop`, `is_loose` that only a blank or a block's border stands
    before the number.
    """
    if behind.end == stop:
        return []
    doubts = []
    if unclear := _not_understood(text, stop, behind, before_rate=before_rate):
        doubts.append((Reason.UNCLEAR, unclear))
    whole = figures.isdigit()
    other = _NEXT_NUMBER.match(text, behind.end, stop) if is_loose else None
    other = other or (_NEXT_CELL.match(text, behind.end, stop) if whole else None)
    if other and other["figures"].strip("0.,") and not date_end(text, other.start("figures"), stop):
        doubts.append((Reason.UNCLEAR, other["figures"]))
    if whole and (telephone := _TELEPHONE.match(text, position, stop)):
        doubts.append((Reason.UNCLEAR, telephone[0]))
    return doubts + notable(text, behind.end, stop, figures)


def divides_rates(text: str, start: int, stop: int) -> bool:
    """Whether nothing but a mark or an `and` stands between two rates."""
    return _DIVIDES_RATES.fullmatch(text, start, stop) is not None


def notable(text: str, position: int, stop: int, figures: str) -> list[tuple[Reason, str]]:
    """What leaves a rate uncertain in any text behind a stop: a second price, one side of two, a unit, a piece."""
    stop = _scope(text, position, stop)
    words = LETTERS.findall(text[position:stop].lower())
    doubts = [(Reason.RANGE, word) for word in words if is_side(word)]
    if any(map(is_many, words)):
        doubts += [(Reason.AMBIGUOUS_UNIT, it) for it in _for_many(text, position, stop)]
    doubts += [(Reason.UNCLEAR, word) for word in words if is_piece(word)]
    own = number.readings(figures)
    dated = position
    for found in _NUMBER.finditer(text, position, stop):
        near = _near(own, found[0])
        if not (near or _UNIT.fullmatch(found[0])) or found.start() < dated:
            continue
        percentage = _PERCENTAGE.match(text, found.end(), stop)
        dated = max(dated, percentage.end() if percentage else date_around(text, position, found.start(), stop))
        if found.start() >= dated:
            doubts.append((Reason.RANGE if near else Reason.AMBIGUOUS_UNIT, found[0]))
    return doubts


def _for_many(text: str, position: int, stop: int) -> Iterator[str]:
    """What says that a rate is for many: `per million`, `(1 млн`."""
    for found in _MANY.finditer(text, position, stop):
        opening = found[0].lower().split()[0]
        if is_many(found["word"].lower()) and (opening in _FOR or not opening[0].isalpha()):
            yield found[0]


def _not_understood(text: str, stop: int, behind: Understood, *, before_rate: bool) -> str:
    """The words that touch what is understood or stand a blank behind it, without a stop between."""
    end = behind.end
    if before_rate and divides_rates(text, end, stop):
        return ""
    if behind.is_money:
        if behind.name_end != end:
            return ""
        odd = _BARE_NUMBER.match(text, end, stop) or _GOES_ON.match(text, end, stop)
        return odd[0] if odd else _other_name(text, end, stop)
    if _STOP.match(text, end, stop):
        return ""
    words = _NOT_UNDERSTOOD.match(text, end, stop)
    return words[0] if words else text[end:stop]


def _other_name(text: str, position: int, stop: int) -> str:
    """The name of a currency directly behind another's, or behind `per`; empty where none stands there."""
    for found in (_PER.match(text, position, stop), _NAME.match(text, position, stop)):
        if found and found["code"] and is_active(found["code"]):
            return text[found.start() : found.end("code")]
        if found and found[0]:
            end, codes = name_at(text, found.end(), stop, BLANKS)
            if codes:
                return text[found.start() : end]
    return ""


def _scope(text: str, position: int, stop: int) -> int:
    """Where what is about something else begins: prose in a block of its own, as of HTML, and what is far away."""
    stop = min(stop, position + REACH)
    border = text.find(BLOCK, position, stop)
    while border != -1:
        following = text.find(BLOCK, border + 1, stop)
        end = stop if following == -1 else following
        if len(text[border:end].split(maxsplit=_PROSE_WORDS)) > _PROSE_WORDS:
            return border
        border = following
    return stop


def numbers_near(figures: str, others: str) -> bool:
    """Whether a second number, or a part of it, is so near to the first that it can be another price of the same."""
    return _near(number.readings(figures), others)


def _is_small(figures: str, change: str) -> bool:
    """Whether a second number can be the change of the first, in money: a larger one is another price."""
    changes = number.readings(change)
    return not changes or any(_MOST_OF_IT * other < one for other in changes for one in number.readings(figures))


def _near(first: set[Decimal], others: str) -> bool:
    second = number.readings(others)
    if first & second:
        return False
    if " " in others:
        second = second.union(*map(number.readings, others.split()))
    return any(max(one, other) <= _NEAR * min(one, other) for other in second for one in first)

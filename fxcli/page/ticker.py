"""Where in a line of text a ticker line stands, and what is written there. It judges nothing.

    • KGS/USD = 0.01144 0%           a pair, a separator, a number, a change
    1 USD = 512.35 KZT               the unit form
    100 ӨЗБЕК СОМЫ UZS / KZT 3.5     a unit before a pair

`=` `:` `|` `–` `—` and `-` with a blank after it are strong separators: any text may stand around the
line. So are, in an HTML document, tags alone and the borders of cells. Blanks and, in plain text, tags are
weak: the pair must begin its line or follow another rate, and the line must end cleanly.

All patterns are bounded or possessive, so work grows with the input only.
"""

import re
from typing import NamedTuple

from fxcli import currency, number
from fxcli.number import BETWEEN, CELL, DATE_OR_TIME, FIGURES, GAP, PERCENT, SECOND_PRICE, SUFFIX, TAG
from fxcli.printed import PrintedRate
from fxcli.refusal import Reason


class Match(NamedTuple):
    """One rate, or what looks like one and is refused, and where on its line it stands."""

    start: int
    """Where the pair begins in the canonical line; in the unit form its first part, in words the unit."""
    end: int
    """Where what was understood of it ends."""
    printed: PrintedRate
    """A value has no `text`, so that equal lines are equal; `excerpt` gives it where it is refused later. Two values
    may be equal and have other digits: 0.0114 and 0.01140."""
    ends_line: bool = False
    """Whether the value is a whole number with nothing behind it on its line: where the next line begins with three
    digits, the number may go on there and is unclear."""


class TickerLine(NamedTuple):
    """One ticker-shaped piece of a line, as written."""

    start: int
    """Where the pair (in the unit form: its first part) begins in the canonical line."""
    end: int
    """Where the number and its change end."""
    base: str
    """Upper case; any three letters."""
    quote: str
    unit: int | None
    """The quote is for this many of the base; None where a number before the pair may be a unit or not."""
    written: str
    """What stands where the rate should stand, blanks made canonical."""
    change_sign: str
    """`-` where a sign or an arrow says that the change is a fall."""
    change: str
    """The digits of the change; empty where none is given."""


_HOME = "|".join(currency.HOME)
_CODE = "[A-Za-z]{3}"
_UNIT = r"(?:10{0,4}|10?\ 000)"

# A dash alone in its cell is a missing value, not a separator.
_STRONG = rf"(?:[=:]|(?!(?<={CELL})[–—-]{CELL})(?:[–—]|-(?={GAP}|\Z)))"

_HEAD = re.compile(
    rf"""
    (?:
        # the unit form: 1 USD =, USD 1 =
        (?:
            (?<![\w.,'’/*×−]) (?<![\w.,'’]{TAG}) (?P<unit>{_UNIT}) {GAP} (?P<unit_base>{_CODE})
          | (?<!\w) (?<!\w{TAG}) (?P<base_unit>{_CODE}) {GAP} (?P<unit_after>{_UNIT})
        )
        {GAP}? {_STRONG} {GAP}?
        (?=(?P<quote_first>{_CODE}{GAP}|))
    |
        # a pair, one of its codes a home currency
        (?<!\w) (?<!\w{TAG})
        (?:
            (?P<home_base>(?i:{_HOME})) (?P<joint>{GAP}?[/→-]{GAP}?|{GAP}[tT][oO]{GAP}|{GAP}|) (?P<quote>{_CODE})
          | (?P<base>{_CODE}) (?P<joint_home>{GAP}?[/→-]{GAP}?|{GAP}[tT][oO]{GAP}|{GAP}|) (?P<home_quote>(?i:{_HOME}))
        )
        (?: (?P<strong>{GAP}? (?:{_STRONG}|\|) (?:{GAP}?[=:|]){{0,2}} {GAP}?) | (?P<weak>{GAP}) )
    )
    """,
    re.VERBOSE,
)

# Nearly every line of a strip, whole. The patterns below would find the same in it, six times as slowly.
_USUAL = re.compile(
    rf"(?:• )?(?P<base>{_HOME})/(?P<quote>{_HOME}) = (?P<written>[0-9]{{1,15}}\.[0-9]{{1,18}})"
    r"(?: (?P<sign>-?)(?P<change>[0-9]{1,4}(?:\.[0-9]{1,4})?)%)?"
)

_NEXT_RATE = rf"{GAP}{_CODE}{GAP}?(?:[=:–—]|-{GAP})"
_WORDS = rf"(?:[^\W\d_]{{1,40}}{GAP}){{0,4}}"
_PAIR_AHEAD = rf"{GAP}{_WORDS}{_CODE}{GAP}?[/→-]?{GAP}?{_CODE}(?!\w)"
_TAIL = (
    rf"{BETWEEN}(?!{_CODE}{GAP}{_UNIT}{GAP}?[=:–—-]|{_UNIT}{_PAIR_AHEAD})(?:{_CODE}{GAP})?{SECOND_PRICE}"
    rf"(?!{_NEXT_RATE})"
)

_NUMBER = re.compile(
    rf"""
    (?P<mark>\((?={GAP}?[-+−–▲▼↑↓0-9.,][^()|]{{0,40}}%) {GAP}?)?
    (?P<arrow>[▲▼↑↓]{GAP}?)?
    (?P<sign>[-+−–][ \t{TAG}]?)?
    (?!{DATE_OR_TIME})
    (?P<figures>{FIGURES}) (?P<suffix>{SUFFIX})
    (?P<tail>{_TAIL})? (?P<percent>{PERCENT})?
    """,
    re.VERBOSE,
)
_NO_FIGURES = re.compile(
    rf"""
    [nN]/[aA](?!\w)
  | [-+−–]?(?i:nan|inf|infinity)(?!\w)
  | [-+–—−]{{1,3}}(?=\Z|{GAP}|[|;,])
  | [-+−–]?(?![0-9])\d[\d.,]*
  | (?=\Z|[|;])
    """,
    re.VERBOSE,
)
_UNIT_NUMBER = re.compile(
    rf"(?P<written>(?:[-+−–]{GAP}?)?{FIGURES}{SUFFIX}(?:{_TAIL})?){GAP}(?P<quote>{_CODE})(?!\w)"
    rf"(?P<second>(?![{TAG}{CELL}\t][0-9]){_TAIL})?",
    re.VERBOSE,
)
_NUMBER_START = re.compile(rf"[-+−–]?{GAP}?[0-9.,](?:[^%]*|[^%]* [^%]*%)\Z")  # 512 105% may be a number
# Digits in groups of three: 512 105% is 512105, or 512 and a change of 105%.
_STRAY = re.compile(rf"[.,'’]{GAP}|{GAP}[.,'’]")
_ONE_NUMBER = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_NEXT = re.compile(_NEXT_RATE)
_NEXT_PAIR = re.compile(_PAIR_AHEAD)
_UNIT_ALONE = re.compile(_UNIT, re.VERBOSE)
_SUM = re.compile(rf"[\w)]{GAP}?[+*/×÷]{GAP}?\Z")

_ARROW = "[▲▼↑↓]"
_CHANGE = re.compile(
    rf"""
    {GAP}?(?:\|{GAP}?)?
    (?:
        (?P<first>{_ARROW}{GAP}?(?:\|{GAP}?)?)?(?P<open>\({GAP}?)?(?P<arrow>{_ARROW})?{GAP}?
        (?P<sign>[-+−–])?{TAG}?(?P<change>[0-9]{{0,16}}[.,]?[0-9]{{1,19}}){PERCENT}(?(open){GAP}?\)|)
      | {_ARROW}
    )
    """,
    re.VERBOSE,
)
_FALL = frozenset("▼↓-−–")

_BULLETS = rf"(?:{GAP}?(?:[•*\-–·‣+|]|[0-9]{{1,4}}[.)](?={GAP}))){{0,6}}{GAP}?"
_AT_START = re.compile(_BULLETS)
_BETWEEN_RATES = re.compile(rf"{GAP}?[;,]?{_BULLETS}")
_UNIT_BEFORE = re.compile(rf"{_BULLETS}(?P<unit>{_UNIT})(?P<words>(?:{GAP}[^\W\d_]{{1,40}}){{0,4}}){GAP}", re.VERBOSE)
_UNIT_WORD = re.compile(r"(?:10{1,4}|10?[,.'’]000|000),?")
_ROW_NUMBER = re.compile(rf"(?<![\w,(])[0-9]+[.)](?={GAP}|\Z)")
_WORD_BORDERS = re.compile(rf"{GAP}|[][(){{}}|:;\"«»“”„–—*•·‣-]")
_THOUSANDS_BEFORE = re.compile(r"(?<![\w.,'’])[1-9][0-9]{0,2} \Z")
_CLEAN_END = re.compile(rf"{GAP}?(?:\Z|[|;]|,(?={GAP}|\Z))")
_EQUATION = re.compile(rf"{GAP}?[=:]")
_CHAIN = re.compile(rf"(?<!\w){_CODE}(?:{GAP}?[/→]{GAP}?|-)\Z")
_CODE_BEFORE = re.compile(rf"(?<!\w)([A-Z]{{3}}){GAP}\Z")
_LONGEST_PREFIX = 400
_LONGEST_JOINT = 7
"""The longest of the three above: a code, a blank, a slash, a blank; and the letter that makes the code a word."""


class _Found(NamedTuple):
    line: TickerLine
    strong: bool
    follows: bool
    ends: bool


class _Value(NamedTuple):
    written: str
    change_sign: str
    change: str
    end: int


def parse(text: str, *, is_html: bool = False, decimal: str | None = None) -> list[Match]:
    """The rates of one canonical line and what looks like one, in their order.

    In an HTML document the borders of cells and blocks can part a pair from its number. `decimal` is "," or "." where
    the whole source is known to use that mark. Currencies, the unit and what the rate is worth are judged later.
    """
    return [_match(text, line, decimal) for line in ticker_lines(text, tags_are_strong=is_html)]


def excerpt(text: str, start: int) -> str:
    """A canonical line as its reader sees it; of a long one what stands around the pair that begins at `start`."""
    begin = max(0, start - _EXCERPT // 3) if len(text) > _EXCERPT else 0
    shown = " ".join(text[begin : begin + _EXCERPT].split())  # a gap of any kind is white space
    return f"{'…' if begin else ''}{shown}{'…' if begin + _EXCERPT < len(text) else ''}"


_EXCERPT = 120


def may_be_in_words(line: bytes) -> bool:
    """Whether a line of visible text, not yet canonical, can hold a rate in words: `1 доллар США — 10.9135 сомони`.

    It begins, behind bullets, with a unit and a word. `IN_WORDS` finds such lines in a whole text.
    """
    return IN_WORDS.match(b"\n" + line) is not None


# A bullet is a blank, a mark, a tag, an entity, a row number, or a character of no alphabet of the region.
IN_WORDS = re.compile(
    rb"""
    \n (?: [\x00-\x09\x0b-/:-;=>@\[-`{-\x7f] | &[#0-9A-Za-z]{1,31}; | <[^<>\n]{1,400}>
        | \xc2[\x80-\xbf] | [\xe2\xe3\xef][\x80-\xbf]{2} | \xf0[\x80-\xbf]{3} | [0-9]{1,4}[.)](?![0-9]) )*+
    1 (?: [0.,\x20] | \xc2\xa0 | \xe2\x80[\x89\xaf] | &nbsp; ){0,8}
    (?: [\x00-\x09\x0b-\x20\x7f] | \xc2\xa0 | \xe2\x80[\x80-\xaf] | &[#0-9A-Za-z]{1,31}; | <[^<>\n]{1,400}> )++
    [A-Za-z\xc3-\xd3]
    """,
    re.VERBOSE,
)
"""The line end before a line that may hold a rate in words, and that line's beginning."""


def _match(text: str, line: TickerLine, decimal: str | None) -> Match:
    value = Reason.AMBIGUOUS_UNIT if line.unit is None else number.read(line.written, decimal)
    change = number.read_change(line.change_sign, line.change) if line.change else None
    printed = PrintedRate(
        line.base,
        line.quote,
        line.unit or 1,
        value,
        "" if change is None else number.plain(change),
        text=excerpt(text, line.start) if isinstance(value, Reason) else "",
    )
    return Match(line.start, line.end, printed)


def ticker_lines(
    text: str,
    *,
    tags_are_strong: bool = False,
    mid_line: bool = False,
    after_rate: bool = False,
    goes_on: bool = False,
) -> list[TickerLine]:
    """The ticker lines of one canonical line, in their order.

    Of a line too long to be read at once `text` is a part: the line has begun before (`mid_line`), with a rate
    just before the part (`after_rate`), or goes on behind it.
    """
    if usual := _USUAL.fullmatch(text):
        base, quote, written, sign, change = usual.groups("")
        return [TickerLine(usual.start("base"), len(text), base, quote, 1, written, sign, change)]
    found: list[_Found] = []
    position = end = 0
    while head := _HEAD.search(text, position):
        position = head.start() + 1
        at_start = end == 0 and not mid_line
        prefix = text[end : head.start()] if head.start() - end <= _LONGEST_PREFIX else "…"
        follows = (end > 0 or after_rate) and bool(_BETWEEN_RATES.fullmatch(prefix))
        strong = head["weak"] is None or (tags_are_strong and head["weak"] in (TAG, CELL))
        if not (strong or follows or (at_start and (_AT_START.fullmatch(prefix) or _UNIT_BEFORE.fullmatch(prefix)))):
            continue
        is_pair = head["joint"] is not None or head["joint_home"] is not None
        line = _pair(text, head, end, at_start=at_start) if is_pair else _unit_form(text, head, end)
        if line is None or not (strong or _NUMBER_START.match(line.written)):
            continue
        if not strong and (_EQUATION.match(text, line.end) or _EQUATION.search(line.written)):
            continue  # KZT KGS 100 = USD 1.144: the second code begins a unit form
        ends = bool(_CLEAN_END.match(text, line.end)) or (tags_are_strong and text.startswith(CELL, line.end))
        found.append(_Found(line, strong, follows, ends))
        position = end = line.end
    return _in_place(found, goes_on=goes_on)


def _in_place(found: list[_Found], *, goes_on: bool) -> list[TickerLine]:
    """Those whose separator is strong, and of the others those that end where they should."""
    kept: list[TickerLine] = []
    before_a_rate = goes_on
    for this in reversed(found):
        well = this.strong or this.ends or before_a_rate
        if well:
            kept.append(this.line)
        before_a_rate = well and this.follows
    return kept[::-1]


def _unit_form(text: str, head: re.Match[str], previous_end: int) -> TickerLine | None:
    if _SUM.search(text, max(previous_end, head.start() - _LONGEST_JOINT), head.start()):
        return None
    base = head["unit_base"] or head["base_unit"]
    unit: int | None = int((head["unit"] or head["unit_after"]).replace(" ", ""))
    if unit == 100 and _THOUSANDS_BEFORE.search(text, max(previous_end, head.start() - 5), head.start()):
        unit = None  # 5 100 KZT: 5100, or 100 in the fifth row?
    if head["quote_first"]:
        quote = head["quote_first"][:-1]
        value = _value(text, head.end() + len(head["quote_first"]))
        if value is None or not _NUMBER_START.match(value.written):
            return None
    else:
        found = _UNIT_NUMBER.match(text, head.end())
        if found is None:
            return None
        quote = found["quote"]
        value = _with_change(text, found["written"] + (found["second"] or ""), found.end())
    return _line(head.start(), base, quote, unit, value)


def _pair(text: str, head: re.Match[str], previous_end: int, *, at_start: bool) -> TickerLine | None:
    base = head["home_base"] or head["base"]
    quote = head["quote"] or head["home_quote"]
    joint = head["joint"] if head["home_base"] else head["joint_home"]
    prefix = text[max(previous_end, head.start() - _LONGEST_PREFIX) : head.start()]
    code_before = _CODE_BEFORE.search(prefix[-_LONGEST_JOINT:]) if joint.isspace() else None
    if _CHAIN.search(prefix[-_LONGEST_JOINT:]) or (code_before and currency.is_active(code_before[1])):
        return None  # the tail of a list of codes, not a pair
    value = _value(text, head.end())
    if value is None and (nothing := _NO_FIGURES.match(text, head.end())) and (head["strong"] or nothing[0]):
        value = _Value(nothing[0], "", "", nothing.end())
    if value is None:
        return None
    unit = _unit_before(prefix, at_start=at_start)
    return _line(head.start(), base, quote, unit, value, any_case=joint.strip() in ("/", "-", "→"))


def _line(
    start: int, base: str, quote: str, unit: int | None, value: _Value, *, any_case: bool = False
) -> TickerLine | None:
    """The line, where both codes are codes: a word that is no currency is one only in capitals or beside a slash."""
    home = currency.HOME
    codes = base.upper(), quote.upper()
    if codes[0] not in home and codes[1] not in home:
        return None
    if not (any_case or all(currency.is_active(code.upper()) or code.isupper() for code in (base, quote))):
        return None
    return TickerLine(start, value.end, *codes, unit, value.written, value.change_sign, value.change)


def _value(text: str, position: int) -> _Value | None:
    """The number at a position and the change after it."""
    number = _NUMBER.match(text, position)
    if number is None:
        return None
    figures, end = number["figures"], number.end()
    next_rate = _NEXT.match(text, number.end("figures"))
    if next_rate or (number["percent"] and " " in figures):
        stray = _STRAY.search(figures)
        if stray and next_rate and figures.endswith(" 1"):
            end = number.start("figures") + stray.start()
            return _with_change(text, text[position:end], end)
        if stray and next_rate:
            return _Value(text[position : number.end("figures")], "", "", next_rate.end())
        if stray or _ONE_NUMBER.fullmatch(figures):
            end = next_rate.end() if next_rate else end
        elif " " in figures:
            end = number.start("figures") + figures.rindex(" ")
            return _with_change(text, text[position:end], end)
        else:
            return None  # the number is the unit of the next rate
    before, _, last = figures.rpartition(" ")
    next_pair = before and _UNIT_ALONE.fullmatch(last) and _NEXT_PAIR.match(text, number.end("figures"))
    if next_pair:  # the last figure can be the unit of the pair that follows
        end = number.start("figures") + len(before)
        both = text[position : next_pair.end()]
        return (
            _Value(both, "", "", end) if _ONE_NUMBER.fullmatch(figures) else _with_change(text, text[position:end], end)
        )
    if number["percent"] or next_rate:
        return _Value(text[position:end], "", "", end)
    return _with_change(text, text[position:end], end)


def _with_change(text: str, written: str, end: int) -> _Value:
    found = _CHANGE.match(text, end)
    if found is None:
        return _Value(written, "", "", end)
    falls = not _FALL.isdisjoint((found["first"] or "") + (found["arrow"] or "") + (found["sign"] or ""))
    return _Value(written, "-" if falls else "", found["change"] or "", found.end())


def _unit_before(prefix: str, *, at_start: bool) -> int | None:
    """The unit that stands before a pair, 1 where there is none, None where it may be one or not."""
    if "0" not in prefix:
        return 1
    found = _UNIT_BEFORE.fullmatch(prefix) if at_start else None
    if found and found["words"]:
        return int(found["unit"].replace(" ", ""))
    words = [word for word in _WORD_BORDERS.split(_ROW_NUMBER.sub(" ", prefix)) if word]
    return None if any(_UNIT_WORD.fullmatch(word) for word in words[-4:]) else 1

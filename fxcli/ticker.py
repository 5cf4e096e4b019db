"""Where in a document a ticker line stands, and what is written there. It judges nothing.

    • KGS/USD = 0.01144 0%           a pair, a separator, a number, a change
    1 USD = 512.35 KZT               the unit form
    100 ӨЗБЕК СОМЫ UZS / KZT 3.5     a unit before a pair

`=` `:` `|` `–` `—` and `-` with a blank after it are strong separators: any text may stand around the
line. So are, in an HTML document, tags alone and the borders of cells. Blanks and, in plain text, tags are
weak: the pair must begin its line or follow another rate, and the line must end cleanly.

All patterns are bounded or possessive, so work grows with the input only.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from fxcli import currency
from fxcli.document import HOME_BYTES, MARGIN, Document, Done, Piece, canonical
from fxcli.number import BETWEEN, CELL, DATE_OR_TIME, FIGURES, GAP, PERCENT, SECOND_PRICE, SUFFIX, TAG


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


_ALL_GAPS = f" \t{TAG}{CELL}"
_HOME = "|".join(currency.HOME)
_CODE = "[A-Za-z]{3}"
_UNIT = r"(?:10{1,4}|1|10?\ 000)"

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
  | (?=\Z|\|)
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
_ROW_NUMBER = re.compile(rf"(?<![\w.,(])[0-9]+[.)](?={GAP}|\Z)")
_WORD_BORDERS = re.compile(rf"(?:{GAP}|[][(){{}}|:;\"«»“”„–—*•·‣-])+")
_THOUSANDS_BEFORE = re.compile(r"(?<![\w.,'’])[1-9][0-9]{0,2} \Z")
_CLEAN_END = re.compile(rf"{GAP}?(?:\Z|[|;]|,(?={GAP}|\Z))")
_EQUATION = re.compile(rf"{GAP}?[=:]")
_CHAIN = re.compile(rf"(?<!\w){_CODE}(?:{GAP}?[/→]{GAP}?|-)\Z")
_CODE_BEFORE = re.compile(rf"(?<!\w)([A-Z]{{3}}){GAP}\Z")
_LONGEST_PREFIX = 400
_LONGEST_JOINT = 8


class _Found(NamedTuple):
    line: TickerLine
    strong: bool
    begins: bool
    follows: bool
    ends: bool


class _Value(NamedTuple):
    written: str
    change_sign: str
    change: str
    end: int


def parse(
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
    found: list[_Found] = []
    position = end = 0
    while head := _HEAD.search(text, position):
        position = head.start() + 1
        at_start = end == 0 and not mid_line
        prefix = text[end : head.start()] if head.start() - end <= _LONGEST_PREFIX else "…"
        begins = at_start and bool(_AT_START.fullmatch(prefix) or _UNIT_BEFORE.fullmatch(prefix))
        follows = (end > 0 or after_rate) and bool(_BETWEEN_RATES.fullmatch(prefix))
        strong = head["weak"] is None or (tags_are_strong and head["weak"] in (TAG, CELL))
        if not (strong or begins or follows):
            continue
        is_pair = head["joint"] is not None or head["joint_home"] is not None
        line = _pair(text, head, end, at_start=at_start) if is_pair else _unit_form(text, head, end)
        if line is None or not (strong or _NUMBER_START.match(line.written)):
            continue
        if not strong and (_EQUATION.match(text, line.end) or _EQUATION.search(line.written)):
            continue  # KZT KGS 100 = USD 1.144: the second code begins a unit form
        ends = bool(_CLEAN_END.match(text, line.end)) or (tags_are_strong and text.startswith(CELL, line.end))
        found.append(_Found(line, strong, begins, follows, ends))
        position = end = line.end
    return _in_place(found, after_rate=after_rate, goes_on=goes_on)


def _in_place(found: list[_Found], *, after_rate: bool, goes_on: bool) -> list[TickerLine]:
    """Those whose separator is strong, and of the others those that begin and end where they should."""
    ends_well = [True] * len(found)
    for at in range(len(found) - 1, -1, -1):
        last = at + 1 == len(found)
        before_a_rate = goes_on if last else found[at + 1].follows and ends_well[at + 1]
        ends_well[at] = found[at].strong or found[at].ends or before_a_rate
    kept: list[TickerLine] = []
    for this, well in zip(found, ends_well, strict=True):
        after_rate = well and (this.strong or this.begins or (after_rate and this.follows))
        if after_rate:
            kept.append(this.line)
    return kept


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
    code_before = _CODE_BEFORE.search(prefix[-_LONGEST_JOINT:]) if joint and joint in _ALL_GAPS else None
    if _CHAIN.search(prefix[-_LONGEST_JOINT:]) or (code_before and currency.is_active(code_before[1])):
        return None  # the tail of a list of codes, not a pair
    value = _value(text, head.end())
    if value is None and (nothing := _NO_FIGURES.match(text, head.end())) and (head["strong"] or nothing[0]):
        value = _Value(nothing[0], "", "", nothing.end())
    if value is None:
        return None
    unit = _unit_before(prefix, at_start=at_start)
    return _line(head.start(), base, quote, unit, value, any_case=joint.strip(_ALL_GAPS) in ("/", "-", "→"))


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
    falls = not _FALL.isdisjoint((found["first"] or "")[:1] + (found["arrow"] or "") + (found["sign"] or ""))
    return _Value(written, "-" if falls else "", found["change"] or "", found.end())


def _unit_before(prefix: str, *, at_start: bool) -> int | None:
    """The unit that stands before a pair, 1 where there is none, None where it may be one or not."""
    found = _UNIT_BEFORE.fullmatch(prefix) if at_start else None
    if found and found["words"]:
        return int(found["unit"].replace(" ", ""))
    words = [word for word in _WORD_BORDERS.split(_ROW_NUMBER.sub(" ", prefix)) if word]
    return None if any(_UNIT_WORD.fullmatch(word) for word in words[-4:]) else 1


class Sighting(NamedTuple):
    """A ticker line and where in a piece of a document it stands."""

    start: int
    """An offset in the piece's text, on the line where the pair starts."""
    end: int
    line: TickerLine
    text: str
    """The whole canonical line."""


_BLOCK = 1 << 17
_CACHED_LINES = 4096
_LONGEST_CACHED = 1024


def scan(document: Document) -> Iterator[tuple[Piece, list[Sighting]]]:
    """Each piece of a document with its ticker lines, in their order, each reported once."""
    pieces = document.pieces()
    piece = next(pieces, None)
    while piece:
        sightings = [it for it in find(piece) if it.end > piece.reported]
        done = None
        if piece.goes_on:
            limit = len(piece.text) - MARGIN
            # What reaches so far from so far back is no number that anyone can use, but it is reported.
            sightings = [it for it in sightings if it.end <= limit or it.start < limit - MARGIN // 2]
            last = max((it.end for it in sightings), default=0)
            after_rate = limit - MARGIN // 2 <= last
            done = Done(max(limit, last), last if after_rate else limit - MARGIN // 2, after_rate)
        yield piece, sightings
        try:
            piece = pieces.send(done) if done else next(pieces)
        except StopIteration:
            return


def find(piece: Piece) -> Iterator[Sighting]:
    """The ticker lines of a piece, in their order. Equal lines are parsed once."""
    text = piece.text
    parsed: dict[bytes, tuple[str, list[TickerLine]]] = {}
    for start, end in _candidates(piece):
        raw = text[start:end]
        begun, goes_on = start == 0 and piece.mid_line, end == len(text) and piece.goes_on
        if begun or goes_on:
            shown = canonical(raw)
            lines = parse(
                shown,
                tags_are_strong=piece.is_html,
                mid_line=begun,
                after_rate=begun and piece.after_rate,
                goes_on=goes_on,
            )
        elif raw in parsed:
            shown, lines = parsed[raw]
        elif not _names_a_home_currency(raw):
            continue
        else:
            shown = canonical(raw)
            lines = parse(shown, tags_are_strong=piece.is_html)
            if len(raw) <= _LONGEST_CACHED:
                if len(parsed) == _CACHED_LINES:
                    parsed.clear()
                parsed[raw] = shown, lines
        if piece.is_html or len(raw) > _LONGEST_CACHED:
            tokens = [list(_TOKEN.finditer(shown, line.start, line.end)) for line in lines]
            places = _raw_offsets(
                raw, shown, [token.start() for of_line in tokens for token in (of_line[0], of_line[-1])]
            )
            for line in lines:
                begin, end_token = start + next(places), start + next(places)
                yield Sighting(begin, _END.match(text, end_token).end(), line, shown)  # type: ignore[union-attr]
        else:
            for line in lines:
                yield Sighting(start, end, line, shown)


def _candidates(piece: Piece) -> Iterator[tuple[int, int]]:
    """Where the lines begin and end that can hold a ticker line, in their order: few others, and none left out."""
    text = piece.text
    find_hits = _home_codes if piece.is_html else _places_of_rates
    start, done = 0, -1
    while start < len(text):
        line_end = text.find(b"\n", start + _BLOCK)
        stop = len(text) if line_end == -1 else line_end + 1
        for hit in sorted(find_hits(text, start, stop)):
            if hit > done:
                begin = text.rfind(b"\n", 0, hit) + 1
                end = text.find(b"\n", hit)
                done = len(text) if end == -1 else end
                yield begin, done
        start = stop


def _home_codes(text: bytes, start: int, stop: int) -> Iterator[int]:
    """Where home codes stand in any letter case, one of each in a line."""
    block = text[start:stop].upper()
    for code in HOME_BYTES:
        hit = block.find(code)
        while hit != -1:
            yield start + hit
            line_end = block.find(b"\n", hit)
            hit = -1 if line_end == -1 else block.find(code, line_end)


def _places_of_rates(text: bytes, start: int, stop: int) -> Iterator[int]:
    """Where in plain text a ticker line can stand: after a separator, beside markup, at the beginning of a line.

    Rare bytes are found many times faster than codes, so they are searched first; what stands before them decides.
    """
    if start == 0 or stop == len(text):  # such a line may have begun before, or go on
        yield start
        yield text.rfind(b"\n", start, stop - 1) + 1
    for mark, width in _MARKS:
        hit = text.find(mark, start, stop)
        while hit != -1:
            first = hit + 1 - width
            if _CAN_SEPARATE.match(text, first - 1 if text[first - 1] == _BLANK else first):
                yield hit
                line_end = text.find(b"\n", hit)
                hit = -1 if line_end == -1 else text.find(mark, line_end, stop)
            else:
                hit = text.find(mark, hit + 1, stop)
    for dash in _DASH.finditer(text, start, stop):
        hit = dash.start()
        if _CAN_SEPARATE.match(text, hit - 1 if text[hit - 1] == _BLANK else hit):
            yield hit
    for begin in _CAN_BEGIN.finditer(text, max(0, start - 1), stop):
        yield begin.end() - 1


# The last byte of each separator of plain text and how many it has; `<` and `&` may begin what stands for one.
_MARKS = ((b"=", 1), (b":", 1), (b"|", 1), (b"\x93", 3), (b"\x94", 3), (b"<", 1), (b"&", 1))
_DASH = re.compile(rb"-(?![!-~])")  # a common byte, and a separator only before a blank
_BLANK = 0x20
_HOME_CODE = rb"(?i:%s)" % b"|".join(HOME_BYTES)


def _any_before(*parts: bytes) -> bytes:
    return b"|".join(rb"(?<=%s)" % part for part in parts)


# Before a separator, at most one blank away, ends a pair or the first half of a unit form; what looks like none of
# prose's own words may be one with odd blanks in it.
_CAN_SEPARATE = re.compile(
    rb"""
    \ ?[<&]
  | (?<! [A-Za-z]{7})                                                                    # a word of no code's length
    (?<! [\x00-@[-`{-\x7f][A-Za-z]{4}) (?<! [\x00-@[-`{-\x7f][A-Za-z]{5})
    (?<! [\x00-@[-`{-\x7f][A-Za-z]{2}) (?<! [\x00-@[-`{-\x7f][A-Za-z])
    (?<! [!-/2-@[-`{-~]) (?<! [\xd0-\xd3][\x80-\xbf])                                   # a mark, a Cyrillic letter
    (?: %s )
    \ ?(?:[=:|]|-|\xe2\x80[\x93\x94])
    """
    % _any_before(
        _HOME_CODE,
        *(rb"%s.{%d}[A-Za-z]{3}" % (_HOME_CODE, joint) for joint in (0, 1, 4)),  # KGSEUR, KGS EUR, KGS to EUR
        rb"[01].[A-Za-z]{3}",  # 100 EUR
        rb"[01]",  # EUR 100
        rb"[/\x80-\xff-][A-Za-z]{3}",
        rb"[/\x80-\xff-]\ [A-Za-z]{3}",
        rb"[\x00-\ ]{2}[A-Za-z]{3}",
        rb"[\x00-\ \x80-\xff]{2}[Tt][Oo].[A-Za-z]{3}",
        rb"[\x80-\xff][A-Za-z]{2}",
        rb"[\x80-\xff][A-Za-z]",
        rb"[\x00-\ \x80-\xff]",
    ),
    re.VERBOSE | re.DOTALL,
)

# A weak pair begins its line, after bullets, row numbers and blanks of any kind, or after a unit and words.
_CAN_BEGIN = re.compile(
    rb"""
    \n (?: [\x00-\x09\x0b-/:-@[-`{-\x7f] | [\xc2\xe1-\xe3\xef][\x80-\xbf]{1,2} | [0-9]{1,4}[.)] )*+
    (?:
        1[0\x00-\x09\x0b-\ \x80-\xff]*+(?![0-9.,])
      | (?: %(home)s %(joint)s %(code)s | %(code)s %(joint)s %(home)s )
        (?![A-Za-z0-9_]|\ ?[=:|])
    )
    """
    % {
        b"home": _HOME_CODE,
        b"code": rb"[A-Za-z](?:[\x80-\xff]*+[A-Za-z]){2}",
        b"joint": rb"[^A-Za-z0-9_\n]*+(?:[Tt][Oo][^A-Za-z0-9_\n]++)?",
    },
    re.VERBOSE,
)


def _names_a_home_currency(line: bytes) -> bool:
    line = line.upper()
    return any(code in line for code in HOME_BYTES)


_TOKEN = re.compile(r"[A-Za-z0-9]+")
# A rate's last token and the marks that close its change; it matches anywhere, if only nothing.
_END = re.compile(rb"[A-Za-z0-9]*+(?:(?:[ \t\x1d\x1e\x1f]|\xc2\xa0|&nbsp;|\xe2\x80[\x89\xaf]){0,8}%(?:[ \x1e]?\))?)?")
_ENTITY = re.compile(rb"&#?[0-9A-Za-z]{1,31};")


def _raw_offsets(raw: bytes, shown: str, positions: list[int]) -> Iterator[int]:
    """The offsets in a line's bytes of tokens of its canonical form, which stand at ascending positions.

    Entities and blanks differ in length, tokens do not: each is found by counting its equals since the last.
    """
    raw = _ENTITY.sub(lambda entity: b"&" * len(entity[0]), raw)
    at_shown = at_raw = 0
    for position in positions:
        token = _TOKEN.match(shown, position)
        if token and position >= at_shown:
            for _ in range(shown.count(token[0], at_shown, position) + 1):
                at_raw = raw.find(token[0].encode(), at_raw) + 1 or at_raw
            at_shown = position + 1
        yield max(at_raw - 1, 0)

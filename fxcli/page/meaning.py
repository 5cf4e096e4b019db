"""Words, signs and amounts around a rate that give its figure another meaning than what one unit costs today.

Прогноз: USD/KZT = 600        another thing, or another day
JPY/KZT = 345,1 (100 JPY)     an amount of the base: a unit
EUR/USD: 0,35 | %             a percentage
EUR/USD = 0,92 (EUR per USD)  the pair the other way round
"""

import re

from fxcli.currency import is_active
from fxcli.page.line import BLANK, BLANKS, GAP
from fxcli.page.markup import BLOCK, BREAK, CELL
from fxcli.page.names import name_at
from fxcli.page.unit import FIGURE_BEFORE, FOR, REACH_OF_WORDS, SEGMENT, many_alone, name_end, unit_before, unit_behind
from fxcli.page.vocabulary import (
    LETTERS,
    is_another_thing,
    is_month,
    is_percent,
    is_piece,
    is_said_behind,
    is_span,
    is_turning,
)
from fxcli.page.written import DAY_OR_TIME, FIGURES, date_around
from fxcli.refusal import Reason

_SENTENCE_END = re.compile(rf"[.!?…]{GAP}(?=[^\W\d_])")
_PERCENT_ALONE = re.compile(r"(?<![0-9])(?<![0-9][ \t])[%％‰]")
_PAIR_BEFORE = re.compile(
    rf"(?<!\w)(?P<base>[A-Z]{{3}})[/-]?(?P<quote>[A-Z]{{3}}){GAP}?(?:[|,;:=→+−–—÷×*/&-]|[^\W\d_]{{1,8}})?{GAP}?\Z"
)
_SIGN_BEFORE = re.compile(
    rf"[ΔσΣ∆∑±№☎⏰≠≥≤≈~❌✗✘\U0001f4c5\U0001f4de\U0001f465\U0001f4ac\U0001f441\U0001f6ab]{GAP}?\Z|(?:\A|{GAP})/\Z"
)
_FACTOR_BEFORE = re.compile(rf"[0-9]{BLANK}?[/÷×⋅*]{BLANK}?\Z")
_VALUE_BEFORE = re.compile(rf"(?<![\w.,])[0-9]+[.,][0-9]+{GAP}?[=:–—-]{GAP}?\Z")

_MEASURE = re.compile(r"/[ ]?(?:л|г|гр|кг|шт|l|g|kg|oz|h|ч)(?!\w)", re.IGNORECASE)
_POINTS = re.compile(r"(?<!\w)п\.[ ]?п\.")
_BETWEEN_STOPS = re.compile(rf"[^|;,()\[\]{CELL}{BLOCK}{BREAK}]+")
_FIGURE_BEHIND = re.compile(r"(?<![0-9])(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]")
_NONE_BEFORE = re.compile(rf"(?<!\w)(?:без|no|without){BLANK}\Z", re.IGNORECASE)
_PAST = re.compile(
    rf"""
    (?<!\w)
    (?: (?:last|previous|past){BLANK}(?:year|month|week)
      | прошл[^\W\d_]+ | былтыр | өткен | өткөн | o['ʻ‘’]tgan | ўтган
      | (?:в|за){BLANK}(?:19|20)[0-9]{{2}}{BLANK}?(?:г[.]?|год[^\W\d_]*)
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_SECOND = re.compile(
    rf"""
    (?:{GAP}?(?:[–—]|->|[→➡])|{GAP}(?:-|(?i:или|or|до|to))|,?{GAP}(?i:теперь|now|сейчас))
    {GAP}?[.,]?(?:[A-Z]{{3}}{BLANK})?(?P<figures>{FIGURES})(?![\w%％])
    """,
    re.VERBOSE,
)
_ENDS = re.compile(rf"{GAP}?(?:[|;,.()\[\]{CELL}{BLOCK}{BREAK}]|\Z)")
_REST_IN_NEXT = re.compile(
    rf"{GAP}?[|{CELL}{BLOCK}]{GAP}?[.,]"
    rf"|(?:,|{BLANK}(?:и|and|va|және|жана)){BLANK}[0-9]{{1,2}}(?:{BLANK}[^\W\d_]{{1,2}})?(?=[.]?{GAP}?\Z)"
)
_DAY_OR_TIME = re.compile(DAY_OR_TIME)
_NEXT_FIGURES = re.compile(rf"[^\w]{{0,12}}?(?:\([^()]{{0,12}}\))?{GAP}?(?P<figures>{FIGURES})(?![\w%])", re.VERBOSE)
_FACTOR_BEHIND = re.compile(rf"{BLANK}?[xх×⋅·*]{BLANK}?[0-9]|{BLANK}[+]{BLANK}[0-9]")
_NUMBERING = re.compile(rf"\)|[.]{GAP}(?=[^\W\d_])")


_MOST_TURNING = 2
"""So many words right before a pair can turn it: `instead of`, `ниже отметки`."""


def before(prefix: str, base: str, *, is_pair: bool) -> tuple[Reason, str] | None:
    """Why the text before a pair or a unit form makes its figure uncertain, and the words that do.

    Dates are not in it any more.
    """
    prefix = prefix[-REACH_OF_WORDS:]
    if ends := [*_SENTENCE_END.finditer(prefix)]:
        prefix = prefix[ends[-1].end() :]
    for form in (_SIGN_BEFORE, _FACTOR_BEFORE, _PERCENT_ALONE, _VALUE_BEFORE):
        if found := form.search(prefix):
            return Reason.UNCLEAR, found[0]
    found = _PAIR_BEFORE.search(prefix)
    if found and is_active(found["base"]) and is_active(found["quote"]):
        return Reason.UNCLEAR, found[0]
    if amount := unit_before(prefix, base, is_pair=is_pair):
        return Reason.AMBIGUOUS_UNIT, amount
    words = LETTERS.findall(prefix.lower())
    other = next((it for it in words if is_another_thing(it) or is_percent(it) or is_piece(it)), "")
    other = other or next(filter(is_turning, words[-_MOST_TURNING:]), "")
    return (Reason.UNCLEAR, other) if other else None


def behind(
    text: str, position: int, stop: int, figures: str, base: str, quote: str, *, is_money: bool
) -> list[tuple[Reason, str]]:
    """Why the text behind what is understood of a rate makes its figure uncertain, and the words that do."""
    stop = min(stop, position + REACH_OF_WORDS)
    is_next = text.startswith(figures, position - 1) and not text[position - 2 : position - 1].isdigit()
    if not is_money and len(figures) == 1 and is_next and (numbering := _NUMBERING.match(text, position, stop)):
        return [(Reason.UNCLEAR, figures + numbering[0])]
    if end := _SENTENCE_END.search(text, position, stop):
        stop = end.start() + 1
    tail = text[position:stop].partition(BLOCK)[0]  # what a block of its own says is about something else
    doubts = _second_figures(text, position, stop, figures, quote, is_money=is_money)
    if "?" in tail:
        doubts.append((Reason.UNCLEAR, tail[: tail.index("?") + 1]))
    amount = unit_behind(tail, base) or many_alone(text, position, stop)
    if amount:
        doubts.append((Reason.AMBIGUOUS_UNIT, amount))
    if other := _percent(tail) or _other_currency(tail, base, quote) or _turned_round(tail, base, quote):
        doubts.append((Reason.UNCLEAR, other))
    if other := _another_thing(tail) or past(tail) or _span_alone(text, position, stop):
        doubts.append((Reason.UNCLEAR, other))
    return doubts


def _second_figures(
    text: str, position: int, stop: int, figures: str, quote: str, *, is_money: bool
) -> list[tuple[Reason, str]]:
    """A second number that a dash or an arrow joins to the first, the rest of a number, or a number after a time."""
    second = _SECOND.match(text, position, stop)
    is_dated = second and date_around(text, position, second.start("figures"), stop)
    if second and not is_dated and (_ENDS.match(text, second.end(), stop) or _is_named(text, second.end(), quote)):
        return [(Reason.RANGE, second["figures"])]
    if factor := _FACTOR_BEHIND.match(text, position, stop):
        return [(Reason.AMBIGUOUS_UNIT, factor[0])]
    if figures.isdigit() and (rest := _REST_IN_NEXT.match(text, position, stop)):
        return [(Reason.UNCLEAR, rest[0])]
    if is_money:
        return []
    following = _NEXT_FIGURES.match(text, position, stop) if _DAY_OR_TIME.fullmatch(figures) else None
    if following and not date_around(text, position, following.start("figures"), stop):
        return [(Reason.UNCLEAR, figures)]
    return []


def _is_named(text: str, position: int, code: str) -> bool:
    """Whether the name or the code of a currency stands at a position, a blank may stand between."""
    return name_end(text, position + (text[position : position + 1] in BLANKS), code) > 0


def _another_thing(text: str) -> str:
    """A word that says what the figure before it is, and not one that stands behind the word."""
    for segment in _BETWEEN_STOPS.finditer(text):
        for word in LETTERS.finditer(segment[0]):
            is_said_of_it = not (
                _NONE_BEFORE.search(segment[0], 0, word.start()) or _FIGURE_BEHIND.search(segment[0], word.end())
            )
            spoken = word[0].lower()
            if is_said_of_it and (is_another_thing(spoken) or is_said_behind(spoken)):
                return word[0]
    return ""


def past(text: str) -> str:
    """Words that say a whole year, or another month or week than this one; empty where there are none."""
    found = _PAST.search(text)
    return found[0] if found else ""


def _span_alone(text: str, position: int, stop: int) -> str:
    """A span of time or a month that stands for itself behind a figure: `| дней`; empty where none does."""
    segment = SEGMENT.match(text, position, stop)
    alone = segment["words"].strip(f"{BLANKS}.") if segment else ""
    return alone if is_span(alone.lower()) or is_month(alone.lower()) else ""


def _percent(text: str) -> str:
    """A percent sign, or a word for it, without the figure of a change before it; or a measure: `/л`."""
    if found := _PERCENT_ALONE.search(text) or _POINTS.search(text) or _MEASURE.search(text):
        return found[0]
    words = (it for it in LETTERS.finditer(text) if is_percent(it[0].lower()))
    return next((it[0] for it in words if not FIGURE_BEFORE.search(text, 0, it.start())), "")


def _other_currency(text: str, base: str, quote: str) -> str:
    """What stands right behind a rate alone and names another currency than its quote."""
    found = SEGMENT.match(text)
    alone = found["words"].strip(f"{BLANKS} -–—") if found else ""
    if not alone or name_end(alone, 0, quote):
        return ""
    if len(alone) == 3 and alone.isupper() and is_active(alone):
        return alone
    for word in LETTERS.finditer(alone):
        _, codes = name_at(alone, word.start(), len(alone), BLANKS)
        if codes and not codes & {base, quote} and not _FIGURE_BEHIND.search(alone):
            return alone
    end, codes = name_at(alone, 0, len(alone), BLANKS)
    return alone if codes and end == len(alone) else ""


def _turned_round(text: str, base: str, quote: str) -> str:
    """Words that say the price of the quote in the base: `EUR per USD` behind EUR/USD."""
    for found in FOR.finditer(text):
        end = name_end(text, found.start("word"), quote)
        if end and any(name_end(text, word.start(), base) for word in LETTERS.finditer(text, 0, found.start())):
            return text[:end].strip()
    return ""

"""Words, signs and amounts around a rate that give its figure another meaning than what one unit costs today.

Прогноз: USD/KZT = 600        another thing, or another day
JPY/KZT = 345,1 (100 JPY)     an amount of the base: a unit
EUR/USD: 0,35 | %             a percentage
EUR/USD = 0,92 (EUR per USD)  the pair the other way round
"""

import re
from itertools import pairwise

from fxcli.currency import is_active
from fxcli.page.line import BLANK, BLANKS, GAP
from fxcli.page.markup import BLOCK, BREAK, CELL
from fxcli.page.names import name_at
from fxcli.page.vocabulary import LETTERS, is_another_thing, is_count, is_many, is_money, is_percent, is_piece
from fxcli.page.written import FIGURES, UNIT_IN_TEXT, date_around
from fxcli.refusal import Reason

_REACH = 80
"""In characters: what is said of a rate stands so near to it."""

_SENTENCE_END = re.compile(rf"[.!?…]{GAP}(?=[^\W\d_])")
_PERCENT_ALONE = re.compile(r"(?<![0-9])(?<![0-9][ \t])[%％‰]")
_FIGURE_BEFORE = re.compile(rf"[0-9]{BLANK}?\Z")
_PAIR_BEFORE = re.compile(
    rf"(?<!\w)(?P<base>[A-Z]{{3}})/(?P<quote>[A-Z]{{3}}){GAP}?(?:[|,;:+−–—÷×*/&-]|и|and|or|va|және|жана|ва)?{GAP}?\Z"
)
_SIGN_BEFORE = re.compile(
    rf"[ΔσΣ∆∑±№☎⏰≠≥≤≈~❌✗✘\U0001f4c5\U0001f4de\U0001f465\U0001f4ac\U0001f441\U0001f6ab]{GAP}?\Z|(?:\A|{GAP})/\Z"
)
_FACTOR_BEFORE = re.compile(rf"[0-9]{BLANK}?[/÷×⋅*]{BLANK}?\Z")
_SUM_BEFORE = re.compile(rf"(?:(?<!\w)(?P<code>[A-Z]{{3}})|[0-9]){BLANK}?(?:[–—−&+…÷xXхХ-]|\.\.\.){BLANK}?\Z")
_EACH_BEFORE = re.compile(rf"(?<!\w)(?:по|до|от|up to|from|over){BLANK}\Z|[0-9]:\Z", re.IGNORECASE)
_ODD_NUMBER_BEFORE = re.compile(
    rf"""(?<![\w.,])
    (?: [xхXХ][0-9]+ | [0-9]+(?:[^\W\d_]{{1,3}}[.]?|e[0-9]+|[$€₸]) | [0-9]+{BLANK}шт[.]? | [0-9]*[lIOО][lIOО0-9]+ )
    {GAP}?\Z""",
    re.VERBOSE,
)
_KEYCAPS = re.compile("[0-9]\u20e3[0-9]\u20e3")
_HUNDRED, _TEN = "\U0001f4af", "\U0001f51f"

_UNIT_LIKE = "(?:[125]0{0,6}|[125]0{0,2}[ .,'’]000)"
_AMOUNT = re.compile(rf"(?<![\w.,]){_UNIT_LIKE}{BLANK}?(?=[^\W\d_])")
_ANY_AMOUNT = re.compile(rf"(?<![\w.,])[0-9]+{BLANK}(?=[^\W\d_])")
_CODE_AMOUNT = re.compile(rf"(?<!\w)(?P<code>[A-Z]{{3}}){BLANK}?{_UNIT_LIKE}(?![\w.,])")
_UNNAMED = {
    ("иен", "йен", "yen"): ("JPY",),
    ("вон", "won"): ("KRW", "KPW"),
    ("донг", "dong"): ("VND",),
    ("рупи", "rupee"): ("INR", "PKR", "LKR", "NPR", "MUR", "SCR", "IDR"),
    ("риал", "rial"): ("IRR", "YER", "OMR", "QAR", "SAR"),
}
"""How words begin that `fxcli.page.names` does not name, and what they may mean: most have a larger unit in tables."""
_FOR = re.compile(rf"(?<!\w)(?:per|for|за|барои|har|ҳар|әр|каждые|every|/){BLANK}?(?P<word>[^\W_]+)", re.IGNORECASE)
_UNIT_SAID = re.compile(
    rf"""
    (?<!\w)(?i:per|for|за|барои|har|ҳар|әр|номинал|nominal|nominali){BLANK}?:?{BLANK}?{UNIT_IN_TEXT}(?![\w.,])
  | (?<![\w.,]){UNIT_IN_TEXT}{BLANK}?(?i:ед|unit|бирлик|birlik|воҳид|штук|дона)
    """,
    re.VERBOSE,
)
_FOR_NUMBER = re.compile(rf"(?:[25]|[125]0{{1,6}})(?={BLANK}?(?:[)\];,.|]|\Z))")
_FOR_ONE = re.compile(
    rf"(?<!\w)(?i:each|apiece|(?:per|for|за|барои){BLANK}(?:1(?![\w.,])|one(?!\w)|одн|единиц|шт))|/{BLANK}?1(?![\w.,])"
    rf"|(?P<name>(?<!\w)(?i:per|for|за){BLANK}|/{BLANK}?)"
)
_LETTERS_AS_DIGITS = re.compile(r"(?<!\w)(?:[1-9][0OО]*[OО][0OО]*|10{0,2}[kKкК])(?!\w)")
_IN_MANY = re.compile(rf"(?<!\w)(?i:(?:per|for|за){BLANK}(?:1|one|одну|один|одна)|in|в){BLANK}(?P<word>[^\W\d_]+)")
_MEASURE = re.compile(r"/[ ]?(?:л|г|гр|кг|шт|l|g|kg|oz|h|ч)(?!\w)", re.IGNORECASE)
_POINTS = re.compile(r"(?<!\w)п\.[ ]?п\.")
_SEGMENT = re.compile(rf"[{GAP[1:-1]}|;,(\[–—{BREAK}-]*(?P<words>[^|;,()\[\]{CELL}{BLOCK}{BREAK}]*)")
_APOSTROPHE = re.compile("['‘’ʻʼ`´′]")
_BETWEEN_STOPS = re.compile(rf"[^|;,()\[\]{CELL}{BLOCK}{BREAK}]+")
_FIGURE_BEHIND = re.compile(r"(?<![0-9])(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]")
_SECOND = re.compile(
    rf"""
    (?:{GAP}?(?:[–—]|->|[→➡])|{GAP}(?:-|(?i:или|or|до|to))|,?{GAP}(?i:теперь|now|сейчас))
    {GAP}?[.,]?(?:[A-Z]{{3}}{BLANK})?(?P<figures>{FIGURES})(?![\w%％])
    """,
    re.VERBOSE,
)
_ENDS = re.compile(rf"{GAP}?(?:[|;,.()\[\]{CELL}{BLOCK}{BREAK}]|\Z)")
_REST_IN_NEXT = re.compile(rf"{GAP}?[|{CELL}{BLOCK}]{GAP}?[.,]|,{BLANK}[0-9]{{1,2}}(?=[.]?{GAP}?\Z)")
_DAY_OR_TIME = re.compile(r"(?:[0-2]?[0-9]|3[01])\.(?:0[0-9]|[1-5][0-9])")
_NEXT_FIGURES = re.compile(rf"[^\w]{{0,12}}?(?:\([^()]{{0,12}}\))?{GAP}?(?P<figures>{FIGURES})(?![\w%])", re.VERBOSE)
_FACTOR_BEHIND = re.compile(rf"{BLANK}?[xх×⋅·*]{BLANK}?[0-9]|{BLANK}[+]{BLANK}[0-9]")
_NUMBERING = re.compile(rf"\)|[.]{GAP}(?=[^\W\d_])")


def before(prefix: str, base: str, *, is_pair: bool) -> tuple[Reason, str] | None:
    """Why the text before a pair or a unit form makes its figure uncertain, and the words that do.

    Dates are not in it any more.
    """
    prefix = prefix[-_REACH:]
    if ends := [*_SENTENCE_END.finditer(prefix)]:
        prefix = prefix[ends[-1].end() :]
    for form in (_SIGN_BEFORE, _FACTOR_BEFORE, _PERCENT_ALONE):
        if found := form.search(prefix):
            return Reason.UNCLEAR, found[0]
    found = _PAIR_BEFORE.search(prefix)
    if found and is_active(found["base"]) and is_active(found["quote"]):
        return Reason.UNCLEAR, found[0]
    if found := _ODD_NUMBER_BEFORE.search(prefix) or _KEYCAPS.search(prefix):
        return Reason.AMBIGUOUS_UNIT, found[0]
    if not is_pair and (amount := _part_of_amount(prefix, base)):
        return Reason.AMBIGUOUS_UNIT, amount
    if odd := _odd_number(prefix):
        return Reason.AMBIGUOUS_UNIT, odd
    if amount := _amount_of(_ANY_AMOUNT, prefix, base) or _counted(prefix, base):
        return Reason.AMBIGUOUS_UNIT, amount
    for word in LETTERS.findall(prefix.lower()):
        if is_another_thing(word) or is_percent(word) or is_piece(word):
            return Reason.UNCLEAR, word
    return None


def behind(
    text: str, position: int, stop: int, figures: str, base: str, quote: str, *, is_money: bool
) -> list[tuple[Reason, str]]:
    """Why the text behind what is understood of a rate makes its figure uncertain, and the words that do."""
    stop = min(stop, position + _REACH)
    is_next = text.startswith(figures, position - 1) and not text[position - 2 : position - 1].isdigit()
    if not is_money and len(figures) == 1 and is_next and (numbering := _NUMBERING.match(text, position, stop)):
        return [(Reason.UNCLEAR, figures + numbering[0])]
    if end := _SENTENCE_END.search(text, position, stop):
        stop = end.start() + 1
    tail = text[position:stop].partition(BLOCK)[0]  # what a block of its own says is about something else
    doubts = _second_figures(text, position, stop, figures, quote, is_money=is_money)
    if "?" in tail:
        doubts.append((Reason.UNCLEAR, tail[: tail.index("?") + 1]))
    amount = _amount_of(_AMOUNT, tail, base) or _counted(tail, base) or _for_count(tail) or _odd_number(tail)
    if not amount and (letters := _LETTERS_AS_DIGITS.search(tail)):
        amount = letters[0]
    if amount:
        doubts.append((Reason.AMBIGUOUS_UNIT, amount))
    if other := _percent(tail) or _other_currency(tail, base, quote) or _turned_round(tail, base, quote):
        doubts.append((Reason.UNCLEAR, other))
    if other := _another_thing(tail):
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
    return _name_end(text, position + (text[position : position + 1] in BLANKS), code) > 0


def unit_said(text: str, base: str) -> str:
    """What a line or a cell beside rates says of their unit: `per 100 units`, `Номинал: 100`, `100 иен`."""
    said = _UNIT_SAID.search(text)
    return said[0] if said else _amount_of(_AMOUNT, text, base) or _counted(text, base) or _for_count(text)


def _part_of_amount(prefix: str, base: str) -> str:
    """What makes a unit the last piece of a sum, a span or another amount: `1 EUR -`, `1–`, `up to`; empty for none."""
    if found := _EACH_BEFORE.search(prefix):
        return found[0]
    found = _SUM_BEFORE.search(prefix)
    is_label = found and found["code"] and (found["code"] == base or not is_active(found["code"]))
    return found[0] if found and not is_label else ""


def _odd_number(text: str) -> str:
    """A number in other characters than the ten digits of ASCII: １００, ½, ⑩."""
    return next((it for it in text if it in (_HUNDRED, _TEN) or (it.isnumeric() and not it.isascii())), "")


def _amount_of(form: re.Pattern[str], text: str, base: str) -> str:
    """An amount of the base other than one: `100 JPY`, `50 иен`, `JPY100`; empty where there is none."""
    for found in form.finditer(text):
        word = LETTERS.match(text, found.end())
        is_of_base = _name_end(text, found.end(), base) or (word and base in _unnamed(word[0]))
        if found[0].strip(BLANKS) != "1" and is_of_base:
            return found[0] + (word[0] if word else "")
    found_code = next((it for it in _CODE_AMOUNT.finditer(text) if it["code"] == base), None)
    return found_code[0] if found_code and not found_code[0].endswith(f"{base} 1") else ""


def _unnamed(word: str) -> tuple[str, ...]:
    return next((codes for names, codes in _UNNAMED.items() if word.lower().startswith(names)), ())


def names_another(words: str, base: str) -> bool:
    """Whether the words between a unit and a pair are what another currency than the base of the pair is called."""
    words = words.strip(BLANKS)
    end, codes = name_at(words, 0, len(words), BLANKS)
    if codes:
        return end == len(words) and base not in codes
    return any(codes and base not in codes for codes in map(_unnamed, LETTERS.findall(words)))


def _name_end(text: str, position: int, code: str) -> int:
    """Where a name or the code of a currency ends that begins at a position; 0 where none does."""
    if text[position : position + 3].upper() == code and not text[position + 3 : position + 4].isalnum():
        return position + 3
    end, codes = name_at(text, position, len(text), BLANKS)
    return end if code in codes else 0


def _counted(text: str, base: str) -> str:
    """A number in words before what a currency is called: `десять рублей`, `полдоллара`."""
    text = _APOSTROPHE.sub("", text)
    words = list(LETTERS.finditer(text))
    for word, following in pairwise(words):
        spoken = word[0].lower()
        if (is_count(spoken) or is_many(spoken)) and (is_money(following[0].lower()) or following[0] == base):
            return text[word.start() : following.end()]
    return next((it[0] for it in words if it[0].lower().startswith("пол") and is_money(it[0][3:].lower())), "")


def for_one(text: str, position: int, stop: int, base: str) -> str:
    """What says, behind the number of a unit of many, that it is for one: `за 1`, `/KGS`, `each`; empty for nothing."""
    for found in _FOR_ONE.finditer(text, position, min(stop, position + _REACH)):
        if found["name"] is None or _name_end(text, found.end(), base):
            return found[0]
    return ""


def _for_count(text: str) -> str:
    """What says that a rate is for more than one: `за десять`, `(за 2)`."""
    for found in _FOR.finditer(text):
        word = found["word"].lower()
        if is_count(word) or is_many(word) or _FOR_NUMBER.match(text, found.start("word")):
            return found[0]
    for many in _IN_MANY.finditer(text):
        if is_many(many["word"].lower()):
            return many[0]
    words = _SEGMENT.match(text)
    alone = words["words"].strip(f"{BLANKS}.").lower() if words else ""
    return alone if is_many(alone) or is_count(alone) else ""


def _another_thing(text: str) -> str:
    """A word that says what the figure before it is, and not one that stands behind the word."""
    for segment in _BETWEEN_STOPS.finditer(text):
        for word in LETTERS.finditer(segment[0]):
            if is_another_thing(word[0].lower()) and not _FIGURE_BEHIND.search(segment[0], word.end()):
                return word[0]
    return ""


def _percent(text: str) -> str:
    """A percent sign, or a word for it, without the figure of a change before it; or a measure: `/л`."""
    if found := _PERCENT_ALONE.search(text) or _POINTS.search(text) or _MEASURE.search(text):
        return found[0]
    words = (it for it in LETTERS.finditer(text) if is_percent(it[0].lower()))
    return next((it[0] for it in words if not _FIGURE_BEFORE.search(text, 0, it.start())), "")


def _other_currency(text: str, base: str, quote: str) -> str:
    """What stands right behind a rate alone and names another currency than its quote."""
    found = _SEGMENT.match(text)
    alone = found["words"].strip(f"{BLANKS} -–—") if found else ""
    if not alone or _name_end(alone, 0, quote):
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
    for found in _FOR.finditer(text):
        end = _name_end(text, found.start("word"), quote)
        if end and any(_name_end(text, word.start(), base) for word in LETTERS.finditer(text, 0, found.start())):
            return text[:end].strip()
    return ""

"""What the words around a rate say of its unit: that it is for more than one of its base, or for one after all.

500 USD to KZT, 1 EUR - 1 USD = 70 KZT   before it: an amount, or the last piece of one
JPY/KZT = 345,1 (100 JPY), | млн |       behind it
100 AED = 130.30 KZT each                a unit of many, and the words say one
"""

import re
from itertools import pairwise

from fxcli.currency import is_active
from fxcli.page.line import BLANK, BLANKS, GAP
from fxcli.page.markup import BLOCK, BREAK, CELL
from fxcli.page.names import name_at
from fxcli.page.vocabulary import LETTERS, is_count, is_many, is_money
from fxcli.page.written import UNIT_IN_TEXT

# Before a unit form: a sum or a span, a tier, a clock or a count.
_SUM_BEFORE = re.compile(rf"(?:(?<!\w)(?P<code>[A-Z]{{3}})|[0-9]){BLANK}?(?:[–—−&+…÷xXхХ-]|\.\.\.){BLANK}?\Z")
_EACH_BEFORE = re.compile(
    rf"""
    (?<!\w)(?: по | до | от | от\ суммы | обмене | каждые | менее | свыше | кем\ дегенде | камида | кўпи\ билан
      | up\ to | from | over | under | above | below | (?:more|less)\ than | at\ (?:least|most) | amounts?\ of
      | kamida | ko'pi\ bilan ){BLANK}\Z
  | [<≤≥⩽⩾]{BLANK}?\Z | [0-9]:\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Before a pair: a number that it is the price of.
_MORE_THAN_ONE = "(?:[2-9]|[1-9][0-9]{1,6})"
_UNIT_OF_PAIR = re.compile(
    rf"""
    (?<!\w)(?:за|per|for|по|номинал|nominal){BLANK}?:?{BLANK}?{_MORE_THAN_ONE}(?![\w.,]*[0-9])
  | (?<![\w.,]){_MORE_THAN_ONE}{BLANK}?(?:ед|unit|бирлик|birlik|воҳид|штук|шт|дона)
  | (?<![\w.,]){_MORE_THAN_ONE}{BLANK}?[xхXХ×]{BLANK}?\Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBER_OF_MONEY = re.compile(
    rf"(?P<words>[^\W\d_][^|{CELL}{BLOCK}]*?){BLANK}?[(:×xх]?{BLANK}?{_MORE_THAN_ONE}\)?{GAP}?\|?{GAP}?\Z"
)
_ODD_NUMBER_BEFORE = re.compile(
    rf"""(?<![\w.,])
    (?: [xхXХ][0-9]+ | [0-9]+(?:[^\W\d_]{{1,3}}[.]?|e[0-9]+|[$€₸]) | [0-9]+{BLANK}шт[.]? | [0-9]*[lIOО][lIOО0-9]+ )
    {GAP}?\Z""",
    re.VERBOSE,
)
_KEYCAPS = re.compile("[0-9]\u20e3[0-9]\u20e3")
_HUNDRED, _TEN = "\U0001f4af", "\U0001f51f"

# Behind a rate, in a heading or in a line below: an amount of the base, or words that say one.
_UNIT_LIKE = "(?:[125]0{0,6}|[125]0{0,2}[ .,'’]000)"
_AMOUNT = re.compile(rf"(?<![\w.,]){_UNIT_LIKE}{BLANK}?(?=[^\W\d_])")
_DESCRIBED_AMOUNT = re.compile(rf"(?<![\w.,])(?P<unit>{_UNIT_LIKE}){BLANK}[^\W\d_]+{BLANK}(?P<money>[^\W\d_]+)")
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
FOR = re.compile(rf"(?<!\w)(?:per|for|за|барои|har|ҳар|әр|каждые|every|/){BLANK}?(?P<word>[^\W_]+)", re.IGNORECASE)
_UNIT_SAID = re.compile(
    rf"""
    (?<!\w)(?i:per|for|за|барои|har|ҳар|әр|номинал|nominal|nominali){BLANK}?:?{BLANK}?{UNIT_IN_TEXT}(?![\w.,])
  | (?<![\w.,]){UNIT_IN_TEXT}{BLANK}?(?i:ед|unit|бирлик|бірлік|бирдик|birlik|воҳид|штук|дона)
  | (?<!\w)(?i:единиц|units?|lot|лот){BLANK}?:?{BLANK}?{UNIT_IN_TEXT}(?![\w.,])
  | (?:\A|[^\W\d_]{{2}}{BLANK}(?=[(]))[(]?[xх×]?{UNIT_IN_TEXT}[)]?\Z
  | (?<!\w)(?i:сто|тысяч|сотн)[^\W\d_]{{0,4}}{BLANK}(?i:единиц|ед)
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
SEGMENT = re.compile(rf"[{GAP[1:-1]}|;,(\[–—{BREAK}-]*(?P<words>[^|;,()\[\]{CELL}{BLOCK}{BREAK}]*)")
_APOSTROPHE = re.compile("['‘’ʻʼ`´′]")
FIGURE_BEFORE = re.compile(rf"[0-9]{BLANK}?\Z")
_MOST_WORDS = 3
REACH_OF_WORDS = 80
"""In characters: what is said of a rate stands so near to it."""


def unit_before(prefix: str, base: str, *, is_pair: bool) -> str:
    """What stands before a pair or a unit form, dates apart, and may be a unit or a part of one; empty for none."""
    odd = _ODD_NUMBER_BEFORE.search(prefix) or _KEYCAPS.search(prefix)
    if odd:
        return odd[0]
    part = _unit_of_pair(prefix) if is_pair else _part_of_amount(prefix, base)
    return part or _odd_number(prefix) or _amount_of(_ANY_AMOUNT, prefix, base) or _counted(prefix, base)


def unit_behind(text: str, base: str) -> str:
    """What says behind a rate that it is for more than one of its base; empty where nothing does."""
    letters = _LETTERS_AS_DIGITS.search(text)
    said = _amount_of(_AMOUNT, text, base) or _counted(text, base) or _for_count(text) or _odd_number(text)
    return said or (letters[0] if letters else "")


def unit_said(text: str, base: str) -> str:
    """What a line or a cell beside rates says of their unit: `per 100 units`, `Номинал: 100`, `100 иен`."""
    if said := _UNIT_SAID.search(text):
        return said[0]
    described = _DESCRIBED_AMOUNT.search(text)
    if described and is_money(described["money"].lower()):
        return described["unit"]
    return _amount_of(_AMOUNT, text, base) or _counted(text, base) or _for_count(text)


def many_alone(text: str, position: int, stop: int) -> str:
    """A multiplier or a count that stands for itself behind a figure: `| млн долл.`; empty where none does."""
    segment = SEGMENT.match(text, position, stop)
    words = LETTERS.findall(segment["words"].lower()) if segment else []
    is_one = len(words) == 1 and is_count(words[0])
    is_many_of = 0 < len(words) <= _MOST_WORDS and is_many(words[0])
    return segment["words"].strip() if segment and (is_one or is_many_of) else ""


def for_one(text: str, position: int, stop: int, base: str) -> str:
    """What says, behind the number of a unit of many, that it is for one: `за 1`, `/KGS`, `each`; empty for nothing."""
    for found in _FOR_ONE.finditer(text, position, min(stop, position + REACH_OF_WORDS)):
        if found["name"] is None or name_end(text, found.end(), base):
            return found[0]
    return ""


def names_another(words: str, base: str) -> bool:
    """Whether the words between a unit and a pair are what another currency than the base of the pair is called."""
    words = words.strip(BLANKS)
    end, codes = name_at(words, 0, len(words), BLANKS)
    if codes:
        return end == len(words) and base not in codes
    return any(codes and base not in codes for codes in map(_unnamed, LETTERS.findall(words)))


def name_end(text: str, position: int, code: str) -> int:
    """Where a name or the code of a currency ends that begins at a position; 0 where none does."""
    if text[position : position + 3].upper() == code and not text[position + 3 : position + 4].isalnum():
        return position + 3
    end, codes = name_at(text, position, len(text), BLANKS)
    return end if code in codes else 0


def _unit_of_pair(prefix: str) -> str:
    """A number that a pair is the price of: `за 50`, `50 единиц`, `Йен: 50 |`; empty where none is said."""
    if found := _UNIT_OF_PAIR.search(prefix):
        return found[0]
    if many := _for_count(prefix):
        return many
    found = _NUMBER_OF_MONEY.search(prefix)
    return found[0].strip(f"{BLANKS}|") if found and any(map(is_money, LETTERS.findall(found["words"].lower()))) else ""


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
        is_of_base = name_end(text, found.end(), base) or (word and base in _unnamed(word[0]))
        if found[0].strip(BLANKS) != "1" and is_of_base:
            return found[0] + (word[0] if word else "")
    found_code = next((it for it in _CODE_AMOUNT.finditer(text) if it["code"] == base), None)
    return found_code[0] if found_code and not found_code[0].endswith(f"{base} 1") else ""


def _unnamed(word: str) -> tuple[str, ...]:
    return next((codes for names, codes in _UNNAMED.items() if word.lower().startswith(names)), ())


def _counted(text: str, base: str) -> str:
    """A number in words before what a currency is called: `десять рублей`, `полдоллара`."""
    text = _APOSTROPHE.sub("", text)
    words = list(LETTERS.finditer(text))
    for word, following in pairwise(words):
        spoken = word[0].lower()
        is_number = is_count(spoken) or (is_many(spoken) and not FIGURE_BEFORE.search(text, 0, word.start()))
        if is_number and (is_money(following[0].lower()) or following[0] == base):
            return text[word.start() : following.end()]
    return next((it[0] for it in words if it[0].lower().startswith("пол") and is_money(it[0][3:].lower())), "")


def _for_count(text: str) -> str:
    """What says that a rate is for more than one: `за десять`, `(за 2)`."""
    for found in FOR.finditer(text):
        word = found["word"].lower()
        if is_count(word) or is_many(word) or _FOR_NUMBER.match(text, found.start("word")):
            return found[0]
    for many in _IN_MANY.finditer(text):
        if is_many(many["word"].lower()):
            return many[0]
    return ""

"""Is this a currency, which are home, how many minor units it has, and which words mean it."""

from fxcli.errors import UsageError
from fxcli.iso4217 import CURRENCIES

HOME = ("KGS", "KZT", "TJS", "UZS", "TMT", "USD")
"""The home currencies in the order in which they are listed everywhere."""

SIGNS = "$€£¥₸₺₽⃀"
"""The signs that name a currency, as characters."""

# In English, Russian and the languages of the region: the forms that stand after a number or after "to".
_WORDS = {
    "KGS": "som soms сом сома сомов ⃀ с\u0332",
    "KZT": "tenge tenges teñge тенге теңге тг тг. ₸",
    "TJS": "somoni somonis сомони сомонӣ сомонї смн смн. sm",
    "UZS": "sum sums soum soums so'm сум сума сумы сумов сўм",
    "TMT": "manat manats манат маната манаты манатов",
    "USD": "dollar dollars доллар доллара доллары долларов долл долл. $ us$",
    "EUR": "euro euros евро еуро yevro ýewro €",
    "RUB": "ruble rubles rouble roubles rubl рубль рубля рубли рублей рубл руб руб. р р. ₽",
    "CNY": "yuan yuans renminbi rmb юань юаня юани юаней",
    "GBP": "pound pounds фунт фунта фунты фунтов £",
    "TRY": "lira liras лира лиры лир ₺",
}
_CODES = {word: code for code, words in _WORDS.items() for word in words.split()}

# Written for more than one: сомы is what Kazakh calls both, сом. and с shorten their neighbours' names too.
_DOUBTFUL = {
    "сомы": ("KGS", "UZS"),
    "somy": ("KGS", "UZS"),
    "сом.": ("KGS", "TJS"),
    "с": ("KGS", "TJS", "UZS"),
    "¥": ("CNY", "JPY"),
}
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bb\u02bc\u0060\u00b4\u2032", "'"))

_HOME_NAMES = {
    "KGS": "Kyrgyz som",
    "KZT": "Kazakh tenge",
    "TJS": "Tajik somoni",
    "UZS": "Uzbek sum",
    "TMT": "Turkmen manat",
    "USD": "US dollar",
}


_NO_CURRENCIES = frozenset(("XTS", "XXX"))


def is_active(code: str) -> bool:
    """Whether an upper-case code stands in the active list of ISO 4217 and is a currency: `XXX` and `XTS` are none."""
    return code in CURRENCIES and code not in _NO_CURRENCIES


def name(code: str) -> str:
    """What people call the currency: a short name for the home currencies, else that of the standard."""
    return _HOME_NAMES.get(code) or CURRENCIES[code][1]


def decimals(code: str) -> int | None:
    """How many decimals an amount of this currency has; None where ISO 4217 gives no minor unit, as to XAU."""
    return CURRENCIES[code][0]


def minor_unit(code: str) -> int:
    """The same for a currency that amounts are rounded to. Raises UsageError where there is no minor unit."""
    digits = decimals(code)
    if digits is None:
        raise UsageError(f"{code} ({name(code)}) has no minor unit in ISO 4217 to round an amount to")
    return digits


def meanings(text: str) -> tuple[str, ...]:
    """The codes that a user's word may mean: one for `kgs`, `tenge`, `сомов`, `$`, several for `сомы`, else none."""
    word = _folded(text)
    code = _CODES.get(word) or _active(word)
    return (code,) if code else _DOUBTFUL.get(word, ())


def understand(text: str) -> str:
    """The code that a user's word means. Raises UsageError, with the nearest codes, where it means none or several."""
    codes = meanings(text)
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise UsageError(f"'{text}' may mean {' or '.join(codes)}; write the code")
    near = nearest(text)
    hint = f"did you mean {' or '.join(near)}?" if near else f"the home currencies are {', '.join(HOME)}"
    raise UsageError(f"'{text}' is not an active ISO 4217 currency; {hint}")


def understand_pair(text: str) -> tuple[str, str]:
    """The codes of a pair such as `KZT/UZS`, or those of a currency and USD. Raises UsageError as `understand` does."""
    base, slash, quote = text.partition("/")
    codes = understand(base), understand(quote) if slash else "USD"
    if codes[0] == codes[1]:
        raise UsageError(f"{text}: a currency against itself has no history; name another, or a pair such as KZT/UZS")
    return codes


def _folded(text: str) -> str:
    """A word as the table above writes it: in lower case, its accents joined to their letters, one apostrophe."""
    word = text.strip().lower()
    if word.isascii():
        return word.replace("`", "'")
    from unicodedata import normalize  # only here: a code never needs it

    return normalize("NFC", word).translate(_APOSTROPHES)


def _active(word: str) -> str | None:
    """The active code that a folded word is; not one that only turns into ASCII with its case."""
    code = word.upper()
    return code if word.isascii() and is_active(code) else None


def nearest(text: str) -> list[str]:
    """The codes that a word means; else at most three that it resembles, home ones first, then the nearest."""
    if codes := meanings(text):
        return list(codes)
    from difflib import get_close_matches  # only here: a typing error may cost its import

    words = dict(_CODES) | {code.lower(): code for code in CURRENCIES if is_active(code)}
    matches = get_close_matches(_folded(text), words, n=len(words), cutoff=0.65)
    return sorted(dict.fromkeys(words[match] for match in matches), key=lambda code: code not in HOME)[:3]


def order(code: str) -> tuple[int, str]:
    """A sort key: the home currencies first, in their order, then the rest by code."""
    return (HOME.index(code) if code in HOME else len(HOME), code)

"""Is this a currency, which are home, how many minor units it has, and which words mean it."""

from fxcli._iso4217 import CURRENCIES
from fxcli.errors import UsageError

HOME = ("KGS", "KZT", "TJS", "UZS", "TMT", "USD")
"""The home currencies in the order in which they are listed everywhere."""

_WORDS = {
    "som": "KGS",
    "tenge": "KZT",
    "₸": "KZT",
    "somoni": "TJS",
    "sum": "UZS",
    "soum": "UZS",
    "so'm": "UZS",
    "soʻm": "UZS",
    "so’m": "UZS",
    "manat": "TMT",
    "dollar": "USD",
    "$": "USD",
}

_HOME_NAMES = {
    "KGS": "Kyrgyz som",
    "KZT": "Kazakh tenge",
    "TJS": "Tajik somoni",
    "UZS": "Uzbek sum",
    "TMT": "Turkmen manat",
    "USD": "US dollar",
}


def is_active(code: str) -> bool:
    """Whether an upper-case code stands in the active list of ISO 4217."""
    return code in CURRENCIES


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


def meant(text: str) -> str | None:
    """The code that a user's word means: `kgs`, `tenge`, `$`; None for anything else."""
    code = _upper(text)
    return code if is_active(code) else None


def understand(text: str) -> str:
    """The same; raises UsageError, with the nearest codes, for anything else."""
    code = _upper(text)
    if is_active(code):
        return code
    from difflib import get_close_matches  # only here: a typing error may cost its import

    near = get_close_matches(code, [*HOME, *CURRENCIES], n=3, cutoff=0.6)
    hint = f"did you mean {' or '.join(dict.fromkeys(near))}?" if near else f"the home currencies are {', '.join(HOME)}"
    raise UsageError(f"'{text}' is not an active ISO 4217 currency; {hint}")


def _upper(text: str) -> str:
    word = text.strip()
    return _WORDS.get(word.casefold(), word.upper())


def order(code: str) -> tuple[int, str]:
    """A sort key: the home currencies first, in their order, then the rest by code."""
    return (HOME.index(code) if code in HOME else len(HOME), code)

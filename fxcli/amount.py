"""What a user means by an amount: `1500`, `-1,500.50`, `1 500,50`, `1.5k`, `2m`, `1e6`, `100usd`, `250₸`, `$100`."""

import re
from decimal import Decimal

from fxcli import currency
from fxcli.errors import UsageError
from fxcli.number import ONE_BLANK, plain, read_unsigned
from fxcli.refusal import Reason

_PARTS = re.compile(
    rf"""
    (?P<minus>[-−–]?)\ ?
    (?P<sign>[{currency.SIGNS}]?)\ ?
    (?P<figures>[0-9.,'’][0-9.,'’\ ]*?)
    (?P<power>[eE][-+]?[0-9]{{1,2}})?\ ?
    (?P<suffix>[^0-9.,'\ ][^0-9]*)?
    """,
    re.VERBOSE,
)
_MULTIPLIERS = {"k": 3, "m": 6}
_NO_MARKS = str.maketrans("", "", " ,'’")
_FORMS = "write it like 1500, 1,500.50, 1.5k or 2m"


def understand(text: str) -> tuple[Decimal, str | None]:
    """The exact amount and, where one is attached to it, the currency's code.

    Raises UsageError where the text is no amount or can be read in two ways, such as 1,500.
    """
    parts = _PARTS.fullmatch(text.strip().translate(ONE_BLANK))
    if parts is None:
        raise UsageError(f"'{text}' is not an amount; {_FORMS}")
    minus, figures, power = parts["minus"] and "-", parts["figures"].strip(), parts["power"] or ""
    value = read_unsigned(figures)
    if value is Reason.AMBIGUOUS_NUMBER:
        whole, pointed = figures.translate(_NO_MARKS), figures.replace(" ", "").replace(",", ".")
        if whole == pointed:
            raise UsageError(f"'{text}' is not an amount: a blank groups three digits; write for example 1 500")
        rest = f"{power}{parts['suffix'] or ''}"
        raise UsageError(f"'{text}' can be read in two ways; write {minus}{whole}{rest} or {minus}{pointed}{rest}")
    word = (parts["suffix"] or "").strip()
    exponent = int(power[1:] or 0)
    if word[:1].lower() in _MULTIPLIERS and not currency.meanings(word):
        exponent += _MULTIPLIERS[word[0].lower()]
        word = word[1:].strip()
    if isinstance(value, Decimal) and exponent:
        value = _scaled(value, exponent)
    if isinstance(value, Reason):
        why = " (more than 15 digits before or 18 after the point)" if value is Reason.OUT_OF_RANGE else ""
        raise UsageError(f"'{text}' is not an amount{why}; {_FORMS}")
    if parts["sign"] and word:
        raise UsageError(f"'{text}' names a currency twice")
    code = parts["sign"] or word
    return value.copy_negate() if minus and value else value, currency.understand(code) if code else None


def _scaled(value: Decimal, exponent: int) -> Decimal | Reason:
    """The value times a power of ten, exactly, or that it has too many digits then."""
    _, digits, places = value.as_tuple()
    return read_unsigned(plain(Decimal((0, digits, int(places) + exponent))))

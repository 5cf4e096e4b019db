"""What a user means by an amount: `1500`, `1,500.50`, `1 500,50`, `1.5k`, `2m`, `100usd`, `250₸`, `$100`."""

import re
from decimal import Decimal

from fxcli import currency
from fxcli.errors import UsageError
from fxcli.number import ONE_BLANK, plain, read_unsigned
from fxcli.refusal import Reason

_PARTS = re.compile(r"(?P<sign>[$₸⃀]?) ?(?P<figures>[0-9.,'’][0-9.,'’ ]*?)(?P<suffix>[^0-9.,' ][^0-9]*)?")
_MULTIPLIERS = {"k": 3, "m": 6}
_NO_MARKS = str.maketrans("", "", " ,'’")


def understand(text: str) -> tuple[Decimal, str | None]:
    """The exact amount and, where one is attached to it, the currency's code.

    Raises UsageError where the text is no amount or can be read in two ways, such as 1,500.
    """
    parts = _PARTS.fullmatch(text.strip().translate(ONE_BLANK))
    if parts is None:
        raise UsageError(f"'{text}' is not an amount; write it like 1500, 1,500.50, 1.5k or 2m")
    figures = parts["figures"].strip()
    value = read_unsigned(figures)
    if value is Reason.AMBIGUOUS_NUMBER:
        whole, pointed = figures.translate(_NO_MARKS), figures.replace(" ", "").replace(",", ".")
        if whole == pointed:
            raise UsageError(f"'{text}' is not an amount: a blank groups three digits; write for example 1 500")
        rest = parts["suffix"] or ""
        raise UsageError(f"'{text}' can be read in two ways; write {whole}{rest} or {pointed}{rest}")
    if isinstance(value, Reason):
        raise UsageError(f"'{text}' is not an amount ({value.explanation}); write it like 1500, 1,500.50, 1.5k or 2m")
    word = (parts["suffix"] or "").strip()
    multiplier = word[:1].lower()
    if word and multiplier in _MULTIPLIERS and not currency.is_understood(word):
        value = Decimal(plain(value.scaleb(_MULTIPLIERS[multiplier])))
        word = word[1:].strip()
    if parts["sign"] and word:
        raise UsageError(f"'{text}' names a currency twice")
    code = parts["sign"] or word
    return value, currency.understand(code) if code else None

"""The form of nearly every line of a strip, read at once: `• KGS/USD = 0.01144 0%`.

The grammar finds the same in such a line, many times as slowly.
"""

import re
from functools import lru_cache
from sys import intern

from fxcli import currency, number
from fxcli.page.markup import TAG
from fxcli.printed import PrintedRate
from fxcli.refusal import Reason

_LONGEST = 100
"""In bytes: no usual line is longer."""
_CACHED_LINES = 1024
_HOME = "|".join(currency.HOME)
_USUAL = re.compile(
    rf"[ \t{TAG}]*(?P<text>(?:• )?(?P<base>{_HOME})/(?P<quote>{_HOME}) = (?P<figures>[0-9]{{1,15}}\.[0-9]{{1,18}})"
    rf"(?: (?P<sign>-?)(?P<change>[0-9]{{1,4}}(?:\.[0-9]{{1,4}})?)%)?)[ \t{TAG}]*"
)


def usual_rate(line: bytes, decimal: str | None = None) -> PrintedRate | None:
    """What a line of a page prints, not yet canonical, that is nothing but a usual one; None for any other.

    `decimal` is that of `number.read`; where a dot may group digits, no line is usual.
    """
    return None if decimal == "," or len(line) > _LONGEST else _read(line, decimal)


@lru_cache(_CACHED_LINES)
def _read(line: bytes, decimal: str | None) -> PrintedRate | None:
    found = _USUAL.fullmatch(line.decode("utf-8", "replace"))
    if found is None:
        return None
    text, base, quote, figures, sign, change = found.groups("")
    base, quote = intern(base), intern(quote)  # one text for each code, however many lines name it
    value = number.read(figures, decimal)
    if isinstance(value, Reason):
        return PrintedRate(base, quote, 1, value, "", text, figures)
    return PrintedRate(base, quote, 1, value, _percent(sign, change) if change else "", text)


@lru_cache(_CACHED_LINES)
def _percent(sign: str, change: str) -> str:
    percent = number.read_change(sign, change)
    return "" if percent is None else number.plain(percent)

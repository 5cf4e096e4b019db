"""What a call whose first word is no command was likely meant to be."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from difflib import get_close_matches

from fxcli import amount, currency
from fxcli.errors import UsageError


def suggestion(arguments: Sequence[str], commands: Sequence[str]) -> str:
    """That there is no such command, and the call that would do what these arguments seem to ask for."""
    meant = _meant(arguments, commands)
    hint = f"did you mean: fxcli {shlex.join(meant)}" if meant else f"there are {', '.join(commands)}"
    return f"there is no command '{arguments[0]}'; {hint}"


def _meant(arguments: Sequence[str], commands: Sequence[str]) -> list[str]:
    word = arguments[0]
    if os.path.exists(word) or "://" in word:
        return ["rates", *arguments]
    if _is_amount(word):
        return ["convert", *arguments]
    if all(map(currency.meanings, word.split("/"))):
        return ["history", *arguments]
    near = nearest(word, commands)
    return [*near, *arguments[1:]] if near else []


def nearest(word: str, names: Sequence[str]) -> list[str]:
    """The one of some names that a word resembles; none where it resembles none."""
    return get_close_matches(word.lower(), names, n=1, cutoff=0.7)


def _is_amount(word: str) -> bool:
    try:
        amount.understand(word)
    except UsageError:
        return False
    return True

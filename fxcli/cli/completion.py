"""What Tab offers: currency codes, those of the history first, days and files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from fxcli import currency
from fxcli.errors import FxcliError
from fxcli.iso4217 import CURRENCIES

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def codes(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes of the stored pairs, then the home currencies; once a letter is typed every active code."""
    stored = sorted((code for pair in _stored_pairs(context) for code in pair), key=currency.order)
    return _items([*stored, *currency.HOME, *(CURRENCIES if incomplete else ())], incomplete)


def series(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of what is stored against USD, whichever way the pair points, and the other pairs."""
    from click.shell_completion import CompletionItem

    stored = _stored_pairs(context)
    against_usd = (code for pair in stored if "USD" in pair for code in pair if code != "USD")
    others = ("/".join(pair) for pair in stored if "USD" not in pair)
    pairs = [CompletionItem(pair) for pair in others if pair.startswith(incomplete.upper())]
    return [*_items(against_usd, incomplete), *pairs]


def days(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(day) for day in ("today", "yesterday") if day.startswith(incomplete.lower())]


def files(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Leaves it to the shell, which knows files and folders best."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def _items(found: Iterable[str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    fitting = dict.fromkeys(code for code in found if code.startswith(incomplete.upper()))
    return [CompletionItem(code, help=currency.name(code)) for code in fitting]


def _stored_pairs(context: click.Context) -> list[tuple[str, str]]:
    """The pairs of the history; none where there is none or it cannot be read: a Tab has nowhere to say why."""
    from fxcli.history.file import default_path
    from fxcli.history.history import reading

    try:
        with reading(context.params.get("db") or default_path()) as history:
            return history.pairs()
    except FxcliError:
        return []

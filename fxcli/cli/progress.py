"""A bar on standard error for work that takes longer than a second, when a person is watching."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import click

_Item = TypeVar("_Item")

_SHOWN_AFTER = 1.0
_SHOWN_EVERY = 0.2


class Progress:
    """How much of some work is done, and how long the rest will take; nothing where its size is not known."""

    def __init__(self, label: str, size: int | None) -> None:
        self._label = label
        self._size = size
        self._shown = False

    def watch(
        self, items: Iterable[_Item], size: Callable[[_Item], int], remark: Callable[[float], str] = lambda _: ""
    ) -> Iterator[_Item]:
        """Pass the items on and show how much of the work they are; `remark` adds what so many seconds have brought."""
        if self._size is None or not sys.stderr.isatty():
            yield from items
            return
        started = shown_at = time.monotonic()
        done = 0
        with click.progressbar(  # type: ignore[var-annotated]  # it counts and goes over nothing
            length=max(self._size, 1),
            label=self._label,
            file=sys.stderr,
            hidden=True,
            item_show_func=lambda _: remark(shown_at - started),
        ) as bar:
            for item in items:
                yield item
                done += size(item)
                now = time.monotonic()
                if now - started >= _SHOWN_AFTER and now - shown_at >= _SHOWN_EVERY:
                    bar.hidden, shown_at, self._shown = False, now, True
                    bar.update(done)
                    done = 0
        self.hide()

    def hide(self) -> None:
        """Make room for other lines; the bar returns below them."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

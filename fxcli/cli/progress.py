"""A bar on standard error for work that takes longer than a second, when a person is watching."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import click

_Item = TypeVar("_Item")


class Progress:
    """How much of some work is done, where its size is known."""

    def __init__(self, label: str, size: int | None, *, in_percent: bool = False) -> None:
        self._label = label
        self._size = size
        self._in_percent = in_percent
        self._shown = False

    def watch(self, items: Iterable[_Item], size: Callable[[_Item], int] = lambda _: 1) -> Iterator[_Item]:
        """Pass the items on and show how much of the work they are."""
        if self._size is None or sys.stderr is None or not sys.stderr.isatty():
            yield from items
            return
        started = time.monotonic()
        with click.progressbar(
            length=self._size,
            label=self._label,
            show_pos=not self._in_percent,
            file=sys.stderr,
            hidden=True,
            update_min_steps=max(1, self._size // 200),
        ) as bar:
            for item in items:
                yield item
                bar.hidden = time.monotonic() - started < 1
                self._shown = not bar.hidden
                bar.update(size(item))
        self.hide()

    def hide(self) -> None:
        """Make room for other lines; the bar returns below them."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

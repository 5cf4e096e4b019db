"""SIGTERM and SIGHUP end a command like Ctrl-C: what it has begun is taken back, what it has done stays."""

from __future__ import annotations

import signal
from types import FrameType

_NAMES = ("SIGTERM", "SIGHUP")  # Windows has only the first


def end_in_order() -> None:
    """Let them raise KeyboardInterrupt from now on, where they would kill; what ignores them, as nohup does, stays."""
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt(signal.Signals(number).name)

"""fxcli reads currency rates of Central Asia from pages and files, and converts by them, honest about rounding.

>>> import fxcli
>>> (snapshot,) = fxcli.read(b"UZS/USD = 0.00008 0%\\n09 December 2025\\n")
>>> [(rate.base, rate.quote, str(rate.value), str(rate.date)) for rate in snapshot.rates]
[('UZS', 'USD', '0.00008', '2025-12-09')]
>>> answer = fxcli.convert(1000000, "UZS", "USD", snapshot.rates)
>>> str(answer.result), str(answer.low), str(answer.high)
('80.00', '75.00', '85.00')

`fxcli.open_history()` opens what `fxcli import` has kept: `latest(on)` gives the rates of a day, `observations()` all.
The names are loaded when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fxcli.conversion import Conversion
    from fxcli.errors import FxcliError
    from fxcli.history.history import History
    from fxcli.page.document import Document
    from fxcli.public import convert, open_history, read
    from fxcli.rate import Rate, latest
    from fxcli.refusal import Reason, Refusal
    from fxcli.snapshot import Conflict, Snapshot

__version__ = "0.1.0"

__all__ = [
    "Conflict",
    "Conversion",
    "Document",
    "FxcliError",
    "History",
    "Rate",
    "Reason",
    "Refusal",
    "Snapshot",
    "convert",
    "latest",
    "open_history",
    "read",
]

_HOMES = {
    "Conflict": "snapshot",
    "Conversion": "conversion",
    "Document": "page.document",
    "FxcliError": "errors",
    "History": "history.history",
    "Rate": "rate",
    "Reason": "refusal",
    "Refusal": "refusal",
    "Snapshot": "snapshot",
    "convert": "public",
    "latest": "rate",
    "open_history": "public",
    "read": "public",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

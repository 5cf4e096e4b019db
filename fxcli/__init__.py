"""fxcli reads the currency strips of Central Asian news pages and converts by them, honest about rounding.

>>> from decimal import Decimal
>>> import fxcli
>>> document = fxcli.open_document("page.txt", b"UZS/USD = 0.00008 0%\\n09 December 2025\\n")
>>> (snapshot,) = fxcli.read(document)
>>> [(rate.base, rate.quote, str(rate.rate), str(rate.date)) for rate in snapshot.rates]
[('UZS', 'USD', '0.00008', '2025-12-09')]
>>> answer = fxcli.convert(Decimal(1000000), "UZS", "USD", snapshot.rates)
>>> str(answer.result), str(answer.low), str(answer.high)
('80.00', '75.00', '85.00')

The names below are loaded when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fxcli.conversion import Conversion, convert
    from fxcli.errors import FxcliError
    from fxcli.page.document import Document, open_document
    from fxcli.rate import Rate, latest
    from fxcli.refusal import Reason, Refusal
    from fxcli.snapshot import Conflict, Snapshot, read

__version__ = "0.1.0"

__all__ = [
    "Conflict",
    "Conversion",
    "Document",
    "FxcliError",
    "Rate",
    "Reason",
    "Refusal",
    "Snapshot",
    "convert",
    "latest",
    "open_document",
    "read",
]

_HOMES = {
    "Conflict": "snapshot",
    "Conversion": "conversion",
    "Document": "page.document",
    "FxcliError": "errors",
    "Rate": "rate",
    "Reason": "refusal",
    "Refusal": "refusal",
    "Snapshot": "snapshot",
    "convert": "conversion",
    "latest": "rate",
    "open_document": "page.document",
    "read": "snapshot",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value

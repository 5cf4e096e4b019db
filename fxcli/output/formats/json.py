"""JSON (https://www.rfc-editor.org/rfc/rfc8259) and JSON lines; numbers that are money or rates are strings."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from fxcli.rate import Rate


def write(rates: Iterable[Rate]) -> Iterator[str]:
    """One array."""
    return array(rate.record() for rate in rates)


def write_lines(rates: Iterable[Rate]) -> Iterator[str]:
    """One object a line."""
    for rate in rates:
        yield _text(rate.record()) + "\n"


def array(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Records as one JSON array, an object a line."""
    before = "[\n  "
    for record in records:
        yield before + _text(record)
        before = ",\n  "
    yield "[]\n" if before.startswith("[") else "\n]\n"


def _text(record: dict[str, Any]) -> str:
    # Escaping all but ASCII, and DEL, keeps every control and format character away from a terminal.
    return json.dumps(record, ensure_ascii=True).replace("\x7f", "\\u007f")

"""What the benchmarks run on: made anew for each run, the same each time."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from fxcli import Rate
from fxcli.store import Entry, writing

CODES = ("KGS", "KZT", "TJS", "UZS", "TMT")
FIRST_DAY = date(1500, 1, 1)


def history(path: Path, days: int) -> None:
    """A history of five rates for each of some days."""
    with writing(str(path)) as store:
        for start in range(0, days, 20_000):
            store.add(entry(number) for number in range(start, min(days, start + 20_000)))


def entry(number: int) -> Entry:
    day = FIRST_DAY + timedelta(number)
    figures = [f"0.0{(number * 7 + code * 13) % 9000 + 1000}" for code in range(len(CODES))]
    rates = [
        Rate(day, code, "USD", Decimal(figure), None, 8, "page.txt")
        for code, figure in zip(CODES, figures, strict=True)
    ]
    return Entry(number.to_bytes(32, "big"), day, "page.txt", rates)

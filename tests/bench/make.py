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


HOSTILE_BYTES = 8 << 20
HOSTILE = {
    "prose": b"The harvest of 2024 brought 1.2 billion dollars, 3% more than in 2023, said the minister.\n",
    "one line": b"The harvest of 2024 brought 1.2 billion dollars, 3% more than in 2023. ",
    "NUL": b"\0",
    "open tags": b"<a ",
    "open comments": b"<!-- ",
    "quotes in tags": b"<a href=\"x' ",
    "digits": b"1234567890",
    "invalid UTF-8": b"\xff\xfe\xe2\x80",
    "codes": b"USD KZT ",
    "pairs without a rate": b"USD/KZT = ",
}

"""What the benchmarks run on: made anew for each run, the same each time."""

import io
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

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


PROSE = """
the harvest of brought billion dollars percent more than said minister road water energy year new company report market
export trade government region people project railway museum valley city
"""
WORDS = PROSE.split()
TICKER = (
    "KGS/USD = 0.01144 0%\nKZT/USD = 0.00194 -0%\nTJS/USD = 0.10877 -0%\nUZS/USD = 0.00008 0%\nTMT/USD = 0.28571 0%\n"
)


def archive(path: Path, pages: int, *, html: bool) -> None:
    """A crawl's archive: pages of some KB of prose, one of 1,000 with a ticker."""
    chance = random.Random(1)  # noqa: S311 - repeatable prose, no secret
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1") if html else None
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(pages):
            lines = [" ".join(chance.choices(WORDS, k=chance.randint(3, 25))) for _ in range(chance.randint(5, 150))]
            lines += TICKER.splitlines() if number % 1000 == 0 else []
            text = "\n".join(f"<div class='text'><p>{line}</p></div>" for line in lines) if html else "\n".join(lines)
            content = (f"<!doctype html><html><body>{text}</body></html>" if html else text).encode()
            writer.write_record(
                writer.create_warc_record(
                    f"http://site{number % 997}.example/{number}",
                    "response" if html else "conversion",
                    payload=io.BytesIO(content),
                    length=len(content),
                    warc_content_type="" if html else "text/plain",
                    http_headers=http,
                    warc_headers_dict={"WARC-Date": "2025-12-16T08:00:00Z"},
                )
            )

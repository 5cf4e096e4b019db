"""What the benchmarks run on: made anew for each run, the same each time."""

import io
import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from fxcli import Rate
from fxcli.history.history import Entry, writing

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
    return Entry(number.to_bytes(32, "big"), day, "page", "page.txt", rates)


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
    "rows of one page": b"2025-12-09,KGS,USD,0.01144,0,8,page.txt\n",
}
HEADERS = {"rows of one page": b"date,base,quote,rate,change_pct,occurrences,source\n"}

PAGE_BYTES = 36_000
LATIN = ("aeiou", "bcdfghklmnprstvwyz")
CYRILLIC = ("аеиоуыя", "бвгдклмнпрстхчш")


def folder_of_pages(folder: Path, pages: int) -> None:
    """Saved news pages, each with its own prose, day and rates: the block of five lines eight times."""
    folder.mkdir()
    for number in range(pages):
        chance = random.Random(number)
        text = [*ticker(chance) * 8, f"{FIRST_DAY + timedelta(number):%d %B %Y}", ""]
        size = 1_000
        for paragraph in prose(chance, LATIN):
            text.append(paragraph)
            size += len(paragraph.encode())
            if size > PAGE_BYTES:
                break
        (folder / f"page-{number:04}.txt").write_text("\n".join(text), encoding="utf-8")


def long_file(path: Path, size: int, every: int, alphabet: tuple[str, str]) -> None:
    """Prose on end with such a block after every so many bytes."""
    chance = random.Random(1)
    paragraphs = prose(chance, alphabet)
    some = [f"{next(paragraphs)}\n".encode() for _ in range(40_000)]
    written = since = 0
    with path.open("wb") as file:
        for paragraph in cycle(some):
            written += file.write(paragraph)
            since += len(paragraph)
            if since > every:
                written += file.write("\n".join([*ticker(chance) * 8, ""]).encode())
                since = 0
            if written > size:
                return


def all_different(path: Path, size: int) -> None:
    """Ticker lines of which no two are alike."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(size // 28):
            file.write(f"• {CODES[number % 5]}/USD = 0.{number:08} 0%\n")


def payments(path: Path, size: int) -> None:
    """Rows that name a home currency, below a rate: none of them is one."""
    with path.open("w", encoding="utf-8") as file:
        file.write("USD/KZT = 512.35\n")
        for number in range(size // 34):
            file.write(f"2025-12-09;shop {number:06};{number % 977:3}.50;USD\n")


def ticker(chance: random.Random) -> list[str]:
    """The five lines of one day."""
    changes = [chance.choice(("0%", "-0%", "0.28%", "-0.09%")) for _ in CODES]
    rates = [f"{chance.uniform(low, low * 1.1):.5f}" for low in (0.0113, 0.0019, 0.09, 0.00008, 0.28)]
    return [f"  • {code}/USD = {rate} {change}" for code, rate, change in zip(CODES, rates, changes, strict=True)]


def prose(chance: random.Random, alphabet: tuple[str, str]) -> Iterator[str]:
    """Paragraphs without end, with the marks, figures and capitals that news have."""
    vowels, consonants = alphabet
    words = [
        "".join(chance.choice(consonants) + chance.choice(vowels) for _ in range(chance.randint(1, 4)))
        + chance.choice(("", chance.choice(consonants)))
        for _ in range(6_000)
    ]
    marks = ("",) * 80 + (",",) * 6 + (".",) * 4 + (" –", "’s", "”", ":", ";")
    while True:
        chosen = chance.choices(words, k=chance.randint(8, 70))
        for place in range(5, len(chosen), 12):
            chosen[place] = chance.choice(
                (chosen[place].capitalize(), str(chance.randint(1, 2100)), f"{chosen[place]}-{chosen[place]}")
            )
        yield " ".join(word + mark for word, mark in zip(chosen, chance.choices(marks, k=len(chosen)), strict=True))


def archive(path: Path, pages: int, *, html: bool) -> None:
    """A crawl's archive: pages of prose of 2 KB packed, as those of a real one, one of 1,000 with a ticker."""
    chance = random.Random(1)
    paragraphs = prose(chance, LATIN)
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1") if html else None
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(pages):
            lines = [next(paragraphs) for _ in range(chance.randint(1, 20))]
            lines += ticker(chance) if number % 1000 == 0 else []
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

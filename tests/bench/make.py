"""What the benchmarks read: files made anew for each run, with the same content each time."""

import gzip
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice, product
from pathlib import Path

Alphabet = tuple[str, str]
"""The vowels and the consonants of made words."""

LATIN: Alphabet = ("aeiou", "bcdfghklmnprstvwyz")
CYRILLIC: Alphabet = ("аеиоуыя", "бвгдклмнпрстхчш")

# One unit in dollars, as in 2025; each rate lies within 4% of it.
WORTH = {"KGS": 0.0114, "KZT": 0.00195, "TJS": 0.1, "UZS": 0.00008, "TMT": 0.2857}
# Currencies of which fxcli does not know what they have been worth.
OTHERS = ("AUD", "CAD", "CHF", "JPY")
FIRST_DAY = date(2024, 7, 1)
DAYS = 700


def ticker(chance: random.Random) -> list[str]:
    """The five lines of one day."""
    rates = [f"{worth * chance.uniform(0.96, 1.04):.5f}" for worth in WORTH.values()]
    changes = chance.choices(("0%", "-0%", "0.28%", "-0.09%"), k=len(WORTH))
    return [f"  • {code}/USD = {rate} {change}" for code, rate, change in zip(WORTH, rates, changes, strict=True)]


def prose(chance: random.Random, alphabet: Alphabet) -> Iterator[str]:
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


def page(number: int) -> str:
    """A saved news page of 36 KB with its own prose, day and rates: the block of five lines eight times."""
    chance = random.Random(number)
    lines = [*ticker(chance) * 8, f"{FIRST_DAY + timedelta(number % DAYS):%d %B %Y}", ""]
    size = 1_000
    for paragraph in prose(chance, LATIN):
        lines.append(paragraph)
        size += len(paragraph.encode())
        if size > 36_000:
            return "\n".join(lines)
    raise AssertionError("prose ends")


def folder_of_pages(folder: Path, pages: int) -> None:
    folder.mkdir()
    for number in range(pages):
        (folder / f"page-{number:04}.txt").write_text(page(number), encoding="utf-8")


def long_file(path: Path, size: int, every: int, alphabet: Alphabet) -> None:
    """Prose of so many bytes with the block of a page after every so many."""
    chance = random.Random(1)
    paragraphs = [f"{paragraph}\n".encode() for paragraph in islice(prose(chance, alphabet), 40_000)]
    written = since = 0
    with path.open("wb") as file:
        for paragraph in cycle(paragraphs):
            written += file.write(paragraph)
            since += len(paragraph)
            if since > every:
                written += file.write("\n".join([*ticker(chance) * 8, ""]).encode())
                since = 0
            if written > size:
                return


def different_lines(path: Path, size: int) -> None:
    """Ticker lines of which no two are alike."""
    beginnings = [
        f"• {code}/USD = {first}" for code, first in zip(WORTH, ("0.01", "0.001", "0.1", "0.0001", "0.2"), strict=True)
    ]
    with path.open("w", encoding="utf-8") as file:
        for number in range(size // 29):
            file.write(f"{beginnings[number % 5]}{number // 5:06} 0%\n")


def payments(path: Path, size: int) -> None:
    """Rows that name a home currency, below a rate: none of them is one."""
    with path.open("w", encoding="utf-8") as file:
        file.write("USD/KZT = 512.35\n")
        for number in range(size // 34):
            file.write(f"2025-12-09;shop {number:06};{number % 977:3}.50;USD\n")


def table_of_rates(path: Path, pages: int, *, others: bool) -> None:
    """An export of fxcli: from each of some pages, sixty for each day, 5 rates, or 25 with other currencies."""
    chance = random.Random(1)
    worth = {(code, "USD"): value for code, value in WORTH.items()}
    if others:
        worth |= {pair: 0.2 + number / 200 for number, pair in enumerate(product(WORTH, OTHERS))}
    with path.open("w", encoding="utf-8") as file:
        file.write("date,base,quote,rate,change_pct,occurrences,source\n")
        for number in range(pages):
            day = FIRST_DAY + timedelta(number // 60)
            for (base, quote), value in worth.items():
                rate = f"{value * chance.uniform(0.96, 1.04):.5f}"
                file.write(f"{day},{base},{quote},{rate},0,8,page-{number % 60}.txt\n")


def archive(path: Path, pages: int, *, html: bool) -> None:
    """A crawl's archive: pages that take 2 KB packed, as those of a real one, one of 1,000 with a ticker."""
    chance = random.Random(1)
    paragraphs = prose(chance, LATIN)
    with path.open("wb") as file:
        for number in range(pages):
            lines = [next(paragraphs) for _ in range(chance.randint(1, 20))] + (
                ticker(chance) if number % 1000 == 0 else []
            )
            file.write(gzip.compress(record(f"http://site{number % 997}.example/{number}", lines, html=html)))


def record(address: str, lines: list[str], *, html: bool) -> bytes:
    """One record: the answer of a server, or the text that was taken from it."""
    if html:
        shown = "\n".join(f"<div class='text'><p>{line}</p></div>" for line in lines)
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        content = f"{head}<!doctype html><html><body>{shown}</body></html>".encode()
    else:
        content = "\n".join(lines).encode()
    fields = {
        "WARC-Type": "response" if html else "conversion",
        "WARC-Target-URI": address,
        "WARC-Date": "2025-12-16T08:00:00Z",
        "WARC-Record-ID": f"<urn:{address}>",
        "Content-Type": "application/http; msgtype=response" if html else "text/plain",
        "Content-Length": str(len(content)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + content + b"\r\n\r\n"


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
    "blocks without a day": b"KGS/USD = 0.01144\n" + b"The harvest of 2024 brought 1.2 billion dollars.\n" * 6,
    "cells": b"<td>USD/KZT<td>512.35",
    "rows of one page": b"2025-12-09,KGS,USD,0.01144,0,8,page.txt\n",
}
"""What a file can be filled with to keep a reader busy."""


def hostile_file(path: Path, name: str, size: int) -> None:
    filling = HOSTILE[name]
    header = b"date,base,quote,rate,change_pct,occurrences,source\n" if name == "rows of one page" else b""
    path.write_bytes(header + filling * (size // len(filling)))

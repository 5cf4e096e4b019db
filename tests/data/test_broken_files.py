"""Files that were cut, shuffled or damaged say nothing that they do not say: the same rates, refusals, or a failure."""

import random
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import banks
import pytest

from fxcli.currency import is_active
from fxcli.data import official, table
from fxcli.errors import SourceError
from fxcli.options import AT_ITS_WORD
from fxcli.printed import Block, PrintedRate

DAY = date(2026, 4, 25)
SEVERAL = 400
MANY = 100_000

ROW = re.compile(r"<(item|Currency|CcyNtry|Valute|Record|rate)\b.*?</\1\s*>|\{.*?\}", re.DOTALL)


def test_a_damaged_file_of_a_bank_says_only_what_stands_in_it() -> None:
    damage_official(SEVERAL, seed=1)


def test_a_damaged_table_says_only_what_stands_in_its_lines() -> None:
    damage_tables(SEVERAL, seed=1)


@pytest.mark.slow
def test_none_of_many_damaged_files_says_anything_else() -> None:
    damage_official(MANY, seed=2)
    damage_tables(MANY, seed=2)


def damage_official(times: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    whole = {name: make(DAY) for name, make in banks.FILES.items()}
    sound = {name: set(priced(official.read(name, data))) for name, data in whole.items()}
    for _ in range(times):
        name = chance.choice(list(whole))
        data = damaged(chance, whole[name])
        try:
            said = list(priced(official.read(name, data)))
        except SourceError:
            continue
        text = data.decode("windows-1251" if b"windows-1251" in whole[name] else "utf-8", "replace")
        rows = [found[0] for found in ROW.finditer(text)]
        for day, rate in said:
            assert (day, rate) in sound[name] or stands(day, rate, name, text, rows), (name, data, day, rate)


def damage_tables(times: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    header = "date,base,quote,rate,unit\n"
    rows = [f"2025-12-{day:02},{base},KZT,{value},{unit}\n" for day in range(1, 9) for base, value, unit in RATES]
    for _ in range(times):
        data = header.encode() + damaged(chance, "".join(rows).encode())
        lines = re.split(r"\r\n|\r|\n", data.decode("utf-8" if not bad(data) else "windows-1251", "replace"))
        try:
            blocks = list(table.read("t", [data], AT_ITS_WORD))
        except SourceError:
            continue
        for day, rate, at in ((block.day, rate, at) for block in blocks for rate, at in block.rates):
            for line in at if isinstance(rate.value, Decimal) else ():
                cells = [cell.strip().strip('"').upper() for cell in lines[line - 1].split(",")]
                cells[3] = re.sub(r"^\.", "0.", cells[3])
                assert [f"{day}", rate.base, rate.quote, f"{rate.value}", f"{rate.unit}"] == cells[:5], data


RATES = (("USD", "512.35", "1"), ("UZS", "4.15", "100"), ("EUR", "599.10", "1"))


def bad(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False


def priced(blocks: list[Block]) -> Iterator[tuple[date | None, PrintedRate]]:
    for day, rate in ((block.day, rate) for block in blocks for rate, _ in block.rates):
        if isinstance(rate.value, Decimal) and is_active(rate.base):
            yield day, rate


def stands(day: date | None, rate: PrintedRate, name: str, text: str, rows: list[str]) -> bool:
    """Whether a row of the text holds the code, the unit and the value, and it or the text the day."""
    assert day
    written = str(rate.value)  # with a comma for the point, or a point for the comma, it is the same figure
    values = {written, written.removeprefix("0"), written.rstrip("0"), written.rstrip("0").rstrip(".")}
    code = "R01717" if name == "cbr_period" else rate.base
    dotted = ".".join(reversed(day.isoformat().split("-")))
    return (dotted in text or day.isoformat() in text) and any(
        code in row
        and re.search(rf"[>\"]\s*{rate.unit}\s*[<\"]", row)
        and any(value in row.replace(",", ".") for value in values)
        for row in rows
    )


def damaged(chance: random.Random, data: bytes) -> bytes:
    """The data with one to three damages of any kind."""
    for _ in range(chance.randint(1, 3)):
        data = chance.choice((flipped, cut, cut_out, doubled, shuffled_rows, shuffled_parts))(chance, data)
    return data


def flipped(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randint(0, len(data))]


def cut_out(chance: random.Random, data: bytes) -> bytes:
    begin = chance.randint(0, len(data))
    return data[:begin] + data[begin + chance.choice((1, 2, 10, 80, 400)) :]


def doubled(chance: random.Random, data: bytes) -> bytes:
    begin = chance.randint(0, len(data))
    end = begin + chance.choice((1, 2, 10, 80, 400))
    return data[:end] + data[begin:end] + data[end:]


def shuffled_rows(chance: random.Random, data: bytes) -> bytes:
    return shuffled(chance, data, rb"(?=<(?:item|Currency|CcyNtry|Valute|Record|rate)\b)|(?<=,)(?=\{)|(?<=\n)")


def shuffled_parts(chance: random.Random, data: bytes) -> bytes:
    return shuffled(chance, data, rb"(?=<)|(?<=>)|(?<=,)|(?<=\n)")


def shuffled(chance: random.Random, data: bytes, border: bytes) -> bytes:
    parts = re.split(border, data)
    begin = chance.randrange(len(parts))
    some = parts[begin : begin + chance.choice((2, 3, 8, 1000))]
    chance.shuffle(some)
    return b"".join(parts[:begin] + some + parts[begin + len(some) :])

"""The description beside a CSV export, read by a library that knows the standard and nothing of fxcli."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import SAMPLES, Fxcli
from csvw import CSVW

from fxcli.output.formats import csvw

Page = Callable[..., str]


def test_a_strangers_program_finds_the_types_and_reads_the_file_right(fxcli: Fxcli, tmp_path: Path) -> None:
    assert fxcli("export", str(SAMPLES / "archive"), "-o", "rates.csv", "--describe").returncode == 0
    described = CSVW(str(tmp_path / "rates.csv"), validate=True)  # finds rates.csv-metadata.json by its name
    assert described.is_valid
    (table,) = described.tables
    rows = list(table)
    assert len(rows) == 75
    first = rows[0]
    assert first["date"] == datetime(2024, 9, 8)
    assert first["rate"].as_tuple() == Decimal("0.01188").as_tuple()
    assert (first["change_pct"], first["occurrences"]) == (Decimal("0.85"), 8)
    assert table.tableSchema.primaryKey == ["date", "base", "quote"]
    assert (
        "1 unit of base costs rate units of quote"
        in table.tableSchema.columndict["base"].common_props["dc:description"]
    )


def test_the_description_is_a_file_beside_the_csv_whatever_its_name(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    source = page("KGS/USD = 0.01144\nKZT/USD = 0.00194 -0%\n")
    assert fxcli("export", source, "-o", "my rates é.csv", "--describe").returncode == 0
    assert {path.name for path in tmp_path.glob("my*")} == {"my rates é.csv", "my rates é.csv-metadata.json"}
    assert '"url": "my%20rates%20%C3%A9.csv"' in (tmp_path / "my rates é.csv-metadata.json").read_text()


def test_undated_rates_have_a_key_all_the_same(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    source = page("KGS/USD = 0.01144\nKZT/USD = 0.00194 -0%\n")
    assert fxcli("export", source, "-o", "rates.csv", "--describe").returncode == 0
    described = CSVW(str(tmp_path / "rates.csv"), validate=True)
    assert described.is_valid
    assert [row["date"] for row in described.tables[0]] == [None, None]


def test_every_observation_has_no_primary_key(fxcli: Fxcli, tmp_path: Path) -> None:
    assert fxcli("export", str(SAMPLES / "archive"), "--all", "-o", "all.csv", "--describe").returncode == 0
    described = CSVW(str(tmp_path / "all.csv"), validate=True)
    assert described.is_valid
    assert not described.tables[0].tableSchema.primaryKey


def test_the_key_is_one_that_a_second_row_breaks(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    fxcli("export", page("KGS/USD = 0.01144\n2025-12-16\n"), "-o", "rates.csv", "--describe")
    with (tmp_path / "rates.csv").open("a", encoding="utf-8") as file:
        file.write("2025-12-16,KGS,USD,0.01145,,1,page.txt\n")
    with pytest.raises(ValueError, match="duplicate primary key"):
        CSVW(str(tmp_path / "rates.csv")).tables[0].check_primary_key()


@pytest.mark.parametrize("arguments", [[], ["-o", "-"], ["-o", "rates.json"], ["-o", "rates.csv", "-f", "jsonl"]])
def test_only_a_csv_in_a_file_is_described(fxcli: Fxcli, page: Page, tmp_path: Path, arguments: list[str]) -> None:
    done = fxcli("export", page("KGS/USD = 0.01144\n"), "--describe", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == "fxcli: --describe describes a CSV in a file; name the file with -o, for example: -o rates.csv\n"
    )
    assert not list(tmp_path.glob("rates*"))


@pytest.mark.skipif(os.name != "posix", reason="only there are names bytes")
def test_the_address_of_a_file_has_the_bytes_of_its_name() -> None:
    name = os.fsdecode(b"\xd0\xba\xff a.csv")
    assert json.loads(csvw.describe(name, one_a_day=False))["url"] == "%D0%BA%FF%20a.csv"

"""Official files, tables and exports are sources like pages: imported, checked, converted by, packed and shared."""

import gzip
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import banks
import pytest
from conftest import Fxcli

Page = Callable[..., str]
DAY = date(2026, 4, 25)


@pytest.fixture
def files(tmp_path: Path) -> None:
    """A file of each form of each bank in the folder `banks`."""
    folder = tmp_path / "banks"
    folder.mkdir()
    for name, make in banks.FILES.items():
        (folder / f"{name}.data").write_bytes(make(DAY))


@pytest.mark.usefixtures("files")
def test_a_folder_of_official_files_becomes_a_history_that_says_where_each_rate_is_from(fxcli: Fxcli) -> None:
    done = fxcli("import", "banks", "--json")
    assert done.returncode == 0
    statuses = json.loads(done.stdout)
    assert {(it["source"], it["date"], it["status"], it["rates"]) for it in statuses} == {
        ("banks/nbk.data", "2026-04-25", "imported", 7),
        ("banks/nbk_rss.data", "2026-04-25", "imported", 4),
        ("banks/nbkr.data", "2026-04-25", "imported", 3),
        ("banks/nbkr_weekly.data", "2026-04-25", "imported", 3),
        ("banks/cbu.data", "2026-04-25", "imported", 5),
        ("banks/cbu_xml.data", "2026-04-25", "imported", 5),
        ("banks/nbt.data", "2026-04-25", "imported", 5),
        ("banks/nbt_period.data", "2026-04-23", "imported", 1),
        ("banks/nbt_period.data", "2026-04-24", "imported", 1),
        ("banks/nbt_period.data", "2026-04-25", "imported", 1),
        ("banks/cbt.data", "2026-04-25", "imported", 4),
        ("banks/cbr.data", "2026-04-25", "imported", 5),
        ("banks/cbr_period.data", "2026-04-24", "imported", 1),
        ("banks/cbr_period.data", "2026-04-25", "imported", 1),
    }
    assert "banks/cbu.data: line 1 was refused (unknown-currency); fxcli check says why" in done.stderr
    assert fxcli("import", "banks").stdout.splitlines()[-1] == "14 unchanged"
    assert fxcli("convert", "1000000", "UZS", "USD", "--on", "2026-04-25").stdout.splitlines() == [
        "1000000 UZS = 82.01 USD (82.00 to 82.01)",
        "",
        "USD/UZS = 12194.21  2026-04-25, 0 days old  banks/cbu_xml.data",
    ]
    rows = [line.split(",") for line in fxcli("export").stdout.splitlines()]
    assert ["2026-04-25", "IRR", "RUB", "0.0000543580", "", "1", "banks/cbr.data"] in rows
    assert {row[-1] for row in rows[1:]} >= {"banks/nbkr.data", "banks/nbt.data"}


def test_the_day_inside_comes_before_the_name_and_after_the_option(fxcli: Fxcli, page: Page) -> None:
    name = page(banks.nbkr(DAY), "nbkr-2020-01-02.xml")
    (report,) = json.loads(fxcli("check", name, "--json").stdout)
    assert (report["date"], report["date_origin"]) == ("2026-04-25", "file")
    (report,) = json.loads(fxcli("check", name, "--json", "--date", "2026-04-27").stdout)
    assert (report["date"], report["date_origin"]) == ("2026-04-27", "option")


def test_one_date_is_not_that_of_rows_of_several_days(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("rates", page(banks.cbr_period(DAY), "cbr.xml"), "--date", "2026-04-25")
    assert (done.returncode, done.stdout) == (1, "")
    assert "cbr.xml: its rates are of 2 days, and --date is one; leave it out" in done.stderr


def test_rates_of_tomorrow_are_kept_and_used_from_tomorrow_on(fxcli: Fxcli, page: Page) -> None:
    tomorrow = date.today() + timedelta(days=1)
    page(banks.nbkr(tomorrow), "nbkr.xml")
    assert fxcli("import", "nbkr.xml").stdout.splitlines()[-1] == "1 imported"
    assert fxcli("convert", "1", "USD", "KGS", "--on", f"{tomorrow}").stdout.startswith("1 USD = 87.45 KGS")
    far = page(banks.nbkr(date.today() + timedelta(days=30)), "far.xml")
    done = fxcli("import", far, "--json")
    assert [(it["status"], it["reason"]) for it in json.loads(done.stdout)] == [("failed", "impossible-date")]


def test_check_says_to_what_a_bank_rounds_that_drops_closing_zeros(fxcli: Fxcli, page: Page) -> None:
    done = fxcli("check", page(banks.nbk(DAY), "nbk.xml"))
    assert "KGS/KZT 5.4: this bank rounds to 0.01, so 5.395 to 5.405" in done.stdout
    assert "2026-04-25, named in the file itself" in done.stdout


@pytest.mark.parametrize("name", ["nbk", "cbu", "cbr"])
def test_files_come_packed_and_on_standard_input(fxcli: Fxcli, page: Page, name: str) -> None:
    data = banks.FILES[name](DAY)
    expected = fxcli("export", page(data, "a.data")).stdout.replace(",a.data\n", ",'-\n")
    assert expected.count("\n") > 4
    assert fxcli("export", "-", stdin=data).stdout == expected
    assert fxcli("export", "-", stdin=gzip.compress(data)).stdout == expected


def test_a_table_is_read_row_by_row_and_its_days_are_told_apart(fxcli: Fxcli, page: Page) -> None:
    page("date,usd_kzt,eur_kzt\n2025-12-08,512.35,599.10\nyesterday,1,1\n2025-12-09,512.40,\n", "table.csv")
    done = fxcli("import", "table.csv")
    assert done.stdout.splitlines() == [
        "imported   2025-12-08  2 rates    table.csv",
        "imported   2025-12-09  1 rate     table.csv",
        "2 imported",
    ]
    assert done.stderr == "fxcli: table.csv: line 3 was refused (unclear); fxcli check says why\n"
    assert fxcli("import", "table.csv").stdout.splitlines()[-1] == "2 unchanged"
    assert fxcli("check", "table.csv", "--strict").returncode == 1


def test_days_that_stand_apart_are_one_snapshot_each(fxcli: Fxcli, page: Page) -> None:
    rows = [f"2025-12-{day:02},{base},KZT,{value}" for base, value in (("USD", 512), ("EUR", 599)) for day in (8, 9)]
    page("\n".join(["date,base,quote,rate", *rows]), "by-pair.csv")
    reports = json.loads(fxcli("check", "by-pair.csv", "--json").stdout)
    assert [(it["date"], [(rate["base"], rate["rate"]) for rate in it["rates"]]) for it in reports] == [
        ("2025-12-08", [("USD", "512"), ("EUR", "599")]),
        ("2025-12-09", [("USD", "512"), ("EUR", "599")]),
    ]


def test_the_other_currency_of_a_table_is_said_where_the_source_is_named(fxcli: Fxcli, page: Page) -> None:
    page("date,usd,uzs,uzs_quant\n2025-12-09,512.35,4.15,100\n", "codes.csv")
    done = fxcli("rates", "codes.csv")
    assert done.returncode == 1
    assert (
        "fxcli: codes.csv: line 1: it is not certain what each column is: the columns are USD, UZS; say" in done.stderr
    )
    assert fxcli("convert", "100", "USD", "KZT", "-s", "codes.csv", "--quote", "kzt", "--plain").stdout == "51235.00\n"
    assert (
        fxcli("export", "codes.csv", "--quote", "KZT").stdout.splitlines()[2].startswith("2025-12-09,UZS,KZT,0.0415,")
    )
    assert fxcli("export", "codes.csv", "--base", "KZT").returncode == 1  # there it says which pairs are wanted
    done = fxcli("rates", "codes.csv", "--quote", "KZX")
    assert (done.returncode, done.stdout) == (2, "")
    done = fxcli("rates", "--quote", "KZT")
    assert (done.returncode, done.stderr) == (2, "fxcli: --quote says how a table is read; name the table\n")

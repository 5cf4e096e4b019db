"""Addresses of one a day: each bank's is what its server expects, and ten years of them are made one at a time."""

from datetime import date
from itertools import islice

import pytest

from fxcli.errors import UsageError
from fxcli.sources.days import days, gaps, series
from fxcli.sources.files import find_sources


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("bank:nbk", "https://nationalbank.kz/rss/get_rates.cfm?fdate=03.04.2026"),
        ("bank:nbkr", "https://nbkr.kg/XML/daily.xml"),
        ("bank:cbu", "https://cbu.uz/ru/arkhiv-kursov-valyut/json/all/2026-04-03/"),
        ("bank:nbt", "https://nbt.tj/ru/kurs/export_xml.php?date=2026-04-03&export=xmlout"),
        ("bank:cbt", "https://cbt.tm/kurs/2026/03042026.xml"),
        ("bank:cbr", "https://cbr.ru/scripts/XML_daily.asp?date_req=03/04/2026"),
        ("bank:CBR", "https://cbr.ru/scripts/XML_daily.asp?date_req=03/04/2026"),
        ("https://a.example/{day}", "https://a.example/2026-04-03"),
        ("https://a.example/{day:%y%m}/{day:%d}?of={day:%d-%m-%Y}", "https://a.example/2604/03?of=03-04-2026"),
        ("pages/{day:%Y%m%d}.html", "pages/20260403.html"),
    ],
)
def test_the_address_of_a_day(name: str, address: str) -> None:
    found = series(name)
    assert found
    assert found.address(date(2026, 4, 3)) == address
    assert [source.name for source in find_sources([name], date(2026, 4, 3))] == [address]


@pytest.mark.parametrize("name", ["page.txt", "https://a.example/day", "a{b}c", "{days}", "-", ""])
def test_other_names_stand_for_themselves(name: str) -> None:
    assert series(name) is None


@pytest.mark.parametrize("name", ["bank:", "bank:nb", "{day:}{day:%H}", "{day:%}", "x{day:%c}", "{day:%-d}"])
def test_what_names_no_bank_or_no_form_of_a_day_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        series(name)


def test_a_series_needs_a_day() -> None:
    with pytest.raises(UsageError, match="bank:cbu stands for one address a day; fill in a day"):
        find_sources(["bank:cbu"])


def test_days_are_made_one_at_a_time() -> None:
    assert list(days(date(2024, 2, 28), date(2024, 3, 1))) == [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)]
    assert list(days(date(2024, 3, 1), date(2024, 2, 1))) == []
    assert list(islice(days(date.min, date.max), 2)) == [date(1, 1, 1), date(1, 1, 2)]


def test_a_gap_is_longer_than_a_week() -> None:
    held = [date(2026, 1, day) for day in (1, 8, 16)]
    assert gaps(held) == [(date(2026, 1, 8), date(2026, 1, 16))]
    assert gaps([]) == []

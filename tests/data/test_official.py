"""The daily files of six banks become printed rates: known by structure alone, with every digit, or refused by name."""

import re
from datetime import date

import banks
import pytest

from fxcli.data import official
from fxcli.errors import SourceError, TooLargeError
from fxcli.printed import PrintedRate

DAY = date(2026, 4, 25)


def printed(data: bytes) -> list[tuple[date | None, PrintedRate, list[int]]]:
    """All that a file prints, in its order."""
    assert official.is_official(data[: official.ENOUGH])
    return [(block.day, rate, list(lines)) for block in official.read("a", data) for rate, lines in block.rates]


def said(data: bytes) -> list[str]:
    """The same as lines: the unit, the pair and the value with its digits, or the reason against it."""
    return [f"{rate.unit} {rate.base} = {rate.value} {rate.quote}" for _, rate, _ in printed(data)]


@pytest.mark.parametrize(
    ("name", "rates"),
    [
        (
            "nbk",
            "1 USD = 472.50 KZT|1 EUR = 543.18 KZT|10 AMD = 12.72 KZT|1000 IRR = 0.40 KZT|1 KGS = 5.40 KZT"
            "|100 UZS = 3.90 KZT|1 JPY = 3.00 KZT|1 BGN = 277.72 KZT|1 LVL = not-positive KZT",
        ),
        ("nbk_rss", "1 USD = 472.50 KZT|1 TJS = 50.12 KZT|100 UZS = 3.90 KZT|1 XDR = 650.70 KZT"),
        ("nbkr", "1 USD = 87.4500 KGS|1 KZT = 0.1859 KGS|1 RUB = 1.2263 KGS"),
        ("nbkr_weekly", "1 UZS = 0.0072 KGS|1 TJS = 9.3600 KGS|10 JPY = 5.4969 KGS|100 BYR = 0.3402 KGS"),
        (
            "cbu",
            "1 USD = 12194.21 UZS|1 RUB = 149.97 UZS|1 KZT = 25.75 UZS|1 TMT = 4037.68 UZS|10 IDR = 7.18 UZS"
            "|1 BGN = 7323.85 UZS",
        ),
        (
            "cbu_xml",
            "1 USD = 12194.21 UZS|1 RUB = 149.97 UZS|1 KZT = 25.75 UZS|1 TMT = 4037.68 UZS|10 IDR = 7.18 UZS"
            "|1 BGN = 7323.85 UZS",
        ),
        (
            "nbt",
            "1 USD = 9.3450 TJS|1 RUB = 0.1277 TJS|100 UZS = 0.0780 TJS|10 KGS = 1.0686 TJS|1000 IRR = 0.0071 TJS",
        ),
        ("nbt_period", "1 USD = 9.3420 TJS|1 USD = 9.3410 TJS|1 USD = 9.3400 TJS"),
        ("cbt", "1 USD = 3.5 TMT|1 EUR = 4.0589 TMT|100 RUB = 4.9365 TMT|10000 UZS = 2.9155 TMT"),
        (
            "cbr",
            "1 USD = 75.5273 RUB|100 KZT = 16.2831 RUB|10000 UZS = 62.8322 RUB|1000000 IRR = 54.3580 RUB"
            "|1 BYN = 26.7960 RUB",
        ),
        ("cbr_period", "1000 UZS = 6.2790 RUB|10000 UZS = 62.8322 RUB"),
    ],
)
def test_each_form_is_read_with_its_units_and_digits(name: str, rates: str) -> None:
    assert "|".join(said(banks.FILES[name](DAY))) == rates


@pytest.mark.parametrize("name", banks.FILES)
def test_the_day_is_the_one_inside(name: str) -> None:
    days = sorted({day for day, _, _ in printed(banks.FILES[name](DAY)) if day})
    assert days[-1] == DAY
    assert len(days) == {"nbt_period": 3, "cbr_period": 2}.get(name, 1)


def test_a_bank_that_drops_closing_zeros_rounds_to_its_own_digits_and_it_is_said() -> None:
    details = {rate.base: rate.detail for _, rate, _ in printed(banks.nbk(DAY))}
    assert details["KGS"] == "5.4: this bank rounds to 0.01, so 5.395 to 5.405"
    assert details["JPY"] == "3: this bank rounds to 0.01, so 2.995 to 3.005"
    assert details["AMD"] == ""


def test_each_row_has_the_line_in_which_it_begins() -> None:
    lines = {rate.base: lines for _, rate, lines in printed(banks.nbt(DAY))}
    assert lines == {"USD": [3], "RUB": [9], "UZS": [15], "KGS": [21], "IRR": [27]}
    pretty = banks.cbu(DAY).replace(b"},{", b"},\n{")
    assert [lines for _, _, lines in printed(pretty)] == [[1], [2], [3], [4], [5], [6]]
    above = [lines[0] for _, _, lines in printed(b"\r\n\r\n" + banks.cbr(DAY))]
    assert above == [3] * 5


def test_two_equal_rows_are_one_rate_with_two_lines() -> None:
    data = banks.nbkr(DAY)
    row = data[data.index(b"<Currency ISO") : data.index(b"</Currency>\r\n") + 13]
    twice = printed(data.replace(row, row + row))
    assert [lines for _, _, lines in twice] == [[3, 7], [11], [15]]


ROW = re.compile(rb"<(item|Currency|CcyNtry|Valute|Record|rate)[ >].*?</\1>|\{.*?\}", re.DOTALL)
ONE_DAY = [name for name in banks.FILES if name != "cbr_period"]  # its rows have no code


def with_row(name: str, code: str) -> bytes:
    """A file with one more row, of another currency."""
    data = banks.FILES[name](DAY)
    first = ROW.search(data)
    assert first
    row = re.sub(rb"USD|UZS", code.encode(), first[0])
    return data[: first.end()] + (b"," if name == "cbu" else b"") + row + data[first.end() :]


@pytest.mark.parametrize("name", ONE_DAY)
def test_a_file_that_lists_the_currency_of_its_bank_is_unread(name: str) -> None:
    quote = banks.QUOTES[name.partition("_")[0]]
    with pytest.raises(
        SourceError, match=rf"a: line \d+ lists {quote}, but the .* does not list it; whose file is this"
    ):
        official.read("a", with_row(name, quote))


@pytest.mark.parametrize("name", ONE_DAY)
@pytest.mark.parametrize("other", sorted(set(banks.QUOTES.values())))
def test_no_file_becomes_that_of_another_bank_by_a_row_more(name: str, other: str) -> None:
    quote = banks.QUOTES[name.partition("_")[0]]
    if other != quote:
        assert {rate.quote for _, rate, _ in printed(with_row(name, other))} == {quote}


BRACKETS = [
    ("nbt", b"2026-04-25", b"25.04.2026", "ValCurs@Date should not be '25.04.2026'"),
    ("nbt", b'ID="840"', b'ID="R01235"', "@ID should not be 'R01235'"),
    ("nbt", b"Foreign Currency Market", b"AZN rates", "ValCurs@name should not be 'AZN rates'"),
    ("cbr", b"25.04.2026", b"2026-04-25", "ValCurs@Date should not be '2026-04-25'"),
    ("cbr", b"<NumCode>840</NumCode>", b"", "NumCode is missing"),
    ("cbr", b'<Valute ID="R01235">', b'<Valute Code="USD">', "@ID is missing"),
    ("cbr", b"<ValCurs ", b'<ValCurs Base="EUR" ', "ValCurs@Base should not be there"),
    ("cbr_period", b' Id="R01717"', b"", "@Id is missing"),
    ("nbkr", b"Daily", b"Monthly", "CurrencyRates@Name should not be 'Monthly Exchange Rates'"),
    ("nbk", b"</date>", b"</date>per 10", "'per 10' should not stand beside the rows"),
    ("nbk", b"<date>25.04.2026</date>", b"", "rates/date is missing"),
    ("nbk", b"25.04.2026", b"31.04.2026", "rates/date is '31.04.2026', which is no day"),
    ("cbt", b"25.04.2026", b"April 25", "cbt_currency_rate/date should not be 'April 25'"),
    ("cbt", b"</date>", b"</date><date>2026-04-24</date>", "says cbt_currency_rate/date twice"),
    ("cbu_xml", b"<CcyNtry ID='840'>", b"<CcyNtry>", "@ID is missing"),
]


@pytest.mark.parametrize(("name", "old", "new", "why"), BRACKETS)
def test_what_no_bank_writes_makes_a_file_unread_and_is_named(name: str, old: bytes, new: bytes, why: str) -> None:
    data = re.sub(old, new, banks.FILES[name](DAY))
    with pytest.raises(SourceError, match=re.escape(why)):
        official.read("a", data)


def test_another_bank_with_the_same_root_is_unread() -> None:
    data = (
        b'<?xml version="1.0" encoding="UTF-8"?><ValCurs Date="25.04.2026" Name="AZN" Description="Rates">'
        b'<ValType Type="Foreign currencies"><Valute Code="USD"><Nominal>1</Nominal><Name>Dollar</Name>'
        b"<Value>1.7</Value></Valute></ValType></ValCurs>"
    )
    assert official.is_official(data)
    with pytest.raises(SourceError, match="is in no form that is known"):
        official.read("a", data)


ROWS = [
    ("nbkr", "<Value>87,4500</Value>", "<Value>87,4500</Value><Value>1</Value>", "unclear", "<Value> twice"),
    ("nbkr", "<Nominal>1</Nominal>", "<Nominal>1</Nominal><Scale>2</Scale>", "unclear", "Scale"),
    ("nbkr", "<Value>87,4500</Value>", '<Value per="10">87,4500</Value>', "unclear", "<Value per>"),
    ("nbkr", "<Value>87,4500</Value>", "<Value><b>87</b>,4500</Value>", "unclear", "<b>"),
    ("nbkr", "<Value>87,4500</Value>", "<Value>87,4500</Value> x 10", "unclear", "x 10"),
    ("nbkr", 'ISOCode="USD"', 'ISOCode="USD" Unit="10"', "unclear", "@Unit"),
    ("nbkr", "<Nominal>1</Nominal>", "<Nominal>5</Nominal>", "ambiguous-unit", "5"),
    ("nbkr", "<Nominal>1</Nominal>", "<Nominal>10000000</Nominal>", "ambiguous-unit", "10000000"),
    ("nbkr", "<Nominal>1</Nominal>", "<Nominal></Nominal>", "ambiguous-unit", ""),
    ("nbkr", "<Nominal>1</Nominal>", "", "ambiguous-unit", ""),
    ("nbkr", "87,4500", "", "no-number", ""),
    ("nbkr", "87,4500", "-", "no-number", ""),
    ("nbkr", "87,4500", "0,0000", "not-positive", ""),
    ("nbkr", "87,4500", "-87,45", "not-positive", ""),
    ("nbkr", "87,4500", "8,7E1", "out-of-range", ""),
    ("nbkr", "87,4500", "87.4500", "87.4500", ""),
    ("nbkr", "87,4500", "87.450", "ambiguous-number", ""),
    ("cbu", "12194.21", "12,194", "ambiguous-number", ""),
    ("cbu", "12194.21", "12 194.21", "12194.21", ""),
    ("cbu", '"12194.21"', "12194.21", "12194.21", ""),
    ("cbu", '"12194.21"', "null", "no-number", ""),
    ("cbu", '"12194.21"', "[12194.21]", "unclear", "Rate is ['12194.21']"),
    ("cbu", '"Rate":"12194.21"', '"Rate":"1","Rate":"12194.21"', "unclear", "Rate twice"),
    ("cbu", '"Diff":"-16.5"', '"Diff":"-16.5","Scale":"10"', "unclear", "Scale"),
    ("cbu", '"Date":"25.04.2026"', '"Date":"25 April"', "unclear", "Date 25 April"),
    ("cbr_period", 'Date="24.04.2026"', 'Date="24.04"', "unclear", "@Date 24.04"),
]


@pytest.mark.parametrize(("name", "old", "new", "value", "detail"), ROWS)
def test_a_row_that_is_not_understood_costs_only_itself(name: str, old: str, new: str, value: str, detail: str) -> None:
    encoding = "windows-1251" if name.startswith("cbr") else "utf-8"
    before, (_, changed, _), *rest = [printed(banks.FILES[name](DAY)), *printed(data_with(name, encoding, old, new))]
    assert (str(changed.value), changed.detail) == (value, detail)
    assert [rate for _, rate, _ in rest] == [rate for _, rate, _ in before[1:]]


def data_with(name: str, encoding: str, old: str, new: str) -> bytes:
    text = banks.FILES[name](DAY).decode(encoding)
    assert old in text
    return text.replace(old, new, 1).encode(encoding)


def test_codes_that_are_none_stay_as_they_are_printed_for_the_judge() -> None:
    data = banks.cbt(DAY).replace(b'"EUR"', b'"eur"').replace(b'"RUB"', b'""').replace(b'"UZS"', b'"a long name"')
    assert [rate.base for _, rate, _ in printed(data)] == ["USD", "eur", "", "a long name"]


def test_an_identifier_that_no_daily_file_explains_is_no_currency() -> None:
    data = banks.cbr_period(DAY).replace(b'Id="R01717"', b'Id="R0177"', 1)
    assert [rate.base for _, rate, _ in printed(data)] == ["R0177", "UZS"]


def test_before_a_currency_was_introduced_a_bank_quoted_in_another() -> None:
    for name, day, quote in (
        ("cbr", date(1997, 12, 31), "RUR"),
        ("cbr", date(1998, 1, 1), "RUB"),
        ("cbt", date(2008, 12, 31), "TMM"),
        ("nbt", date(2000, 10, 29), "TJR"),
    ):
        assert {rate.quote for _, rate, _ in printed(banks.FILES[name](day))} == {quote}


def test_the_date_of_turkmenistan_has_two_forms() -> None:
    data = banks.cbt(DAY).replace(b"25.04.2026", b"2020-04-17")
    assert printed(data)[0][0] == date(2020, 4, 17)


@pytest.mark.parametrize("name", banks.FILES)
def test_a_file_without_rows_says_nothing(name: str) -> None:
    empty = re.sub(rb"(?s)" + ROW.pattern, b"", banks.FILES[name](DAY)).replace(b",", b"")
    assert official.read("a", empty) == []


class TestBytes:
    def test_are_decoded_as_declared(self) -> None:
        assert said(banks.cbr(DAY).decode("windows-1251").replace("windows-1251", "UTF-8").encode()) == said(
            banks.cbr(DAY)
        )
        with pytest.raises(SourceError, match=r"a: line 1 is no XML \(not well-formed"):
            official.read("a", banks.cbr(DAY).replace(b"windows-1251", b"utf-8"))

    @pytest.mark.parametrize("name", banks.FILES)
    def test_may_begin_with_a_mark_or_blank_lines(self, name: str) -> None:
        data = banks.FILES[name](DAY)
        text = data.decode("windows-1251" if b"windows-1251" in data else "utf-8")
        expected = said(data)
        assert said(b"\n " + data) == expected
        assert said(text.encode("utf-16")) == expected
        assert said(text.replace("windows-1251", "utf-8").encode("utf-8-sig")) == expected

    @pytest.mark.parametrize(
        ("declaration", "why"),
        [
            ('<!DOCTYPE ValCurs SYSTEM "http://127.0.0.1:9/x.dtd">', "declares a document type"),
            ('<!DOCTYPE ValCurs [<!ENTITY usd "99">]>', "declares a document type"),
            ('<!DOCTYPE ValCurs [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>', "declares a document type"),
        ],
    )
    def test_declare_no_document_type(self, declaration: str, why: str) -> None:
        data = banks.nbt(DAY).replace(b"<ValCurs", declaration.encode() + b"<ValCurs")
        assert official.is_official(data)
        with pytest.raises(SourceError, match=why):
            official.read("a", data)

    @pytest.mark.parametrize("encoding", ["utf-7", "utf-32", "cp037", "rot13", "nonsense"])
    def test_declare_no_encoding_in_which_a_digit_may_be_another(self, encoding: str) -> None:
        with pytest.raises(SourceError, match=r"a: line \d"):
            official.read("a", banks.nbt(DAY).replace(b"utf-8", encoding.encode()))

    def test_of_an_entity_that_is_not_declared_are_no_xml(self) -> None:
        with pytest.raises(SourceError, match="undefined entity"):
            official.read("a", banks.nbt(DAY).replace(b"9.3450", b"&usd;"))

    def test_are_bounded(self) -> None:
        with pytest.raises(TooLargeError, match="longer than 4 MiB"):
            official.read("a", banks.nbt(DAY) + b" " * (4 << 20))
        deep = b"<ValCurs>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</ValCurs>"
        with pytest.raises(SourceError, match="nested too deep"):
            official.read("a", deep)
        with pytest.raises(SourceError, match="is no JSON"):
            official.read("a", b"[" * 1_000_000)

    @pytest.mark.parametrize("name", banks.FILES)
    def test_cut_anywhere_are_a_named_failure(self, name: str) -> None:
        data = banks.FILES[name](DAY).rstrip()
        for length in range(1, len(data), 7):
            with pytest.raises(SourceError, match="a: "):
                official.read("a", data[:length])


@pytest.mark.parametrize(
    "beginning",
    [
        "",
        "<!DOCTYPE html><html><body>&lt;ValCurs&gt;</body></html>",
        "<rss version='2.0'><channel><title>News of the day</title><item><title>USD/KZT = 512.35</title></item>",
        "<rates><title>Hotel rates</title></rates>",
        "<feed><entry>ValCurs</entry></feed>",
        '[{"Ccy": "USD"}]',
        "USD/KZT = 512.35\n<ValCurs>",
    ],
)
def test_other_documents_are_left_to_other_readers(beginning: str) -> None:
    assert not official.is_official(beginning.encode())

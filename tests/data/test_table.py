"""Tables of rates are read by their headings: a certain one gives the rates of each row, another says what to do."""

from datetime import date

import pytest

from fxcli.data import table
from fxcli.errors import SourceError, TooLargeError
from fxcli.options import AT_ITS_WORD, ReadOptions
from fxcli.printed import Block


def blocks(text: str | bytes, options: ReadOptions = AT_ITS_WORD) -> list[Block]:
    data = text.encode() if isinstance(text, str) else text
    assert table.is_table(data[: table.ENOUGH])
    return list(table.read("rates.csv", [data], options))


def said(text: str | bytes, options: ReadOptions = AT_ITS_WORD) -> list[str]:
    """What a table prints: its line, day, unit, pair and value, and for a refusal why."""
    return [
        f"{line}: {block.day} {rate.unit} {rate.base} = {rate.value} {rate.quote} {rate.detail}".rstrip()
        for block in blocks(text, options)
        for rate, lines in block.rates
        for line in lines
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "date,base,quote,rate",
        "Date,From,To,Exchange Rate",
        "rate_date,base_currency,quote_currency,rate",
        "day,from_currency,to_currency,value",
        "date,base_currency,target_currency,exchange_rate",
        "date,base_currency,currency,rate",
        "date,currency,quote_currency,rate",
        "TIME_PERIOD,CURRENCY_DENOM,CURRENCY,OBS_VALUE",
        " date , base , quote , rate ",
    ],
)
def test_headings_that_name_both_currencies_say_which_is_which(heading: str) -> None:
    assert said(f"{heading}\n2025-12-09,USD,KZT,512.35\n") == ["2: 2025-12-09 1 USD = 512.35 KZT"]


@pytest.mark.parametrize("unit", ["unit", "nominal", "amount", "Quant"])
def test_a_column_of_units_says_how_much_of_the_base_a_rate_is_for(unit: str) -> None:
    text = f"date,base,quote,rate,{unit}\n2025-12-09,UZS,KZT,4.15,100\n2025-12-09,IRR,KZT,0.4,1000000\n"
    assert said(text) == ["2: 2025-12-09 100 UZS = 4.15 KZT", "3: 2025-12-09 1000000 IRR = 0.4 KZT"]
    for wrong in ("50", "0", "", "100 sum", "10000000", "-1"):
        row = f"date,base,quote,rate,{unit}\n2025-12-09,UZS,KZT,4.15,{wrong}\n"
        assert said(row) == [f"2: 2025-12-09 1 UZS = ambiguous-unit KZT {wrong}".rstrip()]


def test_columns_are_named_by_pairs() -> None:
    text = "date,usd_kzt,USD/UZS,eurkzt,GBP-KZT\n2025-12-09,512.35,,599.1,soon\n2025-12-10,512.40,12105.33,0,N/A\n"
    assert said(text) == [
        "2: 2025-12-09 1 USD = 512.35 KZT",
        "2: 2025-12-09 1 EUR = 599.1 KZT",
        "2: 2025-12-09 1 GBP = no-number KZT",
        "3: 2025-12-10 1 USD = 512.40 KZT",
        "3: 2025-12-10 1 USD = 12105.33 UZS",
        "3: 2025-12-10 1 EUR = not-positive KZT",
    ]


def test_columns_are_named_by_codes_where_the_caller_knows_the_other_currency() -> None:
    text = "date,usd,UZS,uzs_quant\n2025-12-09,512.35,4.15,100\n"
    assert said(text, ReadOptions(quote="KZT")) == [
        "2: 2025-12-09 1 USD = 512.35 KZT",
        "2: 2025-12-09 100 UZS = 4.15 KZT",
    ]
    assert said("date,usd,gbp\n2025-12-09,1.16,0.87\n", ReadOptions(base="EUR")) == [
        "2: 2025-12-09 1 EUR = 1.16 USD",
        "2: 2025-12-09 1 EUR = 0.87 GBP",
    ]
    long = "date,currency,rate\n2025-12-09,USD,512.35\n"
    assert said(long, ReadOptions(quote="KZT")) == ["2: 2025-12-09 1 USD = 512.35 KZT"]
    assert said(long, ReadOptions(base="KZT")) == ["2: 2025-12-09 1 KZT = 512.35 USD"]


def test_a_table_that_goes_far_back_has_columns_of_currencies_that_are_none_any_more() -> None:
    text = "Date,USD,CYP,JPY,\n2025-12-09,1.1632,N/A,181.20,\n2006-12-29,1.3170,0.5782,156.93,\n"
    assert said(text, ReadOptions(base="EUR")) == [
        "2: 2025-12-09 1 EUR = 1.1632 USD",
        "2: 2025-12-09 1 EUR = 181.20 JPY",
        "3: 2006-12-29 1 EUR = 1.3170 USD",
        "3: 2006-12-29 1 EUR = 0.5782 CYP",  # which no snapshot takes
        "3: 2006-12-29 1 EUR = 156.93 JPY",
    ]


def test_of_sdmx_only_daily_spot_rates_are_rates_of_a_day() -> None:
    text = """KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT,UNIT_MULT,TITLE
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2024-01-02,1.0956,A,USD,0,US dollar
EXR.M.USD.EUR.SP00.A,M,USD,EUR,SP00,A,2024-01,1.0905,A,USD,0,US dollar
EXR.D.USD.EUR.EN00.A,D,USD,EUR,EN00,A,2024-01-03,1.0919,A,USD,0,US dollar
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2024-01-03,1.0919,A,USD,3,US dollar
EXR.D.USD.EUR.SP00.A,D,USD,EUR,SP00,A,2024-01-04,NaN,H,USD,0,US dollar
"""
    assert said(text) == [
        "2: 2024-01-02 1 EUR = 1.0956 USD",
        "3: 2024-01-02 1 EUR = unclear USD FREQ M",
        "4: 2024-01-02 1 EUR = unclear USD EXR_TYPE EN00",
        "5: 2024-01-02 1 EUR = unclear USD UNIT_MULT 3",
        "6: 2024-01-04 1 EUR = out-of-range USD",
    ]


UNCERTAIN = [
    ("date,usd,eur", {}, "the columns are USD, EUR; say --quote KZT where"),
    ("date,usd,eur", {"base": "KZT", "quote": "KZT"}, "the columns are USD, EUR; say --quote KZT where"),
    ("date,usd,kzt", {"quote": "KZT"}, "KZT is one of the columns USD, KZT; in which currency are they all?"),
    ("date,usd,uzs,uzs_quant", {"base": "KZT"}, "say --quote instead of --base"),
    ("date,usd,uzs_quant", {"quote": "KZT"}, "a unit of UZS stands beside no rate of it"),
    ("date,currency,rate", {}, "only one column names a currency; say --quote KZT"),
    ("date,base,rate", {"base": "USD"}, "only one column names a currency; say --quote KZT"),
    ("date,currency,nominal,rate", {"base": "USD"}, "of which currency are the units?"),
    ("date,base,currency,nominal,rate", {}, "of which currency are the units?"),
    ("date,base,quote,currency,rate", {}, "three columns name a currency"),
    ("date,base,quote,rate,value", {}, "'rate' and 'value' say the same"),
    ("date,usd,USD", {"quote": "KZT"}, "two columns of USD say the same"),
    ("date,base,quote,rate,bid", {}, "'bid' may change what a rate means"),
    ("date,base,quote,rate,multiplier,type", {}, "'multiplier', 'type' may change what a rate means"),
    ("date,usd_kzt,unit", {}, "columns named by currencies stand beside others"),
    ("date,usd_kzt,eur", {"quote": "KZT"}, "columns named by currencies stand beside others"),
    ("date,base,quote,rate,usd_kzt", {}, "columns named by currencies stand beside others"),
]


@pytest.mark.parametrize(("heading", "options", "why"), UNCERTAIN)
def test_a_heading_that_leaves_a_role_open_makes_the_file_unread(
    heading: str, options: dict[str, str], why: str
) -> None:
    with pytest.raises(SourceError) as raised:
        blocks(f"{heading}\n2025-12-09,1,1,1,1\n", ReadOptions(**options))  # type: ignore[arg-type]
    assert str(raised.value).startswith("rates.csv: line 1: it is not certain what each column is: ")
    assert why in str(raised.value)


def test_columns_that_say_nothing_about_a_rate_are_passed_over() -> None:
    text = ",date,base,quote,rate,source,note,change_pct\n0,2025-12-09,USD,KZT,512.35,a bank,,-0.1\n"
    assert said(text) == ["2: 2025-12-09 1 USD = 512.35 KZT"]


@pytest.mark.parametrize(
    "beginning",
    [
        "",
        "\n",
        "Курсы валют на сегодня\nUSD/KZT = 512.35\n",
        "date,amount,currency\n2025-12-09,1,USD\n",
        "date,value\n2025-12-09,1\n",
        "date,buy,sell\n2025-12-09,1,2\n",
        "USD/KZT,512.35\n",
        "base,quote\nUSD,KZT\n",
        "<html><body>date,base,quote,rate</body></html>",
    ],
)
def test_other_documents_are_left_to_other_readers(beginning: str) -> None:
    assert not table.is_table(beginning.encode())


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2025-12-09", date(2025, 12, 9)),
        ("09.12.2025", date(2025, 12, 9)),
        ("9 December 2025", date(2025, 12, 9)),
        ("2025-12-09T00:00:00Z", date(2025, 12, 9)),
        ("2025-12-09 10:30", date(2025, 12, 9)),
        ("2025-12-09 00:00:00+05:00", date(2025, 12, 9)),
        ("09/12/2025", None),
        ("2025-12", None),
        ("12-09", None),
        ("2025-02-30", None),
        ("", None),
    ],
)
def test_each_row_has_the_day_of_its_own_cell(cell: str, day: date | None) -> None:
    (block,) = blocks(f"date,base,quote,rate\n{cell},USD,KZT,512.35\n")
    assert block.day == day
    ((rate, _),) = block.rates
    assert rate.detail == ("" if day else f"'{cell}' names no certain day")


def test_runs_of_one_day_are_one_block_in_the_order_of_the_file() -> None:
    text = "date,base,quote,rate\n2025-12-09,USD,KZT,512\n2025-12-09,EUR,KZT,599\n2025-12-08,USD,KZT,511\n"
    assert [(block.day, len(block.rates)) for block in blocks(text)] == [
        (date(2025, 12, 9), 2),
        (date(2025, 12, 8), 1),
    ]


def test_a_table_without_a_column_of_days_is_undated() -> None:
    assert said("base,quote,rate\nUSD,KZT,512.35\n") == ["2: None 1 USD = 512.35 KZT"]


class TestRows:
    def test_that_are_wrong_cost_only_themselves(self) -> None:
        text = (
            "date,base,quote,rate\n"
            "2025-12-09,USD,KZT,512,35\n"  # a decimal comma that splits the cell
            "2025-12-09,USD\n"
            "\n"
            " , , ,\n"
            '2025-12-09,"USD"x,KZT,512.35\n'
            "yesterday,USD,KZT,512.35\n"
            "2025-12-10,usd,KZT,512.35,\n"
        )
        assert said(text) == [
            "2: None 1 USD = unclear KZT 5 cells under 4 columns",
            "3: None 1 USD = unclear  2 cells under 4 columns",
            "6: None 1  = unclear  a cell in quotes does not end well",
            "7: None 1 USD = unclear KZT 'yesterday' names no certain day",
            "8: 2025-12-10 1 USD = 512.35 KZT",
        ]

    def test_may_have_cells_of_several_lines(self) -> None:
        text = 'date,base,quote,rate,note\n2025-12-09,USD,KZT,512.35,"a\n2025-12-09,EUR,KZT,1,b"\n'
        text += "2025-12-10,USD,KZT,513,\n"
        assert said(text) == ["2: 2025-12-09 1 USD = 512.35 KZT", "4: 2025-12-10 1 USD = 513 KZT"]

    def test_below_a_quote_without_its_other_are_read_or_the_end_is_missed(self) -> None:
        text = 'date,base,quote,rate,note\n2025-12-09,USD,KZT,512.35,"a\n2025-12-10,USD,KZT,513,b\n'
        assert said(text) == [
            "2: None 1  = unclear  a cell in quotes does not end well",
            "3: 2025-12-10 1 USD = 513 KZT",
        ]
        with pytest.raises(SourceError, match="line 2: the row does not end"):
            said(text + "2025-12-10,USD,KZT,513,b\n" * 3000)

    def test_of_any_length_are_bounded(self) -> None:
        with pytest.raises(SourceError, match="line 2: the row does not end"):
            said("date,base,quote,rate\n" + "x" * (1 << 20))


@pytest.mark.slow
def test_a_table_has_at_most_a_million_rates() -> None:
    days = iter([b"date,base,quote,rate\n", *[b"2025-12-09,USD,KZT,512\n" * 25_000] * 41])
    with pytest.raises(TooLargeError, match=r"rates.csv: more than 1,000,000 rates; split it, for example by years"):
        list(table.read("rates.csv", days, AT_ITS_WORD))


class TestDialect:
    @pytest.mark.parametrize(("mark", "cell"), [(",", '"12 105,33"'), (";", "12 105,33"), ("\t", "12105,33")])
    def test_the_delimiter_is_that_of_the_heading(self, mark: str, cell: str) -> None:
        text = mark.join(("date", "base", "quote", "rate")) + "\r\n" + mark.join(("2025-12-09", "USD", "UZS", cell))
        assert said(text) == ["2: 2025-12-09 1 USD = 12105.33 UZS"]

    def test_a_first_line_may_say_the_delimiter(self) -> None:
        assert said("sep=;\r\ndate;usd_kzt\r\n2025-12-09;512,35\r\n") == ["3: 2025-12-09 1 USD = 512.35 KZT"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
    def test_the_encoding_is_any(self, encoding: str) -> None:
        text = "дата;base;quote;курс;note\n2025-12-09;USD;KZT;512,35;Казахстан и другие страны\n"
        assert said(text.encode(encoding)) == ["2: 2025-12-09 1 USD = 512.35 KZT"]

    def test_two_readings_of_a_number_are_refused_until_the_mark_is_known(self) -> None:
        comma, dot = 'date,usd_uzs\n2025-12-09,"12,105"\n', "date;usd_uzs\n2025-12-09;12.105\n"
        for text in (comma, dot):
            assert said(text) == ["2: 2025-12-09 1 USD = ambiguous-number UZS"]
        assert said(comma, ReadOptions(decimal=".")) == ["2: 2025-12-09 1 USD = 12105 UZS"]
        assert said(dot, ReadOptions(decimal=",")) == ["2: 2025-12-09 1 USD = 12105 UZS"]
        assert said(dot, ReadOptions(decimal=".")) == ["2: 2025-12-09 1 USD = 12.105 UZS"]


@pytest.mark.parametrize("row", ["87,45", "478,77", "87,4500", "512,0"])
def test_whole_numbers_side_by_side_may_be_one_number_that_its_comma_has_split(row: str) -> None:
    text = f"date,usd_kgs,eur_kgs\n2026-04-24,{row}\n"
    assert ["= ambiguous-number" in it for it in said(text)] == [True, True]
    assert not any("ambiguous-number" in it for it in said(text, ReadOptions(decimal=".")))


@pytest.mark.parametrize("row", ["87.45,95.20", "87,95.20", "12194,13800", '"87","-"'])
def test_numbers_that_no_comma_can_have_split_are_read(row: str) -> None:
    assert not any("ambiguous" in it for it in said(f"date,usd_kgs,eur_kgs\n2026-04-24,{row}\n"))


@pytest.mark.parametrize("units", ["unit,1,10", "за,1,10", "nominal,100,100", "units,per 1,per 10", ",x1,x10"])
def test_a_row_of_units_makes_the_table_unread(units: str) -> None:
    with pytest.raises(SourceError, match=r"line 2: the row seems to say for how many units"):
        blocks(f"date,USD/KZT,TRY/KZT\n{units}\n2026-04-24,478.77,101.5\n")


def test_a_row_without_a_day_whose_figures_are_no_units_is_refused_alone() -> None:
    found = said("date,USD/KZT,TRY/KZT\naverage,478.77,10.15\n2026-04-24,478.77,10.15\n")
    assert len(found) == 3

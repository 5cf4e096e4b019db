"""The files of the six banks as they look, small and for any day; the figures are those of spring 2026."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

_NBK_TITLE = "Official exchange rates of National Bank of Republic Kazakhstan"


def nbk(day: date) -> bytes:
    """National Bank of Kazakhstan, one day: closing zeros are dropped, a new currency stands at zero."""
    rows = (
        ("ДОЛЛАР США", "USD", "472.5", 1, "-1.46"),
        ("ЕВРО", "EUR", "543.18", 1, "+0.02"),
        ("АРМЯНСКИЙ ДРАМ", "AMD", "12.72", 10, "-0.08"),
        ("ИРАНСКИЙ РИАЛ", "IRR", "0.4", 1000, "0.00"),
        ("КИРГИЗСКИЙ СОМ", "KGS", "5.4", 1, "0.00"),
        ("УЗБЕКСКИЙ СУМ", "UZS", "3.9", 100, "0.00"),
        ("ЯПОНСКАЯ ЙЕНА", "JPY", "3", 1, "-0.02"),
        ("БОЛГАРСКИЙ ЛЕВ", "BGN", "277.72", 1, "0.00"),
        ("ЛАТВИЙСКИЙ ЛАТ", "LVL", "0", 1, "0.00"),
    )
    items = "".join(
        f"""
        <item>
            <fullname>{name}</fullname>
            <title>{code}</title>
            <description>{value}</description>
            <quant>{unit}</quant>
            <index>DOWN</index>
            <change>{change}</change>
        </item>"""
        for name, code, value, unit, change in rows
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rates>
    <generator>Alternate RSS Builder</generator>
    <title>{_NBK_TITLE}</title>
    <link>www.nationalbank.kz</link>
    <description>{_NBK_TITLE}</description>
    <copyright>www.nationalbank.kz</copyright>
    <date>{day:%d.%m.%Y}</date>
{items}
</rates>
""".encode()


def nbk_rss(day: date) -> bytes:
    """The same bank, all currencies of today as RSS."""
    items = "".join(
        f"<item><title>{code}</title><pubDate>{day:%d.%m.%Y}</pubDate><description>{value}</description>"
        f"<quant>{unit}</quant><index/><change>+0.03</change><link></link></item>\n"
        for code, value, unit in (("USD", "472.5", 1), ("TJS", "50.12", 1), ("UZS", "3.9", 100), ("XDR", "650.7", 1))
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
<channel>
<generator>Alternate RSS Builder</generator>
<title>{_NBK_TITLE}</title>
<link>www.nationalbank.kz</link>
<description>{_NBK_TITLE}</description>
<language>ru</language>
<copyright>www.nationalbank.kz</copyright>
{items}</channel>
</rss>
""".encode()


def nbkr(day: date) -> bytes:
    """National Bank of the Kyrgyz Republic, the daily file."""
    return _nbkr("Daily", day, "", (("USD", 1, "87,4500"), ("KZT", 1, "0,1859"), ("RUB", 1, "1,2263")))


def nbkr_weekly(day: date) -> bytes:
    """The same bank, the currencies that it sets once a week; one of them was replaced in 2016."""
    rows = (("UZS", 1, "0,0072"), ("TJS", 1, "9,3600"), ("JPY", 10, "5,4969"), ("BYR", 100, "0,3402"))
    return _nbkr("Weekly", day, "\r\n<ValidFor>7</ValidFor>", rows)


def _nbkr(name: str, day: date, valid_for: str, rows: tuple[tuple[str, int, str], ...]) -> bytes:
    currencies = "".join(
        f'<Currency ISOCode="{code}">\r\n<Nominal>{unit}</Nominal>{valid_for}\r\n<Value>{value}</Value>\r\n'
        "</Currency>\r\n"
        for code, unit, value in rows
    )
    return (
        '<?xml version="1.0" encoding="windows-1251" ?>\r\n'
        f'<CurrencyRates Name="{name} Exchange Rates" Date="{day:%d.%m.%Y}">\r\n{currencies}</CurrencyRates>\r\n'
    ).encode("windows-1251")


_CBU = (
    ("840", "USD", "Доллар США", "1", "12194.21", "-16.5"),
    ("643", "RUB", "Российский рубль", "1", "149.97", "-0.39"),
    ("398", "KZT", "Казахстанский тенге", "1", "25.75", "0.1"),
    ("934", "TMT", "Туркменский манат", "1", "4037.68", "553.98"),
    ("360", "IDR", "Индонезийская рупия", "10", "7.18", "0"),
    ("975", "BGN", "Болгарский лев", "1", "7323.85", "15.2"),
)


def cbu(day: date) -> bytes:
    """Central Bank of Uzbekistan, JSON in one line."""
    rows = (
        f'{{"id":{number},"Code":"{code}","Ccy":"{ccy}","CcyNm_RU":"{_escaped(name)}","CcyNm_UZ":"","CcyNm_UZC":'
        f'"{_escaped("Валюта")}","CcyNm_EN":"","Nominal":"{unit}","Rate":"{rate}","Diff":"{diff}",'
        f'"Date":"{day:%d.%m.%Y}"}}'
        for number, (code, ccy, name, unit, rate, diff) in enumerate(_CBU)
    )
    return f"[{','.join(rows)}]".encode()


def cbu_xml(day: date) -> bytes:
    """The same bank, XML."""
    rows = "".join(
        f"<CcyNtry ID='{code}'><Ccy>{ccy}</Ccy><CcyNm_RU>{name}</CcyNm_RU><CcyNm_UZ/><CcyNm_UZC/><CcyNm_EN/>"
        f"<CcyMnrUnts>2</CcyMnrUnts><Nominal>{unit}</Nominal><Rate>{rate}</Rate><date>{day:%d.%m.%Y}</date></CcyNtry>\n"
        for code, ccy, name, unit, rate, _ in _CBU
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<CBU_Curr name="CBU Currency XML">\n{rows}</CBU_Curr>'.encode()


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(char):04x}" if char > "\x7f" else char for char in text)


def nbt(day: date) -> bytes:
    """National Bank of Tajikistan, one day; the root is that of the Bank of Russia."""
    rows = (
        (840, "USD", 1, "9.3450"),
        (810, "RUB", 1, "0.1277"),
        (860, "UZS", 100, "0.0780"),
        (417, "KGS", 10, "1.0686"),
        (364, "IRR", 1000, "0.0071"),
    )
    valutes = "".join(
        f"""<Valute ID="{number}">
   <CharCode>{code}</CharCode>
   <Nominal>{unit}</Nominal>
   <Name>{code} of a country</Name>
   <Value>{value}</Value>
</Valute>
"""
        for number, code, unit, value in rows
    )
    return f"""<?xml version="1.0" encoding="utf-8" ?>
<ValCurs Date="{day}" name="Foreign Currency Market">
{valutes}</ValCurs>""".encode()


def nbt_period(day: date) -> bytes:
    """The same bank, one currency of three days up to one."""
    records = "".join(
        f'<Record Date="{day - timedelta(days=ago):%d.%m.%Y}" ID="840"><CharCode>USD</CharCode><Nominal>1</Nominal>'
        f"<Value>9.34{ago}0</Value></Record>\n"
        for ago in (2, 1, 0)
    )
    return (
        '<?xml version="1.0" encoding="windows-1251"?>\n'
        f'<ValCurs ID="840" DateRange1="{day - timedelta(days=2)}" DateRange2="{day}" name="Валютный рынок">\n'
        f"{records}</ValCurs>"
    ).encode("windows-1251")


def cbt(day: date) -> bytes:
    """Central Bank of Turkmenistan; `rate_usd` is what a dollar costs in the currency."""
    rows = (
        ("USD", "1", 1, "3.5"),
        ("EUR", "0.8623", 1, "4.0589"),
        ("RUB", "70.9", 100, "4.9365"),
        ("UZS", "12004.7", 10000, "2.9155"),
    )
    rates = "".join(
        f"""  <rate code="{code}">
    <name>{code} PULY</name>
    <rate_usd>{rate_usd}</rate_usd>
    <multiplier>{unit}</multiplier>
    <rate_tmt>{rate}</rate_tmt>
  </rate>
"""
        for code, rate_usd, unit, rate in rows
    )
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cbt_currency_rate name="CBT Currency XML">
  <date>{day:%d.%m.%Y}</date>
{rates}</cbt_currency_rate>
""".encode()


def cbr(day: date) -> bytes:
    """Bank of Russia, one day, in one line; `VunitRate` drops digits."""
    rows = (
        ("R01235", "840", "USD", 1, "Доллар США", "75,5273", "75,5273"),
        ("R01335", "398", "KZT", 100, "Казахстанских тенге", "16,2831", "0,162831"),
        ("R01717", "860", "UZS", 10000, "Узбекских сумов", "62,8322", "0,00628322"),
        ("R01300", "364", "IRR", 1000000, "Иранских риалов", "54,3580", "5,4358E-05"),
        ("R01090B", "933", "BYN", 1, "Белорусский рубль", "26,7960", "26,796"),
    )
    valutes = "".join(
        f'<Valute ID="{own}"><NumCode>{number}</NumCode><CharCode>{code}</CharCode><Nominal>{unit}</Nominal>'
        f"<Name>{name}</Name><Value>{value}</Value><VunitRate>{for_one}</VunitRate></Valute>"
        for own, number, code, unit, name, value, for_one in rows
    )
    return (
        '<?xml version="1.0" encoding="windows-1251"?>'
        f'<ValCurs Date="{day:%d.%m.%Y}" name="Foreign Currency Market">{valutes}</ValCurs>'
    ).encode("windows-1251")


def cbr_period(day: date) -> bytes:
    """The same bank, one currency of two days up to one; its unit changed between them."""
    first = day - timedelta(days=1)
    return (
        '<?xml version="1.0" encoding="windows-1251"?>\n'
        f'<ValCurs ID="R01717" DateRange1="{first:%d.%m.%Y}" DateRange2="{day:%d.%m.%Y}"'
        ' name="Foreign Currency Market Dynamic">'
        f'<Record Date="{first:%d.%m.%Y}" Id="R01717"><Nominal>1000</Nominal><Value>6,2790</Value></Record>'
        f'<Record Date="{day:%d.%m.%Y}" Id="R01717"><Nominal>10000</Nominal><Value>62,8322</Value>'
        "<VunitRate>0,00628322</VunitRate></Record></ValCurs>"
    ).encode("windows-1251")


FILES: Mapping[str, Callable[[date], bytes]] = {
    make.__name__: make
    for make in (nbk, nbk_rss, nbkr, nbkr_weekly, cbu, cbu_xml, nbt, nbt_period, cbt, cbr, cbr_period)
}
"""A file of each form by name."""

QUOTES = {"nbk": "KZT", "nbkr": "KGS", "cbu": "UZS", "nbt": "TJS", "cbt": "TMT", "cbr": "RUB"}
"""The currency in which each bank quotes."""

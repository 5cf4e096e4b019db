"""The daily files of six central banks: what units of other currencies cost in the bank's own, in one table of formats.

A file is known by its structure, never by its name or address, and only where it does not list the currency that
it would be quoted in: no bank lists its own.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from fxcli import number
from fxcli.data import rows
from fxcli.data.banks import CBR, CBT, CBU, NBK, NBKR, NBT, Bank
from fxcli.data.rows import JSON, Row, Rows
from fxcli.errors import SourceError
from fxcli.number import plain
from fxcli.printed import Block, PrintedRate
from fxcli.rate import half_step
from fxcli.refusal import Reason


class Format(NamedTuple):
    """One form of a bank's files.

    A name without a slash is that of an element in a row, or with `@` of the row's attribute; a path lies outside of
    the rows, as `ValCurs@Date` does.
    """

    bank: Bank
    rows: str
    """The path of the rows' elements."""
    day: str
    """Where the day stands from which on the rates are in force."""
    code: str
    unit: str
    value: str
    known_by: Mapping[str, str]
    """Patterns that tell it from others with the same rows: of texts outside of the rows, and of each row's."""
    beside: str
    """What else may stand in and around the rows: names, absolute changes, other rates."""


_DOTTED = r"\d{2}\.\d{2}\.\d{4}"
_ISO = r"\d{4}-\d{2}-\d{2}"
_NBK_TITLE = "Official exchange rates of National Bank of Republic Kazakhstan"
_MARKET = "Foreign Currency Market"
_CBR_ID = r"R\d{5}[A-Z]?"
_ANYTHING = r"[\s\S]*"

# fmt: off
FORMATS = (
    Format(NBK, "rates/item", "rates/date", "title", "quant", "description",
           {"rates/title": _NBK_TITLE, "rates/date": _DOTTED},
           "rates/generator rates/link rates/description rates/copyright rates/info fullname index change"),
    Format(NBK, "rss/channel/item", "pubDate", "title", "quant", "description",
           {"rss/channel/title": _NBK_TITLE},
           "rss@version rss/channel/generator rss/channel/link rss/channel/description rss/channel/language"
           " rss/channel/copyright rss/channel/pubDate rss/channel/lastBuildDate fullname index change link"),
    Format(NBKR, "CurrencyRates/Currency", "CurrencyRates@Date", "@ISOCode", "Nominal", "Value",
           {"CurrencyRates@Name": "(Daily|Weekly) Exchange Rates", "CurrencyRates@Date": _DOTTED},
           "ValidFor"),
    Format(CBU, JSON, "Date", "Ccy", "Nominal", "Rate",
           {"CcyNm_UZC": _ANYTHING, "Date": _ANYTHING},
           "id Code CcyNm_RU CcyNm_UZ CcyNm_EN Diff"),
    Format(CBU, "CBU_Curr/CcyNtry", "date", "Ccy", "Nominal", "Rate",
           {"@ID": r"\d{1,3}", "date": _ANYTHING},
           "CBU_Curr@name CcyNm_RU CcyNm_UZ CcyNm_UZC CcyNm_EN CcyMnrUnts Diff"),
    Format(CBU, "CBU_Curr/CcyNtry", "Date", "Ccy", "Nominal", "Rate",
           {"@ID": r"\d{1,3}", "Date": _ANYTHING},
           "CBU_Curr@name CcyNm_RU CcyNm_UZ CcyNm_UZC CcyNm_EN CcyMnrUnts Diff"),
    Format(NBT, "ValCurs/Valute", "ValCurs@Date", "CharCode", "Nominal", "Value",
           {"ValCurs@name": _MARKET, "ValCurs@Date": _ISO, "@ID": r"\d{1,3}"},
           "Name"),
    Format(NBT, "ValCurs/Record", "@Date", "CharCode", "Nominal", "Value",
           {"CharCode": _ANYTHING},
           "ValCurs@ID ValCurs@DateRange1 ValCurs@DateRange2 ValCurs@name @ID @Id Name"),
    Format(CBT, "cbt_currency_rate/rate", "cbt_currency_rate/date", "@code", "multiplier", "rate_tmt",
           {"cbt_currency_rate/date": f"{_DOTTED}|{_ISO}"},
           "cbt_currency_rate@name name rate_usd"),
    Format(CBR, "ValCurs/Valute", "ValCurs@Date", "CharCode", "Nominal", "Value",
           {"ValCurs@name": _MARKET, "ValCurs@Date": _DOTTED, "@ID": _CBR_ID, "NumCode": r"\d{3}"},
           "Name VunitRate"),
    Format(CBR, "ValCurs/Record", "@Date", "@Id", "Nominal", "Value",
           {"ValCurs@name": f"{_MARKET} Dynamic", "ValCurs@ID": _CBR_ID, "@Id": _ANYTHING},
           "ValCurs@DateRange1 ValCurs@DateRange2 VunitRate"),
)
# fmt: on

# What the Bank of Russia's own identifiers mean, as its daily file pairs them; its file of a period has no codes.
_CBR_IDENTIFIERS = """
    R01010=AUD R01020A=AZN R01030=DZD R01035=GBP R01060=AMD R01080=BHD R01090B=BYN R01105=BOB R01115=BRL
    R01135=HUF R01150=VND R01200=HKD R01210=GEL R01215=DKK R01230=AED R01235=USD R01239=EUR R01240=EGP
    R01270=INR R01280=IDR R01300=IRR R01335=KZT R01350=CAD R01355=QAR R01370=KGS R01375=CNY R01395=CUP
    R01500=MDL R01503=MNT R01520=NGN R01530=NZD R01535=NOK R01540=OMR R01565=PLN R01580=SAR R01585F=RON
    R01589=XDR R01625=SGD R01670=TJS R01675=THB R01685=BDT R01700J=TRY R01710A=TMT R01717=UZS R01720=UAH
    R01760=CZK R01770=SEK R01775=CHF R01800=ETB R01805F=RSD R01810=ZAR R01815=KRW R01820=JPY R02005=MMK
"""
_CBR_CODES = dict(pair.split("=") for pair in _CBR_IDENTIFIERS.split())

_KINDS = frozenset(form.rows for form in FORMATS)

ENOUGH = 4096
"""How many bytes of a file tell whether it is one of these."""

_BEGINNING = re.compile(
    rf"""
    (?:<\?xml[^>]*>\s*)? (?:<!--.*?-->\s*)*
    (?:<(?:!DOCTYPE\s+)?(?:ValCurs|CurrencyRates|cbt_currency_rate|CBU_Curr)\b
     | <(?:rates|rss)\b.*{_NBK_TITLE.replace(" ", "[ ]")})
  | \[\s*\{{.*"CcyNm_UZC"
    """,
    re.VERBOSE | re.DOTALL,
)


def is_official(beginning: bytes) -> bool:
    """Whether a document that begins so is meant to be such a file; `read` says where it is none after all."""
    encoding = "utf-16" if beginning.startswith(rows.UTF16_MARKS) else "utf-8"
    text = beginning[:ENOUGH].decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
    return text.startswith(("<", "[")) and _BEGINNING.match(text) is not None


def read(name: str, data: bytes) -> list[Block]:
    """What a bank's file says, a block for each day, in its order; each row with the line in which it begins.

    Raises SourceError where it is in none of the forms above, lists the bank's own currency, or has no sound day.
    """
    file = rows.read(name, data, _KINDS)
    form = _form(name, file)
    common_day, names = _common_day(name, form, file), _names(form)
    days: dict[date | None, dict[PrintedRate, list[int]]] = {}
    for row in file.rows:
        day = common_day or _day(row.fields.get(form.day, ""))
        rate = _printed(form, row, day, next((name for name in row.fields if name not in names), ""))
        if rate.base == form.bank.quote:
            whose = f"the {form.bank.title} quotes in it and does not list it"
            raise SourceError(f"{name}: line {row.line} lists {rate.base}, but {whose}; whose file is this?")
        days.setdefault(day, {}).setdefault(rate, []).append(row.line)
    return [Block(day, list(found.items())) for day, found in days.items()]


def _form(name: str, file: Rows) -> Format:
    """The form that a file is in."""
    misfits = []
    for form in FORMATS:
        if form.rows == file.kind or (not file.rows and form.rows.startswith(f"{file.kind}/")):
            misfit = _misfit(form, file)
            if not misfit:
                return form
            misfits.append(f"for the {form.bank.title}'s {misfit}")
    raise SourceError(
        f"{name}: looks like a bank's file of rates, but is in no form that is known: {'; '.join(misfits)}"
    )


def _misfit(form: Format, file: Rows) -> str:
    """What stands against a file being in a form; empty where nothing does."""
    for key, pattern in form.known_by.items():
        for texts in [file.head] if _is_outside(key) else [row.fields for row in file.rows]:
            if key not in texts:
                return f"{key} is missing"
            if not re.fullmatch(pattern, texts[key]):
                return f"{key} should not be {texts[key]!r:.60}"
    elements = form.rows.split("/")
    around = {"/".join(elements[:depth]) for depth in range(1, len(elements))}
    for key, text in file.head.items():
        if key in around and text:
            return f"{text!r:.60} should not stand beside the rows"
        if key not in around | _names(form):
            return f"{key} should not be there"
    return ""


def _names(form: Format) -> set[str]:
    """All that may stand in and around the rows of a form."""
    return {form.day, form.code, form.unit, form.value, *form.known_by, *form.beside.split()}


def _is_outside(name: str) -> bool:
    return "/" in name or name.find("@") > 0


def _common_day(name: str, form: Format, file: Rows) -> date | None:
    """The day of all rows, where it stands outside of them."""
    if not _is_outside(form.day):
        return None
    written = file.head.get(form.day, "")
    day = _day(written)
    if day is None:
        raise SourceError(f"{name}: {form.day} is {written!r:.60}, which is no day; fetch the file again")
    return day


def _day(written: str) -> date | None:
    """The day that 24.05.2026 or 2026-05-24 names."""
    if not re.fullmatch(f"{_DOTTED}|{_ISO}", written, re.ASCII):
        return None
    try:
        return date.fromisoformat("-".join(reversed(written.split("."))))
    except ValueError:
        return None


_UNIT = re.compile("10{0,6}")
"""Others do not divide a value so that its digits, and with them its precision, stay."""

_SHOWN = 120


def _printed(form: Format, row: Row, day: date | None, unknown: str) -> PrintedRate:
    """What a row prints, or the reason why it prints no rate: what is `unknown` in it may change its meaning."""
    code, unit, value = (row.fields.get(name, "") for name in (form.code, form.unit, form.value))
    code = _CBR_CODES.get(code, code)
    quote, *_ = form.bank.former if day and day < form.bank.former[1] else (form.bank.quote,)
    printed = PrintedRate(code[:_SHOWN], quote, 1, Reason.UNCLEAR, text=f"{unit} {code} = {value} {quote}"[:_SHOWN])
    if row.doubt or unknown:
        return printed._replace(detail=(row.doubt or unknown)[:_SHOWN])
    if day is None:
        return printed._replace(detail=f"{form.day} {row.fields.get(form.day, '')}"[:_SHOWN])
    if not _UNIT.fullmatch(unit):
        return printed._replace(value=Reason.AMBIGUOUS_UNIT, detail=unit[:_SHOWN])
    read = _number(value, form.bank.mark)
    if isinstance(read, Reason) or not form.bank.drops_zeros:
        return printed._replace(unit=int(unit), value=read)
    rounded = _with_closing_zeros(read, form.bank.decimals)
    return printed._replace(unit=int(unit), value=rounded, detail="" if rounded is read else _precision(value, rounded))


_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def _number(written: str, mark: str) -> Decimal | Reason:
    """A number whose decimal mark is known; where it has the other one as well, only if that leaves no doubt."""
    written = written.translate(number.ONE_BLANK)
    other = "." if mark == "," else ","
    if other not in written:
        return number.read(written, mark)
    return Reason.AMBIGUOUS_NUMBER if _ONE_GROUP.fullmatch(written) else number.read(written)


def _with_closing_zeros(value: Decimal, decimals: int) -> Decimal:
    """5.4 as 5.40 where the bank rounds to two decimals; a value with more of them stays as it is."""
    missing = decimals + int(value.as_tuple().exponent)
    if missing <= 0:
        return value
    _, digits, exponent = value.as_tuple()
    return Decimal((0, digits + (0,) * missing, int(exponent) - missing))


def _precision(written: str, value: Decimal) -> str:
    step, half = Decimal(1).scaleb(int(value.as_tuple().exponent)), half_step(value)
    return f"{written}: this bank rounds to {plain(step)}, so {plain(value - half)} to {plain(value + half)}"

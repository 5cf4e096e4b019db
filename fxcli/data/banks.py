"""The central banks whose files are read: how they write rates, and the addresses that public programs ask them by."""

from datetime import date
from typing import NamedTuple


class Bank(NamedTuple):
    """A central bank, how it writes its rates and where it publishes them."""

    name: str
    """What it is called on the command line, behind `bank:`."""
    title: str
    quote: str
    """Its own currency, in which it quotes all others."""
    mark: str
    """Its decimal mark."""
    decimals: int
    """To how many decimals it rounds the price of a unit, at most."""
    address: str
    """Of the file of a day, `{day}` standing for the day; of the newest file, where there is no day in it."""
    first_day: date | None
    """The first day for which it is known to answer; None where only the newest file can be had."""
    drops_zeros: bool = False
    """Whether it writes 5.40 as 5.4."""
    former: tuple[str, date] = ("", date.min)
    """The currency in which it quoted before a day."""

    def record(self) -> dict[str, str | int | None]:
        """What is of use to a reader as plain values, as JSON shows them."""
        return {
            "name": f"bank:{self.name}",
            "title": self.title,
            "quote": self.quote,
            "decimals": self.decimals,
            "since": self.first_day.isoformat() if self.first_day else None,
            "address": self.address,
        }


NBK = Bank(
    "nbk",
    "National Bank of Kazakhstan",
    "KZT",
    ".",
    2,
    "https://nationalbank.kz/rss/get_rates.cfm?fdate={day:%d.%m.%Y}",
    date(2000, 1, 1),
    drops_zeros=True,
)
NBKR = Bank(
    "nbkr",
    "National Bank of the Kyrgyz Republic",
    "KGS",
    ",",
    4,
    "https://nbkr.kg/XML/daily.xml",
    None,
)
CBU = Bank(
    "cbu",
    "Central Bank of Uzbekistan",
    "UZS",
    ".",
    2,
    "https://cbu.uz/ru/arkhiv-kursov-valyut/json/all/{day}/",
    date(1994, 7, 1),
)
NBT = Bank(
    "nbt",
    "National Bank of Tajikistan",
    "TJS",
    ".",
    4,
    "https://nbt.tj/ru/kurs/export_xml.php?date={day}&export=xmlout",
    date(2001, 1, 1),
    former=("TJR", date(2000, 10, 30)),
)
CBT = Bank(
    "cbt",
    "Central Bank of Turkmenistan",
    "TMT",
    ".",
    4,
    "https://cbt.tm/kurs/{day:%Y}/{day:%d%m%Y}.xml",
    date(2020, 4, 17),
    former=("TMM", date(2009, 1, 1)),
)
CBR = Bank(
    "cbr",
    "Bank of Russia",
    "RUB",
    ",",
    4,
    "https://cbr.ru/scripts/XML_daily.asp?date_req={day:%d/%m/%Y}",
    date(1998, 1, 1),
    former=("RUR", date(1998, 1, 1)),
)
BANKS = {bank.name: bank for bank in (NBK, NBKR, CBU, NBT, CBT, CBR)}
"""The banks by name, in the order in which they are listed."""

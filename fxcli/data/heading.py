"""What the columns of a table of rates are, by its heading alone."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fxcli import currency
from fxcli.options import ReadOptions

_ROLES = {
    "date": "date day rate_date time_period as_of effective_date дата",
    "base": "base base_currency base_code from from_currency currency_from",
    "quote": "quote quote_currency quote_code to to_currency currency_to target target_currency",
    "currency": "currency currency_code code ccy валюта",
    "rate": "rate exchange_rate fx_rate value курс",
    "unit": "unit units nominal amount quant quantity номинал",
    "beside": "source note notes comment comments id index name currency_name base_name quote_name country weekday"
    " change_pct occurrences document",
}
_ROLE_OF = {name: role for role, names in _ROLES.items() for name in names.split()}

# Columns of tables that go far back; what stands in them is refused, as every currency that is none any more.
_WITHDRAWN = frozenset(
    ("AZM", "BGN", "BYR", "CYP", "EEK", "HRK", "LTL", "LVL", "MTL", "ROL", "RUR", "SIT", "SKK", "TRL")
)
_PAIR = re.compile(r"([A-Z]{3})[-_/ ]?([A-Z]{3})")
_CODE_UNIT = re.compile(r"([A-Z]{3})_(?:QUANT|NOMINAL|UNIT)")

# Statistical Data and Metadata eXchange, as the European Central Bank publishes it: its other columns describe the
# series. Only daily spot rates without a power of ten are rates of a day.
_SDMX = frozenset(("currency_denom", "currency", "time_period", "obs_value"))
_SDMX_CONDITIONS = {"freq": ("D", "B"), "exr_type": ("SP00",), "unit_mult": ("0", "")}


class Figures(NamedTuple):
    """A column of rates. A currency is its code, or the place of the column that names it."""

    place: int
    base: int | str
    quote: int | str
    unit: int | None = None
    """The place of the column that says how much of the base the figure is for; None where it is for one."""


class Layout(NamedTuple):
    """The columns of a table, each by its place in a row."""

    day: int | None
    """None where the table names no day."""
    figures: Sequence[Figures]
    conditions: Mapping[int, Sequence[str]] = {}
    """What must stand in some columns so that a row is one of rates."""


class UncertainHeadingError(Exception):
    """The columns of a heading can be taken in more than one way; the text says which, and what to do."""


class _Columns:
    """The columns of a heading by what their names say."""

    def __init__(self, names: Sequence[str]) -> None:
        self.roles: dict[str, int] = {}
        self.pairs: list[Figures] = []
        self.codes: dict[str, int] = {}
        self.units: dict[str, int] = {}
        self.twice: list[str] = []
        self.unknown: list[str] = []
        for place, name in enumerate(names):
            word, upper = _word(name), name.strip().upper()
            role = _ROLE_OF.get(word)
            if role == "beside" or not word:  # a column without a name numbers the rows
                continue
            if role:
                if self.roles.setdefault(role, place) != place:
                    self.twice.append(f"'{names[self.roles[role]]}' and '{name}'")
            elif pair := _pair(upper):
                self.pairs.append(Figures(place, *pair))
            elif _is_code(upper) or upper in _WITHDRAWN:
                self._once(self.codes, upper, place)
            elif (unit := _CODE_UNIT.fullmatch(upper)) and _is_code(unit[1]):
                self._once(self.units, unit[1], place)
            else:
                self.unknown.append(f"'{name}'")

    def _once(self, known: dict[str, int], code: str, place: int) -> None:
        if known.setdefault(code, place) != place:
            self.twice.append(f"two columns of {code}")


def is_heading(names: Sequence[str]) -> bool:
    """Whether some names are the heading of a table of rates, be it certain or not what each column is."""
    columns = _Columns(names)
    currencies = columns.roles.keys() & {"base", "quote", "currency"}
    if _SDMX.issubset(map(_word, names)):
        return True
    if "date" in columns.roles:
        return bool(columns.pairs or columns.codes or ("rate" in columns.roles and currencies))
    return {"base", "quote", "rate"} <= columns.roles.keys()


def layout(names: Sequence[str], options: ReadOptions) -> Layout:
    """What the columns of a heading are. Raises UncertainHeadingError."""
    words = [_word(name) for name in names]
    if _SDMX.issubset(words):
        time, value, base, quote = map(words.index, ("time_period", "obs_value", "currency_denom", "currency"))
        conditions = {words.index(word): allowed for word, allowed in _SDMX_CONDITIONS.items() if word in words}
        return Layout(time, [Figures(value, base, quote)], conditions)
    columns = _Columns(names)
    if columns.twice:
        raise UncertainHeadingError(f"{columns.twice[0]} say the same; take one of them out of a copy")
    if columns.unknown:
        listed = ", ".join(columns.unknown)
        raise UncertainHeadingError(f"{listed} may change what a rate means; take out of a copy what does not")
    day = columns.roles.get("date")
    roles = {role: place for role, place in columns.roles.items() if role != "date"}
    if "rate" in roles and not (columns.pairs or columns.codes or columns.units):
        return Layout(day, [_one_rate_a_row(roles, options)])
    if columns.codes and not (columns.pairs or roles):
        return Layout(day, _columns_of_codes(columns, options))
    if columns.pairs and not (columns.codes or columns.units or roles):
        return Layout(day, columns.pairs)
    raise UncertainHeadingError(
        "columns named by currencies stand beside others of rates or units; make two files of it"
    )


def _one_rate_a_row(roles: Mapping[str, int], options: ReadOptions) -> Figures:
    """The pair that each row names; a column called `currency` is what of it the heading names in no other way."""
    named = [roles[role] for role in ("base", "currency", "quote") if role in roles]
    if len(named) > 2:
        raise UncertainHeadingError("three columns name a currency; take one of them out of a copy")
    base, quote = named if len(named) == 2 else _with_option(named[0], roles, options)
    figures = Figures(roles["rate"], base, quote, roles.get("unit"))
    if figures.unit is not None and (figures.base == options.base or figures.quote == roles.get("currency")):
        raise UncertainHeadingError("of which currency are the units? call the columns base, quote, rate and unit")
    return figures


def _with_option(place: int, roles: Mapping[str, int], options: ReadOptions) -> tuple[int | str, int | str]:
    """The currency of a column, and the one that the caller knows to be the other of the pair."""
    base = "" if "base" in roles else options.base
    quote = "" if "quote" in roles else options.quote
    if bool(base) == bool(quote):
        raise UncertainHeadingError(f"only one column names a currency; {_SAY}")
    return (base, place) if base else (place, quote or "")


def _columns_of_codes(columns: _Columns, options: ReadOptions) -> list[Figures]:
    own = options.base or options.quote
    listed = ", ".join(columns.codes)
    if own is None or (options.base and options.quote):
        raise UncertainHeadingError(f"the columns are {listed}; {_SAY}")
    if own in columns.codes:
        raise UncertainHeadingError(f"{own} is one of the columns {listed}; in which currency are they all?")
    if options.base:
        if columns.units:
            raise UncertainHeadingError(
                "the units of columns are those of their currencies; say --quote instead of --base"
            )
        return [Figures(place, own, code) for code, place in columns.codes.items()]
    if without := columns.units.keys() - columns.codes.keys():
        raise UncertainHeadingError(f"a unit of {min(without)} stands beside no rate of it; take it out of a copy")
    return [Figures(place, code, own, columns.units.get(code)) for code, place in columns.codes.items()]


_SAY = "say --quote KZT where each figure is a sum of KZT, or --base EUR where it is what 1 EUR costs"


def _pair(name: str) -> tuple[str, str] | None:
    """The base and the quote of USD_KZT, USD/KZT, USD-KZT, USDKZT; None for any other name."""
    found = _PAIR.fullmatch(name)
    return (found[1], found[2]) if found and found[1] != found[2] and all(map(_is_code, found.groups())) else None


def _is_code(name: str) -> bool:
    return len(name) == 3 and currency.is_active(name)


def _word(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().lower())

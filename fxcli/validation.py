"""The door: what came from outside becomes a Rate only after it has been checked here."""

from datetime import date
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from fxcli import currency
from fxcli.rate import Rate

_Code = Annotated[str, StringConstraints(pattern=r"\A[A-Z]{3}\z")]


class _Record(NamedTuple):
    """A Rate whose every field is sound."""

    date: date | None
    base: _Code
    quote: _Code
    value: Annotated[Decimal, Field(gt=0, max_digits=33, decimal_places=18)]
    change_pct: Decimal | None
    occurrences: Annotated[int, Field(gt=0)]
    source: Annotated[str, Field(min_length=1)]


_RECORD = TypeAdapter(_Record, config=ConfigDict(strict=True))


def checked(rate: Rate) -> Rate:
    """The same rate, once every field has been found sound. Raises ValueError, which says what is not."""
    try:
        sound = Rate(*_RECORD.validate_python(tuple(rate)))
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{Rate._fields[int(first['loc'][0])]}: {first['msg']}") from error
    if not (currency.is_active(rate.base) and currency.is_active(rate.quote)) or rate.base == rate.quote:
        raise ValueError(f"{rate.base}/{rate.quote} is not a pair of two active currencies")
    return sound

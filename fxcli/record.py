"""The door: what came from outside becomes a Rate only after it has been checked here."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from fxcli import currency
from fxcli.rate import Rate

_Code = Annotated[str, StringConstraints(pattern=r"\A[A-Z]{3}\z")]


class _Record(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    date: date | None
    base: _Code
    quote: _Code
    rate: Decimal = Field(gt=0, max_digits=33, decimal_places=18)
    change_pct: Decimal | None
    occurrences: int = Field(gt=0)
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _is_a_pair(self) -> "_Record":
        if not (currency.is_active(self.base) and currency.is_active(self.quote)) or self.base == self.quote:
            raise ValueError(f"{self.base}/{self.quote} is not a pair of two active currencies")
        return self


def checked(rate: Rate) -> Rate:
    """The same rate, once every field has been found sound. Raises ValueError, which says what is not."""
    try:
        return Rate(**dict(_Record(**rate._asdict())))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{where}: {first['msg']}" if where else str(first["msg"])) from error

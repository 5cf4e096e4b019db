"""Validates rates that come from text or files: what is not sound never becomes a Rate.

The core that comes with Pydantic does that alone: to import the rest takes longer than reading most pages.
"""

from decimal import Decimal

from pydantic_core import SchemaValidator, ValidationError, core_schema

from fxcli import currency
from fxcli.rate import Rate

_CODE = core_schema.str_schema(pattern=r"\A[A-Z]{3}\z")
_RATE = SchemaValidator(
    core_schema.tuple_schema(
        [
            core_schema.nullable_schema(core_schema.date_schema()),
            _CODE,
            _CODE,
            core_schema.decimal_schema(gt=Decimal(0), max_digits=33, decimal_places=18),
            core_schema.nullable_schema(core_schema.decimal_schema()),
            core_schema.int_schema(gt=0),
            core_schema.str_schema(min_length=1),
        ]
    ),
    core_schema.CoreConfig(strict=True),
)
"""The fields of a Rate in their order, each sound."""


def checked(rate: Rate) -> Rate:
    """The same rate, once every field has been found sound. Raises ValueError, which says what is not."""
    try:
        sound = Rate(*_RATE.validate_python(tuple(rate)))
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{Rate._fields[int(first['loc'][0])]}: {first['msg']}") from error
    if not (currency.is_active(rate.base) and currency.is_active(rate.quote)) or rate.base == rate.quote:
        raise ValueError(f"{rate.base}/{rate.quote} is not a pair of two active currencies")
    return sound

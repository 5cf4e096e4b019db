"""Why a line that looks like a rate is not read as one, and what its reader can do about it."""

from enum import StrEnum
from typing import NamedTuple

from fxcli import currency


class Reason(StrEnum):
    """The closed list of reasons; `explanation` and `remedy` say each in words."""

    AMBIGUOUS_NUMBER = "ambiguous-number"
    NO_NUMBER = "no-number"
    NOT_POSITIVE = "not-positive"
    UNKNOWN_CURRENCY = "unknown-currency"
    SAME_CURRENCY = "same-currency"
    OUT_OF_RANGE = "out-of-range"
    RANGE = "range"
    AMBIGUOUS_UNIT = "ambiguous-unit"
    UNCLEAR = "unclear"
    IMPLAUSIBLE = "implausible"

    @property
    def explanation(self) -> str:
        """What is wrong with the line, in words."""
        return _WORDS[self][0]

    @property
    def remedy(self) -> str:
        """What to try."""
        return _WORDS[self][1]


_WORDS = {
    Reason.AMBIGUOUS_NUMBER: (
        "the number can be read in two ways that differ by a factor",
        "if its comma or dot is the decimal mark, say --decimal , or --decimal . for the whole source",
    ),
    Reason.NO_NUMBER: (
        "where the rate should stand there is no number that can be one",
        "none: the page gives no rate here",
    ),
    Reason.NOT_POSITIVE: (
        "a rate is more than zero",
        "where it was rounded away to 0.00, take a page with more decimals; where a dash touches it, take that out",
    ),
    Reason.UNKNOWN_CURRENCY: (
        "a code of the pair is not an active ISO 4217 currency",
        "check the code for a typing error; what is no currency any more is not read",
    ),
    Reason.SAME_CURRENCY: ("both codes of the pair are the same", "check the pair for a typing error"),
    Reason.OUT_OF_RANGE: (
        "more than 15 digits before or 18 after the point, an exponent, NaN or Infinity",
        "write the number out in plain digits",
    ),
    Reason.RANGE: (
        "two prices, or one side of two, stand here, and no rule says which one is meant",
        "keep the one that you want in a copy of the page",
    ),
    Reason.AMBIGUOUS_UNIT: (
        "how many of the base the rate is for is not certain",
        "in a copy write 100 KGS = 1.144 USD if that is its unit; if it is none, take it out, or write 10. for a row",
    ),
    Reason.UNCLEAR: (
        "beside the rate stands something that may change what it means",
        "write the rate alone on a line of a copy of the page, as in KGS/USD = 0.01144",
    ),
    Reason.IMPLAUSIBLE: (
        "the rate is more than 8 times outside of what these currencies have been worth since 2010",
        "where the page has the pair the wrong way round, turn it in a copy; --allow-implausible takes it as it stands",
    ),
}


class Refusal(NamedTuple):
    """A ticker-shaped line that is not a rate."""

    line: int
    """The line of the source where the pair starts, counted from 1."""
    text: str
    """The line as a reader sees it, shortened around the pair where it is long."""
    reason: Reason
    detail: str = ""
    """The words that are not understood, where these are the reason; a code that is no currency."""
    mark: str = ""
    """The decimal mark, "," or ".", with which the number would be what its currencies have been worth."""

    @property
    def remedy(self) -> str:
        """What to try, first what fits this line best."""
        if self.mark:
            mark = f"say --decimal {self.mark} for the whole source if that is its decimal mark: then the rate fits"
            return f"{mark}; {self.reason.remedy}"
        if self.reason is Reason.UNKNOWN_CURRENCY and (near := currency.nearest(self.detail)):
            return f"did you mean {' or '.join(near)}? {self.reason.remedy}"
        return self.reason.remedy

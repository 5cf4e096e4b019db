"""Which currencies there are and which words mean them."""

import iso4217
import pytest

from fxcli import currency
from fxcli._iso4217 import CURRENCIES
from fxcli.errors import UsageError


def test_the_list_is_that_of_the_standard() -> None:
    independent = {item.code: (item.exponent, item.currency_name) for item in iso4217.Currency}
    assert independent == CURRENCIES


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("kgs", "KGS"),
        ("Tenge", "KZT"),
        ("₸", "KZT"),
        ("som", "KGS"),
        ("somoni", "TJS"),
        ("sum", "UZS"),
        ("soum", "UZS"),
        ("so'm", "UZS"),
        ("so’m", "UZS"),
        ("manat", "TMT"),
        ("dollar", "USD"),
        ("$", "USD"),
        (" eur ", "EUR"),
    ],
)
def test_words_mean_their_currency(word: str, code: str) -> None:
    assert currency.understand(word) == code


@pytest.mark.parametrize(
    ("word", "suggestion"), [("KZX", "mean KZT"), ("UZ", "mean UZS"), ("zzzzzz", "the home currencies are KGS")]
)
def test_an_unknown_word_gets_a_suggestion(word: str, suggestion: str) -> None:
    with pytest.raises(UsageError, match=suggestion):
        currency.understand(word)


def test_minor_units_differ_and_gold_has_none() -> None:
    assert [currency.minor_unit(code) for code in ("USD", "JPY", "KWD", "UZS")] == [2, 0, 3, 2]
    with pytest.raises(UsageError, match="XAU"):
        currency.minor_unit("XAU")


def test_home_currencies_come_first() -> None:
    assert sorted(["EUR", "USD", "AED", "TMT", "KGS"], key=currency.order) == ["KGS", "TMT", "USD", "AED", "EUR"]

"""Which currencies there are and which words mean them."""

from unicodedata import normalize

import iso4217
import pytest
from conftest import read_page

from fxcli import currency
from fxcli.errors import UsageError
from fxcli.iso4217 import CURRENCIES


def test_the_list_is_that_of_the_standard() -> None:
    independent = {item.code: (item.exponent, item.currency_name) for item in iso4217.Currency}
    assert independent == CURRENCIES


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("kgs KGS som Soms сом СОМ сома сомов ⃀ с\u0332", "KGS"),
        ("kzt tenge Tenges teñge тенге Теңге теңге тг тг. ₸", "KZT"),
        ("tjs somoni somonis сомони сомонӣ СОМОНӢ сомони\u0304 сомонї смн смн. SM", "TJS"),
        ("uzs sum sums soum soums сум сума сумы сумов сўм СЎМ су\u0306м", "UZS"),
        ("so'm SO'M so‘m so’m soʻm soʼm so`m so´m so′m", "UZS"),
        ("tmt manat manats манат маната манаты манатов Манат", "TMT"),
        ("usd dollar dollars Dollar доллар доллара доллары долларов долл долл. $ US$", "USD"),
        ("eur Eur euro Euros евро Евро ЕВРО еуро Ýewro €", "EUR"),
        ("rub ruble roubles рубль рубля рублей руб Руб. р. ₽", "RUB"),
        ("cny yuan renminbi юань юаней", "CNY"),
        ("gbp pounds фунтов £", "GBP"),
        ("try lira лир ₺", "TRY"),
    ],
)
def test_words_mean_their_currency_in_any_case_and_composition(words: str, code: str) -> None:
    for word in words.split():
        for written in (f" {word} ", word.upper(), word.title(), normalize("NFD", word)):
            assert currency.understand(written) == code, written


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("сомы", "KGS or UZS"),
        ("somy", "KGS or UZS"),
        ("сом.", "KGS or TJS"),
        ("с", "KGS or TJS or UZS"),
        ("¥", "CNY or JPY"),
    ],
)
def test_a_word_of_several_currencies_is_refused_with_their_codes(word: str, codes: str) -> None:
    with pytest.raises(UsageError, match=f"'{word}' may mean {codes}; write the code"):
        currency.understand(word)
    assert currency.meanings(word) == tuple(codes.split(" or "))


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [
        ("KZX", "did you mean KZT?"),
        ("XXX", "the home currencies are KGS, KZT, TJS, UZS, TMT, USD"),
        ("UZ", "did you mean UZS?"),
        ("TJK", "did you mean TJS?"),
        ("UZB", "did you mean UZS or RUB?"),
        ("rur", "did you mean RUB or MUR or MRU?"),
        ("dollers", "did you mean USD?"),
        ("тенги", "did you mean KZT?"),
        ("cом", "did you mean KGS?"),  # its first letter is Latin
        ("zzzzzz", "the home currencies are KGS, KZT, TJS, UZS, TMT, USD"),
        ("ßp", "the home currencies are KGS, KZT, TJS, UZS, TMT, USD"),  # upper-cased it would be SSP
        ("ＵＳＤ", "the home currencies are KGS, KZT, TJS, UZS, TMT, USD"),
    ],
)
def test_an_unknown_word_gets_the_nearest_codes(word: str, suggestion: str) -> None:
    with pytest.raises(UsageError) as caught:
        currency.understand(word)
    assert str(caught.value) == f"'{word}' is not an active ISO 4217 currency; {suggestion}"


def test_words_in_a_pair_are_for_the_command_line_and_mean_nothing_on_a_page() -> None:
    snapshot = read_page("USD/тенге = 515\nсом/USD = 0.01144\n")
    assert snapshot.rates == ()
    assert snapshot.refused == ()


def test_minor_units_differ_and_gold_has_none() -> None:
    assert [currency.minor_unit(code) for code in ("USD", "JPY", "KWD", "UZS")] == [2, 0, 3, 2]
    with pytest.raises(UsageError, match="XAU"):
        currency.minor_unit("XAU")


def test_home_currencies_come_first() -> None:
    assert sorted(["EUR", "USD", "AED", "TMT", "KGS"], key=currency.order) == ["KGS", "TMT", "USD", "AED", "EUR"]

"""What `import fxcli` gives to a program: typed, exact, and clear about misuse."""

import pydoc
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import SAMPLES, Fxcli

import fxcli

PAGE = b"UZS/USD = 0.00008 0%\nKZT/USD = 0.00195\n09 December 2025\n"


def test_a_path_and_its_bytes_say_the_same() -> None:
    path = SAMPLES / "plain-2025-12-16.txt"
    (from_path,), (from_text,) = fxcli.read(path), fxcli.read(str(path))
    (from_bytes,) = fxcli.read(path.read_bytes())
    assert from_path == from_text
    assert [rate._replace(source="") for rate in from_bytes.rates] == [
        rate._replace(source="") for rate in from_path.rates
    ]
    assert from_path.date == date(2025, 12, 16)


def test_a_document_is_read_once() -> None:
    document = fxcli.Document("page.txt", PAGE)
    assert len(fxcli.read(document)) == 1
    with pytest.raises(fxcli.FxcliError, match=r"page\.txt: a document can be read once; open it again"):
        fxcli.read(document)


def test_a_reader_knows_better_than_the_page() -> None:
    (snapshot,) = fxcli.read(
        b"USD/UZS = 12,105\nUSD/KZT = 0.0021\n", decimal=".", date=date(2025, 12, 9), allow_implausible=True
    )
    assert [(str(rate.value), rate.date) for rate in snapshot.rates] == [
        ("12105", date(2025, 12, 9)),
        ("0.0021", date(2025, 12, 9)),
    ]


@pytest.mark.parametrize("content", [b"", bytes(range(32))])
def test_what_is_no_text_has_no_rates(content: bytes) -> None:
    (snapshot,) = fxcli.read(content)
    assert (snapshot.rates, snapshot.refused, snapshot.date) == ((), (), None)


def test_what_cannot_be_read_raises(tmp_path: Path) -> None:
    with pytest.raises(fxcli.FxcliError, match="there is no such file"):
        fxcli.read(tmp_path / "nothing.txt")
    with pytest.raises(fxcli.FxcliError, match="';' is no decimal mark"):
        fxcli.read(PAGE, decimal=";")
    with pytest.raises(fxcli.FxcliError, match="'left' is no side"):
        fxcli.read(PAGE, dates="left")


@pytest.mark.parametrize("amount", [1000000, "1000000", "1 000 000", "1m", Decimal("1e6")])
@pytest.mark.parametrize(("base", "quote"), [("UZS", "USD"), ("uzs", "usd"), ("so'm", "$")])
def test_an_amount_is_converted_as_it_was_written(amount: int | str | Decimal, base: str, quote: str) -> None:
    (snapshot,) = fxcli.read(PAGE)
    answer = fxcli.convert(amount, base, quote, snapshot.rates)
    assert (str(answer.result), str(answer.low), str(answer.high)) == ("80.00", "75.00", "85.00")


@pytest.mark.parametrize(
    ("call", "error", "why"),
    [
        (
            lambda: fxcli.convert(0.1, "UZS", "USD", []),
            TypeError,
            "a float such as 0.1 is not exactly what was written",
        ),  # type: ignore[arg-type]
        (lambda: fxcli.convert("1,500", "UZS", "USD", []), fxcli.FxcliError, "can be read in two ways"),
        (lambda: fxcli.convert("100usd", "UZS", "USD", []), fxcli.FxcliError, "names its currency"),
        (lambda: fxcli.convert(Decimal("nan"), "UZS", "USD", []), fxcli.FxcliError, "NaN is no amount"),
        (lambda: fxcli.convert(1, "XXQ", "USD", []), fxcli.FxcliError, "not an active ISO 4217 currency"),
        (lambda: fxcli.convert(1, "UZS", "USD", []), fxcli.FxcliError, "no rate for UZS and USD"),
    ],
)
def test_misuse_raises_at_once_with_the_reason(call: Callable[[], object], error: type[Exception], why: str) -> None:
    with pytest.raises(error, match=why):
        call()


def test_a_history_is_opened_to_read(fxcli: Fxcli, page: Callable[..., str], tmp_path: Path) -> None:
    import fxcli as package

    fxcli("import", page(PAGE), "--db", "history.db")
    with package.open_history(tmp_path / "history.db") as history:
        assert [rate.base for rate in history.latest()] == ["KZT", "UZS"]
        assert history.latest(on=date(2025, 12, 8)) == []
        assert len(list(history.observations(since=date(2025, 12, 9)))) == 2
    with pytest.raises(package.FxcliError, match="there is no history yet"), package.open_history(tmp_path / "no.db"):
        pass


def test_help_and_dir_show_the_public_names_alone() -> None:
    assert set(dir(fxcli)) == {*fxcli.__all__, "__version__"}
    told = pydoc.plain(pydoc.render_doc(fxcli))
    assert all(f"\n    {name}(" in told or f"class {name}(" in told for name in fxcli.__all__)

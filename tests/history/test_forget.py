"""Pages are listed and taken out again, and what is left is the history as if they had never been there."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fxcli import FxcliError, Rate
from fxcli.errors import NoRatesError
from fxcli.history.history import History, reading, writing
from fxcli.history.page import Entry

DAY = date(2025, 12, 9)


def entry(document: int, day: date = DAY, bases: str = "KGS", figure: int = 1, source: str = "page.txt") -> Entry:
    rates = [Rate(day, base, "USD", Decimal(f"0.0{figure}"), None, 1, source) for base in bases.split()]
    return Entry(document.to_bytes(32, "big"), day, "page", source, rates)


@pytest.fixture
def history(tmp_path: Path) -> Iterator[History]:
    with writing(str(tmp_path / "history.db")) as history:
        yield history


PAGES = st.lists(
    st.tuples(
        st.dates(date(2024, 1, 1), date(2024, 1, 4)),
        st.sets(st.sampled_from(["KGS", "KZT", "EUR"]), min_size=1),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=50)
@given(PAGES)
def test_what_is_left_is_the_history_without_the_pages(
    tmp_path_factory: pytest.TempPathFactory, pages: list[tuple[date, set[str], bool]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    entries = [entry(n, day, " ".join(sorted(bases)), n + 1) for n, (day, bases, _) in enumerate(pages)]
    gone = [n + 1 for n, (_, _, goes) in enumerate(pages) if goes]
    with writing(str(folder / "history.db")) as history, writing(str(folder / "rest.db")) as rest:
        history.add(entries)
        history.forget(gone)
        rest.add(one for one, (_, _, goes) in zip(entries, pages, strict=True) if not goes)
        assert list(history.verified()) == list(rest.verified())
        assert list(history.with_documents()) == list(rest.with_documents())
        assert history.pairs() == rest.pairs()
        for day in range(6):
            on = date(2023, 12, 31) + timedelta(day)
            assert history.latest(on) == rest.latest(on)
            assert list(history.observations(on)) == list(rest.observations(on))


def test_pages_come_by_date_and_say_what_they_are(history: History) -> None:
    history.add([entry(7, DAY, "KGS KZT"), entry(8, DAY - timedelta(1), source="b.txt"), entry(9)])
    assert [page.record() for page in history.pages(DAY - timedelta(1), DAY)] == [
        {
            "number": number,
            "date": day,
            "date_origin": "page",
            "rates": rates,
            "source": source,
            "document": f"{document:064x}",
        }
        for number, day, rates, source, document in (
            (2, "2025-12-08", 1, "b.txt", 8),
            (1, "2025-12-09", 2, "page.txt", 7),
            (3, "2025-12-09", 1, "page.txt", 9),
        )
    ]
    assert [page.number for page in history.pages(DAY)] == [1, 3]
    assert [page.number for page in history.pages(None, DAY - timedelta(1))] == [2]


def test_the_number_of_a_page_is_never_that_of_another(history: History) -> None:
    history.add([entry(1), entry(2)])
    history.forget([2])
    history.add([entry(3)])
    history.forget([1, 3])
    history.add([entry(1)])
    assert [page.number for page in history.pages()] == [4]
    with pytest.raises(NoRatesError, match="the history holds no page 3; fxcli pages lists those that it holds"):
        history.numbered([4, 3])


def test_a_number_that_is_not_there_takes_none_out(history: History) -> None:
    history.add([entry(1), entry(2)])
    with pytest.raises(FxcliError, match="no page 3"):
        history.forget([1, 3])
    assert [page.number for page in history.pages()] == [1, 2]


def test_the_last_import_is_all_that_was_added_through_one_object(tmp_path: Path) -> None:
    path = str(tmp_path / "history.db")
    for numbers in ((1,), (2, 3)):
        with writing(path) as history:
            for number in numbers:
                history.add([entry(number)])
    with reading(path) as history:
        assert [page.number for page in history.last_import()] == [2, 3]
    with writing(path) as history:
        history.add([entry(1, figure=5)])  # another reading of a document is of the import that brought it
        assert [page.number for page in history.last_import()] == [4]
        history.forget([4])
        assert history.last_import() == []


@pytest.mark.parametrize("brings", ["nothing new", "nothing at all"])
def test_an_import_that_brings_nothing_is_the_last_one(tmp_path: Path, brings: str) -> None:
    path = str(tmp_path / "history.db")
    with writing(path) as history:
        history.add([entry(1)])
    with writing(path) as history:
        history.begin_import()
        if brings == "nothing new":
            history.add([entry(1)])
        assert history.last_import() == []
        history.add([entry(2)])
        assert [page.number for page in history.last_import()] == [2]


def test_two_imports_at_once_are_told_apart(tmp_path: Path) -> None:
    path = str(tmp_path / "history.db")
    with writing(path) as one, writing(path) as other:
        one.add([entry(1)])
        other.add([entry(2)])
        one.add([entry(3)])
        assert [page.number for page in other.last_import()] == [2]
        other.forget([2])
        assert other.last_import() == []
        assert [page.number for page in other.pages()] == [1, 3]


def test_the_pages_of_a_source_are_found_by_its_whole_name(history: History) -> None:
    history.add([entry(1, source="a.txt"), entry(2, source="b/a.txt"), entry(3, source="a.txt")])
    assert [page.number for page in history.from_source("a.txt")] == [1, 3]
    assert history.from_source("A.txt") == []


def test_a_document_under_two_dates_is_noticed_once_its_import_is_another(tmp_path: Path) -> None:
    path, later = str(tmp_path / "history.db"), DAY + timedelta(1)
    with writing(path) as history:
        assert not any(it.elsewhere for it in history.add([entry(1), entry(1, later), entry(2)]))
        assert not any(it.elsewhere for one in (entry(3), entry(3, later)) for it in history.add([one]))
    with writing(path) as history:
        (same, new, other) = history.add([entry(1), entry(1, later + timedelta(1)), entry(2, later)])
        assert (same.is_new, same.elsewhere) == (False, ())
        assert [page.date for page in new.elsewhere] == [later]
        assert [page.number for page in other.elsewhere] == [3]

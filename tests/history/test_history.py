"""The history: what is stored is what is found, whole or not at all, and no damage passes for a rate."""

import os
import random
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fxcli import FxcliError, Rate, latest
from fxcli.data.export import read
from fxcli.errors import HistoryError, NoRatesError
from fxcli.history.file import default_path
from fxcli.history.history import reading, writing
from fxcli.history.page import Entry
from fxcli.number import plain
from fxcli.output.formats.csv import write_with_documents

DAY = date(2025, 12, 9)
UNIX = pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX")


def rate(text: str, day: date = DAY, base: str = "KGS", quote: str = "USD", change: str | None = "-0") -> Rate:
    return Rate(day, base, quote, Decimal(text), None if change is None else Decimal(change), 8, "page.txt")


def entry(*rates: Rate, document: int = 0) -> Entry:
    day = rates[0].date
    assert day
    return Entry(document.to_bytes(32, "big"), day, "page", rates[0].source, rates)


def stored(path: str, *entries: Entry) -> list[bool]:
    with writing(path) as history:
        return [added.is_new for added in history.add(entries)]


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "history.db")


def test_what_is_stored_is_found_with_every_digit(path: str) -> None:
    rates = (rate("0.28490"), rate("123456789012345.123456789012345678", base="KZT", change=None))
    stored(path, entry(*rates))
    with reading(path) as history:
        found = history.latest()
        assert found == list(rates)
        assert [plain(it.value) for it in found] == ["0.28490", "123456789012345.123456789012345678"]
        assert [None if it.change_pct is None else plain(it.change_pct) for it in found] == ["-0", None]
        assert list(history.observations()) == list(rates)


def test_the_same_document_twice_changes_no_page(path: str) -> None:
    one = entry(rate("0.01144"))
    assert stored(path, one) == [True]
    with reading(path) as history:
        before = list(history.pages())
    assert stored(path, one) == [False]
    with reading(path) as history:
        assert list(history.pages()) == before
        assert [it.value for it in history.observations()] == [Decimal("0.01144")]


def test_the_same_rates_in_another_order_are_nothing_new(path: str) -> None:
    rates = rate("0.01144"), rate("0.00195", base="KZT"), rate("0.01144", quote="EUR")
    assert stored(path, entry(*rates)) == [True]
    for order in permutations(rates):
        assert stored(path, entry(*order)) == [False]


def test_the_same_document_read_otherwise_replaces_what_it_gave(path: str) -> None:
    stored(path, entry(rate("0.01144")))
    assert stored(path, entry(rate("0.01145"), rate("0.00195", base="KZT"))) == [True]
    with reading(path) as history:
        assert [plain(it.value) for it in history.observations()] == ["0.01145", "0.00195"]


def test_two_documents_of_a_day_are_kept_and_the_last_one_is_found(path: str) -> None:
    stored(path, entry(rate("0.10695"), document=1), entry(rate("0.10708"), document=2))
    with reading(path) as history:
        assert [plain(it.value) for it in history.latest()] == ["0.10708"]
        assert [plain(it.value) for it in history.observations()] == ["0.10695", "0.10708"]


def test_a_day_finds_the_latest_rate_on_or_before_it(path: str) -> None:
    days = [date(2025, 12, 1), date(2025, 12, 5), date(2025, 12, 9)]
    for number, day in enumerate(days):
        stored(path, entry(rate(f"0.0{number + 1}", day), document=number))
    with reading(path) as history:
        assert [it.date for it in history.latest(date(2025, 12, 7))] == [days[1]]
        assert history.latest(date(2025, 11, 30)) == []
        assert [it.date for it in history.observations(days[1], days[1])] == [days[1]]


def test_a_writer_waits_for_another_before_it_looks_at_anything(path: str) -> None:
    stored(path, entry(rate("0.01")))
    other = sqlite3.connect(path, timeout=1, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE sqlite_sequence SET seq = 7")
    with ThreadPoolExecutor() as pool:
        adding = pool.submit(stored, path, entry(rate("0.02"), document=1))
        time.sleep(0.5)
        other.execute("COMMIT")
        assert adding.result() == [True]
    other.close()
    with reading(path) as history:
        assert [page.number for page in history.pages()] == [1, 8]


def test_the_rates_of_an_export_that_names_no_documents_are_nothing_new_only_where_they_were_before(path: str) -> None:
    first, same, more = (
        entry(rate("0.01"), *rates, document=number)._replace(is_copy=True)
        for number, rates in enumerate(([], [], [rate("0.02", base="KZT")]))
    )
    assert stored(path, first, same, more) == [True, True, True]
    assert stored(path, first, same, more) == [False, False, False]
    other = same._replace(document=b"x" * 32)
    assert stored(path, other) == [False]
    assert stored(path, other._replace(source="other.txt")) == [True]
    later = DAY + timedelta(1)
    assert stored(path, entry(rate("0.01", later), document=9)._replace(is_copy=True)) == [True]


@given(
    st.lists(
        st.tuples(
            st.dates(date(2024, 1, 1), date(2024, 2, 1)), st.sampled_from(["KGS", "KZT", "EUR"]), st.integers(1, 99)
        ),
        min_size=1,
        max_size=12,
    ),
    st.dates(date(2023, 12, 30), date(2024, 2, 3)),
)
def test_a_lookup_finds_what_a_search_through_all_rates_finds(
    tmp_path_factory: pytest.TempPathFactory, observed: list[tuple[date, str, int]], on: date
) -> None:
    rates = [rate(str(figure), day, base) for day, base, figure in observed]
    path = str(tmp_path_factory.mktemp("history") / "history.db")
    stored(path, *(entry(it, document=number) for number, it in enumerate(rates)))
    with reading(path) as history:
        assert set(history.latest(on)) == set(latest(rates, on))
        assert set(history.latest()) == set(latest(rates))


@given(
    st.lists(st.lists(st.sampled_from(["KGS", "KZT", "EUR", "AED"]), min_size=1, unique=True), min_size=1, max_size=8)
)
def test_an_export_of_all_gives_back_the_pages_of_a_day_in_an_order_that_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, pages: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    path, copy = str(folder / "history.db"), str(folder / "copy.db")
    figures = [[rate(f"0.0{number + 1}", base=base) for base in bases] for number, bases in enumerate(pages)]
    stored(path, *(entry(*rates, document=number) for number, rates in enumerate(figures)))
    with reading(path) as history:
        csv = "".join(write_with_documents(history.with_documents()))
    back = read("all.csv", BytesIO(csv.encode()))
    stored(copy, *(Entry(it.digest, DAY, "page", it.source, it.rates, not it.names_document) for it in back))
    with reading(path) as history, reading(copy) as same:
        assert list(same.with_documents()) == list(history.with_documents())
        assert same.latest() == history.latest()


def test_what_comes_after_a_day_is_the_first_of_each_pair_and_of_one_day_the_one_imported_last(path: str) -> None:
    later = DAY + timedelta(2)
    stored(path, entry(rate("0.01"), rate("0.02", base="KZT")), entry(rate("0.03", later), document=1))
    stored(path, entry(rate("0.04", later), document=2), entry(rate("0.05", DAY + timedelta(3)), document=3))
    with reading(path) as history:
        assert [plain(it.value) for it in history.upcoming(DAY - timedelta(1))] == ["0.01", "0.02"]
        assert [plain(it.value) for it in history.upcoming(DAY)] == ["0.04"]
        assert history.upcoming(DAY + timedelta(3)) == []


def test_home_currencies_come_first_in_their_order(path: str) -> None:
    stored(path, entry(*(rate("1", base=base) for base in ("EUR", "TMT", "AED", "KGS", "UZS"))))
    with reading(path) as history:
        assert [it.base for it in history.latest()] == ["KGS", "UZS", "TMT", "AED", "EUR"]
        assert [it.base for it in history.upcoming(DAY - timedelta(1))] == ["KGS", "UZS", "TMT", "AED", "EUR"]


def test_pairs_come_by_the_currency_they_are_of_and_then_by_that_they_are_in(path: str) -> None:
    pairs = [("KGS", "KZT"), ("KGS", "USD"), ("USD", "KGS"), ("USD", "AED"), ("AED", "KGS"), ("AED", "EUR")]
    stored(path, entry(*(rate("1", base=base, quote=quote) for base, quote in pairs)))
    with reading(path) as history:
        assert history.pairs() == pairs


@UNIX
def test_the_file_and_its_folder_at_the_default_place_are_the_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("sys.platform", "linux")
    stored(default_path(), entry(rate("1")))
    assert stat.S_IMODE(os.stat(default_path()).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(default_path())).st_mode) == 0o700


def test_a_folder_that_is_not_there_is_taken_for_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="cannot be made"), writing(str(tmp_path / "missing" / "history.db")):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_reader_makes_nothing(path: str, tmp_path: Path) -> None:
    with pytest.raises(NoRatesError, match="there is no history yet"), reading(path):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: Path(path).write_bytes(b"not a database " * 100), "not a history of fxcli"),
        (lambda path: Path(path).write_bytes(b"short"), "not a history of fxcli"),
        (lambda path: _foreign(path), "a database of another program"),
        (lambda path: _newer(path), "written by a newer fxcli"),
        (lambda path: _truncated(path), "damaged"),
        (lambda path: os.mkdir(path), "not a regular file"),
    ],
    ids=["text", "short", "foreign", "newer", "truncated", "folder"],
)
def test_what_is_no_sound_history_is_refused_and_left_as_it_is(
    tmp_path: Path, make: Callable[[str], object], message: str
) -> None:
    path = str(tmp_path / "history.db")
    make(path)
    before = None if os.path.isdir(path) else Path(path).read_bytes()
    for way in (reading, writing):
        with pytest.raises(FxcliError, match=message), way(path) as history:
            [*history.latest(), *history.observations()]
    assert before is None or Path(path).read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["history.db"]


def _foreign(path: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()


def _newer(path: str) -> None:
    stored(path, entry(rate("1")))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def _truncated(path: str) -> None:
    stored(path, *(entry(rate("1", DAY + timedelta(number)), document=number) for number in range(50)))
    os.truncate(path, os.path.getsize(path) - 4096)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rate SET rate = '2'",
        "UPDATE rate SET base = 'KZT'",
        "UPDATE rate SET occurrences = 9",
        "UPDATE rate SET change_pct = '0'",
        "UPDATE rate SET date = '2025-12-08'",
        "UPDATE snapshot SET source = 'other'",
        "UPDATE snapshot SET date = '2025-12-08'",
        "DELETE FROM rate",
        "DELETE FROM snapshot",
        "DELETE FROM pair",
        "UPDATE pair SET base = 'KZT'",
        "UPDATE pair SET first_date = '2025-12-08'",
        "UPDATE snapshot SET rates = 2",
        "UPDATE snapshot SET first_rate = 2",
        "UPDATE snapshot SET date_origin = 'name'",
        "UPDATE snapshot SET import = 9",
        "UPDATE snapshot SET document = randomblob(32)",
        "CREATE TABLE other (x)",
        "DROP INDEX rate_lookup",
    ],
)
def test_a_changed_figure_is_never_shown(path: str, statement: str) -> None:
    stored(path, entry(rate("0.01144")))
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    with reading_or_refused(path) as found:
        assert found in ([], "refused")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_pair_that_is_not_listed_any_more_is_missed_by_all_who_read_or_write(path: str, place: int) -> None:
    pairs = [("EUR", "KGS"), ("EUR", "USD"), ("KGS", "USD")]
    stored(path, entry(*(rate("0.5", base=base, quote=quote) for base, quote in pairs)))
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM pair WHERE base = ? AND quote = ?", pairs[place])
    connection.close()
    for way in (reading, writing):
        with pytest.raises(HistoryError, match="damaged"), way(path):
            pass


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_page_that_is_gone_is_missed_by_whoever_reads_its_day(path: str, gone: int) -> None:
    days = [DAY + timedelta(day) for day in range(3)]
    stored(path, *(entry(rate("0.5", day), document=number) for number, day in enumerate(days)))
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM rate WHERE snapshot = ?", (gone + 1,))
        connection.execute("DELETE FROM snapshot WHERE id = ?", (gone + 1,))
    connection.close()
    with reading(path) as history:
        with pytest.raises(HistoryError, match="damaged"):
            list(history.verified())
        for since in (None, *days[: gone + 1]):
            for until in (None, *days[gone:]):
                with pytest.raises(HistoryError, match="damaged"):
                    list(history.observations(since, until))
        with pytest.raises(HistoryError, match="damaged"):
            history.latest(days[gone])
        assert [it.date for it in history.observations(None, DAY + timedelta(gone - 1))] == days[:gone]
        assert [it.date for it in history.latest(DAY + timedelta(gone - 1))] == days[:gone][-1:]


def test_a_rate_that_no_page_has_is_damage(path: str) -> None:
    stored(path, entry(rate("0.01144")))
    with sqlite3.connect(path) as connection:
        columns = "snapshot, base, quote, date, rate, change_pct, occurrences"
        connection.execute(f"INSERT INTO rate SELECT 9, {columns}, next_date FROM rate")  # noqa: S608
    connection.close()
    with reading(path) as history, pytest.raises(HistoryError, match="damaged"):
        list(history.verified())


def test_damage_that_no_lookup_meets_is_found_when_all_is_verified(path: str) -> None:
    stored(path, *(entry(rate("0.5", DAY + timedelta(day)), document=day) for day in range(3)))
    data = Path(path).read_bytes()
    places = [at for at in range(len(data)) if data.startswith(b"page.txt", at)]
    assert len(places) == 6  # of each page once, and once in the index by which the pages of a source are found
    for place in places:
        Path(path).write_bytes(flipped(data, place * 8))
        with reading(path) as history, pytest.raises(HistoryError, match="damaged"):
            list(history.verified())


@pytest.mark.parametrize("statement", ["ANALYZE", "PRAGMA optimize", "VACUUM", "REINDEX"])
def test_what_sqlite_adds_when_it_is_tidied_is_no_damage(path: str, statement: str) -> None:
    stored(path, *(entry(rate(f"0.0{number}"), document=number) for number in range(1, 50)))
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    assert stored(path, entry(rate("0.5"), document=50)) == [True]
    with reading(path) as history:
        assert [plain(it.value) for it in history.latest()] == ["0.5"]


class reading_or_refused:  # noqa: N801 - reads like the function that it is
    """The rates that a history shows, or "refused"."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> object:
        try:
            with reading(self.path) as history:
                return [*history.latest(), *history.observations()]
        except FxcliError:
            return "refused"

    def __exit__(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    "row",
    [
        {"rate": "NaN"},
        {"rate": "-1"},
        {"rate": "+1"},
        {"rate": "1e5"},
        {"rate": "1.2.3"},
        {"rate": "1."},
        {"rate": ".5"},
        {"rate": "0.00"},
        {"rate": ""},
        {"date": "2023-02-30"},
        {"date": "2023-2-3"},
        {"date": "20230203"},
        {"base": "usd"},
        {"base": "USD"},
        {"occurrences": 0},
        {"occurrences": "x"},
        {"change_pct": "1e5"},
    ],
)
def test_the_table_itself_refuses_what_is_no_rate(path: str, row: dict[str, object]) -> None:
    stored(path, entry(rate("0.01144")))
    connection = sqlite3.connect(path)
    sound = {"snapshot": 1, "base": "KGS", "quote": "USD", "date": "2025-12-09", "rate": "1", "next_date": "9999-12-32"}
    columns = sound | {"change_pct": None, "occurrences": 1} | row
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(
            f"INSERT INTO rate ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608
            tuple(columns.values()),
        )
    connection.close()


def heads(data: bytes) -> list[int]:
    """The bits at the beginning of the pages of a file of SQLite, by which it says how many rows they hold."""
    places = [start + byte for start in (100, *range(4096, len(data), 4096)) for byte in range(12)]
    return [place * 8 + bit for place in places for bit in range(8)]


def flipped(data: bytes, bit: int) -> bytes:
    at = bit // 8
    return data[:at] + bytes([data[at] ^ 1 << bit % 8]) + data[at + 1 :]


@pytest.mark.parametrize(
    "every", [pytest.param(False, id="some"), pytest.param(True, id="all", marks=pytest.mark.slow)]
)
def test_flipped_bits_never_pass_for_a_rate(tmp_path: Path, every: bool) -> None:
    sound = str(tmp_path / "sound.db")
    days = [[rate(f"0.0{1000 + n}", DAY + timedelta(n), base) for base in ("KGS", "KZT", "UZS")] for n in range(40)]
    stored(sound, *(entry(*rates, document=n) for n, rates in enumerate(days)))
    data = Path(sound).read_bytes()
    chance = random.Random(20251209)  # noqa: S311 - a repeatable choice of bits, no secret
    path = tmp_path / "flipped.db"
    for bit in range(len(data) * 8) if every else [*heads(data), *chance.sample(range(len(data) * 8), 100)]:
        path.write_bytes(flipped(data, bit))
        assert lookup(path, None) in (days[-1], "refused"), bit
        assert lookup(path, DAY + timedelta(17)) in (days[17], "refused"), bit
        with reading_or_refused(str(path)) as found:
            assert found == "refused" or found == [*days[-1], *(it for day in days for it in day)], bit
        assert shown(path, 17, 20) in ([it for day in days[17:21] for it in day], "refused"), bit


@pytest.mark.parametrize("files", [pytest.param(150, id="some"), pytest.param(5000, id="all", marks=pytest.mark.slow)])
def test_a_change_to_a_file_with_a_flipped_bit_hides_no_damage(tmp_path: Path, files: int) -> None:
    bases = ("KGS", "KZT", "UZS")
    days = [[rate(f"0.0{1000 + n}", DAY + timedelta(n), base) for base in bases] for n in range(40)]
    sound = str(tmp_path / "sound.db")
    stored(sound, *(entry(*rates, document=n) for n, rates in enumerate(days)))
    data = Path(sound).read_bytes()
    chance = random.Random(20260401)  # noqa: S311 - a repeatable choice of bits, no secret
    path = tmp_path / "flipped.db"
    for _ in range(files):
        bit = chance.choice((chance.randrange(len(data) * 8), chance.choice(heads(data))))
        place = chance.randrange(1, 39)
        path.write_bytes(flipped(data, bit))
        other = [rate("0.09999", DAY + timedelta(place), base) for base in bases]
        kind = chance.choice(("forget", "read again", "add"))
        after = {place: days[place - 1] if kind == "forget" else other}
        try:
            with writing(str(path)) as history:
                if kind == "forget":
                    history.forget([place + 1])
                else:
                    history.add([entry(*other, document=place if kind == "read again" else 99)])
        except FxcliError:
            after = {}
        for day in (place - 1, place, place + 1, 39):
            found = lookup(path, DAY + timedelta(day))
            assert found == "refused" or found == after.get(day, days[day]), (kind, place, day, bit)


def test_a_page_that_a_damaged_index_would_hide_is_not_stored(path: str) -> None:
    stored(path, *(entry(rate("0.5", DAY + timedelta(day)), document=day) for day in range(5)))
    data = Path(path).read_bytes()
    place = data.index(b"KGSUSD2025-12-11\x03") + len("KGSUSD202")  # day 2 in the index, with the id of its rate
    Path(path).write_bytes(flipped(data, place * 8))
    assert b"KGSUSD2024-12-11\x03" in Path(path).read_bytes()
    for day in range(2):
        with pytest.raises(HistoryError, match="damaged"):
            stored(path, entry(rate("0.6", DAY + timedelta(day)), document=9))
    for day in range(2):
        assert lookup(Path(path), DAY + timedelta(day)) in ([rate("0.5", DAY + timedelta(day))], "refused")


def shown(path: Path, since: int, until: int) -> object:
    try:
        with reading(str(path)) as history:
            return list(history.observations(DAY + timedelta(since), DAY + timedelta(until)))
    except FxcliError:
        return "refused"


def lookup(path: Path, on: date | None) -> object:
    try:
        with reading(str(path)) as history:
            return history.latest(on)
    except FxcliError:
        return "refused"


@UNIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everything")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(HistoryError, match="the history cannot be made"), writing(str(tmp_path / "history.db")):
        pass


def test_a_place_that_is_a_file_cannot_hold_a_history(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HistoryError, match="cannot be made"), writing(str(tmp_path / "file" / "history.db")):
        pass


@pytest.mark.parametrize("name", ["a?b#c%20d e.db", "ünïcode-сом.db"])
def test_any_name_can_hold_a_history(tmp_path: Path, name: str) -> None:
    stored(str(tmp_path / name), entry(rate("1")))
    with reading(str(tmp_path / name)) as history:
        assert len(history.latest()) == 1
    assert [item.name for item in tmp_path.iterdir()] == [name]


def test_a_name_with_a_nul_is_refused(tmp_path: Path) -> None:
    for way in (reading, writing):
        with pytest.raises(FxcliError), way(str(tmp_path / "a\0b")):
            pass


def test_what_a_killed_writer_left_half_done_is_rolled_back_by_a_reader(tmp_path: Path) -> None:
    path, copy = str(tmp_path / "history.db"), tmp_path / "killed" / "history.db"
    stored(path, entry(rate("0.01144")))
    copy.parent.mkdir()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")  # spill changed pages into the file before the commit
    connection.execute("BEGIN IMMEDIATE")
    for number in range(2000):
        connection.execute(
            "INSERT INTO snapshot VALUES (NULL, ?, '2026-01-01', 'page', 'x', 1, 1, 1, ?)",
            (number.to_bytes(32, "big"), bytes(32)),
        )
    shutil.copy(f"{path}-journal", f"{copy}-journal")  # as a crash would leave them
    shutil.copy(path, copy)
    connection.execute("ROLLBACK")
    connection.close()
    with reading(str(copy)) as history:
        assert [plain(it.value) for it in history.observations()] == ["0.01144"]


def test_the_default_place_is_that_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/reader")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    places = {}
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr("sys.platform", platform)
        places[platform] = default_path().replace(os.sep, "/")
    assert places["linux"].endswith("/.local/share/fxcli/history.db")
    assert places["darwin"].endswith("/Library/Application Support/fxcli/history.db")
    assert places["win32"] == "/local/fxcli/history.db"
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", os.path.abspath("/data"))
    assert default_path() == os.path.join(os.path.abspath("/data"), "fxcli", "history.db")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert default_path().replace(os.sep, "/").endswith("/.local/share/fxcli/history.db")

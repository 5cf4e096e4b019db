"""Web archives: which records are pages, when they were captured, and what a broken one costs."""

import gzip
import io
import json
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import archives
import brotli
import pytest
import zstandard
from archives import MOMENT, record
from conftest import SAMPLES, Fxcli, environment, read_page, results_of
from hypothesis import given
from hypothesis import strategies as st

from fxcli.currency import HOME
from fxcli.page.search import may_hold_rates
from fxcli.sources import archive, members
from fxcli.sources.files import Position

Page = Callable[..., str]
RATE = b"KGS/USD = 0.01144 0%\n"
SOURCE = f"http://site.example/page ({MOMENT})"


def with_dictionary(records: list[bytes], pack: Callable[[bytes], bytes] = bytes) -> bytes:
    """A file of zstd whose members share a dictionary, which comes first."""
    trained = zstandard.train_dictionary(1 << 12, [record(RATE + b"%d" % number) for number in range(500)])
    packer = zstandard.ZstdCompressor(dict_data=trained)
    first = pack(trained.as_bytes())
    head = b"\x5d\x2a\x4d\x18" + len(first).to_bytes(4, "little") + first
    return head + b"".join(map(packer.compress, records))


def imported(fxcli: Fxcli, *arguments: str, **options: bytes) -> list[tuple[str, str, str | None, str | None]]:
    """Source, status, date and reason of each document."""
    done = fxcli("import", *arguments, "--json", **options)
    return [(it["source"], it["status"], it["date"], it["reason"]) for it in json.loads(done.stdout)]


@pytest.mark.parametrize("packed", [False, True])
def test_an_archive_of_the_samples_imports_as_the_pages_do(fxcli: Fxcli, page: Page, packed: bool) -> None:
    paths = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".txt", ".html"))
    assert len(paths) >= 10
    records = [
        record(
            path.read_bytes(),
            address=f"http://site.example/{path.name}",
            moment=f"2025-11-{number:02}T08:00:00Z",
            media_type="text/html" if path.suffix == ".html" else "text/plain",
            packed=packed,
        )
        for number, path in enumerate(paths, start=1)
    ]
    found = json.loads(fxcli("check", page(b"".join(records), "samples.warc"), "--json").stdout)
    expected = []
    for number, path in enumerate(paths, start=1):
        (report,) = json.loads(fxcli("check", str(path), "--date", f"2025-11-{number:02}", "--json").stdout or "[]")
        if report["rates"] or report["refused"]:
            told = {"source": f"http://site.example/{path.name} (2025-11-{number:02}T08:00:00Z)"}
            rates = [it | told for it in report["rates"]]
            expected.append(report | told | {"date_origin": "archive", "rates": rates})
    assert found == expected


def test_the_capture_dates_a_page_before_the_page_itself_and_after_the_option(fxcli: Fxcli, page: Page) -> None:
    page(record(RATE + b"09 December 2025\n"), "a.warc")
    for arguments, told in (([], ("2025-12-16", "archive")), (["--date", "2025-12-01"], ("2025-12-01", "option"))):
        (report,) = json.loads(fxcli("check", "a.warc", *arguments, "--json").stdout)
        assert (report["source"], report["date"], report["date_origin"]) == (SOURCE, *told)


@pytest.mark.parametrize(
    "moment", ["2025-12-16", "2025-12-16T08:00Z", "2025-12-16T08:00:00.1234567890Z", "2025-12-16T08:00:00+05:00"]
)
def test_a_moment_of_any_precision_gives_its_day(fxcli: Fxcli, page: Page, moment: str) -> None:
    page(record(RATE + b"09 December 2025\n", moment=moment), "a.warc")
    assert imported(fxcli, "a.warc") == [(f"http://site.example/page ({moment})", "imported", "2025-12-16", None)]


@pytest.mark.parametrize("moment", ["yesterday", "2025-13-01T00:00:00Z", "20251216080000", "2025-12"])
def test_a_moment_that_is_none_leaves_the_date_to_the_page(fxcli: Fxcli, page: Page, moment: str) -> None:
    page(record(RATE + b"09 December 2025\n", moment=moment), "a.warc")
    assert imported(fxcli, "a.warc") == [("http://site.example/page", "imported", "2025-12-09", None)]


def test_what_a_crawler_notes_of_itself_is_no_page(fxcli: Fxcli, page: Page) -> None:
    notes = [record(RATE, kind=kind) for kind in ("warcinfo", "request", "metadata", "revisit")]
    notes.append(record(RATE, kind="response", address="dns:site.example", media_type="text/dns"))
    pages = [record(RATE + kind.encode(), kind=kind) for kind in ("response", "resource", "conversion")]
    page(b"".join([*notes, *pages, *notes]), "a.warc")
    assert imported(fxcli, "a.warc") == [(SOURCE, "imported", "2025-12-16", None)] * 3


def test_pages_without_rates_are_counted_for_people_and_listed_for_programs(fxcli: Fxcli, page: Page) -> None:
    page(record(b"news\n") + record(RATE) + record(b"more news\n"), "a.warc")
    done = fxcli("import", "a.warc", "--db", "a.db")
    assert done.stdout == f"imported   2025-12-16  1 rate     {SOURCE}\n1 imported, 2 skipped\n"
    assert (done.returncode, done.stderr) == (0, "")
    assert [it[1:] for it in imported(fxcli, "a.warc", "--db", "b.db")] == [
        ("skipped", None, "no-rates"),
        ("imported", "2025-12-16", None),
        ("skipped", None, "no-rates"),
    ]


@pytest.mark.parametrize("content", [b"", record(b"", kind="warcinfo")])
def test_an_archive_without_pages_is_a_page_without_rates(fxcli: Fxcli, page: Page, content: bytes) -> None:
    page(content, "a.warc.gz")
    assert imported(fxcli, "a.warc.gz") == [("a.warc.gz", "failed", None, "no-rates")]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_arc_file_is_refused_by_name(fxcli: Fxcli, page: Page, pack: Callable[[bytes], bytes]) -> None:
    page(pack(b"filedesc://old.arc 0.0.0.0 20001231000000 text/plain 73\n" + RATE), "old")
    done = fxcli("rates", "old")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == "fxcli: old: ARC, the format before WARC, is not read; convert it to WARC"


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(lambda records: b"".join(records), id="plain"),
        pytest.param(lambda records: b"".join(map(gzip.compress, records)), id="a member for each record"),
        pytest.param(lambda records: gzip.compress(b"".join(records)), id="one member"),
        pytest.param(lambda records: b"".join(map(gzip.compress, records)) + bytes(512), id="padded"),
        pytest.param(
            lambda records: b"".join(gzip.compress(b"".join(records)[at : at + 100]) for at in range(0, 9000, 100)),
            id="members across records",
        ),
        pytest.param(lambda records: b"".join(map(zstandard.compress, records)), id="zstd"),
        pytest.param(lambda records: zstandard.compress(b"".join(records)), id="zstd, one member"),
        pytest.param(lambda records: with_dictionary(records), id="zstd with a dictionary"),
        pytest.param(lambda records: with_dictionary(records, zstandard.compress), id="zstd with a packed dictionary"),
    ],
)
def test_an_archive_is_known_by_its_bytes_however_packed(
    fxcli: Fxcli, page: Page, pack: Callable[[list[bytes]], bytes]
) -> None:
    data = pack([record(RATE + b"%d" % number, address=f"http://site.example/{number}") for number in range(9)])
    expected = [(f"http://site.example/{number} ({MOMENT})", "imported", "2025-12-16", None) for number in range(9)]
    assert imported(fxcli, page(data, "page.txt"), "--db", "a.db") == expected
    assert imported(fxcli, "-", "--db", "b.db", stdin=data) == expected


@pytest.mark.parametrize(
    ("headers", "pack"),
    [
        ({"Transfer-Encoding": "chunked"}, lambda data: chunked(data[:5], data[5:])),
        ({"Transfer-Encoding": "chunked"}, bytes),  # joined by the crawler, the header left
        ({"Content-Encoding": "gzip"}, gzip.compress),
        ({"Content-Encoding": "GZIP"}, bytes),  # unpacked by the crawler
        ({"Content-Encoding": "x-gzip"}, gzip.compress),
        ({"Content-Encoding": "br"}, brotli.compress),
        ({"Content-Encoding": "br"}, bytes),
        ({"Content-Encoding": "deflate"}, zlib.compress),
        ({"Content-Encoding": "deflate"}, lambda data: zlib.compress(data, wbits=-15)),
        ({"Content-Encoding": "zstd"}, zstandard.compress),
        ({"Content-Encoding": "none"}, bytes),
        ({"Content-Encoding": "br, gzip"}, lambda data: gzip.compress(brotli.compress(data))),
        ({"Content-Encoding": "gzip, gzip"}, lambda data: gzip.compress(gzip.compress(data))),
        ({"Content-Encoding": "zstd", "Transfer-Encoding": "chunked"}, lambda data: chunked(zstandard.compress(data))),
        ({"Content-Encoding": "unheard-of"}, bytes),
    ],
)
def test_a_page_is_read_as_its_server_meant_it(
    fxcli: Fxcli, page: Page, headers: dict[str, str], pack: Callable[[bytes], bytes]
) -> None:
    content = RATE + b"A line of prose.\n" * 20
    plain, packed = record(content), record(pack(content), headers=headers.items())
    page(plain + packed, "a.warc")
    assert [it[1] for it in imported(fxcli, "a.warc")] == ["imported", "unchanged"]


def chunked(*chunks: bytes) -> bytes:
    return b"".join(b"%x; note=1\r\n%b\r\n" % (len(chunk), chunk) for chunk in (*chunks, b""))


TEXT = RATE + b"A line of prose.\n" * 20
DAMAGED = "is damaged or ends too early; fetch it again"
PART = "only a part of the page was captured; try another capture"


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (
            record(brotli.compress(TEXT)[:-9], headers=[("Content-Encoding", "br")]),
            f"the content, packed as br, {DAMAGED}",
        ),
        (record(gzip.compress(TEXT)[:-9], headers=[("Content-Encoding", "gzip")]), f"packed as gzip, {DAMAGED}"),
        (record(zlib.compress(TEXT)[:-9], headers=[("Content-Encoding", "deflate")]), f"packed as deflate, {DAMAGED}"),
        (record(zstandard.compress(TEXT)[:-9], headers=[("Content-Encoding", "zstd")]), f"packed as zstd, {DAMAGED}"),
        (
            record(bytes(9), headers=[("Content-Encoding", "lzma")]),
            "packed as lzma, which is not known; save it unpacked",
        ),
        (record(gzip.compress(TEXT), headers=[("Content-Encoding", "gzip, gzip, gzip")]), "which is not known"),
        (record(chunked(TEXT)[:-20], headers=[("Transfer-Encoding", "chunked")]), PART),
        (record(TEXT, status="206 Partial Content"), PART),
        (record(TEXT, parts={"WARC-Truncated": "length"}), PART),
        (record(TEXT, parts={"WARC-Segment-Number": "1"}), PART),
        (record(TEXT).replace(b"\r\n\r\n" + TEXT, b"\r\nX:" + TEXT), "its HTTP head does not end"),
    ],
)
def test_a_page_that_is_not_whole_or_unknown_in_its_packing_is_named_and_costs_only_itself(
    fxcli: Fxcli, page: Page, broken: bytes, why: str
) -> None:
    page(broken + record(RATE), "a.warc")
    done = fxcli("import", "a.warc")
    assert done.returncode == 1
    assert done.stderr.startswith(f"fxcli: {SOURCE}: ")
    assert why in done.stderr
    assert done.stdout.splitlines()[-1] == "1 imported, 1 failed"


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved Permanently", "500 Internal Server Error", "304"])
def test_an_answer_that_is_no_2xx_is_no_page(fxcli: Fxcli, page: Page, status: str) -> None:
    page(record(RATE, status=status) + record(RATE), "a.warc")
    assert imported(fxcli, "a.warc") == [(SOURCE, "imported", "2025-12-16", None)]


def test_the_content_type_tells_html(fxcli: Fxcli, page: Page) -> None:
    table = b"KGS/USD\n=\n0.01144\n"
    page(record(table, media_type="text/html; charset=utf-8") + record(table, media_type="text/plain"), "a.warc")
    assert [it[1] for it in imported(fxcli, "a.warc")] == ["imported", "skipped"]


@pytest.mark.parametrize(
    "content", [gzip.compress(bytes(80 << 20)), brotli.compress(bytes(80 << 20), quality=1)], ids=["gzip", "br"]
)
def test_a_page_that_unpacks_without_end_costs_only_itself(fxcli: Fxcli, page: Page, content: bytes) -> None:
    encoding = "gzip" if content.startswith(b"\x1f\x8b") else "br"
    page(record(content, headers=[("Content-Encoding", encoding)]) + record(RATE), "a.warc")
    assert imported(fxcli, "a.warc") == [
        (SOURCE, "failed", None, "too-large"),
        (SOURCE, "imported", "2025-12-16", None),
    ]


def test_a_record_of_more_than_64_mib_costs_only_itself(fxcli: Fxcli, page: Page) -> None:
    page(record(RATE + bytes(64 << 20), packed=True) + record(RATE, packed=True), "a.warc.gz")
    done = fxcli("import", "a.warc.gz", "--json")
    assert [it["reason"] for it in json.loads(done.stdout)] == ["too-large", None]
    assert (done.returncode, done.stderr) == (1, f"fxcli: {SOURCE}: the record is longer than 64 MiB\n")


PAGES = [record(RATE + b"%d" % number, address=f"http://site.example/{number}") for number in range(5)]
MEMBERS = [gzip.compress(page, mtime=0) for page in PAGES]


@pytest.mark.parametrize(
    ("pieces", "lost"),
    [
        pytest.param([*MEMBERS[:4], MEMBERS[4][:-20]], [4], id="cut at the end"),
        pytest.param([*MEMBERS[:4], MEMBERS[4][:12]], [4], id="cut in the first bytes of a member"),
        pytest.param([*MEMBERS[:2], MEMBERS[2][:-20], *MEMBERS[3:]], [2], id="cut in the middle"),
        pytest.param([*MEMBERS[:2], MEMBERS[2][:60] + b"\xff" * 9 + MEMBERS[2][69:], *MEMBERS[3:]], [2], id="damaged"),
        pytest.param([*MEMBERS[:2], MEMBERS[2][:-8] + bytes(4) + MEMBERS[2][-4:], *MEMBERS[3:]], [2], id="checksum"),
        pytest.param([*MEMBERS[:2], b"\xff" * 5000, *MEMBERS[3:]], [2], id="garbage for a member"),
        pytest.param([b"\xff" * 50, *MEMBERS[1:]], [0], id="garbage at the beginning"),
        pytest.param([*PAGES[:2], b"garbage\n" * 99 + b"\r\n\r\n", *PAGES[3:]], [2], id="garbage between records"),
        pytest.param([*PAGES[:4], PAGES[4][:-30]], [4], id="plain, cut at the end"),
        pytest.param([*PAGES[:4], PAGES[4][:150]], [4], id="plain, cut in the head"),
        pytest.param([*PAGES[:2], PAGES[2][:-30], *PAGES[3:]], [2], id="plain, cut in the middle"),
        pytest.param([*PAGES[:2], PAGES[2].replace(b"WARC/1.0", b"WARC/9.9"), *PAGES[3:]], [2], id="unknown version"),
        pytest.param(
            [*PAGES[:2], PAGES[2].replace(b"Content-Length: ", b"Content-Length: 9"), *PAGES[3:]], [2], id="too long"
        ),
        pytest.param(
            [*PAGES[:2], PAGES[2].replace(b"Content-Length: ", b"Content-Length: -"), *PAGES[3:]], [2], id="negative"
        ),
        pytest.param(
            [*PAGES[:2], PAGES[2].replace(b"Content-Length: ", b"content-length: "), *PAGES[3:]],
            [2],
            id="small letters",
        ),
        pytest.param([*PAGES[:2], PAGES[2].replace(b"WARC-Type", b"WARC-Tipe"), *PAGES[3:]], [2], id="without a type"),
        pytest.param([*MEMBERS[:2], bytes(9) + MEMBERS[2][9:], *MEMBERS[3:]], [2], id="zeros for a member's begin"),
        pytest.param(
            [*PAGES[:2], PAGES[2].replace(b"Content-Length: ", b"Length: "), *PAGES[3:]], [2], id="without a length"
        ),
        pytest.param(
            [gzip.compress(b"".join([*PAGES[:2], PAGES[2][:-30], *PAGES[3:]]), mtime=0)],
            [2],
            id="cut inside of one member",
        ),
        pytest.param([*PAGES[:2], b"WARC/1.0\r\n" + b"x: y\r\n" * 300_000, *PAGES[3:]], [2], id="a head without end"),
        pytest.param([*PAGES[:2], b"WARC/1.0\r\n" + b"x" * 3_000_000, b"\n", *PAGES[3:]], [2], id="a line without end"),
    ],
)
def test_a_broken_record_costs_only_itself_and_is_named(
    fxcli: Fxcli, page: Page, pieces: list[bytes], lost: list[int]
) -> None:
    packed = pieces[-1].startswith(b"\x1f\x8b")
    name = page(b"".join(pieces), "a.warc.gz" if packed else "a.warc")
    done = fxcli("import", name, "--json")
    found = json.loads(done.stdout)
    good = [it["source"] for it in found if it["status"] == "imported"]
    assert good == [f"http://site.example/{number} ({MOMENT})" for number in range(5) if number not in lost]
    (broken,) = [it for it in found if it["status"] == "failed"]
    assert broken["reason"] == "unreadable"
    assert broken["source"].startswith(f"{name} at byte ")
    assert done.stderr.startswith(f"fxcli: {broken['source']}: a broken record: ")
    assert done.returncode == 1


@pytest.mark.parametrize("cut", [1, 4, 7, 8, 9, 20])
def test_a_gzip_member_that_is_cut_anywhere_costs_its_page(fxcli: Fxcli, page: Page, cut: int) -> None:
    page(MEMBERS[0] + MEMBERS[1][:-cut], "a.warc.gz")
    assert [it[1] for it in imported(fxcli, "a.warc.gz")] == ["imported", "failed"]


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: data[:-9] + bytes(9)])
def test_a_damaged_member_of_zstd_costs_its_pages(fxcli: Fxcli, page: Page, damage: Callable[[bytes], bytes]) -> None:
    packer = zstandard.ZstdCompressor(write_checksum=True)
    several = packer.compress(b"".join(PAGES[1:4]))
    page(packer.compress(PAGES[0]) + damage(several) + packer.compress(PAGES[4]), "a.warc.zst")
    assert [it[1] for it in imported(fxcli, "a.warc.zst")] == ["imported", "failed", "imported"]


def test_of_a_member_only_its_first_bytes_are_a_broken_record(fxcli: Fxcli, page: Page) -> None:
    page(MEMBERS[0][:12], "a.warc.gz")
    assert imported(fxcli, "a.warc.gz") == [("a.warc.gz at byte 0", "failed", None, "unreadable")]


def test_what_is_packed_as_zstd_and_no_archive_is_refused_by_name(fxcli: Fxcli, page: Page) -> None:
    page(zstandard.compress(RATE), "page.txt.zst")
    done = fxcli("rates", "page.txt.zst")
    assert "page.txt.zst: it is packed as zstd and holds no WARC; unpack it and read what it holds" in done.stderr


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(lambda pages: b"".join(pages), id="plain"),
        pytest.param(lambda pages: b"".join(map(gzip.compress, pages)), id="a member for each record"),
        pytest.param(lambda pages: gzip.compress(b"".join(pages)), id="one member"),
        pytest.param(lambda pages: b"".join(map(zstandard.compress, pages)), id="zstd"),
        pytest.param(lambda pages: with_dictionary(pages), id="zstd with a dictionary"),
        pytest.param(
            lambda pages: b"".join(gzip.compress(b"".join(pages)[at : at + 999]) for at in range(0, 99_000, 999)),
            id="members across records",
        ),
    ],
)
def test_reading_goes_on_at_any_page(pack: Callable[[list[bytes]], bytes]) -> None:
    pages = [record(RATE + b"%d" % number, address=f"http://site.example/{number}") for number in range(200)]
    file = io.BufferedReader(io.BytesIO(pack([*pages[:90], pages[90][:-30], *pages[91:]])))
    whole = list(archive.captures("a.warc.gz", file, Position()))
    assert len(whole) == 200
    for number in range(0, 200, 9):
        assert [it[0].source for it in archive.captures("a.warc.gz", file, whole[number][1])] == [
            it[0].source for it in whole[number:]
        ]


STORED = gzip.compress(b"".join(record(RATE + b"%d\n" % number + b"The harvest.\n" * 9_000) for number in range(3)), 0)
"""Nothing in it is packed, so it unpacks whatever is changed."""


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(STORED.replace(b"0.01144 0%\n2", b"0.01944 0%\n2"), id="another figure"),
        pytest.param(STORED[:-30], id="cut"),
        pytest.param(STORED.replace(b"0.01144 0%\n2", b"0.01944 0%\n2")[:-50_000], id="another figure and cut"),
        pytest.param(STORED[:2_000] + STORED[2_100:-8], id="a gap, and no checksum"),
    ],
)
def test_of_a_gzip_member_without_a_checksum_that_fits_no_page_counts(fxcli: Fxcli, page: Page, damaged: bytes) -> None:
    page(MEMBERS[3] + damaged, "end.warc.gz")
    assert [it[1] for it in imported(fxcli, "end.warc.gz")] == ["imported", "failed"]
    page(damaged + MEMBERS[3], "begin.warc.gz")
    assert [it[1] for it in imported(fxcli, "begin.warc.gz")] == ["failed", "unchanged"]


def test_a_gzip_member_may_hold_many_records(fxcli: Fxcli, page: Page) -> None:
    page(STORED, "whole.warc.gz")
    assert [it[1] for it in imported(fxcli, "whole.warc.gz")] == ["imported"] * 3


def test_a_damaged_gzip_member_of_many_records_is_unpacked_once(page: Page, tmp_path: Path) -> None:
    records = b"".join(record(RATE + b"%d\n" % number + b"The harvest.\n" * 2_000) for number in range(300))
    page(gzip.compress(records)[:-8] + bytes(8), "a.warc.gz")
    (result,) = results_of(tmp_path / "a.warc.gz")
    assert result.failure


def test_broken_records_of_one_gzip_member_are_not_come_back_from_without_end(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = record(b"The harvest.\n" * 20_000).replace(b"WARC/1.0", b"WARC/9.9")
    page(gzip.compress(broken * 50) + MEMBERS[0], "a.warc.gz")

    def failed() -> list[bool]:
        return [result.failure is not None for result in results_of(tmp_path / "a.warc.gz")]

    assert failed() == [*[True] * 50, False]
    monkeypatch.setattr(members, "_MOST_AGAIN", 20 * len(broken))  # as if there were thousands of them
    some = failed()
    assert some == [*[True] * (len(some) - 1), False]
    assert len(some) < 10


def test_chunks_of_one_byte_give_their_page_and_take_no_more_memory_than_it(page: Page, tmp_path: Path) -> None:
    text = RATE * 1_000 + b"x" * (1 << 16)
    page(record(chunked(*(b"%c" % byte for byte in text)), headers=[("Transfer-Encoding", "chunked")]), "a.warc")
    tracemalloc.start()
    (result,) = results_of(tmp_path / "a.warc")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [(str(it.value), it.occurrences) for it in result.snapshots[0].rates] == [("0.01144", 1_000)]
    assert peak < 6 << 20


@pytest.mark.slow
def test_wrong_lengths_without_end_take_time_in_proportion(fxcli: Fxcli, page: Page) -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5000000\r\n\r\n"
    page(head * 60_000 + b"padding\n" * 300_000 + record(RATE), "a.warc")
    found = imported(fxcli, "a.warc")  # going back each time would take an hour
    assert {it[3] for it in found} == {"unreadable", None}


@given(
    st.lists(st.binary(max_size=400) | st.sampled_from([*PAGES, *MEMBERS, b"WARC/1.0\r\n", b"\r\n\r\n"]), max_size=6)
)
def test_no_bytes_whatever_raise(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.warc"
    path.write_bytes(b"".join(pieces))
    assert list(results_of(path))


@given(st.data())
def test_only_pages_that_hold_nothing_are_passed_over(data: st.DataObject) -> None:
    codes = st.sampled_from([*HOME, *map(str.lower, HOME), "EUR"])
    text = f"{data.draw(codes)}/{data.draw(codes)} = 0.5\n".encode(data.draw(st.sampled_from(["utf-8", "utf-16"])))
    content = data.draw(st.binary(max_size=8)) + text if not text.startswith((b"\xff", b"\xfe")) else text
    snapshot = read_page(content)
    assert may_hold_rates(content) or not (snapshot.rates or snapshot.refused)
    assert not may_hold_rates(b"news of the day, EUR/GBP = 0.85, k\xc3\xa4zt " * 99)


def test_without_the_library_an_archive_says_what_to_install(page: Page, tmp_path: Path) -> None:
    page(record(RATE), "a.warc")
    program = (
        "import sys; sys.modules['fastwarc'] = None; from fxcli.cli import main; sys.exit(main(['rates', 'a.warc']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "a.warc: this is a web archive; to read it: pip install 'fxcli[archive]'" in done.stderr


@pytest.mark.slow
def test_memory_does_not_grow_with_an_archive(tmp_path: Path) -> None:
    peaks = []
    for pages in (500, 5000):
        archives.dense(tmp_path / "a.warc.gz", pages)
        tracemalloc.start()
        assert sum(len(it.snapshots) for it in results_of(tmp_path)) == pages
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + (1 << 20)


def test_every_command_takes_an_archive(fxcli: Fxcli, page: Page) -> None:
    page(b"".join(PAGES), "a.warc")
    assert json.loads(fxcli("rates", "a.warc", "--json").stdout)[0]["date"] == "2025-12-16"
    assert fxcli("convert", "100", "KGS", "-s", "a.warc", "--plain").stdout == "1.14\n"
    assert fxcli("export", "a.warc").stdout.splitlines()[1].startswith("2025-12-16,KGS,USD,0.01144,0,1,http://site")
    assert fxcli("check", "a.warc").stdout.startswith(
        f"http://site.example/0 ({MOMENT})\n2025-12-16, the capture date of the archive\n1 ticker line: "
    )

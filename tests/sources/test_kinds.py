"""What files are by their first bytes: mails and saved pages are read, pictures, documents and packed files named."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from archives import record
from conftest import Fxcli, read_page, results_of
from hypothesis import given
from hypothesis import strategies as st

from fxcli.errors import NoTextError, SourceError
from fxcli.sources import mail
from fxcli.sources.kinds import is_mail, refuse_foreign

Page = Callable[..., str]
RATE = "KGS/USD = 0.01144 0%\n"
DAY = "09 December 2025\n"
BOUNDARY = "----MultipartBoundary--x----"
SAVED = f"""From: <Saved by Blink>
Snapshot-Content-Location: https://news.example/strip
Subject: News
Date: Tue, 9 Dec 2025 10:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="{BOUNDARY}"


--{BOUNDARY}
Content-Type: text/html
Content-ID: <frame-1@mhtml.blink>
Content-Transfer-Encoding: quoted-printable
Content-Location: https://news.example/strip

<!doctype html><html><body><ul><li>USD/UZS =3D 12=C2=A0105,33 0%</li><li>KZT/USD=
 =3D 0.00195</li></ul><p>9 December 2025</p></body></html>
--{BOUNDARY}
Content-Type: text/css
Content-Transfer-Encoding: quoted-printable

TJS/USD =3D 0.5
--{BOUNDARY}--
"""


def mail_of(*contents: tuple[str, str], kind: str = "mixed") -> bytes:
    """A mail whose parts are of such a subtype and content; a single one is the whole of it."""
    parts = [MIMEText(content, subtype) for subtype, content in contents]
    message = MIMEMultipart(kind, _subparts=parts) if len(parts) > 1 else parts[0]
    message["From"], message["Subject"] = "Desk <desk@news.example>", "Rates"
    return message.as_bytes()


@pytest.mark.parametrize("name", ["page.mhtml", "page.mht", "page.txt", "page"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_page_that_a_browser_saved_as_one_file_is_read_as_its_reader_sees_it(
    fxcli: Fxcli, page: Page, name: str, line_end: str
) -> None:
    page(SAVED.replace("\n", line_end), name)
    (report,) = json.loads(fxcli("check", name, "--json").stdout)
    assert [(it["base"], it["quote"], it["rate"]) for it in report["rates"]] == [
        ("USD", "UZS", "12105.33"),
        ("KZT", "USD", "0.00195"),
    ]
    assert (report["date"], report["date_origin"]) == ("2025-12-09", "page")


@pytest.mark.parametrize(
    "content",
    [
        mail_of(("plain", RATE + DAY)),
        mail_of(("html", f"<p>{RATE}</p><p>{DAY}</p>")),
        mail_of(("plain", RATE + DAY), ("html", "<p>The desk of news.example</p>")),
        mail_of(("plain", "Show it as HTML."), ("html", f"<p>{RATE}</p><p>{DAY}</p>"), kind="alternative"),
        mail_of(("plain", RATE + DAY + "…\n" * 3)),  # base64
        b"Subject: old\n\n" + (RATE + DAY).encode(),
        (RATE + DAY).encode(),
    ],
)
def test_a_mail_gives_the_text_that_its_reader_sees(fxcli: Fxcli, page: Page, content: bytes) -> None:
    page(content, "a.eml")
    (rate,) = json.loads(fxcli("rates", "a.eml", "--json").stdout)
    assert (rate["rate"], rate["date"]) == ("0.01144", "2025-12-09")


def test_a_mail_is_read_in_the_encoding_that_it_names(fxcli: Fxcli, page: Page) -> None:
    message = EmailMessage()
    message.set_content(f"{RATE}9 декабря 2025 года\n", charset="koi8-r")
    page(message.as_bytes(), "a.eml")
    (rate,) = json.loads(fxcli("rates", "a.eml", "--json").stdout)
    assert (rate["rate"], rate["date"]) == ("0.01144", "2025-12-09")


def test_a_mail_in_an_archive_or_at_standard_input_is_one(fxcli: Fxcli, page: Page) -> None:
    assert json.loads(fxcli("rates", "-", "--json", stdin=SAVED).stdout)[0]["rate"] == "12105.33"
    page(record(SAVED.encode(), kind="resource", media_type="multipart/related"), "a.warc")
    assert json.loads(fxcli("rates", "a.warc", "--json").stdout)[0]["rate"] == "12105.33"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (SAVED.partition("=\n =3D")[0].encode(), "this mail is damaged or ends too early; save it again"),
        (mail_of(("plain", RATE + "…")).replace(b"S0dT", b"S0d!"), "this mail is damaged or ends too early"),
        (
            b"MIME-Version: 1.0\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n",
            "this mail shows no text; save what it holds as a file",
        ),
    ],
)
def test_a_mail_that_cannot_be_read_is_named(fxcli: Fxcli, page: Page, content: bytes, why: str) -> None:
    page(content, "a.eml")
    done = fxcli("import", "a.eml", "--json")
    assert [(it["status"], it["reason"]) for it in json.loads(done.stdout)] == [("failed", "unreadable")]
    assert done.stderr.startswith(f"fxcli: a.eml: {why}")


@pytest.mark.parametrize(
    "text",
    [
        "USD-KZT: 512.35\n",
        "Rates: today\nUSD-KZT: 512.35\n",
        "From: the desk\nUSD-KZT: 512.35\n\nMIME-Version: 1.0\n",
        "The MIME-Version: 1.0\nUSD-KZT: 512.35\n",
    ],
)
def test_a_text_is_no_mail(text: str) -> None:
    assert not is_mail("page.txt", text.encode())
    assert str(read_page(text).rates[0].value) == "512.35"


def test_parts_within_parts_without_end_are_named(page: Page, tmp_path: Path) -> None:
    head = "MIME-Version: 1.0\n"
    parts = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(5_000))
    page(head + parts, "a.eml")
    (result,) = results_of(tmp_path / "a.eml")
    assert "its parts lie in each other without end" in str(result.failure)


ODD_LINES = ["\x00", "=", "Content-Transfer-Encoding: base64\n", "Content-Type: text/plain; charset=utf-16\n"]


@given(st.lists(st.sampled_from([*SAVED.splitlines(keepends=True), *ODD_LINES])))
def test_whatever_a_mail_holds_it_is_read_or_named(lines: list[str]) -> None:
    with suppress(SourceError):
        content, _ = mail.read("a.eml", io.BufferedReader(io.BytesIO("".join(lines).encode())))
        assert isinstance(content, bytes)


def office() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/sharedStrings.xml", RATE)
    return file.getvalue()


def packed() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("page.txt", RATE)
    return file.getvalue()


TEXT = RATE.encode()
FOREIGN = [
    pytest.param(b"%PDF-1.7\n" + TEXT, "a PDF, which is not read; save what it shows as text", id="pdf"),
    pytest.param(office(), "an office document, which is not read; save", id="xlsx"),
    pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + TEXT, "an office document", id="xls"),
    pytest.param(b"{\\rtf1\\ansi " + TEXT, "an office document", id="rtf"),
    pytest.param(packed(), "a zip, which is not read; unpack it and name what it holds", id="zip"),
    pytest.param(b"7z\xbc\xaf\x27\x1c" + TEXT, "a packed file", id="7z"),
    pytest.param(b"page.txt".ljust(257, b"\0") + b"ustar\0" + TEXT, "a packed file", id="tar"),
    pytest.param(b"SQLite format 3\0" + TEXT, "a database, which is not read; a history is named with --db", id="db"),
]
PICTURES = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF0000WEBP", b"II*\0", b"\0\0\x01\0"]


@pytest.mark.parametrize(("content", "what"), FOREIGN)
def test_a_file_of_a_kind_that_is_not_read_is_named_with_what_to_do(
    fxcli: Fxcli, page: Page, content: bytes, what: str
) -> None:
    page(content, "rates.txt")
    done = fxcli("import", "rates.txt", "--json")
    assert [(it["status"], it["reason"]) for it in json.loads(done.stdout)] == [("failed", "unreadable")]
    assert done.stderr.startswith(f"fxcli: rates.txt: this is {what}")
    assert done.returncode == 1


@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_is_named_where_it_was_asked_for_and_else_a_page_without_rates(
    fxcli: Fxcli, page: Page, tmp_path: Path, picture: bytes
) -> None:
    page(picture + TEXT, "rates.txt")
    done = fxcli("rates", "rates.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert "this is a picture or a film, which is not read; write what it shows into a text" in done.stderr
    page(RATE + DAY, "page.txt")
    done = fxcli("import", ".")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "1 imported, 1 skipped"


NO_TEXTS = [
    pytest.param(b"", "this is empty", id="empty"),
    pytest.param(gzip.compress(b""), "this is empty", id="empty gzip"),
    pytest.param(RATE.encode("utf-16-le"), "this is no text, or not in an encoding that is read; save", id="UTF-16"),
    pytest.param(b"\x7fELF\x02\x01\x01" + bytes(range(256)), "this is no text, or not in an encoding", id="binary"),
]


@pytest.mark.parametrize(("content", "what"), NO_TEXTS)
def test_what_is_empty_or_no_text_is_told_where_it_was_asked_for(
    fxcli: Fxcli, page: Page, content: bytes, what: str
) -> None:
    page(content, "rates.txt")
    for command in ("rates", "check", "import"):
        done = fxcli(command, "rates.txt")
        assert done.returncode == 1
        assert done.stderr.startswith(f"fxcli: rates.txt: {what}")
    page(RATE + DAY, "page.txt")
    done = fxcli("import", ".")
    assert (done.returncode, done.stderr, done.stdout.splitlines()[-1]) == (0, "", "1 imported, 1 skipped")


def test_a_text_with_stray_controls_is_read_and_one_in_another_encoding_is_not_guessed_at(
    fxcli: Fxcli, page: Page
) -> None:
    assert fxcli("rates", page(b"\0\x01" + RATE.encode() + b"\0")).returncode == 0
    done = fxcli("rates", page("Курсы валют сегодня\n".encode("koi8-r")))
    assert done.stderr == "fxcli: no rate was read from page.txt; fxcli check says what stands there\n"


def test_a_file_that_is_not_read_and_was_not_named_is_said_and_no_failure(
    fxcli: Fxcli, page: Page, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    page(b"%PDF-1.7\n", "folder/a.pdf")
    page(RATE + DAY, "folder/page.txt")
    for command in (["import", "folder", "--json"], ["rates", "folder"]):
        done = fxcli(*command)
        assert done.returncode == 0
        assert done.stderr.startswith(f"fxcli: {Path('folder', 'a.pdf')}: this is a PDF, which is not read; ")
    page(record(b"%PDF-1.7\n" + TEXT) + record(TEXT), "a.warc")
    done = fxcli("import", "a.warc")
    assert (done.returncode, done.stderr, done.stdout.splitlines()[-1]) == (0, "", "1 imported, 1 skipped")


def test_a_workbook_is_no_csv(fxcli: Fxcli, page: Page) -> None:
    page("KGS/USD = 0.01144 0%\n09 December 2025\n")
    fxcli("import", "page.txt", "--db", "a.db")
    done = fxcli(
        "convert-csv", page(office(), "a.csv"), "--amount", "sum", "--from", "KGS", "--to", "USD", "--db", "a.db"
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("fxcli: a.csv: this is an office document, which is not read; save")


def test_the_files_beside_a_saved_page_are_one_line(fxcli: Fxcli, page: Page, tmp_path: Path) -> None:
    (tmp_path / "saved" / "page_files" / "more").mkdir(parents=True)
    (tmp_path / "saved" / "other_files").mkdir()
    page(f"<html><p>{RATE}</p><p>{DAY}</p></html>", "saved/page.html")
    for name in ("a.js", "b.css", "more/c.js"):
        page("USD/KZT = 9.99\n", f"saved/page_files/{name}")
    page("KGS/USD = 0.01143\n08 December 2025\n", "saved/other_files/page.txt")
    done = fxcli("import", "saved")
    assert [(line[:10].strip(), line[34:]) for line in done.stdout.splitlines()[:-1]] == [
        ("imported", str(Path("saved", "other_files", "page.txt"))),
        ("imported", str(Path("saved", "page.html"))),
        ("skipped", str(Path("saved", "page_files"))),
    ]
    assert done.stdout.splitlines()[-1] == "2 imported, 3 skipped"


@given(st.text(min_size=1))
def test_no_text_is_taken_for_something_else(text: str) -> None:
    if not text.startswith(("%PDF-", "{\\rtf", "PK\x03", "PK\x05", "GIF8", "RIFF", "II*", "MM\0", "Rar!", "BZh", "7z")):
        refuse_foreign("page.txt", text.encode())
    assert NoTextError.reason == "unreadable"

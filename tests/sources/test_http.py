"""Pages from a server: what is taken, and what a server cannot do to the reader."""

import gzip
import json
import ssl
import threading
import time
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

import brotli
import pytest
import trustme
import zstandard
from archives import record
from conftest import Fxcli

from fxcli.errors import SourceError
from fxcli.sources import http, packing

PAGE = b"KGS/USD = 0.01144 0%\n09 December 2025\n"
TABLE = b"<tr>\n<td>KGS/USD</td>\n<td>0.01144</td>\n</tr>"
MIB = 1 << 20
AUTHORIZATION = f"Basic {b64encode(b'me:p@ss/word').decode()}"
PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "unheard-of": bytes,
}


class _Pages(BaseHTTPRequestHandler):
    """One answer for each path."""

    def do_GET(self) -> None:
        answer = getattr(self, "answer_" + self.path.strip("/").partition("/")[0].partition(".")[0], None)
        if answer:
            answer()
        else:
            self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass

    def _send(
        self, content: bytes, media_type: str = "text/plain", length: int | None = None, packing: str = ""
    ) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        if packing:
            self.send_header("Content-Encoding", packing)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)

    def _redirect(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.end_headers()

    def answer_page(self) -> None:
        self._send(PAGE)

    def answer_packed(self) -> None:
        self._send(gzip.compress(PAGE))

    def answer_archive(self) -> None:
        self._send(record(PAGE, packed=True))

    def answer_coded(self) -> None:
        packing = unquote(self.path.rpartition("/")[2])
        content = PAGE
        for one in packing.split(", "):
            content = PACKERS[one](content)
        asked = self.headers["Accept-Encoding"].split(", ")
        assert set(packing.split(", ")) <= {*asked, "unheard-of"}
        self._send(content, packing=packing)

    def answer_bomb(self) -> None:
        self._send(brotli.compress(bytes(80 * MIB), quality=1), packing="br")

    def answer_cut(self) -> None:
        self._send(brotli.compress(PAGE)[:-4], packing="br")

    def answer_members(self) -> None:
        self._send(record(PAGE, packed=True) * 2, packing="x-gzip")

    def answer_secret(self) -> None:
        if self.headers["Authorization"] == AUTHORIZATION:
            self._send(PAGE)
        else:
            self.send_error(401)

    def answer_near(self) -> None:
        self._redirect("/secret")

    def answer_away(self) -> None:
        self._redirect(f"http://localhost:{self.server.server_port}/open")  # type: ignore[attr-defined]

    def answer_open(self) -> None:
        self._send(b"KGS/USD = 9\n" if self.headers["Authorization"] else PAGE)

    def answer_table(self) -> None:
        self._send(TABLE, "text/html; charset=utf-8")

    def answer_moved(self) -> None:
        self._redirect("/page")

    def answer_round(self) -> None:
        self._redirect("/round")

    def answer_file(self) -> None:
        self._redirect("file:///etc/passwd")

    def answer_ftp(self) -> None:
        self._redirect("ftp://127.0.0.1/page")

    def answer_short(self) -> None:
        self._send(PAGE, length=len(PAGE) + 1000)

    def answer_silent(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        time.sleep(3)

    def answer_waiting(self) -> None:
        self._drip(b"HTTP/1.1 100 Continue\r\n\r\n")

    def answer_trailers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
        self._drip(b"more: to come\r\n")

    def _drip(self, drop: bytes) -> None:
        for _ in range(100):
            self.wfile.write(drop)
            self.wfile.flush()
            time.sleep(0.02)

    def answer_large(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(80):
                self.wfile.write(bytes(MIB))
        except OSError:
            pass  # the reader has had enough

    def answer_endless(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/page")
        self.end_headers()
        try:
            while True:
                self.wfile.write(bytes(MIB))
        except OSError:
            pass  # the reader went where it was sent

    def answer_news(self) -> None:
        self._send(b"No news.\n")

    def answer_garbage(self) -> None:
        self.wfile.write(b"KGS/USD = 0.01144\n")


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server() -> Iterator[str]:
    with serving() as root:
        yield root


@pytest.mark.parametrize("path", ["page", "packed", "table", "moved", "endless"])
def test_a_page_is_read_from_its_address(fxcli: Fxcli, server: str, path: str) -> None:
    (rate,) = json.loads(fxcli("rates", f"{server}/{path}", "--json").stdout)
    assert (rate["rate"], rate["source"]) == ("0.01144", f"{server}/{path}")


def test_an_archive_is_read_from_its_address(fxcli: Fxcli, server: str) -> None:
    (report,) = json.loads(fxcli("check", f"{server}/archive.warc.gz", "--json").stdout)
    assert (report["date"], report["date_origin"]) == ("2025-12-16", "archive")


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "zstd", "gzip, br", "zstd, gzip"])
def test_a_page_that_its_server_packs_is_unpacked(fxcli: Fxcli, server: str, packing: str) -> None:
    (rate,) = json.loads(fxcli("rates", f"{server}/coded/{quote(packing)}", "--json").stdout)
    assert rate["rate"] == "0.01144"


def test_an_archive_whose_server_calls_it_packed_is_read_whole(fxcli: Fxcli, server: str) -> None:
    assert len(json.loads(fxcli("check", f"{server}/members.warc.gz", "--json").stdout)) == 2


def test_what_cannot_be_unpacked_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "find_spec", lambda _: None)
    assert packing.known_packings() == "gzip, deflate"


@pytest.mark.parametrize("path", ["secret", "near", "away"])
def test_a_password_is_given_to_its_server_alone_and_never_shown_or_stored(
    fxcli: Fxcli, server: str, tmp_path: Path, path: str
) -> None:
    address = f"{server}/{path}".replace("://", "://me:p%40ss%2Fword@")
    hidden = f"{server}/{path}".replace("://", "://***@")
    done = fxcli("import", address, "--db", "a.db")
    assert done.stdout.splitlines()[0] == f"imported   2025-12-09  1 rate     {hidden}"
    assert (json.loads(fxcli("export", "--db", "a.db", "-f", "json").stdout)[0]["source"], done.stderr) == (hidden, "")
    assert b"ss%2F" not in (tmp_path / "a.db").read_bytes()


@pytest.mark.parametrize("command", ["rates", "check", "import", "convert"])
@pytest.mark.parametrize("path", ["missing", "news", "cut"])
def test_no_failure_shows_a_password(fxcli: Fxcli, server: str, command: str, path: str) -> None:
    address = f"{server}/{path}".replace("://", "://me:p%40ss%2Fword@")
    done = fxcli(*(["convert", "1", "KGS", "USD", "-s"] if command == "convert" else [command]), address)
    assert done.returncode == 1
    assert "://***@" in done.stdout + done.stderr
    assert "p%40ss" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "address",
    ["http://me:p/ss@127.0.0.1/page", "http://me:p@ss@127.0.0.1:1/page", "ftp://me:p@ss@127.0.0.1:1/page"],
)
def test_a_password_with_other_characters_is_not_shown_either(fxcli: Fxcli, address: str) -> None:
    done = fxcli("rates", address)
    assert done.returncode == 1
    assert done.stderr.startswith(f"fxcli: {address.partition(':')[0]}://***@127.0.0.1")
    assert "ss@" not in done.stderr


@pytest.mark.parametrize(
    ("path", "reason", "told"),
    [
        ("missing", "unreadable", "the server answers 404 Not Found; check the address"),
        ("round", "unreadable", "the server answers 302 "),
        ("file", "unreadable", "Redirection to url 'file:///etc/passwd' is not allowed"),
        ("ftp", "unreadable", "it redirects to ftp://127.0.0.1/page, which is neither http nor https"),
        ("short", "unreadable", "it cannot be fetched (the connection ended too early)"),
        ("garbage", "unreadable", "it cannot be fetched ("),
        ("large", "too-large", "longer than 64 MiB; save it as a file"),
        ("bomb", "too-large", "it unpacks to more than 64 MiB"),
        ("cut", "unreadable", "the content, packed as br, is damaged or ends too early; fetch it again"),
        ("coded/unheard-of", "unreadable", "packed as unheard-of, which is not known; save it unpacked"),
    ],
)
def test_an_address_that_fails_costs_only_itself_and_says_why(
    fxcli: Fxcli, server: str, path: str, reason: str, told: str
) -> None:
    done = fxcli("import", f"{server}/{path}", f"{server}/page", "--json")
    assert [(it["status"], it["reason"]) for it in json.loads(done.stdout)] == [("failed", reason), ("imported", None)]
    assert done.stderr.startswith(f"fxcli: {server}/{path}: ")
    assert told in done.stderr
    assert done.returncode == 1


def test_a_server_that_is_not_there_is_named(fxcli: Fxcli, server: str) -> None:
    for wrong in ("http://127.0.0.1:1/page", "http://", "http://[::1/page", "http://a b/page", "http://127.0.0.1:x/"):
        done = fxcli("rates", wrong)
        assert done.returncode == 1
        assert done.stderr.startswith(f"fxcli: {wrong}: it cannot be fetched (")


def test_a_silent_server_is_given_up(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "SILENCE", 0.2)  # nobody waits 30 seconds for a test
    with pytest.raises(SourceError, match="the server takes too long; check the address, or try again later"):
        http.fetch(f"{server}/silent")


def test_a_slow_server_is_given_up(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_PATIENCE", -1)
    with pytest.raises(SourceError, match="the server takes too long"):
        http.fetch(f"{server}/page")


@pytest.mark.parametrize("path", ["waiting", "trailers"])
def test_a_server_that_is_never_done_is_given_up(server: str, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(http, "_PATIENCE", 0.2)
    with pytest.raises(SourceError, match="the server takes too long"):
        http.fetch(f"{server}/{path}")


def test_certificates_are_checked(fxcli: Fxcli) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with serving(context) as root, authority.cert_pem.tempfile() as trusted:
        assert fxcli("rates", f"{root}/page", "--json", SSL_CERT_FILE=trusted).returncode == 0
        done = fxcli("rates", f"{root}/page")
        assert done.returncode == 1
        assert "CERTIFICATE_VERIFY_FAILED" in done.stderr

"""A server on loopback that answers as the six banks do: their paths, types, encodings, empty and wrong days."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import banks

from fxcli.data.banks import BANKS


class Request(NamedTuple):
    at: float
    """Seconds of a clock that never goes back."""
    connection: int
    """The port from which it came."""
    path: str


class BankServer(ThreadingHTTPServer):
    """`faults` answer in place of the bank: by the number of the request, counted from 1."""

    daemon_threads = True

    def __init__(self, today: date) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.today = today
        self.requests: list[Request] = []
        self.not_modified = 0
        """How often it was answered that nothing has changed."""
        self.faults: dict[int, Callable[[_Handler], None]] = {}

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def address(self, bank: str) -> str:
        """The address of a bank's file of a day, on this server."""
        parts = urlsplit(BANKS[bank].address)
        return self.root + parts.path + (f"?{parts.query}" if parts.query else "")


@contextmanager
def serving(today: date) -> Iterator[BankServer]:
    with BankServer(today) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer on a kept connection waits 40 ms for what acknowledges its head
    server: BankServer

    def do_GET(self) -> None:
        self.server.requests.append(Request(time.monotonic(), self.client_address[1], self.path))
        if fault := self.server.faults.get(len(self.server.requests)):
            fault(self)
            return
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/rss/get_rates.cfm":
            self._nbk(day_of(asked["fdate"], "%d.%m.%Y"))
        elif parts.path == "/rss/rates_all.xml":
            self.send(banks.nbk_rss(self.server.today), "text/xml")
        elif parts.path == "/XML/daily.xml":
            self.send(banks.nbkr(self.server.today), "text/xml")
        elif parts.path == "/XML/weekly.xml":
            self.send(banks.nbkr_weekly(self.server.today), "text/xml")
        elif parts.path.startswith("/ru/arkhiv-kursov-valyut/json/all/"):
            self._cbu(day_of(parts.path.split("/")[-2], "%Y-%m-%d"))
        elif parts.path == "/ru/kurs/export_xml.php" and asked.get("export") == "xmlout":
            self._nbt(day_of(asked["date"], "%Y-%m-%d"))
        elif parts.path.startswith("/kurs/"):
            self._cbt(day_of(parts.path.split("/")[-1], "%d%m%Y.xml"))
        elif parts.path == "/scripts/XML_daily.asp":
            self._cbr(day_of(asked["date_req"], "%d/%m/%Y"))
        else:
            self.send(b"<!doctype html><h1>Not found</h1>", "text/html", status=404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        pass

    def _nbk(self, day: date) -> None:
        """Of a day without rates the frame alone."""
        whole = banks.nbk(day)
        rows = b"" if day.weekday() > 4 else whole[whole.index(b"<item>") : whole.index(b"</rates>")]
        self.send(whole[: whole.index(b"<item>")] + rows + b"</rates>", "text/xml; charset=utf-8", packing="gzip")

    def _cbu(self, day: date) -> None:
        """At weekends the rates of Friday."""
        self.send(banks.cbu(last_working_day(day)), "application/json")

    def _nbt(self, day: date) -> None:
        """Before its first day, and after today, the rates of today."""
        known = date(2001, 1, 1) <= day <= self.server.today
        self.send(banks.nbt(day if known else self.server.today), "text/xml")

    def _cbt(self, day: date) -> None:
        if day.weekday() == 6:
            self.send(b"<!doctype html><h1>Not found</h1>", "text/html", status=404)
        else:
            self.send(banks.cbt(day), "application/xml")

    def _cbr(self, day: date) -> None:
        """On Sunday and Monday the rates of Saturday, which were set on Friday."""
        saturday = day - timedelta(days={6: 1, 0: 2}.get(day.weekday(), 0))
        self.send(banks.cbr(saturday), "application/xml; charset=windows-1251")

    def send(
        self,
        content: bytes,
        media_type: str,
        status: int = 200,
        packing: str = "",
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        modified = "Mon, 27 Apr 2026 06:00:00 GMT"
        if status == 200 and self.headers["If-Modified-Since"] == modified:
            self.server.not_modified += 1
            self.send_response(304)
            self.end_headers()
            return
        content = gzip.compress(content) if packing else content
        self.send_response(status)
        named = {"Content-Type": media_type, "Content-Length": str(len(content) if length is None else length)}
        if status == 200:
            named["Last-Modified"] = modified
        if packing:
            named["Content-Encoding"] = packing
        for name, value in (named | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def day_of(text: str, form: str) -> date:
    return datetime.strptime(text, form).date()


def last_working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def busy(handler: _Handler) -> None:
    handler.send(b"busy", "text/plain", status=429, headers={"Retry-After": "1"})


def broken(handler: _Handler) -> None:
    handler.send(b"broken", "text/plain", status=500)


def cut(handler: _Handler) -> None:
    """Half of an answer, and then no more."""
    handler.send(banks.cbr(date(2026, 1, 1))[:300], "application/xml", length=5000)
    handler.close_connection = True


def moved(handler: _Handler) -> None:
    handler.send(
        b"",
        "text/html",
        status=302,
        headers={"Location": handler.path + ("&" if "?" in handler.path else "?") + "moved=1"},
    )


def error_page(handler: _Handler) -> None:
    handler.send(b"<!doctype html><html><body><h1>Maintenance until 10:00</h1></body></html>", "text/html")


def busy_for_long(handler: _Handler) -> None:
    handler.send(b"busy", "text/plain", status=429, headers={"Retry-After": "3600"})


def forbidden(handler: _Handler) -> None:
    handler.send(b"forbidden", "text/plain", status=403)

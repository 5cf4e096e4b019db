"""A server that is asked many times: once a second at most, over one connection, and again only where that can help."""

import errno
import socket
import ssl
import string
import time
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection, RemoteDisconnected, responses
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit
from urllib.request import getproxies, proxy_bypass

from fxcli.errors import SourceError
from fxcli.sources import http
from fxcli.sources.names import display_name

PAUSE = 1.0
"""Seconds between two requests to one host."""
_PATIENCE = 120
"""So many seconds one request may take."""
WAITS = (2.0, 6.0)
"""Seconds before the second and the third try."""
_LONGEST_WAIT = 60.0
"""A server that asks for a longer one is left alone."""
_MOST_REDIRECTS = 10
_NOTHING_THERE = (404, 410)
_MAY_PASS = (408, 425, 429, 500, 502, 503, 504)
_UNREACHABLE = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)
_MOVED = (301, 302, 303, 307, 308)


class NothingThereError(SourceError):
    """The server has nothing at this address; at others it may have."""


class RefusedError(SourceError):
    """It is no use to ask this server again now, whatever for."""


class Answer(NamedTuple):
    """What a server says."""

    content: bytes
    is_html: bool
    """Whether the server calls it so."""
    modified: str = ""
    """When it last changed, as the server writes it."""
    is_unchanged: bool = False
    """Whether it has not changed since the time that was named; then there is no content."""


class _MayPassError(Exception):
    """What another try may mend."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait
        """So many seconds the server asks for."""


class Visitor:
    """Asks servers; it keeps one connection to each until it is closed."""

    def __init__(self) -> None:
        self._connections: dict[tuple[str, str], HTTPConnection] = {}
        self._asked: dict[str, float] = {}
        self.requests = 0
        """How many were sent, redirects and further tries among them."""

    def close(self) -> None:
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def ask(self, address: str, modified: str = "") -> Answer:
        """What an http or https address answers; `modified` is that of an earlier answer, which may still be good.

        Raises NothingThereError, RefusedError, or another SourceError for what three tries could not get.
        """
        shown = display_name(address)
        for wait in (*WAITS, None):
            try:
                return self._follow(address, modified)
            except SourceError as error:
                raise type(error)(f"{shown}: {error}") from error
            except _MayPassError as error:
                if wait is None:
                    raise SourceError(f"{shown}: {error}, three times; try again later") from error
                if error.wait and error.wait > _LONGEST_WAIT:
                    raise RefusedError(f"{shown}: {error} and asks to wait {error.wait:.0f} seconds") from error
                time.sleep(error.wait or wait)
        raise AssertionError

    def _follow(self, address: str, modified: str) -> Answer:
        for _ in range(_MOST_REDIRECTS):
            status, headers, content, is_html = self._exchange(address, modified)
            if status in _MOVED and "Location" in headers:
                target = urljoin(address, headers["Location"])
                if urlsplit(target).scheme not in ("http", "https"):
                    raise RefusedError(f"it redirects to {display_name(target)}, which is neither http nor https")
                address = target
                continue
            if status == HTTPStatus.NOT_MODIFIED:
                return Answer(b"", is_html, modified, is_unchanged=True)
            if status == HTTPStatus.OK:
                return Answer(content, is_html, headers.get("Last-Modified", ""))
            said = f"the server answers {status} {responses.get(status, '')}".rstrip()
            if status in _NOTHING_THERE:
                raise NothingThereError(said)
            if status in _MAY_PASS:
                raise _MayPassError(said, _seconds(headers.get("Retry-After", ""), headers.get("Date", "")))
            raise RefusedError(said)
        raise RefusedError(f"it redirects more than {_MOST_REDIRECTS} times")

    def _exchange(self, address: str, modified: str) -> tuple[int, Message, bytes, bool]:
        """One request and its answer: status, headers, content, and whether it is HTML."""
        plain, authorization = http.without_password(quote(address, safe=string.punctuation))
        parts = urlsplit(plain)
        headers = http.headers() | ({"If-Modified-Since": modified} if modified else {})
        if authorization:
            headers["Authorization"] = authorization
        self._wait_for(parts.netloc)
        place = parts.scheme, parts.netloc
        is_kept = place in self._connections
        if not is_kept:
            self._connections[place] = _connection(parts)
        connection = self._connections[place]
        target = plain if connection.host != parts.hostname and parts.scheme == "http" else _target(parts)
        self.requests += 1
        try:
            return http.in_time(partial(_answer, connection, target, headers), _PATIENCE)
        except (OSError, HTTPException, ValueError) as error:
            self._connections.pop(place).close()
            if is_kept and isinstance(error, (RemoteDisconnected, BrokenPipeError, ConnectionResetError)):
                return self._exchange(address, modified)  # the server has closed what it had kept open
            raise _understood(error) from error

    def _wait_for(self, host: str) -> None:
        """Let pass what is left of the pause since this host was asked."""
        left = self._asked.get(host, -PAUSE) + PAUSE - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._asked[host] = time.monotonic()


def _connection(parts: SplitResult) -> HTTPConnection:
    """A connection to a server, through the proxy that the environment names for it."""
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    proxy = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
    if not proxy:
        return make(parts.hostname or "", parts.port, timeout=http.SILENCE)
    through = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    connection = make(through.hostname or "", through.port, timeout=http.SILENCE)
    if parts.scheme == "https":
        connection.set_tunnel(parts.hostname or "", parts.port)
    return connection


def _target(parts: SplitResult) -> str:
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))


def _answer(connection: HTTPConnection, target: str, headers: dict[str, str]) -> tuple[int, Message, bytes, bool]:
    connection.request("GET", target, headers=headers)
    response = connection.getresponse()
    content, is_html = http.content(response, time.monotonic() + _PATIENCE)
    response.close()  # the connection stays open for the next request
    return response.status, response.headers, content, is_html


def _understood(error: Exception) -> Exception:
    """What an exception of the library means: that another try may help, or that none will."""
    if isinstance(error, TimeoutError):
        return _MayPassError("the server takes too long")
    never = isinstance(error, (socket.gaierror, ConnectionRefusedError, ssl.SSLCertVerificationError, ValueError))
    why = str(error) or type(error).__name__
    if never or (isinstance(error, OSError) and error.errno in _UNREACHABLE):
        return RefusedError(f"it cannot be reached ({why})")
    return _MayPassError(f"the connection broke ({why})")


def _seconds(until: str, now: str) -> float | None:
    """How long a server asks to wait, in seconds or until a time by its own clock; None where it does not say."""
    if until.isascii() and until.isdigit():
        return float(until[:9])
    try:
        return max(0.0, (parsedate_to_datetime(until) - parsedate_to_datetime(now)).total_seconds())
    except (ValueError, TypeError):
        return None

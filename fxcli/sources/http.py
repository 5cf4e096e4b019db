"""What an http or https address answers: whole, under a cap, in bounded time, its certificate checked."""

import base64
import string
import time
from collections.abc import Callable
from concurrent.futures import Future
from email.message import Message
from functools import partial
from http.client import HTTPException, HTTPResponse
from threading import Thread
from typing import IO, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from fxcli import __version__
from fxcli.errors import SourceError, TooLargeError
from fxcli.page.document import HTML_TYPES
from fxcli.sources.names import display_name
from fxcli.sources.packing import known_packings, unpacked

_T = TypeVar("_T")

_SCHEMES = ("http://", "https://")
_MOST = 64 << 20
_PIECE = 1 << 18
SILENCE = 30
"""A server that has not sent a byte for so many seconds is given up."""
_PATIENCE = 600
"""So is one that has not sent everything after so many."""
_GZIP = ("gzip", "x-gzip")


def fetch(address: str) -> tuple[bytes, bool]:
    """What the address answers, and whether the server calls it HTML. Raises SourceError.

    A name and a password in the address are given to its server alone, and stand in no error.
    """
    shown = display_name(address)
    try:
        return in_time(partial(_answer, address, time.monotonic() + _PATIENCE), _PATIENCE)
    except HTTPError as error:
        error.close()
        said = " ".join(f"{error.code} {error.reason}".split())
        raise SourceError(f"{shown}: the server answers {said}; check the address") from error
    except SourceError as error:
        raise type(error)(f"{shown}: {error}") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        slow = isinstance(reason, TimeoutError)
        why = "the server takes too long" if slow else f"it cannot be fetched ({reason or type(reason).__name__})"
        raise SourceError(f"{shown}: {why}; check the address, or try again later") from error


def in_time(ask: Callable[[], _T], seconds: float) -> _T:
    """What a question to a server gives, or TimeoutError.

    A server can keep the library busy before, between and after the parts of an answer, where nothing counts the time;
    so it is counted from outside, and a thread that is still busy ends with the process.
    """
    answer: Future[_T] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:  # raised where the answer is awaited
            answer.set_exception(error)

    Thread(target=run, daemon=True).start()
    return answer.result(seconds)


def headers() -> dict[str, str]:
    """What each request says of itself."""
    return {"User-Agent": f"fxcli/{__version__}", "Accept-Encoding": known_packings()}


def _answer(address: str, deadline: float) -> tuple[bytes, bool]:
    address, authorization = without_password(quote(address, safe=string.punctuation))
    request = Request(address, headers=headers())  # noqa: S310 - http and https only
    if authorization:
        request.add_unredirected_header("Authorization", authorization)
    with build_opener(_Redirects).open(request, timeout=SILENCE) as response:
        return content(response, deadline)


def without_password(address: str) -> tuple[str, str | None]:
    """The address as its server is asked for it, and how to say who asks. Raises SourceError."""
    parts = urlsplit(address)
    user, at, place = parts.netloc.rpartition("@")
    if not at and display_name(address) != address:
        raise SourceError("the name and the password are not understood; write their special characters as in %2F")
    said = base64.b64encode(unquote(user if ":" in user else f"{user}:").encode()).decode()
    return urlunsplit(parts._replace(netloc=place)), f"Basic {said}" if user else None


def content(response: HTTPResponse, deadline: float) -> tuple[bytes, bool]:
    """What a server answers, unpacked, and whether it calls it HTML. Raises TimeoutError after the deadline."""
    read = bytearray()
    while piece := response.read1(_PIECE):
        read += piece
        if len(read) > _MOST:
            raise TooLargeError(f"longer than {_MOST >> 20} MiB; save it as a file, which may be of any size")
        if time.monotonic() > deadline:
            raise TimeoutError
    if response.length:
        raise OSError("the connection ended too early")
    packings = response.headers.get("Content-Encoding", "")
    is_gzip = packings.strip().lower() in _GZIP  # it is unpacked where it is read, whoever packed it
    is_html = response.headers.get_content_type() in HTML_TYPES
    return bytes(read) if is_gzip else unpacked(bytes(read), packings), is_html


class _Redirects(HTTPRedirectHandler):
    """At most ten, and only to http and https; a moved page has nothing to say."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        fp.close()  # what it says would be read without end
        if not newurl.lower().startswith(_SCHEMES):
            raise URLError(f"it redirects to {display_name(newurl)}, which is neither http nor https")
        newurl, _ = without_password(newurl)
        moved = super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]
        authorization = req.get_header("Authorization")
        if moved and authorization and (moved.type, moved.host) == (req.type, req.host):
            moved.add_unredirected_header("Authorization", authorization)
        return moved

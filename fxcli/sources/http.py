"""What an http or https address answers: whole, under a cap, in bounded time, its certificate checked."""

import base64
import string
import time
from concurrent.futures import Future
from email.message import Message
from http.client import HTTPException, HTTPResponse
from threading import Thread
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from fxcli import __version__
from fxcli.errors import SourceError, TooLargeError
from fxcli.page.document import HTML_TYPES
from fxcli.sources.names import display_name
from fxcli.sources.packing import known_packings, unpacked

_SCHEMES = ("http://", "https://")
_MOST = 64 << 20
_PIECE = 1 << 18
_SILENCE = 30
"""A server that has not sent a byte for so many seconds is given up."""
_PATIENCE = 600
"""So is one that has not sent everything after so many."""
_GZIP = ("gzip", "x-gzip")


def fetch(address: str) -> tuple[bytes, bool]:
    """What the address answers, and whether the server calls it HTML. Raises SourceError.

    A name and a password in the address are given to its server alone, and stand in no error.
    """
    answer: Future[tuple[bytes, bool]] = Future()
    shown = display_name(address)

    def ask() -> None:
        try:
            answer.set_result(_answer(address, time.monotonic() + _PATIENCE))
        except Exception as error:  # raised where the answer is awaited
            answer.set_exception(error)

    # A server can keep the library busy before, between and after the parts of an answer, where nothing counts the
    # time; so it is counted from outside, and a thread that is still busy ends with the process.
    Thread(target=ask, daemon=True).start()
    try:
        return answer.result(_PATIENCE)
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


def _answer(address: str, deadline: float) -> tuple[bytes, bool]:
    headers = {"User-Agent": f"fxcli/{__version__}", "Accept-Encoding": known_packings()}
    address, authorization = _without_password(quote(address, safe=string.punctuation))
    request = Request(address, headers=headers)  # noqa: S310 - http and https only
    if authorization:
        request.add_unredirected_header("Authorization", authorization)
    with build_opener(_Redirects).open(request, timeout=_SILENCE) as response:
        content = _content(response, deadline)
        packings = response.headers.get("Content-Encoding", "")
        if packings.strip().lower() not in _GZIP:  # this one is unpacked where it is read, whoever packed it
            content = unpacked(content, packings)
        return content, response.headers.get_content_type() in HTML_TYPES


def _without_password(address: str) -> tuple[str, str | None]:
    """The address as its server is asked for it, and how to say who asks. Raises SourceError."""
    parts = urlsplit(address)
    user, at, place = parts.netloc.rpartition("@")
    if not at and display_name(address) != address:
        raise SourceError("the name and the password are not understood; write their special characters as in %2F")
    said = base64.b64encode(unquote(user if ":" in user else f"{user}:").encode()).decode()
    return urlunsplit(parts._replace(netloc=place)), f"Basic {said}" if user else None


def _content(response: HTTPResponse, deadline: float) -> bytes:
    content = bytearray()
    while piece := response.read1(_PIECE):
        content += piece
        if len(content) > _MOST:
            raise TooLargeError(f"longer than {_MOST >> 20} MiB; save it as a file, which may be of any size")
        if time.monotonic() > deadline:
            raise TimeoutError
    if response.length:
        raise OSError("the connection ended too early")
    return bytes(content)


class _Redirects(HTTPRedirectHandler):
    """At most ten, and only to http and https; a moved page has nothing to say."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        fp.close()  # what it says would be read without end
        if not newurl.lower().startswith(_SCHEMES):
            raise URLError(f"it redirects to {display_name(newurl)}, which is neither http nor https")
        newurl, _ = _without_password(newurl)
        moved = super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]
        authorization = req.get_header("Authorization")
        if moved and authorization and (moved.type, moved.host) == (req.type, req.host):
            moved.add_unredirected_header("Authorization", authorization)
        return moved

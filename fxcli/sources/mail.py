"""A saved page (MHTML) or a mail (EML) gives the HTML or the text that its reader sees."""

from __future__ import annotations

from email import errors, message_from_bytes
from email.message import Message
from io import BufferedReader
from typing import Any

from fxcli.errors import SourceError, TooLargeError

_MOST = 64 << 20
_DAMAGE = (
    errors.CloseBoundaryNotFoundDefect,
    errors.InvalidBase64CharactersDefect,
    errors.InvalidBase64LengthDefect,
    errors.InvalidBase64PaddingDefect,
    errors.MultipartInvariantViolationDefect,
    errors.StartBoundaryNotFoundDefect,
)


def read(name: str, stream: BufferedReader[Any]) -> tuple[bytes, bool]:
    """What a mail or a saved page shows, in UTF-8 where it says what it is in, and whether it is HTML.

    Raises SourceError where it shows no text or is damaged, TooLargeError where it is longer than 64 MiB.
    """
    data = stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise TooLargeError(f"{name}: longer than {_MOST >> 20} MiB; save it as HTML, which may be of any size")
    try:
        message = message_from_bytes(data)
        body = _body(message)
        if body is None:
            raise SourceError(f"{name}: this mail shows no text; save what it holds as a file")
        content = body.get_payload(decode=True)
    except RecursionError as error:
        raise SourceError(f"{name}: its parts lie in each other without end; save it as HTML or text") from error
    if not isinstance(content, bytes) or any(isinstance(it, _DAMAGE) for part in message.walk() for it in part.defects):
        raise SourceError(f"{name}: this mail is damaged or ends too early; save it again")
    return _as_utf8(content, body.get_content_charset()), body.get_content_subtype() == "html"


def _body(part: Message) -> Message | None:
    """The part that a reader sees: of alternatives HTML, else the first."""
    if not part.is_multipart():
        is_shown = part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment"
        return part if is_shown else None
    bodies = [body for one in part.get_payload() if isinstance(one, Message) and (body := _body(one))]
    if part.get_content_subtype() == "alternative":
        bodies.sort(key=lambda body: body.get_content_subtype() != "html")
    return bodies[0] if bodies else None


def _as_utf8(content: bytes, charset: str | None) -> bytes:
    try:
        return content.decode(charset or "utf-8").encode()
    except (LookupError, UnicodeError):  # what it is in, its bytes say better
        return content

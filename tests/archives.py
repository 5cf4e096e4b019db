"""Web archives for the tests, written by the library that others write theirs with."""

import gzip
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

MOMENT = "2025-12-16T08:00:00Z"


def record(
    content: bytes,
    *,
    kind: str = "response",
    address: str = "http://site.example/page",
    moment: str = MOMENT,
    media_type: str = "text/plain",
    status: str = "200 OK",
    headers: Iterable[tuple[str, str]] = (),
    parts: Mapping[str, str] | None = None,
    packed: bool = False,
) -> bytes:
    """One record, as its own gzip member where it is packed; `parts` are what its head says more."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=packed)
    http = None
    if kind in ("response", "revisit"):
        http = StatusAndHeaders(status, [("Content-Type", media_type), *headers], protocol="HTTP/1.1")
    elif kind == "request":
        http = StatusAndHeaders("GET / HTTP/1.1", [("Host", "site.example")], is_http_request=True)
    writer.write_record(
        writer.create_warc_record(
            address,
            kind,
            payload=io.BytesIO(content),
            length=len(content),
            warc_content_type="" if http else media_type,
            http_headers=http,
            warc_headers_dict={"WARC-Date": moment} | dict(parts or {}),
        )
    )
    return file.getvalue()


def dense(path: Path, pages: int, *, first: int = 0) -> None:
    """An archive whose every page has a rate of its own."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        for number in range(first, first + pages):
            text = f"KGS/USD = 0.0114{number:05} 0%\n".encode()
            moment = f"2024-12-{number % 20 + 1:02}T08:00:00Z"
            file.write(record(text, address=f"http://site.example/{number}", moment=moment))

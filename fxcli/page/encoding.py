"""Any bytes of a document become valid UTF-8 whose lines end with LF."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"
_ASCII = re.compile(r"[\x00-\x7f]+")


def without_mark(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks of a document without its byte order mark; those of UTF-16 become UTF-8."""
    blocks = iter(blocks)
    first = next(blocks, b"")
    if not first.startswith(UTF16_MARKS):
        yield first.removeprefix(UTF8_MARK)
        yield from blocks
        return
    decoder = getincrementaldecoder("utf-16")("replace")
    yield decoder.decode(first).encode("utf-8", "replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def as_utf8(lines: bytes) -> bytes:
    """The same lines as valid UTF-8.

    Bytes that are no UTF-8 are read as windows-1251, unless they hold at least as many valid characters of several
    bytes as bad bytes; then each bad one becomes U+FFFD.
    """
    if lines.isascii():
        return lines
    try:
        lines.decode()
    except UnicodeDecodeError:
        return _repaired(lines).encode()
    return lines


def _repaired(lines: bytes) -> str:
    good = lines.decode("utf-8", "ignore")
    characters = len(good) - sum(map(len, _ASCII.findall(good)))
    bad_bytes = len(lines) - len(good.encode())
    return lines.decode("windows-1251" if characters < bad_bytes else "utf-8", "replace")


def with_line_feeds(lines: bytes) -> bytes:
    """The same lines, each CRLF and each lone CR an LF."""
    return lines.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in lines else lines

"""Any bytes of a document become valid UTF-8 whose lines end with LF."""

import re
from codecs import getincrementaldecoder, utf_8_decode
from collections.abc import Iterable, Iterator

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def with_last(blocks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each block and whether it is the last; an empty one where there is none."""
    before = None
    for block in blocks:
        if before is not None:
            yield before, False
        before = block
    yield before or b"", True


def as_utf8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Any bytes as valid UTF-8 with LF line ends: by a byte order mark, else UTF-8, else windows-1251 if that fits.

    Blocks never end within a character or between CR and LF.
    """
    waiting = b""
    utf16 = None
    characters = bad_bytes = 0
    begun = False
    for block, last in with_last(blocks):
        if not begun and block.startswith(UTF16_MARKS):
            utf16 = getincrementaldecoder("utf-16")("replace")
        data = waiting + (block if begun else block.removeprefix(b"\xef\xbb\xbf"))
        waiting, begun = b"", True
        if utf16:
            data = utf16.decode(data, last).encode("utf-8", "replace")
        elif not data.isascii():
            try:
                used = utf_8_decode(data, "strict", last)[1]
            except UnicodeDecodeError:
                good = data.decode("utf-8", "ignore")
                characters += len(good) - sum(map(len, _ASCII.findall(good)))
                bad_bytes += len(data) - len(good.encode())
                if characters < bad_bytes:
                    data = data.decode("windows-1251", "replace").encode()
                    used = len(data)
                else:
                    text, used = utf_8_decode(data, "replace", last)
                    data, waiting, used = text.encode(), data[used:], len(text.encode())
            data, waiting = data[:used], waiting or data[used:]
        if b"\r" in data:
            if data.endswith(b"\r") and not last:
                data, waiting = data[:-1], b"\r" + waiting
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield data


_ASCII = re.compile(r"[\x00-\x7f]+")

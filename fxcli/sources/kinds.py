"""What a file is, by its first bytes and its name."""

import re
import zlib

ENOUGH = 4096
"""How many bytes of a file tell what it is."""

GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
ZSTD_DICTIONARY = b"\x5d\x2a\x4d\x18"
"""It begins a WARC file of zstd whose members share a dictionary, which is what it holds."""

RECORD_HEAD = re.compile(rb"WARC/[0-9]\.[0-9]{1,2}\r?\n")
"""The line with which a record of a web archive begins."""

_ARCHIVE_NAME = re.compile(r"\.(?:warc|wet|wat)(?:\.gz|\.zst)?\Z", re.IGNORECASE)
_ARC_HEAD = b"filedesc:"
_GZIP_BITS = 31  # how zlib is told the format


def is_archive(name: str, beginning: bytes) -> bool:
    """Whether a file of this name, or that begins so, plain or packed, is a web archive.

    Of what is packed as zstd nothing else is read.
    """
    if _ARCHIVE_NAME.search(name) or beginning.startswith((ZSTD, ZSTD_DICTIONARY)) or is_arc(beginning):
        return True
    return bool(RECORD_HEAD.match(_gunzipped(beginning)))


def is_arc(beginning: bytes) -> bool:
    """Whether a file that begins so, plain or packed, is an archive of the format before WARC."""
    return _gunzipped(beginning).startswith(_ARC_HEAD)


def _gunzipped(beginning: bytes) -> bytes:
    """The first bytes of a file, or of what is packed in it."""
    if not beginning.startswith(GZIP):
        return beginning
    try:
        return zlib.decompressobj(_GZIP_BITS).decompress(beginning, ENOUGH)
    except zlib.error:
        return b""

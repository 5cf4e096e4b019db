"""What a file is, by its first bytes and its name."""

import re
import zlib
from typing import NamedTuple

from fxcli.errors import BlankError, NoPageError, NoTextError
from fxcli.page.encoding import UTF16_MARKS

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
_MAIL_NAME = re.compile(r"\.(?:mhtml?|eml)(?:\.gz)?\Z", re.IGNORECASE)
# A head whose lines are of any name could be a text of such lines; this one no text has.
_MAIL_HEAD = re.compile(
    rb"(?:(?:[A-Za-z][A-Za-z0-9-]*:|[ \t])[^\r\n]*\r?\n)*?MIME-Version:[ \t]*1\.0[^\r\n]*\r?\n", re.IGNORECASE
)
_GZIP_BITS = 31  # how zlib is told the format


def is_archive(name: str, beginning: bytes) -> bool:
    """Whether a file of this name, or that begins so, plain or packed, is a web archive.

    Of what is packed as zstd nothing else is read.
    """
    if is_archive_name(name) or beginning.startswith((ZSTD, ZSTD_DICTIONARY)) or is_arc(beginning):
        return True
    return bool(RECORD_HEAD.match(_gunzipped(beginning)))


def is_archive_name(name: str) -> bool:
    return bool(_ARCHIVE_NAME.search(name))


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


def is_mail(name: str, beginning: bytes) -> bool:
    """Whether a file of this name, or that begins so, is a mail or a page that a browser saved as one."""
    return bool(_MAIL_NAME.search(name) or _MAIL_HEAD.match(beginning))


class _Foreign(NamedTuple):
    """A kind of file that is not read."""

    beginning: re.Pattern[bytes]
    what: str
    remedy: str
    error: type[NoTextError] = NoTextError


_SAVE = "save what it shows as text, or a table as CSV"
_UNPACK = "unpack it and name what it holds"
_FOREIGN = (
    _Foreign(re.compile(rb"%PDF-"), "a PDF", _SAVE),
    _Foreign(re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\{\\rtf"), "an office document", _SAVE),
    _Foreign(
        re.compile(rb"(?s)PK\x03\x04.{26}(?:\[Content_Types\]|_rels/|docProps/|word/|xl/|ppt/|mimetypeapplication/)"),
        "an office document",
        _SAVE,
    ),
    _Foreign(re.compile(rb"PK(?:\x03\x04|\x05\x06)"), "a zip", _UNPACK),
    _Foreign(
        re.compile(rb"(?s)7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\xfd7zXZ\0|BZh[1-9]1AY&SY|\x04\x22\x4d\x18|.{257}ustar"),
        "a packed file",
        _UNPACK,
    ),
    _Foreign(re.compile(rb"SQLite format 3\0"), "a database", "a history is named with --db"),
    _Foreign(
        re.compile(rb"(?s)\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP|II\*\0|MM\0\*|\0\0\x01\0|.{4}ftyp"),
        "a picture or a film",
        "write what it shows into a text",
        NoPageError,
    ),
)


_NO_TEXT = re.compile(rb"[\0-\x06\x0e-\x19]")
"""Bytes that stand in no text of an encoding that is read, in UTF-16 without its mark behind each Latin letter."""


def refuse_no_text(name: str, beginning: bytes) -> None:
    """Raise BlankError where a document that begins so, and in which no rate was found, is empty or no text."""
    if not beginning:
        raise BlankError(f"{name}: this is empty")
    if not beginning.startswith(UTF16_MARKS) and _NO_TEXT.search(beginning):
        raise BlankError(f"{name}: this is no text, or not in an encoding that is read; save it as text in UTF-8")


def refuse_foreign(name: str, beginning: bytes) -> None:
    """Raise NoTextError, which names the file, where one that begins so is of a kind that is not read."""
    for kind in _FOREIGN:
        if kind.beginning.match(beginning):
            raise kind.error(f"{name}: this is {kind.what}, which is not read; {kind.remedy}")

"""What a server packs for the way is unpacked: gzip, deflate, br and zstd, as HTTP names them, and chunks."""

import re
import zlib
from importlib.util import find_spec
from io import BytesIO

from fxcli.errors import SourceError, TooLargeError

MOST = 64 << 20
"""So many bytes are unpacked, at most; 1 MB can hold 1 GB."""

_ANY_BITS = 47  # how zlib is told the format: gzip or zlib; the bare data
_BARE_BITS = -15
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\n]{0,1000}\n")
_NO_PACKINGS = ("", "identity", "none")
_MOST_PACKINGS = 2


def known_packings() -> str:
    """Those that can be unpacked here, as a request names them: br and zstd where FastWARC is installed."""
    return "gzip, deflate, br, zstd" if find_spec("fastwarc") else "gzip, deflate"


def unpacked(content: bytes, packings: str) -> bytes:
    """A content as it was before it was packed; `packings` are named in the order in which that was done.

    Raises SourceError, which does not name the source, where one is not known, too many are named or the content is
    damaged, and TooLargeError where it is larger than `MOST`.
    """
    named = [word for word in map(str.strip, packings.lower().split(",")) if word not in _NO_PACKINGS]
    for packing in reversed(named):
        if packing not in _UNPACKERS or len(named) > _MOST_PACKINGS:
            raise SourceError(f"the content is packed as {packings}, which is not known; save it unpacked")
        try:
            content = _UNPACKERS[packing](content)
        except ImportError as error:
            raise SourceError(
                f"the content is packed as {packing}; to read it: pip install 'fxcli[archive]'"
            ) from error
        except (OSError, EOFError, zlib.error) as error:
            raise SourceError(
                f"the content, packed as {packing}, is damaged or ends too early; fetch it again"
            ) from error
        if len(content) > MOST:
            raise TooLargeError(f"it unpacks to more than {MOST >> 20} MiB")
    return content


def joined_chunks(content: bytes) -> bytes:
    """The content that was sent in chunks; one that does not begin with a chunk as it is. Raises EOFError at a cut."""
    chunk = _CHUNK.match(content)
    if not chunk:
        return content
    joined = bytearray()
    while chunk:
        end = chunk.end() + int(chunk[1], 16)
        if end == chunk.end():
            return bytes(joined)
        joined += content[chunk.end() : end]
        chunk = _CHUNK.match(content, end + len(b"\r\n"))
    raise EOFError


def _inflate(content: bytes) -> bytes:
    try:
        return _inflate_as(content, _ANY_BITS)
    except zlib.error:  # some servers leave out the frame of zlib
        return _inflate_as(content, _BARE_BITS)


def _inflate_as(content: bytes, bits: int) -> bytes:
    inflater = zlib.decompressobj(bits)
    inflated = inflater.decompress(content, MOST + 1)
    if not inflater.eof and len(inflated) <= MOST:
        raise EOFError
    return inflated


def _unpack_brotli(content: bytes) -> bytes:
    from fastwarc.stream_io import BrotliReader

    return BrotliReader(BytesIO(content)).read(MOST + 1)


def _unpack_zstd(content: bytes) -> bytes:
    from fastwarc.stream_io import ZstdReader

    return ZstdReader(BytesIO(content)).read(MOST + 1)


_UNPACKERS = {
    "gzip": _inflate,
    "x-gzip": _inflate,
    "deflate": _inflate,
    "br": _unpack_brotli,
    "zstd": _unpack_zstd,
}

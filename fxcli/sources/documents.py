"""One document, whatever kind it is, says what it does of each day: a page, a mail, a file of data, an export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from io import BufferedReader, BytesIO
from typing import Any, BinaryIO

from fxcli import snapshot
from fxcli.data import export, official, rows, table
from fxcli.dating import DateOrigin
from fxcli.errors import SourceError
from fxcli.judgement import judge
from fxcli.options import ReadOptions
from fxcli.page.document import Document, is_html_name
from fxcli.page.encoding import UTF8_MARK, UTF16_MARKS
from fxcli.page.markup import looks_like_html
from fxcli.printed import Block
from fxcli.snapshot import Snapshot
from fxcli.sources.kinds import is_mail, refuse_foreign, refuse_no_text

_BEGINNING_BYTES = 1 << 13
"""How many bytes say what kind of document begins with them."""
_BLOCK_BYTES = 1 << 18


def snapshots(
    name: str,
    stream: BufferedReader[Any],
    options: ReadOptions,
    *,
    is_html: bool,
    captured: date | None = None,
) -> Iterator[Sequence[Snapshot]]:
    """What one document says of each day, of an export day by day. What kind it is, its first bytes say.

    `captured` is the day on which an archive stored it. Raises SourceError where it cannot be read, NoTextError where
    it is no text.
    """
    beginning = stream.peek(_BEGINNING_BYTES)
    refuse_foreign(name, beginning)
    if export.is_export(beginning):
        yield from ([_of_export(run, options)] for run in export.read(name, stream))
    elif official.is_official(beginning):
        content = stream.read(rows.MOST_BYTES + 1)
        yield _of_data(name, official.read(name, content), sha256(content).digest(), options)
    elif table.is_table(beginning):
        digest = sha256()
        blocks = list(table.read(name, _passed(stream, digest.update), options))
        yield _of_data(name, blocks, digest.digest(), options)
    else:
        shown: BinaryIO = stream
        if is_mail(name, beginning):
            from fxcli.sources import mail  # only here: few documents need what it imports

            content, is_html = mail.read(name, stream)
            shown = BytesIO(content)
        document = Document(name, shown, is_html=is_html, is_hashed=options.hashes)
        found = snapshot.read(document, options, captured=captured)
        if not any(one.rates or one.refused for one in found):
            refuse_no_text(name, beginning)
        yield found


def is_plain_text(name: str, beginning: bytes) -> bool:
    """Whether a document that is no archive and begins so is a page of plain text, in one of the usual encodings."""
    is_html = is_html_name(name) or looks_like_html(beginning.removeprefix(UTF8_MARK))
    first = beginning[:_BEGINNING_BYTES]
    is_data = export.is_export(first) or official.is_official(first) or table.is_table(first)
    return not (is_data or is_html or is_mail(name, first) or first.startswith(UTF16_MARKS))


def _passed(stream: BinaryIO, see: Callable[[bytes], None]) -> Iterator[bytes]:
    """The content of a stream in blocks; each is seen on its way."""
    while block := stream.read(_BLOCK_BYTES):
        see(block)
        yield block


def _of_data(name: str, blocks: Sequence[Block], digest: bytes, options: ReadOptions) -> list[Snapshot]:
    """What a file of data says, whose rows have the days that it names itself."""
    days = {block.day for block in blocks if block.day}
    if options.date and len(days) > 1:
        raise SourceError(f"{name}: its rates are of {len(days)} days, and --date is one; leave it out")
    snapshots = snapshot.settle(name, judge(blocks, options), options, origin=DateOrigin.FILE)
    return [one._replace(digest=digest) for one in snapshots]


def _of_export(run: export.Run, options: ReadOptions) -> Snapshot:
    """What an export holds of one document and day, as its own snapshot was."""
    day, origin = (
        (run.date, DateOrigin.FILE) if run.date else (options.date, DateOrigin.OPTION if options.date else None)
    )
    return Snapshot(
        run.source,
        day,
        origin,
        sum(rate.occurrences for rate in run.rates),
        run.rates if run.date else tuple(rate._replace(date=day) for rate in run.rates),
        run.lines,
        conflicts=(),
        refused=(),
        digest=run.digest,
        is_copy=not run.names_document,
    )

"""The rows of a file of data in XML or JSON as names and texts; what they mean is judged elsewhere."""

import json
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple, cast
from xml.parsers import expat

from fxcli.errors import SourceError, TooLargeError

MOST_BYTES = 4 << 20
"""Longer is no bank's file of rates: one currency of 34 years takes a third of it."""

_BLANKS = b" \t\r\n"
_UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

# Those in which a digit is what it is in ASCII.
_ENCODINGS = frozenset(("utf-8", "utf-16", "us-ascii", "ascii", "windows-1251", "cp1251", "iso-8859-1", "koi8-r"))

_MOST_DEPTH = 8


class Row(NamedTuple):
    """One entry of a file."""

    line: int
    """The line of the file in which it begins, counted from 1."""
    fields: dict[str, str]
    """Its attributes as `@name` and the texts of its elements by their names; of JSON the members of the object."""
    doubt: str = ""
    """What stands in it that no flat row has: a name twice, an element within an element, text beside them."""


class Rows(NamedTuple):
    """All rows of a file, in its order."""

    kind: str
    """The path of their elements, such as `ValCurs/Valute`, or JSON; where there is none that of the root."""
    head: dict[str, str]
    """What stands outside of them: texts by path, `rates/date`, and attributes, `ValCurs@Date`."""
    rows: list[Row]


JSON = "json"
"""The kind of the rows of an array of objects."""


def read(name: str, data: bytes, kinds: Collection[str]) -> Rows:
    """The rows of a file: in XML the elements whose paths are among `kinds`, in JSON the objects of an array.

    Raises SourceError, which names the line, for what is neither.
    """
    if len(data) > MOST_BYTES:
        raise TooLargeError(f"{name}: longer than {MOST_BYTES >> 20} MiB, as no bank's file of rates is")
    encoding = None
    if data.startswith(UTF16_MARKS):  # as a shell may have saved it, whatever it declares
        data, encoding = data.decode("utf-16", "replace").encode("utf-8", "replace"), "utf-8"
    content = data.removeprefix(_UTF8_MARK).lstrip(_BLANKS)  # XML allows no blank line above its declaration
    blank_lines = data[: len(data) - len(content)].count(b"\n")
    if content.startswith(b"["):
        return _read_json(name, content, blank_lines)
    return _XmlReader(name, kinds, blank_lines).read(content, encoding)


class _XmlReader:
    """Bytes are decoded as the file declares, and it declares no document type, so that it can define no entity."""

    def __init__(self, name: str, kinds: Collection[str], blank_lines: int) -> None:
        self._name = name
        self._kinds = kinds
        self._blank_lines = blank_lines
        self._root = self._kind = ""
        self._head: dict[str, str] = {}
        self._rows: list[Row] = []
        self._path: list[str] = []
        self._texts: list[list[str]] = [[]]
        self._row: Row | None = None
        self._row_depth = 0

    def read(self, data: bytes, encoding: str | None) -> Rows:
        parser = self._parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise self._fault(f"is no XML ({error})") from error
        return Rows(self._kind or self._root, self._head, self._rows)

    def _fault(self, what: str) -> SourceError:
        return SourceError(f"{self._name}: line {self._line()} {what}; fetch the file again")

    def _line(self) -> int:
        return self._blank_lines + self._parser.CurrentLineNumber

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise self._fault(f"declares the encoding {encoding!r:.40}, which no bank uses")

    def _doctype(self, *_: object) -> None:
        raise self._fault("declares a document type, which no bank does")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._path.append(tag)
        self._texts.append([])
        if len(self._path) > _MOST_DEPTH:
            raise self._fault("is nested too deep for rows")
        self._root = self._path[0]
        path = "/".join(self._path)
        if self._row:
            if len(self._path) > self._row_depth + 1 or attributes:
                self._doubt(f"<{tag} {' '.join(attributes)}".rstrip() + ">")
        elif path in self._kinds:
            if self._kind not in ("", path):
                raise self._fault(f"has rows of two kinds, {self._kind} and {path}")
            self._kind = path
            self._row_depth = len(self._path)
            self._row = Row(self._line(), {f"@{key}": value.strip() for key, value in attributes.items()})
        else:
            for key, value in attributes.items():
                self._add_to_head(f"{path}@{key}", value.strip())

    def _end(self, tag: str) -> None:
        text = "".join(self._texts.pop()).strip()
        path = "/".join(self._path)
        self._path.pop()
        depth = len(self._path)
        if self._row is None:
            self._add_to_head(path, text)
        elif depth < self._row_depth:
            if text:
                self._doubt(text)
            self._rows.append(self._row)
            self._row = None
        elif tag in self._row.fields:
            self._doubt(f"<{tag}> twice")
        elif depth == self._row_depth:
            self._row.fields[tag] = text

    def _text(self, text: str) -> None:
        self._texts[-1].append(text)

    def _add_to_head(self, path: str, text: str) -> None:
        if (before := self._head.setdefault(path, text)) != text:
            raise self._fault(f"says {path} twice, {before!r:.40} and {text!r:.40}")

    def _doubt(self, what: str) -> None:
        if self._row and not self._row.doubt:
            self._row = self._row._replace(doubt=what)


class _Object(list[tuple[str, object]]):
    """The members of a JSON object in their order, also those whose name stands twice."""


# Numbers stay as they are written.
_DECODER = json.JSONDecoder(object_pairs_hook=_Object, parse_int=str, parse_float=str, parse_constant=str)
_JSON_BLANKS = re.compile(r"[ \t\r\n]*")


def _read_json(name: str, data: bytes, blank_lines: int) -> Rows:
    rows: list[Row] = []
    line, counted = 1 + blank_lines, 0
    try:
        text = data.decode()
        for at, value in _members(text):
            line, counted = line + text.count("\n", counted, at), at
            rows.append(_json_row(line, value))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{name}: line {line} or below is no JSON ({error!s:.200}); fetch the file again") from error
    return Rows(JSON, {}, rows)


def _members(text: str) -> Iterator[tuple[int, object]]:
    """The members of the array that is a text, each with the offset where it begins. Raises ValueError."""
    at = _after_blanks(text, 1)
    more = text[at : at + 1] != "]"
    while more:
        value, end = _DECODER.raw_decode(text, at)
        yield at, value
        at = _after_blanks(text, end)
        if more := text[at : at + 1] == ",":
            at = _after_blanks(text, at + 1)
    if text[at:].rstrip() != "]":
        raise json.JSONDecodeError("the array does not end", text, at)


def _after_blanks(text: str, at: int) -> int:
    return cast("re.Match[str]", _JSON_BLANKS.match(text, at)).end()


def _json_row(line: int, value: object) -> Row:
    if not isinstance(value, _Object):
        return Row(line, {}, f"{value!s:.40}")
    fields: dict[str, str] = {}
    doubt = ""
    for key, member in value:
        if key in fields:
            doubt = doubt or f"{key} twice"
        elif isinstance(member, str):
            fields[key] = member.strip()
        elif member is None:
            fields[key] = ""
        else:
            doubt = doubt or f"{key} is {member!s:.40}"
    return Row(line, fields, doubt)

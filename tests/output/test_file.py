"""A file is written whole or not at all, and nothing beside it is touched."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fxcli.errors import OutputError, UsageError
from fxcli.output.file import format_of, write_file

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes and devices of POSIX")


def test_what_is_written_replaces_the_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    for text in (b"one", b"two"):
        write_file(str(tmp_path / "x.csv"), [text, b"!"])
        assert (tmp_path / "x.csv").read_bytes() == text + b"!"
    assert os.listdir(tmp_path) == ["x.csv"]


def test_what_fails_while_it_is_written_leaves_the_older_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"older")

    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_file(str(tmp_path / "x.csv"), pieces())
    assert os.listdir(tmp_path) == ["x.csv"]
    assert (tmp_path / "x.csv").read_bytes() == b"older"


def test_what_a_disk_cannot_keep_does_not_replace_the_older_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.csv").write_bytes(b"older")

    def fails(_: int) -> None:
        raise OSError(errno.EIO, "the disk")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OutputError, match=r"x\.csv: cannot be written \(Input/output error\)"):
        write_file(str(tmp_path / "x.csv"), [b"new"])
    assert os.listdir(tmp_path) == ["x.csv"]
    assert (tmp_path / "x.csv").read_bytes() == b"older"


def test_all_is_on_the_disk_before_the_older_file_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda number: kept.append(os.fstat(number).st_size))
    write_file(str(tmp_path / "x.csv"), [b"some ", b"text"])
    assert kept == [9]


def test_two_that_write_at_once_do_not_meet(tmp_path: Path) -> None:
    target = str(tmp_path / "x.csv")

    def pieces() -> Iterator[bytes]:
        yield b"outer"
        write_file(target, [b"inner"])
        assert Path(target).read_bytes() == b"inner"

    write_file(target, pieces())
    assert Path(target).read_bytes() == b"outer"
    assert os.listdir(tmp_path) == ["x.csv"]


def test_a_file_of_another_that_has_the_name_by_chance_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "urandom", bytes)
    other = tmp_path / f".fxcli-{'0' * 16}.tmp"
    other.write_bytes(b"another's")
    with pytest.raises(OutputError, match=r"x\.csv: cannot be written"):
        write_file(str(tmp_path / "x.csv"), [b"new"])
    assert other.read_bytes() == b"another's"
    assert os.listdir(tmp_path) == [other.name]


@POSIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o755])
def test_the_mode_of_the_older_file_stays(tmp_path: Path, mode: int) -> None:
    (tmp_path / "x.csv").touch()
    (tmp_path / "x.csv").chmod(mode)
    write_file(str(tmp_path / "x.csv"), [b"new"])
    assert (tmp_path / "x.csv").read_bytes() == b"new"
    assert (tmp_path / "x.csv").stat().st_mode & 0o7777 == mode


@POSIX
def test_a_new_file_has_the_mode_that_the_process_gives_to_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(str(tmp_path / "x.csv"), [b"new"])
    finally:
        os.umask(before)
    assert (tmp_path / "x.csv").stat().st_mode & 0o777 == 0o640


@POSIX
def test_a_link_stays_one_and_the_file_it_names_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "x.csv").write_bytes(b"older")
    (tmp_path / "link.csv").symlink_to("folder/x.csv")
    write_file(str(tmp_path / "link.csv"), [b"new"])
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "folder" / "x.csv").read_bytes() == b"new"
    assert os.listdir(tmp_path / "folder") == ["x.csv"]


@POSIX
def test_a_device_is_written_straight_into() -> None:
    write_file(os.devnull, [b"gone"])
    assert Path(os.devnull).is_char_device()


def test_a_database_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"SQLite format 3\0...")
    with pytest.raises(UsageError, match=r"x\.csv: a database, which would be lost; name another file"):
        write_file(str(tmp_path / "x.csv"), [b"new"])
    assert (tmp_path / "x.csv").read_bytes() == b"SQLite format 3\0..."


FORMATS = {"svg": "svg", "htm": "html", "html": "html"}


@pytest.mark.parametrize(
    ("path", "form"),
    [("x.svg", "svg"), ("a.b/x.HTM", "html"), ("x", None), ("a.b/x", None), (".svg", None), ("x.", None), ("-", None)],
)
def test_the_ending_of_a_name_says_which_format(path: str, form: str | None) -> None:
    assert format_of(path, FORMATS) == form


@pytest.mark.parametrize("path", ["x.png", "x.svg.gz", "x.2025-12", "x. svg"])
def test_an_ending_that_is_no_format_is_refused_with_those_that_are(path: str) -> None:
    with pytest.raises(UsageError) as told:
        format_of(path, FORMATS, "; or leave it out")
    ending = path[path.rindex(".") :]
    assert str(told.value) == (
        f"{path}: '{ending}' is no format that can be written; end the name in .svg, .htm, .html; or leave it out"
    )

"""Every command of every document prints what stands below it, and the Python of the README is a doctest."""

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, environment

import fxcli

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    path for place in ("*.md", ".github/*.md", "fxcli/**/*.md", "tests/**/*.md") for path in ROOT.glob(place)
)
PROGRAMS_OF_OTHERS = {"bean-query", "hledger", "jq", "ledger", "soffice"}

POSIX = pytest.mark.skipif(os.name != "posix", reason="the pipes of the documents are those of a POSIX shell")


def console_blocks(path: Path) -> list[str]:
    return re.findall(r"^```console\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def examples(block: str) -> list[tuple[str, str]]:
    """The commands of a block, each with the output shown below it."""
    return [(command, shown) for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)]


def follow(path: Path, folder: Path) -> None:
    """Run the commands of a document in their order in a folder that holds the samples, and compare their output."""
    shutil.copytree(ROOT / "samples", folder / "samples")
    env = environment(folder) | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for block in console_blocks(path):
        for command, shown in examples(block):
            if command.startswith("export "):
                name, _, value = command.removeprefix("export ").partition("=")
                env[name] = value
            if not all(map(shutil.which, PROGRAMS_OF_OTHERS.intersection(command.split()))):
                continue
            done = subprocess.run(
                ["bash", "-c", command],  # noqa: S607
                cwd=folder,
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            assert done.stdout == shown, command


@POSIX
@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in DOCUMENTS if console_blocks(path)],
)
def test_every_command_prints_what_its_document_shows(path: Path, tmp_path: Path) -> None:
    follow(path, tmp_path)
    pictures = set(re.findall(r"\]\(\.github/(\S+\.svg)\)", path.read_text(encoding="utf-8")))
    for picture in pictures:
        assert (tmp_path / picture).read_bytes() == (ROOT / ".github" / picture).read_bytes(), picture


def test_the_commands_of_the_readme_are_run() -> None:
    assert len(console_blocks(ROOT / "README.md")) >= 3


@pytest.mark.parametrize("path", [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in DOCUMENTS])
def test_every_file_that_a_document_links_to_is_there(path: Path) -> None:
    links = re.findall(r"\]\((?!\w+:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_python_of_the_readme_does_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = re.findall(r"^```pycon\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    test = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", 0)
    failed, tried = doctest.DocTestRunner().run(test)
    assert tried >= 4
    assert failed == 0


def test_the_street_is_a_doctest() -> None:
    failed, tried = doctest.testmod(fxcli)
    assert tried >= 4
    assert failed == 0

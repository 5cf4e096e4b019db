"""Every command of the README prints what the README shows, and its Python is run as a doctest."""

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
BLOCKS = re.findall(r"^```console\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def examples(block: str) -> list[tuple[str, str]]:
    """The commands of a block, each with the output shown below it."""
    return [(command, shown) for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)]


@pytest.mark.skipif(os.name != "posix", reason="the README's pipes are those of a POSIX shell")
def test_every_command_prints_what_the_readme_shows(tmp_path: Path) -> None:
    assert len(BLOCKS) >= 4
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    env = environment(tmp_path) | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for block in BLOCKS:
        for command, shown in examples(block):
            if command.startswith("export "):
                name, _, value = command.removeprefix("export ").partition("=")
                env[name] = value
            if "| jq " in command and not shutil.which("jq"):
                continue
            done = subprocess.run(
                ["bash", "-c", command],  # noqa: S607
                cwd=tmp_path,
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            assert done.stdout == shown, command
    pictures = re.findall(r"-o (\S+\.svg)", "".join(BLOCKS))
    assert len(pictures) == 2
    for picture in pictures:
        assert f"](.github/{picture})" in README
        assert (tmp_path / picture).read_bytes() == (ROOT / ".github" / picture).read_bytes(), picture


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

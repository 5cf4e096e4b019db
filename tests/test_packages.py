"""What the wheel and the sdist hold; `.ci/pythons` installs the one and runs the tests of the other."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

import fxcli

NAME = f"fxcli-{fxcli.__version__}"


def files(*folders: str) -> set[str]:
    """The files below some folders of the project, without what running it leaves there."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return folder


def test_the_wheel_holds_the_package_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(built / f"{NAME}-py3-none-any.whl") as wheel:
        held = set(wheel.namelist())
        metadata = wheel.read(f"{NAME}.dist-info/METADATA").decode()
    about = {f"{NAME}.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")}
    assert held == files("fxcli") | about
    assert "fxcli/py.typed" in held
    assert f"\nVersion: {fxcli.__version__}\n" in metadata


def test_the_sdist_holds_what_its_tests_need(built: Path) -> None:
    with tarfile.open(built / f"{NAME}.tar.gz") as sdist:
        held = {name.removeprefix(f"{NAME}/") for name in sdist.getnames()}
    beside = {name for name in files(".github") if name.endswith((".md", ".svg"))}
    alone = {"README.md", "pyproject.toml", "PKG-INFO", ".gitignore"}
    assert ".github/history.svg" in beside
    assert held == files("fxcli", "tests", "samples") | beside | alone

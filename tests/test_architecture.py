"""Imports keep to the contract, and start-up loads no more than it must."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Fxcli, environment

import fxcli as package

LIGHT = {"click", "fxcli"}
"""The packages of others that a quick command may load, and our own; what Python itself brings comes on top."""


def test_imports_keep_to_the_contract() -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "arguments",
    ["--help", "--version", "help convert", "convert --help", "nonsense", "convert 100 USD KGS", "history --nothing"],
)
def test_what_should_answer_at_once_loads_no_library_but_click(tmp_path: Path, fxcli: Fxcli, arguments: str) -> None:
    (tmp_path / "page.txt").write_text("KGS/USD = 0.01144\n2025-12-09\n")
    fxcli("import", "page.txt", "--db", "history.db")
    program = (
        "import sys; from fxcli.cli import main; main(sys.argv[1:]); "
        "names = {name.partition('.')[0] for name in sys.modules}; print('loaded', *names, file=sys.stderr)"
    )
    env = environment(tmp_path) | {"FXCLI_DB": "history.db"}
    env.pop("COVERAGE_PROCESS_CONFIG", None)  # where coverage is measured, it would be loaded as well
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments.split()],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.splitlines()[-1].removeprefix("loaded ").split())
    libraries = {name for name in loaded if not name.startswith("_")} - sys.stdlib_module_names
    assert libraries <= LIGHT
    assert "click" in loaded
    assert loaded.isdisjoint({"asyncio", "multiprocessing", "unittest", "http", "xml"})


def test_the_public_names_are_there_and_no_others() -> None:
    assert len(package.__all__) <= 13
    assert all(hasattr(package, name) for name in package.__all__)
    with pytest.raises(AttributeError, match="nothing_here"):
        package.nothing_here  # noqa: B018 - the attribute access is what is tested


def test_no_file_has_a_public_name_which_its_import_would_take() -> None:
    files = {path.stem for path in (ROOT / "fxcli").iterdir()}
    assert files.isdisjoint(package.__all__)

"""The rooms keep to the street, and start-up loads no more than it must."""

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

import fxcli

HEAVY = {"pydantic", "rich", "dateutil"}


def test_imports_keep_to_the_contract() -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["convert", "--help"]])
def test_help_loads_none_of_the_heavy_libraries(arguments: list[str]) -> None:
    program = (
        "import sys; from fxcli.cli import main; code = main(sys.argv[1:]); "
        "print(*{name.partition('.')[0] for name in sys.modules}, sep='\\n', file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(done.stderr.split())
    assert "click" in done.stderr.split()


def test_the_public_names_are_there_and_no_others() -> None:
    assert len(fxcli.__all__) <= 12
    assert all(hasattr(fxcli, name) for name in fxcli.__all__)
    with pytest.raises(AttributeError, match="nothing_here"):
        fxcli.nothing_here  # noqa: B018 - the attribute access is what is tested


def test_no_file_has_a_public_name_which_its_import_would_take() -> None:
    files = {path.stem for path in (ROOT / "fxcli").iterdir()}
    assert files.isdisjoint(fxcli.__all__)

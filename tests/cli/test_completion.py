"""What Tab offers, in the shells that people have."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Fxcli, environment

from fxcli.cli import COMMANDS

HOME = ["KGS", "KZT", "TJS", "UZS", "TMT", "USD"]


def offered(fxcli: Fxcli, line: str, **env: str) -> list[str]:
    """What bash is told for a line whose last word is being typed; files as `file`."""
    words = line.split(" ")
    asked = {"_FXCLI_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = fxcli(**asked | env)
    assert (done.returncode, done.stderr) == (0, "")
    kinds_and_values = (told.split(",", 1) for told in done.stdout.splitlines() if told)
    return [value if kind == "plain" else kind for kind, value in kinds_and_values]


def test_commands_options_days_and_files_complete(fxcli: Fxcli) -> None:
    assert offered(fxcli, "fxcli ") == list(COMMANDS)
    assert offered(fxcli, "fxcli con") == ["convert", "convert-csv"]
    assert offered(fxcli, "fxcli convert --sa") == ["--same-day"]
    assert offered(fxcli, "fxcli rates --on ") == ["today", "yesterday"]
    assert offered(fxcli, "fxcli export --since Y") == ["yesterday"]
    for line in (
        "rates ",
        "import ",
        "check p",
        "convert 5 KGS -s ",
        "rates --db ",
        "export -o ra",
        "export --output ",
    ):
        assert offered(fxcli, f"fxcli {line}") == ["file"]
    assert offered(fxcli, "fxcli export -f j") == ["json", "jsonl"]


def test_home_currencies_complete_and_once_a_letter_is_typed_all_others(fxcli: Fxcli) -> None:
    assert offered(fxcli, "fxcli convert ") == []
    assert offered(fxcli, "fxcli convert 5 ") == HOME
    assert offered(fxcli, "fxcli convert 5 KGS ") == HOME
    assert offered(fxcli, "fxcli convert 5 KGS to k") == ["KGS", "KZT", "KES", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD"]
    assert offered(fxcli, "fxcli export --base tj") == ["TJS"]
    assert offered(fxcli, "fxcli convert 5 xq") == []


def test_codes_of_the_history_come_first_and_its_series_by_their_names(fxcli: Fxcli, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("EUR/TJS = 10.8\nUSD/UZS = 12105.33\nEUR/USD = 1.16\n2025-12-09\n")
    fxcli("import", "page.txt", "--db", "my.db")
    for line, env in (("--db my.db ", {}), ("", {"FXCLI_DB": "my.db"})):
        assert offered(fxcli, f"fxcli convert {line}5 KGS ", **env) == ["TJS", "UZS", "USD", "EUR", "KGS", "KZT", "TMT"]
        assert offered(fxcli, f"fxcli convert {line}5 e", **env)[0] == "EUR"
        assert offered(fxcli, f"fxcli history {line}", **env) == ["UZS", "EUR", "EUR/TJS"]
        assert offered(fxcli, f"fxcli history {line}u", **env) == ["UZS"]


def test_without_a_history_or_with_a_damaged_one_it_offers_the_rest_and_makes_none(
    fxcli: Fxcli, tmp_path: Path
) -> None:
    (tmp_path / "damaged.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    for name in ("absent.db", "no/folder.db", "damaged.db", "."):
        assert offered(fxcli, f"fxcli convert --db {name} 5 ") == HOME
        assert offered(fxcli, f"fxcli history --db {name} ") == []
    assert offered(fxcli, "fxcli history ") == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["damaged.db"]
    assert (tmp_path / "damaged.db").read_bytes() == b"SQLite format 3\0" + b"\xff" * 5000


@pytest.mark.parametrize("line", ["fxcli ", "fxcli convert 5 ", "fxcli history ", "fxcli rates --on "])
def test_completion_loads_none_of_the_heavy_libraries(tmp_path: Path, line: str) -> None:
    program = (
        "import sys, atexit; from fxcli.cli import main; "
        "atexit.register(lambda: print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)); main([])"
    )
    asked = {"_FXCLI_COMPLETE": "zsh_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(tmp_path) | asked, capture_output=True, text=True, check=True
    )
    assert {"pydantic_core", "rich", "dateutil"}.isdisjoint(done.stderr.split())
    assert "click" in done.stderr.split()


@pytest.mark.parametrize(
    ("shell", "program", "told"),
    [
        (
            "bash",
            'eval "$(_FXCLI_COMPLETE=bash_source fxcli)"; complete -p fxcli | grep -o "_fxcli[^ ]*"; '
            'COMP_WORDS=(fxcli convert 5 t) COMP_CWORD=3; _fxcli_completion fxcli; echo "${COMPREPLY[@]:0:2}"',
            ["_fxcli_completion", "TJS TMT"],
        ),
        (
            "zsh",
            "autoload -U compinit; compinit -u -D; "
            'eval "$(_FXCLI_COMPLETE=zsh_source fxcli)"; print $_comps[fxcli]; whence -w $_comps[fxcli]',
            ["_fxcli_completion", "_fxcli_completion: function"],
        ),
        (
            "fish",
            "_FXCLI_COMPLETE=fish_source fxcli | source; "
            'complete -C "fxcli history "; complete -C "fxcli rates --on t"',
            ["TJS\tTajik somoni", "today"],
        ),
    ],
)
def test_each_shell_takes_the_script_that_click_writes_for_it(
    fxcli: Fxcli, tmp_path: Path, shell: str, program: str, told: list[str]
) -> None:
    if os.name != "posix" or shutil.which(shell) is None or (shell, sys.platform) == ("bash", "darwin"):
        pytest.skip(f"{shell} is not here, or older than what Click supports")
    (tmp_path / "page.txt").write_text("TJS/USD = 0.10877\n2025-12-09\n")
    fxcli("import", "page.txt")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [shell, "-c", program],
        cwd=tmp_path,
        env=environment(tmp_path) | {"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == told

"""What a user can ask the command about itself."""

import shlex

import click
import pytest
from conftest import ROOT, Fxcli

from fxcli.cli import COMMANDS
from fxcli.cli import fxcli as group

WITH_MANUAL = [name for name in COMMANDS if name != "help"]


def command_of(name: str) -> click.Command:
    command = group.get_command(click.Context(group), name)
    assert command
    return command


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_each_command_ends_with_calls_that_its_options_take(fxcli: Fxcli, name: str) -> None:
    shown = fxcli(name, "--help").stdout
    calls = [shlex.split(line, comments=False) for line in shown.partition("Examples:\n")[2].splitlines()]
    assert 2 <= len(calls) <= 3
    for fxcli_, named, *arguments in calls:
        assert (fxcli_, named) == ("fxcli", name)
        command_of(name).make_context(name, arguments)


@pytest.mark.parametrize("name", WITH_MANUAL)
def test_each_command_has_a_manual_beside_its_file(fxcli: Fxcli, name: str) -> None:
    done = fxcli("help", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (ROOT / "fxcli" / "cli" / f"{name}.md").read_text(encoding="utf-8")
    assert done.stdout.startswith(f"# fxcli {name}\n")


@pytest.mark.parametrize("name", WITH_MANUAL)
def test_the_manual_names_each_option_of_its_command(name: str) -> None:
    text = (ROOT / "fxcli" / "cli" / f"{name}.md").read_text(encoding="utf-8")
    options = [it for it in command_of(name).params if isinstance(it, click.Option)]
    assert [it.opts for it in options if not any(name in text for name in it.opts)] == []


@pytest.mark.parametrize("name", WITH_MANUAL)
def test_the_help_of_a_command_that_takes_a_day_says_how_it_is_written(fxcli: Fxcli, name: str) -> None:
    shown = " ".join(fxcli(name, "--help").stdout.split())
    assert ("DATE" in shown) == ("2025-12-09, 09.12.2025, today." in shown)


def test_help_of_no_command_is_that_of_all(fxcli: Fxcli) -> None:
    assert fxcli("help").stdout == fxcli("--help").stdout


def test_a_near_miss_of_a_command_gets_the_manual_that_was_meant(fxcli: Fxcli) -> None:
    done = fxcli("help", "rate")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "fxcli: there is no manual of 'rate'; did you mean: fxcli help rates\n"
    assert fxcli("help", "zzz").stderr == f"fxcli: there is no manual of 'zzz'; there are {', '.join(WITH_MANUAL)}\n"

"""What a user can ask the command about itself."""

import shlex

import click
import pytest
from conftest import Fxcli

from fxcli.cli import COMMANDS
from fxcli.cli import fxcli as group


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

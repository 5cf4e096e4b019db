"""fxcli help"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fxcli.cli import COMMANDS
from fxcli.cli.options import examples
from fxcli.cli.streams import write
from fxcli.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_MANUALS = [name for name in COMMANDS if name != "help"]


def _fitting(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in _MANUALS if name.startswith(incomplete)]


@click.command("help", epilog=examples("help convert", "help import"))
@click.argument("command", required=False, shell_complete=_fitting)
@click.pass_context
def help_(context: click.Context, command: str | None) -> None:
    """Show the manual of a COMMAND: what it does, what it prints, what it refuses."""
    if command is None:
        text = f"{context.find_root().get_help()}\n"
    elif command in _MANUALS:
        text = Path(__file__).with_name(f"{command}.md").read_text(encoding="utf-8")
    else:
        raise UsageError(_no_manual(command))
    if sys.stdout.isatty():
        click.echo_via_pager(text)
    else:
        write([text])


def _no_manual(command: str) -> str:
    from fxcli.cli.suggestion import nearest

    near = nearest(command, _MANUALS)
    hint = f"did you mean: fxcli help {near[0]}" if near else f"there are {', '.join(_MANUALS)}"
    return f"there is no manual of '{command}'; {hint}"

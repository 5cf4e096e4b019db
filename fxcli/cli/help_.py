"""fxcli help"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fxcli.cli import COMMANDS
from fxcli.cli.options import examples
from fxcli.cli.streams import write


@click.command("help", epilog=examples("help convert", "help import"))
@click.argument("command", type=click.Choice([name for name in COMMANDS if name != "help"]), required=False)
@click.pass_context
def help_(context: click.Context, command: str | None) -> None:
    """Show the manual of a COMMAND: what it does, what it prints, what it refuses."""
    if command is None:
        text = f"{context.find_root().get_help()}\n"
    else:
        text = Path(__file__).with_name(f"{command}.md").read_text(encoding="utf-8")
    if sys.stdout.isatty():
        click.echo_via_pager(text)
    else:
        write([text])

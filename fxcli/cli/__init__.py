"""The command line: the only place that knows Click, the clock, standard streams and exit codes.

Each command is a file, imported only when it is called; what a command does not always need is imported where it
is needed. Start-up is a feature.
"""

from __future__ import annotations

import io
import os
import re
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click

from fxcli import __version__
from fxcli.cli.options import examples, is_below_zero
from fxcli.cli.streams import ClosedStream, abandon_stdout, say
from fxcli.errors import FxcliError, OutputError, UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code and never raises for what a user can cause."""
    sys.stdout = stdout = sys.stdout or ClosedStream()
    sys.stderr = sys.stderr or ClosedStream()  # where there is none, Click would show its errors on standard output
    for stream in (stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = fxcli.main(arguments, prog_name="fxcli", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        say(_in_one_line(error))
        return error.exit_code
    except SystemExit as end:
        reader_left = sys.stdout is not stdout  # Click puts another in its place, which does not mind
        return end.code if isinstance(end.code, int) and not reader_left else 0
    except (click.Abort, KeyboardInterrupt, _InterruptedError) as end:
        abandon_stdout()  # whoever does not read must not keep it from ending
        if isinstance(end, _InterruptedError) and not end.args and sys.stderr.isatty():
            click.echo(err=True)  # the terminal has shown ^C
        say(f"ended by {end}" if str(end) else "interrupted")
        return 130
    except FxcliError as error:
        say(str(error))
        return error.exit_code
    except BrokenPipeError:
        abandon_stdout()
        return 0
    except OSError as error:
        abandon_stdout()
        say(f"the output could not be written ({os.strerror(error.errno or 0)})")
        return OutputError.exit_code


def _in_one_line(error: click.ClickException) -> str:
    """What Click says of a call that it cannot read, and where to look for what it takes."""
    if isinstance(error, click.NoSuchOption) and error.possibilities:
        from fxcli.cli.suggestion import nearest

        near = nearest(error.option_name, error.possibilities) or error.possibilities
        error = click.NoSuchOption(error.option_name, possibilities=near, ctx=error.ctx)
    said = re.sub(r"\. \(?Did you mean( one of:)?(.*\?)\)?", r"; did you mean\2", error.format_message().rstrip("."))
    message = " ".join((said[:1].lower() + said[1:]).split())
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        return message  # it says itself what it takes
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{message}; see {context.command_path} --help" if context and message[-1:] != "?" else message


COMMANDS = {
    "rates": "The latest rate of each pair, as a table.",
    "convert": "An amount in other currencies, with its interval.",
    "convert-csv": "A column of money in a CSV, by the rates of its days.",
    "import": "Read sources into the history.",
    "banks": "The banks whose rates can be imported by name.",
    "pages": "What the history holds: each page with its number.",
    "forget": "Take pages out of the history again.",
    "export": "Rates as CSV, JSON or prices of a ledger.",
    "history": "The stored series of one currency against USD.",
    "report": "One page for people: latest rates, charts, months, sources, doubts.",
    "check": "What was read from which line, and what was refused and why.",
    "help": "The manual of a command.",
}
"""The commands in the order of the help, which is written from here, as their completion is: neither imports one."""


class _InterruptedError(Exception):
    """A signal, by name unless it is that of Ctrl-C: Click would answer KeyboardInterrupt with an empty line."""


class _Commands(click.Group):
    """Commands that are imported when they are called."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as end:
            raise _InterruptedError(*end.args) from end

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_") + ("_" if cmd_name in ("import", "help") else "")
        command: click.Command = getattr(import_module(f"fxcli.cli.{name}"), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and is_below_zero(args[0]) and not ctx.resilient_parsing:
            self.resolve_command(ctx, args)  # an amount below zero, which begins no option either
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS:
            from fxcli.cli.suggestion import suggestion

            raise UsageError(suggestion(args, list(COMMANDS)))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        named = [CompletionItem(name, help=told) for name, told in COMMANDS.items() if name.startswith(incomplete)]
        return named + click.Command.shell_complete(self, ctx, incomplete)


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples("rates page.html", "import page.html", "convert 1000000 UZS USD", "help convert"),
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def fxcli(context: click.Context) -> None:
    """Currency rates of Central Asian news pages: read, kept, converted, exported.

    SOURCE is a file, a folder, a web archive, an http(s) address or - for standard input. Commands without SOURCE
    use the history, which fxcli import fills.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())

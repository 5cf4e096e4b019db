"""Calls of fxcli as processes that are forked from one which has loaded it: real ones, without the wait for imports.

python tests/forks.py FOLDER takes calls from standard input, each a line of JSON: `[arguments, folder, environment]`.
It answers each with its exit code; what the call wrote is in the files `stdout` and `stderr` of FOLDER.
"""

import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

LOADED = ("cli.check", "cli.convert", "cli.export", "cli.history", "cli.import_", "output.table", "sources.read")
SECONDS = 60


def serve(streams: Path) -> None:
    """Answer calls until standard input ends."""
    for name in LOADED:
        import_module(f"fxcli.{name}")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            call(*json.loads(line), streams)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def call(arguments: list[str], folder: str, environment: dict[str, str], streams: Path) -> None:
    """Become the process of one call, which does not come back."""
    from fxcli.__main__ import run

    signal.alarm(SECONDS)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(streams / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600), number)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.argv = ["fxcli", *arguments]
    run()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))

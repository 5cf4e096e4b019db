"""python -m fxcli, and the command fxcli: `cli.main` as a process of its own, quick to begin and to end."""

import gc
import os


def run() -> None:
    """Run one command and leave with its exit code."""
    # Start-up makes ten thousand objects and no garbage; collecting it anyway takes a tenth of the time. What a
    # document says lives to its end: looking through it again and again takes a sixth.
    gc.set_threshold(50_000, 1_000)
    from fxcli.cli import main

    # All output is flushed; what is left to tear down, the system frees at once.
    os._exit(main())


if __name__ == "__main__":
    run()

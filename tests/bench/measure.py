"""Whole processes against each other: time as a ratio, memory as a difference."""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Command = list[str]


@dataclass
class Row:
    """One line of the table: a command of fxcli against another command."""

    work: str
    command: Command
    against: str
    other: Command
    goal: str
    before: Callable[[], object] = lambda: None
    """What to do before each pair of runs."""
    in_memory: bool = False
    """Whether not time is compared but memory: how many MB more the command takes at its peak."""
    pages: int = 0
    """How many pages the command reads, where its speed is told in pages as well."""
    exit_codes: set[int] = field(default_factory=lambda: {0})
    """What the command may end with: one that fails at once would look quick."""

    def measured(self) -> str:
        """What the table shows as measured."""
        missing = [name for name in self._programs() if not shutil.which(name)]
        if missing:
            return f"{missing[0]} is not installed"
        return self._memory() if self.in_memory else self._ratio()

    def _programs(self) -> set[str]:
        return {"rg", "qalc"}.intersection(" ".join(self.other).split()) or {self.other[0]}

    def _ratio(self) -> str:
        """The median of the paired ratios, A B A B …, after one run of each that is not counted."""
        self.before()
        seconds(self.command, self.exit_codes)
        rounds = 15 if seconds(self.other, self.exit_codes) < 0.5 else 3
        times = []
        for _ in range(rounds):
            self.before()
            times.append((seconds(self.command, self.exit_codes), seconds(self.other, self.exit_codes)))
        ratio = f"{statistics.median(own / other for own, other in times):.2f}"
        return (
            f"{ratio}, {self.pages / statistics.median(own for own, _ in times):,.0f} pages/s" if self.pages else ratio
        )

    def _memory(self) -> str:
        if not hasattr(os, "wait4"):
            return "this system does not say"
        return f"{megabytes(self.command) - megabytes(self.other):+.0f} MB"


def seconds(command: Command, exit_codes: set[int]) -> float:
    """The wall time of one process whose output is thrown away."""
    began = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    took = time.perf_counter() - began
    if done.returncode not in exit_codes:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-1000:]}")
    return took


# A process counts the memory of the one that it was forked from, so it is started by a small one.
PEAK = """
import os, sys
_, _, usage = os.wait4(os.spawnvp(os.P_NOWAIT, sys.argv[1], sys.argv[1:]), 0)
print(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), file=sys.stderr)
"""


def megabytes(command: Command) -> float:
    """The most memory that a process takes, or one of those that it starts, if that is more."""
    small = [sys.executable, "-c", PEAK, *command]
    done = subprocess.run(small, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True)
    return int(done.stderr.split()[-1]) / 1e6

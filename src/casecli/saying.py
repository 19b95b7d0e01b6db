"""What the command line says to people besides its result: complaints and progress, on the error stream."""

from __future__ import annotations

import sys
from typing import Final

WIDTH: Final = 24
LONGEST: Final = 60


def complain(says: str) -> None:
    """Say something that went wrong."""
    print(says, file=sys.stderr)


class Progress:
    """A bar on a terminal, and nothing anywhere else."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._shown = sys.stderr.isatty() and total > 0

    def at(self, says: str) -> None:
        """Say what is being done right now."""
        if self._shown:
            filled = WIDTH * self._done // self._total
            bar = "█" * filled + "░" * (WIDTH - filled)
            print(f"\r\x1b[K{bar} {self._done}/{self._total} {says[:LONGEST]}", end="", file=sys.stderr, flush=True)

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        self.at("")

    def clear(self) -> None:
        """Take the bar away, so that a result can be printed."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

"""What the command line says to people besides its result: complaints and progress, on the error stream."""

from __future__ import annotations

import sys
import unicodedata
from typing import Final

WIDTH: Final = 24
LONGEST: Final = 60
UNSEEN: Final = frozenset({"Cc", "Cf", "Zl", "Zp"})


def complain(says: str) -> None:
    """Say something that went wrong."""
    print(harmless(says), file=sys.stderr)


def harmless(text: str) -> str:
    """Text that a terminal shows and never obeys: control and direction-turning characters by their code."""
    return "".join(one if one == "\n" or unicodedata.category(one) not in UNSEEN else _code(one) for one in text)


def _code(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


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
            print(
                f"\r\x1b[K{bar} {self._done}/{self._total} {harmless(says[:LONGEST])}",
                end="",
                file=sys.stderr,
                flush=True,
            )

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        self.at("")

    def clear(self) -> None:
        """Take the bar away, so that a result can be printed."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

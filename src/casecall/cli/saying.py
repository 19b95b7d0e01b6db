"""How commands speak: what was done to standard output, what went wrong to standard error."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

OK, TROUBLE, USAGE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, what it does in one line, its arguments, and the function that gives its exit code."""

    name: str
    says: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


def say(text: str = "") -> None:
    """Say what was done."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Say what went wrong."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def nothing_more(_parser: ArgumentParser) -> None:
    """For a command without arguments."""

"""The commands of ``casepaper``, in the order in which the help lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from casecli import calls, check, form, letter, words

if TYPE_CHECKING:
    import argparse


class Command(Protocol):
    """What a module of a command offers."""

    @property
    def NAME(self) -> str:  # noqa: N802 – a constant of the module
        """The command's name."""

    @property
    def HELP(self) -> str:  # noqa: N802 – a constant of the module
        """What it does, in Chinese."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare its arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it, and return the exit code."""


ALL_COMMANDS: Final[tuple[Command, ...]] = (check, words, form, calls, letter)

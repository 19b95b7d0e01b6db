"""The command ``casepaper``: finds the command that was asked for and gives its exit code."""

from __future__ import annotations

import logging
import os
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from casecli.all_commands import ALL_COMMANDS
from casecli.parsing import USAGE, Parser
from casecli.saying import complain
from casepaper.forms.callfile import CallFileFaults

if TYPE_CHECKING:
    from collections.abc import Sequence

BROKEN_OFF: Final = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code: 0 all in order, 1 something to look at, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code. Wrong usage leaves by SystemExit(2), as argparse does."""
    logging.getLogger("casepaper").addHandler(logging.NullHandler())  # people read findings, not traces
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except CallFileFaults as faults:
        complain(str(faults))
        return USAGE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        complain("已中断。再次运行同一命令，会从断处继续。")
        return BROKEN_OFF


def parser() -> Parser:
    """The whole command line; the reference page of commands is written from it."""
    top = Parser(prog="casepaper", description="读取案例申报材料，做形式审查，汇总成表。")
    top.add_argument("--version", action="version", version=f"casepaper {software_version()}", help="显示版本")
    commands = top.add_subparsers(title="命令", metavar="命令", required=True)
    for command in ALL_COMMANDS:
        one = commands.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        command.add_arguments(one)
        one.set_defaults(run=command.run)
    return top


def software_version() -> str:
    """The version that is installed; 0 when run from a folder of sources."""
    try:
        return version("casecall")
    except PackageNotFoundError:
        return "0"

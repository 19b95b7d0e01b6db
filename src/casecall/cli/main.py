"""Finds the command and runs it; what is wrong is one Chinese sentence and an exit code, never a traceback."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from casecall.cli.saying import OK, TROUBLE, USAGE, complain
from casecli.parsing import Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casecall.cli.saying import Command


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; 0 done, 1 trouble, 2 wrong usage or a setting that makes no sense."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casecall.settings")
    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        complain(f"设置有误：{wrong}")
        return USAGE
    from casecall.cli.all_commands import COMMANDS  # lazy: rooms can be imported only once Django is set up

    args = parser(COMMANDS).parse_args(argv)
    try:
        return int(args.run(args))
    except DatabaseError as wrong:
        complain(f"数据库不可用：{wrong}\n如尚未建立，请先运行 casecall setup")
    except KeyboardInterrupt:
        return OK
    return TROUBLE


def parser(commands: Sequence[Command]) -> Parser:
    """The parser of all commands; the reference page is made from it."""
    top = Parser(prog="casecall", description="案例征集：从通知到发布。")
    under = top.add_subparsers(title="命令", metavar="命令", required=True)
    for command in commands:
        one = under.add_parser(command.name, help=command.says, description=command.says)
        command.arguments(one)
        one.set_defaults(run=command.run)
    return top

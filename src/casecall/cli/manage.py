"""``casecall manage``: the commands that Django brings, for those who know them."""

from __future__ import annotations

import argparse

from django.core.management import execute_from_command_line

from casecall.cli.saying import OK, Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…", help="Django 的命令及其参数")


def _run(args: argparse.Namespace) -> int:
    execute_from_command_line(["casecall manage", *args.rest])
    return OK


COMMAND = Command("manage", "运行 Django 自带的管理命令", _arguments, _run)

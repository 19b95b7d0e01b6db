"""``casecall user``: adds users, gives new passwords, lists who may log in."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING

from django.utils import timezone

from casecall.cli.saying import OK, USAGE, Command, complain, say
from casecall.people import rules
from casecall.people.actions import Unfit, change_password, make_user
from casecall.people.queries import list_users, user_named

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def _arguments(parser: ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="操作")
    add = acts.add_parser("add", help="新增用户，显示一次随机口令")
    add.add_argument("username", help="登录名")
    add.add_argument("--name", default="", help="姓名")
    add.add_argument("--role", choices=tuple(rules.ROLES), default=rules.CLERK, help="角色，默认 clerk")
    add.add_argument("--password-stdin", action="store_true", help="从标准输入读口令，而不随机生成")
    password = acts.add_parser("password", help="更换口令，显示一次随机口令")
    password.add_argument("username", help="登录名")
    password.add_argument("--password-stdin", action="store_true", help="从标准输入读口令，而不随机生成")
    acts.add_parser("list", help="列出用户")


def _run(args: Namespace) -> int:
    try:
        return {"add": _add, "password": _password, "list": _list}[args.act](args)
    except Unfit as wrong:
        for fault in wrong.faults:
            complain(fault)
        return USAGE


def _add(args: Namespace) -> int:
    word = _word(args)
    make_user(args.username, word, role=args.role, name=args.name, now=timezone.now(), by="console")
    say(f"已新增{rules.ROLES[args.role]}“{args.username}”" + _shown(args, word))
    return OK


def _password(args: Namespace) -> int:
    user = user_named(args.username)
    if user is None:
        complain(f"没有登录名为“{args.username}”的用户")
        return USAGE
    word = _word(args)
    change_password(user.id, word, now=timezone.now(), by="console")
    say(f"已更换“{user.username}”的口令" + _shown(args, word))
    return OK


def _list(_args: Namespace) -> int:
    for user in list_users():
        state = "" if user.is_active else "（已停用）"
        say(f"{user.username}\t{user.role_name}\t{user.name}{state}")
    return OK


def _word(args: Namespace) -> str:
    return sys.stdin.readline().rstrip("\n") if args.password_stdin else secrets.token_urlsafe(12)


def _shown(args: Namespace, word: str) -> str:
    return "" if args.password_stdin else f"，口令 {word}（只显示这一次）"


COMMAND = Command("user", "新增用户、更换口令、列出用户", _arguments, _run)

"""``casecall mailbox check``: says in plain words what is wrong with the accounts of mail.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import timezone

from casecall.cli.saying import OK, TROUBLE, USAGE, Command, complain, say
from casecall.letters.accounts import MailAccounts, MailFileFaults, load, path_of_file
from casecall.letters.checking import Checked, check_sending
from casecall.letters.rules import is_address

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator

    Found = Iterator[tuple[str, tuple[Checked, ...]]]  # an account by name, and what was found of it

SAYS: Final = {
    "command": "核对邮箱账户",
    "what": "check 逐项核对 mail.toml 里的账户，不收信；发信账户只试到登录",
    "to": "另发一封测试信到这个地址",
    "to_wrong": "不是邮箱地址：{to}",
    "none": "尚未设置邮箱账户：没有 {path}。写法见 docs/howto/letters.md；不设置也可以使用，只是不收发邮件",
    "sending": "发信账户 {one.sender_address}（{one.host}:{one.port}，{one.security}）",
    "well": "  {what}：{says}",
    "wrong": "  {what}：未通过。{says}",
}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("check",), help=SAYS["what"])
    parser.add_argument("--to", default="", metavar="ADDRESS", help=SAYS["to"])


def _run(args: Namespace) -> int:
    if args.to and not is_address(args.to):
        complain(SAYS["to_wrong"].format(to=args.to))
        return USAGE
    try:
        accounts = load()
    except MailFileFaults as why:
        complain(str(why))
        return USAGE
    if not accounts.sending and not accounts.mailboxes:
        complain(SAYS["none"].format(path=path_of_file()))
        return TROUBLE
    well = True
    for check in CHECKS:
        for account, found in check(accounts, args):
            say(account)
            for one in found:
                well = _tell(one) and well
    return OK if well else TROUBLE


def _tell(one: Checked) -> bool:
    (say if one.well else complain)(SAYS["well" if one.well else "wrong"].format(what=one.what, says=one.says))
    return one.well


def _sending(accounts: MailAccounts, args: Namespace) -> Found:
    if accounts.sending:
        yield (
            SAYS["sending"].format(one=accounts.sending),
            check_sending(accounts.sending, to=args.to, now=timezone.now()),
        )


# What is checked of the accounts, in this order; each gives accounts with what was found of them.
CHECKS: tuple[Callable[[MailAccounts, Namespace], Found], ...] = (_sending,)
COMMAND = Command("mailbox", SAYS["command"], _arguments, _run)

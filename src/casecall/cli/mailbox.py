"""``casecall mailbox``: says in plain words what is wrong with the accounts of mail.toml; fetches letters by hand."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from casecall.cli.saying import OK, TROUBLE, USAGE, Command, complain, say
from casecall.letters.accounts import MailAccounts, Mailbox, MailFileFaults, load, path_of_file
from casecall.letters.checking import Checked, check_sending
from casecall.letters.rules import is_address
from casecall.receiving.mailboxes import fetch_once, watch
from casecall.receiving.mailboxes.checking import check_mailbox

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterator

    Found = Iterator[tuple[str, tuple[Checked, ...]]]  # an account by name, and what was found of it

SAYS: Final = {
    "command": "核对邮箱账户，或立即收信",
    "what": "check 逐项核对 mail.toml 里的账户，不收信；发信账户只试到登录。fetch 收取新信（平时由处理进程自动收取）",
    "once": "fetch 收完现有的信就结束；不加则一直收取，直到 Ctrl-C",
    "to": "另发一封测试信到这个地址",
    "to_wrong": "不是邮箱地址：{to}",
    "none": "尚未设置邮箱账户：没有 {path}。写法见 docs/howto/letters.md；不设置也可以使用，只是不收发邮件",
    "sending": "发信账户 {one.sender_address}（{one.host}:{one.port}，{one.security}）",
    "mailbox": "收信账户 {one.name}（{one.user}，{one.host}:{one.port}，{one.protocol} {one.security}）",
    "no_mailbox": "mail.toml 中没有收信账户（[[mailbox]]），写法见 docs/howto/mailboxes.md",
    "fetched": "{name}：新收 {found.taken} 封，略过 {found.passed} 封，未能收下 {found.refused} 封",
    "trouble": "{name}：{trouble}",
    "well": "  {what}：{says}",
    "wrong": "  {what}：未通过。{says}",
}


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("check", "fetch"), help=SAYS["what"])
    parser.add_argument("--once", action="store_true", help=SAYS["once"])
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
    return _fetch(accounts.mailboxes, once=args.once) if args.what == "fetch" else _check(accounts, args)


def _check(accounts: MailAccounts, args: Namespace) -> int:
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


def _mailboxes(accounts: MailAccounts, _args: Namespace) -> Found:
    for one in accounts.mailboxes:
        yield SAYS["mailbox"].format(one=one), check_mailbox(one)


def _fetch(mailboxes: tuple[Mailbox, ...], *, once: bool) -> int:
    """Fetch all mailboxes one after another, or watch them together until told to stop."""
    if not mailboxes:
        complain(SAYS["no_mailbox"])
        return TROUBLE
    stop, well = threading.Event(), True
    for one in mailboxes:
        found = fetch_once(one, now=timezone.now, stop=stop)
        say(SAYS["fetched"].format(name=one.name, found=found))
        if found.trouble:
            complain(SAYS["trouble"].format(name=one.name, trouble=found.trouble))
        well = well and not found.trouble and not found.refused
    if not once:
        _watch(mailboxes, stop)
    return OK if well else TROUBLE


def _watch(mailboxes: tuple[Mailbox, ...], stop: threading.Event) -> None:
    threads = [threading.Thread(target=watch, args=(one, stop), daemon=True) for one in mailboxes]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join(10)


# What is checked of the accounts, in this order; each gives accounts with what was found of them.
CHECKS: tuple[Callable[[MailAccounts, Namespace], Found], ...] = (_mailboxes, _sending)
COMMAND = Command("mailbox", SAYS["command"], _arguments, _run)

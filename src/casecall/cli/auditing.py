"""``casecall audit``: walks the chain of the record and shows its newest lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from casecall.audit.queries import latest, verify
from casecall.cli.saying import OK, TROUBLE, Command, complain, say

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=("verify", "latest"), help="verify 核对整条记录；latest 列出最近的操作")
    parser.add_argument("--most", type=int, default=20, metavar="N", help="latest 列出的条数，默认 20")


def _run(args: Namespace) -> int:
    return _verify() if args.what == "verify" else _latest(args.most)


def _verify() -> int:
    verdict = verify()
    if not verdict.whole:
        complain(f"操作记录在第 {verdict.broken_at} 条处断开：此条或其前一条被改动或删除")
        return TROUBLE
    say(f"操作记录完整，共 {verdict.lines} 条，末条摘要 {verdict.head}")
    return OK


def _latest(most: int) -> int:
    for line in reversed(latest(most)):
        at = timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M:%S")
        say(f"{line.n:>6}  {at}  {line.actor:<14}  {line.verb:<16}  {line.object}  {line.note}".rstrip())
    return OK


COMMAND = Command("audit", "核对操作记录", _arguments, _run)

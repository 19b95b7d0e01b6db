"""``casecall run-jobs``: does all work that is due and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from casecall.cli.saying import OK, TROUBLE, Command, complain, nothing_more, say
from casecall.flow.upkeep import keep_up
from casecall.flow.worker import alone, run_due
from casecall.jobs import rules
from casecall.jobs.queries import counts, list_jobs

if TYPE_CHECKING:
    from argparse import Namespace


def _run(_args: Namespace) -> int:
    with alone(settings.DATA) as only:
        if not only:
            complain("已有一个处理进程在运行，待办任务由它处理")
            return TROUBLE
        keep_up(now=timezone.now())
        runs = run_due()
    now = counts()
    say(f"处理了 {runs} 项任务；等待 {now[rules.WAITING]}，失败 {now[rules.FAILED]}")
    for job in list_jobs(state=rules.FAILED, most=20):
        complain(f"  {job.name} {job.key}：{(job.error or '原因不明').splitlines()[0]}")
    return TROUBLE if now[rules.FAILED] else OK


COMMAND = Command("run-jobs", "处理所有到期的任务，然后结束", nothing_more, _run)

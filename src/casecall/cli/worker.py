"""``casecall worker``: the embedded worker, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from casecall.cli.saying import OK, TROUBLE, Command, complain, nothing_more
from casecall.flow.worker import alone, work

if TYPE_CHECKING:
    from argparse import Namespace

log = logging.getLogger(__name__)


def _run(_args: Namespace) -> int:
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    with alone(settings.DATA) as only:
        if not only and connection.vendor == "sqlite":
            complain("已有一个处理进程在使用这个数据文件夹")
            return TROUBLE
        log.info("处理进程已启动")
        work(stop, lanes=settings.OCR_WORKERS)
    log.info("处理进程已停止")
    return OK


COMMAND = Command("worker", "处理任务，直到收到停止信号", nothing_more, _run)

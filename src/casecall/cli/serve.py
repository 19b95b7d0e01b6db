"""``casecall serve``: the site and its worker, kept running together until Ctrl-C."""

from __future__ import annotations

import ctypes
import logging
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from casecall.cli.post import make_ready
from casecall.cli.saying import OK, TROUBLE, USAGE, Command, complain, say
from casecall.web.kit.logs import TopicLog

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

log = logging.getLogger(__name__)

SAYS = {
    "post": "同时启动演示邮局（本机的 Dovecot 与 SMTP，只收发虚构的信）",
    "beside": "随网站一同启动、看护和停止的另一条命令，可写多次",
    "command": "命令 {n}",
}

THREADS = 8
GRACE = 25.0  # seconds that a child may take to end before it is killed
PAUSES = (0.2, 0.5, 1.0, 2.0)  # seconds before a child that died is started again, by how often it has died lately
LATELY = 60.0


@dataclass
class Child:
    """A process that is kept running. ``deaths`` are the times at which it died of itself."""

    name: str
    command: Sequence[str]
    fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)
    again_at: float = 0.0

    def start(self) -> None:
        """Start it, in a session of its own so that Ctrl-C reaches it through us alone."""
        self.process = subprocess.Popen(
            self.command,
            pass_fds=self.fds,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
        )

    def look_after(self, now: float) -> None:
        """Start it again where it has died, after a pause that grows."""
        if self.process is None:
            if now >= self.again_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.deaths = [one for one in self.deaths if now - one < LATELY] + [now]
        pause = PAUSES[min(len(self.deaths), len(PAUSES)) - 1]
        log.warning("%s意外结束（%s），%s 秒后重新启动", self.name, code, pause)
        self.process, self.again_at = None, now + pause

    def stop(self) -> None:
        """Ask it to end."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end; beyond ``until`` it is killed with all it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址，默认 127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="监听的端口，默认 8000；0 为任一空闲端口")
    parser.add_argument("--post", action="store_true", help=SAYS["post"])
    parser.add_argument("--beside", action="append", default=[], metavar="COMMAND", help=SAYS["beside"])
    parser.add_argument("--workers", type=int, default=1, help="网页进程数，默认 1；多于 1 需用 PostgreSQL")


def _run(args: Namespace) -> int:
    if args.workers < 1 or (args.workers > 1 and connection.vendor == "sqlite"):
        complain("--workers 至少为 1；使用 SQLite 时只能为 1")
        return USAGE
    if _not_set_up():
        complain("数据库需要建立或更新，请先运行 casecall setup")
        return TROUBLE
    connection.close()
    try:
        listener = socket.create_server((args.host, args.port), backlog=256)
    except OSError as wrong:
        complain(f"无法在 {args.host}:{args.port} 上监听：{wrong.strerror}；可用 --port 换一个端口")
        return TROUBLE
    with listener:
        host, port = listener.getsockname()[:2]
        say(f"网站已启动：{settings.BASE_URL or f'http://{host}:{port}'}/  （Ctrl-C 停止）")
        children = [web(listener.fileno(), workers=args.workers), Child("处理进程", _python("casecall", "worker"))]
        _keep_running([*(_post() if args.post else ()), *_beside(args.beside), *children])
    say("已停止")
    return OK


def _post() -> list[Child]:
    """The demonstration's post, where it can be had."""
    post = make_ready(settings.DATA)
    for line in post.says:
        say(line)
    return [Child(name, command) for name, command in post.commands]


def _beside(commands: Sequence[str]) -> list[Child]:
    """Other programs that are to run as long as the site does."""
    return [Child(SAYS["command"].format(n=n), shlex.split(one)) for n, one in enumerate(commands, 1)]


def web(listener: int, *, workers: int) -> Child:
    """The web process, on a socket that outlives it: who comes while it starts again waits and is not turned away."""
    options = {
        "--bind": f"fd://{listener}",
        "--worker-class": "gthread",
        "--workers": str(workers),
        "--threads": str(THREADS),
        "--timeout": "120",
        "--graceful-timeout": "15",
        "--log-level": "warning",
        "--logger-class": "casecall.web.kit.logs.TopicLog",
        "--access-logfile": str(settings.DATA / "logs" / "topic.log"),
        "--access-logformat": TopicLog.FORMAT,
    }
    (settings.DATA / "logs").mkdir(exist_ok=True, mode=0o750)
    flat = [word for pair in options.items() for word in pair]
    return Child("网页进程", _python("gunicorn", *flat, "--no-control-socket", "casecall.wsgi"), fds=(listener,))


def _keep_running(children: Sequence[Child]) -> None:
    asked: list[int] = []
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, _frame: asked.append(number))
    while not asked:
        for child in children:
            child.look_after(time.monotonic())
        time.sleep(0.1)
    for child in children:
        child.stop()
    until = time.monotonic() + GRACE
    for child in children:
        child.wait(until)


def _not_set_up() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _python(module: str, *rest: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *rest)


def _die_with_parent() -> None:
    """Linux: be told to end when the process that started us is gone, however it went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


COMMAND = Command("serve", "启动网站与处理进程，直到 Ctrl-C", _arguments, _run)

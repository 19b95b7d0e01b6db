"""The embedded worker: lends itself due jobs, keeps their lease while it works, and hands them back done or failed."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import threading
import traceback
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import DatabaseError, close_old_connections, connection, connections
from django.utils import timezone

from casecall.flow.mail import watch_mailboxes
from casecall.flow.steps import JOBS, POST, SLOW
from casecall.flow.upkeep import keep_up, sweep
from casecall.jobs import rules
from casecall.jobs.actions import claim, extend, fail, finish, give_back, postpone, take_back_all
from casecall.screening.reader import close_all

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from casecall.flow.steps import Step
    from casecall.jobs.models import Job

SAYS = {
    "lease": "租约未能延长：任务 %s",
    "unknown": "没有名为“{name}”的任务",
    "lost": "任务 %s 的租约已失效，由其他进程重做",
    "failed": "任务 %s（%s）失败",
    "again": "上次中断时有 %s 项任务未完成，现重新处理",
    "surprise": "处理进程遇到意外，稍后再试",
}

T = TypeVar("T")
log = logging.getLogger(__name__)

POLL = 0.25  # seconds between two looks at an empty ledger
UPKEEP = 60.0  # seconds between two rounds of upkeep
SWEEP = 6 * 3600.0  # seconds between two looks at everything that is kept
PATIENCE = 20.0  # seconds that a job may still take once the worker is to stop


class Stopped(Exception):  # noqa: N818 - it is no error
    """Raised inside a step, at its next word of progress, when the worker is to stop."""


class LeaseLost(Exception):  # noqa: N818 - it says what happened
    """Raised inside a step, at its next word of progress, when its job was given to another."""


class Heart:
    """Extends the lease of a job from a thread of its own while the step works, and carries its progress."""

    def __init__(self, job: Job, stop: threading.Event) -> None:
        self.job, self.stop = job, stop
        self.lost = False
        self._done = threading.Event()
        self._beat = threading.Thread(target=self._run, name=f"lease-{job.pk}", daemon=True)

    def __enter__(self) -> Self:
        self._beat.start()
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._done.set()
        self._beat.join()

    def say(self, progress: str) -> None:
        """Keep a word of progress. Raises Stopped or LeaseLost, so that the step goes no further."""
        if self.stop.is_set():
            raise Stopped
        if self.lost or not extend(self.job.pk, self.job.token, now=timezone.now(), progress=progress):
            raise LeaseLost

    def _run(self) -> None:
        while not self._done.wait(rules.LEASE.total_seconds() / 3):
            try:
                self.lost = not extend(self.job.pk, self.job.token, now=timezone.now())
            except DatabaseError:
                log.exception(SAYS["lease"], self.job.pk)
        connections.close_all()


def run_one(job: Job, *, jobs: Mapping[str, Step] = JOBS, stop: threading.Event | None = None) -> None:
    """Do a job that was lent, and hand it back with its own token: done, failed, or not begun when told to stop."""
    step = jobs.get(job.name)
    if step is None:
        fail(job.pk, job.token, SAYS["unknown"].format(name=job.name), now=timezone.now(), for_good=True)
        return
    try:
        with Heart(job, stop or threading.Event()) as heart:
            step(job.payload, timezone.now(), heart.say)
    except Stopped:
        give_back(job.pk, job.token, now=timezone.now())
    except rules.Later as later:
        postpone(job.pk, job.token, due=later.due, why=later.why, now=timezone.now())
    except LeaseLost:
        log.warning(SAYS["lost"], job.pk)
    except Exception as wrong:  # a job's failure is kept in its row and shown, whatever it is
        log.exception(SAYS["failed"], job.pk, job.name)
        fail(job.pk, job.token, _said(wrong), now=timezone.now())
    else:
        finish(job.pk, job.token, now=timezone.now())


def run_due(*, jobs: Mapping[str, Step] = JOBS, names: Collection[str] | None = None) -> int:
    """Do all jobs that are due, those that follow from them too; how many runs that took."""
    runs = 0
    while job := claim(now=timezone.now(), names=names):
        run_one(job, jobs=jobs)
        runs += 1
    close_all()
    return runs


def work(stop: threading.Event, *, lanes: int = 1, jobs: Mapping[str, Step] = JOBS) -> None:
    """Work until told to stop: ``lanes`` threads for slow jobs, one for letters, one for the rest, mail, upkeep."""
    slow, post = [name for name in jobs if name in SLOW], [name for name in jobs if name in POST]
    quick = [name for name in jobs if name not in SLOW | POST]
    whose = {"quick": quick, "post": post, **{f"slow-{n}": slow for n in range(lanes)}}
    threads = [
        threading.Thread(target=_lane, args=(stop, jobs, names), name=name, daemon=True)
        for name, names in whose.items()
        if names
    ]
    threads.append(threading.Thread(target=watch_mailboxes, args=(stop,), name="mail", daemon=True))
    for one in threads:
        one.start()
    sweep_at = monotonic() + UPKEEP
    while not stop.is_set():
        _guarded(lambda: keep_up(now=timezone.now()))
        if monotonic() >= sweep_at:
            sweep_at = monotonic() + SWEEP
            _guarded(lambda: sweep(now=timezone.now()))
        stop.wait(UPKEEP)
    until = monotonic() + PATIENCE
    for one in threads:
        one.join(max(until - monotonic(), 0.0))
    close_all()
    connections.close_all()


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether this is the only worker of a data folder; with SQLite it takes back at once what a crashed one had."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "worker.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        if connection.vendor == "sqlite" and (left := take_back_all(now=timezone.now())):
            log.info(SAYS["again"], left)
        yield True


def _lane(stop: threading.Event, jobs: Mapping[str, Step], names: Collection[str]) -> None:
    while not stop.is_set():
        job = _guarded(lambda: claim(now=timezone.now(), names=names))
        if job is None:
            stop.wait(POLL)
            continue
        _guarded(partial(run_one, job, jobs=jobs, stop=stop))
    connections.close_all()


def _guarded(act: Callable[[], T]) -> T | None:
    """Do something that must not end the worker: a database that is away for a while is waited for, not died of."""
    try:
        return act()
    except Exception:
        log.exception(SAYS["surprise"])
        close_old_connections()
        return None


def _said(wrong: Exception) -> str:
    return f"{type(wrong).__name__}: {wrong}\n{''.join(traceback.format_exception(wrong)[-3:])}"

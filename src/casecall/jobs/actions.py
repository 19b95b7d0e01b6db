"""Puts work into the ledger, lends it to workers, and takes it back done or failed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q, QuerySet

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.jobs import rules
from casecall.jobs.models import Job

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime, timedelta

MOST_ERROR = 4000  # characters of an error that are kept
MOST_PROGRESS = 120


def enqueue(
    name: str,
    key: str,
    payload: Mapping[str, Any] | None = None,
    *,
    now: datetime,
    due: datetime | None = None,
    again: bool = False,
) -> Job:
    """Put a job into the ledger, inside the caller's transaction; the same name and key give the same job.

    ``again`` asks for another run of one that has ended, or of one under way once it ends.
    """
    with write_atomic(recorded=False):
        job, made = Job.objects.get_or_create(
            name=name,
            key=key,
            defaults={"payload": dict(payload or {}), "due": due or now, "created_at": now},
        )
        if made or not again:
            return job
        job = Job.objects.select_for_update().get(pk=job.pk)
        if job.state == rules.RUNNING:
            job.once_more = True
        else:
            _begin_anew(job, now=due or now)
        job.payload = dict(payload or {})
        job.save()
        return job


def claim(*, now: datetime, lease: timedelta | None = None, names: Collection[str] | None = None) -> Job | None:
    """Lend the next due job to the caller under a fresh token, or None; of those names only where they are given."""
    ready = _ready(now, names)
    if not ready.exists():
        return None  # the usual answer, and one that takes no write lock
    with write_atomic(recorded=False):
        _give_up(now)
        job = (ready.select_for_update(skip_locked=True) if connection.vendor == "postgresql" else ready).first()
        if job is None:
            return None
        token = secrets.token_hex(16)
        won = Job.objects.filter(pk=job.pk, state=job.state, token=job.token).update(
            state=rules.RUNNING,
            token=token,
            lease_until=now + (lease or rules.LEASE),
            attempts=job.attempts + 1,
            progress="",
        )
        return Job.objects.get(pk=job.pk) if won else None


def extend(
    job_id: int, token: str, *, now: datetime, lease: timedelta | None = None, progress: str | None = None
) -> bool:
    """Lend a job for longer and say what it is at; False when it is no longer the caller's."""
    said = {} if progress is None else {"progress": progress[:MOST_PROGRESS]}
    with write_atomic(recorded=False):
        return bool(_lent(job_id, token).update(lease_until=now + (lease or rules.LEASE), **said))


def finish(job_id: int, token: str, *, now: datetime) -> bool:
    """Note that a job is done; False when it is no longer the caller's, whose work then counts for nothing."""
    with write_atomic(recorded=False):
        job = _lent(job_id, token).select_for_update().first()
        if job is None:
            return False
        job.state, job.finished_at = rules.DONE, now
        job.token, job.lease_until, job.error, job.progress = "", None, "", ""
        if job.once_more:
            _begin_anew(job, now=now)
        job.save()
        return True


def fail(job_id: int, token: str, error: str, *, now: datetime, for_good: bool = False) -> bool:
    """Note that an attempt failed: it waits for the next one, or is given up after the last or ``for_good``."""
    with write_atomic(recorded=False):
        job = _lent(job_id, token).select_for_update().first()
        if job is None:
            return False
        job.token, job.lease_until, job.progress, job.error = "", None, "", error[:MOST_ERROR]
        if job.once_more:
            _begin_anew(job, now=now)
        elif for_good or rules.is_last(job.attempts):
            job.state, job.finished_at = rules.FAILED, now
        else:
            job.state, job.due = rules.WAITING, now + rules.wait_after(job.attempts)
        job.save()
        return True


def give_back(job_id: int, token: str, *, now: datetime) -> bool:
    """Return a job that was not finished because the worker stops; the attempt does not count."""
    with write_atomic(recorded=False):
        job = _lent(job_id, token).select_for_update().first()
        if job is None:
            return False
        job.state, job.due, job.attempts = rules.WAITING, now, max(job.attempts - 1, 0)
        job.token, job.lease_until, job.progress = "", None, ""
        job.save()
        return True


def postpone(job_id: int, token: str, *, due: datetime, why: str = "", now: datetime) -> bool:
    """Return a job that can do nothing before ``due``; the attempt does not count."""
    with write_atomic(recorded=False):
        job = _lent(job_id, token).select_for_update().first()
        if job is None:
            return False
        job.token, job.lease_until, job.progress, job.error = "", None, "", why[:MOST_ERROR]
        if job.once_more:
            _begin_anew(job, now=now)
        else:
            job.state, job.due, job.attempts = rules.WAITING, due, max(job.attempts - 1, 0)
        job.save()
        return True


def take_back_all(*, now: datetime) -> int:
    """Take back every job that is lent; for a worker that knows it is the only one, after a crash of the one before."""
    with write_atomic(recorded=False):
        lent = Job.objects.filter(state=rules.RUNNING)
        lent.update(lease_until=now)
        _give_up(now)
        return lent.update(state=rules.WAITING, token="", lease_until=None, due=now, progress="")


def retry(job_id: int, *, now: datetime, by: str) -> bool:
    """Try a failed job again from the start; False where it has not failed."""
    with write_atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state=rules.FAILED).first()
        if job is None:
            return False
        _begin_anew(job, now=now)
        job.save()
        record(at=now, actor=by, verb="job.retry", object=f"job:{job_id}", note=f"{job.name} {job.key}")
        return True


def _give_up(now: datetime) -> None:
    """A job that took its worker down at every attempt is not lent again."""
    spent = Job.objects.filter(state=rules.RUNNING, lease_until__lte=now, attempts__gte=rules.MOST_ATTEMPTS)
    spent.update(state=rules.FAILED, token="", lease_until=None, finished_at=now, error=rules.CUT_OFF, progress="")


def _begin_anew(job: Job, *, now: datetime) -> None:
    job.state, job.due, job.attempts, job.once_more = rules.WAITING, now, 0, False
    job.token, job.lease_until, job.finished_at, job.progress, job.error = "", None, None, "", ""


def _lent(job_id: int, token: str) -> QuerySet[Job]:
    return Job.objects.filter(pk=job_id, state=rules.RUNNING, token=token)


def _ready(now: datetime, names: Collection[str] | None) -> QuerySet[Job]:
    waits = Q(state=rules.WAITING, due__lte=now)
    abandoned = Q(state=rules.RUNNING, lease_until__lte=now)
    jobs = Job.objects.filter(waits | abandoned).order_by("attempts", "due", "id")  # a bad one lets the others go first
    return jobs if names is None else jobs.filter(name__in=names)

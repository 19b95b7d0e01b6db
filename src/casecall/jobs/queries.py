"""Questions about the ledger: how much waits, what runs, what failed and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from casecall.jobs import rules
from casecall.jobs.models import Job

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it is shown. ``tries_again`` is when a job that failed once is due, None otherwise."""

    id: int
    name: str
    key: str
    state: str
    state_name: str
    attempts: int
    due: datetime
    progress: str
    error: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def tries_again(self) -> datetime | None:
        """When it is tried again after a failure."""
        return self.due if self.state == rules.WAITING and self.attempts else None

    @property
    def can_retry(self) -> bool:
        """Whether a person may have it tried again."""
        return self.state == rules.FAILED


def counts() -> dict[str, int]:
    """How many jobs are in each state; every state is named."""
    found = dict(Job.objects.values_list("state").annotate(n=Count("id")))
    return {state: found.get(state, 0) for state in rules.STATES}


def list_jobs(*, state: str = "", most: int = 100) -> tuple[JobRow, ...]:
    """The newest jobs, newest first, of one state or of all."""
    jobs = Job.objects.order_by("-id")
    return tuple(_row(job) for job in (jobs.filter(state=state) if state else jobs)[:most])


def for_key(name: str, key: str) -> JobRow | None:
    """The job of that name and key, or None."""
    job = Job.objects.filter(name=name, key=key).first()
    return _row(job) if job else None


def for_keys(name: str, keys: Iterable[str]) -> dict[str, JobRow]:
    """The jobs of that name by key, in one statement."""
    return {job.key: _row(job) for job in Job.objects.filter(name=name, key__in=list(keys))}


def open_jobs() -> int:
    """How many jobs wait or run."""
    return Job.objects.filter(state__in=(rules.WAITING, rules.RUNNING)).count()


def _row(job: Job) -> JobRow:
    return JobRow(
        id=job.pk,
        name=job.name,
        key=job.key,
        state=job.state,
        state_name=rules.STATES[job.state],
        attempts=job.attempts,
        due=job.due,
        progress=job.progress,
        error=job.error,
        created_at=job.created_at,
        finished_at=job.finished_at,
    )

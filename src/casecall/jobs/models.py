"""The ledger of work: a job is a row, written in the same transaction as what it is about."""

from django.db import models

from casecall.jobs import rules


class Job(models.Model):
    """A piece of work that waits, runs, is done or failed. ``name`` and ``key`` together happen once.

    ``token`` names the one attempt that may finish it; ``once_more`` asks for another run after the one under way.
    """

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default=rules.WAITING, choices=rules.state_choices)
    attempts = models.PositiveIntegerField(default=0)
    due = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=40, blank=True)
    once_more = models.BooleanField(default=False)
    progress = models.CharField(max_length=120, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "key"], name="job_once")]
        indexes = [models.Index(fields=["state", "due"], name="job_state_due")]

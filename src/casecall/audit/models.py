"""The record of what was done: a chain in which each line holds the hash of the one before."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

SAYS = {
    "change": "操作记录只增不改",
    "delete": "操作记录只增不删",
}


class Unchangeable(Exception):  # noqa: N818 - it names what the record is
    """Raised when somebody tries to change or remove a line that was written."""


class AuditLines(models.QuerySet["AuditLine"]):
    """Lines can be read and added."""

    def update(self, **_changes: Any) -> NoReturn:
        """Refuse: what was written stays."""
        raise Unchangeable(SAYS["change"])

    def delete(self) -> NoReturn:
        """Refuse: what was written stays."""
        raise Unchangeable(SAYS["delete"])


class AuditLine(models.Model):
    """One act. Actor and object are opaque keys, so that erasing a person never breaks the chain."""

    n = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=60)
    object = models.CharField(max_length=120, db_index=True)
    note = models.CharField(max_length=400, blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditLines.as_manager()

    class Meta:
        ordering = ["n"]

    def save(self, **options: Any) -> None:
        """Write a new line; a line that stands already is never written again."""
        if not self._state.adding:
            raise Unchangeable(SAYS["change"])
        super().save(**options | {"force_insert": True})

    def delete(self, **_options: Any) -> NoReturn:  # type: ignore[override]
        """Refuse: what was written stays."""
        raise Unchangeable(SAYS["delete"])

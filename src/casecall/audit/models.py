"""The record of what was done: a chain in which each line holds the hash of the one before."""

from django.db import models


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

    class Meta:
        ordering = ["n"]

"""Calls as they are kept: the call file is the truth, the other columns are read from it."""

from django.db import models


class Call(models.Model):
    """A call for cases. ``source`` is its call file (TOML); dates are inclusive and in the call's own zone."""

    key = models.SlugField(max_length=60, unique=True)
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    opens = models.DateField()
    closes = models.DateField()
    source = models.TextField()
    next_number = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-opens", "-id"]

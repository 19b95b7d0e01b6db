"""Screenings: what casepaper read and found in a revision, and what people made of it."""

from django.db import models

from casecall.screening import rules


class Screening(models.Model):
    """One examination of a revision, never changed; a later one supersedes it.

    ``examination`` is casepaper's packed JSON with all ``corrections`` weighed in; ``pages`` are pictures of pages by
    hash, ``tables`` the tables of Word files that have none. ``engine`` says which reader and which rules of the call
    made it.
    """

    revision = models.ForeignKey("cases.Revision", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    engine = models.CharField(max_length=40)
    corrections = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=12)
    examination = models.JSONField()
    pages = models.JSONField(default=list)
    photos = models.JSONField(default=list)
    tables = models.JSONField(default=list)
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]


class FindingRow(models.Model):
    """A finding of a screening, with its evidence."""

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="findings")
    order = models.PositiveIntegerField()
    check_id = models.CharField(max_length=40, db_index=True)
    level = models.CharField(max_length=6)
    field = models.CharField(max_length=40, blank=True)
    says = models.TextField()
    evidence = models.JSONField(default=list)

    class Meta:
        ordering = ["order"]


class Ruling(models.Model):
    """What a person made of a finding, with a reason. The newest counts; none is removed."""

    finding = models.ForeignKey(FindingRow, on_delete=models.CASCADE, related_name="rulings")
    verdict = models.CharField(max_length=10, choices=rules.verdict_choices)
    why = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Correction(models.Model):
    """A value as a person read it, beside the value that was read by machine. The newest of a field counts."""

    revision = models.ForeignKey("cases.Revision", on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=40)
    read = models.TextField(blank=True)
    value = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

"""Rounds of correction, the items that each asked for, and the later dates that were given."""

from django.db import models
from django.db.models import Q

from casecall.correcting import rules


class Round(models.Model):
    """One request to a unit: everything at once, until a date. Its link is made from its id and spent by the answer.

    ``revision`` is what was found wanting, ``answer`` the revision that came for it; ``extra`` was asked in free words
    and ``why`` is the reason for which it was closed.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="rounds")
    n = models.PositiveIntegerField()
    revision = models.ForeignKey("cases.Revision", on_delete=models.PROTECT, related_name="+")
    letter = models.OneToOneField("letters.Letter", on_delete=models.PROTECT, null=True, related_name="round")
    state = models.CharField(max_length=10, choices=rules.state_choices, default=rules.OPEN, db_index=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    due = models.DateField()
    extra = models.TextField(blank=True)
    answer = models.ForeignKey("cases.Revision", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "n"], name="round_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state=rules.OPEN), name="round_open_once"),
        ]


class Item(models.Model):
    """Something a round asks for: the finding it came from as it stood, in words, with its place and how to mend it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveIntegerField()
    check_id = models.CharField(max_length=40)
    level = models.CharField(max_length=6)
    field = models.CharField(max_length=40, blank=True)
    says = models.TextField()
    rule = models.TextField(blank=True)
    mend = models.TextField(blank=True)
    evidence = models.JSONField(default=list)

    class Meta:
        ordering = ["order"]


class Extension(models.Model):
    """A later date for a round, given by a clerk with a reason. The newest counts."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="extensions")
    due = models.DateField()
    why = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]

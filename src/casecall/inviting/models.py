"""Addressees of a call (主送), and what is known of each by hand."""

from django.db import models

from casecall.inviting import rules


class Addressee(models.Model):
    """A unit that the notice is addressed to. ``same`` is its name as names are compared; ``said`` was set by hand."""

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="addressees")
    order = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200)
    same = models.CharField(max_length=400)
    kind = models.CharField(max_length=12, choices=rules.kind_choices, blank=True)
    group = models.CharField(max_length=100, blank=True)
    province = models.CharField(max_length=20, blank=True)
    contact = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=254, blank=True)
    said = models.CharField(max_length=12, choices=rules.standing_choices, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["call", "same"], name="addressee_once")]

"""Parcels: what came in, as it came, and the cases it was filed to."""

from django.db import models

from casecall.receiving import rules


class Parcel(models.Model):
    """One delivery. Its bytes were kept before this row was written; ``fingerprint`` makes a repeat known."""

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="parcels")
    door = models.CharField(max_length=12, choices=rules.door_choices)
    came_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=80)
    name = models.CharField(max_length=255, blank=True)
    fingerprint = models.CharField(max_length=64, db_index=True)


class ParcelFile(models.Model):
    """A file of a parcel, under the name it came with."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


class Filing(models.Model):
    """That a parcel was filed to a revision of a case. Filings are added and never removed."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="filings")
    revision = models.ForeignKey("cases.Revision", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

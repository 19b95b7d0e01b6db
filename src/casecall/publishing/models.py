"""Publications: what was sent to a channel, as it was sent."""

from django.db import models


class Publication(models.Model):
    """An edition on a channel at one time. ``content`` is all that a reader was given; taking it down adds a time."""

    edition = models.ForeignKey("compiling.Edition", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    slug = models.SlugField(max_length=60, db_index=True)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=80)
    taken_down_at = models.DateTimeField(null=True, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]


class PublishedCase(models.Model):
    """A case inside a publication, so that one can be taken down alone and asked where it stands."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=40)
    taken_down_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)

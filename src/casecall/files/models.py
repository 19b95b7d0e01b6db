"""The files that are kept: one row and one blob for each content."""

from django.db import models


class StoredFile(models.Model):
    """Bytes kept once, under their SHA-256; the media type was found in the content, never in the name."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    kept_at = models.DateTimeField()

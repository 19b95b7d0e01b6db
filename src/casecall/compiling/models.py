"""Editions and their entries: the editor's text, apart from what the paper said; what may go where."""

from django.db import models


class Edition(models.Model):
    """A collection of chosen cases of a call: the topic. ``slug`` is its address.

    ``base_url`` is where readers find the topic when it stands elsewhere than on this site, ending in a slash.
    """

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="editions")
    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    lead = models.TextField(blank=True)
    base_url = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()


class Entry(models.Model):
    """A case in an edition, in the editor's words. ``unpledged_why`` says why it may go out without an undertaking."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="entries")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField(default=0)
    slug = models.CharField(max_length=40)
    theme = models.CharField(max_length=60)
    unit = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    body = models.TextField()
    paper_title = models.CharField(max_length=300)
    paper_body = models.TextField()
    unpledged_why = models.TextField(blank=True)
    pledged = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "case"], name="entry_once"),
            models.UniqueConstraint(fields=["edition", "slug"], name="entry_slug_once"),
        ]


class EntryPhoto(models.Model):
    """A photo of an entry, in its original bytes; what leaves is a derivative without its metadata.

    ``focus_x`` and ``focus_y`` are the point to keep when it is cropped, from 0 to 1 from the left and the top.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField(default=0)
    caption = models.CharField(max_length=200, blank=True)
    alt = models.CharField(max_length=200, blank=True)
    credit = models.CharField(max_length=100, blank=True)
    shown = models.BooleanField(default=True)
    focus_x = models.FloatField(default=0.5)
    focus_y = models.FloatField(default=0.38)

    class Meta:
        ordering = ["order", "id"]


class ConsentLimit(models.Model):
    """A channel on which a case, or one photo of it, may not go out, though the call's undertaking covers it.

    It holds for the case in whatever edition; lifting it adds a time and removes nothing.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    photo = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    channel = models.CharField(max_length=20)
    why = models.CharField(max_length=300)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]


class Amendment(models.Model):
    """A correction of a published text, in words for readers; dated, and never removed."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="amendments")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    note = models.CharField(max_length=300)

    class Meta:
        ordering = ["id"]

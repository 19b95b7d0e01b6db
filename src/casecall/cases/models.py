"""Cases, their revisions with their files, and their history."""

from django.db import models

from casecall.cases import rules


class Case(models.Model):
    """One application, from its first paper to its page. The columns that lists show are kept here, in one row.

    ``seals`` and ``photos`` are None until it was screened; ``came_as`` is the name it came under. ``findings`` has
    what stands against it, a line each by id and in words; ``times_asked`` counts the corrections asked for;
    ``labels`` are the words that were given to it, with blanks between.
    """

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=rules.state_choices)
    state_since = models.DateTimeField()
    came_at = models.DateTimeField(db_index=True)
    door = models.CharField(max_length=12)
    came_as = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=200, blank=True)
    unit_kind = models.CharField(max_length=40, blank=True)
    province = models.CharField(max_length=20, blank=True)
    placed_by_hand = models.BooleanField(default=False)
    theme = models.CharField(max_length=60, blank=True)
    words = models.PositiveIntegerField(null=True, blank=True)
    seals = models.PositiveIntegerField(null=True, blank=True)
    photos = models.PositiveIntegerField(null=True, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    findings = models.TextField(blank=True)
    times_asked = models.PositiveIntegerField(default=0)
    labels = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)
    waits_for_clerk = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="case_number_once")]
        indexes = [
            models.Index(fields=["call", "state", "-id"], name="case_call_state"),
            # what is searched for words, whole in the index: counting by state reads no row
            models.Index(fields=["call", "state", "theme", "title", "unit", "number"], name="case_words"),
        ]


class Revision(models.Model):
    """What the unit says at one time, whichever way it came. ``typed`` is what was typed on the web form."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="revisions")
    n = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    door = models.CharField(max_length=12)
    sent_at = models.DateTimeField(null=True, blank=True)
    typed = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "n"], name="revision_once")]


class RevisionFile(models.Model):
    """A file of a revision under the name it came with."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


class HistoryLine(models.Model):
    """What happened to a case: a move between states, or something else worth keeping."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    what = models.CharField(max_length=60)
    left = models.CharField(max_length=12, blank=True)
    to = models.CharField(max_length=12, blank=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

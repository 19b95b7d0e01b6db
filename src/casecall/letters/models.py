"""Letters out with what happened to each, the templates they are written from, and notes of telephone calls."""

from django.db import models

from casecall.letters import rules


class Letter(models.Model):
    """One letter to one address. ``key`` makes it once; ``text`` holds marks such as [[link:correction:7]] for links.

    A link is put in only as the letter is handed over, so that nothing stored opens anything. ``attempt`` names the one
    hand-over that may go on and ``phase`` how far it is; ``handed_at`` is when it began, which the rate counts.
    """

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    kind = models.CharField(max_length=12, choices=rules.kind_choices)
    key = models.CharField(max_length=120, unique=True)
    to_address = models.CharField(max_length=254)
    to_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=rules.state_choices, default=rules.DRAFT, db_index=True)
    message_id = models.CharField(max_length=200, unique=True)
    in_reply_to = models.CharField(max_length=500, blank=True)
    automatic = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    attempt = models.CharField(max_length=40, blank=True)
    phase = models.CharField(max_length=10, blank=True)
    tries = models.PositiveIntegerField(default=0)
    handed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "-id"], name="letter_state"),
            models.Index(fields=["handed_at"], name="letter_handed"),
            models.Index(fields=["to_address", "made_at"], name="letter_address"),
        ]


class LetterFile(models.Model):
    """A file that goes with a letter."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)


class LetterLine(models.Model):
    """What happened to a letter. Lines are added and never removed."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="lines")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    what = models.CharField(max_length=60)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]


class Template(models.Model):
    """The text of a kind of letter as the secretariat changed it; the newest counts, without one the shipped text."""

    kind = models.CharField(max_length=12, choices=rules.kind_choices)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        ordering = ["-id"]


class Habit(models.Model):
    """Whether letters of a kind leave by themselves, which an administrator decides."""

    kind = models.CharField(max_length=12, choices=rules.kind_choices, unique=True)
    automatic = models.BooleanField(default=False)


class Rest(models.Model):
    """A sending account that rests because it failed; ``times`` counts failures in a row, ``why`` is for people."""

    address = models.CharField(max_length=254, primary_key=True)
    until = models.DateTimeField()
    since = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    why = models.TextField()


class PhoneNote(models.Model):
    """What was said on the telephone about a case."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="phone_notes")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    with_whom = models.CharField(max_length=100, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["id"]

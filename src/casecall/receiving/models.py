"""Parcels: what came in, as it came, and the cases it was filed to."""

from django.db import models

from casecall.receiving import rules


class Parcel(models.Model):
    """One delivery. Its bytes were kept before this row was written; ``fingerprint`` makes the same content known.

    ``click`` marks what one form sent: the same form sent twice is one delivery. Empty where no form's token came.
    """

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="parcels")
    door = models.CharField(max_length=12, choices=rules.door_choices)
    came_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=80)
    name = models.CharField(max_length=255, blank=True)
    fingerprint = models.CharField(max_length=64, db_index=True)
    click = models.CharField(max_length=64, blank=True, db_index=True)


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


class MailFolder(models.Model):
    """How far a folder of a mailbox was fetched. ``cursor`` is the last UID under this UIDVALIDITY."""

    account = models.CharField(max_length=60)
    folder = models.CharField(max_length=200)
    validity = models.CharField(max_length=40, blank=True)
    cursor = models.PositiveBigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "folder"], name="mail_folder_once")]


class MailItem(models.Model):
    """A letter as it lay in a mailbox: the ledger of what was fetched. The same letter may lie there under two UIDs.

    ``uid`` is the UID of IMAP or the UIDL of POP3; ``settled``: it was marked or moved as told, or nothing was told.
    """

    account = models.CharField(max_length=60)
    folder = models.CharField(max_length=200)
    validity = models.CharField(max_length=40, blank=True)
    uid = models.CharField(max_length=80)
    letter = models.ForeignKey("receiving.ReceivedLetter", on_delete=models.PROTECT, related_name="items")
    settled = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "folder", "validity", "uid"], name="mail_item_once"),
        ]


class MailTrouble(models.Model):
    """A letter in a mailbox that could not be taken in: what was wrong, how often, and when it is tried again.

    ``due`` is None once it is tried no more; a clerk then looks into the mailbox.
    """

    account = models.CharField(max_length=60)
    folder = models.CharField(max_length=200)
    validity = models.CharField(max_length=40, blank=True)
    uid = models.CharField(max_length=80)
    subject = models.TextField(blank=True)
    trouble = models.TextField()
    attempts = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    due = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "folder", "validity", "uid"], name="mail_trouble_once"),
        ]


class ReceivedLetter(models.Model):
    """A letter that came in, or that was written from the secretariat's own mailbox and found in its Sent folder.

    ``parcel`` is there for a letter that brought an application; ``case`` for any that was filed with one, and ``why``
    says by what. ``held``: it is not filed by itself and waits for a clerk; ``aside``: a clerk needs it no more.
    """

    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    message_id = models.CharField(max_length=500, blank=True)
    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="came_letters")
    parcel = models.OneToOneField(Parcel, on_delete=models.PROTECT, null=True, blank=True, related_name="letter")
    ours = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, choices=rules.letter_choices, db_index=True)
    subject = models.TextField(blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    sender_address = models.CharField(max_length=254, blank=True, db_index=True)
    to_address = models.CharField(max_length=254, blank=True)
    text = models.TextField(blank=True)
    in_reply_to = models.TextField(blank=True)
    references = models.JSONField(default=list)
    attachments = models.JSONField(default=list)
    links = models.JSONField(default=list)
    checks = models.JSONField(default=dict)
    sent_at = models.DateTimeField(null=True, blank=True)
    came_at = models.DateTimeField(db_index=True)
    why = models.CharField(max_length=200, blank=True)
    held = models.BooleanField(default=False)
    aside = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message_id", "file"], name="received_letter_once")]


class Trait(models.Model):
    """What reading a revision told of where it belongs: names without marks and widths, whom to reach, any form."""

    revision = models.OneToOneField("cases.Revision", on_delete=models.CASCADE, related_name="trait")
    has_form = models.BooleanField()
    loose = models.BooleanField(default=False)
    title = models.CharField(max_length=300, blank=True, db_index=True)
    unit = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=254, blank=True)


class Joining(models.Model):
    """That a case was joined into another, as whose ``revision`` its files went on. Kept when it is undone."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey("cases.Revision", on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]


class Splitting(models.Model):
    """That a case was made of files of another. Software joins it to none and takes it apart no further."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    origin = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)


class Suggestion(models.Model):
    """What software would not do by itself: that a case or a letter may belong to another case, or holds several.

    ``taken`` is None until a clerk has said.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    letter = models.ForeignKey(ReceivedLetter, on_delete=models.CASCADE, null=True, blank=True, related_name="hints")
    other = models.ForeignKey("cases.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=10, choices=rules.suggestion_choices)
    why = models.CharField(max_length=200)
    at = models.DateTimeField()
    taken = models.BooleanField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]

"""Publications: what was sent to a channel, as it was sent; and what each channel has to remember."""

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


class DeployTarget(models.Model):
    """A web server to which an edition's exported topic is carried. ``secret`` is encrypted."""

    edition = models.OneToOneField("compiling.Edition", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    address = models.CharField(max_length=300)
    user = models.CharField(max_length=200, blank=True)
    secret = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)


class Deployment(models.Model):
    """An exported topic carried, or to be carried, to its target. ``manifest`` is the SHA-256 of what was carried."""

    target = models.ForeignKey(DeployTarget, on_delete=models.CASCADE, related_name="deployments")
    manifest = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    files = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]


class WechatAccount(models.Model):
    """The association's Official Account. ``secret`` and ``token`` are encrypted; ``base_url`` is the platform's.

    Accounts that may not publish stay at the draft: ``may_publish`` and ``may_send`` say what the account is able to.
    """

    name = models.CharField(max_length=100)
    app_id = models.CharField(max_length=64, unique=True)
    secret = models.TextField()
    base_url = models.CharField(max_length=300, default="https://api.weixin.qq.com")
    author = models.CharField(max_length=64, blank=True)
    operator = models.CharField(max_length=100, blank=True)
    may_publish = models.BooleanField(default=False)
    may_send = models.BooleanField(default=False)
    token = models.TextField(blank=True)
    token_until = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)


class WechatImage(models.Model):
    """A picture that the platform holds, uploaded once: ``kind`` is body (a URL) or cover (a media id)."""

    account = models.ForeignKey(WechatAccount, on_delete=models.CASCADE, related_name="images")
    kind = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    url = models.CharField(max_length=500, blank=True)
    media_id = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind", "sha256"], name="wechat_image_once")]


class WechatMessage(models.Model):
    """One draft of an account for a publication, with its articles; from draft to published and sent.

    ``mark`` is written into the draft so that one whose answer was lost is found again in the draft box; ``looks``
    counts how often that, or a status, was looked for since ``handed_at``.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="wechat")
    account = models.ForeignKey(WechatAccount, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField(default=0)
    mark = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=20)
    articles = models.JSONField()
    digest = models.CharField(max_length=64)
    media_id = models.CharField(max_length=200, blank=True)
    publish_id = models.CharField(max_length=100, blank=True)
    article_urls = models.JSONField(default=list)
    client_msg_id = models.CharField(max_length=64, blank=True)
    msg_id = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=500, blank=True)
    looks = models.PositiveIntegerField(default=0)
    handed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    previewed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["publication", "order"]


class WechatRemoval(models.Model):
    """An article that readers can still open though a case in it was taken back: a person deletes it, and says so."""

    message = models.ForeignKey(WechatMessage, on_delete=models.CASCADE, related_name="removals")
    index = models.PositiveIntegerField(default=0)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["done_at", "id"]
        constraints = [models.UniqueConstraint(fields=["message", "index", "case"], name="wechat_removal_once")]


class PressTemplate(models.Model):
    """A press release as the staff wrote it: a Word file with placeholders. The newest not put away is used."""

    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    put_away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]


class PressWords(models.Model):
    """What only the press is told of an edition: a headline, whom to ask, and what may be quoted, a line each."""

    edition = models.OneToOneField("compiling.Edition", on_delete=models.CASCADE, related_name="+")
    headline = models.CharField(max_length=200, blank=True)
    contact = models.TextField(blank=True)
    quotes = models.TextField(blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)


class PressKit(models.Model):
    """A press kit handed out: to whom, and from which publication, words and template it can be made again."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="kits")
    template = models.ForeignKey(PressTemplate, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    words = models.JSONField()
    given_to = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["-id"]


class Coverage(models.Model):
    """Where the press reported a case or a whole edition, with link and date."""

    edition = models.ForeignKey("compiling.Edition", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    medium = models.CharField(max_length=100)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=1000, blank=True)
    on = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-id"]


class Report(models.Model):
    """A research report that cites cases. ``standard`` is the edition of GB/T 7714 by which it cites."""

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    authors = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=60, blank=True)
    year = models.PositiveIntegerField()
    url = models.CharField(max_length=1000, blank=True)
    standard = models.CharField(max_length=4, default="2025")
    out_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)


class Citation(models.Model):
    """A case in a report: the sentence, the page, and on what consent. A public one is shown on the case page."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="citations")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField(default=0)
    quote = models.TextField()
    page = models.CharField(max_length=20, blank=True)
    consent = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]


class AccessLog(models.Model):
    """How far an access log has been counted: never what it said about anybody.

    Our own is known by ``inode``; one that was brought by the hash of its first line (``name``) and by ``sha256``, that
    of the ``offset`` bytes counted. ``until`` is the instant of its last line.
    """

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    inode = models.BigIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()


class PageViews(models.Model):
    """How often a page of a topic was looked at on a day. ``path`` is inside the topic; ``kind`` view or download."""

    day = models.DateField()
    slug = models.SlugField(max_length=60)
    path = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, default="view")
    people = models.PositiveIntegerField(default=0)
    bots = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "slug", "path", "kind"], name="page_views_once")]


class Referrals(models.Model):
    """From which sites readers of a topic came on a day: the host alone."""

    day = models.DateField()
    slug = models.SlugField(max_length=60)
    host = models.CharField(max_length=253)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "slug", "host"], name="referrals_once")]


class WechatReach(models.Model):
    """What the platform counted of an article on a day."""

    message = models.ForeignKey(WechatMessage, on_delete=models.CASCADE, related_name="reach")
    index = models.PositiveIntegerField(default=0)
    day = models.DateField()
    readers = models.PositiveIntegerField(default=0)
    reads = models.PositiveIntegerField(default=0)
    shares = models.PositiveIntegerField(default=0)
    favourites = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "index", "day"], name="wechat_reach_once")]

"""What becomes of messages when a case was taken back: drafts are written anew, seen articles listed for a person."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from casecall.audit.writing import write_atomic
from casecall.jobs.actions import enqueue
from casecall.publishing.channels.wechat import KEY
from casecall.publishing.laying_out import left_of
from casecall.publishing.models import Publication, PublishedCase, WechatAccount, WechatMessage, WechatRemoval
from casecall.publishing.wechat import composing, rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from casecall.publishing.content import Content

BRING: Final = "wechat-bring"
REACH: Final = "wechat-reach"
A_DAY: Final = timedelta(days=1)


def narrow(publication_id: int, *, now: datetime) -> None:
    """Bring the messages of a publication in line with what is left of it; may run twice without harm."""
    with write_atomic():
        publication = Publication.objects.select_for_update().prefetch_related("cases").get(pk=publication_id)
        seen = WechatMessage.objects.filter(
            publication__edition_id=publication.edition_id, state__in=rules.SEEN
        ).select_related("publication")
        for message in seen:
            list_removals(message, now=now)
        account = WechatAccount.objects.filter(pk__in=publication.wechat.values("account_id")).first()
        if account is not None:
            restate(publication, left_of(publication, now=now), account, now=now)


def restate(publication: Publication, content: Content, account: WechatAccount, *, now: datetime) -> None:
    """Let the messages of a publication that no reader saw say this content: new ones are begun, idle ones go."""
    groups = composing.compose(content, author=account.author) if content.stories else ()
    rows = {row.order: row for row in WechatMessage.objects.select_for_update().filter(publication=publication)}
    for order, row in rows.items():
        if row.state in rules.CHANGEABLE:
            _say(row, groups[order] if order < len(groups) else (), now=now)
    for order in range(len(groups)):
        if order not in rows:
            _begin(publication, account, order, groups[order], now=now)


def list_removals(message: WechatMessage, *, now: datetime) -> int:
    """List each article of a message that still shows a case which stands on this channel no more; how many are new."""
    standing = PublishedCase.objects.filter(
        publication__channel=KEY, publication__taken_down_at=None, taken_down_at=None
    ).values("case_id")
    gone = PublishedCase.objects.filter(publication_id=message.publication_id).exclude(case_id__in=standing)
    numbers = {story["case"]: story["number"] for story in message.publication.content["stories"]}
    made = 0
    for row in gone:
        for index, article in enumerate(message.articles):
            if numbers.get(row.case_id) in article["cases"]:
                _, new = WechatRemoval.objects.get_or_create(
                    message=message, index=index, case_id=row.case_id, defaults={"why": row.why, "asked_at": now}
                )
                made += new
    return made


def bring(message_id: int, *, now: datetime) -> None:
    """Ask for a message to be brought further."""
    enqueue(BRING, str(message_id), {"message": message_id}, now=now, again=True)


def ask_reach(*, now: datetime) -> None:
    """Ask for the platform's figures from tomorrow on."""
    enqueue(REACH, "reach", {}, now=now, due=now + A_DAY, again=False)


def _say(row: WechatMessage, articles: Sequence[dict[str, Any]], *, now: datetime) -> None:
    marked = composing.marked(articles, row.mark)
    digest = composing.digest_of(marked)
    if digest == row.digest and row.state != rules.STUCK:
        return
    row.articles, row.digest, row.changed_at, row.error = marked, digest, now, ""
    if row.state != rules.ADDING:  # what is on its way is looked for first, and then written over
        row.state = rules.PREPARING
    row.save(update_fields=["articles", "digest", "changed_at", "error", "state"])
    bring(row.pk, now=now)


def _begin(
    publication: Publication, account: WechatAccount, order: int, articles: Sequence[dict[str, Any]], *, now: datetime
) -> None:
    mark = composing.MARK + secrets.token_hex(8)
    marked = composing.marked(articles, mark)
    made = WechatMessage.objects.create(
        publication=publication,
        account=account,
        order=order,
        mark=mark,
        state=rules.PREPARING,
        articles=marked,
        digest=composing.digest_of(marked),
        changed_at=now,
    )
    bring(made.pk, now=now)

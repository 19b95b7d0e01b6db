"""Questions about the Official Account: the messages of an edition, what they would be, what a person must delete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casecall.publishing.laying_out import content_for
from casecall.publishing.models import WechatMessage, WechatRemoval
from casecall.publishing.rules import NotReady
from casecall.publishing.wechat import composing, rules
from casecall.publishing.wechat.accounts import account_row
from casecall.publishing.wechat.records import ArticleRow, MessageRow, RemovalRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Proposed:
    """The articles that an edition would become, and a sentence for each thing that stands in the way."""

    articles: tuple[ArticleRow, ...] = ()
    faults: tuple[str, ...] = ()


def proposed(edition_id: int, *, now: datetime) -> Proposed:
    """The articles as they would be sent now, every limit checked."""
    account = account_row()
    try:
        content = content_for(edition_id, "wechat", now=now)
    except NotReady as why:
        return Proposed(faults=why.reasons)
    groups = composing.compose(content, author=account.author if account else "")
    articles = [one for group in groups for one in group]
    return Proposed(tuple(_article(one) for one in articles), composing.faults_of(articles))


def messages(edition_id: int) -> tuple[MessageRow, ...]:
    """The messages of an edition, those of now first."""
    found = WechatMessage.objects.filter(publication__edition_id=edition_id).select_related("publication")
    return tuple(_row(one) for one in found.order_by("-publication_id", "order"))


def edition_of(message_id: int) -> int | None:
    """The edition to which a message belongs, None where there is no such message."""
    found = WechatMessage.objects.filter(pk=message_id).values_list("publication__edition_id", flat=True)
    return found.first()


def removals(edition_id: int) -> tuple[RemovalRow, ...]:
    """The articles of an edition that a person has to delete or deleted, what is to do first."""
    return _removals(WechatRemoval.objects.filter(message__publication__edition_id=edition_id))


def removals_of(case_id: int) -> tuple[RemovalRow, ...]:
    """The articles in which a case has to be deleted or was, what is to do first."""
    return _removals(WechatRemoval.objects.filter(case_id=case_id))


def _removals(found: QuerySet[WechatRemoval]) -> tuple[RemovalRow, ...]:
    rows = found.select_related("message", "case").order_by("done_at", "id")
    return tuple(_removal(one) for one in sorted(rows, key=lambda one: (one.done_at is not None, one.pk)))


def with_pictures(html: str, address: Callable[[str], str], images: tuple[str, ...]) -> str:
    """An article's HTML with its pictures where ``address`` says."""
    for sha256 in images:
        html = html.replace(composing.PLACE.format(sha256=sha256), address(sha256))
    return html


def _row(one: WechatMessage) -> MessageRow:
    urls = [*one.article_urls, *[""] * len(one.articles)]
    return MessageRow(
        id=one.pk,
        order=one.order,
        state=one.state,
        state_label=rules.STATES[one.state],
        next_says=rules.NEXT[one.state],
        error=one.error,
        articles=tuple(_article(article, urls[at]) for at, article in enumerate(one.articles)),
        changed_at=one.changed_at,
        previewed_at=one.previewed_at,
        replaced=one.publication.taken_down_at is not None,
    )


def _article(kept: Mapping[str, Any], url: str = "") -> ArticleRow:
    return ArticleRow(
        title=kept["title"],
        digest=kept["digest"],
        author=kept["author"],
        html=kept["html"],
        cover_sha256=kept["cover_sha256"],
        images=tuple(kept["images"]),
        cases=tuple(kept["cases"]),
        url=url,
    )


def _removal(one: WechatRemoval) -> RemovalRow:
    urls = one.message.article_urls
    return RemovalRow(
        id=one.pk,
        number=one.case.number,
        title=one.message.articles[one.index]["title"],
        url=urls[one.index] if one.index < len(urls) else "",
        why=one.why,
        asked_at=one.asked_at,
        done_at=one.done_at,
        done_by=one.done_by,
    )

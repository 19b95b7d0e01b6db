"""What the pages about the Official Account show: the account, articles and messages of an edition, one article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.template.loader import render_to_string

from casecall.files.queries import read as read_blob
from casecall.people import queries as people
from casecall.people.rules import may
from casecall.publishing.wechat import accounts, queries, rules
from casecall.web.office.contexts.saying import exactly, when
from casepress import article

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casecall.compiling.records import EditionView
    from casecall.publishing.wechat.queries import Proposed
    from casecall.publishing.wechat.records import AccountView, MessageRow, RemovalRow

TONES: Final = {
    rules.DRAFT: "good",
    rules.PUBLISHED: "good",
    rules.SENT: "good",
    rules.STUCK: "fault",
    rules.DROPPED: "",
    rules.DELETED: "",
}
PLATFORM: Final = "https://api.weixin.qq.com"
SAYS: Final = {"changed": "{at} 由 {by} 修改"}


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The account with what was typed last; the secret is in neither."""

    account: AccountView | None
    typed: Mapping[str, object]
    changed: str


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message in words, and which buttons it has."""

    row: MessageRow
    tone: str
    at: str
    previewed: str
    can_preview: bool
    can_publish: bool
    can_send: bool
    can_again: bool


@dataclass(frozen=True, slots=True)
class RemovalLine:
    """An article to be deleted by a person, in words."""

    row: RemovalRow
    at: str
    done: str


@dataclass(frozen=True, slots=True)
class WechatPage:
    """An edition and the Official Account."""

    edition: EditionView
    account: AccountView | None
    proposed: Proposed
    messages: tuple[MessageLine, ...]
    former: tuple[MessageLine, ...]
    to_delete: tuple[RemovalLine, ...]
    deleted: tuple[RemovalLine, ...]
    sets_up: bool


def account_page(typed: Mapping[str, object] | None, *, now: datetime) -> AccountPage:
    """The account as it is, or as it was typed where that was refused."""
    held = accounts.account()
    names = ("name", "app_id", "base_url", "author", "operator", "may_publish", "may_send")
    kept = {name: getattr(held, name) for name in names} if held else {"base_url": PLATFORM}
    changed = ""
    if held:
        by = people.names_of([held.changed_by])[held.changed_by]
        changed = SAYS["changed"].format(at=when(held.changed_at, now), by=by)
    return AccountPage(held, kept if typed is None else typed, changed)


def wechat_page(view: EditionView, *, role: str, now: datetime) -> WechatPage:
    """An edition and the Official Account."""
    account = accounts.account()
    lines = [_message(one, account, now) for one in queries.messages(view.id)]
    removals = [_removal(one, now) for one in queries.removals(view.id)]
    return WechatPage(
        edition=view,
        account=account,
        proposed=queries.proposed(view.id, now=now),
        messages=tuple(one for one in lines if not one.row.replaced),
        former=tuple(one for one in lines if one.row.replaced),
        to_delete=tuple(one for one in removals if one.row.done_at is None),
        deleted=tuple(one for one in removals if one.row.done_at is not None),
        sets_up=may(role, "set_up"),
    )


def article_sheet(edition_id: int, number: int, *, now: datetime) -> str | None:
    """The page of one article as it would be sent now, its pictures inside; None where there is none."""
    found = queries.proposed(edition_id, now=now).articles
    if not 0 < number <= len(found):
        return None
    one = found[number - 1]
    html = queries.with_pictures(one.html, lambda sha256: article.placeholder(read_blob(sha256)), one.images)
    return render_to_string("office/wechat_article.html", {"article": one, "html": html})


def _message(row: MessageRow, account: AccountView | None, now: datetime) -> MessageLine:
    drafted = row.state == rules.DRAFT
    return MessageLine(
        row=row,
        tone=TONES.get(row.state, "doubt"),
        at=exactly(row.changed_at),
        previewed=when(row.previewed_at, now) if row.previewed_at else "",
        can_preview=drafted and bool(account and account.operator),
        can_publish=drafted and bool(account and account.may_publish),
        can_send=drafted and bool(account and account.may_send),
        can_again=row.state == rules.STUCK,
    )


def _removal(row: RemovalRow, now: datetime) -> RemovalLine:
    return RemovalLine(row, when(row.asked_at, now), when(row.done_at, now) if row.done_at else "")

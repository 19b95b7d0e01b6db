"""What a person does with the Official Account: drafts asked for, shown, published, sent, and removals ticked off."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.compiling.models import Edition
from casecall.jobs.actions import enqueue
from casecall.publishing.actions import content_for, digest_of, record_sent
from casecall.publishing.channels.wechat import KEY
from casecall.publishing.models import Publication, WechatMessage, WechatRemoval
from casecall.publishing.rules import NotReady
from casecall.publishing.secrets import Sealed
from casecall.publishing.wechat import composing, rules
from casecall.publishing.wechat.accounts import NoAccount, account_row, client_for
from casecall.publishing.wechat.errors import Trouble
from casecall.publishing.wechat.narrowing import bring, restate

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

PREVIEW: Final = "wechat-preview"
SAYS: Final = {
    "under_way": "上一次发布或群发还没有结果，请等结果出来再存新草稿",
    "not_now": "消息现为“{state}”，不能{what}",
    "publish": "发布",
    "send": "群发",
    "preview": "预览",
    "again": "重试",
    "may_not": "公众号账户设为不能{what}：草稿停在草稿箱，请在公众平台手工操作",
    "no_operator": "公众号账户没有填写运营者微信号，不能预览",
}


def ask_draft(edition_id: int, *, by: str, now: datetime) -> int:
    """Have an edition stand as drafts in the account's box; the publication's id. Raises NotReady with every fault.

    The same edition asked again, unchanged, is the one that is there; a changed one is written over its drafts.
    """
    account = account_row()
    if account is None:
        raise NoAccount
    content = content_for(edition_id, KEY, now=now)
    groups = composing.compose(content, author=account.author)
    if faults := tuple(fault for group in groups for fault in composing.faults_of(group)):
        raise NotReady(faults)
    with write_atomic():
        Edition.objects.select_for_update().get(pk=edition_id)
        former = Publication.objects.filter(edition_id=edition_id, channel=KEY)
        held = WechatMessage.objects.select_for_update().filter(publication__in=former)
        if held.filter(state__in=rules.GOING_OUT).exists():
            raise NotReady((SAYS["under_way"],))
        standing = former.filter(taken_down_at=None).first()
        same = standing is not None and standing.digest == digest_of(content)
        made = standing if standing is not None and same else record_sent(edition_id, KEY, content, by=by, now=now)
        held.filter(state__in=rules.CHANGEABLE).update(publication=made)
        restate(made, content, account, now=now)
        if not same:
            record(at=now, actor=by, verb="wechat.ask_draft", object=f"publication:{made.pk}")
    return made.pk


def ask_publish(message_id: int, *, by: str, now: datetime) -> None:
    """Have a draft published. Raises rules.NotAllowed."""
    _ask(message_id, rules.TO_PUBLISH, "publish", by=by, now=now)


def ask_send(message_id: int, *, by: str, now: datetime) -> None:
    """Have a draft sent to all who follow. Raises rules.NotAllowed."""
    _ask(message_id, rules.TO_SEND, "send", by=by, now=now)


def ask_preview(message_id: int, *, by: str, now: datetime) -> None:
    """Have a draft shown to the operator alone. Raises rules.NotAllowed."""
    with write_atomic():
        message = _locked(message_id)
        if message.state != rules.DRAFT:
            raise rules.NotAllowed(_not_now(message, "preview"))
        if not message.account.operator:
            raise rules.NotAllowed(SAYS["no_operator"])
        enqueue(PREVIEW, str(message_id), {"message": message_id}, now=now, again=True)
        record(at=now, actor=by, verb="wechat.ask_preview", object=f"wechat-message:{message_id}")


def again(message_id: int, *, by: str, now: datetime) -> None:
    """Try a message anew that stopped, after a person did what was asked. Raises rules.NotAllowed."""
    with write_atomic():
        message = _locked(message_id)
        if message.state != rules.STUCK:
            raise rules.NotAllowed(_not_now(message, "again"))
        message.state, message.error, message.looks, message.changed_at = rules.PREPARING, "", 0, now
        message.save(update_fields=["state", "error", "looks", "changed_at"])
        record(at=now, actor=by, verb="wechat.again", object=f"wechat-message:{message_id}")
        bring(message_id, now=now)


def removed(removal_id: int, *, by: str, now: datetime) -> None:
    """Note that a person deleted an article in the platform's own pages; with its last one the message is gone."""
    with write_atomic():
        removal = WechatRemoval.objects.select_for_update().get(pk=removal_id)
        done = WechatRemoval.objects.filter(message_id=removal.message_id, index=removal.index, done_at=None)
        if not done.update(done_at=now, done_by=by):
            return
        record(at=now, actor=by, verb="wechat.removed", object=f"wechat-message:{removal.message_id}")
        message = _locked(removal.message_id)
        gone = set(message.removals.exclude(done_at=None).values_list("index", flat=True))
        if gone == set(range(len(message.articles))) and message.state in rules.SEEN:
            message.state, message.changed_at = rules.DELETED, now
            message.save(update_fields=["state", "changed_at"])


def preview(message_id: int, *, now: datetime, pause: Callable[[float], None] = time.sleep) -> None:
    """Show a draft to the operator; what kept it from that is written down for people."""
    message = WechatMessage.objects.select_related("account").get(pk=message_id)
    if message.state != rules.DRAFT:
        return
    said: dict[str, object]
    try:
        client_for(message.account, now=now, pause=pause).preview(message.media_id, message.account.operator)
        said = {"previewed_at": now, "error": ""}
    except (Trouble, Sealed) as why:
        said = {"error": str(why)[:500]}
    WechatMessage.objects.filter(pk=message_id, state=rules.DRAFT).update(**said)


def _ask(message_id: int, to: str, what: str, *, by: str, now: datetime) -> None:
    with write_atomic():
        message = _locked(message_id)
        if not getattr(message.account, f"may_{what}"):
            raise rules.NotAllowed(SAYS["may_not"].format(what=SAYS[what]))
        if message.state != rules.DRAFT:
            raise rules.NotAllowed(_not_now(message, what))
        message.state, message.error, message.changed_at = to, "", now
        message.save(update_fields=["state", "error", "changed_at"])
        publishing = what == "publish"
        record(
            at=now,
            actor=by,
            verb="wechat.ask_publish" if publishing else "wechat.ask_send",
            object=f"wechat-message:{message_id}",
        )
        bring(message_id, now=now)


def _locked(message_id: int) -> WechatMessage:
    return WechatMessage.objects.select_for_update(of=("self",)).select_related("account").get(pk=message_id)


def _not_now(message: WechatMessage, what: str) -> str:
    return SAYS["not_now"].format(state=rules.STATES[message.state], what=SAYS[what])

"""Brings a message into the draft box and on to its readers, each step once: a lost answer is looked for."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.jobs.rules import Later
from casecall.publishing.models import WechatMessage
from casecall.publishing.secrets import Sealed
from casecall.publishing.wechat import composing, errors, narrowing, pictures, rules
from casecall.publishing.wechat.accounts import client_for
from casecall.publishing.wechat.errors import Refused, Unanswered, Unreached

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from casecall.publishing.wechat.client import Client

    Step = Callable[[WechatMessage, Client, datetime], None]

WORKER: Final = "worker"
MOST_ERROR: Final = 500
SUCCESS, UNDER_WAY = "SEND_SUCCESS", "SENDING"
SAYS: Final = {
    "lost_draft": "上次存草稿没有等到答复，正在草稿箱里核对，不会重复存入",
    "lost_publish": "提交发布没有等到答复，正在核对是否已经发布，不会重复提交",
    "lost_send": "提交群发没有等到答复，正在核对，不会重复群发",
    "not_submitted": "提交发布没有等到答复，至今没有看到已发布的文章，草稿仍在草稿箱。"
    "请到公众平台“发表记录”核对，确认没有发布后再发布",
    "nowhere": "草稿箱和已发布的文章中都找不到这份消息。请到公众平台核对后再试",
    "no_draft": "草稿已不在草稿箱（可能已在公众平台删除或手工发布）。请核对后重新存入草稿箱",
    "failed": "{why}{which}。请按平台提示修改后再发布",
    "which": "：{titles}",
    "send_failed": "群发没有完成（{status}）。请到公众平台查看原因后再试",
    "send_old": "群发提交后一直没有结果，已超过可安全重试的时间。请到公众平台核对是否已群发",
}


class _Overtaken(Exception):  # noqa: N818 - it is no error
    """Another attempt or a person moved the message meanwhile."""


def advance(message_id: int, *, now: datetime, pause: Callable[[float], None] = time.sleep) -> None:
    """Bring a message as far as it goes by itself. Raises Later where the platform has to be asked again."""
    message = WechatMessage.objects.select_related("account").get(pk=message_id)
    began = message.state
    step = STEPS.get(began)
    if step is None:
        return
    try:
        step(message, client_for(message.account, now=now, pause=pause), now)
    except _Overtaken:
        raise Later(now + rules.SOON) from None
    except Sealed as why:
        _stop(message, str(why), now=now)
    except Unreached as why:
        _note(message, str(why))
        _back(message, began, now=now)
        raise Later(now + rules.NOT_REACHED, str(why)) from why
    except Unanswered as why:
        _note(message, LOST.get(message.state, str(why)))
        raise Later(now + rules.SOON, str(why)) from why
    except Refused as no:
        _refused(message, no, now=now)


def _prepare(message: WechatMessage, client: Client, now: datetime) -> None:
    """Pictures first, each once; then the draft: the one that is there is changed, else one is added."""
    if not message.articles:
        _clear(message, client, now)
        return
    if faults := composing.faults_of(message.articles):
        _stop(message, "；".join(faults), now=now)
        return
    try:
        bodies = pictures.bodies(message, client, now=now)
    except pictures.Unusable as why:
        _stop(message, str(why), now=now)
        return
    media_id = message.media_id or _in_box(message, client)
    if media_id and _rewrite(client, media_id, bodies):
        _in_draft(message, media_id, now=now)
        return
    _move(message, rules.ADDING, now=now, media_id="", handed_at=now, looks=0)
    _in_draft(message, client.add_draft(bodies), now=now)


def _clear(message: WechatMessage, client: Client, now: datetime) -> None:
    """A message of which nothing is left takes its draft out of the box."""
    if media_id := message.media_id or _in_box(message, client):
        try:
            client.delete_draft(media_id)
        except Refused as no:
            if no.code != errors.NO_SUCH_MEDIA:
                raise
    _move(message, rules.DROPPED, now=now, media_id="", looks=0, error="")


def _rewrite(client: Client, media_id: str, bodies: Sequence[Mapping[str, Any]]) -> bool:
    """Put the articles into the draft that is there; one of another length is taken away. Whether it stands."""
    try:
        if len(client.draft(media_id)) != len(bodies):
            client.delete_draft(media_id)
            return False
    except Refused as no:
        if no.code == errors.NO_SUCH_MEDIA:
            return False
        raise
    for index, body in enumerate(bodies):
        client.update_draft(media_id, index, body)
    return True


def _in_draft(message: WechatMessage, media_id: str, *, now: datetime) -> None:
    """The draft is in the box; where the text was changed meanwhile it is written once more."""
    with transaction.atomic():
        row = WechatMessage.objects.select_for_update().get(pk=message.pk)
        if row.digest == message.digest:
            _move(message, rules.DRAFT, now=now, media_id=media_id, looks=0, error="")
            record(at=now, actor=WORKER, verb="wechat.draft", object=f"wechat-message:{message.pk}")
            return
        if message.state != rules.PREPARING:
            _move(message, rules.PREPARING, now=now, media_id=media_id, looks=0)
        else:
            WechatMessage.objects.filter(pk=message.pk).update(media_id=media_id)
    raise Later(now)


def _find_draft(message: WechatMessage, client: Client, now: datetime) -> None:
    """What became of a draft whose answer was lost: found by its mark, or after enough looks not there."""
    if media_id := _in_box(message, client):
        _move(message, rules.PREPARING, now=now, media_id=media_id, looks=0, error="")
        raise Later(now)  # written over, so that it holds the text of now
    if message.looks + 1 < rules.LOOKS:
        WechatMessage.objects.filter(pk=message.pk).update(looks=message.looks + 1, error=SAYS["lost_draft"])
        raise Later(now + rules.BETWEEN_LOOKS)
    _move(message, rules.PREPARING, now=now, looks=0, error="")
    raise Later(now)


def _submit(message: WechatMessage, client: Client, now: datetime) -> None:
    _move(message, rules.SUBMITTING, now=now, handed_at=now, looks=0, error="")
    publish_id = client.submit(message.media_id)
    _move(message, rules.PUBLISHING, now=now, publish_id=publish_id, looks=0)
    raise Later(now + rules.poll_after(0))


def _find_published(message: WechatMessage, client: Client, now: datetime) -> None:
    """What became of a submission whose answer was lost."""
    for _, articles in client.published():
        if composing.bears(message.mark, articles):
            _published(message, [str(one.get("url", "")) for one in articles], now=now)
            return
    if message.looks + 1 < rules.PUBLISH_LOOKS:  # a draft may stay in the box for long while the platform is at it
        WechatMessage.objects.filter(pk=message.pk).update(looks=message.looks + 1, error=SAYS["lost_publish"])
        raise Later(now + rules.poll_after(message.looks))
    there = _stands(client, message.media_id)
    says = SAYS["not_submitted"] if there else SAYS["nowhere"]
    _move(message, rules.DRAFT if there else rules.STUCK, now=now, looks=0, error=says)


def _poll(message: WechatMessage, client: Client, now: datetime) -> None:
    answer = client.publish_status(message.publish_id)
    status = answer["publish_status"]
    if status == 0:
        items = sorted(answer.get("article_detail", {}).get("item", []), key=lambda one: int(one.get("idx", 0)))
        _published(message, [str(one.get("article_url", "")) for one in items], now=now)
    elif status in rules.PUBLISH_STATUS:
        titles = [
            message.articles[at - 1]["title"] for at in answer.get("fail_idx", []) if 0 < at <= len(message.articles)
        ]
        which = SAYS["which"].format(titles="、".join(titles)) if titles else ""
        says = SAYS["failed"].format(why=rules.PUBLISH_STATUS[status], which=which)
        there = _stands(client, message.media_id)
        _move(message, rules.DRAFT if there else rules.STUCK, now=now, publish_id="", looks=0, error=says)
    else:
        _wait(message, now)


def _send(message: WechatMessage, client: Client, now: datetime) -> None:
    _move(message, rules.SENDING, now=now, handed_at=now, looks=0, error="", client_msg_id=message.mark)
    _give(message, client, now)


def _follow(message: WechatMessage, client: Client, now: datetime) -> None:
    """A mass message under way; one whose answer was lost is given again under its id, which the platform knows."""
    if not message.msg_id:
        if message.handed_at is None or now - message.handed_at > rules.ONCE_FOR:
            _stop(message, SAYS["send_old"], now=now)
            return
        _give(message, client, now)
    status = client.send_status(message.msg_id)
    if status == SUCCESS:
        _seen(message, rules.SENT, now=now, error="", looks=0)
    elif status == UNDER_WAY:
        _wait(message, now)
    else:
        there = _stands(client, message.media_id)
        says = SAYS["send_failed"].format(status=status[:40])
        _move(message, rules.DRAFT if there else rules.STUCK, now=now, msg_id="", looks=0, error=says)


def _give(message: WechatMessage, client: Client, now: datetime) -> None:
    message.msg_id = client.send_all(message.media_id, once=message.client_msg_id)
    WechatMessage.objects.filter(pk=message.pk).update(msg_id=message.msg_id, error="")
    raise Later(now + rules.poll_after(0))


STEPS: Final[Mapping[str, Step]] = {
    rules.PREPARING: _prepare,
    rules.ADDING: _find_draft,
    rules.TO_PUBLISH: _submit,
    rules.SUBMITTING: _find_published,
    rules.PUBLISHING: _poll,
    rules.TO_SEND: _send,
    rules.SENDING: _follow,
}
LOST: Final = {
    rules.ADDING: SAYS["lost_draft"],
    rules.SUBMITTING: SAYS["lost_publish"],
    rules.SENDING: SAYS["lost_send"],
}
BEFORE_CALL: Final = {
    rules.ADDING: rules.PREPARING,
    rules.SUBMITTING: rules.TO_PUBLISH,
    rules.SENDING: rules.TO_SEND,
}


def _refused(message: WechatMessage, no: Refused, *, now: datetime) -> None:
    """The platform said no: a person is told what to do, or the call waits; a draft that stands stays."""
    if no.code == errors.BUSY or message.state == rules.PUBLISHING or message.msg_id:
        _note(message, LOST.get(message.state, str(no)) if no.code == errors.BUSY else str(no))
        raise Later(now + rules.SOON, str(no)) from no
    if message.state in {rules.PREPARING, rules.ADDING}:
        if message.state == rules.ADDING:
            _move(message, rules.PREPARING, now=now, error=str(no), looks=0)
        if no.code in errors.TODAY_NO_MORE | errors.TOO_FAST:
            _note(message, str(no))
            hour = rules.ONE_HOUR if no.code in errors.TODAY_NO_MORE else rules.BETWEEN_LOOKS
            raise Later(now + hour, str(no)) from no
        _stop(message, str(no), now=now)
    elif no.code == errors.NO_SUCH_MEDIA:
        _move(message, rules.STUCK, now=now, error=SAYS["no_draft"], media_id="", looks=0)
    else:
        _move(message, rules.DRAFT, now=now, error=str(no), looks=0)


def _back(message: WechatMessage, began: str, *, now: datetime) -> None:
    """A hand-over of this attempt that never reached the platform was not made; an earlier one is still looked for."""
    if message.state != began and message.state in BEFORE_CALL:
        _move(message, BEFORE_CALL[message.state], now=now)


def _published(message: WechatMessage, urls: list[str], *, now: datetime) -> None:
    _seen(message, rules.PUBLISHED, now=now, article_urls=urls, error="", looks=0)


def _seen(message: WechatMessage, state: str, *, now: datetime, **fields: Any) -> None:
    """Readers have it: what was taken back meanwhile is listed at once."""
    with write_atomic():
        _move(message, state, now=now, seen_at=now, **fields)
        published = state == rules.PUBLISHED
        record(
            at=now,
            actor=WORKER,
            verb="wechat.published" if published else "wechat.sent",
            object=f"wechat-message:{message.pk}",
        )
        narrowing.list_removals(message, now=now)
        narrowing.ask_reach(now=now)


def _wait(message: WechatMessage, now: datetime) -> None:
    WechatMessage.objects.filter(pk=message.pk).update(looks=message.looks + 1, error="")
    raise Later(now + rules.poll_after(message.looks))


def _in_box(message: WechatMessage, client: Client) -> str:
    """The media id of the draft in the box that bears the message's mark, or nothing."""
    return next((media_id for media_id, articles in client.drafts() if composing.bears(message.mark, articles)), "")


def _stands(client: Client, media_id: str) -> bool:
    try:
        client.draft(media_id)
    except Refused as no:
        if no.code == errors.NO_SUCH_MEDIA:
            return False
        raise
    return True


def _stop(message: WechatMessage, why: str, *, now: datetime) -> None:
    _move(message, rules.STUCK, now=now, error=why)


def _note(message: WechatMessage, why: str) -> None:
    WechatMessage.objects.filter(pk=message.pk).update(error=why[:MOST_ERROR])


def _move(message: WechatMessage, to: str, *, now: datetime, **fields: Any) -> None:
    """Change the state where it still is what this attempt saw. Raises _Overtaken."""
    if not rules.may_move(message.state, to):
        raise rules.NotAllowed(f"{message.state} → {to}")
    if "error" in fields:
        fields["error"] = fields["error"][:MOST_ERROR]
    ours = WechatMessage.objects.filter(pk=message.pk, state=message.state)
    if not ours.update(state=to, changed_at=now, **fields):
        raise _Overtaken
    message.state = to
    for name, value in fields.items():
        setattr(message, name, value)

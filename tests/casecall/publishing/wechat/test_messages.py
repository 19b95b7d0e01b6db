"""Messages follow their edition: changed in place, narrowed when a case leaves, listed where readers saw them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.compiling.actions import edit_edition, edit_entry
from casecall.compiling.queries import edition
from casecall.jobs.queries import for_key
from casecall.jobs.rules import Later
from casecall.publishing.actions import clear_withdrawn
from casecall.publishing.channels.wechat import NARROW
from casecall.publishing.models import Publication, WechatMessage, WechatReach, WechatRemoval
from casecall.publishing.rules import NotReady
from casecall.publishing.wechat import queries, rules
from casecall.publishing.wechat.accounts import NoAccount
from casecall.publishing.wechat.actions import (
    again,
    ask_draft,
    ask_preview,
    ask_publish,
    ask_send,
    preview,
    removed,
)
from casecall.publishing.wechat.narrowing import BRING, narrow
from casecall.publishing.wechat.reach import fetch_reach
from casecall.publishing.wechat.rules import NotAllowed
from casecall.publishing.wechat.sending import advance

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.wechat.standin import Standin

pytestmark = pytest.mark.django_db
BY = "user:1"


def message() -> WechatMessage:
    return WechatMessage.objects.get()


def box(account: Standin) -> str:
    return "".join(one["content"] + one["title"] for articles in account.drafts.values() for one in articles)


@pytest.fixture
def drafted(account: Standin, topic: int, drive: Callable[[], datetime], now: datetime) -> Standin:
    """The topic in the draft box."""
    ask_draft(topic, by=BY, now=now)
    drive()
    assert message().state == rules.DRAFT, message().error
    return account


def take_back(topic: int, title: str, now: datetime) -> int:
    """The unit takes a case back, and what follows by itself."""
    (case_id,) = [one.case_id for one in edition(topic).entries if one.title == title]
    move(case_id, states.WITHDRAWN, by=BY, at=now, why="单位来函")
    clear_withdrawn(now=now)
    narrow(Publication.objects.filter(channel="wechat").latest("pk").pk, now=now)
    return case_id


def test_without_an_account_no_draft_is_asked_for(topic: int, now: datetime) -> None:
    with pytest.raises(NoAccount):
        ask_draft(topic, by=BY, now=now)


def test_what_is_asked_for_is_kept_before_the_platform_is_called(account: Standin, topic: int, now: datetime) -> None:
    ask_draft(topic, by=BY, now=now)
    assert account.platform.kept.calls == []
    assert message().state == rules.PREPARING
    assert message().mark in "".join(one["html"] for one in message().articles)
    assert for_key(BRING, str(message().pk)) is not None


def test_the_draft_holds_every_case_with_pictures_of_the_platform_alone(drafted: Standin, topic: int) -> None:
    for entry in edition(topic).entries:
        assert entry.title in box(drafted)
    assert "mmbiz.qpic.cn/casecall" not in box(drafted)
    assert f"{drafted.address}/mmbiz/" in box(drafted)


def test_the_same_edition_asked_again_changes_nothing(drafted: Standin, topic: int, now: datetime) -> None:
    calls = len(drafted.platform.kept.calls)
    first = Publication.objects.get()
    assert ask_draft(topic, by=BY, now=now) == first.pk
    assert message().state == rules.DRAFT
    assert len(drafted.platform.kept.calls) == calls


def test_a_changed_edition_is_written_over_its_draft(
    drafted: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    edit_edition(topic, title="新的标题", lead="新的导语。", by=BY, now=now)
    ask_draft(topic, by=BY, now=now)
    drive()
    assert len(drafted.drafts) == 1
    assert "新的导语" in box(drafted)
    assert drafted.calls("draft/add") == 1
    assert Publication.objects.filter(taken_down_at=None).count() == 1


def test_a_draft_that_somebody_deleted_is_added_anew(
    drafted: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    drafted.platform.kept.drafts.clear()
    edit_edition(topic, title="新的标题", lead="新的导语。", by=BY, now=now)
    ask_draft(topic, by=BY, now=now)
    drive()
    assert message().state == rules.DRAFT
    assert list(drafted.drafts) == [message().media_id]


def test_publishing_a_draft_that_somebody_deleted_says_so(
    drafted: Standin, drive: Callable[[], datetime], now: datetime
) -> None:
    drafted.platform.kept.drafts.clear()
    ask_publish(message().pk, by=BY, now=now)
    drive()
    assert message().state == rules.STUCK
    assert "已不在草稿箱" in message().error
    again(message().pk, by=BY, now=now)
    drive()
    assert len(drafted.drafts) == 1


def test_a_title_over_the_limit_is_refused_with_its_name_before_any_call(
    account: Standin, topic: int, now: datetime
) -> None:
    edit_edition(topic, title="长" * 33, lead="导语。", by=BY, now=now)
    with pytest.raises(NotReady, match="长长"):
        ask_draft(topic, by=BY, now=now)
    assert account.platform.kept.calls == []
    assert not WechatMessage.objects.exists()


def test_a_text_that_was_changed_while_its_draft_was_on_its_way_is_written_again(
    account: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    ask_draft(topic, by=BY, now=now)
    account.fail("draft/add", "lost")
    with pytest.raises(Later):
        advance(message().pk, now=now)
    assert message().state == rules.ADDING
    edit_edition(topic, title="新的标题", lead="新的导语。", by=BY, now=now)
    ask_draft(topic, by=BY, now=now)
    drive()
    assert len(account.drafts) == 1
    assert "新的导语" in box(account)


def test_the_operator_alone_sees_a_preview(drafted: Standin, now: datetime) -> None:
    ask_preview(message().pk, by=BY, now=now)
    preview(message().pk, now=now)
    assert drafted.platform.kept.previews == [{"media_id": message().media_id, "to": "bianji"}]
    assert message().previewed_at == now


def test_a_preview_that_failed_says_why(drafted: Standin, now: datetime) -> None:
    drafted.fail("message/mass/preview", "code", code=43004)
    preview(message().pk, now=now)
    assert "关注" in message().error
    assert message().state == rules.DRAFT


def test_what_the_account_may_not_do_is_refused_before_any_call(drafted: Standin, now: datetime) -> None:
    message().account.__class__.objects.update(may_publish=False, may_send=False, operator="")
    for ask in (ask_publish, ask_send, ask_preview):
        with pytest.raises(NotAllowed):
            ask(message().pk, by=BY, now=now)
    assert message().state == rules.DRAFT


def test_nothing_is_asked_of_a_message_that_is_not_at_rest(account: Standin, topic: int, now: datetime) -> None:
    ask_draft(topic, by=BY, now=now)
    for ask in (ask_publish, ask_send, ask_preview, again):
        with pytest.raises(NotAllowed):
            ask(message().pk, by=BY, now=now)


def test_while_a_message_goes_out_no_other_text_is_taken(drafted: Standin, topic: int, now: datetime) -> None:
    WechatMessage.objects.update(state=rules.PUBLISHING)
    edit_edition(topic, title="新的标题", lead="新的导语。", by=BY, now=now)
    with pytest.raises(NotReady, match="还没有结果"):
        ask_draft(topic, by=BY, now=now)


def test_a_case_that_was_taken_back_leaves_the_draft(
    drafted: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    assert "银龄课堂" in box(drafted)
    take_back(topic, "银龄课堂", now)
    drive()
    assert "银龄课堂" not in box(drafted)
    assert len(drafted.drafts) == 1
    assert not WechatRemoval.objects.exists()


def test_taking_a_case_off_asks_for_the_drafts_to_be_brought_in_line(
    drafted: Standin, topic: int, now: datetime
) -> None:
    publication = Publication.objects.get()
    take_back(topic, "银龄课堂", now)
    assert for_key(NARROW, str(publication.pk)) is not None


def test_with_its_last_case_the_draft_leaves_the_box(
    drafted: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    for entry in edition(topic).entries:
        take_back(topic, entry.title, now)
    drive()
    assert drafted.drafts == {}
    assert message().state == rules.DROPPED


def test_a_published_article_with_a_case_that_was_taken_back_is_listed_with_its_address(
    drafted: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    ask_publish(message().pk, by=BY, now=now)
    drive()
    take_back(topic, "银龄课堂", now)
    listed = queries.removals(topic)
    told = [n for n, one in enumerate(message().articles) if "银龄课堂" in one["html"]]
    assert len(listed) == len(told) > 0
    assert all(one.url.startswith("http") for one in listed)
    assert all(one.done_at is None for one in listed)
    removed(listed[0].id, by=BY, now=now)
    assert [one.done_at for one in queries.removals(topic)].count(None) == len(listed) - 1


def test_a_case_that_was_taken_back_while_its_article_was_published_is_listed_too(
    drafted: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    drafted.platform.account.publish_polls = 3
    ask_publish(message().pk, by=BY, now=now)
    with pytest.raises(Later):
        advance(message().pk, now=now)
    take_back(topic, "银龄课堂", now)
    assert not WechatRemoval.objects.exists()
    drive()
    assert message().state == rules.PUBLISHED
    assert WechatRemoval.objects.exists()


def test_a_message_whose_every_article_was_deleted_is_gone(
    drafted: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    ask_publish(message().pk, by=BY, now=now)
    drive()
    for entry in edition(topic).entries:
        take_back(topic, entry.title, now)
    for one in queries.removals(topic):
        removed(one.id, by=BY, now=now)
    assert message().state == rules.DELETED


def test_a_new_edition_after_a_published_one_is_a_new_draft_and_nothing_is_to_be_deleted(
    drafted: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    ask_publish(message().pk, by=BY, now=now)
    drive()
    entry = edition(topic).entries[0]
    edit_entry(entry.id, title="改过的标题", body=entry.body, unit=entry.unit, theme=entry.theme, by=BY, now=now)
    ask_draft(topic, by=BY, now=now)
    drive()
    assert sorted(WechatMessage.objects.values_list("state", flat=True)) == [rules.DRAFT, rules.PUBLISHED]
    assert not WechatRemoval.objects.exists()


def test_the_figures_of_a_sent_message_are_written_down_day_by_day(
    drafted: Standin, drive: Callable[[], datetime], now: datetime
) -> None:
    ask_send(message().pk, by=BY, now=now)
    drive()
    for mass in drafted.platform.kept.masses.values():
        mass["day"] = "2022-09-01"
    for _ in range(2):  # asked twice, the same
        with pytest.raises(Later) as later:
            fetch_reach(now=now + timedelta(days=3))
    assert later.value.due == now + timedelta(days=4)
    rows = WechatReach.objects.filter(index=0).order_by("day")
    assert [str(one.day) for one in rows] == ["2022-09-01", "2022-09-02", "2022-09-03"]
    assert len({one.reads for one in rows}) == 1, "the platform's sums are made each day's own"
    assert rows[0].reads > 0


def test_after_eight_days_no_figures_are_asked_for(
    drafted: Standin, drive: Callable[[], datetime], now: datetime
) -> None:
    ask_send(message().pk, by=BY, now=now)
    drive()
    fetch_reach(now=now + timedelta(days=9))
    assert not WechatReach.objects.exists()


def test_every_move_leads_to_a_state_that_has_a_name_and_a_next_step() -> None:
    for state, tos in rules.MOVES.items():
        assert {state, *tos} <= set(rules.STATES)
    assert set(rules.STATES) == set(rules.NEXT) == set(rules.MOVES)

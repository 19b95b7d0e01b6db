"""Whatever the platform does in the middle: in the end there is one draft, and readers got it at most once."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from casecall.jobs.rules import Later
from casecall.publishing.models import WechatAccount, WechatImage, WechatMessage
from casecall.publishing.wechat import rules
from casecall.publishing.wechat.actions import again, ask_draft, ask_publish, ask_send
from casecall.publishing.wechat.client import Client
from casecall.publishing.wechat.errors import Unreached
from casecall.publishing.wechat.sending import advance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from tests.wechat.standin import Standin

pytestmark = pytest.mark.django_db
BY = "user:1"
STALE, BUSY, NO_RIGHT, FOREIGN_ADDRESS = 42001, -1, 48001, 40164


def message() -> WechatMessage:
    return WechatMessage.objects.get()


@pytest.fixture
def drafted(account: Standin, topic: int, drive: Callable[[], datetime], now: datetime) -> Standin:
    """The topic in the draft box."""
    ask_draft(topic, by=BY, now=now)
    drive()
    assert message().state == rules.DRAFT, message().error
    return account


PATHS = ("stable_token", "media/uploadimg", "material/add_material", "draft/batchget", "draft/add")
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "code", "code": BUSY},
    {"kind": "lost"},
    {"kind": "cut"},
    {"kind": "nonsense"},
    {"kind": "html"},
    {"kind": "empty"},
    {"kind": "slow", "seconds": 0.1},
)


@contextmanager
def anew(account: Standin) -> Iterator[None]:
    """A case of a rule, after which all is as before."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    account.platform.kept.drafts.clear()
    account.platform.kept.publishes.clear()
    account.platform.kept.masses.clear()
    account.platform.kept.calls.clear()


def test_a_fault_on_the_way_ends_with_exactly_one_draft(
    account: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    for path, fault in product(PATHS, FAULTS):
        with anew(account):
            account.fail(path, **fault)
            ask_draft(topic, by=BY, now=now)
            drive()
            assert message().state == rules.DRAFT, (path, fault, message().error)
            assert list(account.drafts) == [message().media_id], (path, fault)
            assert message().error == ""


def test_a_token_that_runs_out_in_the_middle_is_asked_for_anew_once(
    account: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    for path in PATHS[1:]:
        with anew(account):
            account.fail(path, "code", code=STALE)
            ask_draft(topic, by=BY, now=now)
            assert drive() == now, "nothing had to wait"
            assert account.calls("stable_token") == 2
            assert list(account.drafts) == [message().media_id]


def test_a_draft_whose_answer_was_lost_is_found_by_its_mark_and_not_added_again(
    account: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    account.fail("draft/add", "lost")
    ask_draft(topic, by=BY, now=now)
    drive()
    assert account.calls("draft/add") == 1
    assert len(account.drafts) == 1


def test_a_draft_that_never_came_is_added_only_after_two_looks_found_nothing(
    account: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    account.fail("draft/add", "cut")
    ask_draft(topic, by=BY, now=now)
    after = drive() - now
    assert len(account.drafts) == 1
    assert after >= rules.BETWEEN_LOOKS


def test_each_picture_is_uploaded_once_however_often_the_draft_is_made(
    account: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    account.fail("draft/add", "cut", times=3)
    ask_draft(topic, by=BY, now=now)
    drive()
    pictures = {one for article in message().articles for one in article["images"]}
    assert account.calls("media/uploadimg") == len(pictures) == WechatImage.objects.filter(kind="body").count()
    assert len(account.drafts) == 1


def test_an_address_that_is_not_on_the_white_list_is_said_and_tried_again_by_a_person(
    account: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    account.platform.account.known_address = False
    ask_draft(topic, by=BY, now=now)
    drive()
    assert message().state == rules.STUCK
    assert "白名单" in message().error
    account.platform.account.known_address = True
    again(message().pk, by=BY, now=now)
    drive()
    assert message().state == rules.DRAFT
    assert len(account.drafts) == 1


def test_an_account_that_may_not_publish_stays_at_the_draft(
    drafted: Standin, drive: Callable[[], datetime], now: datetime
) -> None:
    drafted.platform.account.may_publish = False
    ask_publish(message().pk, by=BY, now=now)
    drive()
    assert message().state == rules.DRAFT
    assert "手工发布" in message().error
    assert len(drafted.drafts) == 1


@pytest.mark.parametrize("status", [2, 4])
def test_a_publication_that_the_platform_turned_down_names_the_article_and_leaves_the_draft(
    drafted: Standin, drive: Callable[[], datetime], now: datetime, *, status: int
) -> None:
    drafted.platform.account.publish_result, drafted.platform.account.fail_idx = status, (2,)
    ask_publish(message().pk, by=BY, now=now)
    drive()
    assert message().state == rules.DRAFT
    assert rules.PUBLISH_STATUS[status] in message().error
    assert message().articles[1]["title"] in message().error
    assert len(drafted.drafts) == 1


def test_a_submission_whose_answer_was_lost_is_looked_for_and_never_made_twice(
    drafted: Standin, drive: Callable[[], datetime], now: datetime
) -> None:
    drafted.fail("freepublish/submit", "lost")
    ask_publish(message().pk, by=BY, now=now)
    for _ in range(3):
        with pytest.raises(Later):
            advance(message().pk, now=now)
    assert message().state == rules.SUBMITTING
    let_publish(drafted)
    drive()
    assert message().state == rules.PUBLISHED, message().error
    assert len(message().article_urls) == len(message().articles)
    assert drafted.calls("freepublish/submit") == 1


def test_a_submission_that_never_came_goes_back_to_a_person_after_many_looks(
    drafted: Standin, drive: Callable[[], datetime], now: datetime
) -> None:
    for kind in ("cut", "nonsense", "html", "empty"):
        WechatMessage.objects.update(error="")
        drafted.fail("freepublish/submit", kind)
        ask_publish(message().pk, by=BY, now=now)
        drive()
        assert message().state == rules.DRAFT, message().error
        assert "核对" in message().error
        assert (len(drafted.drafts), len(drafted.platform.kept.publishes)) == (1, 0)


def let_publish(account: Standin) -> None:
    """Let the platform come to the end of what it is at."""
    for publish_id in account.platform.kept.publishes:
        for _ in range(3):
            account.platform.status(publish_id)


def test_a_slow_publication_is_waited_for(drafted: Standin, drive: Callable[[], datetime], now: datetime) -> None:
    drafted.platform.account.publish_polls = 5
    ask_publish(message().pk, by=BY, now=now)
    drive()
    assert message().state == rules.PUBLISHED
    assert len(message().article_urls) == len(message().articles)
    assert all(url.startswith("http") for url in message().article_urls)


def test_a_mass_message_whose_answer_was_lost_reaches_readers_once(
    drafted: Standin, drive: Callable[[], datetime], now: datetime
) -> None:
    drafted.platform.account.mass_a_day = 99
    for kind in ("lost", "cut", "nonsense", "html", "empty"):
        with transaction.atomic():
            drafted.platform.kept.masses.clear()
            drafted.fail("message/mass/sendall", kind)
            ask_send(message().pk, by=BY, now=now)
            drive()
            assert message().state == rules.SENT, message().error
            assert len(drafted.platform.kept.masses) == 1
            transaction.set_rollback(True)


def test_a_second_mass_message_of_the_day_is_refused_with_what_to_do(
    drafted: Standin, drive: Callable[[], datetime], now: datetime
) -> None:
    drafted.platform.account.mass_a_day = 0
    ask_send(message().pk, by=BY, now=now)
    drive()
    assert message().state == rules.DRAFT
    assert "次日" in message().error


class _Killed(BaseException):
    """A worker that dies, past every handler."""


@pytest.fixture
def dies(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Let the worker die at the next call of a kind, before it was made or after."""

    def order(name: str, when: str) -> None:
        real = getattr(Client, name)

        def call(*given: Any, **more: Any) -> Any:
            monkeypatch.setattr(Client, name, real)
            if when == "after":
                real(*given, **more)
            raise _Killed

        monkeypatch.setattr(Client, name, call)

    return order


def test_a_worker_that_dies_while_a_draft_is_made_leaves_one_draft(
    account: Standin, topic: int, drive: Callable[[], datetime], dies: Callable[[str, str], None], now: datetime
) -> None:
    for name, when in product(("upload_image", "upload_cover", "drafts", "add_draft"), ("before", "after")):
        with anew(account):
            ask_draft(topic, by=BY, now=now)
            dies(name, when)
            with pytest.raises(_Killed):
                drive()
            drive()
            assert message().state == rules.DRAFT, (name, when, message().error)
            assert list(account.drafts) == [message().media_id], (name, when)


def test_a_worker_that_dies_at_the_submission_leaves_it_made_once(
    drafted: Standin, drive: Callable[[], datetime], dies: Callable[[str, str], None], now: datetime
) -> None:
    ask_publish(message().pk, by=BY, now=now)
    dies("submit", "after")
    with pytest.raises(_Killed):
        drive()
    let_publish(drafted)
    drive()
    assert message().state == rules.PUBLISHED, message().error
    assert len(drafted.platform.kept.publishes) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_that_dies_at_the_mass_message_lets_readers_have_it_once(
    drafted: Standin, drive: Callable[[], datetime], dies: Callable[[str, str], None], now: datetime, *, when: str
) -> None:
    ask_send(message().pk, by=BY, now=now)
    dies("send_all", when)
    with pytest.raises(_Killed):
        drive()
    drive()
    assert message().state == rules.SENT, message().error
    assert len(drafted.platform.kept.masses) == 1


def test_a_hand_over_that_never_reached_the_platform_is_made_again_and_once(
    account: Standin, topic: int, drive: Callable[[], datetime], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreached(name: str) -> None:
        real = getattr(Client, name)

        def call(*_given: Any, **_more: Any) -> Any:
            monkeypatch.setattr(Client, name, real)
            raise Unreached("api.weixin.qq.com")

        monkeypatch.setattr(Client, name, call)

    unreached("add_draft")
    ask_draft(topic, by=BY, now=now)
    with pytest.raises(Later) as later:
        advance(message().pk, now=now)
    assert later.value.due == now + rules.NOT_REACHED
    assert message().state == rules.PREPARING
    drive()
    assert len(account.drafts) == 1
    unreached("submit")
    ask_publish(message().pk, by=BY, now=now)
    drive()
    assert message().state == rules.PUBLISHED, message().error
    assert account.calls("freepublish/submit") == 1


def test_a_look_that_does_not_reach_the_platform_decides_nothing(
    account: Standin, topic: int, drive: Callable[[], datetime], now: datetime
) -> None:
    account.fail("draft/add", "lost")
    ask_draft(topic, by=BY, now=now)
    with pytest.raises(Later):
        advance(message().pk, now=now)
    WechatAccount.objects.update(base_url="http://127.0.0.1:9")
    with pytest.raises(Later):
        advance(message().pk, now=now)
    WechatAccount.objects.update(base_url=account.address)
    assert message().state == rules.ADDING
    drive()
    assert account.calls("draft/add") == 1
    assert len(account.drafts) == 1


def test_a_message_that_stands_is_left_alone(drafted: Standin, now: datetime) -> None:
    calls = len(drafted.platform.kept.calls)
    advance(message().pk, now=now)
    assert len(drafted.platform.kept.calls) == calls

"""A stand-in of the platform, an account on it, and a clock that the steps of messages are driven by."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.casecall.publishing.conftest import (
    _no_reader_stays,
    _office_only_where_asked,
    accepted,
    revision_of,
    topic,
)
from tests.wechat.platform import APP_ID, SECRET
from tests.wechat.standin import Standin, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

__all__ = ["_no_reader_stays", "_office_only_where_asked", "accepted", "revision_of", "topic"]
LONGEST = timedelta(hours=3)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Standin]:
    """A platform with nothing in it."""
    with running(tmp_path / "platform") as made:
        yield made


@pytest.fixture
def account(db: None, platform: Standin, now: datetime) -> Standin:
    """The platform, with an account kept that may publish and send."""
    from casecall.publishing.wechat.accounts import AccountTyped, save_account  # lazy: Django must be set up first

    typed = AccountTyped(
        name="履责实践",
        app_id=APP_ID,
        secret=SECRET,
        base_url=platform.address,
        author="中国通信企业协会",
        operator="bianji",
        may_publish=True,
        may_send=True,
    )
    save_account(typed, by="user:1", now=now)
    return platform


@pytest.fixture
def drive(now: datetime) -> Callable[[], datetime]:
    """Take every message on, each when it is due, until none has more to do by itself; when that was."""
    from casecall.jobs.rules import Later  # lazy: Django must be set up first
    from casecall.publishing.models import WechatMessage
    from casecall.publishing.wechat.rules import UNDER_WAY
    from casecall.publishing.wechat.sending import advance

    def run() -> datetime:
        at = now
        while left := list(WechatMessage.objects.filter(state__in=UNDER_WAY).values_list("pk", flat=True)):
            due = []
            for one in left:
                try:
                    advance(one, now=at, pause=lambda _seconds: None)
                except Later as later:
                    due.append(later.due)
            at = min([one for one in due if one > at], default=at)
            assert at - now < LONGEST, [row.error for row in WechatMessage.objects.all()]
        return at

    return run

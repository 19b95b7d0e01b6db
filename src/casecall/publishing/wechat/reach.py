"""What the platform counted of articles that were sent, asked for a day at a time."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from casecall.audit.writing import write_atomic
from casecall.jobs.rules import Later
from casecall.publishing.models import WechatMessage, WechatReach
from casecall.publishing.secrets import Sealed
from casecall.publishing.wechat import rules
from casecall.publishing.wechat.accounts import account_row, client_for
from casecall.publishing.wechat.errors import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

COUNTED_FOR: Final = timedelta(days=8)  # the platform counts an article for seven days after it was sent
A_DAY: Final = timedelta(days=1)
COUNTS: Final = {
    "readers": "int_page_read_user",
    "reads": "int_page_read_count",
    "shares": "share_count",
    "favourites": "add_to_fav_count",
}


def fetch_reach(*, now: datetime, pause: Callable[[float], None] = time.sleep) -> None:
    """Write down the figures of the messages of the last days. Raises Later while any is counted."""
    account = account_row()
    young = WechatMessage.objects.filter(state__in=rules.SEEN, seen_at__gt=now - COUNTED_FOR)
    if account is None or not young.exists():
        return
    try:
        client = client_for(account, now=now, pause=pause)
        sent: dict[date, list[WechatMessage]] = {}
        for one in young:
            sent.setdefault(timezone.localdate(one.seen_at), []).append(one)
        for day in sorted(sent):
            if day < timezone.localdate(now):  # the platform has the figures of a day on the next
                _write(client.datacube(day), sent[day])
    except (Trouble, Sealed) as why:
        raise Later(now + A_DAY, str(why)) from why
    raise Later(now + A_DAY)


def _write(counted: Iterable[Mapping[str, Any]], messages: Iterable[WechatMessage]) -> None:
    places = {}
    for message in messages:
        for index, article in enumerate(message.articles):
            places[article["title"]] = places[f"{message.msg_id}_{index + 1}"] = (message, index)
    with write_atomic(recorded=False):
        for one in counted:
            place = places.get(str(one.get("msgid", ""))) or places.get(str(one.get("title", "")))
            if place:
                _days(*place, one.get("details", []))


def _days(message: WechatMessage, index: int, details: Iterable[Mapping[str, Any]]) -> None:
    """Each day's own figures: the platform gives sums since the article was sent."""
    before = dict.fromkeys(COUNTS, 0)
    for one in sorted(details, key=lambda one: str(one["stat_date"])):
        sums = {ours: int(one.get(theirs, 0)) for ours, theirs in COUNTS.items()}
        own = {name: max(sums[name] - before[name], 0) for name in COUNTS}
        day = date.fromisoformat(str(one["stat_date"]))
        WechatReach.objects.update_or_create(message=message, index=index, day=day, defaults=own)
        before = sums

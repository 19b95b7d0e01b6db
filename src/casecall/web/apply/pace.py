"""Asks one who sends very often to wait a while: what is said then, and that nothing is lost."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from django.conf import settings

from casecall.people.addresses import client_address
from casecall.people.knocking import knock

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

STATUS: Final = 429
SAYS: Final = (
    "从您所在的网络，一小时内已提交 {most} 次，达到上限，这一次没有收下。"
    "请在约 {minutes} 分钟后再提交；此前收到的材料都在，不受影响。"
)
LOGGED: Final = "%s 一小时内提交超过 %s 次；网站若在反向代理之后，请设 CASECALL_PROXY=yes"


@dataclass(frozen=True, slots=True)
class Wait:
    """How long somebody has to wait before the next sending."""

    time: timedelta

    @property
    def says(self) -> str:
        """The sentence for him."""
        minutes = max(1, ceil(self.time.total_seconds() / 60))
        return SAYS.format(most=settings.SENDS_PER_HOUR, minutes=minutes)

    def told(self, answer: HttpResponse) -> HttpResponse:
        """The answer, saying to programs too when to come again."""
        answer.headers["Retry-After"] = str(ceil(self.time.total_seconds()))
        return answer


def wait(request: HttpRequest, *, now: datetime) -> Wait | None:
    """Count a sending; the wait where it is one too many for its address within the hour."""
    address = client_address(request)
    time = knock(address, most=settings.SENDS_PER_HOUR, now=now)
    if time is None:
        return None
    log.warning(LOGGED, address, settings.SENDS_PER_HOUR)
    return Wait(time)

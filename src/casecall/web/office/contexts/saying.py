"""How times, states and sizes are said in lists, and how a day is read from a form."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_date
from django.utils.timezone import localtime

from casecall.cases import rules as case_rules
from casecall.letters import rules as letter_rules

if TYPE_CHECKING:
    from datetime import date, datetime

DAYS = ("今天", "昨天")
MEGABYTE = 1024 * 1024
TONES = {
    case_rules.RECEIVED: "waiting",
    case_rules.IN_ORDER: "good",
    case_rules.DOUBTFUL: "doubt",
    case_rules.FAULTY: "fault",
    case_rules.UNREADABLE: "fault",
    case_rules.WAITING: "waiting",
    case_rules.ACCEPTED: "good",
    case_rules.COMPILED: "waiting",
    case_rules.PUBLISHED: "good",
}
LETTER_TONES = {
    letter_rules.APPROVED: "waiting",
    letter_rules.SENDING: "waiting",
    letter_rules.SENT: "good",
    letter_rules.UNKNOWN: "doubt",
    letter_rules.FAILED: "fault",
    letter_rules.BOUNCED: "fault",
}
HIDDEN = "＊＊＊"


def when(at: datetime, now: datetime) -> str:
    """今天 09:41, 昨天 17:55, 10-18 in this year, 2021-10-18 before it."""
    now = _local(now)
    at = at.astimezone(now.tzinfo)
    days = (now.date() - at.date()).days
    if days in {0, 1}:
        return f"{DAYS[days]} {at:%H:%M}"
    return f"{at:%m-%d}" if at.year == now.year else f"{at:%Y-%m-%d}"


@lru_cache(maxsize=8)
def _local(now: datetime) -> datetime:
    """The one now of a page, for all of its lines."""
    return localtime(now)


def exactly(at: datetime | None) -> str:
    """2022-10-20 09:41, or nothing."""
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""


def tone(state: str) -> str:
    """The colour family of a state's chip; the word in it carries the meaning."""
    return TONES.get(state, "")


def size(count: int) -> str:
    """Bytes as people say them: 340 KB, 1.2 MB, 71.5 GB."""
    if count < MEGABYTE:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / MEGABYTE:.1f} MB" if count < 1024 * MEGABYTE else f"{count / MEGABYTE / 1024:.1f} GB"


def day(text: str | None) -> date | None:
    """A day as a date field sends it; None for anything else."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def masked(address: str) -> str:
    """An address that lists may show: w＊＊＊@example.com; nothing for none.

    >>> masked("wenrens@example.com"), masked("")
    ('w＊＊＊@example.com', '')
    """
    name, at, domain = address.partition("@")
    return f"{name[:1]}{HIDDEN}{at}{domain}" if address else ""

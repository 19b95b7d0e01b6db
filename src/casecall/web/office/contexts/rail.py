"""The side rail: the places of the office with their counts, the calls, the system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casecall.calls import queries as calls
from casecall.cases import queries as cases
from casecall.cases import rules as case_rules
from casecall.jobs import queries as jobs
from casecall.jobs import rules as job_rules
from casecall.letters import queries as letters
from casecall.letters import rules as letter_rules
from casecall.people.rules import may
from casecall.receiving import queries as receiving
from casecall.receiving.records import Waiting
from casecall.web.kit.places import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casecall.calls.queries import CallRow

SAYS = {
    "inbox": "来件",
    "chosen": "入选",
    "unfiled": "来信",
    "outbox": "发件箱",
    "unknown": "{drafts} · {unknown} 不明",
    "inviting": "通知与催报",
    "editions": "编辑稿",
    "reports": "研究报告",
    "calls": "全部征集",
    "jobs": "任务",
    "people": "人员",
    "audit": "操作记录",
    "mail": "信箱",
    "system": "系统",
    "wechat": "公众号账户",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the rail; a count of None is not shown."""

    says: str
    href: str
    count: int | str | None
    current: bool


@dataclass(frozen=True, slots=True)
class Rail:
    """The rail of one page. ``call`` is the call the office works in, None before the first is opened."""

    call: CallRow | None
    work: tuple[Place, ...]
    calls: tuple[Place, ...]
    system: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a page has asked for already, so that its rail need not ask again."""

    calls: tuple[CallRow, ...] | None = None
    counts: Mapping[str, int] | None = None
    failed: int | None = None
    waiting: Waiting | None = None


def rail(  # who looks at what, when
    *, role: str, here: str, now: datetime, call_key: str = "", known: Known | None = None
) -> Rail:
    """The rail in at most five statements. ``here`` names the place the page belongs to."""
    known = known or Known()
    all_calls = calls.list_calls() if known.calls is None else known.calls
    call = _chosen(all_calls, call_key) or calls.current_of(all_calls, now)
    counts = known.counts
    if counts is None:
        counts = cases.counts(call.id) if call else {}
    failed = jobs.counts()[job_rules.FAILED] if known.failed is None else known.failed
    waiting = known.waiting or (receiving.waiting(call.id) if call else Waiting())
    return Rail(
        call, _work(call, counts, waiting, here=here), _calls(all_calls, call, here), _system(role, here, failed)
    )


def _chosen(rows: tuple[CallRow, ...], key: str) -> CallRow | None:
    return next((one for one in rows if one.key == key), None)


def _work(call: CallRow | None, counts: Mapping[str, int], waiting: Waiting, *, here: str) -> tuple[Place, ...]:
    inbox = place_of("office:inbox")
    asked = f"?call={call.key}" if call else ""
    chosen = sum(counts.get(state, 0) for state in case_rules.CHOSEN)
    return (
        Place(SAYS["inbox"], f"{inbox}{asked}", sum(counts.values()), here == "inbox"),
        Place(
            SAYS["chosen"], f"{inbox}{asked}&state={case_rules.ACCEPTED}" if call else inbox, chosen, here == "chosen"
        ),
        Place(SAYS["unfiled"], f"{place_of('office:unfiled')}{asked}", waiting.letters or None, here == "unfiled"),
        Place(SAYS["outbox"], place_of("office:outbox"), _waiting(letters.counts()), here == "outbox"),
        Place(SAYS["inviting"], f"{place_of('office:inviting')}{asked}", None, here == "inviting"),
        Place(SAYS["editions"], place_of("office:editions"), None, here == "editions"),
        Place(SAYS["reports"], place_of("office:reports"), None, here == "reports"),
    )


def _waiting(counts: Mapping[str, int]) -> int | str | None:
    """How many letters wait for a person: drafts, and those of which nobody knows whether they went out."""
    drafts, unknown = counts[letter_rules.DRAFT], counts[letter_rules.UNKNOWN]
    return SAYS["unknown"].format(drafts=drafts, unknown=unknown) if unknown else drafts or None


def _calls(rows: tuple[CallRow, ...], call: CallRow | None, here: str) -> tuple[Place, ...]:
    inbox = place_of("office:inbox")
    shown = [Place(one.title, f"{inbox}?call={one.key}", None, False) for one in rows[:3] if one != call]
    return (*shown, Place(SAYS["calls"], place_of("office:calls"), None, here == "calls"))


def _system(role: str, here: str, failed: int) -> tuple[Place, ...]:
    places = [Place(SAYS["jobs"], place_of("office:jobs"), failed or None, here == "jobs")]
    if may(role, "people"):
        places.append(Place(SAYS["people"], place_of("office:people"), None, here == "people"))
    if may(role, "set_up"):
        places.append(Place(SAYS["wechat"], place_of("office:wechat-account"), None, here == "wechat"))
    places.append(Place(SAYS["audit"], place_of("office:audit"), None, here == "audit"))
    places.append(Place(SAYS["mail"], place_of("office:mail"), None, here == "mail"))
    places.append(Place(SAYS["system"], place_of("office:system"), None, here == "system"))
    return tuple(places)

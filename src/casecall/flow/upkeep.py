"""What is done from time to time: drafts lapse, halves of uploads and withdrawn cases go, no case is left behind."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from casecall.audit.writing import write_atomic
from casecall.cases.actions import lapse_drafts
from casecall.cases.queries import newest_revisions
from casecall.compiling.queries import photo_hashes
from casecall.correcting.stock import keep_up as keep_up_rounds
from casecall.files.actions import drop_halves
from casecall.files.sweeping import drop_orphans
from casecall.flow.steps import NEXT
from casecall.jobs import rules as jobs
from casecall.jobs.actions import enqueue
from casecall.jobs.queries import for_keys
from casecall.letters.sending import settle
from casecall.people.actions import forget_sessions
from casecall.people.knocking import forget_knocks
from casecall.publishing.actions import clear_withdrawn
from casecall.publishing.reach.counting import COUNT, own_has_grown
from casecall.publishing.site.derived import DERIVE, drop_unused, missing

if TYPE_CHECKING:
    from datetime import datetime

SAYS = {"swept": "清除了 %s 个没有案例的文件"}

log = logging.getLogger(__name__)


def keep_up(*, now: datetime) -> None:
    """All of it; each part may run at any time and any number of times."""
    lapse_drafts(now=now)
    drop_halves(now=now)
    clear_withdrawn(now=now)
    forget_knocks(now=now)
    forget_sessions(now=now)
    take_next_steps(now=now)
    settle(now=now)
    keep_up_rounds(now=now)
    for photo in missing(photo_hashes()):
        enqueue(DERIVE, photo, {"photo": photo}, now=now)
    if own_has_grown():
        enqueue(COUNT, COUNT, now=now, again=True)


def sweep(*, now: datetime) -> None:
    """What looks at everything that is kept, a few times a day: bytes that nothing points to go."""
    drop_unused(photo_hashes())
    if dropped := drop_orphans(now=now):
        log.info(SAYS["swept"], dropped)


def take_next_steps(*, now: datetime) -> int:
    """Give every case in a state that leads to a step its job, where none is under way; how many got one."""
    made = 0
    for state, step in NEXT.items():
        waiting = newest_revisions(state)
        have = for_keys(step, [str(revision) for _, revision in waiting]) if waiting else {}
        for _, revision in waiting:
            job = have.get(str(revision))
            if job is None or job.state == jobs.DONE:  # done, and the case was put back since
                with write_atomic():
                    enqueue(step, str(revision), {"revision": revision}, now=now, again=True)
                made += 1
    return made

"""What is done from time to time: drafts lapse, halves of uploads and withdrawn cases go, no case is left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.audit.writing import write_atomic
from casecall.cases.actions import lapse_drafts
from casecall.cases.queries import newest_revisions
from casecall.files.actions import drop_halves
from casecall.flow.steps import NEXT
from casecall.jobs.actions import enqueue
from casecall.jobs.queries import for_keys
from casecall.publishing.actions import clear_withdrawn

if TYPE_CHECKING:
    from datetime import datetime


def keep_up(*, now: datetime) -> None:
    """All of it; each part may run at any time and any number of times."""
    lapse_drafts(now=now)
    drop_halves(now=now)
    clear_withdrawn(now=now)
    take_next_steps(now=now)


def take_next_steps(*, now: datetime) -> int:
    """Give every case in a state that leads to a step the job of that step, where it has none; how many got one."""
    made = 0
    for state, step in NEXT.items():
        waiting = newest_revisions(state)
        have = for_keys(step, [str(revision) for _, revision in waiting]) if waiting else {}
        for _, revision in waiting:
            if str(revision) not in have:
                with write_atomic():
                    enqueue(step, str(revision), {"revision": revision}, now=now)
                made += 1
    return made

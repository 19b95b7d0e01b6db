"""What the later rooms say of an application, as far as its unit is told: plain findings, and where it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse

from casecall.cases import rules as states
from casecall.correcting import queries as correcting
from casecall.jobs import queries as jobs
from casecall.publishing import queries as publishing
from casecall.receiving.actions import SCREEN
from casecall.screening import queries as screening
from casecall.screening.rules import CLEARED

if TYPE_CHECKING:
    from datetime import date

    from casecall.cases.records import CaseRow, RevisionRow

TELLING: Final = frozenset({states.FAULTY, states.UNREADABLE, states.WAITING})


@dataclass(frozen=True, slots=True)
class Told:
    """What the reading is at; what has to be mended, in plain words; (title, address) of the pages where it stands.

    ``due`` is until when a correction was asked for.
    """

    progress: str = ""
    findings: tuple[str, ...] = ()
    published: tuple[tuple[str, str], ...] = ()
    due: date | None = None


def told(case: CaseRow, revision: RevisionRow | None) -> Told:
    """What a unit is told of its application beside the state."""
    if case.state == states.RECEIVED and revision is not None:
        job = jobs.for_key(SCREEN, str(revision.id))
        return Told(progress=job.progress if job else "")
    if case.state == states.WAITING and (asked := correcting.open_round(case.id)):
        return Told(findings=tuple(one.says for one in asked.items), due=asked.due)
    if case.state in TELLING:
        return Told(findings=_findings(case.id))
    return Told(published=_published(case.id)) if case.state == states.PUBLISHED else Told()


def _findings(case_id: int) -> tuple[str, ...]:
    """The faults that stand; doubts are the office's own and are not told."""
    try:
        found = screening.desk(case_id).findings
    except LookupError:  # nothing that was screened stands behind the state: it is told without its reasons
        return ()
    return tuple(
        one.says for one in found if one.level == "fault" and (one.ruling is None or one.ruling.verdict != CLEARED)
    )


def _published(case_id: int) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one.edition_title, reverse("public:topic_file", args=[one.slug, one.path]))
        for one in publishing.where_is(case_id)
        if one.stands and one.channel == "website"
    )

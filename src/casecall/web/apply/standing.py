"""What the later rooms say of an application, as far as its unit is told: plain findings, and where it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse

from casecall.cases import rules as states
from casecall.publishing import queries as publishing
from casecall.screening import queries as screening
from casecall.screening.rules import CLEARED

if TYPE_CHECKING:
    from casecall.cases.records import CaseRow

TELLING: Final = frozenset({states.FAULTY, states.UNREADABLE})


def findings(case: CaseRow) -> tuple[str, ...]:
    """What has to be mended, in plain words; doubts are the office's own and are not told."""
    if case.state not in TELLING:
        return ()
    found = screening.desk(case.id).findings
    return tuple(
        one.says for one in found if one.level == "fault" and (one.ruling is None or one.ruling.verdict != CLEARED)
    )


def published(case: CaseRow) -> tuple[tuple[str, str], ...]:
    """The pages where it stands: (title of the topic, address)."""
    if case.state != states.PUBLISHED:
        return ()
    return tuple(
        (one.edition_title, reverse("public:topic_file", args=[one.slug, one.path]))
        for one in publishing.where_is(case.id)
        if one.stands and one.channel == "website"
    )

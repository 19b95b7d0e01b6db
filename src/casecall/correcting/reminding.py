"""The letter that names again what a round asks for and until when: before its date, and when a later one is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.cases import queries as cases
from casecall.correcting.asking import case_values, link_of, points_of, said
from casecall.correcting.queries import round_row
from casecall.letters import actions as letters
from casecall.letters import rules as letter_rules
from casecall.letters.templates import fill

if TYPE_CHECKING:
    from datetime import date, datetime

    from casecall.correcting.models import Round
    from casecall.letters.models import Letter


def write_reminder(one: Round, due: date, *, key: str, now: datetime, by: str) -> Letter | None:
    """The letter of a round that names its items and its date, to where the first one went; None without a first one.

    It is a draft, or leaves by itself where reminders do. Raises TemplateFault.
    """
    row = round_row(one.pk)
    if row is None or row.letter is None:
        return None
    points = points_of(row.items) or [extra_point(one.extra)]
    values = {"items": points, "due": said(due, end=True), "link": link_of(one.pk)}
    filled = fill(letter_rules.REMINDER, {**case_values(cases.case_row(one.case_id)), **values}, now=now)
    return letters.write(
        letter_rules.REMINDER,
        key=key,
        to_address=row.letter.to_address,
        to_name=row.letter.to_name,
        subject=filled.subject,
        text=filled.text,
        case_id=one.case_id,
        call_id=row.letter.call_id,
        in_reply_to=row.letter.message_id,
        now=now,
        by=by,
    )


def extra_point(text: str) -> dict[str, str]:
    """What was asked in free words alone, as the one item of a letter."""
    return {"n": "1", "says": text, "how": "", "seen": "", "where": "", "rule": ""}

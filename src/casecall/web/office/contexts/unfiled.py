"""Letters that belong to no case yet, one line each, and one of them with the cases it may belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from casecall.cases import queries as cases
from casecall.receiving import queries as receiving
from casecall.web.office.contexts.saying import when
from casecall.web.office.contexts.thread import Said, came

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.cases.records import CaseRow
    from casecall.receiving.records import ReceivedLetterRow, SuggestionRow

BETWEEN = "、"


@dataclass(frozen=True, slots=True)
class UnfiledLine:
    """A letter in one line."""

    href: str
    subject: str
    sender: str
    kind: str
    files: int
    says: str
    when: str


@dataclass(frozen=True, slots=True)
class UnfiledPage:
    """All of them, newest first, and the cases of which software thinks that they may belong elsewhere."""

    lines: tuple[UnfiledLine, ...]
    suggestions: tuple[SuggestionRow, ...]


@dataclass(frozen=True, slots=True)
class UnfiledLetter:
    """One letter with what may be done with it. ``found`` are cases that a search gave."""

    id: int
    said: Said
    why: str
    suggestions: tuple[SuggestionRow, ...]
    query: str
    found: tuple[CaseRow, ...]


def unfiled_page(call_id: int, *, now: datetime) -> UnfiledPage:
    """The letters of a call that wait for a clerk."""
    lines = tuple(_line(one, now) for one in receiving.unfiled_letters(call_id))
    return UnfiledPage(lines, receiving.suggested_cases(call_id))


def letter_page(row: ReceivedLetterRow, call_id: int, *, query: str, now: datetime) -> UnfiledLetter:
    """One letter, with the cases that a search finds."""
    found: tuple[CaseRow, ...] = ()
    if query:
        page = cases.inbox(call_id, query=query, per_page=10)
        found = tuple(one for one in cases.case_rows(line.id for line in page.rows).values() if not one.ended)
    return UnfiledLetter(row.id, came(row, now), row.why, row.suggestions, query, found)


def _line(row: ReceivedLetterRow, now: datetime) -> UnfiledLine:
    likely = BETWEEN.join(dict.fromkeys(one.other_number for one in row.suggestions if one.other_number))
    return UnfiledLine(
        href=reverse("office:unfiled-letter", args=(row.id,)),
        subject=row.subject,
        sender=row.sender_name or row.sender_address,
        kind=row.kind_name,
        files=len([one for one in row.attachments if not one.inline]),
        says=likely,
        when=when(row.sent_at or row.came_at, now),
    )

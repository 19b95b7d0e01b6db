"""The form of a case as it was filled in on the web, with the mark by which its printed page finds back to it."""

from __future__ import annotations

from base64 import b32encode
from hmac import compare_digest
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from casecall.calls.queries import rules_of
from casecall.cases import queries as cases
from casecall.files.actions import keep
from casepress.form.word import filled_form

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.cases.records import CaseRow
    from casepaper.records import Mark

_SALT = "casecall.receiving.form"
_PROOF = 6  # bytes: who has not seen the printed form would have to try for ever


def filled(case_id: int, *, upto: int | None = None) -> bytes | None:
    """The form as typed, at its newest revision or at the one of that number; None where nothing was typed.

    Its mark names the first of the revisions in which the same was typed, so that it stays the same paper.
    """
    rows = [one for one in cases.revisions(case_id) if upto is None or one.n <= upto]
    if not rows or rows[0].typed is None:
        return None
    n = rows[0].n
    for one in rows:
        if one.typed != rows[0].typed:
            break
        n = one.n
    case = cases.case_row(case_id)
    call = rules_of(case.call_id)
    return filled_form(call, rows[0].typed, number=case.number, revision=n, proof=proof_of(call.key, case.number, n))


def twin_of(case_id: int, *, now: datetime) -> list[tuple[str, str]]:
    """The form as typed, kept as a Word file (sha256, name); nothing for an application that came as files."""
    data = filled(case_id)
    return [(keep(data, now=now).sha256, twin_name(cases.case_row(case_id)))] if data else []


def twin_name(case: CaseRow) -> str:
    """What the Word file of a form that was typed is called."""
    return f"{case.number}.docx"


def proof_of(call: str, number: str, revision: int) -> str:
    """By what we know a mark of our own: ten letters and digits under the server's key."""
    value = f"{call}\n{number}\n{revision}".upper()
    digest = salted_hmac(_SALT, value, algorithm="sha256").digest()[:_PROOF]
    return b32encode(digest).decode().rstrip("=")


def is_ours(mark: Mark) -> bool:
    """Whether a mark was made by us: whoever sends it has had the printed form in hand."""
    return compare_digest(mark.proof, proof_of(mark.call, mark.number, mark.revision))

"""The rows of the summary sheet say when a letter was sent, and of the seal what is known of it and no more."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casecall.cases.actions import add_revision, move, open_case
from casecall.cases.rules import DRAFT, LETTER, RECEIVED, WITHDRAWN
from casecall.files.actions import keep
from casecall.receiving.applying import change_form, submit_form
from casecall.screening import rules
from casecall.screening.actions import rule, screen
from casecall.screening.models import FindingRow
from casecall.screening.queries import summary_rows
from casepaper.counting.words import interval
from tests.casecall.screening.papers import form

if TYPE_CHECKING:
    from collections.abc import Callable

    from casecall.calls.queries import CallRow
    from casecall.cases.models import Revision
    from casepress.records import SummaryRow

pytestmark = pytest.mark.django_db
BY = "user:1"


def row_of(revision: Revision) -> SummaryRow:
    (row,) = summary_rows([revision.case_id])
    return row


def letter() -> bytes:
    """A letter with the form, taken in by the receiving host on 20 August."""
    sent = EmailMessage()
    sent["From"], sent["Subject"] = "weiqinghe@example.org", "报送案例"
    sent["Date"] = "Sat, 20 Aug 2022 10:00:00 +0800"
    sent["Received"] = "from mail.example.org by mx.example.com; Sat, 20 Aug 2022 10:00:05 +0800"
    sent.set_content("请查收。")
    sent.add_attachment(form(), maintype="application", subtype="octet-stream", filename="申报表.docx")
    return sent.as_bytes()


def test_a_letter_that_is_brought_in_later_was_received_when_it_came(call: CallRow, now: datetime) -> None:
    case = open_case(call.id, door=LETTER, state=RECEIVED, now=now, by=BY)
    files = [(keep(letter(), now=now).sha256, "来信.eml")]
    revision = add_revision(case.pk, files, door=LETTER, now=now, by=BY)
    assert row_of(revision).received == now  # not read yet: nobody knows better
    screen(revision.pk, now=now)
    assert row_of(revision).received == datetime(2022, 8, 20, 2, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "verdict", "seal"),
    [
        ("fault", None, False),
        ("fault", rules.STANDS, False),
        ("fault", rules.CLEARED, None),
        ("doubt", None, None),
        ("doubt", rules.STANDS, False),
        ("doubt", rules.CLEARED, True),
    ],
)
def test_the_seal_on_the_sheet_is_what_the_check_and_the_clerk_say(
    revision_of: Callable[..., Revision], now: datetime, level: str, verdict: str | None, *, seal: bool | None
) -> None:
    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    missing = FindingRow.objects.get(screening__revision=revision, check_id="seal_missing")
    FindingRow.objects.filter(pk=missing.pk).update(level=level)
    if verdict:
        rule(missing.pk, verdict, "已对照原件", by=BY, now=now)
    assert row_of(revision).seal is seal


def test_a_draft_and_a_case_taken_back_have_no_outcome(revision_of: Callable[..., Revision], now: datetime) -> None:
    draft = revision_of(form_docx=form(), state=DRAFT)
    row = row_of(draft)
    assert (row.outcome, row.conclusion, row.reasons) == (None, "草稿", "待上传盖章件")
    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    assert row_of(revision).outcome == "faulty"
    move(revision.case_id, WITHDRAWN, by=BY, at=now, why="单位来电撤回")
    assert (row_of(revision).outcome, row_of(revision).reasons) == (None, "已撤回")


TYPED = {
    "theme": "green",
    "unit": "临河市云岫通信有限公司",
    "contact": "欧阳靖",
    "position": "主任",
    "phone": "0471-6660123转8",
    "email": "ouyang@example.cn",
    "title": "机房节能改造",
    "body": "二〇二二年三月，机房改造完成。",
    "date": "2022-08-30",
    "rank": "2",
}


def test_a_draft_is_a_row_of_what_the_unit_typed(call: CallRow, now: datetime) -> None:
    (row,) = summary_rows([submit_form(call.id, TYPED, now=now).pk])
    assert (row.conclusion, row.reasons) == ("草稿", "待上传盖章件")
    assert (row.contact, row.position, row.phone) == ("欧阳靖", "主任", "0471-6660123转8")
    assert (row.email, row.date) == ("ouyang@example.cn", date(2022, 8, 30))
    assert (row.unit, row.title, row.theme, row.rank) == (TYPED["unit"], TYPED["title"], "绿色", 2)
    assert row.words == interval(TYPED["body"])
    assert (row.seal, row.photos) == (None, 0)


def test_a_draft_that_was_mended_is_a_row_of_what_it_says_now(call: CallRow, now: datetime) -> None:
    case = submit_form(call.id, TYPED, now=now)
    change_form(case.pk, {**TYPED, "phone": "13900004417"}, now=now)
    (row,) = summary_rows([case.pk])
    assert row.phone == "13900004417"


def test_drafts_cost_one_statement_however_many(call: CallRow, now: datetime) -> None:
    drafts = [submit_form(call.id, {**TYPED, "title": f"案例{n}"}, now=now).pk for n in range(3)]
    counts = []
    for some in (drafts[:1], drafts):
        with CaptureQueriesContext(connection) as asked:
            assert len(list(summary_rows(some))) == len(some)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6

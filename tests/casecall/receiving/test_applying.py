"""What a unit does with its own application, by the link it was given, while the window is open."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.queries import case_row, history, newest_revision, revisions
from casecall.files.actions import keep
from casecall.files.queries import read
from casecall.jobs.models import Job
from casecall.jobs.queries import for_key
from casecall.receiving.actions import NothingReceived, receive
from casecall.receiving.applying import (
    add_files,
    change_form,
    may_change,
    replace_files,
    submit_form,
    upload_stamped,
    withdraw,
)
from casecall.receiving.filing import file_parcel
from casecall.receiving.models import Filing, Parcel
from casecall.receiving.queries import same_elsewhere
from casecall.receiving.records import ReceivedFile
from casepaper.counting.words import count_words

if TYPE_CHECKING:
    from casecall.calls.queries import CallRow
    from casecall.cases.models import Case

CLOSED = datetime(2022, 11, 2, tzinfo=UTC)
VALUES = {
    "theme": "digital-divide",
    "unit": "江西移动赣州分公司",
    "contact": "林青",
    "position": "主管",
    "phone": "13800000000",
    "email": "lin@example.org",
    "title": "银发课堂",
    "body": "2022年3月，我们在社区开课。\n共三十二期。",
    "date": "2022-09-01",
}


def kept(name: str, *, now: datetime) -> ReceivedFile:
    return ReceivedFile(name, keep(name.encode(), now=now).sha256)


def draft(call: CallRow, now: datetime, *photos: str) -> Case:
    return submit_form(call.id, VALUES, [kept(one, now=now) for one in photos], now=now)


def names(case_id: int) -> list[str]:
    row = newest_revision(case_id)
    return [file.name for file in row.files] if row else []


def test_a_form_filled_in_on_the_web_is_a_draft_and_not_screened(call: CallRow, now: datetime) -> None:
    case = draft(call, now, "合影.jpg")
    row = case_row(case.pk)
    assert row.state == states.DRAFT
    assert (row.title, row.unit, row.theme) == (VALUES["title"], VALUES["unit"], VALUES["theme"])
    assert (row.province, row.words, row.photos) == ("江西", count_words(VALUES["body"]), 1)
    revision = newest_revision(case.pk)
    assert revision is not None
    assert revision.typed == VALUES
    assert names(case.pk) == ["合影.jpg"]
    assert not Job.objects.exists()
    assert Filing.objects.count() == Parcel.objects.count() == 1


def test_the_same_form_by_one_click_is_one_draft(call: CallRow, now: datetime) -> None:
    first = submit_form(call.id, VALUES, now=now, once="a")
    assert submit_form(call.id, VALUES, now=now + timedelta(hours=1), once="a").pk == first.pk


def test_the_same_words_from_elsewhere_are_a_draft_of_their_own(call: CallRow, now: datetime) -> None:
    first = draft(call, now)
    second = draft(call, now + timedelta(seconds=1))
    assert second.pk != first.pk
    assert same_elsewhere(second.pk) == ((first.pk, first.number),)


def test_a_unit_that_withdrew_may_send_the_same_again(call: CallRow, now: datetime) -> None:
    first = draft(call, now)
    withdraw(first.pk, now=now)
    second = draft(call, now + timedelta(minutes=1))
    assert second.pk != first.pk
    assert case_row(second.pk).state == states.DRAFT


def test_the_stamped_page_turns_a_draft_into_an_application_with_its_form_as_word(call: CallRow, now: datetime) -> None:
    case = draft(call, now, "合影.jpg")
    upload_stamped(case.pk, [kept("盖章页.jpg", now=now)], now=now)
    assert case_row(case.pk).state == states.RECEIVED
    assert names(case.pk) == [f"{case.number}.docx", "合影.jpg", "盖章页.jpg"]
    revision = newest_revision(case.pk)
    assert revision is not None
    assert (revision.n, revision.typed) == (2, VALUES)
    assert for_key("screen", str(revision.id)) is not None
    word = zipfile.ZipFile(io.BytesIO(read(revision.files[0].sha256))).read("word/document.xml").decode()
    assert "银发课堂" in word
    assert [line.to for line in history(case.pk) if line.to] == [states.DRAFT, states.RECEIVED]


def test_a_stamped_page_is_taken_once(call: CallRow, now: datetime) -> None:
    case = draft(call, now)
    upload_stamped(case.pk, [kept("盖章页.jpg", now=now)], now=now)
    with pytest.raises(states.NotAllowed, match="更换文件"):
        upload_stamped(case.pk, [kept("又一页.jpg", now=now)], now=now)
    with pytest.raises(NothingReceived):
        upload_stamped(case.pk, [], now=now)


def test_a_draft_can_be_written_again_and_keeps_its_number(call: CallRow, now: datetime) -> None:
    case = draft(call, now, "合影.jpg")
    change_form(case.pk, VALUES | {"title": "银发课堂进社区"}, now=now)
    row = case_row(case.pk)
    assert (row.state, row.title, row.number) == (states.DRAFT, "银发课堂进社区", case.number)
    assert names(case.pk) == ["合影.jpg"]
    change_form(case.pk, VALUES, [kept("新照片.jpg", now=now)], now=now)
    assert names(case.pk) == ["新照片.jpg"]
    assert not Job.objects.exists()


def test_once_stamped_the_words_can_no_longer_be_written_again(call: CallRow, now: datetime) -> None:
    case = draft(call, now)
    upload_stamped(case.pk, [kept("盖章页.jpg", now=now)], now=now)
    with pytest.raises(states.NotAllowed, match="不能再改"):
        change_form(case.pk, VALUES, now=now)


def test_files_sent_in_place_of_others_are_screened_as_a_further_revision(call: CallRow, now: datetime) -> None:
    parcel = receive([kept("模糊.jpg", now=now)], call_id=call.id, door="upload", sent_at=now, now=now, by="applicant")
    case = file_parcel(parcel.pk, now=now)
    move(case.pk, states.UNREADABLE, by="worker", at=now)
    replace_files(case.pk, [kept("清楚.jpg", now=now)], now=now)
    assert case_row(case.pk).state == states.RECEIVED
    assert names(case.pk) == ["清楚.jpg"]
    assert [row.n for row in revisions(case.pk)] == [2, 1]
    assert Job.objects.filter(name="screen").count() == 2


def test_what_was_typed_stays_when_files_are_replaced(call: CallRow, now: datetime) -> None:
    case = draft(call, now)
    upload_stamped(case.pk, [kept("盖章页.jpg", now=now)], now=now)
    replace_files(case.pk, [kept("重拍.jpg", now=now)], now=now)
    assert names(case.pk) == [f"{case.number}.docx", "重拍.jpg"]


def test_files_for_an_accepted_case_wait_for_a_clerk(call: CallRow, now: datetime) -> None:
    parcel = receive([kept("a.docx", now=now)], call_id=call.id, door="upload", sent_at=now, now=now, by="applicant")
    case = file_parcel(parcel.pk, now=now)
    for state in (states.IN_ORDER, states.ACCEPTED):
        move(case.pk, state, by="user:1", at=now)
    replace_files(case.pk, [kept("b.docx", now=now)], now=now)
    row = case_row(case.pk)
    assert (row.state, row.waits_for_clerk) == (states.ACCEPTED, True)


def test_a_unit_withdraws_while_the_window_is_open(call: CallRow, now: datetime) -> None:
    case = draft(call, now)
    assert may_change(case.pk, now=now)
    withdraw(case.pk, now=now)
    assert case_row(case.pk).state == states.WITHDRAWN
    line = history(case.pk)[-1]
    assert (line.by, line.why) == (f"applicant:{case.pk}", "申报单位撤回")
    assert not may_change(case.pk, now=now)
    with pytest.raises(states.NotAllowed):
        replace_files(case.pk, [kept("x", now=now)], now=now)


def test_after_the_window_a_unit_changes_nothing(call: CallRow, now: datetime) -> None:
    case = draft(call, now)
    assert not may_change(case.pk, now=CLOSED)
    for act in (
        lambda: withdraw(case.pk, now=CLOSED),
        lambda: change_form(case.pk, VALUES, now=CLOSED),
        lambda: upload_stamped(case.pk, [kept("x", now=now)], now=CLOSED),
        lambda: replace_files(case.pk, [kept("x", now=now)], now=CLOSED),
        lambda: submit_form(call.id, VALUES | {"title": "迟到"}, now=CLOSED),
    ):
        with pytest.raises(states.NotAllowed, match="征集时间已过"):
            act()
    with pytest.raises(states.NotAllowed, match="尚未开始"):
        submit_form(call.id, VALUES, now=datetime(2022, 7, 1, tzinfo=UTC))
    assert case_row(case.pk).state == states.DRAFT


def test_a_clerk_adds_what_came_by_post_whenever_it_came(call: CallRow, now: datetime) -> None:
    case = draft(call, now, "合影.jpg")
    add_files(case.pk, [kept("邮寄扫描.pdf", now=now)], now=CLOSED, by="user:1")
    assert names(case.pk) == [f"{case.number}.docx", "合影.jpg", "邮寄扫描.pdf"]
    assert case_row(case.pk).state == states.RECEIVED


def test_a_case_that_lapsed_lives_again_when_a_clerk_takes_its_page_in(call: CallRow, now: datetime) -> None:
    case = draft(call, now)
    move(case.pk, states.LAPSED, by="worker", at=CLOSED, why="逾期")
    add_files(case.pk, [kept("邮寄扫描.pdf", now=now)], now=CLOSED, by="user:1")
    assert case_row(case.pk).state == states.RECEIVED

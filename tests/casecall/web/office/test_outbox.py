"""The outbox: tabs and search, approval that first shows who gets what, one letter, and what a person decides of it."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casecall.jobs.models import Job
from casecall.jobs.queries import for_key
from casecall.letters import actions as letters
from casecall.letters import rules
from casecall.letters.actions import LOOK
from casecall.letters.models import Letter, LetterLine, Rest
from tests.casecall.factory import a_case

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from casecall.calls.queries import CallRow

OUTBOX = "/office/outbox/"
MOST_STATEMENTS = 12


@pytest.fixture
def case_id(call: CallRow, now: datetime) -> int:
    """A case that letters are about."""
    return a_case(call, now=now)


def a_letter_out(case_id: int, *, now: datetime, state: str = rules.DRAFT, **more: Any) -> Letter:
    """A letter about a case, in any state."""
    said = {
        "key": f"key{Letter.objects.count()}", "to_address": "wenrens@example.com", "to_name": "云岫市数通网络有限公司",
        "subject": "关于材料", "text": f"请补寄照片。\n[[link:case:{case_id}]]", **more,
    }  # fmt: skip
    letter = letters.write(rules.FREE, case_id=case_id, now=now, by="user:1", **said)
    if state != rules.DRAFT:
        Letter.objects.filter(pk=letter.pk).update(state=state)
    return letter


def body(client: Client, path: str = OUTBOX, **more: str) -> str:
    return client.get(path, more).content.decode()


def act(client: Client, letter: Letter, then: str, **more: str) -> str:
    address = reverse("office:letter-act", args=(letter.pk,))
    return client.post(address, {"then": then, **more}, follow=True).content.decode()


def test_tabs_hold_counts_and_a_tab_shows_its_state_alone(clerk: Client, case_id: int, now: datetime) -> None:
    a_letter_out(case_id, now=now, subject="还没批准")
    a_letter_out(case_id, now=now, subject="不知下落", state=rules.UNKNOWN)
    page = body(clerk)
    assert '草稿 <span class="count">1</span>' in page
    assert '结果不明 <span class="count">1</span>' in page
    assert '被退回 <span class="count">0</span>' in page
    assert "还没批准" not in body(clerk, state="unknown")


def test_lists_show_addresses_masked(clerk: Client, case_id: int, now: datetime) -> None:
    a_letter_out(case_id, now=now, to_name="")
    page = body(clerk)
    assert "w＊＊＊@example.com" in page
    assert "wenrens@example.com" not in page


def test_a_search_finds_by_subject_name_address_and_number(clerk: Client, case_id: int, now: datetime) -> None:
    a_letter_out(case_id, now=now, subject="催一催照片")
    for words in ("照片", "数通", "wenrens", "LZ2022-0001"):
        assert "催一催照片" in body(clerk, q=words), words
    assert "没有符合条件的信件" in body(clerk, q="没有这样的信")


def test_no_search_reaches_a_link(clerk: Client, case_id: int, now: datetime) -> None:
    a_letter_out(case_id, now=now, subject="催一催照片")
    for words in ("link", "/a/", "[[", f"case:{case_id}"):
        assert "催一催照片" not in body(clerk, q=words), words


def test_the_number_of_statements_does_not_grow_with_the_letters(clerk: Client, case_id: int, now: datetime) -> None:
    a_letter_out(case_id, now=now)
    with CaptureQueriesContext(connection) as one:
        body(clerk)
    a_letter_out(case_id, now=now)
    a_letter_out(case_id, now=now)
    with CaptureQueriesContext(connection) as three:
        body(clerk)
    assert len(one) == len(three) <= MOST_STATEMENTS


def test_approval_first_shows_exactly_who_gets_what(clerk: Client, case_id: int, now: datetime) -> None:
    draft, sent = a_letter_out(case_id, now=now), a_letter_out(case_id, now=now, state=rules.SENT, subject="早已发出")
    page = clerk.post(reverse("office:outbox-approve"), {"letter": [draft.pk, sent.pk]}).content.decode()
    assert "批准发送 1 封信" in page
    assert "w＊＊＊@example.com" in page
    assert "请补寄照片。" in page
    assert "〔案例进度链接，已隐去〕" in page
    assert "早已发出（已发送）" in page
    assert Letter.objects.get(pk=draft.pk).state == rules.DRAFT


def test_once_confirmed_just_those_letters_go(clerk: Client, case_id: int, now: datetime, settings: Any) -> None:
    settings.BASE_URL = "https://cases.example.org"
    draft, other = a_letter_out(case_id, now=now), a_letter_out(case_id, now=now)
    page = clerk.post(reverse("office:outbox-approve"), {"letters": f"{draft.pk}", "sure": "1"}, follow=True)
    assert "已批准 1 封" in page.content.decode()
    assert Letter.objects.get(pk=draft.pk).state == rules.APPROVED
    assert Letter.objects.get(pk=other.pk).state == rules.DRAFT
    assert Job.objects.filter(name=letters.SEND, key=str(draft.pk)).exists()


def test_what_cannot_go_stays_and_says_why(clerk: Client, case_id: int, now: datetime) -> None:
    draft = a_letter_out(case_id, now=now, to_address="")
    page = clerk.post(reverse("office:outbox-approve"), {"letters": f"{draft.pk}", "sure": "1"}, follow=True)
    assert "云岫市数通网络有限公司：请填写收件邮箱。" in page.content.decode()
    assert Letter.objects.get(pk=draft.pk).state == rules.DRAFT


def test_nothing_picked_is_said(clerk: Client) -> None:
    assert "请先勾选" in clerk.post(reverse("office:outbox-approve"), follow=True).content.decode()


def test_a_draft_is_edited_and_its_mark_stays(clerk: Client, case_id: int, now: datetime) -> None:
    draft = a_letter_out(case_id, now=now)
    typed = {"subject": "改过的主题", "text": f"改过。\n[[link:case:{case_id}]]", "to_address": "other@example.com"}
    clerk.post(reverse("office:letter-edit", args=(draft.pk,)), typed)
    draft.refresh_from_db()
    assert (draft.subject, draft.to_address, draft.state) == ("改过的主题", "other@example.com", rules.DRAFT)


def test_a_link_of_another_case_cannot_be_written_into_a_draft(clerk: Client, case_id: int, now: datetime) -> None:
    draft = a_letter_out(case_id, now=now)
    typed = {"subject": "主题", "text": f"[[link:case:{case_id + 1}]]", "to_address": "a@example.com"}
    response = clerk.post(reverse("office:letter-edit", args=(draft.pk,)), typed)
    assert response.status_code == 422
    assert "不能另行添加" in response.content.decode()
    assert f"[[link:case:{case_id + 1}]]" in response.content.decode()  # what was typed is not lost


def test_a_letter_that_went_out_has_no_form(clerk: Client, case_id: int, now: datetime) -> None:
    sent = a_letter_out(case_id, now=now, state=rules.SENT)
    page = body(clerk, reverse("office:letter", args=(sent.pk,)))
    assert 'name="text"' not in page
    assert "〔案例进度链接，已隐去〕" in page
    assert "[[link" not in page


@pytest.mark.parametrize(("then", "state"), [("was_sent", rules.SENT), ("not_sent", rules.APPROVED)])
def test_a_person_says_what_became_of_an_unknown_letter(
    clerk: Client, case_id: int, now: datetime, then: str, state: str
) -> None:
    letter = a_letter_out(case_id, now=now, state=rules.UNKNOWN)
    Letter.objects.filter(pk=letter.pk).update(handed_at=now)
    act(clerk, letter, then)
    letter.refresh_from_db()
    assert letter.state == state
    why = LetterLine.objects.filter(letter=letter).order_by("-id").values_list("why", flat=True).first()
    assert why in {"已在发件箱中看到", "没有发出"}


def test_an_unknown_letter_can_be_looked_for_in_the_mailbox(clerk: Client, case_id: int, now: datetime) -> None:
    letter = a_letter_out(case_id, now=now, state=rules.UNKNOWN)
    Letter.objects.filter(pk=letter.pk).update(handed_at=now)
    assert "已开始查找" in act(clerk, letter, "look")
    assert for_key(LOOK, str(letter.pk)) is not None


def test_a_letter_that_was_refused_can_be_tried_again(
    clerk: Client, case_id: int, now: datetime, settings: Any
) -> None:
    settings.BASE_URL = "https://cases.example.org"
    letter = a_letter_out(case_id, now=now, state=rules.FAILED)
    assert "重新发送" in body(clerk, reverse("office:letter", args=(letter.pk,)))
    act(clerk, letter, "approve")
    letter.refresh_from_db()
    assert letter.state == rules.APPROVED


def test_giving_a_letter_up_wants_a_reason(clerk: Client, case_id: int, now: datetime) -> None:
    letter = a_letter_out(case_id, now=now)
    assert "请写明理由" in act(clerk, letter, "drop")
    act(clerk, letter, "drop", why="单位已来电")
    letter.refresh_from_db()
    assert letter.state == rules.DROPPED


def test_an_approved_letter_can_be_put_back(clerk: Client, case_id: int, now: datetime) -> None:
    letter = a_letter_out(case_id, now=now, state=rules.APPROVED)
    act(clerk, letter, "put_back")
    letter.refresh_from_db()
    assert letter.state == rules.DRAFT


def test_an_act_that_is_none_is_not_found(clerk: Client, case_id: int, now: datetime) -> None:
    letter = a_letter_out(case_id, now=now)
    assert clerk.post(reverse("office:letter-act", args=(letter.pk,)), {"then": "burn"}).status_code == 404


def test_a_letter_is_taken_along_as_a_file_without_its_link(clerk: Client, case_id: int, now: datetime) -> None:
    letter = a_letter_out(case_id, now=now)
    response = clerk.get(reverse("office:letter-eml", args=(letter.pk,)))
    whole = message_from_bytes(response.content, policy=policy.default)
    assert response["Content-Type"] == "message/rfc822"
    assert whole["Subject"] == "关于材料"
    text = whole.get_body(("plain",))
    assert text is not None
    assert "已隐去" in text.get_content()
    assert "/a/" not in text.get_content()


def test_the_sheet_of_a_letter_runs_nothing(clerk: Client, case_id: int, now: datetime) -> None:
    letter = a_letter_out(case_id, now=now, text="<script>alert(1)</script>")
    response = clerk.get(reverse("office:letter-html", args=(letter.pk,)))
    assert "sandbox" in response["Content-Security-Policy"]
    assert "<script>" not in response.content.decode()


def test_an_account_that_rests_is_said_and_can_be_woken(clerk: Client, case_id: int, now: datetime) -> None:
    Rest.objects.create(address="cases@example.org", since=now, until=now.replace(hour=now.hour + 1), why="登录未通过")
    assert "暂停发送" in body(clerk)
    assert "登录未通过" in body(clerk)
    clerk.post(reverse("office:outbox-resume"))
    assert "暂停发送" not in body(clerk)


def test_the_rail_counts_what_waits_for_a_person(clerk: Client, case_id: int, now: datetime) -> None:
    a_letter_out(case_id, now=now)
    a_letter_out(case_id, now=now)
    assert '发件箱 <span class="count">2</span>' in body(clerk, "/office/")
    a_letter_out(case_id, now=now, state=rules.UNKNOWN)
    assert '发件箱 <span class="count">2 · 1 不明</span>' in body(clerk, "/office/")

"""A clerk asks for a correction from the desk, sees the letter before it goes, and sees the answer beside the old."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casecall.cases import queries as cases
from casecall.correcting import actions
from casecall.correcting.models import Item, Round
from casecall.letters import actions as letters
from casecall.letters.models import Letter
from casecall.screening.queries import desk
from tests.casecall.factory import Application, a_case

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django import Settings

    from casecall.calls.queries import CallRow

UNIT = Application(sealed=False, email_other="wenrensh@example.com")


@pytest.fixture
def case_id(call: CallRow, now: datetime, settings: Settings) -> int:
    """A case without a seal, whose address was not surely read."""
    settings.BASE_URL = "https://cases.example.org"
    return a_case(call, UNIT, now=now)


def finding(case_id: int, check: str) -> int:
    return next(one.id for one in desk(case_id).findings if one.check == check)


def ask(clerk: Client, case_id: int, act: str, **other: Any) -> Any:
    usual = {"finding": [finding(case_id, "seal_missing")], "due": "2022-09-08", "address": "wenrens@example.com"}
    return clerk.post(f"/office/cases/{case_id}/correction/", {**usual, "act": act, **other})


def a_round(case_id: int, now: datetime) -> Round:
    one = actions.ask(case_id, [finding(case_id, "seal_missing")], now=now, by="user:1")
    actions.approve(one.pk, now=now, by="user:1")
    return one


def test_the_desk_offers_it_as_the_third_decision(clerk: Client, case_id: int, now: datetime) -> None:
    page = clerk.get(f"/office/cases/{case_id}/").content.decode()
    assert f'href="/office/cases/{case_id}/correction/"' in page
    one = a_round(case_id, now)
    page = clerk.get(f"/office/cases/{case_id}/").content.decode()
    assert "/correction/" not in page
    assert f'href="/office/rounds/{one.pk}/"' in page
    assert "第 1 次补正：等待补正" in page


def test_a_case_that_was_decided_is_not_offered_it(clerk: Client, call: CallRow, now: datetime) -> None:
    from casecall.screening.actions import accept  # lazy: Django must be set up first

    case_id = a_case(call, Application(), now=now)
    accept(case_id, by="user:1", now=now)
    assert "/correction/" not in clerk.get(f"/office/cases/{case_id}/").content.decode()
    assert "不能请求补正" in clerk.get(f"/office/cases/{case_id}/correction/").content.decode()


def test_every_finding_is_listed_and_faults_alone_are_ticked(clerk: Client, case_id: int) -> None:
    page = clerk.get(f"/office/cases/{case_id}/correction/").content.decode()
    seal, email = finding(case_id, "seal_missing"), finding(case_id, "field_uncertain")
    assert f'name="finding" value="{seal}" checked' in page
    assert f'name="finding" value="{email}">' in page
    assert 'value="2022-09-08"' in page
    assert 'value="wenrens@example.com"' in page
    assert "补正办法" in page
    assert 'class="strip"' in page


def test_a_preview_shows_the_letter_and_keeps_what_was_typed(clerk: Client, case_id: int) -> None:
    answer = ask(clerk, case_id, "preview", extra="照片请注明拍摄者。", due="2022-09-30")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "请求补正：" in page
    assert "2022 年 9 月 30 日（星期五）24:00" in page
    assert "〔补正链接，已隐去〕" in page
    assert page.count("照片请注明拍摄者。") == 2
    assert not Round.objects.exists()


def test_a_draft_waits_to_be_approved(clerk: Client, case_id: int) -> None:
    answer = ask(clerk, case_id, "draft")
    one = Round.objects.get()
    assert answer["Location"] == f"/office/rounds/{one.pk}/"
    assert cases.case_row(case_id).state == "faulty"
    page = clerk.get(answer["Location"]).content.decode()
    assert "补正通知还是草稿" in page
    clerk.post(f"/office/rounds/{one.pk}/approve/")
    assert cases.case_row(case_id).state == "waiting"
    assert Letter.objects.get().state == "approved"


def test_one_click_asks_and_lets_the_letter_go(clerk: Client, case_id: int) -> None:
    key = f"mend-finding:{finding(case_id, 'seal_missing')}"
    ask(clerk, case_id, "send", **{key: "请盖好章后重新拍照。"})
    assert cases.case_row(case_id).state == "waiting"
    letter = Letter.objects.get()
    assert letter.state == "approved"
    assert "请盖好章后重新拍照。" in letter.text
    assert Item.objects.get().mend == "请盖好章后重新拍照。"


def test_without_an_address_it_stays_a_draft_and_says_why(clerk: Client, case_id: int) -> None:
    answer = ask(clerk, case_id, "send", address="")
    page = clerk.get(answer["Location"]).content.decode()
    assert "还不能发出：请填写收件邮箱" in page
    assert Letter.objects.get().state == "draft"
    assert cases.case_row(case_id).state == "faulty"


@pytest.mark.parametrize("wrong", [{"finding": []}, {"due": "2022-08-01"}, {"finding": [999_999]}])
def test_what_cannot_stand_is_said_and_nothing_is_lost(clerk: Client, case_id: int, wrong: dict[str, Any]) -> None:
    answer = ask(clerk, case_id, "send", address="a@example.com", **wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert 'value="a@example.com"' in answer.content.decode()
    assert not Round.objects.exists()


def test_while_a_round_is_open_asking_leads_to_it(clerk: Client, case_id: int, now: datetime) -> None:
    one = a_round(case_id, now)
    assert clerk.get(f"/office/cases/{case_id}/correction/")["Location"] == f"/office/rounds/{one.pk}/"


def test_more_time_is_given_with_a_reason(clerk: Client, case_id: int, now: datetime) -> None:
    one = a_round(case_id, now)
    clerk.post(f"/office/rounds/{one.pk}/extend/", {"due": "2022-09-16", "why": ""})
    assert "请写明理由。" in clerk.get(f"/office/rounds/{one.pk}/").content.decode()
    clerk.post(f"/office/rounds/{one.pk}/extend/", {"due": "nonsense", "why": "出差"})
    clerk.post(f"/office/rounds/{one.pk}/extend/", {"due": "2022-09-16", "why": "经办人出差", "tell": "1"})
    page = clerk.get(f"/office/rounds/{one.pk}/").content.decode()
    assert "2022-09-16（五）" in page or "2022-09-16" in page
    assert "经办人出差" in page
    assert "原为 2022-09-08" in page
    assert Letter.objects.filter(kind="reminder").count() == 1


def test_a_round_is_ended_with_a_reason(clerk: Client, case_id: int, now: datetime) -> None:
    one = a_round(case_id, now)
    clerk.post(f"/office/rounds/{one.pk}/close/", {"why": "单位来电说明"})
    page = clerk.get(f"/office/rounds/{one.pk}/").content.decode()
    assert "已结束" in page
    assert "单位来电说明" in page
    assert 'action="/office/rounds/' not in page
    assert cases.case_row(case_id).state == "faulty"


def test_a_letter_that_came_back_shows_and_goes_to_another_address(clerk: Client, case_id: int, now: datetime) -> None:
    one = a_round(case_id, now)
    Letter.objects.filter(pk=one.letter_id).update(state="sent", sent_at=now)
    letters.bounced(Letter.objects.get(pk=one.letter_id).message_id, "", "无此用户", now=now)
    assert "补正通知被退回：无此用户" in clerk.get(f"/office/rounds/{one.pk}/").content.decode()
    clerk.post(f"/office/rounds/{one.pk}/again/", {"address": "new@example.com"})
    assert Letter.objects.get(key=f"correction:{one.pk}:2").to_address == "new@example.com"


def test_the_answer_stands_beside_the_old_once_it_is_read(
    clerk: Client, case_id: int, call: CallRow, now: datetime
) -> None:
    one = a_round(case_id, now)
    revision = actions.answer(one.pk, {"email": "wr@example.com"}, [], now=now)
    page = clerk.get(f"/office/rounds/{one.pk}/").content.decode()
    assert "回复正在识读" in page
    _read(case_id, call, revision.pk, now)
    page = clerk.get(f"/office/rounds/{one.pk}/").content.decode()
    assert "1 项中 1 项已补正" in page
    assert "<del>" in page
    assert "<ins>" in page
    assert "新旧对照：第 1 稿与第 2 稿" in page


def _read(case_id: int, call: CallRow, revision_id: int, now: datetime) -> None:
    """Another reading of the same unit's form, sealed now and shorter, kept as that of the revision."""
    from casecall.screening.models import FindingRow, Screening  # lazy: Django must be set up first

    other = a_case(call, Application(title="山村机房换上“新外套”", email="wr@example.com"), now=now)
    Screening.objects.filter(revision__case_id=other).update(revision_id=revision_id)
    assert not FindingRow.objects.filter(screening__revision_id=revision_id, check_id="seal_missing").exists()


@pytest.mark.parametrize("act", ["approve", "extend", "close", "again"])
def test_acts_are_posted_by_who_may(clerk: Client, nobody: Client, case_id: int, now: datetime, act: str) -> None:
    one = a_round(case_id, now)
    path = f"/office/rounds/{one.pk}/{act}/"
    assert clerk.get(path).status_code == 405
    assert Client().post(path)["Location"].startswith("/office/login/")
    assert nobody.post(path).status_code == 403
    assert clerk.post("/office/rounds/99999/extend/").status_code == 404


def test_strangers_and_other_roles_see_neither_page(nobody: Client, case_id: int, now: datetime) -> None:
    one = a_round(case_id, now)
    for path in (f"/office/cases/{case_id}/correction/", f"/office/rounds/{one.pk}/"):
        assert Client().get(path).status_code == 302
        assert nobody.get(path).status_code == 403
    assert date(2022, 9, 8) == one.due


@pytest.mark.parametrize("path", ["/office/cases/99999/correction/", "/office/rounds/99999/"])
def test_what_is_not_there_is_404(clerk: Client, db: None, path: str) -> None:
    assert clerk.get(path).status_code == 404


def test_the_page_of_a_round_asks_the_same_for_one_item_and_for_two(
    clerk: Client, call: CallRow, case_id: int, now: datetime
) -> None:
    counts = set()
    for names in (("seal_missing",), ("seal_missing", "field_uncertain")):
        other = a_case(call, replace(UNIT, title=f"案例之{len(names)}"), now=now)
        one = actions.ask(other, [finding(other, name) for name in names], now=now, by="user:1")
        with CaptureQueriesContext(connection) as asked:
            clerk.get(f"/office/rounds/{one.pk}/")
        counts.add(len(asked))
    assert len(counts) == 1
    assert max(counts) < 60

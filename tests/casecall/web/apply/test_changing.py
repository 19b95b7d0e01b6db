"""While the window is open a unit mends its form, sends the stamped page, replaces files and withdraws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from casecall.cases import queries as cases
from casecall.cases.rules import NotAllowed
from casecall.receiving import applying
from casecall.receiving.typed import photo_words
from casecall.web.apply.taking import keep_file
from tests.casecall.web.apply.conftest import GOOD, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.cases.records import CaseRow, RevisionRow

PDF = b"%PDF-1.7\n%%EOF"


def case_of(call: CallRow) -> CaseRow:
    return cases.case_row(cases.case_ids(call.id)[0])


def newest(call: CallRow) -> RevisionRow:
    revision = cases.newest_revision(case_of(call).id)
    assert revision is not None
    return revision


def stamped(name: str = "盖章件.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + name.encode())


def test_the_stamped_pages_complete_a_draft(call: CallRow, link: str) -> None:
    answer = Client().post(f"{link}upload/", {"files": [stamped("一.pdf"), stamped("二.pdf")]}, follow=True)
    html = answer.content.decode()
    assert case_of(call).state == "received"
    assert "已收到" in html
    assert "一.pdf" in html
    assert "二.pdf" in html
    assert "LZ2022-0001.docx" not in html, "our own copy of the form is not something they sent"
    assert [one.name for one in newest(call).files] == ["LZ2022-0001.docx", "一.pdf", "二.pdf"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([], "请先选择文件"),
        ([SimpleUploadedFile("a.exe", b"MZ\x00\x01")], "“a.exe”不是图片或 PDF"),
        ([SimpleUploadedFile("a.pdf", b"")], "“a.pdf”是空文件"),
    ],
)
def test_what_is_no_stamped_page_is_not_taken_and_the_reason_said(
    call: CallRow, link: str, files: list[SimpleUploadedFile], says: str
) -> None:
    answer = Client().post(f"{link}upload/", {"files": files})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert case_of(call).state == "draft"


def test_files_are_replaced_or_kept_as_the_unit_says(call: CallRow, link: str) -> None:
    Client().post(f"{link}upload/", {"files": [stamped("旧.pdf"), picture("留.jpg")]})
    kept = next(one.sha256 for one in newest(call).files if one.name == "留.jpg")
    for _ in range(2):
        choice = {"files": [stamped("新.pdf")], "keep": [kept, "not-a-hash"], "chooses": "yes"}
        Client().post(f"{link}upload/", choice)
    assert [one.name for one in newest(call).files] == ["LZ2022-0001.docx", "留.jpg", "新.pdf"]
    assert newest(call).n == 3
    typed = newest(call).typed
    assert typed is not None
    assert typed["unit"] == GOOD["unit"]


def test_the_stamped_page_sent_twice_by_one_click_changes_nothing_more(call: CallRow) -> None:
    link = Client().post("/c/cace-2022/apply/", GOOD | {"photo-1": picture()})["Location"]
    for _ in range(2):
        assert Client().post(f"{link}upload/", {"files": [stamped()]}).status_code == 303
    assert newest(call).n == 2
    assert [one.name for one in newest(call).files] == ["LZ2022-0001.docx", "现场.jpg", "盖章件.pdf"]


def test_a_second_stamped_page_from_an_old_tab_joins_what_was_sent(call: CallRow, link: str) -> None:
    Client().post(f"{link}upload/", {"files": [stamped("一.pdf")]})
    Client().post(f"{link}upload/", {"files": [stamped("二.pdf")]})
    assert [one.name for one in newest(call).files] == ["LZ2022-0001.docx", "一.pdf", "二.pdf"]


def test_after_the_window_nothing_is_taken(call: CallRow, link: str, turn: Callable[[str], datetime]) -> None:
    turn("2022-11-02T00:00+08:00")
    answer = Client().post(f"{link}upload/", {"files": [stamped()]})
    assert answer.status_code == 409
    assert "征集时间已过" in answer.content.decode()
    assert case_of(call).state == "draft"
    assert Client().get(f"{link}withdraw/").status_code == 302
    assert Client().post(f"{link}withdraw/").status_code == 302
    assert Client().get(f"{link}edit/").status_code == 302
    assert case_of(call).state == "draft"


def test_a_draft_is_mended_with_its_photos_and_their_words_kept(call: CallRow) -> None:
    sent = GOOD | {"photo-1": picture(), "caption-1": "换上新空调"}
    link = Client().post("/c/cace-2022/apply/", sent)["Location"]
    shown = Client().get(f"{link}edit/").content.decode()
    assert GOOD["unit"] in shown
    assert "已有 1 张" in shown
    Client().post(f"{link}edit/", GOOD | {"title": "改了名"})
    assert case_of(call).title == "改了名"
    assert newest(call).n == 2
    (photo,) = newest(call).files
    assert photo_words(newest(call).typed or {}, photo.sha256) == ("换上新空调", "")


def test_mending_says_faults_like_the_first_time(call: CallRow, link: str) -> None:
    answer = Client().post(f"{link}edit/", GOOD | {"unit": ""})
    assert answer.status_code == 422
    assert "有 1 处需要改动" in answer.content.decode()
    assert newest(call).n == 1


def test_a_form_that_was_stamped_is_not_mended_any_more(call: CallRow, link: str) -> None:
    Client().post(f"{link}upload/", {"files": [stamped()]})
    assert Client().get(f"{link}edit/").status_code == 302
    assert Client().post(f"{link}edit/", GOOD | {"title": "改了名"}).status_code == 302
    assert case_of(call).title == GOOD["title"]


def test_withdrawing_is_asked_once_more_and_then_done(call: CallRow, link: str) -> None:
    asked = Client().get(f"{link}withdraw/").content.decode()
    assert "确认撤回这份申报" in asked
    assert case_of(call).state == "draft"
    html = Client().post(f"{link}withdraw/", {"why": "重复申报"}, follow=True).content.decode()
    assert case_of(call).state == "withdrawn"
    assert "这份申报已撤回" in html
    assert "重新申报" in html
    assert [one.why for one in cases.history(case_of(call).id)][-1] == "重复申报"
    assert Client().post(f"{link}upload/", {"files": [stamped()]}).status_code == 409


def test_the_same_files_once_more_after_withdrawal_are_refused_and_not_said_to_have_come(
    call: CallRow, link: str
) -> None:
    Client().post(f"{link}upload/", {"files": picture("盖章.jpg")})
    assert Client().post(f"{link}upload/", {"files": picture("盖章.jpg")}).status_code == 303
    Client().post(f"{link}withdraw/")
    assert Client().post(f"{link}upload/", {"files": picture("盖章.jpg")}).status_code == 409


def stamps(call: CallRow) -> Callable[..., object]:
    """What happens when the stamped page comes from another tab between the look at a draft and the change of it."""

    def first(*_: object, **__: object) -> None:
        applying.upload_stamped(case_of(call).id, [keep_file(stamped(), now=timezone.now())], now=timezone.now())

    return first


def test_a_form_mended_while_its_stamped_page_came_is_told_so_and_given_back(
    call: CallRow, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, meanwhile = applying.change_form, stamps(call)

    def change(*given: Any, **more: Any) -> object:
        meanwhile()
        return real(*given, **more)

    monkeypatch.setattr(applying, "change_form", change)
    answer = Client().post(f"{link}edit/", GOOD | {"title": "改了名"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "这份申报在此期间有了变化" in html
    assert "盖章件已提交，填报内容不能再改" in html
    assert "改了名" in html
    assert "正在识读" in html, "the page shows where it stands now"
    assert case_of(call).title == GOOD["title"]


def test_a_case_that_ended_while_it_was_taken_back_is_told_so(
    call: CallRow, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = applying.withdraw

    def withdraw(case_id: int, **given: Any) -> object:
        real(case_id, **given)
        return real(case_id, **given)

    monkeypatch.setattr(applying, "withdraw", withdraw)
    answer = Client().post(f"{link}withdraw/")
    assert answer.status_code == 409
    assert "这份申报在此期间有了变化" in answer.content.decode()
    assert case_of(call).state == "withdrawn"


def test_a_window_that_closes_in_the_midst_gives_back_what_was_typed(
    call: CallRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object, **__: object) -> None:
        raise NotAllowed("征集时间已过")

    monkeypatch.setattr(applying, "submit_form", closed)
    answer = Client().post("/c/cace-2022/apply/", GOOD)
    assert answer.status_code == 403
    assert "您填写的内容没有提交" in answer.content.decode()
    assert GOOD["title"] in answer.content.decode()

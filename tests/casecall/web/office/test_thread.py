"""The letters of a case in their order, as plain text; calls, further revisions by a clerk; cases joined and split."""

from __future__ import annotations

import mailbox
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.letters import queries as letters
from casecall.letters import rules
from casecall.letters.models import Letter
from casecall.receiving import queries as receiving
from casecall.receiving.applying import submit_form
from casecall.receiving.filing import suggest
from casecall.receiving.records import Hint
from tests.casecall.factory import Application, a_case
from tests.casecall.web.office.conftest import a_letter
from tests.casecall.web.office.test_outbox import a_letter_out

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from django.test import Client

    from casecall.calls.queries import CallRow


@pytest.fixture
def case_id(call: CallRow, now: datetime) -> int:
    """A case that letters are about."""
    return a_case(call, now=now)


def body(client: Client, case_id: int) -> str:
    return client.get(reverse("office:thread", args=(case_id,))).content.decode()


def post(client: Client, name: str, case_id: int, **data: Any) -> str:
    return client.post(reverse(f"office:{name}", args=(case_id,)), data, follow=True).content.decode()


def test_letters_in_and_out_and_calls_stand_in_the_order_of_time(
    clerk: Client, call: CallRow, case_id: int, now: datetime
) -> None:
    a_letter(call.id, now=now + timedelta(hours=2), case_id=case_id, subject="第二封")
    a_letter_out(case_id, now=now + timedelta(hours=1), subject="第一封")
    post(clerk, "phone", case_id, whom="闻人舒", note="照片下周补寄")
    page = body(clerk, case_id)
    places = [page.index(words) for words in ("照片下周补寄", "第一封", "第二封")]
    assert places == sorted(places)
    assert "与闻人舒通话" in page


def test_a_letter_is_shown_as_plain_text_and_nothing_in_it_runs(
    clerk: Client, call: CallRow, case_id: int, now: datetime
) -> None:
    a_letter(call.id, now=now, case_id=case_id, text='<script>alert(1)</script><img src="https://spy.example/x.png">')
    page = body(clerk, case_id)
    assert "&lt;script&gt;alert(1)" in page
    assert 'src="https://spy.example' not in page


def test_a_large_file_is_words_to_copy_and_never_a_link(
    clerk: Client, call: CallRow, case_id: int, now: datetime
) -> None:
    link = {"provider": "QQ 邮箱超大附件", "url": "https://mail.example.com/f", "expires": "2022-10-01", "says": ""}
    a_letter(call.id, now=now, case_id=case_id, links=[link])
    page = body(clerk, case_id)
    assert "QQ 邮箱超大附件，2022-10-01 到期。服务器不会下载" in page
    assert 'href="https://mail.example.com' not in page


def test_what_the_border_host_said_of_the_sender_is_shown(
    clerk: Client, call: CallRow, case_id: int, now: datetime
) -> None:
    a_letter(call.id, now=now, case_id=case_id, checks={"spf": "pass", "dkim": "fail"})
    page = body(clerk, case_id)
    assert 'SPF <span class="chip good">通过</span>' in page
    assert 'DKIM <span class="chip doubt">未通过</span>' in page
    assert 'DMARC <span class="chip ">未提供</span>' in page
    assert "另一域名" not in page
    checks = {"spf": "pass", "aligned": "no"}
    a_letter(call.id, now=now, case_id=case_id, message_id="<2@example.com>", checks=checks)
    assert '发件域名 <span class="chip doubt">通过验证的是另一域名</span>' in body(clerk, case_id)


def test_attachments_are_named(clerk: Client, call: CallRow, case_id: int, now: datetime) -> None:
    file = {"name": "现场照片.zip", "size": 2_400_000, "sha256": "0" * 64, "inline": False}
    a_letter(call.id, now=now, case_id=case_id, attachments=[file])
    assert "现场照片.zip" in body(clerk, case_id)


def test_the_number_of_statements_does_not_grow_with_the_letters(
    clerk: Client, call: CallRow, case_id: int, now: datetime
) -> None:
    def write(n: int) -> None:
        a_letter(call.id, now=now, case_id=case_id, message_id=f"<{n}@example.com>")
        a_letter_out(case_id, now=now)
        post(clerk, "phone", case_id, note="来电")

    write(1)
    with CaptureQueriesContext(connection) as one:
        body(clerk, case_id)
    write(2)
    write(3)
    with CaptureQueriesContext(connection) as three:
        body(clerk, case_id)
    assert len(one) == len(three)


def test_the_desk_shows_the_thread_in_short(clerk: Client, call: CallRow, case_id: int, now: datetime) -> None:
    a_letter(call.id, now=now, case_id=case_id)
    page = clerk.get(reverse("office:desk", args=(case_id,))).content.decode()
    assert "往来 1" in page
    assert "请问照片要几张" in page


def test_the_whole_thread_is_one_file_without_links_of_ours(
    clerk: Client, call: CallRow, case_id: int, now: datetime, tmp_path: Path
) -> None:
    a_letter(call.id, now=now, case_id=case_id)
    sent = a_letter_out(case_id, now=now)
    Letter.objects.filter(pk=sent.pk).update(state=rules.SENT, sent_at=now + timedelta(hours=1))
    a_letter_out(case_id, now=now, subject="还是草稿")
    response = clerk.get(reverse("office:mbox", args=(case_id,)))
    kept = tmp_path / "thread.mbox"
    kept.write_bytes(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    box = mailbox.mbox(str(kept))
    assert [one["Message-ID"] for one in box] == ["<1@example.com>", sent.message_id]
    box.close()
    assert b"/a/" not in kept.read_bytes()


def test_a_letter_is_taken_along_as_it_came_from_its_own_case_alone(
    clerk: Client, call: CallRow, case_id: int, now: datetime
) -> None:
    came = a_letter(call.id, now=now, case_id=case_id)
    other = a_case(call, Application(title="银龄课堂", unit="白鹭市协会"), now=now)
    response = clerk.get(reverse("office:came-eml", args=(case_id, came.pk)))
    assert b"".join(response.streaming_content).endswith(b"Hello\r\n")  # type: ignore[attr-defined]
    assert clerk.get(reverse("office:came-eml", args=(other, came.pk))).status_code == 404


def test_a_call_without_words_is_refused(clerk: Client, case_id: int) -> None:
    assert "请写下通话内容" in post(clerk, "phone", case_id, note=" ")
    assert letters.phone_notes(case_id) == ()


def test_a_clerk_enters_a_further_revision_for_the_unit(clerk: Client, case_id: int) -> None:
    paper = SimpleUploadedFile("补寄照片.jpg", b"\xff\xd8\xff paper", content_type="image/jpeg")
    assert "已代为录入" in post(clerk, "revise", case_id, files=[paper], sent_on="2022-09-01")
    newest = cases.newest_revision(case_id)
    assert newest is not None
    assert (newest.n, newest.door) == (2, "desk")
    assert "补寄照片.jpg" in {one.name for one in newest.files}
    assert cases.case_row(case_id).state == states.RECEIVED


def test_nothing_to_enter_is_said(clerk: Client, case_id: int) -> None:
    assert "请选择文件" in post(clerk, "revise", case_id)
    assert len(cases.revisions(case_id)) == 1


def test_what_a_unit_says_by_telephone_is_typed_for_it(clerk: Client, call: CallRow, now: datetime) -> None:
    values = {"title": "山村机房", "unit": "云岫公司", "theme": "green", "body": "短文。", "phone": "13900004417"}
    case = submit_form(call.id, values, now=now)
    assert 'id="typed-phone"' in body(clerk, case.pk)
    post(clerk, "revise", case.pk, **{"typed-phone": "13900005528", "typed-title": "山村机房"})
    newest = cases.newest_revision(case.pk)
    assert newest is not None
    assert newest.typed == {**values, "phone": "13900005528"}
    assert newest.door == "desk"


def test_the_same_values_are_no_further_revision(clerk: Client, call: CallRow, now: datetime) -> None:
    case = submit_form(call.id, {"title": "山村机房", "unit": "云岫公司"}, now=now)
    assert "请选择文件，或改动" in post(clerk, "revise", case.pk, **{"typed-title": "山村机房"})


def test_a_case_is_joined_into_one_that_was_searched_for_and_parted_again(
    clerk: Client, call: CallRow, case_id: int, now: datetime
) -> None:
    other = a_case(call, Application(title="另一半材料"), now=now)
    join = reverse("office:join", args=(other,))
    assert "山村机房" in clerk.get(join, {"q": "山村"}).content.decode()
    assert "请写明理由" in clerk.post(join, {"into": case_id}).content.decode()
    page = clerk.post(join, {"into": case_id, "why": "同一案例分两次寄来"}, follow=True).content.decode()
    assert "已并入本案" in page
    assert cases.case_row(other).state == states.MERGED
    assert "本案已并入" in body(clerk, other)
    post(clerk, "part", other, why="看错了")
    assert cases.case_row(other).state == states.RECEIVED


def test_joining_without_a_choice_is_said(clerk: Client, case_id: int) -> None:
    assert "请选择要并入的案例" in post(clerk, "join", case_id, why="重复")


def test_files_are_put_into_cases_of_their_own(clerk: Client, case_id: int) -> None:
    newest = cases.newest_revision(case_id)
    assert newest is not None
    chosen = {newest.files[1].sha256: "1", newest.files[2].sha256: "2"}
    assert "请写明理由" in post(clerk, "split", case_id, **chosen)
    assert "已分出 2 件：LZ2022-0002、LZ2022-0003" in post(clerk, "split", case_id, why="三份申报", **chosen)
    assert [len(one.files) for one in cases.revisions(case_id)] == [1, 3]


def test_splitting_nothing_off_is_refused(clerk: Client, case_id: int) -> None:
    assert "请选择要分出的文件" in post(clerk, "split", case_id, why="试试")


def test_what_software_suggests_is_put_before_a_clerk_and_can_be_refused(
    clerk: Client, call: CallRow, case_id: int, now: datetime
) -> None:
    other = a_case(call, Application(title="银龄课堂", unit="白鹭市协会"), now=now)
    suggest([Hint(case_id, "表上二维码")], case_id=other, now=now)
    for name in ("desk", "thread"):
        page = clerk.get(reverse(f"office:{name}", args=(other,))).content.decode()
        assert "可能属于" in page, name
        assert "表上二维码" in page, name
    assert "有 1 件可能属于另一案例" in clerk.get("/office/").content.decode()
    assert "表上二维码" in clerk.get("/office/unfiled/").content.decode()
    one = receiving.suggestions(other)[0]
    clerk.post(reverse("office:dismiss", args=(one.id,)), {"back": "/office/"})
    assert "可能属于" not in body(clerk, other)
    assert "可能属于另一案例" not in clerk.get("/office/").content.decode()

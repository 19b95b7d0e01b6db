"""The inbox: one line a case, tabs, the query line, what is done with several cases, and what it costs."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casecall.calls.actions import change_call
from casecall.cases import queries as cases
from casecall.compiling import actions as compiling
from casecall.compiling import queries as compiled
from casecall.jobs import actions as jobs
from casecall.receiving.actions import have_screened
from casecall.receiving.models import Parcel
from casecall.screening.actions import accept
from casecall.web.office.contexts.inbox import Asked, inbox
from casecall.web.office.contexts.saying import size, when
from tests.casecall.factory import Application, a_case, an_unread_case, several

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from casecall.calls.queries import CallRow

INBOX = "/office/"
MOST_STATEMENTS = 12


def body(client: Client, path: str = INBOX, **more: str) -> str:
    return client.get(path, more).content.decode()


def test_a_case_is_one_line_with_state_and_reason_in_words(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, Application(title="银龄课堂进社区", theme="digital-divide", sealed=False), now=now)
    page = body(clerk)
    assert "银龄课堂进社区" in page
    assert "云岫市数通网络有限公司" in page
    assert ">数字<" in page
    assert ">不齐<" in page
    assert "未盖公章" in page
    assert "seal_missing" not in page


def test_lists_show_no_contact_data(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, now=now)
    page = body(clerk)
    for secret in ("闻人舒", "13900004417", "wenrens@example.com"):
        assert secret not in page


def test_the_number_of_statements_does_not_grow_with_the_rows(clerk: Client, call: CallRow, now: datetime) -> None:
    several(call, 1, now=now)
    with CaptureQueriesContext(
        connection,
    ) as one:
        body(clerk)
    several(call, 2, now=now)
    with CaptureQueriesContext(connection) as three:
        body(clerk)
    assert len(one) == len(three) <= MOST_STATEMENTS


def test_tabs_hold_counts_and_only_states_that_occur(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, now=now)
    a_case(call, Application(sealed=False), now=now)
    page = body(clerk)
    assert '全部 <span class="count">2</span>' in page
    assert '不齐 <span class="count">1</span>' in page
    assert "已撤回" not in page


def test_a_tab_shows_its_state_alone(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, Application(title="甲案"), now=now)
    a_case(call, Application(title="乙案", sealed=False), now=now)
    page = body(clerk, state="faulty")
    assert "乙案" in page
    assert "甲案" not in page


def test_the_query_line_finds_by_word_and_by_condition(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, Application(title="甲案", theme="green"), now=now)
    a_case(call, Application(title="乙案", theme="rural"), now=now)
    assert "乙案" not in body(clerk, q="主题:绿色")
    assert "甲案" not in body(clerk, q="乙")
    assert "没有符合条件的来件" in body(clerk, q="丙丁戊")


def test_what_was_not_understood_is_said(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, now=now)
    assert "不认识的条件" in body(clerk, q="颜色:红")


def test_each_condition_stands_by_itself_and_can_be_taken_away(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, now=now)
    page = body(clerk, q="主题:绿色 凉外套")
    assert "<b>主题:</b>绿色" in page
    assert 'href="/office/?call=cace-2022&amp;q=%E5%87%89%E5%A4%96%E5%A5%97"' in page
    assert "问题:公章" in page  # among the conditions that can be used


def test_the_list_leads_to_a_letter_to_all_of_it(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, now=now)
    page = body(clerk, q="主题:绿色")
    assert 'href="/office/write/?call=cace-2022&amp;q=%E4%B8%BB' in page
    assert 'value="write">写信…' in page


def test_an_empty_inbox_says_what_to_do(clerk: Client, call: CallRow) -> None:
    assert "还没有来件" in body(clerk)


def test_an_empty_tab_says_so(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, now=now)
    assert "这一栏现在是空的" in body(clerk, state="withdrawn")


def test_before_the_first_call_the_way_to_it_is_shown(clerk: Client) -> None:
    assert "先打开一项征集活动" in body(clerk)


def test_an_unknown_call_is_not_found(clerk: Client, call: CallRow) -> None:
    assert clerk.get(INBOX, {"call": "nowhere"}).status_code == 404


def test_nonsense_in_the_address_counts_as_nothing(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, Application(title="甲案"), now=now)
    assert "甲案" in body(clerk, state="<script>", page="-3")
    assert "甲案" in body(clerk, page="99999999999")


def test_reading_says_what_it_is_at(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = an_unread_case(call, now=now)
    revision = cases.newest_revision(case_id)
    assert revision is not None
    have_screened(revision.id, now=now)
    assert "排队等候" in body(clerk)
    job = jobs.claim(now=now)
    assert job is not None
    jobs.extend(job.pk, job.token, now=now, progress="第 2 页 / 共 3 页")
    assert "第 2 页 / 共 3 页" in body(clerk)


def test_a_reading_that_failed_says_why_and_offers_another_try(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = an_unread_case(call, now=now)
    revision = cases.newest_revision(case_id)
    assert revision is not None
    have_screened(revision.id, now=now)
    job = jobs.claim(now=now)
    assert job is not None
    jobs.fail(job.pk, job.token, "磁盘已满", now=now, for_good=True)
    page = body(clerk)
    assert "识读失败" in page
    assert "磁盘已满" in page
    assert "有 1 项任务没有做成" in page
    assert clerk.post(reverse("office:job-retry", args=(job.pk,))).status_code == 302
    assert "识读失败" not in body(clerk)


def test_htmx_gets_the_list_alone_and_nothing_while_it_is_as_it_was(
    clerk: Client, call: CallRow, now: datetime
) -> None:
    a_case(call, Application(title="甲案"), now=now)
    part = clerk.get(INBOX, headers={"HX-Request": "true"})
    assert "甲案" in part.content.decode()
    assert "<html" not in part.content.decode()
    mark = inbox(Asked(call), now=now + timedelta(minutes=1)).mark
    assert clerk.get(INBOX, {"seen": "another"}, headers={"HX-Request": "true"}).status_code == 200
    again = clerk.get(INBOX, {"seen": part.context["inbox"].mark}, headers={"HX-Request": "true"})
    assert again.status_code == 204
    assert mark


def test_a_new_case_shows_at_the_next_question(clerk: Client, call: CallRow, now: datetime) -> None:
    seen = clerk.get(INBOX, headers={"HX-Request": "true"}).context["inbox"].mark
    a_case(call, Application(title="新来的一件"), now=now)
    answer = clerk.get(INBOX, {"seen": seen}, headers={"HX-Request": "true"})
    assert "新来的一件" in answer.content.decode()


def test_a_long_list_is_turned_by_pages(
    clerk: Client, call: CallRow, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casecall.web.office.contexts.inbox.PER_PAGE", 2)
    several(call, 3, now=now)
    first = body(clerk)
    assert "第 1–2 条，共 3 条" in first
    assert "下一页" in first
    last = body(clerk, page="2")
    assert "第 3–3 条，共 3 条" in last
    assert "上一页" in last


def test_picked_cases_join_an_edition_if_they_are_accepted(clerk: Client, call: CallRow, now: datetime) -> None:
    accepted, waiting = a_case(call, now=now), a_case(call, now=now)
    accept(accepted, "做法可学", by="user:1", now=now)
    edition_id = compiling.make_edition(call.id, slug="green", title="绿色", by="user:1", now=now)
    response = clerk.post(
        reverse("office:bulk"), {"act": "edition", "edition": edition_id, "case": [accepted, waiting]}, follow=True
    )
    assert "已编入 1 件。另有 1 件未入选" in response.content.decode()
    assert [entry.case_id for entry in compiled.edition(edition_id).entries] == [accepted]


def test_nothing_picked_is_said(clerk: Client, call: CallRow) -> None:
    assert "请先勾选来件" in clerk.post(reverse("office:bulk"), {"act": "sheet"}, follow=True).content.decode()


def test_back_leads_nowhere_else(clerk: Client, call: CallRow) -> None:
    response = clerk.post(reverse("office:bulk"), {"act": "sheet", "back": "https://elsewhere.example/"})
    assert response["Location"] == reverse("office:inbox")


def test_the_csv_holds_the_cases_of_the_question(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, Application(title="甲案", theme="green"), now=now)
    a_case(call, Application(title="乙案", theme="rural"), now=now)
    response = clerk.get(reverse("office:csv"), {"q": "主题:绿色"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "甲案" in text
    assert "乙案" not in text
    assert "attachment" in response["Content-Disposition"]


def test_times_on_the_sheet_are_those_of_the_calls_own_zone(clerk: Client, call: CallRow, now: datetime) -> None:
    change_call(call.id, call.source.replace("Asia/Shanghai", "Asia/Urumqi"), now=now, by="console")
    a_case(call, now=now)
    response = clerk.get(reverse("office:csv"))
    assert "2022-09-01 08:30" in b"".join(response.streaming_content).decode("utf-8-sig")


def test_the_sheet_of_picked_cases_is_a_workbook(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    response = clerk.post(reverse("office:bulk"), {"act": "sheet", "case": [case_id]})
    data = b"".join(response.streaming_content)
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    assert response["Content-Type"].endswith("spreadsheetml.sheet")


def test_originals_come_in_folders_by_case(clerk: Client, call: CallRow, now: datetime) -> None:
    a_case(call, Application(title="甲案", photos=1), now=now)
    response = clerk.get(reverse("office:originals"))
    names = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).namelist()
    assert len(names) == 2
    assert all("甲案" in name for name in names)


def test_a_clerk_enters_a_paper_and_it_is_filed_by_the_desk_door(clerk: Client, call: CallRow) -> None:
    paper = SimpleUploadedFile("扫描件.jpg", b"\xff\xd8\xff paper", content_type="image/jpeg")
    response = clerk.post(reverse("office:enter"), {"files": [paper], "sent_on": "2022-09-30"}, follow=True)
    assert "已录入 1 份申报" in response.content.decode()
    parcel = Parcel.objects.get()
    assert (parcel.door, parcel.name) == ("desk", "扫描件.jpg")
    assert parcel.sent_at is not None
    assert parcel.sent_at.isoformat().startswith("2022-09-30")


def test_each_file_may_be_an_application(clerk: Client, call: CallRow) -> None:
    papers = [SimpleUploadedFile(f"{n}.jpg", b"\xff\xd8\xff" + bytes([n])) for n in range(3)]
    clerk.post(reverse("office:enter"), {"files": papers, "each": "1"})
    assert Parcel.objects.count() == 3


def test_entering_without_a_file_is_refused_in_words(clerk: Client, call: CallRow) -> None:
    response = clerk.post(reverse("office:enter"), {})
    assert response.status_code == 422
    assert "请选择要录入的文件" in response.content.decode()


@pytest.mark.parametrize(
    ("ago", "says"),
    [(timedelta(hours=1), "今天 09:30"), (timedelta(days=1), "昨天 10:30"), (timedelta(days=9), "08-23"),
     (timedelta(days=400), "2021-07-28")],
)  # fmt: skip
def test_times_are_said_as_people_say_them(now: datetime, ago: timedelta, says: str) -> None:
    assert when(now - ago, now) == says


@pytest.mark.parametrize(
    ("count", "says"), [(0, "1 KB"), (2048, "2 KB"), (3 * 1024 * 1024, "3.0 MB"), (3 << 30, "3.0 GB")]
)
def test_sizes_are_said_as_people_say_them(count: int, says: str) -> None:
    assert size(count) == says

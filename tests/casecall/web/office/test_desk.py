"""The desk: the paper with its boxes, what needs a person, values and corrections, and the decisions."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casecall.calls.actions import open_call
from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.cases.actions import add_revision, describe, open_case
from casecall.files.actions import keep
from casecall.jobs import actions as jobs
from casecall.receiving.actions import have_screened, receive
from casecall.receiving.applying import submit_form
from casecall.receiving.filing import file_parcel
from casecall.receiving.records import ReceivedFile
from casecall.reviewing.queries import labels_of
from casecall.screening import queries as screening
from casecall.screening.actions import end
from casecall.screening.models import Ruling
from casecall.screening.records import DeskCell, DeskPage, DeskPlace, DeskTable
from casecall.web.office.contexts.desk import strip_of, where, words_line
from tests.casecall.factory import Application, a_case, an_unread_case

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow

UNSURE = Application(email="zhaoyq88@example.com", email_other="zhaoyqB8@example.com")
HTMX = {"HX-Request": "true"}
INBOX = "/office/"


def body(client: Client, case_id: int) -> str:
    return client.get(reverse("office:desk", args=(case_id,))).content.decode()


def finding_of(case_id: int, check: str) -> int:
    return next(one.id for one in screening.desk(case_id).findings if one.check == check)


def test_the_paper_is_shown_with_a_box_for_each_value(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    page = body(clerk, case_id)
    assert reverse("office:picture", args=(screening.desk(case_id).pages[0].sha256,)) in page
    for key in ("unit", "contact", "phone", "email", "title", "body", "date"):
        assert f'data-box="value:{key}"' in page
    assert 'data-box="seal:0"' in page


def test_nothing_on_the_page_needs_inline_style_or_script(clerk: Client, call: CallRow, now: datetime) -> None:
    page = body(clerk, a_case(call, UNSURE, now=now))
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son[a-z]+=", page)


def test_what_needs_a_person_comes_first(clerk: Client, call: CallRow, now: datetime) -> None:
    page = body(clerk, a_case(call, UNSURE, now=now))
    assert "需要您看的 1 处" in page
    assert page.index("<h2>需要您看的") < page.index("<h2>读出的内容")
    assert "zhaoyqB8@example.com" in page
    assert "field_uncertain" not in page


def test_a_value_stands_under_the_strip_it_was_read_from(clerk: Client, call: CallRow, now: datetime) -> None:
    page = body(clerk, a_case(call, now=now))
    value = page[page.index('id="value-phone"') : page.index('id="value-email"')]
    assert 'class="strip" viewBox="' in value
    assert "13900004417" in value


def test_taking_the_other_reading_keeps_both(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, UNSURE, now=now)
    where_to = reverse("office:correct", args=(case_id,))
    assert clerk.post(where_to, {"field": "email", "value": "zhaoyqB8@example.com"}).status_code == 302
    value = next(one for one in screening.desk(case_id).values if one.key == "email")
    assert (value.value, value.read) == ("zhaoyqB8@example.com", "zhaoyq88@example.com")
    page = body(clerk, case_id)
    assert "原读作：zhaoyq88@example.com" in page
    assert "卫青禾 改于" in page
    assert cases.case_row(case_id).state == states.IN_ORDER


def test_keeping_the_reading_settles_the_doubt(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, UNSURE, now=now)
    clerk.post(reverse("office:correct", args=(case_id,)), {"field": "email", "value": UNSURE.email})
    assert cases.case_row(case_id).state == states.IN_ORDER
    assert "没有待认定之处" in body(clerk, case_id)


def test_a_field_the_form_has_not_is_not_found(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    assert clerk.post(reverse("office:correct", args=(case_id,)), {"field": "salary", "value": "1"}).status_code == 404


def test_a_ruling_is_kept_with_its_reason_and_moves_the_case(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, Application(sealed=False), now=now)
    finding = finding_of(case_id, "seal_missing")
    ruling = {"verdict": "cleared", "why": "盖章页另寄，已收到"}
    clerk.post(reverse("office:rule", args=(case_id, finding)), ruling)
    assert cases.case_row(case_id).state == states.IN_ORDER
    page = body(clerk, case_id)
    assert "盖章页另寄，已收到" in page
    assert "已认定与备注" in page


def test_clearing_a_fault_without_a_reason_is_refused_in_words(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, Application(sealed=False), now=now)
    finding = finding_of(case_id, "seal_missing")
    response = clerk.post(reverse("office:rule", args=(case_id, finding)), {"verdict": "cleared"}, headers=HTMX)
    assert response.status_code == 422
    assert "请写明理由" in response.content.decode()
    assert not Ruling.objects.exists()


@pytest.mark.parametrize("verdict", ["", "perhaps"])
def test_a_ruling_is_one_of_two(clerk: Client, call: CallRow, now: datetime, verdict: str) -> None:
    case_id = a_case(call, Application(sealed=False), now=now)
    clerk.post(reverse("office:rule", args=(case_id, finding_of(case_id, "seal_missing"))), {"verdict": verdict})
    assert not Ruling.objects.exists()


def test_a_finding_is_ruled_on_at_its_own_case_alone(clerk: Client, call: CallRow, now: datetime) -> None:
    mine, other = a_case(call, now=now), a_case(call, Application(sealed=False), now=now)
    where_to = reverse("office:rule", args=(mine, finding_of(other, "seal_missing")))
    assert clerk.post(where_to, {"verdict": "cleared", "why": "有章"}).status_code == 404


def test_htmx_gets_the_side_alone_with_the_new_state(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, UNSURE, now=now)
    answer = {"field": "email", "value": UNSURE.email}
    part = clerk.post(reverse("office:correct", args=(case_id,)), answer, headers=HTMX).content.decode()
    assert "<html" not in part
    assert 'hx-swap-oob="true">合格<' in part


def test_a_case_in_order_is_accepted_with_one_press(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    response = clerk.post(reverse("office:decide", args=(case_id,)), {"to": "accepted"}, follow=True)
    assert "已转为“入选”" in response.content.decode()
    assert cases.case_row(case_id).state == states.ACCEPTED


def test_a_case_with_doubts_wants_a_reason(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, UNSURE, now=now)
    assert "入选请写明理由" in body(clerk, case_id)
    clerk.post(reverse("office:decide", args=(case_id,)), {"to": "accepted"})
    assert cases.case_row(case_id).state == states.DOUBTFUL
    clerk.post(reverse("office:decide", args=(case_id,)), {"to": "accepted", "why": "电话核对过"})
    assert cases.case_row(case_id).state == states.ACCEPTED


def test_leaving_out_wants_a_reason_and_keeps_it(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    refused = clerk.post(reverse("office:decide", args=(case_id,)), {"to": "declined"}, follow=True)
    assert "请写明理由" in refused.content.decode()
    clerk.post(reverse("office:decide", args=(case_id,)), {"to": "declined", "why": "与往年重复"})
    assert cases.case_row(case_id).state == states.DECLINED
    assert "与往年重复" in body(clerk, case_id)


@pytest.mark.parametrize("to", [states.WITHDRAWN, states.LAPSED])
def test_a_case_is_taken_back_or_void_with_a_reason_from_any_state(
    clerk: Client, call: CallRow, now: datetime, to: str
) -> None:
    case_id = a_case(call, Application(), now=now)
    clerk.post(reverse("office:decide", args=(case_id,)), {"to": "accepted"})
    refused = clerk.post(reverse("office:decide", args=(case_id,)), {"to": to}, follow=True)
    assert "请写明理由" in refused.content.decode()
    clerk.post(reverse("office:decide", args=(case_id,)), {"to": to, "why": "单位来电撤回"})
    assert cases.case_row(case_id).state == to
    assert 'value="withdrawn"' not in clerk.get(reverse("office:desk", args=(case_id,))).content.decode()
    assert "单位来电撤回" in body(clerk, case_id)


def test_an_unknown_decision_changes_nothing(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    clerk.post(reverse("office:decide", args=(case_id,)), {"to": "published"})
    assert cases.case_row(case_id).state == states.IN_ORDER


def test_a_note_is_kept(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    clerk.post(reverse("office:note", args=(case_id,)), {"note": "周五前回电"})
    assert "周五前回电" in body(clerk, case_id)


def test_kind_province_and_rank_are_set_by_hand(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    placed = {"unit_kind": "会员企业", "province": "云南", "rank": "2"}
    clerk.post(reverse("office:place", args=(case_id,)), placed)
    row = cases.case_row(case_id)
    assert (row.unit_kind, row.province, row.rank, row.placed_by_hand) == ("会员企业", "云南", 2, True)
    clerk.post(reverse("office:place", args=(case_id,)), {**placed, "rank": "first"})
    assert cases.case_row(case_id).rank is None


def test_contact_data_is_whole_on_the_desk(clerk: Client, call: CallRow, now: datetime) -> None:
    page = body(clerk, a_case(call, now=now))
    assert "闻人舒" in page
    assert "13900004417" in page


def test_while_it_is_read_the_desk_says_so_and_asks_again(clerk: Client, call: CallRow, now: datetime) -> None:
    page = body(clerk, an_unread_case(call, now=now))
    assert "正在识读" in page
    assert 'hx-trigger="every 3s"' in page


def test_once_it_is_read_the_whole_desk_is_drawn_anew(clerk: Client, call: CallRow, now: datetime) -> None:
    unread, read = an_unread_case(call, now=now), a_case(call, now=now)
    asked = {"reading": "1"}
    waiting = clerk.get(reverse("office:desk", args=(unread,)), asked, headers=HTMX)
    done = clerk.get(reverse("office:desk", args=(read,)), asked, headers=HTMX)
    assert "HX-Refresh" not in waiting
    assert done["HX-Refresh"] == "true"


def test_a_reading_that_failed_says_why_and_offers_another_try(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = an_unread_case(call, now=now)
    have_screened(screening.desk(case_id).revision_id, now=now)
    job = jobs.claim(now=now)
    assert job is not None
    jobs.fail(job.pk, job.token, "磁盘已满", now=now, for_good=True)
    page = body(clerk, case_id)
    assert "没有读成：磁盘已满" in page
    assert reverse("office:job-retry", args=(job.pk,)) in page
    assert "正在识读" not in page


def test_older_revisions_can_be_looked_at(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    more = keep(b"another", now=now).sha256
    add_revision(case_id, [(more, "补充.docx")], door="web", now=now, by="applicant:1")
    assert "补充.docx" in body(clerk, case_id)
    first = clerk.get(reverse("office:desk", args=(case_id,)), {"revision": 1}).content.decode()
    assert "补充.docx" not in first
    assert "第 1 稿" in first
    assert clerk.get(reverse("office:desk", args=(case_id,)), {"revision": 7}).status_code == 404


def test_a_further_revision_of_a_decided_case_waits_for_a_look(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    clerk.post(reverse("office:decide", args=(case_id,)), {"to": "accepted"})
    add_revision(case_id, [(keep(b"more", now=now).sha256, "补.jpg")], door="web", now=now, by="applicant:1")
    assert "决定之后又收到" in body(clerk, case_id)
    clerk.post(reverse("office:seen", args=(case_id,)))
    assert "决定之后又收到" not in body(clerk, case_id)


def test_neighbours_follow_the_list_one_came_from(clerk: Client, call: CallRow, now: datetime) -> None:
    first = a_case(call, Application(sealed=False), now=now)
    middle = a_case(call, Application(title="银龄课堂进社区", unit="白鹭市信息通信行业协会"), now=now)
    last = a_case(call, Application(sealed=False), now=now)
    address = reverse("office:desk", args=(last,))
    page = clerk.get(address, {"state": "faulty"}).content.decode()
    assert f'{reverse("office:desk", args=(first,))}?state=faulty" rel="next"' in page
    assert reverse("office:desk", args=(middle,)) not in page


def test_after_an_act_one_is_still_in_the_list_one_came_from(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, Application(sealed=False), now=now)
    here = f"{reverse('office:desk', args=(case_id,))}?state=faulty"
    assert here in clerk.get(INBOX, {"state": "faulty"}).content.decode()
    page = clerk.get(here).content.decode()
    assert f'name="back" value="{here}"' in page
    saved = clerk.post(reverse("office:note", args=(case_id,)), {"note": "看过", "back": here})
    assert saved["Location"] == here
    sent = {"verdict": "stands", "back": here}
    part = clerk.post(reverse("office:rule", args=(case_id, finding_of(case_id, "seal_missing"))), sent, headers=HTMX)
    assert f'name="back" value="{here}"' in part.content.decode()


def test_statements_do_not_grow_with_findings(clerk: Client, call: CallRow, now: datetime) -> None:
    one = a_case(call, Application(sealed=False), now=now)
    many = a_case(call, Application(sealed=False, date="", phone="1", theme=""), now=now)
    with CaptureQueriesContext(connection) as few:
        body(clerk, one)
    with CaptureQueriesContext(connection) as more:
        body(clerk, many)
    assert len(few) == len(more)


def test_an_original_comes_under_its_own_name_and_is_never_run(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    sha256 = screening.desk(case_id).files[0].sha256
    response = clerk.get(reverse("office:original", args=(case_id, sha256)))
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8\xff")
    assert response["Content-Disposition"].startswith("attachment")
    assert "%E7%94%B3%E6%8A%A5%E8%A1%A8" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_file_of_another_case_is_not_found_here(clerk: Client, call: CallRow, now: datetime) -> None:
    mine, other = a_case(call, now=now), a_case(call, Application(title="另一件", photos=0), now=now)
    sha256 = screening.desk(other).files[0].sha256
    assert clerk.get(reverse("office:original", args=(mine, sha256))).status_code == 404


def test_only_pictures_are_drawn_in_place(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    shown = clerk.get(reverse("office:picture", args=(screening.desk(case_id).pages[0].sha256,)))
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Disposition"].startswith("inline")
    assert "immutable" in shown["Cache-Control"]
    b"".join(shown.streaming_content)
    page = keep(b"<html><script>alert(1)</script>", now=now).sha256
    assert clerk.get(reverse("office:picture", args=(page,))).status_code == 404
    assert clerk.get(reverse("office:picture", args=("../../etc/passwd".replace("/", "."),))).status_code == 404


def test_a_stranger_sees_no_file(call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    sha256 = screening.desk(case_id).files[0].sha256
    for address in (reverse("office:original", args=(case_id, sha256)), reverse("office:picture", args=(sha256,))):
        assert Client().get(address).status_code == 302


def test_a_case_is_screened_again_on_demand(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    response = clerk.post(reverse("office:rescreen", args=(case_id,)), follow=True)
    assert "已排队重新审查" in response.content.decode()


def test_a_word_form_without_pictures_is_drawn_as_its_table(
    clerk: Client, call: CallRow, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = a_case(call, now=now)
    row = (
        DeskCell("表1 第2行第1列", "申报单位"),
        DeskCell("表1 第2行第2列", "云岫市\n<b>", columns=3, owner="value:unit"),
    )
    view = replace(screening.desk(case_id), pages=(), tables=(DeskTable("申报表.docx", 1, (row,)),))
    monkeypatch.setattr(screening, "desk", lambda *_args, **_more: view)
    page = body(clerk, case_id)
    assert '<td colspan="3" data-box="value:unit">云岫市<br>&lt;b&gt;</td>' in page
    assert "按 Word 的表格画出" in page


def test_a_tall_place_is_no_strip() -> None:
    page = DeskPage("page-1", "a.jpg", 1, "ab", 1000, 1400)
    flat = DeskPlace("a.jpg", 1, (0.1, 0.2, 0.6, 0.25), picture="ab")
    tall = DeskPlace("a.jpg", 1, (0.1, 0.2, 0.6, 0.8), picture="ab")
    strip = strip_of(flat, [page])
    assert strip is not None
    assert strip.view_box == "96 274 508 81"
    assert strip_of(tall, [page]) is None
    assert strip_of(DeskPlace("form.docx", cell="表1 第3行第2列"), [page]) is None
    assert strip_of(None, [page]) is None


def test_places_are_said_once() -> None:
    places = [DeskPlace("a.jpg", 2), DeskPlace("a.jpg", 2), DeskPlace("b.docx", cell="表1 第3行第2列")]
    assert where(places) == "a.jpg 第 2 页；b.docx 表1 第3行第2列"


@pytest.mark.parametrize(
    ("words", "said"),
    [((309, 309), ("309 字", "good")), ((496, 503), ("496–503 字", "doubt")), ((538, 540), ("538–540 字", "fault"))],
)
def test_words_are_said_as_an_interval(
    call: CallRow, now: datetime, words: tuple[int, int], said: tuple[str, str]
) -> None:
    line = words_line(screening.desk(a_case(call, Application(words=words), now=now)))
    assert line is not None
    assert (line.says, line.tone) == said


def test_the_desk_notes_a_unit_that_sent_more_than_the_call_allows(clerk: Client, now: datetime) -> None:
    source = (Path(__file__).parents[3] / "casepaper" / "forms" / "partners-2030.toml").read_text()
    limited = open_call(source, now=now, by="console").pk
    made = []
    for n in range(3):
        case = open_case(limited, door="upload", state=states.RECEIVED, now=now, by="applicant:1")
        add_revision(case.pk, [], door="upload", now=now, by="applicant:1")
        describe(case.pk, title=f"实践{n}", unit="云岫数通（集团）", theme="farm")
        made.append(case.pk)
    page = body(clerk, made[0])
    assert "该单位已报 3 件，征集约定至多 2 件，请斟酌取舍" in page
    address = re.search(r'href="([^"]+)">看该单位的全部来件', page)
    assert address is not None
    shown = clerk.get(address[1].replace("&amp;", "&")).content.decode()
    assert all(f"实践{n}" in shown for n in range(3))
    end(made[2], "单位来电撤回", to=states.WITHDRAWN, by="user:1", now=now)
    assert "征集约定至多" not in body(clerk, made[0])


def test_the_desk_names_the_cases_to_which_the_same_bytes_came(clerk: Client, call: CallRow, now: datetime) -> None:
    files = [ReceivedFile("申报表.pdf", keep(b"%PDF the same", now=now).sha256)]
    made = []
    for once in ("a", "b"):
        parcel = receive(files, call_id=call.id, door="upload", sent_at=now, now=now, by="applicant", once=once)
        made.append(file_parcel(parcel.pk, now=now))
    for one, other in (made, made[::-1]):
        page = body(clerk, one.pk)
        assert f'href="{reverse("office:desk", args=(other.pk,))}">{other.number}</a> 完全相同' in page
    assert "完全相同" not in body(clerk, a_case(call, now=now))


def test_a_draft_shows_what_was_typed_with_its_themes_by_name(clerk: Client, call: CallRow, now: datetime) -> None:
    case = submit_form(call.id, {"theme": "green", "body": "机房改造完成。", "date": "2022-08-30"}, now=now)
    page = body(clerk, case.pk)
    assert "<dt>主题</dt><dd>绿色低碳发展</dd>" in page
    assert "<dt>正文</dt><dd>机房改造完成。</dd>" in page
    assert "<dt>日期</dt>" in page
    assert "等候盖章件" in page


def test_a_chosen_case_is_labelled_on_the_desk_and_a_label_taken_back(
    clerk: Client, call: CallRow, now: datetime
) -> None:
    case_id = a_case(call, now=now)
    assert "加上" not in body(clerk, case_id)  # not chosen yet
    clerk.post(reverse("office:decide", args=(case_id,)), {"to": "accepted", "why": "做法可学"})
    address = reverse("office:label", args=(case_id,))
    clerk.post(address, {"kind": "innovative", "reason": "余电路灯"})
    page = body(clerk, case_id)
    assert "<strong>创新性</strong> 余电路灯" in page
    assert '<option value="innovative">' not in page
    (label,) = labels_of(case_id)
    clerk.post(address, {"take_back": label.id, "why": "数据有误"})
    assert "<s>创新性</s> 余电路灯" in body(clerk, case_id)
    assert '<option value="innovative">' in body(clerk, case_id)


def test_a_label_that_is_refused_is_said_where_it_was_given(clerk: Client, call: CallRow, now: datetime) -> None:
    case_id = a_case(call, now=now)
    address = reverse("office:label", args=(case_id,))
    said = clerk.post(address, {"kind": "innovative", "reason": "好"}, headers=HTMX)
    assert said.status_code == 422
    assert "只有入选的案例可以加标签" in said.content.decode()
    assert labels_of(case_id) == ()


def test_a_label_of_another_case_cannot_be_taken_back_here(clerk: Client, call: CallRow, now: datetime) -> None:
    ours, other = a_case(call, now=now), a_case(call, now=now)
    for case_id in (ours, other):
        clerk.post(reverse("office:decide", args=(case_id,)), {"to": "accepted", "why": "做法可学"})
    clerk.post(reverse("office:label", args=(other,)), {"kind": "exemplary", "reason": "可学"})
    (label,) = labels_of(other)
    clerk.post(reverse("office:label", args=(ours,)), {"take_back": label.id, "why": "误"})
    assert labels_of(other)[0].stands

"""Consent, the point of a photo, corrections, and one page of where a case stands on every channel."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.compiling import queries as compiled
from casecall.publishing import queries as published
from casecall.publishing.actions import content_for, publish, record_sent
from casecall.publishing.models import Citation, Coverage, Report, WechatAccount, WechatMessage, WechatRemoval
from tests.casecall.web.office.test_editions import an_edition, body, entries

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from casecall.calls.queries import CallRow
    from casecall.compiling.records import EntryView

BY = "user:1"


@pytest.fixture
def entry(call: CallRow, now: datetime) -> EntryView:
    """An entry of an edition with a second one."""
    return entries(an_edition(call, now, "山村机房", "银龄课堂"))[0]


def send(client: Client, name: str, *parts: int, **typed: str) -> str:
    return client.post(reverse(f"office:{name}", args=parts), typed, follow=True).content.decode()


def test_the_entry_says_what_it_may_be_used_for(clerk: Client, entry: EntryView) -> None:
    page = body(clerk, "entry", entry.id)
    assert "授权与用途" in page
    assert "可用于：专题网页、" in page
    assert "更正说明" not in page, "what was never published is simply changed"


def test_consent_is_narrowed_with_a_reason_and_lifted_again(clerk: Client, entry: EntryView) -> None:
    page = send(clerk, "entry-limit", entry.id, channel="website", photo="", why="单位来函")
    assert "已限定用途" in page
    assert "单位来函" in page
    assert "website" not in compiled.entry(entry.id).channels
    assert "授权有限定" in body(clerk, "edition", entry.edition_id)
    (one,) = compiled.entry(entry.id).limits
    assert "已解除限定" in send(clerk, "entry-lift", entry.id, one.id)
    assert "website" in compiled.entry(entry.id).channels
    assert "单位来函" in body(clerk, "entry", entry.id), "what was lifted stays on record"


def test_one_photo_is_narrowed_by_its_number(clerk: Client, entry: EntryView) -> None:
    photo = entry.photos[0]
    page = send(clerk, "entry-limit", entry.id, channel="press", photo=photo.sha256, why="照片中有客户")
    assert "<strong>照片 1</strong>" in page
    assert "press" not in compiled.entry(entry.id).photos[0].channels


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"channel": "website", "why": ""}, "请写明限定的理由"),
        ({"channel": "x", "why": "来函"}, "没有约定这一用途"),
        ({"channel": "website", "why": "来函", "photo": "x"}, "不属于该案例"),
        ({}, "请写明限定的理由"),
    ],
)
def test_what_is_no_limit_is_refused_with_a_sentence(
    clerk: Client, entry: EntryView, typed: dict[str, str], says: str
) -> None:
    assert says in send(clerk, "entry-limit", entry.id, **typed)
    assert compiled.entry(entry.id).limits == ()


def test_a_limit_of_another_case_is_not_lifted_here(clerk: Client, entry: EntryView) -> None:
    other = entries(entry.edition_id)[1]
    send(clerk, "entry-limit", other.id, channel="website", why="来函")
    (one,) = compiled.entry(other.id).limits
    response = clerk.post(reverse("office:entry-lift", args=(entry.id, one.id)))
    assert response.status_code == 404
    assert compiled.entry(other.id).limited


def test_before_publishing_it_is_said_which_cases_do_not_go(clerk: Client, entry: EntryView) -> None:
    send(clerk, "entry-limit", entry.id, channel="website", why="单位来函")
    page = body(clerk, "publish", entry.edition_id)
    assert "授权不及、不随专题公开的 1 件" in page
    assert "将要公开的 1 件" in page
    assert "确认发布" in page


@pytest.mark.parametrize(
    ("across", "down", "kept"),
    [("20", "90", (0.2, 0.9)), ("", "", (0.5, 0.38)), ("101", "5", (0.5, 0.38)), ("x", "5", (0.5, 0.38))],
)
def test_the_point_of_a_photo_is_kept_from_two_numbers(
    clerk: Client, entry: EntryView, across: str, down: str, kept: tuple[float, float]
) -> None:
    page = body(clerk, "entry", entry.id)
    assert 'name="across" type="number" min="0" max="100" value="50"' in page
    send(clerk, "photo", entry.id, entry.photos[0].id, caption="新风机", order="1", shown="1", across=across, down=down)
    assert compiled.entry(entry.id).photos[0].focus == kept


def test_a_correction_is_written_once_it_was_published(clerk: Client, entry: EntryView, now: datetime) -> None:
    publish(entry.edition_id, by=BY, now=now)
    page = send(clerk, "entry-amend", entry.id, note="“320 万元”应为“230 万元”。")
    assert "更正说明已登记" in page
    assert "“320 万元”应为“230 万元”。" in page
    assert "请写明更正了什么" in send(clerk, "entry-amend", entry.id, note=" ")
    assert len(compiled.entry(entry.id).amendments) == 1


def test_the_address_of_a_topic_is_kept_or_refused(clerk: Client, entry: EntryView) -> None:
    typed = {"title": "专辑", "lead": "", "base_url": "https://www.example.org/zt"}
    send(clerk, "edition-change", entry.edition_id, **typed)
    assert 'value="https://www.example.org/zt/"' in body(clerk, "edition", entry.edition_id)
    page = send(clerk, "edition-change", entry.edition_id, **{**typed, "base_url": "ftp://x"})
    assert "网址应以 http:// 或 https:// 开头" in page
    assert compiled.edition(entry.edition_id).base_url == "https://www.example.org/zt/"


# ---- where a case stands -----------------------------------------------------------------------------------------


def test_a_case_that_was_never_sent_stands_nowhere(clerk: Client, entry: EntryView) -> None:
    page = body(clerk, "case-standing", entry.case_id)
    assert "这件案例还没有发布过" in page
    assert page.count("未发布") == len(entry.uses)
    assert "还没有登记媒体报道" in page
    assert "还没有研究报告引用" in page


def test_it_shows_the_channel_the_day_and_the_text_as_it_was_sent(
    clerk: Client, entry: EntryView, now: datetime
) -> None:
    first = publish(entry.edition_id, by=BY, now=now)
    text = {"title": "凉外套", "unit": entry.unit, "theme": entry.theme, "body": "另一段。"}
    send(clerk, "entry", entry.id, **text)
    publish(entry.edition_id, by=BY, now=now)
    page = body(clerk, "case-standing", entry.case_id)
    assert "在发布" in page
    assert f'href="/t/green-2022/cases/{entry.slug}/"' in page
    assert "由新的一次发布替换" in page
    old = clerk.get(reverse("office:case-standing", args=(entry.case_id,)), {"text": first}).content.decode()
    assert "<h3>山村机房</h3>" in old
    assert "另一段。" not in old


def test_a_text_that_was_never_sent_is_not_found(clerk: Client, entry: EntryView) -> None:
    asked = clerk.get(reverse("office:case-standing", args=(entry.case_id,)), {"text": 987_654})
    assert asked.status_code == 404


def test_it_is_taken_off_one_channel_from_here(administrator: Client, entry: EntryView, now: datetime) -> None:
    live = publish(entry.edition_id, by=BY, now=now)
    assert "从专题网页撤下的理由" in body(administrator, "case-standing", entry.case_id)
    send(administrator, "take-down", entry.edition_id, live, case=str(entry.case_id), why="单位来函")
    page = body(administrator, "case-standing", entry.case_id)
    assert "已撤下" in page
    assert "单位来函" in page
    assert published.published_editions()[0].cases == 1


def test_who_reported_and_who_cites_it_is_shown(clerk: Client, call: CallRow, entry: EntryView, now: datetime) -> None:
    said = {"edition_id": entry.edition_id, "on": date(2022, 12, 20), "added_at": now, "added_by": BY}
    Coverage.objects.create(**said, case_id=entry.case_id, medium="云岫晚报", title="机房穿上凉外套")
    Coverage.objects.create(**said, medium="望鹤之声", title="一组案例", url="https://example.org/2")
    Coverage.objects.create(**said, case_id=entries(entry.edition_id)[1].case_id, medium="别的", title="与此无关")
    Coverage.objects.create(**said, case_id=entry.case_id, medium="已删", title="登记错了", removed_at=now)
    report = Report.objects.create(call_id=call.id, title="蓝皮书", year=2023, made_at=now, made_by=BY)
    Citation.objects.create(
        report=report, case_id=entry.case_id, quote="年节电约87万千瓦时", page="12", consent="承诺第二条",
        made_at=now, made_by=BY,
    )  # fmt: skip
    page = body(clerk, "case-standing", entry.case_id)
    for seen in (
        "云岫晚报",
        "机房穿上凉外套",
        "望鹤之声",
        "报道了整个专题",
        "《蓝皮书》（2023）第 12 页",
        "承诺第二条",
    ):
        assert seen in page, seen
    assert "与此无关" not in page
    assert "登记错了" not in page


def test_an_article_that_a_person_has_to_delete_is_named_with_its_link(
    clerk: Client, entry: EntryView, now: datetime
) -> None:
    content = content_for(entry.edition_id, "wechat", now=now)
    sent = record_sent(entry.edition_id, "wechat", content, by=BY, now=now)
    account = WechatAccount.objects.create(name="征案", app_id="wx1", secret="", changed_at=now, changed_by=BY)
    message = WechatMessage.objects.create(
        publication=sent, account=account, mark="cc-1", state="published", digest="", changed_at=now,
        articles=[{"title": "绿色专辑", "cases": [entry.number]}], article_urls=["https://mp.example.com/s/1"],
    )  # fmt: skip
    WechatRemoval.objects.create(message=message, case_id=entry.case_id, why="单位来函", asked_at=now)
    page = body(clerk, "case-standing", entry.case_id)
    assert "须由人删除的公众号文章" in page
    assert 'href="https://mp.example.com/s/1"' in page
    assert "请在公众平台删除" in page


def test_a_withdrawn_case_says_why_it_is_gone(clerk: Client, entry: EntryView, now: datetime) -> None:
    from casecall.publishing.actions import clear_withdrawn

    publish(entry.edition_id, by=BY, now=now)
    move(entry.case_id, states.WITHDRAWN, by="applicant:1", at=now, why="不再参加")
    clear_withdrawn(now=now)
    page = body(clerk, "case-standing", entry.case_id)
    assert "案例现为“已撤回”" in page
    assert "在发布" not in page


def test_the_statements_of_the_page_do_not_grow_with_what_was_sent(
    clerk: Client, entry: EntryView, now: datetime
) -> None:
    counts = []
    for title in ("甲", "乙", "丙"):
        send(clerk, "entry", entry.id, title=title, unit=entry.unit, theme=entry.theme, body="一段。")
        publish(entry.edition_id, by=BY, now=now)
        with CaptureQueriesContext(connection) as caught:
            body(clerk, "case-standing", entry.case_id)
        counts.append(len(caught))
    assert counts[0] == counts[2]

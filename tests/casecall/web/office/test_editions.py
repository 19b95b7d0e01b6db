"""Editions: made, filled, ordered, edited beside the original, looked at, published and taken down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.compiling import actions as compiling
from casecall.compiling import queries as compiled
from casecall.publishing import queries as published
from casecall.screening.actions import accept
from tests.casecall.factory import Application, a_case

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from casecall.calls.queries import CallRow
    from casecall.compiling.records import EntryView


def accepted(call: CallRow, now: datetime, **more: object) -> int:
    case_id = a_case(call, Application(**more), now=now)  # type: ignore[arg-type]  # the fields of an application
    accept(case_id, "做法可学", by="user:1", now=now)
    return case_id


def an_edition(call: CallRow, now: datetime, *titles: str) -> int:
    edition_id = compiling.make_edition(call.id, slug="green-2022", title="绿色专辑", by="user:1", now=now)
    compiling.add_cases(edition_id, [accepted(call, now, title=title) for title in titles], by="user:1", now=now)
    return edition_id


def entries(edition_id: int) -> tuple[EntryView, ...]:
    return compiled.edition(edition_id).entries


def body(client: Client, name: str, *parts: object) -> str:
    return client.get(reverse(f"office:{name}", args=parts)).content.decode()


def test_without_an_edition_the_page_says_what_one_is_for(clerk: Client, call: CallRow) -> None:
    assert "还没有编辑稿" in body(clerk, "editions")


def test_an_edition_is_made_and_opened(clerk: Client, call: CallRow) -> None:
    made = {"slug": "rural-2022", "title": "乡村专辑", "lead": "山里的网络"}
    response = clerk.post(reverse("office:editions"), made, follow=True)
    assert "乡村专辑" in response.content.decode()
    assert "还没有编入案例" in response.content.decode()
    assert "乡村专辑" in body(clerk, "editions")


@pytest.mark.parametrize("slug", ["", "绿色", "a b", "../x", "A"])
def test_an_unfit_address_is_refused_and_nothing_is_typed_twice(clerk: Client, call: CallRow, slug: str) -> None:
    response = clerk.post(reverse("office:editions"), {"slug": slug, "title": "乡村专辑"})
    assert response.status_code == 422
    assert 'value="乡村专辑"' in response.content.decode()
    assert not compiled.list_editions()


def test_accepted_cases_join(clerk: Client, call: CallRow, now: datetime) -> None:
    edition_id, case_id = an_edition(call, now), accepted(call, now, title="山村机房")
    waiting = a_case(call, Application(title="还没有入选"), now=now)
    page = body(clerk, "edition", edition_id)
    assert "山村机房" in page
    assert "还没有入选" not in page
    clerk.post(reverse("office:add", args=(edition_id,)), {"case": [case_id, waiting]})
    assert [one.case_id for one in entries(edition_id)] == [case_id]


def test_nothing_picked_to_join_is_said(clerk: Client, call: CallRow, now: datetime) -> None:
    response = clerk.post(reverse("office:add", args=(an_edition(call, now),)), follow=True)
    assert "请先勾选要编入的案例" in response.content.decode()


@pytest.mark.parametrize(
    ("move", "order"),
    [("0:down", "乙甲丙"), ("2:up", "甲丙乙"), ("0:up", "甲乙丙"), ("1:off", "甲乙丙"), ("²:up", "甲乙丙")],
)
def test_entries_move_by_their_arrows(clerk: Client, call: CallRow, move: str, order: str) -> None:
    edition_id = an_edition(call, timezone.now(), "甲", "乙", "丙")
    at, way = move.split(":")
    sent = {"move": f"{entries(edition_id)[int(at)].id if at.isdecimal() else at}:{way}"}
    clerk.post(reverse("office:order", args=(edition_id,)), sent)
    assert "".join(one.title for one in entries(edition_id)) == order


def test_a_drag_sends_the_whole_order(clerk: Client, call: CallRow, now: datetime) -> None:
    edition_id = an_edition(call, now, "甲", "乙", "丙")
    ids = [one.id for one in entries(edition_id)]
    clerk.post(reverse("office:order", args=(edition_id,)), {"order": [ids[2], ids[0], ids[1]]})
    assert "".join(one.title for one in entries(edition_id)) == "丙甲乙"


def test_the_number_of_statements_does_not_grow_with_entries(clerk: Client, call: CallRow, now: datetime) -> None:
    edition_id = an_edition(call, now, "甲")
    with CaptureQueriesContext(connection) as one:
        body(clerk, "edition", edition_id)
    compiling.add_cases(edition_id, [accepted(call, now), accepted(call, now)], by="user:1", now=now)
    with CaptureQueriesContext(connection) as three:
        body(clerk, "edition", edition_id)
    assert len(one) == len(three)


def test_title_and_lead_are_kept_and_a_title_is_wanted(clerk: Client, call: CallRow, now: datetime) -> None:
    edition_id = an_edition(call, now)
    clerk.post(reverse("office:edition-change", args=(edition_id,)), {"title": "新题", "lead": "新导语"})
    assert (compiled.edition(edition_id).title, compiled.edition(edition_id).lead) == ("新题", "新导语")
    clerk.post(reverse("office:edition-change", args=(edition_id,)), {"title": " "})
    assert compiled.edition(edition_id).title == "新题"


def test_the_editors_text_stands_beside_the_papers_which_stays(clerk: Client, call: CallRow, now: datetime) -> None:
    entry = entries(an_edition(call, now, "山村机房"))[0]
    text = {"title": "凉外套", "unit": entry.unit, "theme": entry.theme, "body": "一段。\r\n二段。"}
    clerk.post(reverse("office:entry", args=(entry.id,)), text)
    kept = compiled.entry(entry.id)
    assert (kept.title, kept.paragraphs, kept.paper_title) == ("凉外套", ("一段。", "二段。"), "山村机房")
    page = body(clerk, "entry", entry.id)
    assert "凉外套" in page
    assert "山村机房" in page
    assert 'data-count="500"' in page


def test_words_of_a_contest_are_pointed_out(clerk: Client, call: CallRow, now: datetime) -> None:
    entry = entries(an_edition(call, now, "山村机房"))[0]
    text = {"title": "荣获一等奖的机房", "unit": entry.unit, "theme": entry.theme, "body": entry.body}
    page = clerk.post(reverse("office:entry", args=(entry.id,)), text, follow=True).content.decode()
    assert "协会征集案例不设奖项" in page


def test_a_photo_gets_caption_credit_and_place(clerk: Client, call: CallRow, now: datetime) -> None:
    entry = entries(an_edition(call, now, "山村机房"))[0]
    photo = entry.photos[0]
    words = {"caption": "新风机", "alt": "一台新风机", "credit": "卓一川", "order": "7"}
    clerk.post(reverse("office:photo", args=(entry.id, photo.id)), words)
    kept = next(one for one in compiled.entry(entry.id).photos if one.id == photo.id)
    assert (kept.caption, kept.alt, kept.credit, kept.order, kept.shown) == ("新风机", "一台新风机", "卓一川", 7, False)
    assert clerk.post(reverse("office:photo", args=(entry.id, 987_654)), words).status_code == 404


def test_an_entry_taken_out_is_accepted_as_before(clerk: Client, call: CallRow, now: datetime) -> None:
    entry = entries(an_edition(call, now, "山村机房"))[0]
    clerk.post(reverse("office:entry-remove", args=(entry.id,)), {"why": "改投下一辑"})
    assert cases.case_row(entry.case_id).state == states.ACCEPTED


def test_the_preview_shows_the_topic_to_the_office_alone(clerk: Client, call: CallRow, now: datetime) -> None:
    edition_id = an_edition(call, now, "山村机房")
    first = clerk.get(reverse("office:preview", args=(edition_id,)))
    assert "山村机房" in b"".join(first.streaming_content).decode()
    slug = entries(edition_id)[0].slug
    story = clerk.get(reverse("office:preview-file", args=(edition_id, f"cases/{slug}/")))
    assert "年节电约87万千瓦时" in b"".join(story.streaming_content).decode()
    assert published.published_file("green-2022", "") is None
    assert clerk.get(reverse("office:preview-file", args=(edition_id, "../../casecall.sqlite3"))).status_code == 404


def test_an_empty_edition_has_no_preview(clerk: Client, call: CallRow, now: datetime) -> None:
    response = clerk.get(reverse("office:preview", args=(an_edition(call, now),)), follow=True)
    assert "专题中还没有案例" in response.content.decode()


def test_what_goes_out_is_listed_before_it_goes(clerk: Client, call: CallRow, now: datetime) -> None:
    page = body(clerk, "publish", an_edition(call, now, "甲案", "乙案"))
    assert "将要公开的 2 件" in page
    assert "联系人、电话、邮箱" in page
    assert "确认发布" in page


def test_what_stands_in_the_way_is_listed_and_keeps_all_back(clerk: Client, call: CallRow, now: datetime) -> None:
    edition_id = an_edition(call, now, "甲案", "乙案")
    entry = entries(edition_id)[0]
    compiling.edit_entry(entry.id, title="甲案", body="", unit=entry.unit, theme=entry.theme, by="user:1", now=now)
    page = body(clerk, "publish", edition_id)
    assert "还不能发布" in page
    assert "正文为空" in page
    assert "确认发布" not in page
    response = clerk.post(reverse("office:publish", args=(edition_id,)))
    assert response.status_code == 422
    assert not published.published_editions()


def test_published_and_taken_down_again(clerk: Client, call: CallRow, now: datetime) -> None:
    edition_id = an_edition(call, now, "甲案", "乙案")
    page = clerk.post(reverse("office:publish", args=(edition_id,)), follow=True).content.decode()
    assert "已发布。" in page
    live = published.publications(edition_id)[0]
    case_id = entries(edition_id)[0].case_id
    assert cases.case_row(case_id).state == states.PUBLISHED
    assert "专题网页 · 绿色专辑" in body(clerk, "desk", case_id)
    down = reverse("office:take-down", args=(edition_id, live.id))
    assert "撤下请写明理由" in clerk.post(down, follow=True).content.decode()
    for wrong in ("²", "甲", "0", str(case_id + 100)):  # never the whole topic, where one case was meant
        assert clerk.post(down, {"case": wrong, "why": "误"}).status_code == 404
    assert published.published_editions()[0].cases == 2
    clerk.post(down, {"case": case_id, "why": "单位来函更正"})
    assert cases.case_row(case_id).state == states.COMPILED
    clerk.post(down, {"why": "专题改版"})
    assert not published.published_editions()
    assert "单位来函更正" in body(clerk, "desk", case_id)
    assert clerk.post(down, {"why": "再来一次"}).status_code == 404


def test_a_published_topic_is_downloaded_by_the_staff_alone(clerk: Client, client: Client, call: CallRow) -> None:
    now = timezone.now()
    edition_id = an_edition(call, now, "余电点亮村路")
    address = reverse("office:edition-zip", args=[edition_id])
    assert "没有正在发布的专题" in clerk.get(address, follow=True).content.decode()
    clerk.post(reverse("office:publish", args=[edition_id]))
    assert b"green-2022/index.html" in b"".join(clerk.get(address).streaming_content)  # type: ignore[attr-defined]
    client.logout()
    assert "login" in client.get(address)["Location"]

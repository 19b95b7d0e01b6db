"""Calls: opened from a file, edited on a page, cloned, downloaded; every fault of a file is told at once."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casecall.calls import queries as calls
from casecall.calls.actions import clone_call
from casecall.web.office.contexts.calls import call_page

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from casecall.calls.queries import CallRow

CALLS = "/office/calls/"
SOURCE = (files("casepaper.forms") / "calls" / "cace-2022.toml").read_text()


def filled(call: CallRow, now: datetime, **other: str) -> dict[str, str]:
    """The form as a browser sends it when nothing was touched, with something else in it."""
    page = call_page(call, now=now)
    sent = {one.name: one.value for one in (*page.lines, *page.texts)}
    sent |= {one.name: "1" for one in page.switches if one.on}
    sent |= {"opens": page.opens, "closes": page.closes, "scope_since": page.since, "word_limit": page.word_limit}
    sent |= {"requirements": page.requirements}
    for theme in page.themes:
        sent |= {f"theme-{theme.key}-{name}": getattr(theme, name) for name in ("label", "short", "text")}
    for field in page.fields:
        sent |= {f"field-{field.key}-label": field.label, f"field-{field.key}-hint": field.hint}
    return sent | other


def test_the_shipped_call_opens_with_one_press(administrator: Client, db: None) -> None:
    response = administrator.post(CALLS, {"shipped": "cace-2022"}, follow=True)
    assert "已打开" in response.content.decode()
    assert calls.call_by_key("cace-2022") is not None


def test_a_call_file_is_uploaded(administrator: Client, db: None) -> None:
    administrator.post(CALLS, {"file": SimpleUploadedFile("call.toml", SOURCE.encode())})
    assert calls.call_by_key("cace-2022") is not None


def test_every_fault_is_told_with_its_line_and_the_file_can_be_mended_there(administrator: Client, db: None) -> None:
    broken = SOURCE.replace("words = 500", "words = -1").replace('kind = "phone"', 'kind = "fax"')
    response = administrator.post(CALLS, {"file": SimpleUploadedFile("call.toml", broken.encode())})
    page = response.content.decode()
    assert response.status_code == 422
    assert "有 2 处需要改动" in page
    assert page.count("<li>第 ") == 2
    assert "kind = &quot;fax&quot;" in page
    administrator.post(CALLS, {"source": SOURCE})
    assert calls.call_by_key("cace-2022") is not None


def test_what_is_no_text_is_refused_in_words(administrator: Client, db: None) -> None:
    response = administrator.post(CALLS, {"file": SimpleUploadedFile("call.toml", b"\xff\xfe\x00")})
    assert "不是 UTF-8 编码的文本文件" in response.content.decode()
    large = SimpleUploadedFile("call.toml", b"#" * 1_000_001)
    assert "文件过大" in administrator.post(CALLS, {"file": large}).content.decode()


def test_a_key_that_is_taken_is_told(administrator: Client, call: CallRow) -> None:
    assert "已有编号为" in administrator.post(CALLS, {"source": SOURCE}).content.decode()


def test_a_form_sent_back_untouched_changes_nothing(administrator: Client, call: CallRow, now: datetime) -> None:
    response = administrator.post(reverse("office:call", args=(call.id,)), filled(call, now))
    assert response.status_code == 302
    assert calls.rules_of(call.id) == call.rules


def test_dates_limits_themes_and_labels_are_edited(administrator: Client, call: CallRow, now: datetime) -> None:
    changed = filled(
        call, now,
        closes="2022-12-01", word_limit="800", several_themes="1", requirements="只此一条",
        correction_days="10", silence="lapse",
        **{"theme-green-short": "低碳", "field-title-label": "案例标题", "field-title-hint": "不超过 20 字"},
    )  # fmt: skip
    administrator.post(reverse("office:call", args=(call.id,)), changed)
    rules = calls.rules_of(call.id)
    green, title = rules.theme("green"), rules.form.field("title")
    assert green is not None
    assert title is not None
    assert (rules.closes, rules.word_limit, rules.several_themes) == (date(2022, 12, 1), 800, True)
    assert (rules.correction_days, rules.silence) == (10, "lapse")
    assert (rules.requirements, green.short) == (("只此一条",), "低碳")
    assert (title.label, title.hint) == ("案例标题", "不超过 20 字")
    assert "案例名称" not in title.labels[:1]


def test_nonsense_is_refused_all_at_once_and_kept_in_the_form(
    administrator: Client, call: CallRow, now: datetime
) -> None:
    wrong = filled(call, now, opens="someday", word_limit="many", title="改到一半的名称")
    response = administrator.post(reverse("office:call", args=(call.id,)), wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert "有 2 处需要改动" in page
    assert "改到一半的名称" in page
    assert calls.rules_of(call.id) == call.rules


def test_the_whole_file_is_edited_by_those_who_know_it(administrator: Client, call: CallRow) -> None:
    where = reverse("office:call-source", args=(call.id,))
    administrator.post(where, {"source": SOURCE.replace("words = 500", "words = 600")})
    assert calls.rules_of(call.id).word_limit == 600
    refused = administrator.post(where, {"source": SOURCE.replace('key = "cace-2022"', 'key = "other"')})
    assert "key 不能改动" in refused.content.decode()


def test_last_years_call_is_cloned(administrator: Client, call: CallRow) -> None:
    asked = {"key": "cace-2023", "opens": "2023-08-01", "closes": "2023-11-01", "title": "2023 年征集"}
    response = administrator.post(reverse("office:call-clone", args=(call.id,)), asked, follow=True)
    assert "请核对各项内容" in response.content.decode()
    made = calls.call_by_key("cace-2023")
    assert made is not None
    assert (made.title, made.rules.numbering) == ("2023 年征集", "LZ2023-{n:04d}")


def value_of(page: str, field: str) -> str:
    found = re.search(rf'<input id="{field}"[^>]*\bvalue="([^"]*)"', page)
    assert found is not None, field
    return found[1]


def test_the_form_for_another_year_begins_a_year_later(administrator: Client, call: CallRow) -> None:
    page = administrator.get(reverse("office:call", args=(call.id,))).content.decode()
    likely = {name: value_of(page, f"clone-{name}") for name in ("key", "title", "opens", "closes", "since")}
    assert likely == {
        "key": "cace-2023", "title": "2023 年信息通信行业典型履责实践案例征集", "opens": "2023-08-01",
        "closes": "2023-11-01", "since": "2023-01-01",
    }  # fmt: skip


def test_after_cloning_the_page_shows_what_changed_and_what_still_names_the_old_year(
    administrator: Client, call: CallRow
) -> None:
    asked = {"key": "cace-2023", "opens": "2023-08-01", "closes": "2023-11-01", "scope_since": "2022-10-01"}
    where = reverse("office:call-clone", args=(call.id,))
    page = administrator.post(where, asked, follow=True).content.decode()
    for before, after in (("2022-08-01", "2023-08-01"), ("2022-01-01", "2022-10-01"), ("LZ2022", "LZ2023")):
        assert re.search(rf"{before}\S* → <strong>{after}", page)
    assert "以下各项还写着“2022”，请核对：名称、文号" in page
    made = calls.call_by_key("cace-2023")
    assert made is not None
    assert made.rules.scope_since == date(2022, 10, 1)
    assert "→" not in administrator.get(reverse("office:call", args=(made.id,))).content.decode()


def test_a_day_for_facts_that_is_no_day_is_refused_and_what_was_typed_is_kept_in_its_own_form(
    administrator: Client, call: CallRow
) -> None:
    asked = {"key": "cace-2023", "opens": "2023-08-01", "closes": "2023-11-01", "scope_since": "去年"}
    response = administrator.post(reverse("office:call-clone", args=(call.id,)), asked)
    page = response.content.decode()
    assert response.status_code == 422
    assert "“事迹不早于”请填写日期，或留空" in page
    assert (value_of(page, "clone-opens"), value_of(page, "clone-since")) == ("2023-08-01", "去年")
    assert 'id="opens" type="date" name="opens" value="2022-08-01"' in page
    assert calls.call_by_key("cace-2023") is None


def test_a_blank_day_for_facts_means_any(administrator: Client, call: CallRow) -> None:
    asked = {"key": "cace-2023", "opens": "2023-08-01", "closes": "2023-11-01", "scope_since": ""}
    administrator.post(reverse("office:call-clone", args=(call.id,)), asked)
    made = calls.call_by_key("cace-2023")
    assert made is not None
    assert made.rules.scope_since is None


def test_a_clone_without_dates_or_with_a_key_that_is_taken_is_refused(administrator: Client, call: CallRow) -> None:
    where = reverse("office:call-clone", args=(call.id,))
    assert "请填写新的起止日期" in administrator.post(where, {"key": "next"}).content.decode()
    taken = {"key": "cace-2022", "opens": "2023-08-01", "closes": "2023-11-01"}
    assert administrator.post(where, taken).status_code == 422


def test_the_call_file_comes_back_as_it_went_in(clerk: Client, call: CallRow) -> None:
    response = clerk.get(reverse("office:call-file", args=(call.id,)))
    assert response.content.decode() == call.source
    assert "cace-2022.toml" in response["Content-Disposition"]


def test_the_number_of_statements_does_not_grow_with_the_calls(
    administrator: Client, call: CallRow, now: datetime
) -> None:
    with CaptureQueriesContext(connection) as one:
        administrator.get(CALLS)
    for year in (2023, 2024):
        window = {"opens": date(year, 8, 1), "closes": date(year, 11, 1)}
        clone_call(call.id, key=f"cace-{year}", **window, now=now, by="user:1")
    with CaptureQueriesContext(connection) as three:
        administrator.get(CALLS)
    assert len(one) == len(three)


def test_without_a_call_the_page_says_how_to_open_one(administrator: Client, db: None) -> None:
    assert "还没有征集活动" in administrator.get(CALLS).content.decode()

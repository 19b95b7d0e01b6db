"""The call page: anybody reads it, it says where the window stands, and asks the database next to nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from casecall.calls.actions import change_call
from tests.casecall.web.public.conftest import topic

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.publishing.records import PublishedEdition


def page(path: str = "/c/cace-2022/") -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_call_page_shows_the_notice_the_window_the_themes_and_the_doors(call: CallRow) -> None:
    html = page()
    for said in (
        call.rules.number, call.rules.title, call.rules.summary, call.rules.background, call.rules.scope,
        call.rules.uses_text, *call.rules.requirements, *call.rules.addressees,
        *(theme.label for theme in call.rules.themes), *(theme.text for theme in call.rules.themes),
    ):  # fmt: skip
        assert said in html
    assert "61 天" in html
    assert "2022-08-01 至 2022-11-01（含当日）" in strip_tags(html)
    for door in ("/c/cace-2022/apply/", "/c/cace-2022/form.docx", "/c/cace-2022/send/"):
        assert f'href="{door}"' in html


def test_a_call_that_is_not_there_is_not_found_in_chinese(db: None) -> None:
    answer = Client().get("/c/nothing/")
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/c/cace-2022/", "/c/cace-2022/form.docx", "/t/topic-1/"])
def test_the_public_pages_are_only_read(path: str, call: CallRow) -> None:
    assert Client().post(path).status_code == 405


def test_a_call_that_asks_for_letters_alone_has_no_door_on_the_web(call: CallRow, now: datetime) -> None:
    text = call.source.replace('ways = ["web", "mail", "post"]', 'ways = ["mail"]')
    change_call(call.id, text.replace("[limits]", "[limits]\ncases_per_unit = 3"), now=now, by="console")
    html = page()
    assert "发邮件" in html
    assert "每个单位至多申报 3 个案例" in html
    for door in ("/c/cace-2022/apply/", "/c/cace-2022/send/"):
        assert door not in html
        assert Client().get(door).status_code == 404
        assert Client().post(door).status_code == 404


def test_on_the_last_day_the_page_says_so(call: CallRow, turn: Callable[[str], datetime]) -> None:
    turn("2022-11-01T23:30+08:00")
    html = page()
    assert "今天截止" in html
    assert "/c/cace-2022/apply/" in html


def test_before_the_window_the_form_can_be_fetched_but_nothing_be_sent(
    call: CallRow, turn: Callable[[str], datetime]
) -> None:
    turn("2022-07-30T12:00+08:00")
    html = page()
    assert "距开始" in html
    assert "2 天" in html
    assert "/c/cace-2022/form.docx" in html
    assert "/apply/" not in html


def test_a_closed_call_has_no_door_but_its_topic(
    call: CallRow, turn: Callable[[str], datetime], standing: list[PublishedEdition]
) -> None:
    turn("2022-11-02T00:00+08:00")
    assert "感谢各单位的支持" in page()
    standing.append(topic(1))
    html = page()
    assert "已截止" in html
    assert 'href="/t/topic-1/"' in html
    assert "开始申报" not in html


def test_whom_to_ask_stands_there_when_the_secretariat_has_said(call: CallRow, settings: object) -> None:
    settings.CONTACT = {  # type: ignore[attr-defined]
        "person": "许知远", "telephone": "010-55550123", "mailbox": "anli@example.cn", "address": "北京市某路 1 号",
        "hours": "工作日",
    }  # fmt: skip
    html = page()
    assert 'href="mailto:anli@example.cn"' in html
    assert 'href="tel:010-55550123"' in html
    assert html.count("北京市某路 1 号") == 2


def test_whom_to_ask_is_said_plainly_when_nobody_has(call: CallRow) -> None:
    html = page()
    assert "咨询请联系社会责任工作委员会秘书处" in html
    assert "mailto:" not in html


def test_only_the_ways_of_the_call_are_offered(call: CallRow) -> None:
    from dataclasses import replace  # lazy: one test bends the rules

    from django.template.loader import render_to_string  # lazy: the same

    html = render_to_string("public/_how.html", {"rules": replace(call.rules, ways=("post",))})
    assert "邮寄" in html
    assert "在线填写" not in html
    assert "发邮件" not in html


def test_the_page_sets_no_cookie_and_runs_nothing_from_elsewhere(call: CallRow) -> None:
    answer = Client().get("/c/cace-2022/")
    assert not answer.cookies
    assert "<script" not in answer.content.decode()
    assert "style=" not in answer.content.decode()
    sources = re.findall(r'(?:src|href)="((?:https?:)?//[^"]+)"', answer.content.decode())
    assert not sources
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_no_cache_mixes_the_dresses_of_readers(call: CallRow) -> None:
    answer = Client().get("/c/cace-2022/")
    assert "Cookie" in answer["Vary"]
    assert "no-cache" in answer["Cache-Control"]


def test_a_call_page_asks_one_question_of_the_calls(call: CallRow) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page()
    assert len(asked) == 1


def test_the_readers_choices_stand_in_the_page(call: CallRow) -> None:
    client = Client()
    client.cookies["size"], client.cookies["scheme"] = "large", "dark"
    html = client.get("/c/cace-2022/").content.decode()
    assert 'data-size="large"' in html
    assert 'data-scheme="dark"' in html
    assert ">标准版</a>" in html

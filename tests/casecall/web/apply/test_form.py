"""The web form: works without scripts, says every fault at once, and one form is one application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casecall.cases import queries as cases
from casecall.receiving.typed import photo_words
from tests.casecall.web.apply.conftest import GOOD, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow

FORM = "/c/cace-2022/apply/"


def test_the_form_stands_in_the_order_of_the_paper(call: CallRow) -> None:
    html = Client().get(FORM).content.decode()
    places = [
        html.index(f'name="{key}"') for key in ("theme", "unit", "contact", "position", "phone", "email", "title")
    ]
    places += [html.index(part) for part in ('name="body"', 'name="photo-1"', 'name="pledge"', 'name="date"')]
    assert places == sorted(places)
    assert call.rules.form.undertaking in html
    for element in ("事件背景", "发生时间", "地点", "具体参与人员", "所做具体事迹", "案例效果"):
        assert f"<li>{element}</li>" in html
    assert "个人信息说明" in html


def test_the_date_begins_with_today_as_the_call_counts_days(call: CallRow, turn: Callable[[str], datetime]) -> None:
    turn("2022-09-30T16:30+00:00")
    assert 'value="2022-10-01"' in Client().get(FORM).content.decode()


def test_a_whole_form_becomes_a_draft_with_a_number_and_a_link(call: CallRow) -> None:
    answer = Client().post(FORM, GOOD)
    assert answer.status_code == 303
    assert answer["Location"].startswith("/a/")
    (case_id,) = cases.case_ids(call.id)
    case = cases.case_row(case_id)
    assert (case.number, case.state, case.door) == ("LZ2022-0001", "draft", "web")
    assert (case.title, case.theme, case.words, case.rank) == ("机房节能改造", "green", 23, 1)


def test_what_was_typed_is_kept_with_the_consent_and_the_words_of_each_photo(call: CallRow) -> None:
    sent = GOOD | {"photo-2": picture(), "caption-2": "换上新空调", "credit-2": "许知远", "caption-3": "没有照片的图说"}
    Client().post(FORM, sent)
    revision = cases.newest_revision(cases.case_ids(call.id)[0])
    assert revision is not None
    assert revision.typed is not None
    assert revision.typed["body"] == GOOD["body"]
    assert revision.typed["consent"] == "personal-information-1"
    assert [one.name for one in revision.files] == ["现场.jpg"]
    assert photo_words(revision.typed, revision.files[0].sha256) == ("换上新空调", "许知远")
    assert "没有照片的图说" not in revision.typed.values()


def test_every_fault_is_said_on_top_and_beside_its_field_and_nothing_typed_is_lost(call: CallRow) -> None:
    sent = GOOD | {"unit": "", "phone": "130", "body": "字" * 501, "photo-1": picture(), "caption-1": "图说还在"}
    del sent["pledge"]
    answer = Client().post(FORM, sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "有 4 处需要改动" in html
    for key in ("unit", "phone", "body", "pledge"):
        assert f'href="#f-{key}"' in html
        assert f'id="f-{key}-error"' in html
    assert GOOD["title"] in html
    assert "字" * 501 in html
    assert 'value="图说还在"' in html
    assert "照片需要重新选择" in html
    assert not cases.case_ids(call.id)


def test_the_ticks_are_asked_for(call: CallRow) -> None:
    sent = {key: value for key, value in GOOD.items() if key not in {"pledge", "consent"}}
    html = Client().post(FORM, sent).content.decode()
    assert "请阅读本单位承诺" in html
    assert "请阅读个人信息说明" in html


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (SimpleUploadedFile("照片.jpg", b"%PDF-1.7 no picture"), "“照片.jpg”不是能打开的图片"),
        (SimpleUploadedFile("空.jpg", b""), "“空.jpg”是空文件"),
        (SimpleUploadedFile("a.svg", b"<svg onload=alert(1)>"), "“a.svg”不是能打开的图片"),
    ],
)
def test_a_photo_is_known_by_its_content(call: CallRow, file: SimpleUploadedFile, says: str) -> None:
    html = Client().post(FORM, GOOD | {"photo-1": file}).content.decode()
    assert says in html
    assert 'href="#photo-1"' in html
    assert not cases.case_ids(call.id)


def test_what_is_typed_is_text_and_never_markup(call: CallRow) -> None:
    html = Client().post(FORM, GOOD | {"title": "<script>alert(1)</script>", "unit": ""}).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_the_same_form_sent_twice_is_one_application(call: CallRow, turn: Callable[[str], datetime]) -> None:
    first = Client().post(FORM, GOOD)
    turn("2022-09-03T10:00+08:00")
    again = Client().post(FORM, GOOD)
    assert again["Location"] == first["Location"]
    assert len(cases.case_ids(call.id)) == 1


def test_another_form_with_the_same_words_is_another_application(call: CallRow) -> None:
    Client().post(FORM, GOOD)
    Client().post(FORM, GOOD | {"once": "def"})
    assert len(cases.case_ids(call.id)) == 2


def test_each_form_has_its_own_token(call: CallRow) -> None:
    def token() -> str:
        return Client().get(FORM).context["page"].entry.once

    assert token() != token()


@pytest.mark.parametrize(
    ("instant", "says"), [("2022-11-02T00:00+08:00", "征集已截止"), ("2022-07-31T23:00+08:00", "征集尚未开始")]
)
def test_outside_the_window_the_form_is_politely_shut(
    call: CallRow, turn: Callable[[str], datetime], instant: str, says: str
) -> None:
    turn(instant)
    shown, sent = Client().get(FORM), Client().post(FORM, GOOD)
    assert (shown.status_code, sent.status_code) == (200, 403)
    assert says in shown.content.decode()
    assert "<form" not in shown.content.decode()
    assert "您填写的内容没有提交" in sent.content.decode()
    assert GOOD["title"] in sent.content.decode()
    assert not cases.case_ids(call.id)


def test_a_form_without_its_csrf_token_is_turned_away_calmly(call: CallRow) -> None:
    answer = Client(enforce_csrf_checks=True).post(FORM, GOOD)
    assert answer.status_code == 403
    assert "页面放得太久了" in answer.content.decode()


def test_the_form_is_got_or_posted_and_of_a_call_that_is_there(call: CallRow) -> None:
    assert Client().put(FORM).status_code == 405
    assert Client().get("/c/nothing/apply/").status_code == 404
    assert Client().post("/c/nothing/apply/", GOOD).status_code == 404


def test_an_upload_beyond_the_bound_is_said_to_be_too_large(call: CallRow, settings: object) -> None:
    settings.UPLOAD_BYTES = 1024  # type: ignore[attr-defined]
    big = SimpleUploadedFile("big.jpg", b"\xff\xd8\xff" + b"0" * (2 * 1024 * 1024))
    answer = Client().post(FORM, GOOD | {"photo-1": big})
    assert answer.status_code == 413
    assert "一次上传的内容过大" in answer.content.decode()


def test_too_many_files_are_said_to_be_too_many(call: CallRow) -> None:
    many = [SimpleUploadedFile(f"{n}.jpg", b"\xff\xd8\xff") for n in range(41)]
    answer = Client().post(FORM, GOOD | {"photo-1": many})
    assert answer.status_code == 413
    assert "40 个文件" in answer.content.decode()


def test_the_form_asks_one_question_of_the_calls(call: CallRow) -> None:
    with CaptureQueriesContext(connection) as asked:
        Client().get(FORM)
    assert len(asked) == 1


def test_the_form_is_not_kept_by_caches(call: CallRow) -> None:
    assert "no-store" in Client().get(FORM)["Cache-Control"]


@pytest.mark.parametrize("rank", ["0", "00", "100", "9" * 5000, "²", "\u0661", "-1", "1.5"])
def test_a_rank_that_is_none_is_said_and_breaks_nothing(call: CallRow, rank: str) -> None:
    answer = Client().post(FORM, {**GOOD, "rank": rank})
    assert answer.status_code == 422
    assert "推荐序请填 1 至 99 的整数" in answer.content.decode()


@pytest.mark.parametrize("rank", ["1", "01", "99", ""])
def test_a_rank_from_1_to_99_or_none_at_all_is_taken(call: CallRow, rank: str) -> None:
    assert Client().post(FORM, {**GOOD, "rank": rank}).status_code == 303

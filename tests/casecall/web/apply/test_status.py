"""The link of an application shows where it stands, and opens nothing to a stranger."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casecall.calls.actions import change_call
from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.jobs.actions import claim, extend
from casecall.people.links import make_link
from casecall.screening.actions import rule
from casecall.screening.queries import desk
from casecall.screening.rules import CLEARED
from casecall.web.apply import standing
from casecall.web.apply.contexts import STAGES, stage_of
from casecall.web.apply.standing import Told
from tests.casecall.factory import Application, a_case
from tests.casecall.web.apply.conftest import GOOD, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow


def case_of(call: CallRow) -> int:
    return cases.case_ids(call.id)[0]


def html_of(link: str) -> str:
    answer = Client().get(link)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_draft_says_what_comes_next_and_until_when(call: CallRow, link: str) -> None:
    html = html_of(link)
    for said in ("LZ2022-0001", "待盖章", "下载 Word 申报表", "打印，加盖单位公章", "上传盖章件", "2022 年 11 月 1 日"):
        assert said in html
    assert f"http://testserver{link}" in html
    assert "正文 23 字" in html


def test_the_filled_form_carries_the_number_and_what_was_typed(call: CallRow, link: str) -> None:
    answer = Client().get(f"{link}form.docx")
    text = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
    assert "LZ2022-0001" in text
    assert GOOD["unit"] in text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("page", ["", "form.docx", "edit/", "upload/", "withdraw/"])
def test_a_stranger_with_a_guessed_link_finds_nothing(call: CallRow, link: str, page: str) -> None:
    case_id, signature = link.removeprefix("/a/").strip("/").split("~")
    for token in ("1", f"{int(case_id) + 1}~{signature}", make_link("user", case_id), "~", f"{case_id}~x"):
        ask = Client().post if page == "upload/" else Client().get
        assert ask(f"/a/{token}/{page}").status_code == 404


def test_a_link_to_a_case_that_is_gone_finds_nothing(call: CallRow) -> None:
    assert Client().get(f"/a/{make_link('case', '999')}/").status_code == 404


@pytest.mark.parametrize(
    ("page", "method"),
    [("", "post"), ("form.docx", "post"), ("upload/", "get"), ("withdraw/", "put"), ("edit/", "delete")],
)
def test_a_wrong_method_is_turned_away(link: str, page: str, method: str) -> None:
    assert getattr(Client(), method)(f"{link}{page}").status_code == 405


def test_the_page_is_neither_cached_nor_indexed(link: str) -> None:
    answer = Client().get(link)
    assert "no-store" in answer["Cache-Control"]
    assert 'content="noindex"' in answer.content.decode()
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_page_asks_no_more_with_many_files_than_with_one(call: CallRow) -> None:
    counts = []
    for many in (1, 3):
        photos = {f"photo-{n}": picture(f"{n}.jpg", shade=n) for n in range(1, many + 1)}
        path = Client().post("/c/cace-2022/apply/", GOOD | photos | {"once": str(many)})["Location"]
        with CaptureQueriesContext(connection) as asked:
            assert f"{many}.jpg" in html_of(path)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 4


@pytest.mark.parametrize(
    ("state", "open_now", "stage"),
    [
        (states.ACCEPTED, True, "looking"),
        (states.DECLINED, True, "looking"),
        (states.ACCEPTED, False, "chosen"),
        (states.DECLINED, False, "declined"),
        (states.DRAFT, False, "lapsed"),
        (states.DOUBTFUL, True, "looking"),
        (states.PUBLISHED, True, "published"),
    ],
)
def test_a_decision_is_told_once_the_window_has_closed(state: str, open_now: bool, stage: str) -> None:
    assert stage_of(state, open_now=open_now) == stage


def test_every_state_has_words_for_the_unit() -> None:
    assert set(STAGES) == set(states.STATES)


@pytest.mark.parametrize("state", [states.IN_ORDER, states.DOUBTFUL, states.FAULTY, states.UNREADABLE])
def test_after_screening_the_unit_reads_faults_in_words_and_nothing_of_doubts(
    call: CallRow, link: str, now: datetime, *, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    move(case_of(call), states.RECEIVED, by="worker", at=now)
    assert "正在识读" in html_of(link)
    move(case_of(call), state, by="worker", at=now)
    told = Told(findings=("没有找到单位公章。",) if state in standing.TELLING else ())
    monkeypatch.setattr(standing, "told", lambda _case, _revision: told)
    html = html_of(link)
    assert ("没有找到单位公章。" in html) == (state in standing.TELLING)
    assert "待认定" not in html
    assert "更换或补充文件" in html


def test_while_it_is_read_the_page_says_what_the_reading_is_at(call: CallRow, link: str, now: datetime) -> None:
    scan = SimpleUploadedFile("盖章件.pdf", b"%PDF-1.7")
    Client().post(f"{link}upload/", {"files": [scan]})
    assert "已收到，正在识读。" in html_of(link)
    job = claim(now=now, lease=timedelta(minutes=5))
    assert job is not None
    extend(job.pk, job.token, now=now, lease=timedelta(minutes=5), progress="第 2 页 / 共 3 页")
    assert "已收到，正在识读：第 2 页 / 共 3 页。" in html_of(link)


def test_faults_that_stand_are_told_as_the_checks_say_them_and_cleared_ones_are_not(
    call: CallRow, now: datetime
) -> None:
    case_id = a_case(call, Application(sealed=False, words=(538, 540)), now=now)
    link = f"/a/{make_link('case', str(case_id))}/"
    told = standing.told(cases.case_row(case_id), None).findings
    assert any("公章" in says for says in told)
    assert any("538" in says for says in told)
    html = html_of(link)
    assert all(says in html for says in told)
    assert html.index("更换或补充文件") < html.index("已收到的材料"), "what is asked for comes first"
    seal = next(one for one in desk(case_id).findings if one.check == "seal_missing")
    rule(seal.id, CLEARED, "原件已核", by="user:1", now=now)
    assert not any("公章" in says for says in standing.told(cases.case_row(case_id), None).findings)


def test_a_state_without_a_screening_behind_it_is_told_without_reasons(call: CallRow, link: str, now: datetime) -> None:
    move(case_of(call), states.RECEIVED, by="worker", at=now)
    move(case_of(call), states.FAULTY, by="worker", at=now)
    assert "具体内容秘书处会与联系人联系" in html_of(link)


def test_a_closed_call_still_shows_where_it_stands_but_takes_nothing(
    call: CallRow, link: str, turn: Callable[[str], datetime]
) -> None:
    turn("2022-11-02T00:00+08:00")
    html = html_of(link)
    assert "没有完成盖章" in html
    assert 'type="file"' not in html
    assert "撤回这份申报" not in html


def test_where_it_is_published_is_said_with_the_address(
    call: CallRow, link: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for state in (states.RECEIVED, states.IN_ORDER, states.ACCEPTED, states.COMPILED, states.PUBLISHED):
        move(case_of(call), state, by="user:1", at=now)
    monkeypatch.setattr(
        standing, "told", lambda _case, _revision: Told(published=(("把网络修到人心里去", "/t/x/cases/1/"),))
    )
    html = html_of(link)
    assert '<a href="/t/x/cases/1/">把网络修到人心里去</a>' in html


def test_a_unit_beyond_the_limit_is_told_after_sending_and_the_limit_before(call: CallRow, now: datetime) -> None:
    limited = call.source.replace("[limits]", "[limits]\ncases_per_unit = 1")
    change_call(call.id, limited, now=now, by="console")
    for page in ("apply", "send"):
        assert "每个单位至多申报 1 个案例" in html_of(f"/c/{call.key}/{page}/")
    first = Client().post(f"/c/{call.key}/apply/", GOOD)["Location"]
    assert "已超过此数" not in html_of(first)
    second = Client().post(f"/c/{call.key}/apply/", GOOD | {"once": "def", "title": "另一个案例"})["Location"]
    for link in (first, second):
        assert "每个单位至多申报 1 个案例，贵单位的申报已超过此数" in html_of(link)
    Client().post(f"{second}withdraw/")
    for link in (first, second):
        assert "已超过此数" not in html_of(link)


def test_without_a_limit_nothing_is_said_of_one(call: CallRow, link: str) -> None:
    Client().post(f"/c/{call.key}/apply/", GOOD | {"once": "def"})
    for page in (link, f"/c/{call.key}/apply/", f"/c/{call.key}/send/"):
        assert "每个单位至多" not in html_of(page)


def test_a_case_that_was_joined_to_another_says_so_and_takes_nothing_more(
    call: CallRow, link: str, now: datetime
) -> None:
    case = case_of(call)
    move(case, states.RECEIVED, by="worker", at=now)
    move(case, states.MERGED, by="user:1", at=now, why="与另一份相同")
    html = html_of(link)
    assert "已并入贵单位的另一份申报" in html
    assert "更换或补充文件" not in html

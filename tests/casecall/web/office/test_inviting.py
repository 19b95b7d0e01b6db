"""The pages of the notice: a list is shown before it is taken, the board is asked, letters are seen before written."""

from __future__ import annotations

import io
import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from casecall.calls.actions import open_call
from casecall.calls.queries import rules_of
from casecall.inviting import actions, notices, rules
from casecall.inviting.models import Addressee
from casecall.inviting.notices import write_notice
from casecall.letters import rules as letters
from casecall.letters import templates
from casecall.letters.models import Letter, LetterFile
from casecall.people.models import User
from casepaper.forms.callfile import dump_call
from tests.casecall.inviting.lists import HEADS, ROWS, a_list, as_csv, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.test import Client
    from pytest_django import DjangoAssertMaxNumQueries, DjangoAssertNumQueries

    from casecall.calls.queries import CallRow

BOARD = "/office/inviting/"
IMPORT, TAKE = f"{BOARD}import/", f"{BOARD}import/take/"
NOTICE, NUDGE, DRAFTS = f"{BOARD}notice/", f"{BOARD}nudge/", f"{BOARD}drafts/"
MOST_STATEMENTS = 12  # of a whole page with its rail, its session and its reader


@pytest.fixture
def some(call: CallRow, now: datetime) -> list[int]:
    """Three addressees, the second without an address."""
    return [
        actions.add(call.id, name, email=email, now=now, by="user:1")
        for name, email in (
            ("江苏省通信行业协会", "a@a.example.com"), ("中国电信集团有限公司", ""),
            ("青川数智科技有限公司", "c@c.example.com"),
        )
    ]  # fmt: skip


def upload(data: bytes, name: str = "名单.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def back_again(clerk: Client) -> None:
    """Days later one logs in anew."""
    clerk.force_login(User.objects.get(username="clerk"), backend="django.contrib.auth.backends.ModelBackend")


def ticks(page: str) -> list[str]:
    return re.findall(r'name="to" value="([^"]+)" checked', page)


def test_a_list_is_shown_row_by_row_before_it_is_taken(clerk: Client, call: CallRow) -> None:
    page = text(clerk.post(IMPORT, {"file": upload(workbook(HEADS, *ROWS, ("", "", "", "", "闻人", "", "")))}))
    assert "新增 3 家，更新 0 家" in page
    assert "第 5 行：没有单位名称（公式在此不作计算，请先存为数值），这一行不导入" in page
    assert not Addressee.objects.exists()
    sha256 = re.findall(r'name="sha256" value="(\w{64})"', page)[0]
    assert "新增 3 家，更新 0 家。" in text(clerk.post(TAKE, {"sha256": sha256}, follow=True))
    assert Addressee.objects.count() == 3


def test_a_csv_of_gb18030_is_taken(clerk: Client, call: CallRow) -> None:
    page = text(clerk.post(IMPORT, {"file": upload(as_csv("名称;邮箱\n甲公司;a@example.com\n", "gb18030"), "a.csv")}))
    assert "甲公司" in page
    assert "a@example.com" in page


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7", "不是 .xlsx 或 CSV 文件"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), "旧版 .xls"),
        (b"x,y\n1,2\n", "没有找到"),
    ],
)
def test_a_file_that_is_no_list_is_told_and_offers_nothing_to_take(
    clerk: Client, call: CallRow, data: bytes, says: str
) -> None:
    page = text(clerk.post(IMPORT, {"file": upload(data)}))
    assert says in page
    assert "确认导入" not in page


def test_without_a_file_or_with_one_that_is_gone_nothing_happens(clerk: Client, call: CallRow) -> None:
    assert clerk.post(IMPORT).status_code == 422
    for sha256 in ("0" * 64, "../etc/passwd", ""):
        assert clerk.post(TAKE, {"sha256": sha256}).status_code == 422


def test_names_are_text_on_the_page_whatever_stands_in_them(clerk: Client, call: CallRow) -> None:
    page = text(clerk.post(IMPORT, {"file": upload(a_list(("<script>alert(1)</script>", "", "", "", "", "", "")))}))
    assert "<script>alert(1)" not in page
    assert escape("<script>alert(1)</script>") in page


def test_the_example_file_can_be_brought_in_as_it_is(clerk: Client, call: CallRow) -> None:
    data = b"".join(clerk.get(f"{BOARD}example.xlsx").streaming_content)  # type: ignore[attr-defined]
    report = actions.look_through(data, call.id)
    assert (len(report.fresh), report.faults, report.unused) == (3, (), ())


def test_the_first_addressees_come_from_the_notice(clerk: Client, call: CallRow) -> None:
    assert "还没有主送单位" in text(clerk.get(BOARD))
    page = text(clerk.post(f"{BOARD}from-notice/", follow=True))
    assert "从通知的主送中录入 5 家" in page
    assert "中国铁塔股份有限公司" in page


def test_an_addressee_is_typed_changed_marked_and_removed(clerk: Client, call: CallRow) -> None:
    wrong = clerk.post(f"{BOARD}add/", {"name": "甲公司", "email": "不是邮箱"})
    assert (wrong.status_code, 'value="不是邮箱"' in text(wrong)) == (422, True)
    clerk.post(f"{BOARD}add/", {"name": "甲公司", "email": "a@example.com", "kind": ""})
    one = Addressee.objects.get()
    here = f"{BOARD}{one.pk}/"
    clerk.post(
        here, {"name": "甲有限公司", "email": "b@example.com", "kind": rules.BRANCH, "group": "", "province": "云岫"}
    )
    clerk.post(f"{here}say/", {"standing": rules.FORWARDED, "note": "电话告知"})
    page = text(clerk.get(here))
    assert "甲有限公司" in page
    assert "人工标注" in page
    assert clerk.post(f"{here}say/", {"standing": "gone"}).status_code == 422
    one.refresh_from_db()
    assert (one.email, one.kind, one.province, one.said, one.note) == (
        "b@example.com", rules.BRANCH, "云岫", rules.FORWARDED, "电话告知",
    )  # fmt: skip
    clerk.post(f"{here}remove/")
    assert not Addressee.objects.exists()


def test_the_board_is_narrowed_by_standing_kind_trouble_and_words(
    clerk: Client, call: CallRow, some: list[int], now: datetime
) -> None:
    actions.say(some[0], rules.ANSWERED, "", now=now, by="user:1")

    def names(question: str) -> list[str]:
        return re.findall(r'aria-label="选择 ([^"]+)"', text(clerk.get(f"{BOARD}?{question}")))

    assert names("standing=answered") == ["江苏省通信行业协会"]
    assert names("standing=silent&kind=member") == ["青川数智科技有限公司"]
    assert names("problem=no_email") == names("group=中国电信") == ["中国电信集团有限公司"]
    assert names("province=江苏") == names("q=江苏 A@A") == ["江苏省通信行业协会"]
    assert len(names("standing=nonsense&kind=x&page=99&problem=y")) == 3
    assert "没有符合条件的单位" in text(clerk.get(f"{BOARD}?q=没有"))


def test_the_board_goes_out_as_a_workbook_and_csv_without_formulas(
    clerk: Client, call: CallRow, some: list[int], now: datetime
) -> None:
    actions.say(some[0], rules.FORWARDED, "=1+1", now=now, by="user:1")
    data = b"".join(clerk.get(f"{BOARD}board.xlsx?standing=forwarded").streaming_content)  # type: ignore[attr-defined]
    rows = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["单位名称", "江苏省通信行业协会"]
    assert (rows[1][7], rows[1][-1]) == ("已转发", "=1+1")
    assert openpyxl.load_workbook(io.BytesIO(data)).active.cell(2, 15).data_type == "s"
    data = b"".join(clerk.get(f"{BOARD}board.csv").streaming_content)  # type: ignore[attr-defined]
    assert data.startswith(b"\xef\xbb\xbf")
    assert len(data.decode("utf-8-sig").splitlines()) == 4
    assert "'=1+1" in data.decode("utf-8-sig")


def test_who_gets_what_is_seen_before_anything_is_written(clerk: Client, call: CallRow, some: list[int]) -> None:
    page = text(clerk.get(NOTICE))
    assert ticks(page) == [f"{some[0]}:1:silent", f"{some[2]}:1:silent"]
    assert "没有邮箱" in page
    assert "江苏省通信行业协会：" in page
    assert "履责实践案例申报表.docx" in page
    assert not Letter.objects.exists()


def test_the_drafts_are_written_seen_and_approved(clerk: Client, call: CallRow, some: list[int]) -> None:
    files = {"file": upload(b"%PDF-1.7 stamped", "通知.pdf")}
    page = text(clerk.post(NOTICE, {"to": ticks(text(clerk.get(NOTICE))), **files}, follow=True))
    assert "已写成 2 封草稿" in page
    assert set(LetterFile.objects.values_list("name", flat=True)) == {"通知.pdf", "履责实践案例申报表.docx"}
    ids = re.findall(r'name="letter" value="(\d+)"', page)
    assert "已批准 2 封" in text(clerk.post(DRAFTS, {"letter": ids}, follow=True))
    assert set(Letter.objects.values_list("state", flat=True)) == {letters.APPROVED}
    assert "没有待批准的通知或催报函" in text(clerk.get(DRAFTS))
    assert "请先勾选信件" in text(clerk.post(DRAFTS, follow=True))


def test_the_same_form_sent_twice_writes_once(clerk: Client, call: CallRow, some: list[int]) -> None:
    sent = {"to": ticks(text(clerk.get(NOTICE)))}
    clerk.post(NOTICE, sent)
    assert "有 2 家没有写" in text(clerk.post(NOTICE, sent, follow=True))
    assert Letter.objects.count() == 2


def test_what_was_ticked_stays_ticked_where_the_form_is_refused(clerk: Client, call: CallRow, some: list[int]) -> None:
    response = clerk.post(NOTICE, {"to": [f"{some[2]}:1:silent"], "file": upload(b"MZ", "a.exe")})
    assert (response.status_code, ticks(text(response))) == (422, [f"{some[2]}:1:silent"])
    assert "只能附 PDF、Word 或图片文件" in text(response)
    assert clerk.post(NOTICE).status_code == 422


def test_only_those_picked_on_the_board_are_planned(clerk: Client, call: CallRow, some: list[int]) -> None:
    assert ticks(text(clerk.get(f"{NOTICE}?id={some[2]}&id=x"))) == [f"{some[2]}:1:silent"]


def test_the_nudge_page_shows_earlier_nudges_and_whom_it_is_not_for(
    clerk: Client, call: CallRow, some: list[int], now: datetime, turn: Callable[[str], datetime]
) -> None:
    written = write_notice(call.id, some, now=now, by="user:1").letters
    Letter.objects.filter(pk__in=written).update(state=letters.SENT, sent_at=now)
    actions.say(some[0], rules.ANSWERED, "", now=now, by="user:1")
    assert ticks(text(clerk.get(NUDGE))) == [f"{some[2]}:1:silent"]
    nudged = notices.write_nudges(call.id, [some[2]], now=now, by="user:1").letters
    Letter.objects.filter(pk__in=nudged).update(state=letters.SENT, sent_at=now)
    turn((now + timedelta(days=10)).isoformat())
    back_again(clerk)
    page = text(clerk.get(NUDGE))
    assert ticks(page) == [f"{some[2]}:2:silent"]
    assert "已催 1 次，最近 09-01" in page
    turn("2022-11-02T00:00+08:00")
    back_again(clerk)
    assert "不再催报" in text(clerk.get(NUDGE))


def test_a_template_that_is_broken_is_told_on_the_page(
    clerk: Client, call: CallRow, some: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "text_of", lambda _kind: "主题：通知\n{{编号}}")
    assert "没有“编号”这个字段" in text(clerk.get(NOTICE))


def test_a_notice_that_came_back_is_seen_on_the_board(
    clerk: Client, call: CallRow, some: list[int], now: datetime
) -> None:
    written = write_notice(call.id, some[:1], now=now, by="user:1").letters
    Letter.objects.filter(pk__in=written).update(state=letters.BOUNCED, error="550 没有这个用户", sent_at=now)
    page = text(clerk.get(f"{BOARD}?problem=bounced"))
    assert "邮箱待更正" in page
    assert "550 没有这个用户" in text(clerk.get(f"{BOARD}{some[0]}/"))


def test_addressees_of_one_call_are_not_shown_with_another(
    clerk: Client, call: CallRow, some: list[int], now: datetime
) -> None:
    other = dump_call(rules_of(call.id)).replace('key = "cace-2022"', 'key = "other-2022"')
    open_call(other, now=now, by="user:1")
    assert "还没有主送单位" in text(clerk.get(f"{BOARD}?call=other-2022"))
    assert ticks(text(clerk.get(f"{NOTICE}?call=other-2022"))) == []
    assert clerk.get(f"{BOARD}?call=nowhere").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("path", [BOARD, f"{BOARD}matrix/", NOTICE, NUDGE])
def test_a_page_takes_as_many_statements_for_one_as_for_three(
    clerk: Client, call: CallRow, now: datetime, path: str, count: int,
    django_assert_max_num_queries: DjangoAssertMaxNumQueries,
) -> None:  # fmt: skip
    ids = [actions.add(call.id, f"第{n}公司", email=f"u{n}@example.com", now=now, by="user:1") for n in range(count)]
    write_notice(call.id, ids[:1], now=now, by="user:1")
    with django_assert_max_num_queries(MOST_STATEMENTS):
        assert clerk.get(path).status_code == 200


def test_a_board_of_five_hundred_is_drawn_at_once(
    clerk: Client, call: CallRow, now: datetime, django_assert_max_num_queries: DjangoAssertMaxNumQueries
) -> None:
    rows = [(f"第{n}分公司", "", "", "", "", "", f"u{n}@u{n}.example.com") for n in range(500)]
    actions.import_addressees(a_list(*rows), call.id, now=now, by="user:1")
    began = time.process_time()
    with django_assert_max_num_queries(MOST_STATEMENTS):
        page = text(clerk.get(BOARD))
    assert time.process_time() - began < 2
    assert "第 1–100 条，共 500 条" in page


def test_pages_without_a_call_say_so(
    clerk: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert clerk.get(BOARD).status_code == 200
    assert clerk.get(NOTICE).status_code == 404

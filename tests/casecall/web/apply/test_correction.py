"""The link of a correction opens just what is asked, is spent by sending and nothing else, and tells nobody more."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from casecall.cases import queries as cases
from casecall.correcting import actions
from casecall.correcting.stock import keep_up
from casecall.letters.models import Letter
from casecall.letters.queries import as_eml, mbox, outbox
from casecall.people.links import make_link
from casecall.screening.queries import desk
from tests.casecall.factory import Application, a_case
from tests.casecall.web.apply.conftest import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

    from casecall.calls.queries import CallRow
    from casecall.correcting.models import Round

BY = "user:1"
UNIT = Application(sealed=False, email_other="wenrensh@example.com", title="", phone="1390000")
SECRETS = ("wenrens@example.com", "wenrensh@example.com", "1390000", "闻人舒", "综合部主任")
ASKED = ("seal_missing", "field_uncertain", "title_missing", "phone_invalid")


@pytest.fixture
def round_(call: CallRow, now: datetime, settings: Settings) -> Round:
    """A round that was let go, for a seal, a title, a telephone and an address."""
    settings.BASE_URL = "https://cases.example.org"
    case_id = a_case(call, UNIT, now=now)
    ids = [one.id for one in desk(case_id).findings if one.check in ASKED]
    one = actions.ask(case_id, ids, extra="照片请注明拍摄者。", now=now, by=BY)
    actions.approve(one.pk, now=now, by=BY)
    return one


@pytest.fixture
def path(round_: Round) -> str:
    """Its link."""
    return f"/x/{make_link('correction', str(round_.pk))}/"


def get(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def whole(**other: Any) -> dict[str, Any]:
    return {"title": "机房节能改造", "phone": "13900004417", "email": "wr@example.com", "stamped": picture()} | other


def test_it_opens_just_the_defective_items(path: str) -> None:
    page = get(path)
    assert "没有见到公章" in page
    for name in ('name="title"', 'name="phone"', 'name="email"', 'name="stamped"'):
        assert page.count(name) == 1
    for name in ('name="unit"', 'name="body"', 'name="contact"', 'name="photos"'):
        assert name not in page
    assert "2022 年 9 月 8 日（星期四）24:00" in page
    assert "照片请注明拍摄者。" in page
    assert "补正办法" in page


def test_it_shows_no_contact_data_and_nothing_of_the_rest_of_the_form(path: str) -> None:
    page = get(path)
    assert not [one for one in SECRETS if one in page]
    assert "w****@example.com" in page
    assert "云岫市海拔高" not in page  # the text is in order, and not asked for


def test_it_is_kept_out_of_caches_search_and_other_sites_logs(path: str) -> None:
    for answer in (Client().get(path), Client().get("/x/7~nonsense/"), Client().post(path, {})):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
    page = get(path)
    assert '<meta name="robots" content="noindex">' in page
    assert "本页地址" not in page


def test_opening_it_never_spends_it(path: str, round_: Round) -> None:
    for _ in range(5):  # gateways of mail open every link
        get(path)
    Client().head(path)
    round_.refresh_from_db()
    assert round_.state == "open"
    assert Client().post(path, whole()).status_code == 303


def test_sending_spends_it_and_the_page_says_when_it_was_sent(path: str, round_: Round) -> None:
    answer = Client().post(path, whole(note="章已补盖。"))
    assert (answer.status_code, answer["Location"]) == (303, path)
    page = get(path)
    assert "补正已提交" in page
    assert "2022 年 9 月 1 日 10:30" in page
    assert "<form" not in page
    round_.refresh_from_db()
    assert round_.state == "answered"
    revision = cases.newest_revision(round_.case_id)
    assert revision is not None
    assert revision.door == "correction"
    assert revision.typed is not None
    assert revision.typed["phone"] == "13900004417"
    assert revision.typed["unit"] == UNIT.unit  # what was surely read goes along
    assert {one.name for one in revision.files} > {"现场.jpg", "申报表盖章扫描件.jpg"}
    assert any(line.why == "章已补盖。" for line in cases.history(round_.case_id))


def test_a_second_sending_changes_nothing(path: str, round_: Round) -> None:
    Client().post(path, whole())
    again = Client().post(path, whole(title="另一个名称"))
    assert again.status_code == 409
    assert "补正已提交" in again.content.decode()
    revision = cases.newest_revision(round_.case_id)
    assert revision is not None
    assert revision.n == 2
    assert revision.typed is not None
    assert revision.typed["title"] == "机房节能改造"


def test_a_field_that_cannot_stand_is_said_beside_it_and_spends_nothing(path: str, round_: Round) -> None:
    answer = Client().post(path, whole(phone="123", email="wr@"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#f-phone"' in page
    assert 'href="#f-email"' in page
    assert 'value="机房节能改造"' in page
    assert "文件需要重新选择" in page
    round_.refresh_from_db()
    assert round_.state == "open"


def test_what_is_left_out_is_asked_for_unless_it_comes_on_the_form_or_is_explained(path: str) -> None:
    answer = Client().post(path, {"title": "机房节能改造"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for name in ("stamped", "phone", "email"):
        assert f'href="#f-{name}"' in page
    assert Client().post(path, {"title": "机房节能改造", "note": "公章本周五才能用。"}).status_code == 303


def test_a_stamped_form_alone_may_carry_everything(path: str) -> None:
    assert Client().post(path, {"stamped": picture()}).status_code == 303


def test_what_was_not_asked_for_is_not_taken(path: str, round_: Round) -> None:
    Client().post(path, whole(unit="丙公司", contact="他人", body="改过的正文", photos=picture("照片.jpg", shade=7)))
    revision = cases.newest_revision(round_.case_id)
    assert revision is not None
    assert revision.typed is not None
    assert revision.typed["unit"] == UNIT.unit
    assert "照片.jpg" not in {one.name for one in revision.files}


def test_a_file_that_is_none_is_refused_by_its_content(path: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # lazy: the same as in the fixtures

    answer = Client().post(path, whole(stamped=SimpleUploadedFile("章.jpg", b"MZ\x90\x00 program", "image/jpeg")))
    assert answer.status_code == 422
    assert "不是图片或 PDF" in answer.content.decode()


def test_after_its_date_it_says_so_and_whom_to_ask(
    path: str, round_: Round, turn: Callable[[str], datetime], settings: Settings
) -> None:
    settings.CONTACT = {**settings.CONTACT, "telephone": "010-00000000"}
    turn("2022-09-08T23:59+08:00")
    assert "<form" in get(path)
    turn("2022-09-09T00:00+08:00")
    answer = Client().get(path)
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "补正期限已过" in page
    assert "2022 年 9 月 8 日" in page
    assert "010-00000000" in page
    assert "<form" not in page
    assert Client().post(path, whole()).status_code == 409
    round_.refresh_from_db()
    assert round_.answer_id is None


def test_a_later_date_makes_the_same_link_good_again(path: str, round_: Round, turn: Callable[[str], datetime]) -> None:
    late = turn("2022-09-09T08:00+08:00")
    keep_up(now=late)
    actions.extend(round_.pk, date(2022, 9, 16), "经办人出差", now=late, by=BY)
    page = get(path)
    assert "2022 年 9 月 16 日" in page
    assert Client().post(path, whole()).status_code == 303


def test_a_round_that_the_office_ended_says_so(path: str, round_: Round, now: datetime) -> None:
    actions.close(round_.pk, "改为电话沟通", now=now, by=BY)
    answer = Client().get(path)
    assert answer.status_code == 410
    assert "已经结束" in answer.content.decode()
    assert "改为电话沟通" not in answer.content.decode()


@pytest.mark.parametrize("how", ["sent", "late", "closed"])
def test_a_link_that_is_good_no_more_tells_nothing_but_number_and_date(
    path: str, round_: Round, now: datetime, turn: Callable[[str], datetime], how: str
) -> None:
    if how == "sent":
        Client().post(path, whole())
    elif how == "late":
        turn("2022-10-01T08:00+08:00")
    else:
        actions.close(round_.pk, "结束", now=now, by=BY)
    page = Client().get(path).content.decode()
    assert not [one for one in (*SECRETS, UNIT.unit, "w****", "公章", "照片请注明拍摄者") if one in page]
    assert Client().get(f"{path}seen/1.webp").status_code == 404


def test_a_strip_of_the_paper_is_shown_and_never_one_with_contact_data(path: str, round_: Round) -> None:
    page = get(path)
    shown = [one for one in range(1, 8) if Client().get(f"{path}seen/{one}.webp").status_code == 200]
    fields = {one.order: one.field for one in round_.items.all()}
    assert shown
    assert all(fields[one] not in {"email", "phone", "contact", "position"} for one in shown)
    for one in shown:
        assert f"seen/{one}.webp" in page
        strip = Client().get(f"{path}seen/{one}.webp")
        assert strip["Content-Type"] == "image/webp"
        assert strip["Cache-Control"] == "private, no-store"


def test_a_strip_that_would_show_contact_data_beside_it_is_not_shown(path: str, round_: Round) -> None:
    title = round_.items.get(check_id="title_missing")
    page = desk(round_.case_id).pages[0]
    seen = {"file": page.file, "page": 1, "picture": page.sha256, "cell": "", "text": ""}
    for box, status in (([0.1, 0.9, 0.3, 0.95], 200), ([0.1, 0.1, 0.9, 0.5], 404)):
        title.evidence = [seen | {"box": box}]
        title.save()
        assert Client().get(f"{path}seen/{title.order}.webp").status_code == status


@pytest.mark.parametrize("purpose", ["case", "session", ""])
def test_a_token_of_another_purpose_is_refused(path: str, round_: Round, purpose: str) -> None:
    other = make_link(purpose, str(round_.pk))
    assert Client().get(f"/x/{other}/").status_code == 404
    assert Client().get(path.replace("/x/", "/a/")).status_code == 404


def test_a_guessed_or_altered_token_is_nobodys(path: str, round_: Round) -> None:
    token = path.split("/")[2]
    key, _, sign = token.partition("~")
    for wrong in (
        key,
        f"{key}~",
        f"{key}~{sign[:-1]}{'B' if sign[-1] == 'A' else 'A'}",
        f"{int(key) + 1}~{sign}",
        f"{key}~{'A' * len(sign)}",
        "~",
        "1",
    ):
        answer = Client().get(f"/x/{wrong}/")
        assert answer.status_code == 404
        assert "没有找到" in answer.content.decode()
    assert make_link("correction", "9999").partition("~")[2] != sign


def test_the_link_of_one_round_never_shows_another_units_case(
    path: str, call: CallRow, now: datetime, settings: Settings
) -> None:
    other = a_case(call, Application(title="另一件", unit="丁公司", sealed=False), now=now)
    [seal] = [one.id for one in desk(other).findings if one.check == "seal_missing"]
    theirs = actions.ask(other, [seal], now=now, by=BY)
    actions.approve(theirs.pk, now=now, by=BY)
    assert "丁公司" not in get(path)
    assert "另一件" not in get(path)
    assert "另一件" in get(f"/x/{make_link('correction', str(theirs.pk))}/")


def test_the_stored_letter_its_export_and_the_outbox_hold_no_token(path: str, round_: Round) -> None:
    letter, sign = Letter.objects.get(pk=round_.letter_id), path.split("~")[1].strip("/")
    for kept in (letter.text, as_eml(letter.pk).decode("latin-1"), mbox(round_.case_id).decode("latin-1")):
        assert sign not in kept
        assert "/x/" not in kept
    assert outbox(query=sign).total == 0
    assert outbox(query=path).total == 0


def test_who_sends_very_often_is_asked_to_wait_and_keeps_what_was_typed(
    path: str, round_: Round, settings: Settings
) -> None:
    settings.SENDS_PER_HOUR = 2
    for _ in range(2):
        Client().post(path, {"title": "机房节能改造"})
    answer = Client().post(path, whole())
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert 'value="机房节能改造"' in answer.content.decode()
    round_.refresh_from_db()
    assert round_.state == "open"


def test_the_log_keeps_no_link(path: str, caplog: pytest.LogCaptureFixture) -> None:
    from casecall.web.kit.logs import WithoutLinks  # lazy: Django must be set up first

    line = logging.LogRecord("x", logging.WARNING, "", 0, "GET %s", (path,), None)
    WithoutLinks().filter(line)
    assert path.split("~")[1].strip("/") not in line.getMessage()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_no_other_method(path: str, method: str) -> None:
    assert getattr(Client(), method)(path).status_code == 405


def test_a_browser_without_referrer_or_cookies_can_send(path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, whole(), HTTP_ORIGIN="null").status_code == 303


def test_the_page_asks_the_same_of_the_database_for_one_item_and_for_many(
    path: str, round_: Round, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(24):
        get(path)


def test_the_page_of_the_application_says_what_was_asked_and_until_when(path: str, round_: Round) -> None:
    page = get(f"/a/{make_link('case', str(round_.case_id))}/")
    assert "2022 年 9 月 8 日（星期四）（含当日）前，用补正通知邮件里的链接办理" in page
    assert "没有见到公章" in page
    assert "/x/" not in page

"""A correction is asked for once and whole: what a person ticked and nothing else, with rule, place and remedy."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.correcting import actions
from casecall.correcting.actions import NotAllowed, Wish
from casecall.correcting.asking import asking
from casecall.correcting.mending import MENDING, mending_of
from casecall.correcting.models import Item, Round
from casecall.correcting.queries import open_round, rounds_of
from casecall.letters.models import Letter
from casecall.receiving.models import ReceivedLetter
from casecall.screening.actions import rule
from casecall.screening.queries import desk
from casepaper.checks.all_checks import ALL_CHECKS
from casepaper.forms.callfile import load_call
from tests.casecall.factory import Application, a_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from pytest_django import Settings

    from casecall.calls.queries import CallRow

BY = "user:1"
CALL = load_call("cace-2022")


def finding(case_id: int, check: str) -> int:
    return next(one.id for one in desk(case_id).findings if one.check == check)


def a_letter(case_id: int, now: datetime, **other: object) -> ReceivedLetter:
    from casecall.files.actions import keep  # lazy: Django must be set up first

    usual = {"kind": "application", "sender_address": "luyan@example.net", "message_id": "<1@x>", "came_at": now}
    return ReceivedLetter.objects.create(file_id=keep(b"letter", now=now).sha256, case_id=case_id, **usual | other)


def test_every_check_says_how_to_mend_what_it_finds() -> None:
    assert {one.ID for one in ALL_CHECKS} <= set(MENDING)
    for check in MENDING:
        found = mending_of(check, "email" if "email" in check else "body", call=CALL)
        assert found.rule.endswith("。")
        assert "{" not in found.rule + found.how


def test_what_the_seal_vouches_for_is_to_be_stamped_anew_and_whom_to_call_is_not() -> None:
    assert "重新盖章" in mending_of("title_missing", "title", call=CALL).how
    assert "盖章" not in mending_of("phone_missing", "phone", call=CALL).how


def test_faults_are_ticked_and_doubts_wait_for_a_person(case_id: int, now: datetime) -> None:
    found = {one.check: one for one in asking(case_id, now=now).candidates}
    assert found["seal_missing"].ticked
    assert not found["field_uncertain"].ticked
    rule(finding(case_id, "field_uncertain"), "stands", "看不清", by=BY, now=now)
    again = {one.check: one for one in asking(case_id, now=now).candidates}
    assert again["field_uncertain"].ticked
    assert "看不清" in again["field_uncertain"].ruled


def test_a_round_asks_for_what_was_ticked_and_nothing_else(
    ask: Callable[..., Round], case_id: int, now: datetime
) -> None:
    one = ask(("seal_missing",))
    assert [item.check_id for item in Item.objects.filter(round=one)] == ["seal_missing"]
    letter = Letter.objects.get(pk=one.letter_id)
    assert (letter.kind, letter.state, letter.key) == ("correction", "draft", f"correction:{one.pk}")
    assert "公章" in letter.text
    assert "邮箱" not in letter.text.split("请于")[0]


def test_the_letter_names_number_title_items_remedy_and_the_day_of_the_week(
    ask: Callable[..., Round], case_id: int
) -> None:
    one = ask(extra="照片请另寄原图。")
    letter, case = Letter.objects.get(pk=one.letter_id), cases.case_row(case_id)
    assert case.number in letter.subject
    for words in (
        case.number,
        case.title,
        "补正办法",
        "2022 年 9 月 8 日（星期四）24:00",
        "照片请另寄原图。",
        "回复本邮件",
    ):
        assert words in letter.text
    assert f"[[link:correction:{one.pk}]]" in letter.text
    assert letter.to_address == "wenrens@example.com"


def test_five_working_days_are_the_rule_unless_the_call_or_the_clerk_says_otherwise(
    ask: Callable[..., Round], call: CallRow, case_id: int, now: datetime
) -> None:
    from casecall.calls.actions import change_call  # lazy: Django must be set up first

    assert asking(case_id, now=now).due == date(2022, 9, 8)
    change_call(call.id, call.source.replace("correction_days = 5", "correction_days = 10"), now=now, by=BY)
    assert asking(case_id, now=now).due == date(2022, 9, 16)  # 中秋 on the 12th is no working day
    assert ask(due=date(2022, 9, 30)).due == date(2022, 9, 30)


@pytest.mark.parametrize("due", [date(2022, 9, 1), date(2022, 8, 1), date(2024, 1, 1)])
def test_a_date_that_is_past_or_years_ahead_is_refused(ask: Callable[..., Round], due: date) -> None:
    with pytest.raises(NotAllowed, match="一年之内"):
        ask(due=due)


def test_nothing_ticked_asks_for_nothing(case_id: int, now: datetime) -> None:
    with pytest.raises(NotAllowed, match="至少勾选一项"):
        actions.ask(case_id, [], now=now, by=BY)
    one = actions.ask(case_id, [], extra="请补一份单位简介。", now=now, by=BY)
    assert "1. 请补一份单位简介。" in Letter.objects.get(pk=one.letter_id).text


def test_a_finding_that_was_cleared_or_is_of_another_case_is_refused(
    case_id: int, call: CallRow, now: datetime
) -> None:
    other = a_case(call, Application(title="另一件", sealed=False), now=now)
    with pytest.raises(NotAllowed, match="重新勾选"):
        actions.ask(case_id, [finding(other, "seal_missing")], now=now, by=BY)
    seal = finding(case_id, "seal_missing")
    rule(seal, "cleared", "原件上有章", by=BY, now=now)
    with pytest.raises(NotAllowed, match="重新勾选"):
        actions.ask(case_id, [seal], now=now, by=BY)
    assert not Round.objects.exists()


def test_one_round_is_open_at_a_time_and_rounds_are_counted(
    ask: Callable[..., Round], case_id: int, now: datetime
) -> None:
    first = ask()
    with pytest.raises(NotAllowed, match="第 1 次补正还在等待回复"):
        ask()
    actions.close(first.pk, "改为电话沟通", now=now, by=BY)
    assert ask().n == 2
    assert [one.n for one in rounds_of(case_id)] == [1, 2]


def test_a_case_that_was_decided_is_not_asked(call: CallRow, now: datetime) -> None:
    from casecall.screening.actions import decline  # lazy: Django must be set up first

    case_id = a_case(call, Application(sealed=False), now=now)
    decline(case_id, "与主题无关", by=BY, now=now)
    with pytest.raises(NotAllowed, match="未收录"):
        actions.ask(case_id, [finding(case_id, "seal_missing")], now=now, by=BY)


def test_the_case_waits_once_the_letter_is_let_go_and_not_before(
    ask: Callable[..., Round], case_id: int, now: datetime
) -> None:
    one = ask()
    assert cases.case_row(case_id).state == states.FAULTY
    actions.approve(one.pk, now=now, by=BY)
    assert cases.case_row(case_id).state == states.WAITING
    assert Letter.objects.get(pk=one.letter_id).state == "approved"


def test_a_file_that_a_letter_only_pointed_to_becomes_an_item_without_its_link(case_id: int, now: datetime) -> None:
    link = {
        "provider": "qq",
        "url": "https://mail.qq.com/cgi-bin/ftnExs?k=1",
        "expires": "2022-09-10",
        "says": "现场照片.zip",
    }
    a_letter(case_id, now, links=[link])
    found = next(one for one in asking(case_id, now=now).candidates if one.check == "large_file")
    assert found.ticked
    assert "现场照片.zip" in found.says
    assert "QQ 邮箱，2022-09-10 到期" in found.says
    one = actions.ask(case_id, [], links=[found.key], now=now, by=BY)
    text = Letter.objects.get(pk=one.letter_id).text
    assert "现场照片.zip" in text
    assert "mail.qq.com" not in text


def test_the_letter_answers_the_one_that_came(case_id: int, ask: Callable[..., Round], now: datetime) -> None:
    a_letter(case_id, now, message_id="<first@example.net>")
    a_letter(case_id, now + timedelta(hours=1), message_id="<second@example.net>", subject="补充")
    assert Letter.objects.get(pk=ask().letter_id).in_reply_to == "<second@example.net>"
    assert open_round(case_id) is not None
    assert asking(case_id, now=now).addresses == ("wenrens@example.com", "luyan@example.net")


def test_other_words_for_how_to_mend_go_into_letter_and_item(case_id: int, now: datetime) -> None:
    seal = finding(case_id, "seal_missing")
    one = actions.ask(case_id, [seal], mends={f"finding:{seal}": "请盖好章后寄纸质件。"}, now=now, by=BY)
    assert "请盖好章后寄纸质件。" in Letter.objects.get(pk=one.letter_id).text
    assert Item.objects.get(round=one).mend == "请盖好章后寄纸质件。"


def test_the_preview_is_the_letter_and_keeps_nothing(case_id: int, now: datetime, ask: Callable[..., Round]) -> None:
    wish = Wish(findings=[finding(case_id, "seal_missing")], extra="谢谢配合。")
    shown = actions.preview(case_id, wish, now=now)
    assert not Round.objects.exists()
    one = ask(("seal_missing",), extra="谢谢配合。")
    assert Letter.objects.get(pk=one.letter_id).text == shown.text.replace(":0]]", f":{one.pk}]]")


def test_the_place_that_was_seen_is_kept_with_the_item(ask: Callable[..., Round], case_id: int) -> None:
    one = ask(("field_uncertain",))
    [seen] = Item.objects.get(round=one).evidence
    assert seen["page"] == 1
    assert seen["box"]
    assert seen["picture"] == desk(case_id).pages[0].sha256


def test_a_faulty_file_of_holidays_is_said_and_nothing_is_asked_by_it(
    case_id: int, now: datetime, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    (tmp_path / "holidays.toml").write_text("[[year]]\nholiday = []\n", encoding="utf-8")
    assert "第 2 行" in asking(case_id, now=now).blocked
    with pytest.raises(NotAllowed, match="节假日文件"):
        actions.ask(case_id, [finding(case_id, "seal_missing")], now=now, by=BY)

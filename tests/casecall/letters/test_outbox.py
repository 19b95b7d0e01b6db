"""The outbox, a case's thread and what is exported: few statements, no link, and mail clients read it."""

from __future__ import annotations

import mailbox
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest

from casecall.files.actions import keep
from casecall.letters import actions, queries, rules, sending
from casecall.letters.links import mark
from casecall.letters.mbox import Posted, as_mbox
from casecall.letters.models import Letter, Rest
from tests.casecall.factory import an_unread_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries, Settings

    from casecall.calls.queries import CallRow
    from tests.casecall.letters.servers import Script

AT = datetime(2022, 9, 1, 2, 30, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_outbox_takes_two_statements_whatever_the_number_of_letters(
    write: Callable[..., Letter], rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        write()
    with django_assert_num_queries(2):
        page = queries.outbox()
    assert len(page.rows) == page.total == rows


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_a_thread_takes_three_statements_whatever_the_number_of_letters(
    write: Callable[..., Letter],
    call: CallRow,
    now: datetime,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    case = an_unread_case(call, now=now)
    kept = keep(b"%PDF", now=now).sha256
    many = [write(case_id=case, files=[(kept, "通知.pdf")]).pk for _ in range(rows)]
    write()
    with django_assert_num_queries(3):
        thread = queries.thread(case)
    assert [one.id for one in thread] == many
    assert {(one.files[0].name, one.files[0].size, one.lines[0].what) for one in thread} == {
        ("通知.pdf", 4, "写成草稿")
    }


@pytest.mark.django_db
def test_the_outbox_counts_each_state_and_pages(write: Callable[..., Letter], now: datetime) -> None:
    many = [write() for _ in range(5)]
    for one in many[:2]:
        actions.approve(one.pk, now=now, by="user:1")
    page = queries.outbox(state=rules.DRAFT, page=2, per_page=2)
    assert (page.total, page.pages, page.page, len(page.rows)) == (3, 2, 2, 1)
    assert (page.counts[rules.DRAFT], page.counts[rules.APPROVED], page.counts[rules.SENT]) == (3, 2, 0)
    assert [(tab.name, tab.count, tab.current) for tab in page.tabs[:3]] == [
        ("全部", 5, False),
        ("草稿", 3, True),
        ("待发送", 2, False),
    ]
    assert queries.outbox(page=99).page == 1
    assert queries.counts()[rules.APPROVED] == 2


@pytest.mark.django_db
def test_words_are_looked_for_in_subject_name_address_and_number_and_never_in_the_text(
    write: Callable[..., Letter], call: CallRow, now: datetime
) -> None:
    case = an_unread_case(call, now=now)
    number = queries.letter(write(case_id=case).pk)
    assert number is not None
    one = write(
        subject="请求补正", to_name="卓一川", to_address="zhuoyc@example.net", text=f"{mark('case', case)} 秘密"
    )
    for query in ("补正", "一川", "ZHUOYC", "补正 一川", "　ZHUOYC　"):
        assert [row.id for row in queries.outbox(query=query).rows] == [one.pk]
    assert [row.id for row in queries.outbox(query=number.case_number).rows] == [number.id]
    assert queries.outbox(query="秘密").total == queries.outbox(query="link:case").total == 0
    assert queries.outbox(query="补正 别人").total == 0


@pytest.mark.django_db
def test_a_row_shows_links_in_words_and_keeps_the_mark_for_the_editor(write: Callable[..., Letter]) -> None:
    row = queries.letter(write(text="见 [[link:case:3]]").pk)
    assert row is not None
    assert (row.text, row.shown_text) == ("见 [[link:case:3]]", "见 〔案例进度链接，已隐去〕")
    assert row.can_edit
    assert row.may(rules.APPROVED)
    assert queries.letter(0) is None


@pytest.mark.django_db
def test_letters_of_ours_are_known_by_their_message_id(write: Callable[..., Letter]) -> None:
    one = write()
    found = queries.letters_by_message_id([f" {one.message_id}", "<other@example.com>"])
    assert [(key, row.id) for key, row in found.items()] == [(one.message_id, one.pk)]


@pytest.mark.django_db
def test_all_kinds_are_listed_with_whether_they_leave_by_themselves(db: None, now: datetime) -> None:
    actions.set_habit(rules.RECEIPT, automatic=True, now=now, by="user:1")
    found = {one.kind: (one.automatic, one.may_be_automatic) for one in queries.habits()}
    assert found[rules.RECEIPT] == (True, True)
    assert found[rules.REMINDER] == (False, True)
    assert found[rules.CORRECTION] == (False, False)


@pytest.mark.django_db
def test_a_draft_is_exported_as_it_would_be_sent_and_a_sent_letter_as_it_was(
    write: Callable[..., Letter], account: Any, now: datetime
) -> None:
    kept = keep(b"%PDF-1.7", now=now).sha256
    letter = write(subject="第一版", files=[(kept, "征集通知（盖章）.pdf")])
    draft = message_from_bytes(queries.as_eml(letter.pk), policy=policy.default)
    assert draft["Subject"] == "第一版"
    assert [part.get_filename() for part in draft.iter_attachments()] == ["征集通知（盖章）.pdf"]
    actions.approve(letter.pk, now=now, by="user:1")
    sending.send(letter.pk, now=now)
    Letter.objects.filter(pk=letter.pk).update(subject="后来改的")
    assert message_from_bytes(queries.as_eml(letter.pk), policy=policy.default)["Subject"] == "第一版"


@pytest.mark.django_db
def test_the_letters_of_a_case_that_went_out_are_an_mbox_that_others_read(
    write: Callable[..., Letter], account: Any, call: CallRow, now: datetime, tmp_path: Path
) -> None:
    case = an_unread_case(call, now=now)
    for n in range(2):
        letter = write(case_id=case, subject=f"第 {n} 封")
        actions.approve(letter.pk, now=now, by="user:1")
        sending.send(letter.pk, now=now + timedelta(hours=n))
    write(case_id=case, subject="草稿不在其中")
    file = tmp_path / "thread.mbox"
    file.write_bytes(queries.mbox(case))
    box = mailbox.mbox(file)
    found = [message_from_bytes(bytes(one), policy=policy.default)["Subject"] for one in box]
    box.close()
    assert found == ["第 0 封", "第 1 封"]


@pytest.mark.django_db
def test_what_is_kept_of_a_letter_holds_no_copy_of_its_files_and_is_exported_whole(
    write: Callable[..., Letter], account: Any, script: Script, now: datetime
) -> None:
    kept = keep(b"%PDF-1.7" * 50_000, now=now).sha256
    letter = write(files=[(kept, "征集通知.pdf")])
    actions.approve(letter.pk, now=now, by="user:1")
    sending.send(letter.pk, now=now)
    letter.refresh_from_db()
    assert letter.sent_file is not None
    assert letter.sent_file.size < 4_000
    for data in (script.taken[0], queries.as_eml(letter.pk)):
        part = next(message_from_bytes(data, policy=policy.default).iter_attachments())  # type: ignore[attr-defined]
        assert (part.get_filename(), part.get_content()) == ("征集通知.pdf", b"%PDF-1.7" * 50_000)


@pytest.mark.django_db
def test_what_keeps_letters_from_leaving_is_said_in_a_sentence(
    write: Callable[..., Letter], settings: Settings, now: datetime
) -> None:
    assert "尚未设置发信账户" in queries.sending_state(now=now).trouble
    settings.DATA.mkdir(parents=True, exist_ok=True)
    (settings.DATA / "mail.toml").write_text("[sending]\nhots = 1\n")
    state = queries.sending_state(now=now)
    assert not state.well
    assert "sending.hots 是无法识别的键" in state.trouble


@pytest.mark.django_db
def test_an_account_that_rests_says_why_and_until_when(account: Any, now: datetime) -> None:
    assert queries.sending_state(now=now).well
    until = now + timedelta(minutes=8)
    Rest.objects.create(address="office@example.org", until=until, since=now, times=4, why="登录未通过")
    state = queries.sending_state(now=now)
    assert (state.address, state.trouble, state.until) == ("office@example.org", "登录未通过", until)
    assert queries.sending_state(now=until).well


def test_lines_that_would_begin_another_letter_are_quoted_so_that_it_can_be_undone() -> None:
    data = b"Subject: a\r\n\r\nFrom here on\r\n>From there\r\n"
    assert as_mbox([Posted("office@example.org", AT, data)]) == (
        b"From office@example.org Thu Sep  1 02:30:00 2022\nSubject: a\n\n>From here on\n>>From there\n\n"
    )


def test_letters_stand_in_the_order_they_were_sent_and_a_strange_sender_cannot_break_the_file() -> None:
    later, first = Posted("a b\nFrom x", AT + timedelta(hours=1), b"2"), Posted("a@example.com", AT, b"1")
    lines = as_mbox([later, first]).splitlines()
    assert [line for line in lines if line.startswith(b"From ")] == [
        b"From a@example.com Thu Sep  1 02:30:00 2022",
        b"From MAILER-DAEMON Thu Sep  1 03:30:00 2022",
    ]

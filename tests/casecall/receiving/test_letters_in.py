"""A letter is taken in by what it is: applications are filed, bounces mark ours, machines are not answered."""

from __future__ import annotations

from email.headerregistry import Address
from typing import TYPE_CHECKING

import pytest

from casecall.cases.models import Case
from casecall.cases.queries import history, newest_revision
from casecall.files.actions import keep
from casecall.flow.steps import JOBS
from casecall.flow.worker import run_due
from casecall.letters import actions as letters
from casecall.letters.models import Letter
from casecall.letters.sheets import sender
from casecall.people.links import make_link
from casecall.receiving import filing, letters_in, rules
from casecall.receiving.actions import receive
from casecall.receiving.filing import dismiss, file_letter, open_letter, set_aside
from casecall.receiving.importing import import_folder
from casecall.receiving.models import MailItem, Parcel, ReceivedLetter, Suggestion
from casecall.receiving.queries import letters_of, received_letter, unfiled_letters
from casecall.receiving.records import Place, ReceivedFile
from tests.casecall.receiving.posting import BORDER, UNIT, Post

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

QUESTION = "老师好，请问结果什么时候公布？"
STRANGER = "somebody@163.com"


def of_ours(case_id: int, now: datetime, to: str = UNIT) -> Letter:
    letter = letters.write(
        "free",
        key=f"t{case_id}",
        to_address=to,
        subject="请补正",
        text="请补正。",
        case_id=case_id,
        now=now,
        by="user:1",
    )
    Letter.objects.filter(pk=letter.pk).update(state="sent")
    return letter


REPORT = """From: MAILER-DAEMON@mx.example.net
To: office@example.org
Subject: Undelivered Mail Returned to Sender
Return-Path: <>
Auto-Submitted: auto-replied
Message-ID: <bounce-1@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

User unknown
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 User unknown

--b
Content-Type: message/rfc822

Message-ID: {message_id}
To: {to}
Subject: x

x
--b--
"""


def report(letter: Letter, *, to: str) -> bytes:
    return REPORT.format(to=to, message_id=letter.message_id).replace("\n", "\r\n").encode()


def test_a_letter_its_place_its_delivery_and_the_job_are_written_together_or_not_at_all(
    post: Post, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = keep(post.letter(), now=now).sha256
    place = Place("office", "INBOX", "1", "7")

    def crash(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(letters_in, "enqueue", crash)
        with pytest.raises(SystemExit):
            letters_in.take(sha256, place, call_id=post.call.id, now=now)
    assert not ReceivedLetter.objects.exists()
    assert not Parcel.objects.exists()
    assert not MailItem.objects.exists()
    first = letters_in.take(sha256, place, call_id=post.call.id, now=now)
    assert letters_in.take(sha256, place, call_id=post.call.id, now=now).pk == first.pk
    assert (Parcel.objects.count(), MailItem.objects.count()) == (1, 1)


def test_what_was_understood_is_kept_with_the_letter(post: Post) -> None:
    headers = {"Authentication-Results": f"{BORDER}; spf=pass; dmarc=pass"}
    row = post("报送：银发课堂", text="附件见下。\n超大附件：https://pan.baidu.com/s/1abcDEF", headers=headers)
    seen = received_letter(row.pk)
    assert seen is not None
    assert (seen.subject, seen.sender_address, seen.kind_name) == ("报送：银发课堂", UNIT, "申报")
    assert [one.name for one in seen.attachments] == ["申报表.docx"]
    assert [one.provider for one in seen.links] == ["baidu"]
    assert seen.checks.get("dmarc") == "pass"
    assert (seen.sent_at, row.parcel.door, row.parcel.sent_at) == (post.now, rules.LETTER, post.now)


def test_a_delivery_report_marks_the_letter_that_came_back_and_lies_with_its_case(post: Post, now: datetime) -> None:
    case_id = post().case_id
    ours = of_ours(case_id, now)
    row = post.take(report(ours, to=UNIT))
    ours.refresh_from_db()
    assert (row.kind, row.case_id, ours.state) == (rules.BOUNCE, case_id, "bounced")
    assert Parcel.objects.count() == 1
    stranger = post.take(report(ours, to="nobody@example.net").replace(b"bounce-1", b"bounce-2"))
    assert stranger.kind == rules.BOUNCE


def test_an_automatic_reply_is_filed_with_its_case_and_opens_nothing(post: Post, now: datetime) -> None:
    case_id = post().case_id
    row = post(
        "自动回复：请补正",
        text="您好，我正在出差。",
        files={},
        answers=of_ours(case_id, now).message_id,
        headers={"Auto-Submitted": "auto-replied"},
    )
    assert (row.kind, row.case_id, row.parcel) == (rules.AUTO_REPLY, case_id, None)
    assert Letter.objects.count() == 1


def test_a_newsletter_opens_nothing_and_waits_for_nobody(post: Post) -> None:
    headers = {"List-Unsubscribe": "<mailto:off@news.example.net>", "Precedence": "bulk"}
    row = post("会员特惠", sender="news@news.example.net", text="限时优惠，退订请点击。", files={}, headers=headers)
    assert (row.kind, row.case_id, row.parcel) == (rules.BULK, None, None)
    assert unfiled_letters(post.call.id) == ()


def test_a_letter_written_in_another_client_is_filed_from_the_sent_folder(post: Post) -> None:
    first = post()
    reply = post("Re: 报送案例", sender="office@example.org", files={}, answers=first.message_id, ours=True)
    assert (reply.ours, reply.case_id) == (True, first.case_id)
    by_number = post("请补盖公章 LZ2022-0001", sender="office@example.org", files={}, ours=True)
    assert by_number.case_id == first.case_id
    assert [one.ours for one in letters_of(first.case_id)] == [False, True, True]
    assert [one.what for one in history(first.case_id)][-1] == "我方邮箱发出的信件"
    assert Case.objects.count() == 1


def test_a_letter_of_ours_that_the_sent_folder_holds_too_stands_in_the_thread_once(post: Post, now: datetime) -> None:
    first = post()
    ours = of_ours(first.case_id, now)
    data = post.letter("请补正", sender="office@example.org", files={})
    start = data.index(b"Message-ID: ")
    end = data.index(b"\n", start)
    copy = post.take(data[:start] + f"Message-ID: {ours.message_id}".encode() + data[end:], ours=True)
    assert copy.case_id == first.case_id
    assert [one.id for one in letters_of(first.case_id)] == [first.pk]


def test_a_letter_of_ours_that_comes_into_a_mailbox_of_ours_brings_nothing_and_is_not_answered(
    post: Post, now: datetime
) -> None:
    first = post()
    ours = of_ours(first.case_id, now, to="office@example.org")
    data = post.letter("请补正 LZ2022-0001", sender=sender().sender_address)
    start = data.index(b"Message-ID: ")
    end = data.index(b"\n", start)
    back = post.take(data[:start] + f"Message-ID: {ours.message_id}".encode() + data[end:])
    assert (back.ours, back.kind, back.parcel, back.case_id) == (True, rules.OTHER, None, first.case_id)
    assert Parcel.objects.count() == 1


@pytest.mark.parametrize("files", [{}, {"申报表.docx": b"PK\x03\x04 form"}])
def test_a_letter_to_two_mailboxes_of_ours_is_one_case(post: Post, files: dict[str, bytes]) -> None:
    data = post.letter("报送案例", text="现报送案例。\n超大附件：https://pan.baidu.com/s/1abcDEF", files=files)
    rows = [
        post.take(f"Received: from a by mx{n}.example.org; Thu, 1 Sep 2022 02:30:0{n} +0000\n".encode() + data)
        for n in (1, 2)
    ]
    assert rows[0].file_id != rows[1].file_id
    assert rows[0].case_id == rows[1].case_id is not None
    assert Case.objects.count() == 1
    assert newest_revision(rows[0].case_id or 0).n == 1  # type: ignore[union-attr]


def test_a_link_of_ours_that_a_letter_quotes_is_not_kept_to_be_shown(post: Post) -> None:
    url = f"https://cases.example.org/x/{make_link('correction', '7')}/"
    row = post("请问", text=f"这个网页打不开：{url} 怎么办？", files={})
    assert row.text == "这个网页打不开：〔补正链接，已隐去〕 怎么办？"


def test_what_turns_the_reading_of_a_text_is_not_kept_to_be_shown(post: Post) -> None:
    sender = str(Address("卓一川\u202e\u200b", addr_spec=UNIT))
    row = post("材料\u202efdp.exe", sender=sender, text="金额\u202e001\u202c元", files={})
    assert (row.subject, row.sender_name, row.text) == ("材料fdp.exe", "卓一川", "金额001元")


def test_of_a_text_without_end_the_beginning_is_kept_to_be_shown(post: Post) -> None:
    assert len(post("请问", text="没完没了" * 100_000, files={}).text) == 100_000


def test_a_letter_that_answers_thousands_keeps_the_nearest(post: Post) -> None:
    marks = " ".join(f"<{n}@x>" for n in range(3000))
    row = post("请问", files={}, text="请问。", headers={"References": marks})
    assert (len(row.references), row.references[-1]) == (50, "<2999@x>")


def test_questions_with_files_of_one_sender_are_held_like_applications(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = post()
    monkeypatch.setattr(rules, "MOST_A_DAY", 3)
    answers = of_ours(first.case_id, post.now).message_id
    rows = [post("照片", text="见附件。", files={f"{n}.png": b"x%d" % n}, answers=answers) for n in range(4)]
    assert [one.held for one in rows] == [False, False, True, True]
    assert [one.case_id for one in rows] == [first.case_id, first.case_id, None, None]


def test_a_clerk_files_a_question_with_a_case_once(post: Post, now: datetime) -> None:
    case_id = post().case_id
    question = post("请问LZ2022-0001收到了吗", sender=STRANGER, text=QUESTION, files={})
    file_letter(question.pk, case_id, now=now, by="user:1")
    file_letter(question.pk, case_id, now=now, by="user:1")
    assert unfiled_letters(post.call.id) == ()
    assert [one.subject for one in letters_of(case_id)][-1] == question.subject
    assert [one.why for one in history(case_id)].count("工作人员归入") == 1
    assert list(Suggestion.objects.values_list("taken", flat=True)) == [True]


def test_a_clerk_opens_a_case_for_a_letter_that_waited(
    post: Post, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_A_DAY", 0)
    letter = post()
    assert letter.case_id is None
    case = open_letter(letter.pk, call_id=post.call.id, now=now, by="user:1")
    assert [one.id for one in letters_of(case.pk)] == [letter.pk]
    with pytest.raises(filing.states.NotAllowed):
        open_letter(letter.pk, call_id=post.call.id, now=now, by="user:1")
    with pytest.raises(filing.states.NotAllowed):
        set_aside(letter.pk, "", now=now, by="user:1")


def test_a_clerk_adds_the_files_of_a_letter_that_waited_to_a_case(
    post: Post, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = post().case_id
    monkeypatch.setattr(rules, "MOST_A_DAY", 1)
    letter = post("补充", files={"照片.jpg": b"\xff\xd8\xff x"})
    assert letter.case_id is None
    file_letter(letter.pk, case_id, now=now, by="user:1")
    revision = newest_revision(case_id)
    assert revision is not None
    assert [one.name for one in revision.files] == ["报送案例.eml", "补充.eml"]


def test_a_clerk_sets_a_letter_aside_and_dismisses_what_is_not_so(post: Post, now: datetime) -> None:
    post()
    letter = post("请问LZ2022-0001", sender=STRANGER, text=QUESTION, files={})
    hint = Suggestion.objects.get()
    dismiss(hint.pk, now=now, by="user:1")
    assert unfiled_letters(post.call.id)[0].suggestions == ()
    set_aside(letter.pk, "广告", now=now, by="user:1")
    assert unfiled_letters(post.call.id) == ()


def test_a_letter_uploaded_or_brought_in_a_folder_is_a_received_letter_too(
    post: Post, now: datetime, tmp_path: Path
) -> None:
    kept = ReceivedFile("信.eml", keep(post.letter("上传的信"), now=now).sha256)
    parcel = receive([kept], call_id=post.call.id, door=rules.UPLOAD, sent_at=now, now=now, by="applicant")
    JOBS["file-parcel"]({"parcel": parcel.pk}, now, lambda _: None)
    JOBS["file-parcel"]({"parcel": parcel.pk}, now, lambda _: None)
    uploaded = ReceivedLetter.objects.get()
    assert (uploaded.subject, uploaded.case_id, uploaded.kind) == ("上传的信", Case.objects.get().pk, rules.APPLICATION)

    folder = tmp_path / "来件"
    folder.mkdir()
    (folder / "导入的信.eml").write_bytes(post.letter("导入的信", files={"b.docx": b"PK\x03\x04 b"}))
    auto = post.letter(
        "自动回复：在外出差", text="您好，我正在出差。", files={}, headers={"Auto-Submitted": "auto-replied"}
    )
    (folder / "自动回复.eml").write_bytes(auto)
    report_ = import_folder(folder, post.call.id, now=now, by="user:1")
    assert len(report_.taken) == 2
    run_due(names={"file-parcel"})
    brought = ReceivedLetter.objects.get(subject="导入的信")
    assert brought.case is not None
    assert (brought.case.came_as, brought.case.door) == ("导入的信.eml", rules.LETTER)
    assert Case.objects.count() == 2
    assert import_folder(folder, post.call.id, now=now, by="user:1").taken == ()


def test_a_letter_of_no_call_waits_for_a_clerk(post: Post, now: datetime) -> None:
    sha256 = keep(post.letter(), now=now).sha256
    row = letters_in.take(sha256, Place("office", "INBOX", "1", "9"), call_id=None, now=now)
    assert (row.kind, row.parcel) == (rules.APPLICATION, None)
    assert [one.id for one in unfiled_letters(post.call.id)] == [row.pk]


def test_an_answer_to_a_mailbox_of_no_call_is_of_the_call_whose_case_it_answers(post: Post, now: datetime) -> None:
    case_id = post().case_id or 0
    data = post.letter("Re: 请补正", files={"a.docx": b"PK\x03\x04 a"}, answers=of_ours(case_id, now).message_id)
    place = Place("office", "INBOX", "1", "9")
    row = letters_in.take(keep(data, now=now).sha256, place, call_id=None, now=now)
    assert (row.call_id, row.parcel is not None) == (post.call.id, True)


@pytest.mark.parametrize("count", [1, 3])
def test_threads_and_waiting_letters_take_the_same_statements_whatever_their_number(
    post: Post, count: int, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    first = post()
    for n in range(count):
        post(f"LZ2022-0001 补充{n}", files={f"{n}.jpg": f"\xff {n}".encode()})
        post(f"请问LZ2022-0001 {n}", sender=STRANGER, text=QUESTION, files={})
    with django_assert_num_queries(3):
        assert len(letters_of(first.case_id or 0)) == count + 1
    with django_assert_num_queries(2):
        assert len(unfiled_letters(post.call.id)) == count


def test_an_empty_letter_and_one_of_rubbish_are_taken_in(post: Post) -> None:
    assert post.take(b"").kind == rules.OTHER
    assert post.take(bytes(range(256)) * 40).subject == ""

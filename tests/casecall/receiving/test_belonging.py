"""Which case a letter belongs to: rules in order, each with its reason; no stranger changes another unit's case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.models import Case
from casecall.cases.queries import history, newest_revision, revisions
from casecall.letters import actions as letters
from casecall.letters.models import Letter
from casecall.receiving import rules
from casecall.receiving.joining import join
from casecall.receiving.models import MailItem, Parcel, ReceivedLetter, Suggestion
from casecall.receiving.queries import letters_of, suggestions, unfiled_letters
from casecall.receiving.records import Told
from tests.casecall.receiving.posting import BORDER, UNIT, Post, read_as

if TYPE_CHECKING:
    from datetime import datetime

STRANGER = "somebody@163.com"
MORE = {"补充照片.jpg": b"\xff\xd8\xff more"}
TOLD = Told(has_form=True, title="山村机房换上凉外套", unit="云岫市数通网络有限公司", email=UNIT)
FORGED = {"Authentication-Results": f"{BORDER}; spf=fail; dkim=none; dmarc=fail"}


def case_of(letter: ReceivedLetter) -> Case:
    assert letter.case_id is not None
    return Case.objects.get(pk=letter.case_id)


def files_of(case: Case) -> list[str]:
    revision = newest_revision(case.pk)
    assert revision is not None
    return [one.name for one in revision.files]


def reasons(case: Case) -> list[str]:
    return [one.why for one in history(case.pk) if one.why]


def of_ours(case: Case, now: datetime, to: str = UNIT) -> Letter:
    letter = letters.write(
        "free",
        key=f"t{case.pk}",
        to_address=to,
        subject="请补正",
        text="请补正。",
        case_id=case.pk,
        now=now,
        by="user:1",
    )
    Letter.objects.filter(pk=letter.pk).update(state="sent")
    return letter


def test_a_letter_without_any_sign_opens_a_case_of_its_own(post: Post) -> None:
    case = case_of(post())
    assert (case.number, case.state, case.door) == ("LZ2022-0001", states.RECEIVED, rules.LETTER)
    assert files_of(case) == ["报送案例.eml"]
    assert [one.subject for one in letters_of(case.pk)] == ["报送案例"]


@pytest.mark.parametrize("where", ["subject", "text"])
def test_a_number_is_followed_for_the_address_that_the_case_came_from(post: Post, where: str) -> None:
    first = case_of(post())
    words = (
        {"subject": "补充LZ2022-0001材料"} if where == "subject" else {"text": "补充材料，编号\uff2c\uff3a2022—0001。"}
    )
    second = post(files=MORE, **words)
    assert case_of(second) == first
    assert Case.objects.count() == 1
    assert files_of(first) == ["报送案例.eml", "补充LZ2022-0001材料.eml" if where == "subject" else "报送案例（2）.eml"]
    word = "主题" if where == "subject" else "正文"
    assert second.why == f"{word}中有编号 LZ2022-0001，来信地址与该案例一致"
    assert second.why in reasons(first)


def test_a_number_in_the_quoted_history_of_another_letter_is_not_followed(post: Post) -> None:
    first = case_of(post())
    quoted = (
        "您好，报送另一个案例。\n\n-----原始邮件-----\n发件人：秘书处\n主题：关于案例 LZ2022-0001\n\n您的材料已收到。\n"
    )
    second = post(text=quoted, files={"另一案例.docx": b"PK\x03\x04 other"})
    assert case_of(second) != first


def test_a_number_of_another_call_or_inside_a_longer_word_is_no_number() -> None:
    numbering = "LZ2022-{n:04d}"
    assert rules.numbers_in("XLZ2022-0001 LZ2023-0001 LZ2022-01 LZ2022-0002号", numbering, "k") == ("LZ2022-0002",)
    assert rules.numbers_in("案例（cace-2022-0007）", "{key}-{n:04d}", "cace-2022") == ("CACE-2022-0007",)
    many = " ".join(f"LZ2022-{n:04d}" for n in range(10_000))
    assert len(rules.numbers_in(many, numbering, "k")) == 5


def test_a_strangers_letter_with_the_number_of_another_unit_changes_nothing_and_is_shown(post: Post) -> None:
    first = case_of(post())
    before = files_of(first)
    second = post("补充 LZ2022-0001 材料", sender=STRANGER, files=MORE)
    assert case_of(second) != first
    assert files_of(first) == before
    (hint,) = suggestions(first.pk)
    assert (hint.case_id, hint.other_id, hint.what) == (second.case_id, first.pk, rules.BELONGS)
    assert hint.why == "主题中有编号 LZ2022-0001，但来信地址与该案例无关，请核对"
    assert suggestions(case_of(second).pk) == (hint,)
    assert [one.id for one in letters_of(first.pk)] == [ReceivedLetter.objects.order_by("id")[0].pk]


def test_a_forged_sender_is_not_believed_where_the_border_host_says_so(post: Post) -> None:
    first = case_of(post())
    second = post("补充 LZ2022-0001 材料", files=MORE, headers=FORGED)
    assert case_of(second) != first
    assert suggestions(first.pk)[0].why.endswith("但来信未通过发件人验证，请核对")
    elsewhere = {"Authentication-Results": "mx.attacker.example.net; dmarc=pass"}
    third = post("补充 LZ2022-0001 材料", sender=STRANGER, files=MORE, headers=elsewhere)
    assert case_of(third) != first


def test_the_domain_of_a_unit_counts_and_that_of_a_public_provider_does_not(post: Post) -> None:
    first = case_of(post())
    colleague = post("LZ2022-0001 补充", sender="lin@yunxiu.example.com", files=MORE)
    assert case_of(colleague) == first
    assert colleague.why == "主题中有编号 LZ2022-0001，来信单位域名与该案例一致"
    public = case_of(post(sender="first@163.com", files={"a.docx": b"PK\x03\x04 a"}))
    other = post(f"{public.number} 补充", sender="second@163.com", files=MORE)
    assert case_of(other) != public


def test_a_domain_that_two_units_write_from_counts_for_neither(post: Post, now: datetime) -> None:
    group = [
        post(sender=f"{name}@group.example.com", files={f"{name}.docx": name.encode()}) for name in ("east", "west")
    ]
    for number, letter in enumerate(group):
        told = Told(has_form=True, title=f"案例{number}" * 3, unit=f"第{number}分公司", email=letter.sender_address)
        read_as(case_of(letter).pk, told, now=now)
    third = post(f"{case_of(group[0]).number} 补充", sender="north@group.example.com", files=MORE)
    assert case_of(third) not in {case_of(one) for one in group}


def test_an_answer_to_our_letter_is_followed_from_any_address(post: Post, now: datetime) -> None:
    first = case_of(post())
    ours = of_ours(first, now)
    answer = post("Re: 请补正", sender=STRANGER, files=MORE, answers=ours.message_id)
    assert case_of(answer) == first
    assert answer.why == "是我方来信的回复"
    assert len(revisions(first.pk)) == 2


def test_an_answer_with_the_number_of_a_third_case_goes_where_it_answers_and_the_other_is_shown(
    post: Post, now: datetime
) -> None:
    first = case_of(post())
    other = case_of(post(sender="x@other.example.com", files={"b.docx": b"PK\x03\x04 b"}))
    answer = post(f"Re: {other.number}", files=MORE, answers=of_ours(first, now).message_id)
    assert case_of(answer) == first
    assert [one.other_id for one in suggestions(other.pk)] == [other.pk]
    assert len(revisions(other.pk)) == 1


def test_a_letter_that_goes_on_with_its_senders_own_is_part_of_the_same(post: Post) -> None:
    first = post()
    going_on = post("Fwd: 报送案例（二）", files=MORE, answers=first.message_id)
    assert (case_of(going_on), going_on.why) == (case_of(first), "是同一地址前一封来信的续信")
    thief = post("Fwd: 报送案例（二）", sender=STRANGER, files=MORE, answers=first.message_id)
    assert case_of(thief) != case_of(first)


def test_the_same_content_of_the_same_sender_is_noted_and_not_doubled(post: Post) -> None:
    first = case_of(post())
    again = post("再次报送")
    assert case_of(again) == first
    assert (Case.objects.count(), len(revisions(first.pk)), Parcel.objects.count()) == (1, 1, 2)
    assert [one.what for one in history(first.pk)][-1] == "再次收到相同材料，未另立案"
    assert len(letters_of(first.pk)) == 2


def test_the_same_content_of_a_stranger_is_a_case_of_its_own_and_shown(post: Post) -> None:
    first = case_of(post())
    copy = post(sender=STRANGER)
    assert case_of(copy) != first
    assert suggestions(first.pk)[0].why == "材料与已收到的完全相同，但来信地址与该案例无关，请核对"


def test_the_same_letter_in_two_mailboxes_is_one_letter(post: Post) -> None:
    data = post.letter()
    first, second = post.take(data), post.take(data, folder="归档")
    assert first.pk == second.pk
    assert (MailItem.objects.count(), Parcel.objects.count(), Case.objects.count()) == (2, 1, 1)


def test_a_reply_to_a_withdrawn_case_opens_a_new_one_and_says_so(post: Post, now: datetime) -> None:
    first = case_of(post())
    ours = of_ours(first, now)
    move(first.pk, states.WITHDRAWN, by="user:1", at=now, why="单位撤回")
    answer = post("Re: 请补正", files=MORE, answers=ours.message_id)
    assert case_of(answer) != first
    assert case_of(answer).state == states.RECEIVED
    assert len(revisions(first.pk)) == 1
    assert suggestions(first.pk)[0].why == "是我方来信的回复，但该案例已撤回"


def test_a_letter_for_a_case_that_was_joined_goes_to_the_one_it_was_joined_into(post: Post, now: datetime) -> None:
    first, second = case_of(post()), case_of(post(files={"b.docx": b"PK\x03\x04 b"}))
    join(second.pk, first.pk, why="同一案例", now=now, by="user:1")
    later = post(f"{second.number} 补充", files=MORE)
    assert case_of(later) == first
    assert len(revisions(second.pk)) == 1


def test_a_decided_case_keeps_its_state_and_waits_for_a_clerk(post: Post, now: datetime) -> None:
    first = case_of(post())
    move(first.pk, states.IN_ORDER, by="worker", at=now)
    move(first.pk, states.ACCEPTED, by="user:1", at=now)
    post("LZ2022-0001 更正", files=MORE)
    first.refresh_from_db()
    assert (first.state, first.waits_for_clerk) == (states.ACCEPTED, True)


def test_a_question_goes_with_the_one_case_of_its_sender_and_is_no_revision(post: Post) -> None:
    first = case_of(post())
    question = post("请问结果何时公布", text="老师好，请问结果什么时候公布？", files={})
    assert (question.kind, case_of(question), question.why) == (rules.OTHER, first, "该地址只有这一个案例")
    assert len(revisions(first.pk)) == 1
    assert [one.what for one in history(first.pk)][-1] == "收到来信"


def test_a_question_of_nobody_known_waits_for_a_clerk(post: Post) -> None:
    case_of(post())
    question = post("请问LZ2022-0001收到了吗", sender=STRANGER, text="请问收到了吗？", files={})
    assert question.case_id is None
    (row,) = unfiled_letters(post.call.id)
    assert row.id == question.pk
    assert [one.other_number for one in row.suggestions] == ["LZ2022-0001"]


def test_thirty_letters_of_one_sender_are_thirty_cases_and_none_is_swallowed(post: Post, now: datetime) -> None:
    for n in range(30):
        letter = post(f"报送案例{n}", files={f"{n}.docx": f"PK\x03\x04 {n}".encode()})
        title = "".join(chr(0x4E00 + n * 61 + step * 397) for step in range(6))
        read_as(case_of(letter).pk, Told(has_form=True, title=title, unit="某省通信行业协会"), now=now)
    assert Case.objects.filter(state=states.IN_ORDER).count() == 30
    assert not Suggestion.objects.exists()


def test_who_sends_beyond_a_days_measure_is_kept_and_waits_for_a_clerk(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_A_DAY", 3)
    for n in range(5):
        post(f"报送{n}", files={f"{n}.docx": f"PK\x03\x04 {n}".encode()})
    assert Case.objects.count() == 3
    waiting = unfiled_letters(post.call.id)
    assert [one.subject for one in waiting] == ["报送4", "报送3"]
    assert all(one.held and "一天内来件超过 3 件" in one.why for one in waiting)
    next_day = post("报送5", sent=post.now + timedelta(days=1, minutes=1), files={"5.docx": b"PK\x03\x04 5"})
    assert next_day.case_id

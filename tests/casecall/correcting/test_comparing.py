"""Old and new side by side: what changed in a text, which items were mended, which pages are new; and masks."""

from __future__ import annotations

import doctest
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecall.correcting import actions, comparing, masking, mending, rules
from casecall.correcting import calendar as days
from casecall.correcting.comparing import compare, diff
from casecall.correcting.masking import masked, told, veiled
from casecall.correcting.queries import round_row
from casecall.screening.actions import rule
from casecall.screening.models import Screening
from casecall.screening.queries import desk
from casepaper.forms.callfile import load_call
from tests.casecall.factory import Application, a_case

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.correcting.models import Round
    from casecall.correcting.records import RoundRow

CALL = load_call("cace-2022")


@pytest.mark.parametrize("module", [comparing, masking, mending, rules, days])
def test_the_examples_of_the_room_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@given(old=st.text("甲乙丙。，\n12", max_size=60), new=st.text("甲乙丙。，\n12", max_size=60))
def test_the_pieces_of_a_difference_make_up_both_texts(old: str, new: str) -> None:
    pieces = diff(old, new)
    assert "".join(one.text for one in pieces if one.kind != "in") == old
    assert "".join(one.text for one in pieces if one.kind != "out") == new


def test_a_sentence_that_was_moved_in_leaves_the_others_alone() -> None:
    pieces = diff("第一句。第三句。", "第一句。新的第二句，写了别的事。第三句。")
    assert [(one.kind, one.text) for one in pieces] == [
        ("same", "第一句。"), ("in", "新的第二句，写了别的事。"), ("same", "第三句。"),
    ]  # fmt: skip


def test_two_sentences_that_have_little_in_common_are_shown_whole() -> None:
    pieces = diff("山顶机房常年开着空调。", "五十名志愿者走进社区讲课。")
    assert [one.kind for one in pieces] == ["out", "in"]


def test_a_text_of_twenty_thousand_letters_is_compared_at_once() -> None:
    old = "".join(f"第{n}句说了第{n * 7}件事。" for n in range(1400))
    assert any(one.kind == "in" for one in diff(old, old.replace("第700句", "第柒百句")))


def answered(one: Round, application: Application, call: CallRow, now: datetime) -> RoundRow:
    """The round answered, and its answer read as that application."""
    revision = actions.answer(one.pk, {"email": "wr@example.com"}, [], now=now)
    other = a_case(call, application, now=now)
    Screening.objects.filter(revision__case_id=other).update(revision_id=revision.pk)
    row = round_row(one.pk)
    assert row is not None
    return row


def states(row: RoundRow) -> dict[str, str]:
    return {one.check: one.state for one in row.items}


def test_what_is_found_no_more_is_mended_and_what_is_found_again_stands(
    sent: Callable[..., Round], call: CallRow, now: datetime
) -> None:
    row = answered(sent(), Application(sealed=False, email="wr@example.com"), call, now)
    assert states(row) == {"seal_missing": rules.STANDS, "field_uncertain": rules.MENDED}
    assert row.mended == 1


def test_a_doubt_that_comes_up_again_waits_for_a_person(
    sent: Callable[..., Round], case_id: int, call: CallRow, now: datetime
) -> None:
    row = answered(sent(), Application(email_other="x@example.com"), call, now)
    assert states(row) == {"seal_missing": rules.MENDED, "field_uncertain": rules.UNSEEN}
    doubt = next(one.id for one in desk(case_id).findings if one.check == "field_uncertain")
    rule(doubt, "stands", "还是看不清", by="user:1", now=now)
    again = round_row(row.id)
    assert again is not None
    assert states(again)["field_uncertain"] == rules.STANDS


def test_the_comparison_has_fields_pages_and_seals_of_both(
    sent: Callable[..., Round], call: CallRow, now: datetime
) -> None:
    title = "山村机房换上“新外套”"
    row = answered(sent(), Application(title=title, email="wr@example.com"), call, now)
    both = compare(row.id, row.items)
    assert both.read
    assert both.new is not None
    pairs = {one.key: one for one in both.fields}
    assert pairs["email"].asked
    assert [(one.kind, one.text) for one in pairs["title"].pieces if one.kind != "same"] == [
        ("out", "凉"),
        ("in", "新"),
    ]
    assert not pairs["unit"].changed
    assert (len(both.old.seals), len(both.new.seals)) == (0, 1)
    assert [sheet.fresh for sheet in both.new.sheets] == [True]
    assert both.found == ()


def test_what_is_found_for_the_first_time_is_told(sent: Callable[..., Round], call: CallRow, now: datetime) -> None:
    row = answered(sent(), Application(phone="123", email="wr@example.com"), call, now)
    assert any("联系电话" in one for one in compare(row.id, row.items).found)


def test_without_an_answer_there_is_the_old_side_alone(sent: Callable[..., Round]) -> None:
    row = round_row(sent().pk)
    assert row is not None
    both = compare(row.id, row.items)
    assert both.new is None
    assert not both.read


@pytest.mark.parametrize(
    ("value", "kind", "mask"),
    [
        ("张三丰", "person", "张**"),
        ("13812341234", "phone", "138****1234"),
        ("+86 138 1234 1234", "phone", "+86 1** **** 1234"),
        ("12345", "phone", "***45"),
        ("z@example.cn", "email", "z****@example.cn"),
        ("zhang", "email", "z****"),
        ("", "line", ""),
    ],
)
def test_contact_data_is_masked_by_its_kind(value: str, kind: str, mask: str) -> None:
    assert masked(value, kind) == mask


def test_a_finding_of_a_contact_field_names_the_field_alone() -> None:
    says = "邮箱读作「a@example.com」，也可能是「b@example.com」，没有把握。"
    assert told(says, "field_uncertain", "email", call=CALL, contacts=()) == "邮箱没有看清，或各份材料写得不一致。"
    assert told("x", "phone_missing", "phone", call=CALL, contacts=()) == "没有填写联系电话。"
    other = "正文里写了 13812341234。"
    assert told(other, "words_over", "body", call=CALL, contacts=[("13812341234", "138****1234")]) == (
        "正文里写了 138****1234。"
    )
    assert veiled("张三来电", [("张三", "张*")]) == "张*来电"
    assert veiled("王某来电，分机 12", [("王", "王*"), ("12", "**")]) == "王某来电，分机 12"  # would veil other words

"""Once a case was read: its mark, its unit and title, and the other letters of its sender tell where it belongs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casecall.calls.queries import rules_of
from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.models import Case
from casecall.cases.queries import case_row, history, newest_revision, revisions
from casecall.files.actions import keep
from casecall.receiving import form, rules
from casecall.receiving.actions import receive
from casecall.receiving.applying import change_form, submit_form
from casecall.receiving.filing import file_parcel
from casecall.receiving.joining import part, pieces_of, split
from casecall.receiving.models import Trait
from casecall.receiving.queries import joined_with, letters_of, suggestions
from casecall.receiving.records import ReceivedFile, Told
from casepaper.opening.all_openers import open_source
from casepaper.reading.marks import read_marks
from casepaper.records import Mark, Source
from tests.casecall.receiving.posting import UNIT, Post, read_as

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow

STRANGER = "somebody@163.com"
TOLD = Told(
    has_form=True,
    title="山村机房换上“凉外套”",
    unit="云岫市数通网络有限公司",
    contact="闻人舒",
    phone="13900004417",
    email=UNIT,
)
OTHER = replace(TOLD, title="银发课堂开进社区", email="")
NOTHING = Told(has_form=False, loose=True)
VALUES = {"unit": TOLD.unit, "title": TOLD.title, "email": UNIT, "body": "山顶机房常年开着空调。", "theme": "green"}
PHOTOS = {"现场.jpg": b"\xff\xd8\xff scene"}


def mark_on(case_id: int) -> Mark:
    """The mark of a form as it is printed."""
    data = form.filled(case_id)
    assert data is not None
    (mark,) = read_marks(open_source(Source("表.docx", data)))
    return mark


def state(case_id: int | None) -> str:
    return case_row(case_id or 0).state


def test_a_stamped_page_finds_back_to_the_draft_it_was_printed_for(post: Post, call: CallRow, now: datetime) -> None:
    draft = submit_form(call.id, VALUES, now=now)
    page = post("盖章件", sender=STRANGER, files={"扫描件.pdf": b"%PDF-1.7 scan"})
    into = read_as(page.case_id or 0, replace(TOLD, email="", marks=(mark_on(draft.pk),)), now=now)
    assert into == draft.pk
    assert (state(draft.pk), state(page.case_id)) == (states.RECEIVED, states.MERGED)
    revision = newest_revision(draft.pk)
    assert revision is not None
    assert [one.name for one in revision.files] == [f"{draft.number}.docx", "盖章件.eml"]
    assert revision.typed == VALUES
    assert [one.why for one in history(page.case_id or 0)][-1] == f"并入 {draft.number}：表上二维码 {draft.number}"
    assert [one.id for one in letters_of(draft.pk)] == [page.pk]


def test_a_mark_that_anybody_could_have_drawn_is_not_followed_for_a_stranger(
    post: Post, call: CallRow, now: datetime
) -> None:
    draft = submit_form(call.id, VALUES, now=now)
    made_up = replace(mark_on(draft.pk), proof="")
    guessed = replace(made_up, proof="AAAAAAAAAA")
    for n, mark in enumerate((made_up, guessed)):
        page = post(sender=f"somebody{n}@163.com", files={f"{n}.pdf": f"%PDF-1.7 {n}".encode()})
        assert read_as(page.case_id or 0, replace(TOLD, unit="别的单位", email="", marks=(mark,)), now=now) is None
    assert state(draft.pk) == states.DRAFT
    assert len(revisions(draft.pk)) == 1
    assert all("二维码" in one.why and "无关" in one.why for one in suggestions(draft.pk))
    assert len(suggestions(draft.pk)) == 2


def test_a_form_used_again_for_another_case_is_not_taken_for_a_revision(
    post: Post, call: CallRow, now: datetime
) -> None:
    draft = submit_form(call.id, VALUES, now=now)
    page = post(files={"另一案例.docx": b"PK\x03\x04 x"})
    assert read_as(page.case_id or 0, replace(OTHER, marks=(mark_on(draft.pk),)), now=now) is None
    assert state(draft.pk) == states.DRAFT
    assert suggestions(draft.pk)[0].why.endswith("但表上的案例名不同，请核对")


@pytest.mark.parametrize(
    "told", [replace(TOLD, unit="云岫市邻里网络有限公司", email=""), Told(has_form=False, loose=True)]
)
def test_a_code_copied_onto_a_form_of_another_unit_or_a_bare_page_changes_nothing(
    post: Post, call: CallRow, now: datetime, told: Told
) -> None:
    draft = submit_form(call.id, VALUES, now=now)
    page = post(sender=STRANGER, files={"a.pdf": b"%PDF-1.7 a"})
    assert read_as(page.case_id or 0, replace(told, marks=(mark_on(draft.pk),)), now=now) is None
    assert (state(draft.pk), len(revisions(draft.pk))) == (states.DRAFT, 1)
    assert "无关" in suggestions(draft.pk)[0].why


def test_a_mark_of_another_call_or_of_its_own_case_says_nothing(post: Post, call: CallRow, now: datetime) -> None:
    draft = submit_form(call.id, VALUES, now=now)
    mark = mark_on(draft.pk)
    page = post(sender=STRANGER, files={"a.pdf": b"%PDF-1.7 a"})
    own = replace(mark, number=case_row(page.case_id or 0).number)
    told = replace(TOLD, unit="", email="", marks=(replace(mark, call="CACE-2099"), own, replace(mark, number="LZ1-1")))
    assert read_as(page.case_id or 0, told, now=now) is None
    assert suggestions(draft.pk) == ()


def test_a_mark_of_a_withdrawn_case_is_shown_and_changes_nothing(post: Post, call: CallRow, now: datetime) -> None:
    draft = submit_form(call.id, VALUES, now=now)
    mark = mark_on(draft.pk)
    move(draft.pk, states.WITHDRAWN, by="user:1", at=now, why="单位撤回")
    page = post(files={"a.pdf": b"%PDF-1.7 a"})
    assert read_as(page.case_id or 0, replace(TOLD, marks=(mark,)), now=now) is None
    assert suggestions(page.case_id or 0)[0].why == f"表上二维码 {draft.number}，但该案例已撤回"


def test_the_printed_form_stays_the_same_paper_until_something_else_is_typed(call: CallRow, now: datetime) -> None:
    draft = submit_form(call.id, VALUES, now=now)
    first = form.filled(draft.pk)
    photo = ReceivedFile("a.jpg", keep(b"\xff\xd8\xff a", now=now).sha256)
    change_form(draft.pk, VALUES, [photo], now=now)
    assert form.filled(draft.pk) == first
    change_form(draft.pk, {**VALUES, "title": "换了题目"}, now=now)
    assert (mark_on(draft.pk).revision, form.is_ours(mark_on(draft.pk))) == (3, True)
    assert form.filled(draft.pk, upto=2) == first
    assert rules_of(call.id).key.upper() == mark_on(draft.pk).call


def test_the_same_unit_with_the_same_title_from_a_known_sender_is_a_revision(post: Post, now: datetime) -> None:
    first, second = post(), post(files={"改.docx": b"PK\x03\x04 changed"})
    read_as(first.case_id or 0, TOLD, now=now)
    told = replace(TOLD, title="山村机房换上 凉外套", email="")
    assert read_as(second.case_id or 0, told, now=now) == first.case_id
    assert state(second.case_id) == states.MERGED
    assert [one.why for one in history(first.case_id or 0)][-1] == "同一单位同名案例"
    assert len(revisions(first.case_id or 0)) == 2
    (joined,) = joined_with(first.case_id or 0)
    assert (joined.number, joined.by) == ("LZ2022-0002", "worker")


@pytest.mark.parametrize("door", [rules.UPLOAD, rules.FOLDER])
def test_unit_and_title_alone_join_nothing_that_came_without_a_sender(
    post: Post, call: CallRow, now: datetime, door: str
) -> None:
    first = post()
    read_as(first.case_id or 0, TOLD, now=now)
    kept = ReceivedFile("a.docx", keep(b"PK\x03\x04 a", now=now).sha256)
    parcel = receive([kept], call_id=call.id, door=door, sent_at=now, now=now, by="applicant")
    case = file_parcel(parcel.pk, now=now)
    assert read_as(case.pk, replace(TOLD, email="", phone=""), now=now) is None
    assert suggestions(case.pk)[0].why == "同一单位同名案例，无法确认寄件单位，请核对"


def test_a_stranger_with_unit_and_title_of_another_changes_nothing(post: Post, now: datetime) -> None:
    first = post()
    read_as(first.case_id or 0, TOLD, now=now)
    forger = post(sender=STRANGER, files={"x.docx": b"PK\x03\x04 x"})
    assert read_as(forger.case_id or 0, TOLD, now=now) is None
    assert len(revisions(first.case_id or 0)) == 1
    assert suggestions(first.case_id or 0)[0].why.endswith("来信地址与该案例无关，请核对")


@pytest.mark.parametrize("form_first", [True, False])
def test_parts_of_one_application_in_two_letters_are_one(post: Post, now: datetime, *, form_first: bool) -> None:
    order = [(TOLD, {}), (NOTHING, {"files": PHOTOS})]
    (one, with_), (two, more) = order if form_first else reversed(order)
    first = post("材料一", **with_)
    assert read_as(first.case_id or 0, one, now=now) is None
    second = post("材料二", now=now + timedelta(hours=3), **more)
    read_as(second.case_id or 0, two, now=now + timedelta(hours=3))
    whole, part_ = (first, second) if form_first else (second, first)
    assert state(part_.case_id) == states.MERGED
    revision = newest_revision(whole.case_id or 0)
    assert revision is not None
    assert {one.name for one in revision.files} == {"材料一.eml", "材料二.eml"}


def test_photos_of_a_sender_with_two_cases_are_shown_with_both(post: Post, now: datetime) -> None:
    for n, told in enumerate((TOLD, OTHER)):
        letter = post(files={f"{n}.docx": f"PK\x03\x04 {n}".encode()})
        read_as(letter.case_id or 0, told, now=now)
    photos = post("照片", files=PHOTOS)
    assert read_as(photos.case_id or 0, NOTHING, now=now) is None
    assert len(suggestions(photos.case_id or 0)) == 2


def test_photos_a_week_later_or_what_could_not_be_read_are_no_parts(post: Post, now: datetime) -> None:
    first = post()
    read_as(first.case_id or 0, TOLD, now=now)
    locked = post("材料", files={"a.rar": b"Rar!\x1a\x07 x"})
    assert read_as(locked.case_id or 0, Told(has_form=False, loose=False), now=now) is None
    assert state(locked.case_id) == states.UNREADABLE
    later = now + timedelta(days=7)
    photos = post("照片", files=PHOTOS, now=later)
    assert read_as(photos.case_id or 0, NOTHING, now=later) is None


def test_a_forged_sender_adds_no_parts(post: Post, now: datetime) -> None:
    first = post()
    read_as(first.case_id or 0, TOLD, now=now)
    headers = {"Authentication-Results": "mx.office.example.org; dmarc=fail"}
    forged = post("照片", files=PHOTOS, headers=headers)
    assert read_as(forged.case_id or 0, NOTHING, now=now) is None


def test_what_a_person_parted_is_not_joined_again_by_software(post: Post, now: datetime) -> None:
    first, second = post(), post(files={"改.docx": b"PK\x03\x04 changed"})
    read_as(first.case_id or 0, TOLD, now=now)
    assert read_as(second.case_id or 0, TOLD, now=now) == first.case_id
    part(second.case_id or 0, why="是两个案例", now=now, by="user:1")
    read_as(first.case_id or 0, TOLD, now=now)
    assert read_as(second.case_id or 0, TOLD, now=now) is None
    assert state(second.case_id) == states.IN_ORDER


def test_settling_twice_changes_nothing(post: Post, now: datetime) -> None:
    first, second = post(), post(files={"改.docx": b"PK\x03\x04 changed"})
    read_as(first.case_id or 0, TOLD, now=now)
    read_as(second.case_id or 0, TOLD, now=now)
    count = len(history(first.case_id or 0))
    assert read_as(second.case_id or 0, TOLD, now=now) is None
    assert (len(history(first.case_id or 0)), Trait.objects.count(), Case.objects.count()) == (count, 2, 2)


def test_a_case_that_was_split_off_is_joined_to_none_by_software(post: Post, now: datetime) -> None:
    letter = post(files={"甲.docx": b"PK\x03\x04 one", "乙.docx": b"PK\x03\x04 two"})
    case = letter.case_id or 0
    pieces = {name: sha256 for sha256, name in pieces_of(case)}
    (made,) = split(case, [[pieces["乙.docx"]]], why="两个案例", now=now, by="user:1")
    assert read_as(case, TOLD, now=now) is None
    assert read_as(made.pk, TOLD, now=now) is None
    assert state(made.pk) == states.IN_ORDER
    photos = post("照片", files=PHOTOS)
    read_as(photos.case_id or 0, NOTHING, now=now)
    assert state(made.pk) == states.IN_ORDER


def test_a_form_of_another_unit_that_came_by_the_shared_domain_is_shown_to_a_clerk(post: Post, now: datetime) -> None:
    first = post("报送案例")
    read_as(first.case_id or 0, TOLD, now=now)
    number = case_row(first.case_id or 0).number
    second = post(f"报送案例 {number}", sender="other@yunxiu.example.com", files={"申报表.docx": b"PK\x03\x04 other"})
    assert second.case_id == first.case_id, "a colleague by the unit's own domain"
    read_as(first.case_id or 0, replace(TOLD, unit="云岫市分公司", email="other@yunxiu.example.com"), now=now)
    (said,) = suggestions(first.case_id or 0)
    assert "申报单位与此前不同" in said.why


def test_a_unit_that_mends_its_own_name_is_not_doubted(post: Post, now: datetime) -> None:
    first = post("报送案例")
    read_as(first.case_id or 0, TOLD, now=now)
    post(f"补正 {case_row(first.case_id or 0).number}", files={"申报表.docx": b"PK\x03\x04 mended"})
    read_as(first.case_id or 0, replace(TOLD, unit="云岫市数通网络股份有限公司"), now=now)
    assert suggestions(first.case_id or 0) == ()

"""A clerk joins cases and splits them; both are kept in the history and the record, and no filing is ever removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.audit.models import AuditLine
from casecall.audit.queries import verify
from casecall.cases import rules as states
from casecall.cases.actions import add_revision, move, open_case
from casecall.cases.models import Case
from casecall.cases.queries import case_row, history, newest_revision, revisions
from casecall.cases.rules import NotAllowed
from casecall.files.actions import keep
from casecall.files.queries import read
from casecall.jobs.queries import for_key
from casecall.receiving.applying import submit_form
from casecall.receiving.joining import join, part, pieces_of, split
from casecall.receiving.models import Filing
from casecall.receiving.queries import joined_with, letters_of, same_elsewhere

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from tests.casecall.receiving.posting import Post


def names(case_id: int) -> list[str]:
    revision = newest_revision(case_id)
    return [one.name for one in revision.files] if revision else []


def two(post: Post) -> tuple[int, int]:
    first = post("材料一")
    second = post("材料二", sender="other@163.com", files={"b.docx": b"PK\x03\x04 b"})
    return first.case_id or 0, second.case_id or 0


def test_a_joined_case_is_merged_and_its_files_and_deliveries_go_on_with_the_other(post: Post, now: datetime) -> None:
    into, case = two(post)
    filings = Filing.objects.count()
    revision = join(case, into, why="同一案例的两封信", now=now, by="user:1")
    assert (case_row(case).state, revision.case_id, names(into)) == (states.MERGED, into, ["材料一.eml", "材料二.eml"])
    assert Filing.objects.count() == filings + 1
    assert [one.subject for one in letters_of(into)] == ["材料一", "材料二"]
    assert history(case)[-1].why == "并入 LZ2022-0001：同一案例的两封信"
    assert (history(into)[-1].what, history(into)[-1].why) == ("LZ2022-0002 并入本案", "同一案例的两封信")
    assert for_key("screen", str(revision.pk)) is not None
    line = AuditLine.objects.get(verb="case.join")
    assert (line.actor, line.object, line.note) == ("user:1", f"case:{case}", f"case:{into}")
    assert verify().whole


@pytest.mark.parametrize("why", ["", "  "])
def test_joining_and_splitting_want_a_reason(post: Post, now: datetime, why: str) -> None:
    into, case = two(post)
    with pytest.raises(NotAllowed, match="请写明理由"):
        join(case, into, why=why, now=now, by="user:1")
    with pytest.raises(NotAllowed, match="请写明理由"):
        split(into, [[pieces_of(into)[0][0]]], why=why, now=now, by="user:1")
    join(case, into, why="同一案例", now=now, by="user:1")
    with pytest.raises(NotAllowed, match="请写明理由"):
        part(case, why=why, now=now, by="user:1")


def test_no_case_joins_itself_an_ended_or_a_chosen_one(post: Post, now: datetime) -> None:
    into, case = two(post)
    with pytest.raises(NotAllowed, match="不能与自己并案"):
        join(case, case, why="x", now=now, by="user:1")
    move(case, states.IN_ORDER, by="worker", at=now)
    move(case, states.ACCEPTED, by="user:1", at=now)
    with pytest.raises(NotAllowed, match="请先撤回入选"):
        join(case, into, why="x", now=now, by="user:1")
    move(into, states.WITHDRAWN, by="user:1", at=now, why="单位撤回")
    third = post("材料三", sender="third@163.com", files={"c.docx": b"PK\x03\x04 c"}).case_id or 0
    with pytest.raises(NotAllowed, match="已撤回"):
        join(third, into, why="x", now=now, by="user:1")
    assert case_row(third).state == states.RECEIVED
    assert len(revisions(into)) == 1


def test_a_case_joined_into_a_chosen_one_leaves_it_so_and_has_a_clerk_look(post: Post, now: datetime) -> None:
    into, case = two(post)
    move(into, states.IN_ORDER, by="worker", at=now)
    move(into, states.ACCEPTED, by="user:1", at=now)
    join(case, into, why="补寄的照片", now=now, by="user:1")
    row = case_row(into)
    assert (row.state, row.waits_for_clerk) == (states.ACCEPTED, True)


def test_a_draft_that_is_joined_brings_its_form_as_a_file(post: Post, call: CallRow, now: datetime) -> None:
    into = post().case_id or 0
    draft = submit_form(call.id, {"title": "银发课堂", "unit": "甲公司"}, now=now)
    join(draft.pk, into, why="同一案例", now=now, by="user:1")
    assert names(into) == ["报送案例.eml", f"{draft.number}.docx"]


def test_joining_is_undone_and_both_stand_as_before(post: Post, now: datetime) -> None:
    into, case = two(post)
    join(case, into, why="看错了", now=now, by="user:1")
    filings = Filing.objects.count()
    part(case, why="是两个案例", now=now, by="user:2")
    assert (case_row(case).state, names(case), names(into)) == (states.RECEIVED, ["材料二.eml"], ["材料一.eml"])
    assert Filing.objects.count() == filings
    assert joined_with(into) == ()
    assert [one.what for one in history(into)][-1] == "撤销 LZ2022-0002 的并案"
    assert [one.subject for one in letters_of(case)] == ["材料二"]
    with pytest.raises(NotAllowed, match="没有并入"):
        part(case, why="再来一次", now=now, by="user:2")


def test_undoing_leaves_alone_what_came_since(post: Post, now: datetime) -> None:
    into, case = two(post)
    join(case, into, why="看错了", now=now, by="user:1")
    post(f"补充 {case_row(into).number}", files={"照片.jpg": b"\xff\xd8\xff x"})
    part(case, why="是两个案例", now=now, by="user:2")
    assert names(into) == ["材料一.eml", "补充 LZ2022-0001.eml"]


def several_files(call: CallRow, now: datetime) -> tuple[int, dict[str, str]]:
    kept = {name: keep(name.encode(), now=now).sha256 for name in ("甲表.docx", "乙表.docx", "丙表.docx", "合影.jpg")}
    case = open_case(call.id, door="folder", state=states.RECEIVED, now=now, by="user:1")
    add_revision(case.pk, [(sha256, name) for name, sha256 in kept.items()], door="folder", now=now, by="user:1")
    return case.pk, kept


def test_a_case_is_split_into_new_ones_with_chosen_files(call: CallRow, now: datetime) -> None:
    case, kept = several_files(call, now)
    made = split(
        case, [[kept["乙表.docx"]], [kept["丙表.docx"], kept["合影.jpg"]]], why="三个案例", now=now, by="user:1"
    )
    assert names(case) == ["甲表.docx"]
    assert [names(one.pk) for one in made] == [["乙表.docx"], ["丙表.docx", "合影.jpg"]]
    assert [one.state for one in made] == [states.RECEIVED] * 2
    assert (history(case)[-1].what, history(case)[-1].why) == ("分出 LZ2022-0002、LZ2022-0003", "三个案例")
    assert history(made[0].pk)[-1].what == "由 LZ2022-0001 的来件分出"
    assert AuditLine.objects.get(verb="case.split").note == "2"
    revision = newest_revision(made[0].pk)
    assert revision is not None
    assert for_key("screen", str(revision.id)) is not None


def test_splitting_leaves_something_and_takes_only_what_is_there(call: CallRow, now: datetime) -> None:
    case, kept = several_files(call, now)
    for groups, says in (
        ([], "请选择"),
        ([[]], "请选择"),
        ([["0" * 64]], "不在"),
        ([list(kept.values())], "至少要留下"),
    ):
        with pytest.raises(NotAllowed, match=says):
            split(case, groups, why="x", now=now, by="user:1")
    assert Case.objects.count() == 1
    assert len(revisions(case)) == 1


def test_files_that_came_with_a_letter_are_split_one_by_one_and_the_letter_stands_with_both(
    post: Post, now: datetime
) -> None:
    files = {"甲表.docx": b"PK\x03\x04 one", "乙表.docx": b"PK\x03\x04 two", "合影.jpg": b"\xff\xd8\xff three"}
    letter = post(files=files)
    case = letter.case_id or 0
    pieces = {name: sha256 for sha256, name in pieces_of(case)}
    assert list(pieces) == ["报送案例.eml", *files]
    (made,) = split(case, [[pieces["乙表.docx"]]], why="两个案例", now=now, by="user:1")
    assert (names(case), names(made.pk)) == (["甲表.docx", "合影.jpg"], ["乙表.docx"])
    revision = newest_revision(made.pk)
    assert revision is not None
    assert read(revision.files[0].sha256) == files["乙表.docx"]
    assert letters_of(case) == letters_of(made.pk)
    assert same_elsewhere(case) == ()

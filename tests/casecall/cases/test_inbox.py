"""The inbox: tabs with counts, a query line in words, and a handful of statements however long it grows."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casecall.calls.actions import open_call
from casecall.cases import rules
from casecall.cases.actions import add_revision, describe, move, open_case
from casecall.cases.filters import Span, parse_line
from casecall.cases.models import Case
from casecall.cases.queries import case_ids, case_row, case_rows, counts, inbox, neighbours, over_limit, totals
from casecall.jobs.actions import claim, enqueue, extend

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_django import DjangoAssertNumQueries

    from casecall.calls.queries import CallRow


@pytest.fixture
def some(call: CallRow, now: datetime) -> list[int]:
    """Four cases: green with a seal and 480 words, rural without a seal, digital of 620 words, and a draft."""

    def one(title: str, unit: str, theme: str, *, words: int, seals: int, state: str = rules.RECEIVED) -> int:
        case = open_case(
            call.id, door="web" if state == rules.DRAFT else "upload", state=state, now=now, by="applicant"
        )
        describe(case.pk, title=title, unit=unit, theme=theme, words=words, seals=seals, photos=seals * 2)
        return case.pk

    made = [
        one("机房余热养鱼", "江西移动赣州分公司", "green", words=480, seals=1),
        one("山村光网", "贵州电信遵义分公司", "rural", words=500, seals=0),
        one("银发课堂", "浙江联通", "digital-divide", words=620, seals=1),
        one("基站节电", "中国铁塔某分公司", "green", words=300, seals=0, state=rules.DRAFT),
    ]
    move(made[0], rules.IN_ORDER, by="worker", at=now)
    move(made[1], rules.FAULTY, by="worker", at=now)
    return made


def found(call: CallRow, query: str) -> list[str]:
    return [row.title for row in inbox(call.id, query=query).rows]


@pytest.mark.usefixtures("some")
def test_the_newest_case_comes_first_and_each_tab_has_its_count(call: CallRow) -> None:
    page = inbox(call.id)
    assert [row.number for row in page.rows] == ["LZ2022-0004", "LZ2022-0003", "LZ2022-0002", "LZ2022-0001"]
    assert page.counts == {rules.DRAFT: 1, rules.RECEIVED: 1, rules.IN_ORDER: 1, rules.FAULTY: 1} == page.everything
    assert (page.total, page.page, page.pages) == (4, 1, 1)


@pytest.mark.usefixtures("some")
def test_a_tab_shows_its_state_and_all_counts_stay(call: CallRow) -> None:
    page = inbox(call.id, state=rules.FAULTY)
    assert [row.title for row in page.rows] == ["山村光网"]
    assert page.total == 1
    assert sum(page.counts.values()) == 4


@pytest.mark.usefixtures("some")
def test_a_query_counts_what_it_finds_beside_all_there_is(call: CallRow) -> None:
    page = inbox(call.id, query="主题:绿色")
    assert page.counts == {rules.IN_ORDER: 1, rules.DRAFT: 1}
    assert sum(page.everything.values()) == 4


@pytest.mark.usefixtures("some")
def test_a_theme_that_does_not_exist_finds_nothing_and_spoils_no_count(call: CallRow) -> None:
    page = inbox(call.id, query="主题:海洋")
    assert (page.total, page.rows, page.counts) == (0, (), {})
    assert sum(page.everything.values()) == 4


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("课堂", ["银发课堂"]),
        ("江西 余热", ["机房余热养鱼"]),
        ("江西 课堂", []),
        ("LZ2022-0002", ["山村光网"]),
        ("lz2022-0002", ["山村光网"]),
        ("主题:绿色", ["基站节电", "机房余热养鱼"]),
        ("主题：green", ["基站节电", "机房余热养鱼"]),
        ("主题:乡村振兴", ["山村光网"]),
        ("主题:乡村 主题:绿色", ["基站节电", "山村光网", "机房余热养鱼"]),
        ("主题:航天", []),
        ("公章:无", ["基站节电", "山村光网"]),
        ("公章:有", ["银发课堂", "机房余热养鱼"]),
        ("字数:>500", ["银发课堂"]),
        ("字数：\N{FULLWIDTH GREATER-THAN SIGN}\N{FULLWIDTH DIGIT FIVE}00", ["银发课堂"]),
        ("字数:>=500", ["银发课堂", "山村光网"]),
        ("字数:<=480", ["基站节电", "机房余热养鱼"]),
        ("字数:480-500", ["山村光网", "机房余热养鱼"]),
        ("字数:500", ["山村光网"]),
        ("照片:有", ["银发课堂", "机房余热养鱼"]),
        ("照片:无", ["基站节电", "山村光网"]),
        ("状态:不齐", ["山村光网"]),
        ("状态:不齐 状态:合格", ["山村光网", "机房余热养鱼"]),
        ("省份:江西", ["机房余热养鱼"]),
        ("单位:联通", ["银发课堂"]),
        ("类别:铁塔", ["基站节电"]),
        ("渠道:在线填报", ["基站节电"]),
        ("主题:绿色 公章:无 余热", []),
        ("50%", []),
        ("_", []),
        ("", ["基站节电", "银发课堂", "山村光网", "机房余热养鱼"]),
    ],
)
def test_the_query_line_finds(call: CallRow, query: str, titles: list[str]) -> None:
    assert found(call, query) == titles


@pytest.mark.usefixtures("some")
def test_what_is_not_understood_is_said_and_the_rest_still_holds(call: CallRow) -> None:
    page = inbox(call.id, query="颜色:红 字数:很多 公章:也许 状态:好 主题: 课堂")
    assert [row.title for row in page.rows] == ["银发课堂"]
    assert len(page.faults) == 5
    assert "颜色" in page.faults[0]


def test_the_line_is_read_into_typed_conditions() -> None:
    read = parse_line("课堂 主题:绿色 公章:无 字数:<500 补件:有 状态:待认定 a:b")
    assert read.words == ("课堂",)
    assert read.themes == ("绿色",)
    assert read.sealed is False
    assert read.waits is True
    assert read.words_count == Span(None, 499)
    assert read.states == (rules.DOUBTFUL,)
    assert len(read.faults) == 1


def test_a_page_beyond_the_last_is_the_last(call: CallRow, some: list[int]) -> None:
    page = inbox(call.id, page=99, per_page=3)
    assert (page.page, page.pages, [row.id for row in page.rows]) == (2, 2, [some[0]])
    assert inbox(call.id, page=-1, per_page=3).page == 1


def test_a_row_shows_its_theme_in_short_and_the_job_of_its_newest_revision(
    call: CallRow, some: list[int], now: datetime
) -> None:
    first = add_revision(some[2], [], door="upload", now=now, by="applicant:1")
    second = add_revision(some[2], [], door="upload", now=now, by="applicant:1")
    for revision in (first, second):
        enqueue("screen", str(revision.pk), now=now)
    claim(now=now)
    job = claim(now=now)
    assert job is not None
    extend(job.pk, job.token, now=now, progress="第 2 页 / 共 3 页")
    row = next(one for one in inbox(call.id).rows if one.id == some[2])
    assert (row.theme_short, row.revision_id) == ("数字", second.pk)
    assert row.job is not None
    assert (row.job.state_name, row.job.progress) == ("处理中", "第 2 页 / 共 3 页")


def test_the_neighbours_follow_the_order_of_the_inbox(some: list[int]) -> None:
    assert (neighbours(some[1]).above, neighbours(some[1]).below) == (some[2], some[0])
    assert neighbours(some[3]).above is None
    assert neighbours(some[0]).below is None
    assert neighbours(some[0], query="主题:绿色").above == some[3]
    assert neighbours(some[3], state=rules.IN_ORDER).below == some[0]


def test_what_the_inbox_shows_can_be_taken_as_a_whole(call: CallRow, some: list[int]) -> None:
    assert case_ids(call.id) == tuple(some)
    assert case_ids(call.id, query="主题:绿色", state=rules.IN_ORDER) == (some[0],)
    assert set(case_rows(some[:2])) == set(some[:2])
    assert counts(call.id)[rules.DRAFT] == 1
    assert totals() == {call.id: 4}


@pytest.mark.parametrize("rows", [1, 3, 40])
def test_the_inbox_asks_five_times_however_many_rows_it_shows(
    call: CallRow, now: datetime, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        case = open_case(call.id, door="upload", state=rules.RECEIVED, now=now, by="applicant")
        add_revision(case.pk, [], door="upload", now=now, by="applicant")
    with django_assert_num_queries(5):
        assert len(inbox(call.id).rows) == rows


def test_where_nothing_is_being_read_the_inbox_asks_for_no_job(
    call: CallRow, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = open_case(call.id, door="upload", state=rules.RECEIVED, now=now, by="applicant")
    move(case.pk, rules.IN_ORDER, by="worker", at=now)
    with django_assert_num_queries(3):
        assert len(inbox(call.id).rows) == 1


def test_five_thousand_cases_are_shown_in_milliseconds(call: CallRow, now: datetime) -> None:
    Case.objects.bulk_create(
        Case(
            call_id=call.id,
            number=f"LZ2022-{n:04d}",
            state=(rules.IN_ORDER, rules.FAULTY, rules.DOUBTFUL)[n % 3],
            state_since=now,
            came_at=now,
            door="upload",
            title=f"案例{n}",
            unit="江西移动",
            theme="green",
        )
        for n in range(5000)
    )
    inbox(call.id)
    begun = time.process_time()
    for _ in range(5):
        assert inbox(call.id, state=rules.FAULTY, page=7).total == 1667
    assert (time.process_time() - begun) / 5 < 0.030  # twice the budget: the machine of a test is a shared one


def test_a_name_in_wide_brackets_is_found_by_either(call: CallRow, now: datetime) -> None:
    case = open_case(call.id, door="upload", state=rules.RECEIVED, now=now, by="applicant")
    describe(case.pk, title="银发（一期）课堂", unit="云岫通信（集团）公司", theme="")
    for query in ("单位:云岫通信（集团）公司", "单位:云岫通信(集团)公司", "银发（一期）", "银发(一期)"):
        assert [row.id for row in inbox(call.id, query=query).rows] == [case.pk]


@pytest.fixture
def limited(db: None, now: datetime) -> int:
    """The made-up second call, which takes two cases of a unit."""
    source = (Path(__file__).parents[2] / "casepaper" / "forms" / "partners-2030.toml").read_text()
    return int(open_call(source, now=now, by="console").pk)


def from_unit(call_id: int, unit: str, *, now: datetime, count: int = 1) -> list[int]:
    made = [open_case(call_id, door="upload", state=rules.RECEIVED, now=now, by="applicant").pk for _ in range(count)]
    for case_id in made:
        describe(case_id, title=f"实践{case_id}", unit=unit, theme="", reason="未见公章")
        move(case_id, rules.FAULTY, by="worker", at=now)
    return made


def test_a_unit_that_sent_more_than_the_call_allows_is_noted_at_each_of_its_cases(limited: int, now: datetime) -> None:
    many = from_unit(limited, "云岫数通", now=now, count=3)
    few = from_unit(limited, "临河数通", now=now, count=2) + from_unit(limited, "", now=now, count=3)
    reasons = {row.id: row.reason for row in inbox(limited).rows}
    assert {reasons[one] for one in many} == {"未见公章 · 该单位已报 3 件，征集约定至多 2 件"}
    assert {reasons[one] for one in few} == {"未见公章"}
    assert {row.state for row in inbox(limited).rows} == {rules.FAULTY}


def test_a_case_taken_back_makes_room_for_another(limited: int, now: datetime) -> None:
    many = from_unit(limited, "云岫数通", now=now, count=3)
    assert over_limit(case_row(many[0]), 2) == 3
    move(many[1], rules.WITHDRAWN, by="user:1", at=now, why="单位来电撤回")
    assert over_limit(case_row(many[0]), 2) == 0
    assert {row.reason for row in inbox(limited).rows} == {"未见公章"}


def test_a_call_without_a_limit_counts_nobody(
    call: CallRow, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    (first, *_) = from_unit(call.id, "云岫数通", now=now, count=9)
    row = case_row(first)
    with django_assert_num_queries(0):
        assert over_limit(row, call.rules.cases_per_unit) == 0
    assert {one.reason for one in inbox(call.id).rows} == {"未见公章"}


@pytest.mark.parametrize("rows", [1, 5])
def test_counting_the_units_costs_one_statement(
    limited: int, now: datetime, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(rows):
        from_unit(limited, f"数通{n}", now=now, count=3)
    with django_assert_num_queries(4):  # nothing is being read, so that no job is asked for
        assert len(inbox(limited).rows) == 3 * rows

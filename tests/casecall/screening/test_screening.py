"""A revision is screened once, its case goes where the outcome says, and what people said of it is kept."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import pytest

from casecall.audit.queries import verify
from casecall.cases import rules as states
from casecall.cases.actions import move
from casecall.cases.models import Case, HistoryLine
from casecall.screening import actions, rules
from casecall.screening.actions import accept, correct, decline, rule, screen
from casecall.screening.models import Correction, FindingRow, Ruling, Screening
from casecall.screening.queries import desk, effective
from casecall.screening.reader import Bounds, Breach, Reader, Task, a_reader, close_all
from tests.casecall.screening.papers import GOOD, form, photo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from casecall.cases.models import Revision
    from casecall.screening.reader import Answer, BreachKind

    Maker = Callable[..., Revision]

pytestmark = pytest.mark.django_db
BY = "user:1"


def case_of(revision: Revision) -> Case:
    return Case.objects.get(pk=revision.case_id)


def finding(revision: Revision, check: str) -> FindingRow:
    return FindingRow.objects.filter(screening__revision=revision, check_id=check).order_by("-id")[0]


def test_a_form_is_read_and_its_case_described_and_moved(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form(), hills_jpg=photo())
    heard: list[str] = []
    screen(revision.pk, now=now, progress=heard.append)
    case = case_of(revision)
    assert (case.state, case.unit, case.title, case.theme) == ("faulty", GOOD["unit"], GOOD["title"], "rural")
    assert (case.photos, case.seals) == (1, 0)
    assert "未盖公章" in case.reason
    assert case.unit_kind == "会员企业"
    assert any("form.docx" in word for word in heard)


def test_a_second_time_finds_what_the_first_one_kept(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form())
    first = screen(revision.pk, now=now)
    lines = HistoryLine.objects.count()
    assert screen(revision.pk, now=now) == first
    assert Screening.objects.count() == 1
    assert HistoryLine.objects.count() == lines
    assert verify().whole


def test_other_rules_of_the_call_have_it_read_anew_and_the_former_screening_stays(
    revision_of: Maker, now: datetime
) -> None:
    from casecall.calls.actions import change_call

    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    source = revision.case.call.source.replace("words = 500", "words = 20")
    change_call(revision.case.call_id, source, now=now, by=BY)
    screen(revision.pk, now=now)
    assert Screening.objects.filter(revision=revision).count() == 2
    assert "正文" in case_of(revision).reason


def test_a_draft_is_not_screened(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(state=states.DRAFT, hills_jpg=photo())
    assert screen(revision.pk, now=now) is None
    assert case_of(revision).state == "draft"


def test_only_the_newest_revision_is_screened(revision_of: Maker, now: datetime) -> None:
    first = revision_of(form_docx=form())
    revision_of(first.case_id, form_docx=form(title="云上采茶忙"))
    assert screen(first.pk, now=now) is None


def test_a_withdrawn_case_is_not_screened(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form())
    move(revision.case_id, states.WITHDRAWN, by="applicant:1", at=now, why="不再申报")
    assert screen(revision.pk, now=now) is None


def test_a_further_revision_of_an_accepted_case_leaves_its_state_and_waits_for_a_clerk(
    revision_of: Maker, now: datetime
) -> None:
    first = revision_of(form_docx=form())
    screen(first.pk, now=now)
    accept(first.case_id, "盖章页已由邮寄收到", by=BY, now=now)
    second = revision_of(first.case_id, form_docx=form(title="云上采茶忙"))
    screen(second.pk, now=now)
    case = case_of(second)
    assert (case.state, case.waits_for_clerk, case.title) == ("accepted", True, "云上采茶忙")


def test_a_fault_that_a_person_clears_counts_no_more(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    rule(finding(revision, "seal_missing").pk, rules.CLEARED, "原件已邮寄，章清楚", by=BY, now=now)
    case = case_of(revision)
    assert (case.state, case.reason) == ("in_order", "")
    rule(finding(revision, "seal_missing").pk, rules.STANDS, "", by="user:2", now=now)
    assert case_of(revision).state == "faulty"
    assert Ruling.objects.count() == 2


def test_a_fault_is_not_cleared_without_a_reason(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    with pytest.raises(ValueError, match="理由"):
        rule(finding(revision, "seal_missing").pk, rules.CLEARED, " ", by=BY, now=now)
    with pytest.raises(ValueError, match="认定"):
        rule(finding(revision, "seal_missing").pk, "perhaps", "", by=BY, now=now)
    assert case_of(revision).state == "faulty"


def test_a_correction_checks_again_and_both_values_stay(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form(phone="12"))
    screen(revision.pk, now=now)
    assert "联系电话" in case_of(revision).reason
    correct(revision.pk, "phone", "0851-86001234", by=BY, now=now)
    assert "联系电话" not in case_of(revision).reason
    assert Correction.objects.get().read == "12"
    shown = {one.key: one for one in desk(revision.case_id).values}["phone"]
    assert (shown.value, shown.read, shown.how, shown.corrected_by) == ("0851-86001234", "12", "person", BY)
    assert effective(revision.case_id).values["phone"] == "0851-86001234"  # type: ignore[union-attr]


def test_the_newest_correction_of_a_field_counts_and_all_fields_together(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    for field, value in (("title", "云上"), ("unit", "望鹤县恒讯通信技术有限公司"), ("title", "云上采茶忙")):
        correct(revision.pk, field, value, by=BY, now=now)
    case = case_of(revision)
    assert (case.title, case.unit) == ("云上采茶忙", "望鹤县恒讯通信技术有限公司")
    assert Correction.objects.count() == 3


def test_a_correction_of_a_field_the_form_has_not_is_refused(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form())
    with pytest.raises(ValueError, match="尚未完成"):
        correct(revision.pk, "title", "云上采茶忙", by=BY, now=now)
    screen(revision.pk, now=now)
    with pytest.raises(ValueError, match="没有这一项"):
        correct(revision.pk, "fax", "1", by=BY, now=now)


def test_rulings_are_carried_over_to_the_same_finding_of_the_next_screening(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form(phone="12"))
    screen(revision.pk, now=now)
    rule(finding(revision, "seal_missing").pk, rules.CLEARED, "原件已邮寄", by="user:7", now=now)
    rule(finding(revision, "phone_invalid").pk, rules.STANDS, "", by="user:7", now=now)
    correct(revision.pk, "phone", "13", by=BY, now=now)
    carried = finding(revision, "seal_missing").rulings.get()
    assert (carried.verdict, carried.why, carried.by) == ("cleared", "原件已邮寄", "user:7")


def test_corrections_outlive_a_new_reading_of_the_same_revision(
    revision_of: Maker, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    correct(revision.pk, "title", "云上采茶忙", by=BY, now=now)
    monkeypatch.setattr(rules, "ENGINE", "next")
    screen(revision.pk, now=now)
    assert case_of(revision).title == "云上采茶忙"


def test_a_case_that_is_not_in_order_is_accepted_with_a_reason_only(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    with pytest.raises(states.NotAllowed, match="理由"):
        accept(revision.case_id, by=BY, now=now)
    accept(revision.case_id, "章在邮寄原件上", by=BY, now=now)
    assert case_of(revision).state == "accepted"
    with pytest.raises(states.NotAllowed, match="理由"):
        decline(revision.case_id, "", by=BY, now=now)
    decline(revision.case_id, "同一单位已有相近案例", by=BY, now=now)
    assert case_of(revision).state == "declined"


def test_a_file_that_is_no_form_is_unreadable_and_says_why(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=b"this is no Word file")
    screen(revision.pk, now=now)
    assert case_of(revision).state == "unreadable"
    assert desk(revision.case_id).findings[0].says


@pytest.mark.parametrize(
    ("kind", "times", "words"), [("exit", 2, "意外退出"), ("memory", 1, "内存过多"), ("quiet", 1, "用时过长")]
)
def test_a_reading_that_breaks_off_by_itself_is_tried_once_more_and_one_beyond_its_bounds_is_not(
    revision_of: Maker, now: datetime, monkeypatch: pytest.MonkeyPatch, kind: BreachKind, times: int, words: str
) -> None:
    tries: list[str] = []

    def break_off(_self: Reader, task: object, _progress: object) -> NoReturn:
        tries.append(str(task))
        raise Breach(kind, "第 2 页 / 共 3 页")

    revision = revision_of(form_docx=form())
    monkeypatch.setattr(Reader, "read", break_off)
    screen(revision.pk, now=now)
    view = desk(revision.case_id)
    assert len(tries) == times
    assert case_of(revision).state == "unreadable"
    assert words in view.findings[0].says
    assert "form.docx" in view.findings[0].says
    monkeypatch.undo()
    screen(revision.pk, now=now)
    assert case_of(revision).state == "faulty", "asked again, it is read anew"


def reader_with(openers: str, bounds: Bounds, monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """Have cases read by a true reading process whose openers are changed by these lines; the tasks it is given."""
    lines = f"""
import os, time
from casecall.screening import child
from casepaper.opening.all_openers import OPENERS
{openers}
child.main()
"""
    given: list[Task] = []

    class Watched(Reader):
        def read(self, task: Task, progress: Callable[[str], None]) -> Answer:
            given.append(task)
            return super().read(task, progress)

    @contextmanager
    def one() -> Iterator[Reader]:
        made = Watched(bounds, (sys.executable, "-c", lines))
        try:
            yield made
        finally:
            made.close()

    monkeypatch.setattr(actions, "a_reader", one)
    return given


@pytest.mark.parametrize(
    ("openers", "times", "words"),
    [
        ("OPENERS['text'] = lambda *_: time.sleep(60)", 2, "用时过长"),
        ("OPENERS['text'] = lambda *_: os._exit(9)", 3, "意外退出"),
    ],
    ids=["it hangs", "it crashes"],
)
def test_a_file_at_which_reading_breaks_off_is_named_and_the_others_are_read(
    revision_of: Maker, now: datetime, monkeypatch: pytest.MonkeyPatch, openers: str, times: int, words: str
) -> None:
    given = reader_with(openers, Bounds(quiet=8.0), monkeypatch)
    revision = revision_of(note_txt="说明".encode(), form_docx=form())
    screen(revision.pk, now=now)
    view = desk(revision.case_id)
    said = [one.says for one in view.findings if one.check == "unreadable"]
    assert len(given) == times, "a bound that was reached is not waited for a second time"
    assert (case_of(revision).unit, case_of(revision).title) == (GOOD["unit"], GOOD["title"])
    assert len(said) == 1
    assert "“note.txt”无法识读" in said[0]
    assert words in said[0]
    assert "form.docx" not in said[0]


def test_where_every_file_breaks_off_each_is_named(
    revision_of: Maker, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader_with("OPENERS['text'] = OPENERS['docx'] = lambda *_: os._exit(9)", Bounds(), monkeypatch)
    revision = revision_of(note_txt="说明".encode(), form_docx=form())
    screen(revision.pk, now=now)
    assert case_of(revision).state == "unreadable"
    said = [one.says for one in desk(revision.case_id).findings]
    assert len(said) == 2
    assert "“note.txt”" in said[0]
    assert "“form.docx”" in said[1]


def test_a_member_of_a_container_is_the_fault_of_the_container(
    revision_of: Maker, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks: list[Task] = []

    def break_off(_self: Reader, task: Task, _progress: object) -> NoReturn:
        tasks.append(task)
        raise Breach("memory", file="all.zip/大.pdf")

    revision = revision_of(all_zip=b"PK\x05\x06" + b"\0" * 18, form_docx=form())
    monkeypatch.setattr(Reader, "read", break_off)
    screen(revision.pk, now=now)
    assert [[one.name for one in task.files] for task in tasks] == [["all.zip", "form.docx"], ["form.docx"]]
    assert [one.file for one in tasks[1].spoilt] == ["all.zip"]


def test_where_no_reading_process_comes_up_the_job_fails_and_no_case_is_blamed(
    revision_of: Maker, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_start(_self: Reader, _task: object, _progress: object) -> NoReturn:
        raise Breach("start")

    revision = revision_of(form_docx=form())
    monkeypatch.setattr(Reader, "read", no_start)
    with pytest.raises(Breach, match="无法启动"):
        screen(revision.pk, now=now)
    assert case_of(revision).state == "received"


def test_a_reading_process_that_was_killed_is_replaced_and_the_case_read(revision_of: Maker, now: datetime) -> None:
    import os
    import signal

    close_all()
    with a_reader() as reader:
        reader._running()
        pid = reader.pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    assert case_of(revision).state == "faulty"


def test_what_was_typed_on_the_web_is_read_as_the_twin(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(hills_jpg=photo())
    revision.typed = dict(GOOD)
    revision.save()
    screen(revision.pk, now=now)
    case = case_of(revision)
    assert case.title == GOOD["title"]
    assert f"{case.number}.docx" in [one.name for one in desk(case.pk).files]


def test_nothing_is_kept_of_a_screening_whose_job_was_taken_away(revision_of: Maker, now: datetime) -> None:
    class LeaseLostError(Exception):
        pass

    def lost(_: str) -> None:
        raise LeaseLostError

    revision = revision_of(form_docx=form())
    with pytest.raises(LeaseLostError):
        screen(revision.pk, now=now, progress=lost)
    assert not Screening.objects.exists()
    assert case_of(revision).state == "received"


def test_the_record_names_no_person_and_no_value(revision_of: Maker, now: datetime) -> None:
    from casecall.audit.models import AuditLine

    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    correct(revision.pk, "contact", "沈知秋", by=BY, now=now)
    rule(finding(revision, "seal_missing").pk, rules.CLEARED, "沈知秋来电说明", by=BY, now=now)
    said = " ".join(f"{one.actor} {one.verb} {one.object} {one.note}" for one in AuditLine.objects.all())
    assert "沈知秋" not in said
    assert "韦青禾" not in said
    assert actions.WORKER in said

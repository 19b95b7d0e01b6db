"""The worker: every job done once or shown as failed, whatever happens to the worker."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError, connections
from django.utils import timezone

from casecall.cases import rules as states
from casecall.cases.actions import TAKE_DOWN, move, open_case
from casecall.cases.models import Case
from casecall.cases.queries import case_row, newest_revision
from casecall.files.actions import keep
from casecall.flow import steps, upkeep, worker
from casecall.flow.steps import JOB_NAMES, JOBS, NEXT, SLOW
from casecall.flow.upkeep import keep_up, take_next_steps
from casecall.flow.worker import Heart, LeaseLost, Stopped, alone, run_due, run_one, work
from casecall.jobs import rules
from casecall.jobs.actions import claim, enqueue, finish
from casecall.jobs.queries import counts, for_key
from casecall.receiving.actions import receive
from casecall.receiving.applying import submit_form
from casecall.receiving.filing import file_parcel
from casecall.receiving.queries import case_of
from casecall.receiving.records import ReceivedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from casecall.calls.queries import CallRow
    from casecall.flow.steps import Progress, Step
    from casecall.jobs.models import Job


def lent(name: str = "screen", payload: Mapping[str, Any] | None = None) -> Job:
    enqueue(name, "1", payload, now=timezone.now())
    job = claim(now=timezone.now())
    assert job is not None
    return job


def doing(act: Step) -> dict[str, Step]:
    """A table of one job that does that."""
    return {"screen": act}


def row() -> Any:
    return for_key("screen", "1")


def deliver(call: CallRow, now: datetime, text: str = "form") -> int:
    files = [ReceivedFile("a.docx", keep(text.encode(), now=now).sha256)]
    return receive(files, call_id=call.id, door="upload", sent_at=now, now=now, by="applicant").pk


def test_every_step_that_a_state_leads_to_is_a_job_with_a_name() -> None:
    assert set(NEXT.values()) <= set(JOBS)
    assert set(NEXT) <= set(states.STATES)
    assert set(JOB_NAMES) == set(JOBS)
    assert set(JOBS) > SLOW


@pytest.mark.django_db
def test_a_withdrawn_case_is_taken_down_by_its_own_job_and_waits_for_no_upkeep(
    call: CallRow, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared: list[datetime] = []
    monkeypatch.setattr(steps, "clear_withdrawn", lambda *, now: cleared.append(now))
    case = open_case(call.id, door="upload", state=states.RECEIVED, now=now, by="user:1")
    Case.objects.filter(pk=case.pk).update(state=states.PUBLISHED)
    move(case.pk, states.WITHDRAWN, by="applicant:1", at=now, why="不再参加")
    assert run_due(names={TAKE_DOWN}) == 1
    assert len(cleared) == 1


@pytest.mark.django_db
def test_a_job_gets_its_payload_and_is_done() -> None:
    seen: list[Any] = []
    run_one(lent(payload={"revision": 7}), jobs=doing(lambda payload, _now, _say: seen.append(payload)))
    assert seen == [{"revision": 7}]
    assert row().state == rules.DONE


@pytest.mark.django_db
def test_a_job_that_fails_waits_for_its_next_try_and_says_why() -> None:
    def break_off(*_: object) -> None:
        raise OSError(28, "磁盘已满")

    run_one(lent(), jobs=doing(break_off))
    assert (row().state, row().attempts) == (rules.WAITING, 1)
    assert "磁盘已满" in row().error.splitlines()[0]


@pytest.mark.django_db
def test_a_job_that_nobody_knows_is_shown_as_failed_at_once() -> None:
    run_one(lent("paint"), jobs={})
    failed = for_key("paint", "1")
    assert failed is not None
    assert (failed.state, failed.error) == (rules.FAILED, "没有名为“paint”的任务")


@pytest.mark.django_db
def test_progress_is_kept_while_the_job_runs() -> None:
    said: list[str] = []

    def step(_payload: object, _now: object, say: Progress) -> None:
        say("第 1 页 / 共 3 页")
        said.append(row().progress)

    run_one(lent(), jobs=doing(step))
    assert said == ["第 1 页 / 共 3 页"]
    assert row().progress == ""


@pytest.mark.django_db
def test_a_worker_that_stops_gives_back_what_it_was_at() -> None:
    stop = threading.Event()

    def step(_payload: object, _now: object, say: Progress) -> None:
        stop.set()
        say("第 2 页")
        raise AssertionError

    run_one(lent(), jobs=doing(step), stop=stop)
    assert (row().state, row().attempts) == (rules.WAITING, 0)


@pytest.mark.django_db
def test_a_step_that_can_do_nothing_yet_says_when() -> None:
    due = timezone.now() + timedelta(hours=2)

    def step(*_: object) -> None:
        raise rules.Later(due, "限速")

    run_one(lent(), jobs=doing(step))
    assert (row().state, row().due, row().error, row().attempts) == (rules.WAITING, due, "限速", 0)


@pytest.mark.django_db
def test_a_job_that_was_given_to_another_goes_no_further_and_counts_for_nothing() -> None:
    other: list[Job] = []

    def step(_payload: object, _now: object, say: Progress) -> None:
        taken = claim(now=timezone.now() + rules.LEASE * 2)
        assert taken is not None
        other.append(taken)
        say("第 2 页")
        raise AssertionError

    run_one(lent(), jobs=doing(step))
    assert row().state == rules.RUNNING
    assert finish(other[0].pk, other[0].token, now=timezone.now())


@pytest.mark.django_db
def test_a_word_of_progress_says_when_to_end() -> None:
    stop = threading.Event()
    with Heart(lent(), stop) as heart:
        heart.say("…")
        stop.set()
        with pytest.raises(Stopped):
            heart.say("…")
        stop.clear()
        heart.lost = True
        with pytest.raises(LeaseLost):
            heart.say("…")


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_kept_by_a_thread_of_its_own_while_a_step_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LEASE", timedelta(seconds=0.6))
    taken: list[object] = []

    def step(*_: object) -> None:
        time.sleep(1.2)
        taken.append(claim(now=timezone.now()))

    run_one(lent(), jobs=doing(step))
    assert taken == [None]
    assert row().state == rules.DONE


@pytest.mark.django_db
def test_what_is_due_is_done_and_what_follows_from_it_too(call: CallRow, now: datetime) -> None:
    screened: list[int] = []
    jobs = {**JOBS, **doing(lambda payload, _now, _say: screened.append(payload["revision"]))}
    parcel = deliver(call, now)
    assert run_due(jobs=jobs) == 2
    case = case_of(parcel)
    assert case is not None
    revision = newest_revision(case)
    assert revision is not None
    assert screened == [revision.id]
    assert counts()[rules.DONE] == 2
    assert run_due(jobs=jobs) == 0


@pytest.mark.django_db
def test_a_case_left_without_its_job_gets_one(call: CallRow, now: datetime) -> None:
    case = file_parcel(deliver(call, now), now=now)
    assert take_next_steps(now=now) == 0
    move(case.pk, states.DOUBTFUL, by="worker", at=now)
    job = claim(now=timezone.now(), names=["screen"])
    assert job is not None
    finish(job.pk, job.token, now=now)
    assert take_next_steps(now=now) == 0
    move(case.pk, states.RECEIVED, by="user:1", at=now)
    assert take_next_steps(now=now) == 1
    assert take_next_steps(now=now) == 0


@pytest.mark.django_db
def test_upkeep_lets_drafts_lapse(call: CallRow, now: datetime) -> None:
    case = submit_form(call.id, {"title": "银发课堂", "body": "正文"}, now=now)
    keep_up(now=now)
    assert case_row(case.pk).state == states.DRAFT
    keep_up(now=call.rules.closes_before)
    assert case_row(case.pk).state == states.LAPSED


@pytest.mark.django_db
def test_a_crashed_workers_jobs_are_taken_back_by_the_next_and_two_never_work_at_once(tmp_path: Path) -> None:
    lent()
    with alone(tmp_path) as first:
        assert first
        again = claim(now=timezone.now())
        assert again is not None
        assert again.attempts == 2
        with alone(tmp_path) as second:
            assert not second
    with alone(tmp_path) as third:
        assert third


@pytest.fixture
def working() -> Iterator[Callable[[Mapping[str, Step]], None]]:
    """Starts a worker in a thread with a table of jobs; stopped at the end."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def start(jobs: Mapping[str, Step]) -> None:
        threads.append(threading.Thread(target=work, args=(stop,), kwargs={"jobs": jobs}))
        threads[0].start()

    yield start
    stop.set()
    for one in threads:
        one.join(10)
    assert not any(one.is_alive() for one in threads)
    connections.close_all()


def until(met: Callable[[], bool]) -> None:
    begun = time.monotonic()
    while not met():
        assert time.monotonic() - begun < 10, "waited in vain"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_quick_work_never_waits_for_the_mail_servers_of_others(
    working: Callable[[Mapping[str, Step]], None],
) -> None:
    answering, done = threading.Event(), threading.Event()
    enqueue("send-letter", "1", now=timezone.now())

    def send(*_: object) -> None:
        assert answering.wait(10)

    working({"send-letter": send, "file-parcel": lambda *_: done.set()})
    until(lambda: counts()[rules.RUNNING] == 1)
    enqueue("file-parcel", "1", now=timezone.now())
    assert done.wait(5)
    answering.set()
    until(lambda: counts()[rules.DONE] == 2)


@pytest.mark.django_db(transaction=True)
def test_quick_work_never_waits_behind_the_reading_of_pages(working: Callable[[Mapping[str, Step]], None]) -> None:
    reading, done = threading.Event(), threading.Event()
    enqueue("screen", "1", now=timezone.now())

    def read(*_: object) -> None:
        assert reading.wait(10)

    working({"screen": read, "file-parcel": lambda *_: done.set()})
    until(lambda: row().state == rules.RUNNING)
    enqueue("file-parcel", "1", now=timezone.now())
    assert done.wait(5)
    reading.set()
    until(lambda: counts()[rules.DONE] == 2)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_for_a_while_is_waited_for(
    working: Callable[[Mapping[str, Step]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, away = claim, [2]

    def claim_or_not(**given: Any) -> Job | None:
        if away[0]:
            away[0] -= 1
            raise OperationalError("database is locked")
        return real(**given)

    monkeypatch.setattr(worker, "claim", claim_or_not)
    enqueue("screen", "1", now=timezone.now())
    working(doing(lambda *_: None))
    until(lambda: row().state == rules.DONE)


@pytest.mark.django_db(transaction=True)
def test_upkeep_that_fails_does_not_end_the_worker(
    working: Callable[[Mapping[str, Step]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def fails(**_: object) -> None:
        tried.append("")
        raise OSError(28, "磁盘已满")

    monkeypatch.setattr(worker, "UPKEEP", 0.05)
    monkeypatch.setattr(upkeep, "drop_halves", fails)
    working(doing(lambda *_: None))
    until(lambda: len(tried) > 1)
    enqueue("screen", "1", now=timezone.now())
    until(lambda: row().state == rules.DONE)

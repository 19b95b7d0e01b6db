"""The ledger: work is a row, lent to one worker at a time, and none is lost or done twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction

from casecall.audit.queries import latest
from casecall.jobs import rules
from casecall.jobs.actions import claim, enqueue, extend, fail, finish, give_back, postpone, retry, take_back_all
from casecall.jobs.models import Job
from casecall.jobs.queries import counts, for_key, for_keys, list_jobs, open_jobs

NOW = datetime(2022, 9, 1, 2, 30, tzinfo=UTC)
LEASE = rules.LEASE
pytestmark = pytest.mark.django_db


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)


def lent(key: str = "1", *, name: str = "screen") -> Job:
    enqueue(name, key, {"revision": 1}, now=NOW)
    job = claim(now=NOW)
    assert job is not None
    return job


def test_a_job_of_the_same_name_and_key_is_the_same_job() -> None:
    first = enqueue("screen", "1", {"revision": 1}, now=NOW)
    assert enqueue("screen", "1", {"revision": 1}, now=later(days=1)).pk == first.pk
    assert enqueue("file-parcel", "1", now=NOW).pk != first.pk
    assert Job.objects.count() == 2


def test_a_job_belongs_to_the_transaction_of_what_it_is_about() -> None:
    def undone() -> None:
        with transaction.atomic():
            enqueue("screen", "1", now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert claim(now=NOW) is None


def test_a_job_is_lent_once() -> None:
    job = lent()
    assert job.state == rules.RUNNING
    assert job.attempts == 1
    assert claim(now=NOW) is None


def test_jobs_are_lent_in_the_order_they_fell_due_and_not_before() -> None:
    enqueue("screen", "late", now=NOW, due=later(seconds=9))
    enqueue("screen", "second", now=NOW, due=later(seconds=2))
    enqueue("screen", "first", now=NOW, due=later(seconds=1))
    assert claim(now=NOW) is None
    keys = [job.key for _ in range(3) if (job := claim(now=later(seconds=5)))]
    assert keys == ["first", "second"]


def test_a_worker_may_ask_for_some_names_only() -> None:
    enqueue("screen", "1", now=NOW)
    enqueue("file-parcel", "1", now=NOW)
    job = claim(now=NOW, names=["file-parcel"])
    assert job is not None
    assert job.name == "file-parcel"
    assert claim(now=NOW, names=["file-parcel"]) is None


def test_a_job_whose_lease_ran_out_is_lent_again_under_another_token() -> None:
    first = lent()
    assert claim(now=NOW + LEASE - timedelta(seconds=1)) is None
    second = claim(now=NOW + LEASE)
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)
    assert second.token != first.token


def test_who_lost_the_lease_can_neither_finish_nor_fail_nor_extend() -> None:
    first = lent()
    second = claim(now=NOW + LEASE)
    assert second is not None
    at = NOW + LEASE
    assert not finish(first.pk, first.token, now=at)
    assert not fail(first.pk, first.token, "x", now=at)
    assert not extend(first.pk, first.token, now=at)
    assert not give_back(first.pk, first.token, now=at)
    assert finish(second.pk, second.token, now=at)
    assert counts()[rules.DONE] == 1


def test_a_heartbeat_keeps_the_lease_and_says_what_the_job_is_at() -> None:
    job = lent()
    assert extend(job.pk, job.token, now=later(seconds=20), progress="第 2 页 / 共 3 页")
    assert claim(now=NOW + LEASE) is None
    row = for_key("screen", job.key)
    assert row is not None
    assert row.progress == "第 2 页 / 共 3 页"
    assert extend(job.pk, job.token, now=later(seconds=25))
    row = for_key("screen", job.key)
    assert row is not None
    assert row.progress == "第 2 页 / 共 3 页"


def test_a_failed_attempt_waits_longer_each_time_and_is_given_up_after_the_last() -> None:
    job, at, waits = lent(), NOW, []
    for _ in range(rules.MOST_ATTEMPTS - 1):
        assert fail(job.pk, job.token, "OSError: 磁盘已满", now=at)
        row = for_key("screen", job.key)
        assert row is not None
        assert row.state == rules.WAITING
        assert row.tries_again == row.due
        waits.append(row.due - at)
        assert claim(now=row.due - timedelta(seconds=1)) is None
        at = row.due
        again = claim(now=at)
        assert again is not None
        job = again
    assert fail(job.pk, job.token, "OSError: 磁盘已满", now=at)
    assert waits == [timedelta(seconds=10), timedelta(seconds=40), timedelta(seconds=160)]
    row = for_key("screen", job.key)
    assert row is not None
    assert (row.state, row.can_retry, row.error) == (rules.FAILED, True, "OSError: 磁盘已满")
    assert claim(now=later(days=9)) is None


def test_a_job_that_was_cut_off_lets_the_others_go_first() -> None:
    lent("bad")
    enqueue("screen", "good", now=NOW, due=later(seconds=5))
    keys = [job.key for _ in range(2) if (job := claim(now=NOW + LEASE))]
    assert keys == ["good", "bad"]


def test_what_cannot_succeed_is_given_up_at_once() -> None:
    job = lent()
    assert fail(job.pk, job.token, "没有这种任务", now=NOW, for_good=True)
    assert counts()[rules.FAILED] == 1


def test_a_job_that_takes_its_worker_down_every_time_is_given_up_and_shown() -> None:
    enqueue("screen", "1", now=NOW)
    at = NOW
    for _ in range(rules.MOST_ATTEMPTS):
        assert claim(now=at) is not None
        at += LEASE
    assert claim(now=at) is None
    row = for_key("screen", "1")
    assert row is not None
    assert (row.state, row.error) == (rules.FAILED, rules.CUT_OFF)


def test_the_end_of_one_bad_job_does_not_keep_the_next_waiting() -> None:
    enqueue("screen", "bad", now=NOW)
    at = NOW
    for _ in range(rules.MOST_ATTEMPTS):
        claim(now=at)
        at += LEASE
    enqueue("screen", "good", now=NOW, due=at)
    job = claim(now=at)
    assert job is not None
    assert job.key == "good"


def test_a_person_has_a_failed_job_tried_again_from_the_start() -> None:
    job = lent()
    assert not retry(job.pk, now=NOW, by="user:1")
    fail(job.pk, job.token, "x", now=NOW, for_good=True)
    assert retry(job.pk, now=later(hours=1), by="user:1")
    again = claim(now=later(hours=1))
    assert again is not None
    assert again.attempts == 1
    assert latest(1)[0].verb == "job.retry"


def test_a_finished_job_runs_again_only_when_asked() -> None:
    job = lent()
    finish(job.pk, job.token, now=NOW)
    enqueue("screen", "1", now=NOW)
    assert claim(now=NOW) is None
    enqueue("screen", "1", {"revision": 2}, now=NOW, again=True)
    again = claim(now=NOW)
    assert again is not None
    assert again.payload == {"revision": 2}


def test_asked_for_again_while_it_runs_it_runs_once_more_afterwards() -> None:
    job = lent()
    enqueue("screen", "1", {"revision": 1}, now=NOW, again=True)
    assert claim(now=NOW) is None
    assert finish(job.pk, job.token, now=later(seconds=3))
    again = claim(now=later(seconds=3))
    assert again is not None
    assert finish(again.pk, again.token, now=later(seconds=4))
    assert claim(now=later(days=1)) is None


def test_a_worker_that_stops_gives_its_job_back_and_the_attempt_does_not_count() -> None:
    job = lent()
    assert give_back(job.pk, job.token, now=later(seconds=2))
    again = claim(now=later(seconds=2))
    assert again is not None
    assert again.attempts == 1


def test_a_job_that_can_do_nothing_yet_waits_until_then_says_why_and_the_attempt_does_not_count() -> None:
    job = lent()
    assert postpone(job.pk, job.token, due=later(hours=5), why="限速", now=later(seconds=2))
    assert not postpone(job.pk, job.token, due=later(hours=9), now=later(seconds=3))
    assert claim(now=later(hours=4)) is None
    row = list_jobs()[0]
    assert (row.state, row.error, row.attempts) == (rules.WAITING, "限速", 0)
    again = claim(now=later(hours=5))
    assert again is not None
    assert again.attempts == 1


def test_a_job_put_off_that_was_asked_for_meanwhile_is_due_at_once() -> None:
    job = lent()
    enqueue(job.name, job.key, now=NOW, again=True)
    assert postpone(job.pk, job.token, due=later(hours=5), now=later(seconds=2))
    assert claim(now=later(seconds=2)) is not None


def test_the_only_worker_takes_back_at_once_what_a_crashed_one_had() -> None:
    job = lent()
    assert take_back_all(now=later(seconds=1)) == 1
    assert counts()[rules.WAITING] == 1
    assert not finish(job.pk, job.token, now=later(seconds=1))
    again = claim(now=later(seconds=1))
    assert again is not None
    assert (again.pk, again.attempts) == (job.pk, 2)


def test_what_took_every_worker_down_is_not_taken_back_once_more() -> None:
    enqueue("screen", "1", now=NOW)
    for _ in range(rules.MOST_ATTEMPTS):
        assert claim(now=NOW) is not None
        take_back_all(now=NOW)
    assert claim(now=NOW) is None
    assert counts()[rules.FAILED] == 1


def test_an_endless_error_is_kept_short() -> None:
    job = lent()
    fail(job.pk, job.token, "x" * 100_000, now=NOW)
    row = for_key("screen", job.key)
    assert row is not None
    assert len(row.error) == 4000


def test_the_ledger_counts_and_lists_what_there_is() -> None:
    lent("1")
    enqueue("screen", "2", now=NOW, due=later(seconds=5))
    assert counts() == {rules.WAITING: 1, rules.RUNNING: 1, rules.DONE: 0, rules.FAILED: 0}
    assert open_jobs() == 2
    assert [row.key for row in list_jobs()] == ["2", "1"]
    assert [row.key for row in list_jobs(state=rules.RUNNING)] == ["1"]
    assert set(for_keys("screen", ["1", "2", "3"])) == {"1", "2"}
    assert for_key("screen", "9") is None


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_never_get_the_same_job() -> None:
    for n in range(24):
        enqueue("screen", str(n), now=NOW)
    won: list[str] = []
    failures: list[Exception] = []

    def worker() -> None:
        try:
            while job := claim(now=NOW):
                won.append(job.key)
                assert finish(job.pk, job.token, now=NOW)
        except Exception as wrong:  # noqa: BLE001 - shown by the assertion below
            failures.append(wrong)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failures
    assert sorted(won, key=int) == [str(n) for n in range(24)]
    assert counts()[rules.DONE] == 24

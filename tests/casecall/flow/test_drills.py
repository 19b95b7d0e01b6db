"""The two drills of the benchmarks, small: many clients at once, and processes killed while applications come in."""

from __future__ import annotations

import pytest

from bench import kill_drill, mail_send, submissions


@pytest.mark.slow
def test_no_submission_of_many_at_once_fails_and_every_receipt_is_true() -> None:
    sent, truth, _ = submissions.drive(submissions=12, clients=6)
    assert [one.wrong for one in sent if one.wrong] == []
    assert truth == {"faults": [], "chain": True, "shown": 12, "receipts": 12}


@pytest.mark.slow
def test_whatever_is_killed_every_receipt_has_its_case_and_every_job_is_done_once() -> None:
    found = kill_drill.drive(submissions=6, kills=3, clients=2)
    assert len(found["kills"]) == 3  # type: ignore[arg-type]
    assert kill_drill.is_true(found, submissions=6), found


@pytest.mark.slow
def test_whenever_the_sender_is_killed_each_letter_arrives_once_or_is_unknown_until_somebody_looks() -> None:
    found = mail_send.drive(letters=40, kills=10)
    assert found.kills == 10
    assert found.true, found

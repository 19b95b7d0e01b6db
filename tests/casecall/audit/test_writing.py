"""Transactions that write: one at a time, and the turn is taken before any row is locked."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, connections, transaction

from casecall.audit import writing
from casecall.audit.models import AuditLine
from casecall.audit.writing import write_atomic


@pytest.mark.django_db(transaction=True)
def test_threads_of_one_process_wait_for_each_other_and_not_for_sqlite() -> None:
    inside: list[str] = []
    held = threading.Event()

    def second() -> None:
        held.wait(5)
        with write_atomic():
            inside.append("second")
        connections.close_all()

    other = threading.Thread(target=second)
    other.start()
    with write_atomic():
        held.set()
        time.sleep(0.1)
        inside.append("first")
    other.join(5)
    assert inside == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_inside_another_transaction_it_is_a_part_of_it() -> None:
    def undone() -> None:
        with transaction.atomic():
            with write_atomic():
                assert connection.in_atomic_block
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert not AuditLine.objects.exists()
    with write_atomic(), write_atomic():
        assert connection.in_atomic_block


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("recorded", "order"), [(True, ["turn", "body"]), (False, ["body"])])
def test_a_server_database_is_asked_for_the_turn_before_anything_else(
    monkeypatch: pytest.MonkeyPatch, recorded: bool, order: list[str]
) -> None:
    done: list[str] = []
    monkeypatch.setattr(connections["default"], "vendor", "another")
    monkeypatch.setattr(writing, "take_turn", lambda: done.append("turn"))
    with write_atomic(recorded=recorded):
        done.append("body")
    assert done == order

"""The record: a chain that only grows, and that shows where somebody laid hands on it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, connections, transaction

from casecall.audit import rules
from casecall.audit.actions import record
from casecall.audit.models import AuditLine, Unchangeable
from casecall.audit.queries import latest, verify
from casecall.audit.triggers import GUARD, UNGUARD
from casecall.audit.writing import write_atomic

AT = datetime(2022, 9, 1, 2, 30, tzinfo=UTC)


def write(lines: int, *, actor: str = "user:1") -> None:
    for n in range(lines):
        record(at=AT + timedelta(seconds=n), actor=actor, verb="case.move", object=f"case:{n}", note="draft > received")


def tamper(sql: str) -> None:
    """What somebody with the database in his hands could do: the guard taken away first."""
    with connection.cursor() as cursor:
        for statement in UNGUARD[connection.vendor]:
            cursor.execute(statement)
        cursor.execute(sql)
        for statement in GUARD[connection.vendor]:
            cursor.execute(statement)


@pytest.mark.django_db
def test_an_empty_record_is_whole() -> None:
    verdict = verify()
    assert verdict.whole
    assert (verdict.lines, verdict.broken_at, verdict.head) == (0, None, rules.START)


@pytest.mark.django_db
def test_each_line_holds_the_hash_of_the_one_before() -> None:
    write(3)
    first, second, third = AuditLine.objects.all()
    assert [one.n for one in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == (rules.START, first.hash, second.hash)
    assert verify().head == third.hash


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "where"),
    [
        ("UPDATE audit_auditline SET actor = 'user:2' WHERE n = 3", 3),
        ("UPDATE audit_auditline SET at = '2022-08-01 00:00:00' WHERE n = 2", 2),
        ("UPDATE audit_auditline SET note = '' WHERE n = 1", 1),
        ("DELETE FROM audit_auditline WHERE n = 2", 3),
        ("UPDATE audit_auditline SET n = 9 WHERE n = 5", 9),
    ],
)
def test_tampering_is_found_where_it_was_done(sql: str, where: int) -> None:
    write(5)
    tamper(sql)
    verdict = verify()
    assert not verdict.whole
    assert verdict.broken_at == where


@pytest.mark.django_db
def test_a_line_rewritten_with_its_own_hash_breaks_the_next_one() -> None:
    write(3)
    second = AuditLine.objects.get(n=2)
    forged = rules.digest(2, second.at, ("user:9", second.verb, second.object, second.note), second.previous)
    tamper(f"UPDATE audit_auditline SET actor = 'user:9', hash = '{forged}' WHERE n = 2")  # noqa: S608
    assert verify().broken_at == 3


@pytest.mark.django_db
def test_python_refuses_to_change_or_remove_a_line() -> None:
    write(1)
    line = AuditLine.objects.get()
    line.actor = "user:2"
    with pytest.raises(Unchangeable):
        line.save()
    with pytest.raises(Unchangeable):
        line.delete()
    with pytest.raises(Unchangeable):
        AuditLine.objects.all().update(actor="user:2")
    with pytest.raises(Unchangeable):
        AuditLine.objects.all().delete()


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["UPDATE audit_auditline SET actor = 'x'", "DELETE FROM audit_auditline"])
def test_the_database_itself_refuses_too(sql: str) -> None:
    write(2)
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert verify() == verify()
    assert verify().lines == 2


@pytest.mark.django_db
def test_the_hash_does_not_depend_on_the_zone_a_time_is_written_in() -> None:
    there = AT.astimezone(timezone(timedelta(hours=8)))
    words = ("user:1", "case.move", "case:1", "")
    assert rules.digest(1, AT, words, rules.START) == rules.digest(1, there, words, rules.START)


@pytest.mark.django_db
def test_words_cannot_be_shifted_from_one_column_to_the_next() -> None:
    assert rules.digest(1, AT, ("ab", "c", "", ""), rules.START) != rules.digest(
        1, AT, ("a", "bc", "", ""), rules.START
    )


@pytest.mark.django_db
def test_a_transaction_that_is_undone_leaves_no_line() -> None:
    write(1)

    def undone() -> None:
        with write_atomic():
            write(2)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert verify().lines == 1


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain() -> None:
    failures: list[Exception] = []

    def writer(name: str) -> None:
        try:
            write(15, actor=name)
        except Exception as wrong:  # noqa: BLE001 - shown by the assertion below
            failures.append(wrong)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=writer, args=(f"user:{n}",)) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failures
    verdict = verify()
    assert verdict.whole
    assert verdict.lines == 90


@pytest.mark.django_db
def test_the_newest_lines_come_first_and_can_be_asked_by_object() -> None:
    write(3)
    assert [line.n for line in latest(2)] == [3, 2]
    assert [line.object for line in latest(object="case:1")] == ["case:1"]

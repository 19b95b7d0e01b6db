"""One writer at a time: for the chain of the record, and because SQLite's busy wait is unfair between threads."""

from __future__ import annotations

from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

CHAIN = 0x_CA5E_CA11  # the advisory lock of the chain in PostgreSQL
_TURN = RLock()


@contextmanager
def write_atomic(*, recorded: bool = True) -> Iterator[None]:
    """A transaction that writes. Inside another one it is a savepoint of it.

    ``recorded``: it will add to the record, so it takes its turn before any row is locked; two that took the lock of
    the chain late could wait for each other's rows.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    elif connection.vendor == "sqlite":
        with _TURN, transaction.atomic():
            yield
    else:
        with transaction.atomic():
            if recorded:
                take_turn()
            yield


def take_turn() -> None:
    """Wait to be the only one who adds to the record, until the transaction ends. SQLite's own write lock does that."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN])

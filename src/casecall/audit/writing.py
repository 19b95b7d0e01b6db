"""One writer at a time in a process: SQLite has a single write lock, and its busy wait is unfair between threads."""

from __future__ import annotations

from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator

_TURN = RLock()


@contextmanager
def write_atomic() -> Iterator[None]:
    """A transaction that writes. Inside another one it is a savepoint of it."""
    if connection.in_atomic_block or connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    with _TURN, transaction.atomic():
        yield

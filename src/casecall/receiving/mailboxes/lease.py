"""Only one fetcher a mailbox, and a note of the letter it is at, which outlives it when it is killed."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casecall.receiving.records import Place


class Lease:
    """What the only fetcher of a mailbox holds. The note in its file says which letter was begun, and how often."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._at, self._times = self._read()

    def begin(self, place: Place) -> int:
        """Note that a letter is begun; how often that was so before, without an end or a step ahead."""
        at = [place.folder, place.validity, place.uid]
        before = self._times if at == self._at else 0
        self._write(at, before + 1)
        return before

    def step(self) -> None:
        """Note that the letter came a step ahead, so that a slow line is not taken for a bad letter."""
        if self._times:
            self._write(self._at, 0)

    def end(self) -> None:
        """Note that the letter was dealt with."""
        self._at, self._times = [], 0
        os.ftruncate(self._handle, 0)

    def _read(self) -> tuple[list[str], int]:
        try:
            at, times = json.loads(os.pread(self._handle, 4096, 0))
            return [str(one) for one in at], int(times)
        except (ValueError, TypeError):
            return [], 0

    def _write(self, at: list[str], times: int) -> None:
        self._at, self._times = at, times
        text = json.dumps([at, times], ensure_ascii=False).encode()
        os.pwrite(self._handle, text, 0)
        os.ftruncate(self._handle, len(text))


@contextmanager
def only_fetcher(account: str) -> Iterator[Lease | None]:
    """The lease of a mailbox, or None while another process or thread has it; a killed one gives it up at once."""
    folder = Path(settings.DATA) / "mail"
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    path = folder / f"{hashlib.sha256(account.encode()).hexdigest()[:16]}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield None
        else:
            yield Lease(handle)
    finally:
        os.close(handle)

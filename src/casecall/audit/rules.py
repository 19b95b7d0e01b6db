"""How a line of the record is chained to the one before."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

START = "0" * 64  # what the first line is chained to


def digest(n: int, at: datetime, words: tuple[str, str, str, str], previous: str) -> str:
    """The hash of a line: SHA-256 over n, at (UTC), the words (actor, verb, object, note) and the previous hash."""
    line = json.dumps([n, at.astimezone(UTC).isoformat(timespec="microseconds"), *words, previous], ensure_ascii=False)
    return hashlib.sha256(line.encode()).hexdigest()

"""A file of a topic that is to be made: where it lies, what it follows from, and how it is made."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Page:
    """A file by its path inside the topic. The same ``inputs`` always make the same bytes, so an old file may stay."""

    path: str
    inputs: str
    make: Callable[[], bytes]


def inputs_of(*parts: Any) -> str:
    """The hash of all that a file follows from: plain data, in order."""
    plain = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(plain.encode()).hexdigest()

"""Writes letters one after another as an mbox file, which every mail client opens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_FROM: Final = re.compile(rb"(?m)^(>*From )")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter for the file: who sent it, when (aware), and its bytes."""

    sender: str
    at: datetime
    data: bytes


def as_mbox(letters: Iterable[Posted]) -> bytes:
    """The letters as one mbox of RFC 4155, in the order they were sent.

    Lines that would begin another letter are quoted as in mboxrd, so that it can be undone.
    """
    return b"".join(_entry(one) for one in sorted(letters, key=lambda one: one.at))


def _entry(one: Posted) -> bytes:
    sender = one.sender if re.fullmatch(r"[\x21-\x7e]+", one.sender) else "MAILER-DAEMON"
    body = _FROM.sub(rb">\1", one.data.replace(b"\r\n", b"\n")).rstrip(b"\n")
    return f"From {sender} {_stamp(one.at)}\n".encode("ascii") + body + b"\n\n"


def _stamp(at: datetime) -> str:
    """The time as asctime writes it, in UTC, whatever the language of the machine."""
    at = at.astimezone(UTC)
    return f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day:2} {at:%H:%M:%S} {at.year}"

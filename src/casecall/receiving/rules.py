"""The doors through which papers come in, and what makes a repeat known."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from casecall.cases.rules import DESK, DOORS, FOLDER, LETTER, UPLOAD, WEB

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["DESK", "DOORS", "FOLDER", "LETTER", "UPLOAD", "WEB"]

CLOSED = "征集时间已过，如需补充请联系秘书处"
NOT_OPEN = "征集尚未开始"
NO_FILES = "没有收到文件"
MOST_FILES = 40

APPLICATION, AUTO_REPLY, BOUNCE, BULK, OTHER = "application", "auto-reply", "bounce", "bulk", "other"
LETTER_KINDS = {
    APPLICATION: "申报",
    AUTO_REPLY: "自动回复",
    BOUNCE: "退信",
    BULK: "群发或垃圾邮件",
    OTHER: "来信",
}


def letter_choices() -> list[tuple[str, str]]:
    """The kinds of letters with their names on screen."""
    return list(LETTER_KINDS.items())


def door_choices() -> list[tuple[str, str]]:
    """The doors with their names on screen."""
    return list(DOORS.items())


def fingerprint(hashes: Iterable[str], values: Mapping[str, str] | None = None) -> str:
    """What a delivery is by its content alone, whatever its files are called and in whatever order they come."""
    whole = json.dumps([sorted(set(hashes)), dict(values or {})], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def click(fingerprint: str, once: str) -> str:
    """What one form sent is by its own token and content; empty without a token, for bytes alone tell no sender."""
    return hashlib.sha256(f"{once}:{fingerprint}".encode()).hexdigest() if once else ""


def left_out(name: str) -> bool:
    """Whether a file of a folder is no material: hidden, a lock file of an office program, a system's own."""
    return name.startswith((".", "~$", "__MACOSX")) or name.lower() in {"thumbs.db", "desktop.ini"}

"""The states of a round of correction, how an item of it stands after the answer, and until when a link is good."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

OPEN, ANSWERED, LATE, CLOSED = "open", "answered", "late", "closed"
STATES: Final = {OPEN: "等待补正", ANSWERED: "已回复", LATE: "逾期未回复", CLOSED: "已结束"}
LINE: Final = "第 {n} 次补正：{state}"
MAY_REVIVE: Final = frozenset({OPEN, LATE})  # a later date may be given to these

MENDED, STANDS, UNSEEN = "mended", "stands", "unseen"
ITEM_STATES: Final = {MENDED: "已补正", STANDS: "仍未补正", UNSEEN: "待核对"}

LINK: Final = "correction"  # the purpose of its links

# What a unit is shown to mend an item: a field to type, files of a kind to choose, or words alone.
FIELD, STAMPED, PHOTOS, FILES, WORDS = "field", "stamped", "photos", "files", "words"

LATER_LETTERS: Final = ("reminder", "extension")  # how the keys of a round's further letters begin

LARGE_FILE: Final = "large_file"  # the check id of an item that asks for a file which a letter only pointed to
EXTRA_MOST: Final = 1000
WHY_MOST: Final = 500


def state_choices() -> list[tuple[str, str]]:
    """The states with their names on screen."""
    return list(STATES.items())


def good_before(due: date, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which a link is good no more: the day itself counts whole.

    >>> from datetime import date
    >>> from zoneinfo import ZoneInfo
    >>> good_before(date(2022, 9, 9), ZoneInfo("Asia/Shanghai")).isoformat()
    '2022-09-09T16:00:00+00:00'
    """
    return datetime.combine(due + timedelta(days=1), time.min, zone).astimezone(UTC)


def letter_key(round_id: int, n: int = 1) -> str:
    """The key that makes the letter of a round once; ``n`` counts addresses it was sent to."""
    return f"correction:{round_id}" if n == 1 else f"correction:{round_id}:{n}"


def reminder_key(round_id: int, due: date) -> str:
    """The key that makes a reminder once for each date that a round was given."""
    return f"reminder:{round_id}:{due:%Y%m%d}"


def extension_key(round_id: int, extension_id: int) -> str:
    """The key that makes the letter of a later date once."""
    return f"extension:{round_id}:{extension_id}"


def receipt_key(revision_id: int) -> str:
    """The key that makes a receipt once a revision."""
    return f"receipt:{revision_id}"

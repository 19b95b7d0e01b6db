"""The states of a round of correction, and how an item of it stands after the answer."""

from __future__ import annotations

OPEN, ANSWERED, LATE, CLOSED = "open", "answered", "late", "closed"
STATES = {OPEN: "等待补正", ANSWERED: "已回复", LATE: "逾期未回复", CLOSED: "已结束"}

MENDED, STANDS, UNSEEN = "mended", "stands", "unseen"
ITEM_STATES = {MENDED: "已补正", STANDS: "仍未补正", UNSEEN: "待核对"}

LINK = "correction"  # the purpose of its links


def state_choices() -> list[tuple[str, str]]:
    """The states with their names on screen."""
    return list(STATES.items())

"""The kinds of letters, the states of a letter, and the only table of the moves between them."""

from __future__ import annotations

RECEIPT, CORRECTION, REMINDER = "receipt", "correction", "reminder"
NOTICE, NUDGE, FREE = "notice", "nudge", "free"
KINDS = {
    RECEIPT: "收件回执",
    CORRECTION: "补正通知",
    REMINDER: "补正提醒",
    NOTICE: "征集通知",
    NUDGE: "催报函",
    FREE: "普通信件",
}

DRAFT, APPROVED, SENDING = "draft", "approved", "sending"
SENT, UNKNOWN, FAILED, BOUNCED, DROPPED = "sent", "unknown", "failed", "bounced", "dropped"
STATES = {
    DRAFT: "草稿",
    APPROVED: "待发送",
    SENDING: "发送中",
    SENT: "已发送",
    UNKNOWN: "结果不明",
    FAILED: "未发出",
    BOUNCED: "被退回",
    DROPPED: "不再发送",
}

MOVES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({APPROVED, DROPPED}),
    APPROVED: frozenset({SENDING, DRAFT, DROPPED}),
    SENDING: frozenset({SENT, UNKNOWN, FAILED, APPROVED}),
    SENT: frozenset({BOUNCED}),
    UNKNOWN: frozenset({SENT, APPROVED, DROPPED, BOUNCED}),
    FAILED: frozenset({APPROVED, DROPPED}),
    BOUNCED: frozenset(),
    DROPPED: frozenset(),
}


def kind_choices() -> list[tuple[str, str]]:
    """The kinds with their names on screen."""
    return list(KINDS.items())


def state_choices() -> list[tuple[str, str]]:
    """The states with their names on screen."""
    return list(STATES.items())


def may_move(state: str, to: str) -> bool:
    """Whether a letter may go from one state to the other."""
    return to in MOVES[state]

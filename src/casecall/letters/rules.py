"""The kinds of letters, the states of a letter, the only table of the moves between them, and what may leave itself."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

RECEIPT, CORRECTION, REMINDER = "receipt", "correction", "reminder"
NOTICE, NUDGE, CITED, FREE = "notice", "nudge", "cited", "free"
KINDS = {
    RECEIPT: "收件回执",
    CORRECTION: "补正通知",
    REMINDER: "补正提醒",
    NOTICE: "征集通知",
    NUDGE: "催报函",
    CITED: "引用告知函",
    FREE: "普通信件",
}
MAY_BE_AUTOMATIC = frozenset({RECEIPT, REMINDER})  # no finding enters a letter unseen, so a correction never

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

# APPROVED → SENT is the answer of a server that came after a person had said that nothing was sent;
# APPROVED → UNKNOWN is for letters of a backup, which may have gone out after it was made.
MOVES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({APPROVED, DROPPED}),
    APPROVED: frozenset({SENDING, DRAFT, DROPPED, FAILED, SENT, UNKNOWN}),
    SENDING: frozenset({SENT, UNKNOWN, FAILED, APPROVED}),
    SENT: frozenset({BOUNCED}),
    UNKNOWN: frozenset({SENT, APPROVED, DROPPED, BOUNCED}),
    FAILED: frozenset({APPROVED, DRAFT, DROPPED}),
    BOUNCED: frozenset(),
    DROPPED: frozenset(),
}

# How far a hand-over is, committed as it happens: only what is cut off after CLOSING is unknown.
BEFORE, CLOSING = "before", "closing"

MOST_AUTOMATIC_A_DAY = 5  # to one address: a unit that sends its form in pieces gets a receipt for each, a loop ends
MOST_TRIES = 12  # of a letter that the server puts off: over two days, as long as mail servers keep trying
LONGEST_WAIT = timedelta(hours=8)
MOST_ADDRESS, MOST_NAME, MOST_SUBJECT, MOST_TEXT = 254, 200, 300, 100_000
SYSTEM_ANSWERS = frozenset({"auto-reply", "bulk", "bounce"})  # kinds of letters that are never answered by themselves

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}")
_DEAF: Final = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|(?:auto-?)?daemon|listserv|majordomo|owner-.+"
    r"|.+-(?:request|bounces?|owner))(?:[+=-].*)?",
    re.IGNORECASE,
)


def kind_choices() -> list[tuple[str, str]]:
    """The kinds with their names on screen."""
    return list(KINDS.items())


def state_choices() -> list[tuple[str, str]]:
    """The states with their names on screen."""
    return list(STATES.items())


def may_move(state: str, to: str) -> bool:
    """Whether a letter may go from one state to the other."""
    return to in MOVES[state]


def is_address(address: str) -> bool:
    """Whether something is a plain address in ASCII, which every server takes."""
    return len(address) <= MOST_ADDRESS and bool(_ADDRESS.fullmatch(address))


def is_deaf(address: str) -> bool:
    """Whether an address is one behind which nobody reads: daemons, no-reply, the ends of mailing lists."""
    return bool(_DEAF.fullmatch(address.partition("@")[0]))


def wait_after(tries: int) -> timedelta:
    """How long a letter waits after that many tries that the server put off: 5, 10, 20 minutes … 8 hours."""
    return min(timedelta(minutes=5 << min(tries - 1, 20)), LONGEST_WAIT)


def pause_after(times: int) -> timedelta:
    """How long an account rests after that many failures in a row: 1, 2, 4 … 60 minutes."""
    return min(timedelta(minutes=1 << min(times - 1, 6)), timedelta(hours=1))

"""The states of a message to the Official Account, the only table of the moves between them, and how long to wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

PREPARING, ADDING, DRAFT = "preparing", "adding", "draft"
TO_PUBLISH, SUBMITTING, PUBLISHING, PUBLISHED = "to_publish", "submitting", "publishing", "published"
TO_SEND, SENDING, SENT = "to_send", "sending", "sent"
STUCK, DROPPED, DELETED = "stuck", "dropped", "deleted"
STATES: Final = {
    PREPARING: "准备中",
    ADDING: "正在存入草稿箱",
    DRAFT: "已在草稿箱",
    TO_PUBLISH: "等待发布",
    SUBMITTING: "正在提交发布",
    PUBLISHING: "平台发布中",
    PUBLISHED: "已发布",
    TO_SEND: "等待群发",
    SENDING: "群发中",
    SENT: "已群发",
    STUCK: "需要处理",
    DROPPED: "已作废",
    DELETED: "已由人工删除",
}
NEXT: Final = {
    PREPARING: "系统正在上传图片并存入草稿箱，无需操作。",
    ADDING: "草稿已交给平台，正在等待或核对结果，不会重复存入。",
    DRAFT: "请到公众平台草稿箱核对，或先预览给运营者，再发布。",
    TO_PUBLISH: "即将提交发布，无需操作。",
    SUBMITTING: "已提交发布，正在等待或核对结果，不会重复提交。",
    PUBLISHING: "平台正在发布或审核，结果会自动更新。",
    PUBLISHED: "已发布，可从链接打开。",
    TO_SEND: "即将提交群发，无需操作。",
    SENDING: "群发已提交。平台开启群发保护时，请公众号管理员在 30 分钟内于手机上确认。",
    SENT: "已群发给关注者。",
    STUCK: "请按上面的说明处理，然后再试。",
    DROPPED: "不再使用。",
    DELETED: "文章已删除。",
}

# What was handed over before its answer came is ADDING or SUBMITTING: only a look at the platform leads out of these.
MOVES: Final[dict[str, frozenset[str]]] = {
    PREPARING: frozenset({ADDING, DRAFT, STUCK, DROPPED}),
    ADDING: frozenset({DRAFT, PREPARING, STUCK}),
    DRAFT: frozenset({TO_PUBLISH, TO_SEND, PREPARING, STUCK, DROPPED}),
    TO_PUBLISH: frozenset({SUBMITTING, DRAFT, PREPARING, STUCK, DROPPED}),
    SUBMITTING: frozenset({TO_PUBLISH, PUBLISHING, PUBLISHED, DRAFT, STUCK}),
    PUBLISHING: frozenset({PUBLISHED, DRAFT, STUCK}),
    PUBLISHED: frozenset({DELETED}),
    TO_SEND: frozenset({SENDING, DRAFT, PREPARING, STUCK, DROPPED}),
    SENDING: frozenset({TO_SEND, SENT, DRAFT, STUCK}),
    SENT: frozenset({DELETED}),
    STUCK: frozenset({PREPARING, DRAFT, DROPPED}),
    DROPPED: frozenset(),
    DELETED: frozenset(),
}
CHANGEABLE: Final = frozenset({PREPARING, ADDING, DRAFT, TO_PUBLISH, TO_SEND, STUCK})  # no reader has seen these
SEEN: Final = frozenset({PUBLISHED, SENT})
UNDER_WAY: Final = frozenset({PREPARING, ADDING, TO_PUBLISH, SUBMITTING, PUBLISHING, TO_SEND, SENDING})
GOING_OUT: Final = frozenset({SUBMITTING, PUBLISHING, SENDING})  # handed over: too late to take back

LOOKS: Final = 2  # how often a look must find nothing before a hand-over counts as not done
PUBLISH_LOOKS: Final = 10  # over about half an hour
BETWEEN_LOOKS: Final = timedelta(minutes=1)
ONE_HOUR: Final = timedelta(hours=1)
SOON: Final = timedelta(seconds=20)
NOT_REACHED: Final = timedelta(minutes=2)
ONCE_FOR: Final = timedelta(hours=20)  # within this the platform knows a clientmsgid again
PUBLISH_STATUS: Final = {
    2: "原创声明未通过",
    3: "发布失败",
    4: "平台审核未通过",
    5: "成功后被用户删除",
    6: "成功后被系统封禁",
}


class NotAllowed(ValueError):  # noqa: N818 - a sentence for people
    """A move that the table does not know, or an act that the account may not do."""


def state_choices() -> list[tuple[str, str]]:
    """The states with their names on screen."""
    return list(STATES.items())


def may_move(state: str, to: str) -> bool:
    """Whether a message may go from one state to the other."""
    return to in MOVES[state]


def poll_after(times: int) -> timedelta:
    """How long to wait before asking for a status again: 10, 20, 40 … seconds, ten minutes at most."""
    return min(timedelta(seconds=10 << min(times, 10)), timedelta(minutes=10))

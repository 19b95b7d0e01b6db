"""The channel of the Official Account: what was taken back leaves its drafts, and is listed where readers saw it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casecall.jobs.actions import enqueue

if TYPE_CHECKING:
    from datetime import datetime

KEY: Final = "wechat"
LABEL: Final = "微信公众号"
TAKEN_OUT: Final = "草稿随即改写；已推送的文章列出链接，由人到公众平台删除"
NARROW: Final = "wechat-narrow"


def take_out(publication_id: int, case_id: int, *, why: str, by: str, now: datetime) -> None:  # noqa: ARG001 - every channel
    """Have the drafts written anew without the case, and articles that readers saw listed for a person to delete."""
    enqueue(NARROW, str(publication_id), {"publication": publication_id}, now=now, again=True)

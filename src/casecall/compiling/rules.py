"""What may stand in an edition: fit addresses, wording, and the undertaking."""

from __future__ import annotations

import re

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
# An association may not hold an unapproved 评比; these words would make one of a call for cases.
UNFIT_WORDS = (
    "获奖",
    "评奖",
    "颁奖",
    "奖项",
    "一等奖",
    "二等奖",
    "三等奖",
    "特等奖",
    "优秀奖",
    "金奖",
    "银奖",
    "铜奖",
    "评比",
    "评优",
    "表彰",
    "冠军",
    "第一名",
)


class Unfit(ValueError):  # noqa: N818 - a sentence for people, not an error of the program
    """Something an editor asked for that may not be; the message is for people."""


def warnings(*texts: str) -> tuple[str, ...]:
    """A sentence for each word that would make a 评比 of the call.

    >>> warnings("该案例获奖")
    ('文中出现“获奖”：协会征集案例不设奖项，请改用“入选”“收录”等表述',)
    """
    joined = "\n".join(texts)
    return tuple(
        f"文中出现“{word}”：协会征集案例不设奖项，请改用“入选”“收录”等表述" for word in UNFIT_WORDS if word in joined
    )


def obstacle(*, pledged: bool, unpledged_why: str, title: str, body: str) -> str:
    """Why an entry cannot be published yet, empty when it can."""
    if not title.strip():
        return "标题为空"
    if not body.strip():
        return "正文为空"
    if not pledged and not unpledged_why.strip():
        return "未见完整的“本单位承诺”，请写明仍可发布的理由"
    return ""

"""What is said of a letter, or a file in it, that could not be used or was not taken as it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.opening.limits import trouble

if TYPE_CHECKING:
    from casepaper.records import Trouble

SAYS: Final = {
    "too_deep": "邮件{file}层层嵌套过深，未能逐层打开，请把材料作为附件直接发送。",
    "too_many": "邮件{file}的组成部分过多，只读取了前面的部分。",
    "too_large": "附件{file}过大，未予读取。",
    "renamed": "{file}的文件名含有路径、控制字符或反向书写字符，已去掉。",
    "no_letter": "{file}不像一封邮件：没有发件人、收件人，也没有主题和日期。",
    "several_from": "邮件{file}写有多个发件人，请核对来件单位。",
}


def said(file: str, code: str) -> Trouble:
    """A trouble in words."""
    return trouble(file, code, SAYS[code])

"""The e-mail address cannot be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import invalid_of_kind
from casepaper.reading.values import email_is_valid

if TYPE_CHECKING:
    from casepaper.records import Finding, Paper

ID: Final = "email_invalid"
ABOUT: Final = "邮箱的写法不对"
SAYS: Final = {
    "fault": "{label}「{value}」的写法不对，例如缺少 @ 或域名不完整{place}。",
    "doubt": "{label}读作「{value}」，不像邮箱地址，请对照原件认定{place}。",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """The e-mail address cannot be one."""
    return invalid_of_kind(paper, "email", valid=email_is_valid, check=ID, says=SAYS)

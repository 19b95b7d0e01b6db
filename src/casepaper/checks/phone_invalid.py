"""The telephone number cannot be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import invalid_of_kind
from casepaper.reading.values import phone_is_valid

if TYPE_CHECKING:
    from casepaper.records import Finding, Paper

ID: Final = "phone_invalid"
ABOUT: Final = "联系电话的位数或写法不对"
SAYS: Final = {
    "fault": "{label}「{value}」的位数或写法不对，请改为手机号码，或带区号的固定电话{place}。",
    "doubt": "{label}读作「{value}」，不像电话号码，请对照原件认定{place}。",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """The telephone number cannot be one."""
    return invalid_of_kind(paper, "phone", valid=phone_is_valid, check=ID, says=SAYS)

"""The whole process on one page: which state leads to which step, and what each job does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casecall.cases import rules as states
from casecall.cases.actions import TAKE_DOWN
from casecall.correcting.receipts import RECEIPT, receipt_wanted, write_receipt
from casecall.correcting.stock import take_stock
from casecall.jobs.actions import enqueue
from casecall.letters import sent_folder
from casecall.letters.actions import LOOK, SEND, look_again, look_for
from casecall.letters.sending import send
from casecall.publishing.actions import clear_withdrawn
from casecall.publishing.channels.wechat import NARROW
from casecall.publishing.reach.counting import COUNT, count_own
from casecall.publishing.site.derived import DERIVE, make_one
from casecall.publishing.wechat.actions import PREVIEW, preview
from casecall.publishing.wechat.narrowing import BRING, REACH, narrow
from casecall.publishing.wechat.reach import fetch_reach
from casecall.publishing.wechat.sending import advance
from casecall.receiving.actions import FILE, SCREEN
from casecall.receiving.filing import file_parcel
from casecall.receiving.letters_in import take_within
from casecall.screening.actions import screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    Progress = Callable[[str], None]
    Step = Callable[[Mapping[str, Any], datetime, Progress], None]


def _file(payload: Mapping[str, Any], now: datetime, _say: Progress) -> None:
    file_parcel(payload["parcel"], now=now)
    take_within(payload["parcel"], now=now)


def _screen(payload: Mapping[str, Any], now: datetime, say: Progress) -> None:
    read = screen(payload["revision"], now=now, progress=say)
    if read is not None and (case_id := receipt_wanted(payload["revision"])):
        enqueue(RECEIPT, str(payload["revision"]), {"case": case_id}, now=now)
    take_stock(now=now)


def _receipt(payload: Mapping[str, Any], now: datetime, _say: Progress) -> None:
    write_receipt(payload["case"], now=now)


def _send(payload: Mapping[str, Any], now: datetime, _say: Progress) -> None:
    send(payload["letter"], now=now, copy=sent_folder.put)
    take_stock(now=now)


def _look(payload: Mapping[str, Any], now: datetime, _say: Progress) -> None:
    if by := payload.get("by"):
        look_for(payload["letter"], find=sent_folder.find, now=now, by=by)
    else:
        look_again(payload["letter"], find=sent_folder.find, now=now)


def _take_down(_payload: Mapping[str, Any], now: datetime, _say: Progress) -> None:
    clear_withdrawn(now=now)


def _derive(payload: Mapping[str, Any], _now: datetime, _say: Progress) -> None:
    make_one(payload["photo"])


def _count(_payload: Mapping[str, Any], now: datetime, _say: Progress) -> None:
    count_own(now=now)


def _wechat_bring(payload: Mapping[str, Any], now: datetime, _say: Progress) -> None:
    advance(payload["message"], now=now)


def _wechat_preview(payload: Mapping[str, Any], now: datetime, _say: Progress) -> None:
    preview(payload["message"], now=now)


def _wechat_narrow(payload: Mapping[str, Any], now: datetime, _say: Progress) -> None:
    narrow(payload["publication"], now=now)


def _wechat_reach(_payload: Mapping[str, Any], now: datetime, _say: Progress) -> None:
    fetch_reach(now=now)


# A parcel is filed, its revision screened, a receipt written; then a person looks. Each may run twice without harm.
JOBS: dict[str, Step] = {
    FILE: _file,
    SCREEN: _screen,
    RECEIPT: _receipt,
    SEND: _send,
    LOOK: _look,
    TAKE_DOWN: _take_down,
    BRING: _wechat_bring,
    PREVIEW: _wechat_preview,
    NARROW: _wechat_narrow,
    REACH: _wechat_reach,
    COUNT: _count,
    DERIVE: _derive,
}

# What follows a state by itself. A state that is not here waits for a person, or is an end.
NEXT: dict[str, str] = {states.RECEIVED: SCREEN}

SLOW = frozenset({SCREEN})  # reads pages; the other jobs never wait behind it
POST = frozenset({SEND, LOOK, BRING, PREVIEW, REACH})  # waits for other people's servers
JOB_NAMES = {
    FILE: "来件立案",
    SCREEN: "形式审查",
    RECEIPT: "写收件回执",
    SEND: "发信",
    LOOK: "查找信件",
    TAKE_DOWN: "从专题撤下",
    BRING: "公众号推送",
    PREVIEW: "公众号预览",
    NARROW: "从公众号撤下",
    REACH: "公众号阅读数",
    COUNT: "统计阅读",
    DERIVE: "准备专题图片",
}

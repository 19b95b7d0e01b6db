"""The Official Account: kept with its secret sealed, shown without it, and asked whether it works."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.publishing.models import WechatAccount
from casecall.publishing.secrets import Sealed, seal, unseal
from casecall.publishing.wechat.client import Client, Token
from casecall.publishing.wechat.errors import Trouble
from casecall.publishing.wechat.records import AccountView

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

MOST_AUTHOR, MOST_NAME = 16, 100
LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_APP_ID: Final = re.compile(r"[A-Za-z0-9_-]{6,64}")
_SECRET: Final = re.compile(r"[\x21-\x7e]{8,200}")
SAYS: Final = {
    "name": "请填写公众号名称（100 字以内）",
    "app_id": "AppID 应为 6 至 64 位字母数字，形如 wx0123456789abcdef",
    "secret": "请填写密钥（AppSecret），8 至 200 位，不含空格",
    "base_url": "平台地址应以 https:// 开头，只含主机与端口（仅本机测试可用 http://127.0.0.1）",
    "author": "作者名不超过 16 字",
    "operator": "运营者微信号不超过 100 位",
    "none": "尚未设置公众号账户，请管理员先在“公众号账户”填写",
    "works": "连接正常，草稿箱中现有 {count} 份草稿。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTyped:
    """An account as a person typed it; an empty secret is the one that is there."""

    name: str
    app_id: str
    secret: str = ""
    base_url: str = "https://api.weixin.qq.com"
    author: str = ""
    operator: str = ""
    may_publish: bool = False
    may_send: bool = False

    def __repr__(self) -> str:
        """Never the secret."""
        return f"AccountTyped({self.name!r}, {self.app_id!r})"


class Unfit(ValueError):  # noqa: N818 - sentences for people
    """An account that cannot be kept as it was typed; ``faults`` has a sentence for each field."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("；".join(faults))
        self.faults = faults


class NoAccount(ValueError):  # noqa: N818 - a sentence for people
    """There is no account yet."""

    def __init__(self) -> None:
        super().__init__(SAYS["none"])


def account_row() -> WechatAccount | None:
    """The account, None before anybody set it up."""
    return WechatAccount.objects.order_by("id").first()


def account() -> AccountView | None:
    """The account as it may be shown, None before anybody set it up."""
    row = account_row()
    if row is None:
        return None
    return AccountView(
        id=row.pk,
        name=row.name,
        app_id=row.app_id,
        base_url=row.base_url,
        author=row.author,
        operator=row.operator,
        may_publish=row.may_publish,
        may_send=row.may_send,
        has_secret=bool(row.secret),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )


def save_account(typed: AccountTyped, *, by: str, now: datetime) -> None:
    """Keep the account; an empty secret keeps the one that is there. Raises Unfit with every fault."""
    former = account_row()
    secret, app_id = typed.secret, typed.app_id
    faults = [
        SAYS[field]
        for field, wrong in (
            ("name", not 0 < len(typed.name) <= MOST_NAME),
            ("app_id", not _APP_ID.fullmatch(app_id)),
            ("secret", not _SECRET.fullmatch(secret) if secret else former is None or former.app_id != app_id),
            ("base_url", not is_platform(typed.base_url)),
            ("author", len(typed.author) > MOST_AUTHOR),
            ("operator", len(typed.operator) > MOST_NAME),
        )
        if wrong
    ]
    if faults:
        raise Unfit(tuple(faults))
    row = former or WechatAccount()
    if secret or row.app_id != app_id or row.base_url != typed.base_url.rstrip("/"):
        row.token, row.token_until = "", None
    row.secret = seal(secret) if secret else row.secret
    row.name, row.app_id, row.base_url = typed.name, app_id, typed.base_url.rstrip("/")
    row.author, row.operator = typed.author, typed.operator
    row.may_publish, row.may_send = typed.may_publish, typed.may_send
    row.changed_at, row.changed_by = now, by
    with write_atomic():
        row.save()
        record(at=now, actor=by, verb="wechat.account", object=f"wechat:{row.pk}", note=app_id)


def client_for(row: WechatAccount, *, now: datetime, pause: Callable[[float], None] = time.sleep) -> Client:
    """The client of an account. Raises Sealed where its secret was sealed by another key."""

    def keep(value: str, until: datetime) -> None:
        WechatAccount.objects.filter(pk=row.pk).update(token=seal(value), token_until=until)

    token = Token(unseal(row.token), row.token_until, keep)
    return Client(row.base_url, row.app_id, unseal(row.secret), token, now, pause)


def try_account(*, now: datetime, pause: Callable[[float], None] = time.sleep) -> tuple[bool, str]:
    """Whether the account answers, and what that says to a person."""
    row = account_row()
    if row is None:
        return False, SAYS["none"]
    try:
        count = client_for(row, now=now, pause=pause).count_drafts()
    except (Trouble, Sealed) as why:
        return False, f"{why}。"
    return True, SAYS["works"].format(count=count)


def is_platform(address: str) -> bool:
    """Whether an address may be given the secret: TLS, or this machine."""
    try:
        parts = urlsplit(address)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)
        return (
            safe and bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or "@" in address)
        )
    except ValueError:
        return False

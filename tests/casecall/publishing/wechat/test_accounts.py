"""The account is kept with its secret sealed; what is wrong is said at once; it can be asked whether it works."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from casecall.audit.models import AuditLine
from casecall.publishing.models import WechatAccount
from casecall.publishing.wechat.accounts import (
    AccountTyped,
    Unfit,
    account_row,
    is_platform,
    save_account,
    try_account,
)
from casecall.publishing.wechat.accounts import account as shown
from tests.wechat.platform import APP_ID, SECRET

if TYPE_CHECKING:
    from datetime import datetime

    from tests.wechat.standin import Standin

pytestmark = pytest.mark.django_db
TYPED = AccountTyped(name="履责实践", app_id=APP_ID, secret=SECRET)


def test_the_secret_and_the_token_stand_sealed_in_the_table(account: Standin, now: datetime) -> None:
    assert try_account(now=now, pause=lambda _: None) == (True, "连接正常，草稿箱中现有 0 份草稿。")
    row = WechatAccount.objects.get()
    assert row.token
    assert SECRET not in row.secret
    assert account.platform.kept.token not in row.token
    assert not hasattr(shown(), "secret")
    assert SECRET not in repr(TYPED)


def test_a_token_is_kept_for_the_next_conversation(account: Standin, now: datetime) -> None:
    for _ in range(3):
        try_account(now=now, pause=lambda _: None)
    assert account.calls("stable_token") == 1


def test_an_empty_secret_keeps_the_one_that_is_there(account: Standin, now: datetime) -> None:
    save_account(replace(TYPED, secret="", base_url=account.address), by="user:1", now=now)
    assert try_account(now=now)[0]


def test_another_secret_puts_the_old_token_away(account: Standin, now: datetime) -> None:
    try_account(now=now)
    save_account(replace(TYPED, secret="another-secret", base_url=account.address), by="user:1", now=now)
    assert WechatAccount.objects.get().token == ""
    works, says = try_account(now=now)
    assert not works
    assert "密钥" in says


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": ""}, "名称"),
        ({"app_id": "x y"}, "AppID"),
        ({"secret": ""}, "密钥"),
        ({"secret": "with a space"}, "密钥"),
        ({"base_url": "http://api.weixin.qq.com"}, "平台地址"),
        ({"author": "作" * 17}, "作者"),
        ({"operator": "o" * 101}, "运营者"),
    ],
)
def test_what_is_wrong_with_an_account_is_said(now: datetime, *, changed: dict[str, Any], says: str) -> None:
    with pytest.raises(Unfit, match=says):
        save_account(replace(TYPED, **changed), by="user:1", now=now)
    assert account_row() is None


def test_every_fault_of_an_account_is_said_at_once(now: datetime) -> None:
    with pytest.raises(Unfit) as unfit:
        save_account(AccountTyped(name="", app_id="", base_url="ftp://x"), by="user:1", now=now)
    assert len(unfit.value.faults) == 4


def test_the_secret_of_another_app_id_is_not_taken_over(account: Standin, now: datetime) -> None:
    with pytest.raises(Unfit, match="密钥"):
        save_account(replace(TYPED, app_id="wx-another-one", secret="", base_url=account.address), by="u", now=now)


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://api.weixin.qq.com", True),
        ("https://api2.weixin.qq.com:8443/", True),
        ("http://127.0.0.1:10180", True),
        ("http://api.weixin.qq.com", False),
        ("http://127.0.0.1.example.com", False),
        ("https://user@api.weixin.qq.com", False),
        ("https://relay.example.org/weixin", True),
        ("https://api.weixin.qq.com?x=1", False),
        ("https://", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_the_secret_is_given_to_an_address_that_is_safe(*, address: str, may: bool) -> None:
    assert is_platform(address) is may


def test_a_change_of_the_account_is_on_record(account: Standin, now: datetime) -> None:
    line = AuditLine.objects.get(verb="wechat.account")
    assert line.note == APP_ID
    assert SECRET not in f"{line.object}{line.note}"


def test_a_platform_that_cannot_be_reached_is_said(account: Standin, now: datetime) -> None:
    WechatAccount.objects.update(base_url="http://127.0.0.1:9")
    works, says = try_account(now=now)
    assert not works
    assert "连不上微信平台（127.0.0.1:9）" in says


def test_a_secret_sealed_by_another_key_is_said(account: Standin, now: datetime) -> None:
    WechatAccount.objects.update(secret="gAAAAAB-not-ours")
    works, says = try_account(now=now)
    assert not works
    assert "secret.key" in says


def test_without_an_account_there_is_nothing_to_try(now: datetime) -> None:
    assert try_account(now=now) == (False, "尚未设置公众号账户，请管理员先在“公众号账户”填写")

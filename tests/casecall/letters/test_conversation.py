"""What is wrong with a sending account is said in plain words, with what to do about it."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from casecall.letters.checking import check_sending
from casecall.letters.conversation import AccountTrouble, Conversation, PutOff, Refusal, Unanswered
from tests.casecall.letters.servers import DROP, Script, an_account, certificate, serving

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

LETTER = b"From: a@example.org\r\n\r\n.dots\r\n..\r\n.\r\nend\r\n"


def trouble(script: Script, **other: Any) -> str:
    with pytest.raises(AccountTrouble) as wrong, Conversation(an_account(script, **other)):
        pass
    return str(wrong.value)


def test_lines_that_begin_with_a_dot_arrive_as_they_were(script: Script) -> None:
    with Conversation(an_account(script)) as talk:
        talk.offer("b@example.com", LETTER)
        assert talk.close() == "250 queued as 7A"
    assert script.taken == [LETTER]


def test_nothing_is_kept_of_a_letter_that_is_not_ended(script: Script) -> None:
    with Conversation(an_account(script)) as talk:
        talk.offer("b@example.com", LETTER)
        talk.hang_up()
    assert script.ended == []


def test_an_unknown_host_is_told_by_its_name(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: Any, **__: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    assert trouble(script, host="smtp.nowhere.example").startswith("找不到服务器 smtp.nowhere.example")


def test_a_closed_port_is_told_with_what_goes_with_which(script: Script) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    said = trouble(script, port=port)
    assert f"{port} 端口连接不上" in said
    assert "465 配 tls" in said


def test_a_silent_server_is_told_after_the_time_limit() -> None:
    with serving(Script({"GREET": (1.5, "220 late")})) as script:
        assert "在 1 秒内没有应答" in trouble(script, timeout_seconds=1)


def test_a_server_that_speaks_in_clear_where_tls_is_expected_is_told(script: Script) -> None:
    assert "不以加密方式开始" in trouble(script, security="tls")


def test_a_server_without_starttls_gets_no_password(script: Script) -> None:
    said = trouble(script, security="starttls", user="u", password="secret")
    assert "不支持 STARTTLS" in said
    assert not [line for line in script.heard if line.startswith("AUTH")]


@pytest.mark.parametrize("at_once", [True, False], ids=["tls", "starttls"])
def test_a_certificate_that_nobody_signed_is_refused_and_one_that_is_named_is_taken(
    tmp_path: Path, *, at_once: bool
) -> None:
    context, file = certificate(tmp_path)
    security = "tls" if at_once else "starttls"
    script = Script(context=context, tls_at_once=at_once, extensions=("STARTTLS", "AUTH PLAIN"))
    with serving(script):
        said = trouble(script, security=security, user="u", password="secret")
        assert "证书无法核验" in said
        assert "ca_file" in said
        with Conversation(an_account(script, security=security, user="u", password="p", ca_file=str(file))) as talk:
            talk.offer("b@example.com", LETTER)
            talk.close()
    assert script.taken == [LETTER]


def test_a_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    context, file = certificate(tmp_path, names="DNS:mail.elsewhere.example")
    with serving(Script(context=context, tls_at_once=True)) as script:
        assert "证书无法核验" in trouble(script, security="tls", ca_file=str(file))


def test_a_refused_login_speaks_of_the_authorisation_code(script: Script) -> None:
    script.replies["AUTH"] = "535 \u8ba4\u8bc1\u5931\u8d25"
    said = trouble(script, user="u", password="p")
    assert "535 认证失败" in said
    assert "授权码" in said


def test_the_words_of_a_server_are_read_in_its_own_coding() -> None:
    from casecall.letters.conversation import _words  # lazy: the one thing tested from inside

    assert _words(550, "用户不存在\r\n".encode("gb18030")) == "550 用户不存在"


def test_a_server_that_hangs_up_at_the_login_is_told_as_a_refused_login(script: Script) -> None:
    script.replies["AUTH"] = DROP
    assert "授权码" in trouble(script, user="u", password="p")


def test_a_password_that_cannot_be_sent_is_told_as_a_refused_login(script: Script) -> None:
    assert "授权码" in trouble(script, user="u", password="网页密码")


def test_a_server_without_login_is_told(script: Script) -> None:
    script.extensions = ()
    assert "不提供登录" in trouble(script, user="u", password="p")


def test_a_sender_that_is_not_the_login_is_told(script: Script, now: datetime) -> None:
    script.replies["MAIL"] = "553 Mail from must equal authorized user"
    found = check_sending(an_account(script, user="u", password="p"), now=now)
    assert [(one.what, one.well) for one in found] == [
        ("域名", True),
        ("连接、加密与登录", True),
        ("发件人", False),
    ]
    assert "sender_address 通常须与登录的 user 一致" in found[-1].says


def test_a_letter_of_trial_is_sent_where_one_asks_for_it(script: Script, now: datetime) -> None:
    found = check_sending(an_account(script), to="me@example.com", now=now)
    assert [one.well for one in found] == [True] * 4
    assert len(script.taken) == 1


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        ({"RCPT": "450 greylisted"}, PutOff),
        ({"RCPT": "550 no such user"}, Refusal),
        ({"MAIL": "552 message too large"}, Refusal),
        ({"MAIL": "450 too many messages"}, AccountTrouble),
        ({"DATA": "451 disk full"}, PutOff),
        ({"DATA": DROP}, PutOff),
    ],
)
def test_what_a_server_says_before_the_end_is_told_apart(script: Script, replies: Any, kind: type[Exception]) -> None:
    script.replies.update(replies)
    with pytest.raises(kind), Conversation(an_account(script)) as talk:
        talk.offer("b@example.com", LETTER)
    assert script.ended == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(DROP, Unanswered), ((1.3, "250 late"), Unanswered), ("999 what", Unanswered), ("554 spam", Refusal)],
)
def test_what_a_server_says_at_the_end_is_told_apart(script: Script, reply: Any, kind: type[Exception]) -> None:
    script.replies["DOT"] = reply
    with Conversation(an_account(script)) as talk:
        talk.offer("b@example.com", LETTER)
        with pytest.raises(kind):
            talk.close()


def test_an_account_never_shows_its_password() -> None:
    account = an_account(Script(port=25), user="u", password="do-not-show")
    assert "do-not-show" not in repr(account)

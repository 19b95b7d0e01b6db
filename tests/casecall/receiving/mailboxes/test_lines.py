"""What keeps a line from being made is told apart: the name, the port, the encryption, the certificate."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from bench.dovecot import ACCOUNT, PASSWORD, served
from casecall.cli.dovecot import found
from casecall.letters.accounts import Mailbox
from casecall.receiving.mailboxes import fetch_once, fetching
from casecall.receiving.mailboxes.imap import ImapBox
from tests.casecall.receiving.mailboxes.fake_imap import FakeImap
from tests.casecall.receiving.mailboxes.letters import letter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("call")]


def mailbox(port: int, **more: object) -> Mailbox:
    given = {"name": "邮箱", "protocol": "imap", "host": "127.0.0.1", "port": port, "security": "none"}
    return Mailbox(**{**given, "user": "cases@example.org", "password": "geheim", **more})  # type: ignore[arg-type]


def trouble(one: Mailbox) -> str:
    return fetch_once(one, now=timezone.now, stop=threading.Event()).trouble


@contextmanager
def listener(certificate: tuple[Path, Path] | None = None, *, greets: bool = True) -> Iterator[int]:
    """A port that greets like IMAP, encrypted where it has a certificate, or that never says a word."""
    server, held = socket.create_server(("127.0.0.1", 0)), []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if certificate:
        context.load_cert_chain(*certificate)

    def serve() -> None:
        with suppress(OSError):
            while True:
                link, _ = server.accept()
                held.append(link)
                with suppress(OSError):
                    secure = context.wrap_socket(link, server_side=True) if certificate else link
                    held.append(secure)
                    if greets:
                        secure.sendall(b"* OK ready\r\n")

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()
        for one in held:
            one.close()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    if not shutil.which("openssl"):
        pytest.skip("没有 openssl（见 packages.txt）")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    about = ["-subj", "/CN=mail.example.org", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(cert), *about]
    subprocess.run(made, check=True, capture_output=True)
    return cert, key


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*given: object, **more: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    assert "找不到服务器 imap.nowhere.example" in trouble(mailbox(993, host="imap.nowhere.example"))


def test_a_port_that_is_closed() -> None:
    assert "端口 1 没有开放" in trouble(mailbox(1))


def test_a_port_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "box_of", lambda one: ImapBox(one, timeout=0.3))
    with listener(greets=False) as port:
        assert "没有应答" in trouble(mailbox(port))


def test_a_port_without_encryption() -> None:
    with listener() as port:
        assert "没有加密服务" in trouble(mailbox(port, security="tls"))


def test_starttls_that_is_not_offered() -> None:
    with FakeImap({1: letter(1)}) as server:
        assert "不支持 STARTTLS" in trouble(mailbox(server.port, security="starttls"))


def test_a_certificate_of_ones_own_is_refused_until_its_authority_is_named(certificate: tuple[Path, Path]) -> None:
    with listener(certificate) as port:
        assert "ca_file" in trouble(mailbox(port, security="tls"))
        named = trouble(mailbox(port, security="tls", ca_file=str(certificate[0])))
    assert "证书" not in named


def test_a_certificate_for_another_name_is_told(certificate: tuple[Path, Path]) -> None:
    with listener(certificate) as port:
        wrong = trouble(mailbox(port, security="tls", host="localhost", ca_file=str(certificate[0])))
    assert "证书不属于 localhost" in wrong


@pytest.mark.slow
@pytest.mark.skipif(not found(), reason="没有装 dovecot-imapd（见 packages.txt）")
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_letters_come_over_an_encrypted_line(certificate: tuple[Path, Path], security: str) -> None:
    with served(certificate=certificate) as server:
        server.deliver(ACCOUNT, letter(1))
        port = server.imaps if security == "tls" else server.imap
        ours = mailbox(port, security=security, ca_file=str(certificate[0]), user=ACCOUNT, password=PASSWORD)
        report = fetch_once(ours, now=timezone.now, stop=threading.Event())
    assert (report.taken, report.trouble) == (1, "")

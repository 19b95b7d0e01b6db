"""A Dovecot for a measurement: served in a folder of its own, renumbered, and reached through a line that breaks."""

from __future__ import annotations

import contextlib
import imaplib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Self

from casecall.cli.dovecot import Dovecot, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNT, PASSWORD = "cases@example.org", "geheim-0123"
PIECE = 16 * 1024


@contextmanager
def served(*, sent: str = "已发送", certificate: tuple[Path, Path] | None = None) -> Iterator[Dovecot]:
    """A server with one empty mailbox, until the end of the block. Raises RuntimeError where it does not start."""
    folder = Path(tempfile.mkdtemp(prefix="casecall-dovecot-"))
    one = Dovecot(folder, {ACCOUNT: PASSWORD}, sent=sent, certificate=certificate)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(one.command(), stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        if not one.is_up():
            raise RuntimeError(list(lines_of(folder / "log")))
        one.maildir(ACCOUNT)
        yield one
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def renumber(server: Dovecot, account: str = ACCOUNT) -> None:
    """Give a mailbox another UIDVALIDITY, as a provider does that rebuilds its store. Raises RuntimeError."""
    before = validity(server)
    for _ in range(20):
        place = server.maildir(account)
        uids = place / "dovecot-uidlist"
        first, _, rest = uids.read_text().partition("\n")
        uids.write_text(re.sub(r"\bV\d+", f"V{before + 1}", first) + "\n" + rest)
        for one in place.glob("dovecot.index*"):
            one.unlink()
        time.sleep(0.1)
        if validity(server) != before:
            return
    raise RuntimeError(f"UIDVALIDITY {before}")


def validity(server: Dovecot) -> int:
    """The UIDVALIDITY of the inbox as the server says it now."""
    client = imaplib.IMAP4("127.0.0.1", server.imap, 10)
    client.login(ACCOUNT, PASSWORD)
    client.select("INBOX", readonly=True)
    _, said = client.response("UIDVALIDITY")
    client.logout()
    return int(said[0])


def letter(n: int, *, size: int = 20_000) -> bytes:
    """An application by mail with a file of that many bytes before it is coded for the way."""
    made = EmailMessage()
    made["From"] = f"张三 <unit{n}@example.cn>"
    made["To"] = ACCOUNT
    made["Subject"] = f"案例申报 第 {n} 件"
    made["Date"] = "Thu, 01 Sep 2022 10:00:00 +0800"
    made["Message-ID"] = f"<case-{n}@example.cn>"
    made.set_content(f"秘书处：现报送案例 {n}，请查收。")
    body = (f"{n:08d}".encode() * (size // 8 + 1))[:size]
    made.add_attachment(body, maintype="application", subtype="msword", filename=f"申报表{n}.doc")
    return made.as_bytes()


class Line:
    """A line to a server that can be told to break after a number of bytes; ``breaks`` counts how often it did."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.left: int | None = None
        self.breaks = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_trouble: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                for one, other, counted in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._carry, args=(one, other, counted), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, counted: bool) -> None:  # noqa: FBT001 - a thread's argument
        with contextlib.suppress(OSError):
            while piece := one.recv(PIECE):
                if counted and self.left is not None:
                    if len(piece) >= self.left:
                        other.sendall(piece[: self.left])
                        self.left = None
                        self.breaks += 1
                        break
                    self.left -= len(piece)
                other.sendall(piece)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
                end.close()

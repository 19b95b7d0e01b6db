"""An SMTP server that does as it is told: it takes letters, refuses, puts off, answers late or drops the line."""

from __future__ import annotations

import contextlib
import socketserver
import ssl
import subprocess
import time
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING, Any

from casecall.letters.accounts import Sending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DROP = "drop"
USUAL = {
    "GREET": "220 here",
    "AUTH": "235 ok",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "DOT": "250 queued as 7A",
}


@dataclass
class Script:
    """What the server answers to each command: a line, a number of seconds to wait first, or DROP."""

    replies: dict[str, Any] = field(default_factory=dict)  # or a list of answers, one each time
    extensions: tuple[str, ...] = ("SIZE 10000000", "AUTH PLAIN LOGIN")
    context: ssl.SSLContext | None = None
    tls_at_once: bool = False
    taken: list[bytes] = field(default_factory=list)  # letters that were ended with a dot and answered with 250
    ended: list[bytes] = field(default_factory=list)  # letters that were ended with a dot, whatever was answered
    heard: list[str] = field(default_factory=list)
    port: int = 0

    def reply(self, command: str) -> Any:
        usual = USUAL.get(command, "250 ok")
        told = self.replies.get(command, usual)
        if isinstance(told, list):
            return told.pop(0) if told else usual
        return told


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        script: Script = self.server.script  # type: ignore[attr-defined]
        with contextlib.suppress(OSError):
            if script.tls_at_once and script.context:
                self._wrap(script.context)
            if not self._answer("GREET"):
                return
            while line := self.rfile.readline():
                words = line.decode(errors="replace").strip()
                script.heard.append(words)
                if not self._do(words, script):
                    return

    def _do(self, words: str, script: Script) -> bool:
        command = words.split(" ", maxsplit=1)[0].upper()
        if command == "EHLO":
            lines = ["here", *script.extensions]
            last = len(lines) - 1
            self._say("\r\n".join(f"250{' ' if n == last else '-'}{one}" for n, one in enumerate(lines)))
            return True
        if command == "STARTTLS" and script.context:
            self._say("220 go on")
            self._wrap(script.context)
            return True
        if command == "QUIT":
            self._say("221 bye")
            return False
        if not self._answer(command):
            return False
        return self._letter(script) if command == "DATA" and self.last == "354" else True

    def _letter(self, script: Script) -> bool:
        data = b""
        while not data.endswith(b"\r\n.\r\n"):
            line = self.rfile.readline()
            if not line:
                return False  # cut off before the end: nothing is kept
            data += line
        letter = data[:-3].replace(b"\r\n..", b"\r\n.")
        script.ended.append(letter)
        alive = self._answer("DOT")
        if alive and self.last == "250":
            script.taken.append(letter)
        return alive

    def _answer(self, command: str) -> bool:
        reply = self.server.script.reply(command)  # type: ignore[attr-defined]
        if isinstance(reply, tuple):
            seconds, reply = reply
            time.sleep(seconds)
        if reply == DROP:
            self.last = ""
            return False
        self._say(reply)
        return True

    def _say(self, line: str) -> None:
        self.last = line[:3]
        self.wfile.write(f"{line}\r\n".encode())
        self.wfile.flush()

    def _wrap(self, context: ssl.SSLContext) -> None:
        self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()
        with contextlib.suppress(OSError):
            self.request.close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True
    script: Script


@contextlib.contextmanager
def serving(script: Script) -> Iterator[Script]:
    """The server on a port of its own, until the block ends."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.script = script
        script.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join(5)


def certificate(folder: Path, *, names: str = "IP:127.0.0.1") -> tuple[ssl.SSLContext, Path]:
    """A certificate that nobody signed: the context of a server, and the file that vouches for it."""
    key, file = folder / "key.pem", folder / "cert.pem"
    told = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    named = ["-subj", "/CN=made up", "-addext", f"subjectAltName={names}"]
    subprocess.run(["openssl", "req", *told, *named, "-keyout", key, "-out", file], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return context, file


def an_account(script: Script, **other: Any) -> Sending:
    """The account that sends by that server."""
    usual = {
        "sender_name": "征案秘书处",
        "sender_address": "office@example.org",
        "host": "127.0.0.1",
        "port": script.port,
        "security": "none",
        "timeout_seconds": 2,
        "answer_seconds": 1,
        "per_minute": 1000,
        "per_day": 100_000,
    }
    return Sending(**{**usual, **other})

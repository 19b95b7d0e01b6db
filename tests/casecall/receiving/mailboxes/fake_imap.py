"""An IMAP server as some providers run it: it wants ID first, renumbers, lies about sizes, and drops the line."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from dataclasses import dataclass, field
from typing import Self

ARRIVED = "01-Sep-2022 10:00:00 +0800"


@dataclass
class FakeImap:
    """What it holds and how it behaves; ``said`` are the commands it was given."""

    letters: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    next_uid: int | None = None
    capabilities: str = "IMAP4rev1 ID"
    wants_id: bool = False
    refuses_login: str = ""
    refuses_id: bool = False
    refuses_letter: int = 0
    read_only: bool = False
    cut_after: int | None = None
    size_is: int | None = None
    folders: tuple[str, ...] = ('(\\HasNoChildren) "/" "INBOX"', '(\\HasNoChildren) "/" "&XfJT0ZAB-"')
    said: list[str] = field(default_factory=list)
    port: int = 0
    _introduced: bool = False

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *trouble: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                link, _ = self._listener.accept()
                with contextlib.suppress(OSError), link:
                    self._talk(link)

    def _talk(self, link: socket.socket) -> None:
        self._introduced = False
        link.sendall(b"* OK ready\r\n")
        for raw in link.makefile("rb"):
            tag, _, words = raw.decode().strip().partition(" ")
            self.said.append(words)
            lines, end = self._answer(words)
            whole = b"".join(line + b"\r\n" for line in lines)
            if self.cut_after is not None and len(whole) > self.cut_after:
                link.sendall(whole[: self.cut_after])
                self.cut_after = None
                link.shutdown(socket.SHUT_RDWR)
                return
            link.sendall(whole + f"{tag} {end}\r\n".encode())
            if words == "LOGOUT":
                return

    def _answer(self, words: str) -> tuple[list[bytes], str]:
        name = words.split(" ", maxsplit=1)[0].upper()
        if name == "CAPABILITY":
            return [f"* CAPABILITY {self.capabilities}".encode()], "OK done"
        if name == "LOGIN" and self.refuses_login:
            return [], f"NO {self.refuses_login}"
        if name == "ID":
            self._introduced = not self.refuses_id
            return [], "BAD unknown command" if self.refuses_id else "OK done"
        if name == "LIST":
            return [f"* LIST {one}".encode() for one in self.folders], "OK done"
        return self._about_letters(words)

    def _about_letters(self, words: str) -> tuple[list[bytes], str]:
        if words.startswith(("SELECT", "EXAMINE")):
            return self._select(words)
        return self._fetch(words) if words.startswith("UID FETCH") else ([], "OK done")

    def _select(self, words: str) -> tuple[list[bytes], str]:
        if self.wants_id and not self._introduced:
            return [], "NO SELECT Unsafe Login. Please contact kefu@188.com for help"
        if "INBOX" not in words and "&XfJT0ZAB-" not in words:
            return [], "NO no such folder"
        inbox = "INBOX" in words
        lines = [f"* {len(self.letters) if inbox else 0} EXISTS", f"* OK [UIDVALIDITY {self.validity}] UIDs valid"]
        if self.next_uid and inbox:
            lines.append(f"* OK [UIDNEXT {self.next_uid}] next")
        self._inbox = inbox
        end = "[READ-ONLY]" if self.read_only or words.startswith("EXAMINE") else "[READ-WRITE]"
        return [line.encode() for line in lines], f"OK {end} done"

    def _fetch(self, words: str) -> tuple[list[bytes], str]:
        _, _, wanted, what = words.split(" ", 3)
        if "BODY.PEEK[]" in what and wanted == str(self.refuses_letter):
            return [], "NO this letter cannot be read"
        lines = []
        for n, (uid, letter) in enumerate(sorted(self.letters.items()), 1):
            if not _within(uid, wanted, max(self.letters)):
                continue
            if "RFC822.SIZE" in what:
                size = self.size_is or len(letter)
                lines.append(f'* {n} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE "{ARRIVED}")'.encode())
            else:
                part = _part(letter, what)
                name = re.sub(r"<(\d+)\.\d+>", r"<\1>", what.strip("()").replace(".PEEK", "")).removeprefix("UID ")
                lines.append(f"* {n} FETCH (UID {uid} {name} {{{len(part)}}}".encode() + b"\r\n" + part + b")")
        return lines, "OK done"


def _within(uid: int, wanted: str, last: int) -> bool:
    if wanted.endswith(":*"):
        first = int(wanted[:-2])
        return uid >= first or uid == last  # as the standard has it, “9:*” names the last letter whatever its number
    return str(uid) in wanted.split(",")


def _part(letter: bytes, what: str) -> bytes:
    if "HEADER" in what:
        return letter.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    if found := re.search(r"<(\d+)\.(\d+)>", what):
        return letter[int(found[1]) :][: int(found[2])]
    return letter

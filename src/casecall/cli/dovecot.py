"""A mail server of one's own on this machine alone: Debian's Dovecot with a configuration in one folder."""

from __future__ import annotations

import contextlib
import grp
import itertools
import os
import pwd
import shutil
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PROGRAM = "dovecot"
FILES = Path("/usr/lib/dovecot")  # where Debian's packages put a program for each protocol
OWNER = "mail"  # whose letters they are where root starts it: Dovecot opens none as root

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = {protocols}
ssl = {ssl}
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mailbox_list_index = yes
mail_max_userip_connections = 100
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox "{sent}" {{
    auto = subscribe
    special_use = \\Sent
  }}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
"""
_POP3 = """
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    address = 127.0.0.1
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
"""
_COUNT = itertools.count()


def found() -> bool:
    """Whether Dovecot and its IMAP part are installed."""
    return bool(program()) and (FILES / "imap").exists()


def program() -> str | None:
    """Dovecot, also where the folder of such programs is not among those that are searched."""
    return shutil.which(PROGRAM) or shutil.which(PROGRAM, path="/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
        return port


@dataclass
class Dovecot:
    """A server with its letters in ``folder``, which its processes must be able to reach; accounts and passwords."""

    folder: Path
    accounts: Mapping[str, str]
    sent: str = "Sent"
    certificate: tuple[Path, Path] | None = None
    imap: int = field(default_factory=free_port)
    pop3: int = field(default_factory=free_port)
    imaps: int = field(default_factory=free_port)

    def command(self) -> tuple[str, ...]:
        """Write the configuration; the command that serves until it is told to stop."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if _is_root():
            self.folder.chmod(0o711)
        (self.folder / "run").mkdir(exist_ok=True)
        mail = self.folder / "mail"
        mail.mkdir(exist_ok=True, mode=0o700)
        self._own(mail)
        lines = [f"{name}:{{PLAIN}}{password}" for name, password in self.accounts.items()]
        users, config = self.folder / "users", self.folder / "dovecot.conf"
        users.write_text("\n".join([*lines, ""]))
        users.chmod(0o644 if _is_root() else 0o600)  # its own user for logins reads it; the folder is of this run alone
        config.write_text(self._config())
        return (program() or PROGRAM, "-F", "-c", str(config))

    def is_up(self, *, seconds: float = 15.0) -> bool:
        """Wait until it answers; whether it does."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.imap), timeout=2) as link:
                if link.recv(4).startswith(b"* OK"):
                    return True
            time.sleep(0.05)
        return False

    def deliver(self, account: str, letter: bytes, *, folder: str = "") -> Path:
        """Put a letter into a mailbox, as its own delivery would: whole at once, or not at all."""
        place = self.maildir(account, folder)
        name = f"{time.time():.6f}.{os.getpid()}_{next(_COUNT)}.here,S={len(letter)}"
        half, whole = place / "tmp" / name, place / "new" / name
        half.write_bytes(letter)
        self._own(half)
        half.rename(whole)
        return whole

    def maildir(self, account: str, folder: str = "") -> Path:
        """The folder of a mailbox on the disk, made where it is not there."""
        place = self.folder / "mail" / account
        for part in [place, *([place / f".{folder}"] if folder else [])]:
            for one in (part, part / "tmp", part / "new", part / "cur"):
                if not one.is_dir():
                    one.mkdir(parents=True, mode=0o700)
                    self._own(one)
        return place / f".{folder}" if folder else place

    def _config(self) -> str:
        root = _is_root()
        me, my_group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
        owner = pwd.getpwnam(OWNER) if root else pwd.getpwuid(os.geteuid())
        pop3 = (FILES / "pop3").exists()
        values = {
            "folder": self.folder,
            "protocols": "imap pop3" if pop3 else "imap",
            "ssl": "yes" if self.certificate else "no",
            "internal": "dovecot" if root else me,
            "group": "dovecot" if root else my_group,
            "login": "dovenull" if root else me,
            "uid": owner.pw_uid,
            "gid": owner.pw_gid,
            "sent": self.sent,
            "imap": self.imap,
            "imaps": self.imaps if self.certificate else 0,
            "pop3": self.pop3,
        }
        text = (_CONFIG + (_POP3 if pop3 else "")).format(**values)
        if self.certificate:
            text += f"ssl_cert = <{self.certificate[0]}\nssl_key = <{self.certificate[1]}\n"
        return text

    def _own(self, path: Path) -> None:
        if _is_root():
            owner = pwd.getpwnam(OWNER)
            os.chown(path, owner.pw_uid, owner.pw_gid)


def lines_of(log: Path) -> Iterator[str]:
    """What the server wrote of errors, for who looks for a cause."""
    if log.exists():
        yield from (line for line in log.read_text(errors="replace").splitlines() if "rror" in line or "atal" in line)


def _is_root() -> bool:
    return os.geteuid() == 0

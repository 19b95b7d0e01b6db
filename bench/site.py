"""A site of its own for a measurement: set up in a folder, served as in earnest, applied to, killed, and asked."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SRC = Path(__file__).parents[1] / "src"
KEY = "drill"
OPEN_CALL = f"""
from datetime import timedelta
from django.utils import timezone
from casecall.calls.actions import clone_call
from casecall.calls.queries import call_by_key
now = timezone.now()
clone_call(call_by_key("cace-2022").id, key="{KEY}", opens=now.date() - timedelta(days=2),
           closes=now.date() + timedelta(days=9), now=now, by="console")
"""


class Site:
    """A site in a data folder; ``address`` is (host, port) while it is served."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.address = ("", 0)
        self.process: subprocess.Popen[str] | None = None

    def run(self, *argv: str, given: str = "") -> str:
        """Run ``casecall`` on the folder; what it said."""
        command = [sys.executable, "-m", "casecall", *argv]
        env = self.surroundings()
        done = subprocess.run(command, env=env, input=given, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr or done.stdout)
        return done.stdout

    def ask(self, program: str, given: object = None) -> Any:
        """Run a program inside the site; ``given`` is its variable of that name, ``answer`` what comes back."""
        whole = f"import json, sys\ngiven = json.load(sys.stdin)\nanswer = None\n{program}\nprint(json.dumps(answer))"
        said = self.run("manage", "shell", "--no-imports", "-c", whole, given=json.dumps(given))
        return json.loads(said.splitlines()[-1])

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve it, with its worker; ended by Ctrl-C."""
        command, env = [sys.executable, "-m", "casecall", "serve", "--port", "0"], self.surroundings()
        with (
            (self.data / "serve.log").open("w") as log,
            subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=log, text=True) as self.process,
        ):
            try:
                said = self.process.stdout.readline() if self.process.stdout else ""
                host, port = re.findall(r"http://([^:/]+):(\d+)/", said)[0]
                self.address = (host, int(port))
                yield
            finally:
                self.process.send_signal(signal.SIGINT)
                self.process.wait(60)

    def log(self) -> str:
        """What the site has said so far."""
        return (self.data / "serve.log").read_text()

    def children(self, like: str) -> list[int]:
        """The processes that keep the site running whose command line holds a word."""
        found = []
        for one in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((one / "stat").read_text().rsplit(")", 1)[1].split()[1])
                command = (one / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
            if self.process and parent == self.process.pid and like in command:
                found.append(int(one.name))
        return found

    def surroundings(self) -> dict[str, str]:
        """The environment of a process that works on this folder."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CASECALL_")}
        ours = {"CASECALL_DATA": str(self.data), "CASECALL_SENDS_PER_HOUR": "100000", "PYTHONPATH": str(SRC)}
        return kept | ours


def made(data: Path) -> Site:
    """A site that is set up, with a call whose window is open today."""
    site = Site(data)
    site.run("setup")
    site.ask(OPEN_CALL)
    return site


def apply(site: Site, files: Sequence[tuple[str, bytes]], *, once: str, patience: float = 60) -> str:
    """Send files in one go as a browser would; the token of the receipt. Raises OSError or HTTPException.

    ``once`` is the token of the one form that is sent, again where the line broke.
    """
    path = f"/c/{KEY}/send/"
    link = http.client.HTTPConnection(*site.address, timeout=patience)
    try:
        link.request("GET", path)
        page = link.getresponse()
        text = page.read().decode()
        cookie = (page.headers["Set-Cookie"] or "").split(";")[0]
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)[0]
        body, kind = _form({"csrfmiddlewaretoken": token, "consent": "yes", "once": once}, files)
        link.request("POST", path, body, {"Content-Type": kind, "Cookie": cookie})
        answer = link.getresponse()
        said = answer.read().decode()
        if answer.status != 303:
            raise http.client.HTTPException(f"{answer.status}: {said[:200]}")
        return answer.headers["Location"].rstrip("/").rsplit("/", 1)[1]
    finally:
        link.close()


def receipt_shows(site: Site, token: str) -> bool:
    """Whether the page of a receipt opens and shows its number."""
    link = http.client.HTTPConnection(*site.address, timeout=60)
    try:
        link.request("GET", f"/a/{token}/")
        page = link.getresponse()
        return page.status == 200 and bool(re.search(r"LZ\d{4}-\d{4}", page.read().decode()))
    finally:
        link.close()


def until(met: Any, *, seconds: float) -> bool:
    """Wait until something is so; whether it was in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if met():
            return True
        time.sleep(0.5)
    return False


def _form(values: dict[str, str], files: Sequence[tuple[str, bytes]]) -> tuple[bytes, str]:
    edge = uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in values.items()
    ]
    for name, data in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n")
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"

"""One LibreOffice that stays open and takes file after file; it is killed when it hangs and started anew.

It runs without network and with bounds on memory and on what it writes where the kernel lets us, and dies with us.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from casepaper.opening.doc.profile import write_fonts, write_profile

MOST_FILES: Final = 100  # after which it is replaced: it grows
START_SECONDS: Final = 90.0
_MEMORY, _WRITES = 4 * 1024**3, 512 * 1024**2
_RESTART: Final = 81  # LibreOffice has set up its profile and asks to be started again
_KEEP_OPEN: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document office:version="1.2"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text/></office:body>'
    "</office:document>"
)
_SAYS: Final = {
    "office": "{file}需要 LibreOffice 才能打开，这台机器上没有安装，请另存为 DOCX 后再报送。",
    "too_slow": "{file}打开时间过长，已停止，请另存为 DOCX 后再报送。",
    "broken": "{file}已损坏，或不是 Word 文件，无法打开，请另存为 DOCX 后再报送。",
}


class OfficeError(Exception):
    """LibreOffice is absent, too slow or could not read the file: a code and a Chinese sentence with {file} in it."""

    def __init__(self, code: str) -> None:
        super().__init__(_SAYS[code])
        self.code = code
        self.says = _SAYS[code]


@dataclass(frozen=True, slots=True)
class Job:
    """A file for LibreOffice: bytes, suffix to take it by, what to turn it into, and the filter to read it with."""

    data: bytes
    suffix: str
    target: str
    filter_in: str = ""


def office_is_there() -> bool:
    """Whether this machine has LibreOffice."""
    return _program() is not None


def _program() -> Path | None:
    """The folder of LibreOffice's programs."""
    found = shutil.which("soffice")
    folder = Path(found).resolve().parent if found else None
    return folder if folder and (folder / "soffice.bin").exists() else None


@lru_cache(maxsize=1)
def _sandbox() -> tuple[str, ...]:
    """What goes before a program to take the network from it, if this kernel lets us."""
    try:
        done = subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return ("unshare", "-rn") if done.returncode == 0 else ()


class Listener:
    """A LibreOffice with a profile of its own. One file at a time; safe to call from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._home: Path | None = None
        self._files = 0

    def convert(self, job: Job, *, seconds: float) -> bytes:
        """The file turned into its target; raises OfficeError."""
        program = _program()
        if program is None:
            raise OfficeError("office")
        with self._lock:
            self._make_ready(program)
            self._files += 1
            with tempfile.TemporaryDirectory(prefix="casepaper-") as folder:
                return self._converted(job, program, Path(folder), seconds)

    def stop(self) -> None:
        """End the process and throw its profile away."""
        if self._process is not None:
            _kill(self._process)
            self._process = None
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None
        self._files = 0

    @property
    def process_id(self) -> int | None:
        """The process that listens, None while there is none."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    def _converted(self, job: Job, program: Path, folder: Path, seconds: float) -> bytes:
        source = folder / f"in{job.suffix}"
        source.write_bytes(job.data)
        command = [*_sandbox(), str(program / "oosplash"), self._profile(), "--headless", "--convert-to", job.target]
        command += [f"--infilter={job.filter_in}"] if job.filter_in else []
        command += ["--outdir", str(folder / "out"), str(source)]
        client = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            client.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            _kill(client)
            self.stop()
            raise OfficeError("too_slow") from None
        made = next(iter(sorted((folder / "out").glob("in.*"))), None) if (folder / "out").exists() else None
        if made is None or not made.stat().st_size:
            if self.process_id is None:
                self.stop()
            raise OfficeError("broken")
        return made.read_bytes()

    def _make_ready(self, program: Path) -> None:
        """See that one is listening: the one there, or a new one."""
        if self.process_id is not None and self._files < MOST_FILES:
            return
        self.stop()
        self._home = Path(tempfile.mkdtemp(prefix="casepaper-office-"))
        write_profile(self._home / "profile")
        write_fonts(self._home / "fonts.conf")
        keep = self._home / "keep.fodt"
        keep.write_text(_KEEP_OPEN, encoding="utf-8")
        until = time.monotonic() + START_SECONDS
        self._process = self._start(program, keep)
        while not (self._home / ".~lock.keep.fodt#").exists():
            if time.monotonic() > until:
                self.stop()
                raise OfficeError("too_slow")
            code = self._process.poll()
            if code == _RESTART:
                self._process = self._start(program, keep)
            elif code is not None:
                self.stop()
                raise OfficeError("broken")
            time.sleep(0.05)

    def _start(self, program: Path, keep: Path) -> subprocess.Popen[bytes]:
        limits = ["setpriv", "--pdeathsig", "KILL", "prlimit", f"--as={_MEMORY}", f"--fsize={_WRITES}"]
        bounds = limits if all(map(shutil.which, ("setpriv", "prlimit"))) else []
        options = ["--headless", "--norestore", "--nologo", str(keep)]
        return subprocess.Popen(
            [*_sandbox(), *bounds, str(program / "soffice.bin"), self._profile(), *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | {"FONTCONFIG_FILE": str(keep.with_name("fonts.conf"))},
        )

    def _profile(self) -> str:
        return f"-env:UserInstallation=file://{self._home}/profile"


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.wait(timeout=10)


LISTENER: Final = Listener()
atexit.register(LISTENER.stop)

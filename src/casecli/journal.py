"""The journal of a run: what was examined already, so that a run that was broken off goes on where it was."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TextIO

from casecli.entries import sources_of
from casecli.examining import Result
from casepaper.forms.callfile import dump_call

if TYPE_CHECKING:
    from pathlib import Path

    from casecli.examining import Task


def key_of(task: Task, path: Path, *, version: str) -> str:
    """What a result depends on, as one hash: the files and their names, the rules, the time of sending, the version."""
    sources, unread = sources_of(path)
    parts: list[object] = [version, task.path, dump_call(task.rules), str(task.received)]
    parts += [(one.name, sha256(one.data).hexdigest()) for one in sources]
    parts += [one.says for one in unread]
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


class Journal:
    """Results by key, one JSON line each, written as they come. A line cut short by a crash is passed over."""

    def __init__(self, path: Path, *, fresh: bool) -> None:
        self._path = path
        self._known: dict[str, Result] = {} if fresh else _read(path)
        self._out: TextIO | None = path.open("w" if fresh else "a", encoding="utf-8")

    def known(self, key: str) -> Result | None:
        """The result of that key from an earlier run."""
        return self._known.get(key)

    def keep(self, key: str, result: Result) -> None:
        """Write a result down at once."""
        if self._out:
            self._out.write(json.dumps({"key": key, "result": result.plain()}) + "\n")
            self._out.flush()

    def close(self, *, remove: bool) -> None:
        """Close the journal; a run that came to its end needs it no longer."""
        if self._out:
            self._out.close()
            self._out = None
        if remove:
            self._path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Result]:
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return dict(filter(None, map(_line, lines)))


def _line(line: str) -> tuple[str, Result] | None:
    try:
        entry: dict[str, Any] = json.loads(line)
        result = entry["result"]
        return entry["key"], Result(**{**result, "remarks": tuple(result["remarks"])})
    except (ValueError, KeyError, TypeError):
        return None

"""The index by which a topic is searched in the browser: Pagefind's extended build, which cuts Chinese into words."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pagefind

if TYPE_CHECKING:
    from pathlib import Path

SAYS = {"failed": "搜索索引没有做成：{why}"}
FOLDER = "pagefind"
TIME = 300.0  # seconds
VERSION = getattr(pagefind, "__version__", "")
# its own pages and highlighter, which the topic does not use
UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "playground")
ENDING = -400  # characters of what it said


class NotIndexed(OSError):  # noqa: N818 - it says what is the matter
    """The index could not be made; nothing was put in the place of what stands."""


def make(folder: Path) -> None:
    """Index the pages of the cases that lie in a folder, into its sub-folder. Raises NotIndexed."""
    options = ["--site", str(folder), "--glob", "cases/*/index.html", "--output-subdir", FOLDER]
    command = [sys.executable, "-m", "pagefind", *options, "--force-language", "zh-cn"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIME, check=False, cwd=folder)
    except subprocess.TimeoutExpired as slow:
        raise NotIndexed(SAYS["failed"].format(why=f"{TIME:.0f} s")) from slow
    if done.returncode:
        raise NotIndexed(SAYS["failed"].format(why=(done.stderr or done.stdout)[ENDING:].strip()))
    for pattern in UNUSED:
        for path in (folder / FOLDER).glob(pattern):
            path.unlink()

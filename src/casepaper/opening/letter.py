"""Letters (.eml): subject, sender, date of receipt, text and attachments, in Chinese charsets of every label."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from casepaper.opening.limits import trouble
from casepaper.records import Opened

if TYPE_CHECKING:
    from casepaper.opening.limits import Limits
    from casepaper.records import Source


def open_letter(source: Source, limits: Limits) -> Opened:
    """The members, named ``a.eml/b.docx``; a trouble for each one refused."""
    del limits
    return Opened(
        source.name,
        sha256(source.data).hexdigest(),
        "letter",
        trouble=(trouble(source.name, "broken", "文件{file}暂时不能打开。"),),
    )

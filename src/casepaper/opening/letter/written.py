"""What the sender of a letter wrote: the text without history and signature, and the large files it points to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casepaper.opening.letter.contents import readable
from casepaper.opening.letter.links import hints_at_links, large_file_links
from casepaper.opening.letter.marks import tidied
from casepaper.opening.letter.plain import marked_text
from casepaper.opening.letter.quoting import split

if TYPE_CHECKING:
    from datetime import datetime

    from casepaper.opening.letter.contents import Contents
    from casepaper.records import LargeFileLink

_FORWARD = re.compile(r"^\s*(?:(?:re|回复|答复)\s*[:：]\s*)*(?:转发|轉寄|fwd?|fw)\s*[:：]", re.IGNORECASE)
_ANSWER = re.compile(r"^\s*(?:re|回复|答复|回覆)\s*[:：]", re.IGNORECASE)
_POINTS = re.compile(r"附件|材料|申报|链接|下载|网盘")


@dataclass(frozen=True, slots=True)
class Written:
    """``texts`` are what was written, a text a part; ``marked`` is all that can be read, history and all."""

    texts: tuple[str, ...]
    signature: str
    links: tuple[LargeFileLink, ...]
    marked: tuple[str, ...]

    @property
    def text(self) -> str:
        """The first text in which anything is written."""
        return next(filter(None, self.texts), "")

    @property
    def whole(self) -> str:
        """All that can be read, without marks."""
        return "\n".join(map(tidied, self.marked))


def written(found: Contents, *, subject: str, sent: datetime | None) -> Written:
    """The texts of a letter as its sender wrote them. ``sent`` is where days are counted from."""
    texts, is_html = readable(found)
    marked = [marked_text(one) for one in texts] if is_html else texts
    forwarded = bool(_FORWARD.match(subject))
    answers = not forwarded and bool(found.files and _ANSWER.match(subject))
    parts = [split(one, forwarded=forwarded, answers=answers) for one in marked]
    pointing = [*parts]
    if not is_html:
        pointing += [
            split(marked_text(one), forwarded=forwarded, answers=answers) for one in found.html if hints_at_links(one)
        ]
    links = large_file_links("\n\n".join(one.own for one in pointing), sent)
    if not links and not found.files and any(_POINTS.search(one.own) for one in parts):
        links = large_file_links("\n\n".join(one.history for one in pointing), sent)
    return Written(
        texts=tuple(tidied(one.own) for one in parts),
        signature="\n".join(filter(None, (one.signature for one in parts))),
        links=links,
        marked=tuple(marked),
    )

"""No photo came though the call asks for some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.records import Finding

if TYPE_CHECKING:
    from casepaper.records import Paper

ID: Final = "photo_missing"
ABOUT: Final = "没有附照片"
SAYS: Final = "没有附照片；如有活动现场等清晰图片，可随案例一并报送。"


def check(paper: Paper) -> tuple[Finding, ...]:
    """No photo came with the form."""
    if paper.reading is None or not paper.rules.photos_asked or paper.photos:
        return ()
    return (Finding(ID, "note", SAYS),)

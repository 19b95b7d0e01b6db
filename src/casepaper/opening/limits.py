"""What an opener may take on, how it says that something could not be used, and how a name is shown safely."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from casepaper.records import Trouble

SAYS = {
    "nameless": "未命名文件",
}

MIB: Final = 1024 * 1024

# Troubles that only say something about a file that was opened and read all the same.
REMARKS: Final = frozenset({"misnamed", "renamed", "aside"})

_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken on: bytes of one file and of all together, ratio of packing, counts, depth, pages, pixels.

    ``all_pages`` are those of one application. ``pixels`` are those of all pages that are held at once,
    ``page_pixels`` those of one page as it is held, and ``picture_pixels`` those that a picture's header may promise;
    ``decoding_bytes`` is what decoding it may take.
    ``office_seconds`` is how long LibreOffice may work on one file.
    """

    file_bytes: int = 200 * MIB
    member_bytes: int = 100 * MIB
    total_bytes: int = 500 * MIB
    ratio: int = 200
    members: int = 300
    depth: int = 4
    parts: int = 500
    pages: int = 60
    all_pages: int = 300
    pixels: int = 100_000_000
    page_pixels: int = 24_000_000
    picture_pixels: int = 120_000_000
    decoding_bytes: int = 640 * MIB
    xml_bytes: int = 32 * MIB
    pictures: int = 100
    office_seconds: float = 60.0


def shown(name: str) -> str:
    """A file's name as it can be shown: no control, invisible or direction-turning characters, and not too long."""
    kept = "".join(one for one in name if unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"})
    kept = kept.strip() or SAYS["nameless"]
    return kept if len(kept) <= _LONGEST_NAME else f"{kept[: _LONGEST_NAME - 20]}…{kept[-19:]}"


def trouble(file: str, code: str, says: str) -> Trouble:
    """A trouble with a file. ``says`` may hold {file}, which becomes the name in quotation marks."""
    return Trouble(file=shown(file), code=code, says=says.replace("{file}", f"“{shown(file)}”"))


def too_much(file: str, page: int) -> Trouble:
    """The trouble with a file whose pages, from one on, are more than can be held beside those of the other files."""
    says = f"文件{{file}}从第 {page} 页起未读取：这一份申报的页面总量超出可处理的大小，请压缩或分开后重新报送。"
    return trouble(file, "too_much", says)

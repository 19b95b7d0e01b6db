"""What a file is by its content, and how it is named when it is handed out."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

SAYS = {
    "nameless": "未命名",
}

UNKNOWN = "application/octet-stream"
MAIL = "message/rfc822"
HEAD = 4096  # bytes that are looked at

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic", b"avif": "image/avif"}
_LETTER = re.compile(
    rb"^(from|to|subject|received|return-path|date|message-id|mime-version|x-[a-z-]+): ", re.IGNORECASE | re.MULTILINE
)
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/tiff": ".tif",
    "image/heic": ".heic",
    _WORD: ".docx",
    _SHEET: ".xlsx",
    "application/zip": ".zip",
    MAIL: ".eml",
}


def media_type(head: bytes) -> str:
    """The media type of a file by its first bytes; what is not recognised is ``application/octet-stream``."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"BM") and head[6:10] == bytes(4):  # its reserved bytes: two letters alone open many a text
        return "image/bmp"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], UNKNOWN)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(head)
    return _text(head)


def _packed(head: bytes) -> str:
    if b"word/" in head:
        return _WORD
    return _SHEET if b"xl/" in head else "application/zip"


def _text(head: bytes) -> str:
    if not head or b"\x00" in head:
        return UNKNOWN
    if len(_LETTER.findall(head)) >= 2:  # noqa: PLR2004 - one such line also opens many a plain text
        return MAIL
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return "text/plain" if wrong.start >= len(head) - 3 else UNKNOWN  # cut inside a character
    return "text/plain"


def extension(kind: str) -> str:
    """The usual extension of a media type, with its dot, or nothing."""
    return _EXTENSIONS.get(kind, "")


def safe_name(name: str, *, most: int = 200) -> str:
    """A file name without folders, control and direction characters, cut to ``most`` characters, never empty."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(one for one in bare if unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}).strip(" .")
    stem, dot, end = kept.rpartition(".")
    if len(kept) > most:
        kept = stem[: most - len(end) - 1] + dot + end if dot and len(end) < 10 else kept[:most]  # noqa: PLR2004
    return kept or SAYS["nameless"]


def disposition(name: str, *, inline: bool = False) -> str:
    """The Content-Disposition of RFC 6266: the name in UTF-8, and an ASCII one for those who cannot read that."""
    name = safe_name(name)
    plain = "".join(one if one.isascii() and one not in '"\\%;' else "_" for one in name)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

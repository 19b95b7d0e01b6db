"""Charsets of Chinese mail: labels that say less than they mean, labels that are wrong, and none at all."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import Final

GB: Final = "gb18030"
#: Labels of GB2312 and GBK are put on text that needs GB18030, which holds both.
_GB_LABEL = re.compile(r"(?:x-|cs)?(?:gb|iso-ir-58$|euc-?cn$|(?:x-)?(?:cp|ms|windows-|x-ms-cp)?936$|chinese$)")
_BIG5: Final = ("big5", "cp950", "big5hkscs")
_MEANT: Final = {
    **dict.fromkeys(("utf8", "unicode-1-1-utf-8", "utf-8mb4", "us-ascii", "ascii", "8bit", "7bit", "binary"), "utf-8"),
    **dict.fromkeys(("unknown-8bit", "x-unknown", "default", "default_charset"), "utf-8"),
    **dict.fromkeys(("hz-gb", "hz-gb-2312", "hzgb2312"), "hz"),
    **dict.fromkeys(("big-5", "x-big5", "x-x-big5", "big5-eten", "big5-hkscs", "zh-big5"), "big5"),
    **dict.fromkeys(("x-euc-cn", "x-mac-chinesesimp", "x-cp20936", "zh-gb2312", "simplified chinese"), GB),
}
_OVER_ASCII: Final = frozenset({None, "utf-8", GB, "big5", "iso8859-1", "iso8859-15", "cp1252"})
#: Codecs of Python that are no charsets of mail: slow, or made for source text.
_NO_CHARSETS: Final = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)
_LATIN: Final = frozenset({"iso8859-1", "iso8859-15", "cp1252"})
_LONGEST_LABEL: Final = 40
_IN_HTML = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]+")
_THREE = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")  # where UTF-8 writes Chinese
_LONE: Final = re.compile("[\ud800-\udfff]")
#: So few of the characters may be damaged for a text still to be UTF-8.
_DAMAGED: Final = 0.1


@lru_cache(maxsize=256)
def charset_of(label: str | None) -> str | None:
    """The codec that a charset label means, None for a label that nobody knows."""
    plain = (label or "").strip().strip("\"'").lower().partition("*")[0]
    if not plain or len(plain) > _LONGEST_LABEL:
        return None
    meant = _MEANT.get(plain) or (GB if _GB_LABEL.match(plain) else plain)
    try:
        found = codecs.lookup(meant)
    except (LookupError, ValueError):
        return None
    known = found._is_text_encoding and found.name not in _NO_CHARSETS  # noqa: SLF001 – told nowhere else
    return found.name if known else None


def decode(data: bytes, label: str | None = None) -> str:
    """Bytes as text: by their label where that fits, else as UTF-8, else as GB18030 with gaps for what is no text."""
    if data.isascii() and charset_of(label) in _OVER_ASCII:
        return data.decode("ascii")
    return _LONE.sub("\ufffd", _labelled(data, label))


def _labelled(data: bytes, label: str | None) -> str:
    charset = charset_of(label)
    for one in _tried(data, charset):
        try:
            return data.decode(one)
        except (UnicodeDecodeError, ValueError):
            continue
    if charset in {None, "utf-8"} and (text := _nearly(data)):
        return text
    try:
        return data.decode(GB) if charset in {None, "utf-8"} else data.decode(charset or GB, "replace")
    except (UnicodeDecodeError, ValueError):
        return data.decode(GB, "replace")


def _tried(data: bytes, charset: str | None) -> tuple[str, ...]:
    """The codecs to try strictly, in order: the labelled one, but for what is UTF-8 or Chinese beyond doubt."""
    if charset in {None, "utf-8"}:
        return ("utf-8",)
    if charset == "hz":
        return ("hz",) if b"~{" in data else ("utf-8", GB)
    if charset == GB or charset in _LATIN:
        first = ("utf-8",) if charset in _LATIN or _THREE.search(data) else ()
        return (*first, *((GB,) if charset in _LATIN and _in_pairs(data) else ()), charset)
    return (*_BIG5, "utf-8") if charset == "big5" else (charset, "utf-8")


def _in_pairs(data: bytes) -> bool:
    """Whether bytes above ASCII come in pairs only, as GBK writes common characters and Western text does not."""
    runs = _HIGH.findall(data)
    return bool(runs) and all(len(one) % 2 == 0 for one in runs)


def _nearly(data: bytes) -> str:
    """UTF-8 of which a few bytes were damaged or cut off; empty where it is none."""
    text = data.decode("utf-8", "replace")
    wide = sum(map(len, _HIGH.findall(data))) / 3
    return text if text.count("\ufffd") <= max(1, _DAMAGED * wide) and _THREE.search(data) else ""


def decode_html(data: bytes, label: str | None) -> str:
    """HTML as text, by its own charset where the letter names none that is known."""
    if charset_of(label) is None and (own := _IN_HTML.search(data[:4096].decode("latin-1"))):
        label = own[1]
    return decode(data, label)

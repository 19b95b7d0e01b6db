"""Chinese mail as it is: labels that say less than they mean, words cut in the middle of a character, raw headers."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from typing import Final
from urllib.parse import unquote_to_bytes

_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
# Labels of GB2312 and GBK are put on text that needs GB18030, which holds both; the others are slips of the pen.
_MEANT: Final = {
    **dict.fromkeys(
        ("gb2312", "gbk", "cp936", "ms936", "x-gbk", "gb_2312-80", "euc-cn", "x-euc-cn", "hz-gb"), "gb18030"
    ),
    **dict.fromkeys(("utf8", "unicode-1-1-utf-8", "utf-8mb4", "us-ascii", "ascii", "8bit", "unknown-8bit"), "utf-8"),
    "big5-hkscs": "big5hkscs",
    "x-big5": "big5",
}


def charset_of(label: str | None) -> str | None:
    """The codec that a charset label means, None for a label that nobody knows."""
    plain = (label or "").strip().strip("\"'").lower().partition("*")[0]
    meant = _MEANT.get(plain, plain)
    try:
        return codecs.lookup(meant).name if meant and codecs.lookup(meant)._is_text_encoding else None  # noqa: SLF001
    except (LookupError, ValueError):
        return None


def decode(data: bytes, label: str | None = None) -> str:
    """Bytes as text: by their label where that fits, else as UTF-8, else as GB18030 with gaps for what is no text."""
    for charset in dict.fromkeys((charset_of(label), "utf-8", "gb18030")):
        if charset is None:
            continue
        try:
            return data.decode(charset)
        except (UnicodeDecodeError, ValueError):
            continue
    return data.decode(charset_of(label) or "gb18030", "replace")


def decode_html(data: bytes, label: str | None) -> str:
    """HTML as text, by its own charset where the letter names none."""
    if label is None and (own := _CHARSET.search(data[:2048])):
        label = own[1].decode("ascii", "replace")
    return decode(data, label)


def decode_header(raw: bytes) -> str:
    """A header in plain text: encoded words of one charset joined as bytes before they are read; raw bytes by guess."""
    text = re.sub(r"\r?\n[ \t]+", " ", _surrogates_read(raw))
    out: list[str] = []
    pending: tuple[str, bytearray] | None = None
    place = 0
    for match in _WORD.finditer(text):
        between, place = text[place : match.start()], match.end()
        charset, data = match[1].lower(), _word(match[2], match[3])
        if between.strip() or pending is None or charset_of(pending[0]) != charset_of(charset):
            out.append(_read(pending))
            out.append(between if between.strip() or pending is None else "")
            pending = (charset, bytearray())
        pending[1].extend(data)
    out += [_read(pending), text[place:]]
    return "".join(out).strip()


def _surrogates_read(raw: bytes) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        return decode(raw)


def _read(pending: tuple[str, bytearray] | None) -> str:
    return "" if pending is None else decode(bytes(pending[1]), pending[0])


def _word(way: str, data: str) -> bytes:
    """The bytes of one encoded word; padding that was lost is put back."""
    plain = data.encode("utf-8", "replace")
    if way in "bB":
        try:
            return base64.b64decode(plain + b"=" * (-len(plain) % 4))
        except (binascii.Error, ValueError):
            return plain
    return binascii.a2b_qp(plain, header=True)


def parameter(header: bytes, name: str) -> str | None:
    """A parameter of a header such as filename: RFC 2231 pieces joined, encoded words read, raw bytes by guess."""
    found = _parameters(header)
    base = name.lower()
    if f"{base}*0*" in found or f"{base}*0" in found:
        return _continued(found, base)
    if f"{base}*" in found:
        return _extended(found[f"{base}*"])
    return decode_header(found[base]) if base in found else None


_PARAMETER = re.compile(rb';\s*([\w*!#$&+.^`|~-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)


def _parameters(header: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for key, value in _PARAMETER.findall(header):
        plain = value.strip()
        if plain.startswith(b'"') and plain.endswith(b'"') and len(plain) > 1:
            plain = re.sub(rb"\\(.)", rb"\1", plain[1:-1])
        found.setdefault(key.decode("ascii", "replace").lower(), re.sub(rb"\r?\n[ \t]*", b"", plain))
    return found


def _continued(found: dict[str, bytes], base: str) -> str:
    """The pieces name*0, name*1* … joined as bytes; the first names the charset."""
    whole, label = bytearray(), None
    for number in range(1000):
        coded, plain = found.get(f"{base}*{number}*"), found.get(f"{base}*{number}")
        if coded is not None:
            if number == 0 and coded.count(b"'") > 1:
                label, _, coded = coded.split(b"'", 2)
            whole += unquote_to_bytes(coded)
        elif plain is not None:
            whole += plain
        else:
            break
    if label is None and b"=?" in whole:
        return decode_header(bytes(whole))
    return decode(bytes(whole), label.decode("ascii", "replace") if label else None)


def _extended(value: bytes) -> str:
    label, mark, rest = value.partition(b"'")
    if not mark or b"'" not in rest:
        return decode(unquote_to_bytes(value))
    return decode(unquote_to_bytes(rest.partition(b"'")[2]), label.decode("ascii", "replace"))

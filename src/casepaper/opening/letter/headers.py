"""Headers as Chinese mail programs write them: encoded words, parameters in pieces, addresses, message identifiers."""

from __future__ import annotations

import binascii
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from casepaper.opening.letter.charsets import charset_of, decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?]*)(?:\?=|\??$)")
_FOLD_INSIDE = re.compile(rb"(?<=[\x80-\xff])\r?\n[ \t]+(?=[\x80-\xff])")
_FOLD = re.compile(rb"\r*\n[ \t]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef]+")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]+")
_QUAD: Final = 4


def decode_header(raw: bytes) -> str:
    """A header in plain text on one line: encoded words joined as bytes before they are read; raw bytes by guess."""
    text = decode(_unfolded(raw))
    return _CONTROL.sub(" ", encoded_words(text) if "=?" in text else text).strip()


def _unfolded(raw: bytes) -> bytes:
    if b"\n" not in raw:
        return raw
    return _FOLD.sub(b" ", raw if raw.isascii() else _FOLD_INSIDE.sub(b"", raw))


def encoded_words(text: str) -> str:
    """Text with its encoded words read. Neighbours of one charset are joined as bytes: characters are cut anywhere."""
    out: list[str] = []
    charset, words = "", list[tuple[str, str]]()
    place = 0
    for match in _WORD.finditer(text):
        between, place = text[place : match.start()], match.end()
        if between.strip() or not words or charset_of(charset) != charset_of(match[1]):
            out.append(_read(charset, words))
            out.append(between if between.strip() or not words else "")
            charset, words = match[1], []
        words.append((match[2].lower(), match[3]))
    return "".join((*out, _read(charset, words), text[place:]))


def _read(charset: str, words: list[tuple[str, str]]) -> str:
    """Neighbouring words as text. A word in base64 that ends inside a group of four goes on in the next one."""
    whole, group = bytearray(), ""
    for way, payload in words:
        if way == "q":
            whole += _base64(group) + binascii.a2b_qp(payload.encode("utf-8", "replace"), header=True)
            group = ""
            continue
        group += _NOT_BASE64.sub("", payload)
        cut = len(group) if payload.rstrip().endswith("=") else len(group) // _QUAD * _QUAD
        whole += _base64(group[:cut])
        group = group[cut:]
    return decode(bytes(whole + _base64(group)), charset)


def _base64(group: str) -> bytes:
    group = group[: len(group) - (len(group) % _QUAD == 1)]
    return binascii.a2b_base64(group + "=" * (-len(group) % _QUAD))


# ---- parameters: filename, name, charset, boundary --------------------------------------------------------------

# In GBK the second byte of a character may be a backslash, which escapes nothing.
_PARAMETER = re.compile(
    rb';\s*+([\w*!#$&+.^`|~-]++)\s*+=\s*+("(?:[\x81-\xfe][\x40-\x7e\x80-\xfe]|[^"\\]|\\.)*+"|[^;]*+)', re.DOTALL
)
_ESCAPED = re.compile(rb"([\x81-\xfe][\x40-\x7e\x80-\xfe])|\\(.)", re.DOTALL)
_PERCENT = re.compile(rb"%[89A-Fa-f][0-9A-Fa-f]")
_MOST_PIECES: Final = 1000


def value_of(header: bytes) -> str:
    """What stands before the parameters, in lower case: text/plain, attachment, base64."""
    return header.partition(b";")[0].strip().lower().decode("ascii", "replace")


def parameter(header: bytes, name: str) -> str | None:
    """A parameter of a header such as filename: RFC 2231 pieces joined, encoded words read, raw bytes by guess.

    Slips are read as they are meant: values in quotation marks that are never closed, pieces counted from 1, no charset
    given, encoded words where percent signs belong and the other way round.
    """
    if b"=" not in header:
        return None
    found = _parameters(header)
    for read in (_continued, _extended, _plain):
        if value := read(found, name.lower()):
            return value
    return None


def raw_parameter(header: bytes, name: str) -> bytes:
    """A parameter as it stands, for what is no text: a boundary."""
    return _parameters(header).get(name, b"")


@lru_cache(maxsize=16)
def _parameters(header: bytes) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}
    for key, value in _PARAMETER.findall(header):
        plain = value.strip()
        if plain.startswith(b'"'):
            plain = _ESCAPED.sub(lambda m: m[1] or m[2], plain[1:].removesuffix(b'"'))
        found.setdefault(key.decode("ascii", "replace").lower(), _unfolded(plain))
    return found


def _continued(found: Mapping[str, bytes], base: str) -> str:
    """The pieces name*0, name*1* … joined as bytes; the first names the charset."""
    first = next((n for n in (0, 1) if f"{base}*{n}" in found or f"{base}*{n}*" in found), None)
    if first is None:
        return ""
    whole, coded = bytearray(), False
    for number in range(first, _MOST_PIECES):
        piece = found.get(f"{base}*{number}*", found.get(f"{base}*{number}"))
        if piece is None:
            break
        coded = coded or f"{base}*{number}*" in found
        whole += piece
    return _percent_read(bytes(whole)) if coded else _guessed(bytes(whole))


def _extended(found: Mapping[str, bytes], base: str) -> str:
    return _percent_read(found.get(f"{base}*", b""))


def _plain(found: Mapping[str, bytes], base: str) -> str:
    return _guessed(found.get(base, b""))


def _percent_read(value: bytes) -> str:
    if b"=?" in value:
        return decode_header(value)
    label, mark, rest = value.partition(b"'")
    if not mark or b"'" not in rest:
        return _cleaned(decode(unquote_to_bytes(value)))
    return _cleaned(decode(unquote_to_bytes(rest.partition(b"'")[2]), label.decode("ascii", "replace")))


def _guessed(value: bytes) -> str:
    """A plain value: with encoded words, or with percent signs as if it were an extended one, or as it stands."""
    if b"=?" not in value and len(_PERCENT.findall(value)) > 1:
        return _percent_read(value)
    return decode_header(value)


def _cleaned(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


# ---- addresses and identifiers ----------------------------------------------------------------------------------

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|\((?:[^()\\]|\\.)*+\)|<[^<>]*>|[,;:；]|[^",;:；<>()]+|.', re.DOTALL)
_IDENTIFIER = re.compile(r"<[^<>\s]{1,990}>")


@lru_cache(maxsize=16)
def addresses(header: bytes) -> tuple[tuple[str, str], ...]:
    """Names and addresses of a header such as From or To; of a group its members."""
    return tuple(_addresses(_CONTROL.sub(" ", decode(_unfolded(header))))) if header else ()


def _addresses(text: str) -> Iterator[tuple[str, str]]:
    name, address = "", ""
    for token in (*_TOKEN.findall(text), ","):
        if token in {",", ";", "；"}:
            if address or "@" in name:
                yield _named(name, address) if address else ("", _bare(name))
            name, address = "", ""
        elif token == ":":  # noqa: S105 – a piece of an address
            name = name if address else ""
        elif token.startswith("<"):
            address = "".join(token.strip("<>").split()) or address
        elif not token.startswith("("):
            name += re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') and len(token) > 1 else token


def _bare(text: str) -> str:
    """An address that stands without angle brackets."""
    return next((word for word in text.replace('"', " ").replace("'", " ").split() if "@" in word.strip("@")), "")


def _named(name: str, address: str) -> tuple[str, str]:
    plain = " ".join(_CONTROL.sub(" ", encoded_words(name)).split()).strip("\"' ")
    return ("" if plain.lower() == address.lower() else plain), address


def identifiers(header: bytes) -> tuple[str, ...]:
    """The message identifiers in a header, in their angle brackets."""
    if not header:
        return ()
    text = decode_header(header)
    return tuple(_IDENTIFIER.findall(text)) or tuple(f"<{one}>" for one in text.split()[:1] if "@" in one)

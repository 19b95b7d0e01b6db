"""Makes the bytes of a letter: Chinese headers, a text part, plain HTML made from it, files; seven-bit throughout."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a field of a dataclass
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDEST: Final = 76  # characters of a header line
_CHUNK: Final = 39  # bytes in an encoded word: with its frame and “Subject: ” it keeps within a line (RFC 2047 §2)
_MOST_REFERENCES: Final = 10
_LAST_HEADER: Final = b"\r\nMIME-Version: 1.0\r\n"
_WORD: Final = re.compile(r"[\x21-\x7e]+")
_QUOTED: Final = re.compile(r'"[\x20\x21\x23-\x5b\x5d-\x7e]*"')
_MESSAGE_ID: Final = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,200}>")
_URL: Final = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$&*+=%\[\]]*[A-Za-z0-9\-_~/#=%]")
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9._ -]{1,50}")
_INDENT: Final = re.compile(r"^ +")
_HTML: Final = (
    '<!doctype html>\n<html lang="zh-CN">\n'
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>\n'
    '<body style="font-size:16px;line-height:1.8;max-width:42em">\n{body}\n</body>\n</html>\n'
)


class Unsendable(ValueError):  # noqa: N818 - it says what the header is
    """Raised for a header that would hold a control character, or a file that is gone: no letter is made of that."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a letter."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that a letter says, links as they shall stand in it. ``date`` is aware and written in its own zone.

    ``automatic``: written by a system, which others are asked not to answer by one (RFC 3834).
    """

    sender_name: str
    sender_address: str
    to_name: str
    to_address: str
    subject: str
    text: str
    message_id: str
    date: datetime
    reply_to: str = ""
    in_reply_to: str = ""
    automatic: bool = False
    files: Sequence[Attached] = ()


def compose(sheet: Sheet) -> bytes:
    """The letter as bytes, CRLF at each line's end and nothing but ASCII. Raises Unsendable."""
    body = _multipart("alternative", [_text("plain", sheet.text), _text("html", as_html(sheet.text))])
    headers = [
        _header("From", _mailbox(sheet.sender_name, sheet.sender_address)),
        _header("To", _mailbox(sheet.to_name, sheet.to_address)),
        _header("Subject", _words(sheet.subject)),
        _header("Date", format_datetime(sheet.date).split()),
        _header("Message-ID", [sheet.message_id]),
        *([_header("Reply-To", [sheet.reply_to])] if sheet.reply_to else []),
        *_thread(sheet.in_reply_to),
        *_system(automatic=sheet.automatic),
        _header("MIME-Version", ["1.0"]),
    ]
    return attach("".join(headers).encode("ascii") + body, sheet.files)


def attach(letter: bytes, files: Sequence[Attached]) -> bytes:
    """A letter that was composed without files, with them: what is kept of a letter needs no copy of each file."""
    if not files:
        return letter
    head, last, body = letter.partition(_LAST_HEADER)
    return head + last + _multipart("mixed", [body, *map(_file, files)])


def as_html(text: str) -> str:
    """The text as plain HTML: paragraphs, line ends, links that can be followed; nothing is loaded from anywhere."""
    paragraphs = re.split(r"\n\s*\n", text.strip("\n"))
    body = "\n".join("<p>" + "<br>\n".join(map(_line, one.splitlines())) + "</p>" for one in paragraphs)
    return _HTML.format(body=body)


def encoded_words(text: str) -> list[str]:
    """A text as encoded words of RFC 2047, UTF-8 in base64, none cut inside a character.

    >>> encoded_words("补正")
    ['=?utf-8?B?6KGl5q2j?=']
    """
    chunks, chunk = [], b""
    for one in text:
        raw = one.encode("utf-8", "replace")
        if len(chunk) + len(raw) > _CHUNK:
            chunks.append(chunk)
            chunk = b""
        chunk += raw
    return [f"=?utf-8?B?{base64.b64encode(one).decode()}?=" for one in [*chunks, chunk] if one]


def _line(line: str) -> str:
    line = _INDENT.sub(lambda one: "\xa0" * len(one[0]), line)
    made, last = "", 0
    for found in _URL.finditer(line):
        url = escape(found[0])
        made += f'{escape(line[last : found.start()])}<a href="{url}">{url}</a>'
        last = found.end()
    return made + escape(line[last:])


def _header(name: str, words: Iterable[str]) -> str:
    """A header of words, folded between them. A word that could end the line is refused, so none can add a header."""
    lines = [f"{name}:"]
    for word in words:
        if not (_WORD.fullmatch(word) or _QUOTED.fullmatch(word)):
            raise Unsendable(f"{name}: {word!r}")
        if len(lines[-1]) + 1 + len(word) > WIDEST and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines) + "\r\n"


def _words(text: str) -> list[str]:
    """An unstructured header's text: as it is where it is short ASCII, else encoded."""
    plain = text.isascii() and text.isprintable() and "=?" not in text and len(text) < _CHUNK
    return text.split() if plain else encoded_words(text)


def _mailbox(name: str, address: str) -> list[str]:
    if not name:
        return [address]
    plain = name.isascii() and name.isprintable() and not set(name) & set('"\\') and "=?" not in name
    return [*([f'"{name}"'] if plain and len(name) < _CHUNK else encoded_words(name)), f"<{address}>"]


def _thread(in_reply_to: str) -> list[str]:
    """What ties a letter to the one it answers; what is no Message-ID is left out."""
    ids = _MESSAGE_ID.findall(in_reply_to)[-_MOST_REFERENCES:]
    return [_header("In-Reply-To", ids[-1:]), _header("References", ids)] if ids else []


def _system(*, automatic: bool) -> list[str]:
    if not automatic:
        return []
    return [_header("Auto-Submitted", ["auto-generated"]), _header("X-Auto-Response-Suppress", ["OOF,", "AutoReply"])]


def _text(subtype: str, text: str) -> bytes:
    data = text.replace("\n", "\r\n").encode("utf-8", "replace")
    return _part([f"Content-Type: text/{subtype}; charset=utf-8\r\n"], data)


def _file(one: Attached) -> bytes:
    """A file: its name in RFC 2231, and as encoded words in the type, where many clients in China look for it."""
    kind = one.media_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", one.media_type) else "application/octet-stream"
    name = "".join(letter for letter in one.name if letter.isprintable()) or "file"
    fold = ";\r\n "
    known = name if _PLAIN_NAME.fullmatch(name) else "\r\n ".join(encoded_words(name))
    headers = [f'Content-Type: {kind};\r\n name="{known}"\r\n']
    headers += [f"Content-Disposition: attachment{fold}{fold.join(_extended(name))}\r\n"]
    return _part(headers, one.data)


def _extended(name: str) -> list[str]:
    """``filename`` of RFC 2231, continued over lines where it is long, never inside an escaped byte."""
    if _PLAIN_NAME.fullmatch(name):
        return [f'filename="{name}"']
    pieces = re.findall(r"(?:%..|[^%]){1,18}", quote(name, safe=""))
    if len(pieces) == 1:
        return [f"filename*=utf-8''{pieces[0]}"]
    return [f"filename*0*=utf-8''{pieces[0]}", *(f"filename*{n}*={one}" for n, one in enumerate(pieces[1:], 1))]


def _part(headers: list[str], data: bytes) -> bytes:
    whole = "".join([*headers, "Content-Transfer-Encoding: base64\r\n", "\r\n"]).encode("ascii")
    return whole + base64.encodebytes(data).replace(b"\n", b"\r\n")


def _multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    boundary = f"=_{secrets.token_hex(16)}"
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    line = f"--{boundary}".encode()
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"

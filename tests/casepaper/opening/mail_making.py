"""Makes letters for the tests out of readable pieces, raw enough to hold every slip of a mail program."""

from __future__ import annotations

import base64
import quopri

SENDER = "翀明远 <chongmy@xingqu.example.com>"
TITLE = "履责实践案例申报材料（张喆翀）"
FORM = "申报表.docx"
DATA = b"PK\x03\x04 a form"
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\xff\xc0\x00\x11\x08\x03\x00\x04\x00" + bytes(range(256)) * 200
LOGO = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x40\x00\x00\x00\x40" + bytes(100)


def _codec(label: str) -> str:
    return (
        "gb18030" if label.lower().startswith(("gb", "x-gb", "cp936", "ms936")) else label.partition("*")[0] or "utf-8"
    )


def word(text: str | bytes, charset: str = "utf-8", way: str = "B") -> bytes:
    """An encoded word (RFC 2047)."""
    data = text if isinstance(text, bytes) else text.encode(_codec(charset))
    payload = base64.b64encode(data) if way == "B" else quopri.encodestring(data, header=True).replace(b"=\n", b"")
    return b"=?%s?%s?%s?=" % (charset.encode(), way.encode(), payload)


def head(subject: bytes = b"case", *more: bytes, sender: bytes = SENDER.encode()) -> bytes:
    """The headers of a letter; more of them may follow."""
    return b"\r\n".join((b"From: " + sender, b"Subject: " + subject, *more)) + b"\r\n"


def body(
    text: str | bytes, charset: str = "utf-8", *, kind: str = "text/plain", way: str = "8bit", more: bytes = b""
) -> bytes:
    """A part of text with its headers."""
    data = text if isinstance(text, bytes) else text.encode(_codec(charset))
    if way == "base64":
        data = base64.encodebytes(data).replace(b"\n", b"\r\n")
    elif way == "quoted-printable":
        data = quopri.encodestring(data).replace(b"\n", b"\r\n")
    label = f'; charset="{charset}"' if charset else ""
    return (
        f"Content-Type: {kind}{label}".encode() + more + f"\r\nContent-Transfer-Encoding: {way}\r\n\r\n".encode() + data
    )


def file(
    disposition: bytes, data: bytes = DATA, *, kind: bytes = b"application/octet-stream", more: bytes = b""
) -> bytes:
    """A part that is a file, in base64; ``disposition`` is the whole value of the header, empty for none."""
    lines = [b"Content-Type: " + kind, b"Content-Transfer-Encoding: base64"]
    lines += [b"Content-Disposition: " + disposition] if disposition else []
    return (
        b"\r\n".join((*lines, *filter(None, (more,)))) + b"\r\n\r\n" + base64.encodebytes(data).replace(b"\n", b"\r\n")
    )


def named(name: str | bytes, data: bytes = DATA, *, kind: bytes = b"application/octet-stream") -> bytes:
    """A file whose plain name stands in quotation marks as it is."""
    raw = name if isinstance(name, bytes) else name.encode()
    return file(b'attachment; filename="' + raw + b'"', data, kind=kind)


def multi(*parts: bytes, kind: str = "mixed", boundary: str = "=_a") -> bytes:
    """Parts between boundaries, with the header that says so: the rest of a letter, or a part."""
    line = f"--{boundary}".encode()
    inside = b"".join(b"\r\n" + line + b"\r\n" + part for part in parts)
    head_ = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head_ + inside + b"\r\n" + line + b"--\r\n"


def inner(letter: bytes, more: bytes = b"") -> bytes:
    """A letter as a part of another."""
    return b"Content-Type: message/rfc822" + more + b"\r\n\r\n" + letter

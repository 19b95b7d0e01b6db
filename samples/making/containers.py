"""Archives and letters as they come from Chinese desks: GBK names in a zip, GB18030 headers, letters within letters."""

from __future__ import annotations

import base64
import struct
import zlib

DOS_TIME, DOS_DATE = (9 << 11) | (30 << 5), ((2022 - 1980) << 9) | (10 << 5) | 8
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "doc": "application/msword",
    "pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "zip": "application/zip",
    "eml": "message/rfc822", "tif": "image/tiff", "webp": "image/webp",
}  # fmt: skip


def raw_zip(members: list[tuple[bytes, bytes]], *, flags: int = 0, modes: dict[bytes, int] | None = None) -> bytes:
    """A zip with names as raw bytes, as a Windows of the Chinese code page packs it (no UTF-8 flag)."""
    out, directory = bytearray(), bytearray()
    for name, data in members:
        squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = squeezer.compress(data) + squeezer.flush()
        about = struct.pack(
            "<HHHHHIIIHH", 20, flags, 8, DOS_TIME, DOS_DATE, zlib.crc32(data), len(packed), len(data), len(name), 0
        )
        mode = (modes or {}).get(name, 0o100644)
        directory += b"PK\x01\x02" + struct.pack("<H", (3 << 8) | 20) + about
        directory += struct.pack("<HHHII", 0, 0, 0, mode << 16, len(out)) + name
        out += b"PK\x03\x04" + about + name + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(out), 0)
    return bytes(out + directory) + b"PK\x05\x06" + end


def gbk_zip(members: list[tuple[str, bytes]]) -> bytes:
    """A zip whose names are in GBK."""
    return raw_zip([(name.encode("gbk"), data) for name, data in members])


def encoded_word(text: str, charset: str = "gb18030") -> str:
    """A header text as one encoded word."""
    return f"=?{charset.upper()}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def _wrapped(data: bytes) -> str:
    text = base64.b64encode(data).decode()
    return "\r\n".join(text[n : n + 76] for n in range(0, len(text), 76))


def letter(
    subject: str,
    text: str,
    attachments: list[tuple[str, bytes]],
    *,
    sender: tuple[str, str],
    received: str,
    charset: str = "gb18030",
) -> bytes:
    """A letter as Foxmail or a webmail writes it; ``received`` is what the receiving host stamped on it.

    Attached letters (.eml) go in as message/rfc822. File names are encoded words in a quoted parameter, the usual slip.
    """  # fmt: skip
    boundary = "----=_001_NextPart_casecall"
    name, address = sender
    host = address.partition("@")[2]
    head = [
        f"Received: from mail.{host} (unknown [192.0.2.7]) by mx.xiehui.example.org with ESMTP id q7A2; {received}",
        f"From: {encoded_word(name, charset)} <{address}>",
        f"To: {encoded_word('社会责任工作委员会秘书处', charset)} <zhengji@xiehui.example.org>",
        f"Subject: {encoded_word(subject, charset)}",
        f"Date: {received}",
        f"Message-ID: <{zlib.crc32(subject.encode()):08x}@{host}>",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{boundary}"',
        "X-Mailer: Foxmail 7.2.25",
    ]
    parts = [
        f'Content-Type: text/plain; charset="{charset}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + _wrapped(text.encode(charset))
    ]
    for filename, data in attachments:
        kind = TYPES.get(filename.rsplit(".", 1)[-1], "application/octet-stream")
        shown = encoded_word(filename, charset)
        about = f'Content-Type: {kind}; name="{shown}"\r\nContent-Disposition: attachment; filename="{shown}"\r\n'
        if kind == "message/rfc822":
            parts.append(f"{about}Content-Transfer-Encoding: 8bit\r\n\r\n" + data.decode("latin-1"))
        else:
            parts.append(f"{about}Content-Transfer-Encoding: base64\r\n\r\n" + _wrapped(data))
    inner = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    whole = "\r\n".join(head) + f"\r\n\r\n{inner}--{boundary}--\r\n"
    return whole.replace(boundary, f"{boundary}_{zlib.crc32(whole.encode('latin-1')):08x}").encode("latin-1")

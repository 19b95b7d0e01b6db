"""Files that are broken, or that want to do harm: small, made by hand, safe to keep."""

from __future__ import annotations

import base64
import struct
import zipfile
import zlib
from io import BytesIO

from samples.making.containers import raw_zip
from samples.making.layouts import para, words
from samples.making.paper import pdf_of
from samples.making.wordfile import FIXED, HEAD, WordFile, zip_bytes

SYMLINK = 0o120777


def cut_off(data: bytes) -> bytes:
    """The first six tenths of a file, as an upload that broke off leaves it."""
    return data[: len(data) * 6 // 10]


def encrypted_word() -> bytes:
    """A Word file with a password: an OLE container with the streams EncryptionInfo and EncryptedPackage."""
    return _compound({"EncryptionInfo": b"\x04\x00\x04\x00\x40\x00\x00\x00<encryption/>".ljust(4096, b"\0"),
                      "EncryptedPackage": bytes(range(256)) * 32})  # fmt: skip


def _compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB, 512-byte sectors) with these streams in its root, each of 4096 bytes or more."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    table: list[int] = [0xFFFFFFFD, end]
    sectors: list[bytes] = []
    entries = [_entry("Root Entry", kind=5, child=1, start=end, size=0)]
    for n, (name, data) in enumerate(streams.items(), 1):
        blocks = [data[i : i + 512].ljust(512, b"\0") for i in range(0, len(data), 512)]
        start = 2 + len(sectors)
        sectors += blocks
        table += [start + k + 1 for k in range(len(blocks) - 1)] + [end]
        right = n + 1 if n < len(streams) else free
        entries.append(_entry(name, kind=2, child=free, start=start, size=len(data), right=right))
    directory = b"".join(entries).ljust(512, b"\0")
    fat = b"".join(struct.pack("<I", one) for one in (*table, *[free] * (128 - len(table))))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    return head + fat + directory + b"".join(sectors)


def _entry(name: str, *, kind: int, child: int, start: int, size: int, right: int = 0xFFFFFFFF) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return raw.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xI8x8xIQ", len(raw), kind, 1, 0xFFFFFFFF, right, child, 0, start, size
    )


def encrypted_zip(name: str, data: bytes) -> bytes:
    """A zip whose member says it is encrypted (bit 0 of the flags)."""
    return raw_zip([(name.encode("gbk"), b"\x8f" * 12 + data)], flags=1)


def program() -> bytes:
    """The head of a Windows program, which does nothing."""
    head = bytearray(b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff".ljust(60, b"\0"))
    head += struct.pack("<I", 128)
    return bytes(head.ljust(128, b"\0") + b"PE\0\0\x4c\x01" + b"\0" * 400)


def web_page() -> bytes:
    """A login page that somebody saved under the name of a Word file."""
    text = "<html><head><title>请先登录</title></head><body><h1>会话已过期，请重新登录后再下载附件</h1></body></html>"
    return text.encode("gb18030")


def bomb() -> bytes:
    """A zip of 60 kB that unpacks to 60 MB of zeros."""
    return zip_bytes([("申报材料.docx", b"\0" * 60_000_000)])


def climbing_zip(form: bytes) -> bytes:
    """A zip with members that climb out of the folder, and one honest form."""
    return raw_zip([
        (b"../../../../tmp/casecall-slip.txt", b"out"),
        (b"/etc/cron.d/casecall-slip", b"out"),
        (b"C:\\Windows\\casecall-slip.txt", b"out"),
        ("申报表.docx".encode("gbk"), form),
    ])  # fmt: skip


def linking_zip(form: bytes) -> bytes:
    """A zip with a symbolic link to a file of the machine, and one honest form."""
    link = "照片.jpg".encode("gbk")
    return raw_zip([(link, b"/etc/passwd"), ("申报表.docx".encode("gbk"), form)], modes={link: SYMLINK})


def oddly_named_zip(form: bytes, photo: bytes) -> bytes:
    """A zip whose names hold a right-to-left override, a line feed and an escape sequence."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("申报表\u202excod.docx", form), ("照片\n一\x1b[31m.jpg", photo)):
            archive.writestr(zipfile.ZipInfo(name, FIXED), data)
    return out.getvalue()


def _with_doctype(doctype: str, text: str) -> bytes:
    doc = WordFile()
    doc.blocks.append(para(words("@@")))
    parts = []
    for name, data in doc.parts():
        raw = data.encode() if isinstance(data, str) else data
        if name == "word/document.xml":
            raw = raw.replace(HEAD.encode(), (HEAD + doctype).encode()).replace(b"@@", text.encode())
        parts.append((name, raw))
    return zip_bytes(parts)


def entity_bomb() -> bytes:
    """A DOCX whose XML grows a thousand million times when its entities are put in."""
    rows = ['<!ENTITY a0 "履责">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return _with_doctype(f"<!DOCTYPE x [{''.join(rows)}]>", "&a9;")


def outside_entity() -> bytes:
    """A DOCX whose XML asks for a file of the machine."""
    return _with_doctype('<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/passwd">]>', "&out;")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def vast_picture() -> bytes:
    """A PNG that says it is 200,000 pixels wide and high."""
    head = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 600))
        + _chunk(b"IEND", b"")
    )


def looping_pdf() -> bytes:
    """A PDF whose tree of pages holds itself."""
    return pdf_of([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 2 /Kids [3 0 R 2 0 R] /Parent 3 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [2 0 R] /Parent 2 0 R >>",
    ])  # fmt: skip


def nested_letters(depth: int = 400) -> bytes:
    """A letter in a letter in a letter, four hundred deep."""
    head = b"From: a@b.example.org\r\nSubject: Fw\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n"
    return head * depth + b"Subject: end\r\nContent-Type: text/plain\r\n\r\nend\r\n"


def english_form() -> bytes:
    """A form of another call in another language."""
    doc = WordFile(font="Times New Roman")
    for line in (
        "Application Form: Best Practice Cases in Corporate Responsibility 2022",
        "Organisation: Northwind Telecom Ltd",
        "Contact person: Jane Roe    Position: Manager",
        "Telephone: +44 20 7946 0000    E-mail: jane@northwind.example.com",
        "Title of the case: Broadband for remote villages",
        "In 2022 our engineers connected forty remote villages to fibre broadband and trained the villagers to use it.",
        "Date: 12 October 2022    Stamp:",
    ):
        doc.blocks.append(para(words(line)))
    return doc.bytes()


def locked_pdf() -> bytes:
    """A PDF that wants a password nobody has."""
    key = base64.b16encode(bytes(range(32)))
    return pdf_of([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -64 /O <%s> /U <%s> >>" % (key, key),
    ]).replace(b"/Root 1 0 R >>", b"/Root 1 0 R /Encrypt 4 0 R /ID [<00> <00>] >>")  # fmt: skip

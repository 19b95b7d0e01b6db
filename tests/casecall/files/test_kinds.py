"""Media types by content, and names that are safe to hand out."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import unquote

import pytest

from casecall.files.rules import UNKNOWN, disposition, extension, media_type, safe_name


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.4\n", "application/pdf"),
        (b"\xff\xd8\xff\xe1..Exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", UNKNOWN),
        (b"II*\x00....", "image/tiff"),
        (b"MM\x00*....", "image/tiff"),
        (b"\x00\x00\x00\x18ftypheic....", "image/heic"),
        (b"\x00\x00\x00\x18ftypmp42....", UNKNOWN),
        (b"GIF89a..", "image/gif"),
        (b"BM\x36\x10\x00\x00\x00\x00\x00\x00\x36\x00", "image/bmp"),
        (b"BMW is no picture", "text/plain"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "application/msword"),
        (b"{\\rtf1\\ansi", "application/rtf"),
        (b"Rar!\x1a\x07\x01\x00", "application/vnd.rar"),
        (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
        (b"From: a@example.org\r\nSubject: =?gb18030?B?yeqxqA==?=\r\n\r\n", "message/rfc822"),
        (b"Received: from mx\r\nReturn-Path: <a@example.org>\r\n", "message/rfc822"),
        ("Subject: 一行不算信件".encode(), "text/plain"),
        ("申报材料".encode(), "text/plain"),
        ("申报材料".encode("gb18030"), UNKNOWN),
        (b"<!DOCTYPE html><script>alert(1)</script>", "text/plain"),
        (b"MZ\x90\x00\x03", UNKNOWN),
        (b"", UNKNOWN),
    ],
)
def test_the_content_says_what_a_file_is(head: bytes, kind: str) -> None:
    assert media_type(head) == kind


def test_a_packed_file_is_told_by_what_is_in_it() -> None:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert media_type(packed("[Content_Types].xml", "word/document.xml")) == word
    assert media_type(packed("[Content_Types].xml", "xl/workbook.xml")).endswith("spreadsheetml.sheet")
    assert media_type(packed("申报表.docx")) == "application/zip"
    assert media_type(packed()) == "application/zip"


def test_text_cut_inside_a_character_is_still_text() -> None:
    assert media_type("申报".encode()[:-1]) == "text/plain"


def test_a_kind_has_its_usual_extension() -> None:
    assert extension("image/jpeg") == ".jpg"
    assert extension(UNKNOWN) == ""


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("申报表.docx", "申报表.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\文件\\扫描件.pdf", "扫描件.pdf"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("一\r\n二\x00.pdf", "一二.pdf"),
        (" . ", "未命名"),
        ("", "未命名"),
        ("..", "未命名"),
        ("\u200b", "未命名"),
    ],
)
def test_a_name_loses_what_could_lead_astray(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_extension() -> None:
    assert safe_name("长" * 300 + ".docx") == "长" * 195 + ".docx"
    assert safe_name("长" * 300) == "长" * 200


def test_a_download_carries_the_name_in_both_ways() -> None:
    header = disposition("申报表 2022.docx")
    assert header.startswith('attachment; filename="___ 2022.docx"; ')
    assert unquote(header.split("UTF-8''")[1]) == "申报表 2022.docx"
    assert disposition("a.pdf", inline=True).startswith("inline; ")


def test_a_name_cannot_break_out_of_the_header() -> None:
    header = disposition('a"; filename="b.exe\r\nSet-Cookie: x=1')
    assert "\r" not in header
    assert "\n" not in header
    assert header.count('"') == 2

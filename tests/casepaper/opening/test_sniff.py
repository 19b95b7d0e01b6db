"""A file is what its bytes say, whatever its name says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casepaper.opening.sniff import sniff
from tests.casepaper.opening.making import docx, letter, p, png, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(stream: str, *, flags: int = 0) -> bytes:
    sector = bytearray(512)
    sector[:2], sector[11] = b"\xec\xa5", flags
    return OLE + bytes(504) + bytes(sector) + stream.encode("utf-16-le") + bytes(64)


CASES = {
    "docx": (docx(p("x")), "docx"),
    "xlsx": (zipped({"xl/workbook.xml": b""}), "unknown"),
    "ofd": (zipped({"OFD.xml": b""}), "unknown"),
    "odt": (zipped({"mimetype": b"", "content.xml": b""}), "doc"),
    "zip": (zipped({"表.docx": b""}), "archive"),
    "doc": (compound("WordDocument"), "doc"),
    "xls": (compound("Workbook"), "unknown"),
    "msg": (compound("__properties_version1.0"), "unknown"),
    "encrypted-office": (compound("EncryptedPackage"), "unknown"),
    "rtf": (rb"{\rtf1 x}", "doc"),
    "html": (b"<!DOCTYPE html><p>x", "doc"),
    "word2003xml": (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "doc"),
    "pdf": (b"%PDF-1.7", "pdf"),
    "jpeg": (b"\xff\xd8\xff\xe0", "picture"),
    "png": (png(), "picture"),
    "webp": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "picture"),
    "heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "picture"),
    "tiff": (b"II*\x00\x08\x00", "picture"),
    "rar": (b"Rar!\x1a\x07\x01\x00", "unknown"),
    "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", "unknown"),
    "tnef": (b"\x78\x9f\x3e\x22\x01", "unknown"),
    "program": (b"MZ\x90\x00", "unknown"),
    "eml": (letter(b"Received: from a\r\nFrom: a@b.cn\r\nSubject: x\r\n", b"\r\nx"), "letter"),
    "text": ("申报单位：某公司".encode("gbk"), "text"),
    "empty": (b" \r\n\x00", "unknown"),
    "unknown": (b"\x01\x02\x03\x04" * 9, "unknown"),
}


@pytest.mark.parametrize("what", CASES)
def test_every_kind_is_told_by_its_content(what: str) -> None:
    data, kind = CASES[what]
    found = sniff(data)
    assert (found.what, found.kind) == (what, kind)


def test_a_word_97_file_with_a_password_is_told_from_one_without() -> None:
    assert sniff(compound("WordDocument", flags=1)).what == "encrypted-office"


def test_a_zip_is_not_taken_for_the_word_file_stored_in_it() -> None:
    assert sniff(zipped({"word.docx": docx(p("x"))})).what == "zip"


def test_half_a_word_file_is_a_word_file() -> None:
    assert sniff(docx(p("x"))[:-60]).what == "docx"
    assert sniff(zipped({"表.docx": b"x" * 99})[:-60]).what == "zip"


def test_a_pdf_with_a_little_before_its_head_is_one() -> None:
    assert sniff(b"\r\n%PDF-1.4").what == "pdf"


def test_a_web_page_in_utf_16_is_one() -> None:
    assert sniff("<html><body>x".encode("utf-16")).what == "html"


def test_a_text_that_mentions_a_header_is_no_letter() -> None:
    assert sniff("申报说明\nSubject: x\nFrom: y\n".encode()).what == "text"


@given(st.binary(max_size=200))
def test_any_bytes_are_something(data: bytes) -> None:
    assert sniff(data).what
    assert sniff(b"PK\x03\x04" + data).what

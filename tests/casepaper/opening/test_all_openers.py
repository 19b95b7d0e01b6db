"""One door for every file: by content, within limits, and never with an exception for bad input."""

from __future__ import annotations

from hashlib import sha256

import pytest

from casepaper.opening import all_openers
from casepaper.opening.all_openers import REFUSED, open_all, open_source
from casepaper.opening.limits import REMARKS, Limits, shown
from casepaper.records import Source
from tests.casepaper.opening.making import attached, docx, letter, p, png, zipped

HEADERS = b"Received: from a; Tue, 25 Oct 2022 09:12:33 +0800\r\nSubject: x\r\n"
NOTHING = b"\x01\x02" * 9


def names(*sources: Source, limits: Limits | None = None) -> list[str]:
    return [one.name for one in open_all(sources, limits=limits)]


def test_a_file_is_opened_by_its_content_and_a_wrong_suffix_is_only_a_remark() -> None:
    opened = open_source(Source("表.pdf", docx(p("文字"))))
    assert (opened.kind, opened.paragraphs) == ("docx", ("文字",))
    assert [one.code for one in opened.trouble] == ["misnamed"]
    assert opened.trouble[0].code in REMARKS
    assert "“表.pdf”" in opened.trouble[0].says


@pytest.mark.parametrize(
    ("data", "words"), [("申报单位".encode(), "纯文本"), (zipped({"a": b""}), "ZIP 压缩包"), (png(40, 30), "图片")]
)
def test_a_file_named_doc_that_is_something_else_is_said_to_be_that(data: bytes, words: str) -> None:
    (trouble,) = open_source(Source("申报表.doc", data)).trouble
    assert (trouble.code, words in trouble.says) == ("misnamed", True)


def test_a_file_that_could_not_be_opened_is_not_told_of_for_its_name_too() -> None:
    (trouble,) = open_source(Source("表.pdf", docx(p("x" * 500))[:-60])).trouble
    assert trouble.code == "broken"


def test_a_new_word_file_with_an_old_suffix_needs_no_remark() -> None:
    assert not open_source(Source("表.doc", docx(p("x")))).trouble


def test_the_fingerprint_is_that_of_the_bytes() -> None:
    assert open_source(Source("x", NOTHING)).sha256 == sha256(NOTHING).hexdigest()


@pytest.mark.parametrize(
    ("data", "what", "word"),
    [
        (b"", "empty", "空的"),
        (b"Rar!\x1a\x07\x00", "rar", "ZIP"),
        (b"7z\xbc\xaf\x27\x1c", "7z", "ZIP"),
        (zipped({"OFD.xml": b""}), "ofd", "PDF"),
        (b"MZ\x90\x00", "program", "程序"),
        (NOTHING, "unknown", "无法识别"),
    ],
)
def test_what_is_not_opened_is_said_with_what_to_do(data: bytes, what: str, word: str) -> None:
    opened = open_source(Source("申报.doc", data))
    assert [one.code for one in opened.trouble] == [what]
    assert "“申报.doc”" in opened.trouble[0].says
    assert word in opened.trouble[0].says


def test_every_sentence_names_the_file() -> None:
    assert all("{file}" in says for says in REFUSED.values())


def test_a_file_beyond_the_limit_is_not_even_looked_at() -> None:
    assert open_source(Source("大.docx", docx(p("x"))), limits=Limits(file_bytes=10)).trouble[0].code == "too_large"


def test_an_opener_that_fails_is_a_trouble_and_the_other_files_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(source: Source, limits: Limits) -> None:
        raise MemoryError

    monkeypatch.setitem(all_openers.OPENERS, "docx", fails)
    first, second = open_all([Source("a.docx", docx(p("x"))), Source("b.txt", "申报单位".encode())])
    assert first.trouble[0].code == "broken"
    assert second.paragraphs == ("申报单位",)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_the_charsets_of_chinese_editors(charset: str) -> None:
    assert open_source(Source("说明.txt", "申报单位：某公司\r\n翀".encode(charset))).paragraphs == (
        "申报单位：某公司",
        "翀",
    )


def test_members_follow_their_container_in_order() -> None:
    inner = zipped({"b.txt": b"b", "c.txt": b"c"})
    assert names(Source("a.zip", zipped({"内.zip": inner, "d.txt": b"d"})), Source("e.txt", b"e")) == [
        "a.zip",
        "a.zip/内.zip",
        "a.zip/内.zip/b.txt",
        "a.zip/内.zip/c.txt",
        "a.zip/d.txt",
        "e.txt",
    ]


def test_a_letter_is_opened_to_its_attachments() -> None:
    body = letter(HEADERS, b"\r\nx", attached("表.docx".encode(), docx(p("文字"))))
    opened = open_all([Source("来信.eml", body)])
    assert [(one.name, one.kind) for one in opened] == [("来信.eml", "letter"), ("来信.eml/表.docx", "docx")]
    assert opened[0].sent is not None


def test_archives_in_archives_end_at_the_depth_limit_and_that_is_said() -> None:
    data = zipped({"底.txt": b"x"})
    for _ in range(9):
        data = zipped({"内.zip": data})
    opened = open_all([Source("a.zip", data)], limits=Limits(depth=3))
    assert len(opened) == 4
    assert [one.code for one in opened[-1].trouble] == ["too_deep"]
    assert "3 层" in opened[-1].trouble[0].says


def test_letters_in_letters_end_at_the_depth_limit_too() -> None:
    data = letter(HEADERS, b"\r\nx")
    for _ in range(400):
        data = HEADERS + b"Content-Type: message/rfc822\r\n\r\n" + data
    opened = open_all([Source("a.eml", data)])
    assert len(opened) == Limits().depth + 1
    assert opened[-1].trouble[0].code == "too_deep"


def test_the_number_of_files_is_limited_over_all_containers() -> None:
    many = zipped({f"{n}.txt": b"x" for n in range(4)})
    opened = open_all([Source("a.zip", many), Source("b.zip", many)], limits=Limits(members=6))
    assert len([one for one in opened if one.kind == "text"]) == 6
    assert [one.name for one in opened if one.trouble] == ["b.zip"]


def test_the_bytes_are_limited_over_all_containers() -> None:
    half = zipped({"x.bin": bytes(range(256))})
    opened = open_all([Source("a.zip", half), Source("b.zip", half)], limits=Limits(total_bytes=300))
    assert [one.code for one in opened[-1].trouble] == ["too_many"]


def test_one_bad_file_never_stops_the_rest() -> None:
    sources = [Source("坏.docx", docx(p("x"))[:50]), Source("空.pdf", b""), Source("好.docx", docx(p("文字")))]
    assert open_all(sources)[-1].paragraphs == ("文字",)


def test_a_picture_goes_to_the_opener_of_pictures() -> None:
    assert open_source(Source("p.jpg", png(40, 30))).kind == "picture"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("申报\u202exslx.exe", "申报xslx.exe"),
        ("a\x00\x1b\n.doc", "a.doc"),
        ("\u200b\ufeff", "未命名文件"),
        ("表.docx", "表.docx"),
    ],
)
def test_a_name_is_shown_without_what_cannot_be_seen(name: str, safe: str) -> None:
    assert shown(name) == safe


def test_a_name_without_end_is_shortened_and_keeps_its_suffix() -> None:
    assert len(shown("长" * 500 + ".docx")) <= 120
    assert shown("长" * 500 + ".docx").endswith(".docx")

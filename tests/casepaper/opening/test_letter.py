"""Letters are read as Chinese mail programs write them, whatever their labels say."""

from __future__ import annotations

import base64
import tracemalloc
from datetime import UTC, datetime
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casepaper.opening.letter import open_letter
from casepaper.opening.letter.charsets import charset_of
from casepaper.opening.letter.headers import decode_header, parameter
from casepaper.opening.letter.parts import HEAD, HEADERS, take_apart
from casepaper.opening.limits import Limits
from casepaper.records import Opened, Source
from tests.casepaper.opening.making import attached, letter

MIB = 1024 * 1024
SECONDS = 5  # far above what it takes, far below what a reader that goes back and forth takes
TITLE = "履责实践案例申报材料（张喆翀）"
TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"


def opened(data: bytes, limits: Limits | None = None) -> Opened:
    return open_letter(Source("来信.eml", data), limits or Limits())


def b64(text: bytes, label: str) -> bytes:
    return b"=?" + label.encode() + b"?B?" + base64.b64encode(text) + b"?="


@pytest.mark.parametrize("label", ["gb2312", "GBK", "cp936", "x-gbk", "gb18030"])
def test_a_subject_labelled_with_less_than_it_holds_is_whole(label: str) -> None:
    data = letter(b"Subject: " + b64(TITLE.encode("gb18030"), label) + b"\r\n", TEXT + b"x")
    assert opened(data).subject == TITLE


def test_a_character_cut_between_two_encoded_words_is_whole() -> None:
    raw = TITLE.encode("gbk")
    words = b64(raw[:7], "gbk") + b"\r\n " + b64(raw[7:], "gbk")
    assert opened(letter(b"Subject: " + words + b"\r\n", TEXT + b"x")).subject == TITLE


def test_words_of_two_charsets_and_plain_words_between_them_are_kept_apart() -> None:
    header = b64("申报".encode("gbk"), "gbk") + b" 2022 " + b64("材料".encode(), "utf-8")
    assert decode_header(header) == "申报 2022 材料"


def test_quoted_words_keep_their_spaces() -> None:
    assert decode_header(b"=?utf-8?Q?case_=E6=A1=88?=") == "case 案"


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_a_raw_header_is_read_by_guess(charset: str) -> None:
    result = opened(letter(f"Subject: {TITLE}\r\nFrom: 王建国 <a@b.cn>\r\n".encode(charset, "replace"), TEXT + b"x"))
    assert result.sender == "王建国 <a@b.cn>"
    assert (result.subject or "").startswith("履责实践案例申报材料")


@pytest.mark.parametrize("label", ["gb2312", "gbk", "utf-8", "nonsense", ""])
def test_a_text_with_a_wrong_label_or_none_is_read(label: str) -> None:
    kind = f"Content-Type: text/plain; charset={label}\r\n\r\n" if label else "\r\n"
    charset = "utf-8" if label == "utf-8" else "gb18030"
    assert opened(letter(b"Subject: x\r\n", kind.encode() + "附件请查收。翀".encode(charset))).paragraphs == (
        "附件请查收。翀",
    )


def test_paragraphs_are_lines_without_the_empty_ones() -> None:
    assert opened(letter(b"Subject: x\r\n", TEXT + "您好：\r\n\r\n  请查收。\r\n".encode())).paragraphs == (
        "您好：",
        "请查收。",
    )


def test_a_letter_of_html_alone_gives_its_text() -> None:
    html = '<html><head><meta charset="gbk"><style>p{}</style></head><p>您好</p><div>请&nbsp;查收<br>谢谢</div></html>'
    result = opened(letter(b"Subject: x\r\n", b"Content-Type: text/html\r\n\r\n" + html.encode("gbk")))
    assert result.paragraphs == ("您好", "请 查收", "谢谢")


def test_the_plain_part_goes_before_the_html() -> None:
    parts = b"Content-Type: text/html\r\n\r\n<p>html</p>", TEXT + b"plain"
    assert opened(letter(b"Subject: x\r\n", *parts)).paragraphs == ("plain",)


@pytest.mark.parametrize(
    "name",
    ["申报表.docx".encode(), "申报表.docx".encode("gbk"), b64("申报表.docx".encode("gbk"), "gb2312")],
    ids=["raw utf-8", "raw gbk", "encoded word"],
)
def test_an_attachment_has_its_chinese_name(name: bytes) -> None:
    result = opened(letter(b"Subject: x\r\n", TEXT + b"x", attached(name, b"data")))
    assert [(one.name, one.data) for one in result.members] == [("来信.eml/申报表.docx", b"data")]


def test_a_name_in_pieces_is_put_together_as_bytes() -> None:
    pieces = b";\r\n filename*0*=gb2312''%C9%EA%B1;\r\n filename*1*=%A8%B1%ED;\r\n filename*2=.docx"
    assert parameter(pieces, "filename") == "申报表.docx"


def test_an_extended_name_goes_before_the_plain_one() -> None:
    assert parameter(b"; filename=x.doc; filename*=utf-8''%E8%A1%A8.doc", "filename") == "表.doc"


def test_a_name_in_the_type_alone_is_taken() -> None:
    part = b'Content-Type: image/jpeg; name="=?utf-8?B?' + base64.b64encode("照片.jpg".encode()) + b'?="\r\n\r\nx'
    assert [one.name for one in opened(letter(b"Subject: x\r\n", TEXT, part)).members] == ["来信.eml/照片.jpg"]


def test_an_attachment_without_a_name_gets_one_by_its_type() -> None:
    part = b"Content-Type: application/pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF"
    assert [one.name for one in opened(letter(b"Subject: x\r\n", TEXT, part)).members] == ["来信.eml/附件1.pdf"]


def test_a_logo_shown_inside_the_text_is_no_attachment_and_a_photo_attached_is() -> None:
    logo = b"Content-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline; filename=logo.png\r\n\r\nx"
    photo = b"Content-Type: image/jpeg\r\nContent-ID: <p>\r\nContent-Disposition: attachment; filename=p.jpg\r\n\r\nx"
    assert [one.name for one in opened(letter(b"Subject: x\r\n", TEXT, logo, photo)).members] == ["来信.eml/p.jpg"]


def test_a_letter_within_is_a_member_of_its_own() -> None:
    inner = letter(b"Subject: " + b64("转来的申报".encode(), "utf-8") + b"\r\n", TEXT + b"inner")
    result = opened(letter(b"Subject: x\r\n", TEXT + b"outer", b"Content-Type: message/rfc822\r\n\r\n" + inner))
    assert [one.name for one in result.members] == ["来信.eml/转来的申报.eml"]
    assert open_letter(result.members[0], Limits()).paragraphs == ("inner",)


def test_sent_is_when_the_receiving_host_took_it() -> None:
    headers = (
        b"Received: from a by mx; Tue, 25 Oct 2022 09:12:33 +0800 (CST)\r\n"
        b"Received: from b by a; Mon, 24 Oct 2022 09:12:33 +0800\r\n"
        b"Date: Sat, 01 Oct 2022 00:00:00 +0800\r\n"
    )
    assert opened(letter(headers, TEXT)).sent == datetime(2022, 10, 25, 1, 12, 33, tzinfo=UTC)


def test_without_a_receiving_host_it_is_when_it_says_it_was_written() -> None:
    assert opened(letter(b"Date: Sat, 01 Oct 2022 08:00:00 +0800\r\n", TEXT)).sent == datetime(2022, 10, 1, tzinfo=UTC)
    assert opened(letter(b"Date: yesterday\r\n", TEXT)).sent is None


def test_letters_nested_400_deep_are_refused_politely() -> None:
    nested = b"".join(f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode() for n in range(400))
    result = opened(b"Subject: x\r\n" + nested + TEXT + b"x")
    assert [one.code for one in result.trouble] == ["too_deep"]
    assert "“来信.eml”" in result.trouble[0].says
    assert result.subject == "x"


def test_more_parts_than_the_limit_are_said_and_the_first_ones_kept() -> None:
    result = opened(letter(b"Subject: x\r\n", *[TEXT + b"x"] * 20), Limits(parts=5))
    assert [one.code for one in result.trouble] == ["too_many"]
    assert result.paragraphs


def test_an_attachment_beyond_the_limit_is_told_of() -> None:
    result = opened(letter(b"Subject: x\r\n", TEXT, attached(b"a.bin", b"0123456789")), Limits(member_bytes=5))
    assert (result.members, result.trouble[0].code) == ((), "too_large")


def test_a_name_that_leads_elsewhere_or_reads_backwards_is_cleaned() -> None:
    part = attached("../../\u202efdp.exe".encode(), b"x")
    result = opened(letter(b"Subject: x\r\n", TEXT, part))
    assert [one.name for one in result.members] == ["来信.eml/fdp.exe"]
    assert [one.code for one in result.trouble] == ["renamed"]


def test_a_boundary_that_never_closes_still_gives_its_parts() -> None:
    data = letter(b"Subject: x\r\n", TEXT + b"a", attached(b"b.txt", b"data")).removesuffix(b"--=_b--\r\n")
    assert [one.data for one in opened(data).members] == [b"data"]


def test_base64_with_its_end_lost_gives_what_is_there() -> None:
    part = b"Content-Disposition: attachment; filename=a\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8"
    assert opened(letter(b"Subject: x\r\n", TEXT, part)).members[0].data == b"hello"


@pytest.mark.parametrize(("label", "codec"), [("GB2312", "gb18030"), ("utf8", "utf-8"), ("x", None), ("rot13", None)])
def test_a_label_means_what_people_put_it_on(label: str, codec: str | None) -> None:
    assert charset_of(label) == codec


@settings(max_examples=80)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_letter_of_some_kind(data: bytes) -> None:
    assert opened(b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + data).subject == "x"


@settings(max_examples=60)
@given(st.text(max_size=30), st.sampled_from(["gb2312", "utf-8"]), st.integers(1, 20))
def test_a_subject_cut_anywhere_reads_the_same(text: str, label: str, cut: int) -> None:
    plain = "".join(one for one in text if one.isprintable() and one not in "=?").strip()
    raw = plain.encode("gb18030" if label == "gb2312" else label)
    words = b"\r\n ".join(b64(raw[start : start + cut], label) for start in range(0, len(raw), cut))
    assert decode_header(words) == plain


@pytest.mark.parametrize("piece", ["<!--", "<a x", "<![CDATA[", "<", "<b>", "<script>", "<p a='"])
def test_html_left_open_a_million_times_is_read_in_no_time(piece: str) -> None:
    html = "<p>正文在此</p>" + piece * (1_000_000 // len(piece))
    data = b"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    began = process_time()
    assert opened(data).paragraphs[0].startswith("正文在此")
    assert process_time() - began < SECONDS


def test_no_more_boundaries_are_looked_for_than_parts_are_taken() -> None:
    data = letter(b"Subject: x\r\n", TEXT + "您好".encode(), *[TEXT] * 3) + b"--=_b\n" * 1_000_000
    tracemalloc.start()
    try:
        result = opened(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert ([one.code for one in result.trouble], result.paragraphs) == (["too_many"], ("您好",))
    assert peak < 3 * len(data) + MIB


def test_a_letter_within_a_letter_takes_no_more_parts_than_the_whole_may() -> None:
    inner = b"Content-Type: multipart/mixed; boundary=i\r\n\r\n" + b"--i\r\n\r\nx\r\n" * 20
    result = opened(letter(b"Subject: x\r\n", *[inner] * 20), Limits(parts=50))
    assert ([one.code for one in result.trouble], len(result.paragraphs)) == (["too_many"], 46)


def test_headers_without_end_are_left_after_the_first_ones() -> None:
    data = b"Subject: x\r\n" + b"a:\n" * 100_000 + b"\r\nbody"
    assert (opened(data).subject, opened(data).paragraphs) == ("x", ("body",))
    assert len(take_apart(data).headers) == HEADERS
    assert len(take_apart(b"a: " + b"b" * 2 * HEAD).header("a")) < HEAD


def test_what_follows_the_last_boundary_is_no_part() -> None:
    data = letter(b"Subject: x\r\n", TEXT, TEXT + b"a") + b"\r\nThis mail was checked.\r\n"
    assert opened(data).paragraphs == ("a",)


def test_a_multipart_that_only_closes_has_no_parts() -> None:
    result = opened(b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b--\r\n")
    assert (result.members, result.paragraphs, result.trouble) == ((), (), ())

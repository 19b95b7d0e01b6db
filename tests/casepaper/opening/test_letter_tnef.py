"""Outlook's attachment packet is opened like any letter: files under their Chinese names, and the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casepaper.opening.letter import open_letter, tnef
from casepaper.opening.letter.understanding import attachment, understand
from casepaper.opening.limits import Limits
from casepaper.records import Source
from tests.casepaper.opening import tnef_making as make
from tests.casepaper.opening.mail_making import body, file, head, multi

NAME = "申报表.docx"
DATA = b"PK\x03\x04 form"


def winmail(*attributes: bytes, kind: bytes = b"application/ms-tnef", text: str = "您好") -> bytes:
    packed = file(b"attachment; filename=winmail.dat", make.packet(*attributes), kind=kind)
    return head() + multi(body(text), packed)


def files(data: bytes) -> list[tuple[str, bytes]]:
    letter = understand(data, name="a.eml")
    return [(one.name, b"".join(attachment(data, letter, n))) for n, one in enumerate(letter.attachments)]


@pytest.mark.parametrize("kind", [b"application/ms-tnef", b"application/vnd.ms-tnef", b"application/octet-stream"])
def test_files_come_out_under_their_names_in_gbk(kind: bytes) -> None:
    data = winmail(make.packed_file(NAME.encode("gbk"), DATA), make.packed_file(b"b.jpg", b"\xff\xd8"), kind=kind)
    assert files(data) == [(NAME, DATA), ("b.jpg", b"\xff\xd8")]


def test_a_long_name_in_unicode_goes_before_the_short_one() -> None:
    long = make.prop(make.LONG_NAME, make.UNICODE, NAME.encode("utf-16-le") + b"\x00\x00")
    mime = make.prop(make.MIME_TYPE, make.STRING, b"application/msword\x00")
    data = winmail(make.packed_file(b"SBB~1.DOC", DATA, mime, long))
    assert files(data) == [(NAME, DATA)]
    assert understand(data, name="a.eml").attachments[0].type == "application/msword"


def test_a_long_name_in_the_code_page_of_the_packet_is_read() -> None:
    long = make.prop(make.LONG_NAME, make.STRING, NAME.encode("gbk") + b"\x00")
    assert files(winmail(make.packed_file(b"x.doc", DATA, long))) == [(NAME, DATA)]


def test_properties_of_other_kinds_and_names_are_passed_over() -> None:
    long = make.prop(make.LONG_NAME, make.UNICODE, NAME.encode("utf-16-le"))
    others = (
        make.prop(0x3705, make.LONG, b"\x01\x00\x00\x00"),
        make.prop(0x8001, make.LONG, b"\x01\x00\x00\x00", name=make.named_by_number()),
        make.prop(0x8002, make.BINARY, b"abc", name=make.named_by_word("X-Word")),
    )
    assert files(winmail(make.packed_file(b"x.doc", DATA, *others, long))) == [(NAME, DATA)]


def test_files_that_nothing_announces_are_told_by_their_titles() -> None:
    bare = [make.attribute(make.TITLE, f"{n}.doc".encode()) + make.attribute(make.DATA, n.encode()) for n in "ab"]
    assert files(winmail(*bare)) == [("a.doc", b"a"), ("b.doc", b"b")]


def test_the_text_comes_from_the_packet_where_the_letter_has_none() -> None:
    for message in (
        make.attribute(make.TEXT, "请查收".encode("gbk") + b"\x00"),
        make.attribute(make.MAPI, make.props(make.prop(make.BODY, make.UNICODE, "请查收".encode("utf-16-le")))),
        make.attribute(make.MAPI, make.props(make.prop(make.HTML, make.BINARY, "<p>请查收</p>".encode("gbk")))),
    ):
        assert understand(winmail(message, text=""), name="a.eml").text == "请查收"


def test_a_letter_of_outlooks_own_within_has_its_files_under_its_name() -> None:
    inner = make.packet(make.packed_file(NAME.encode("gbk"), DATA))
    within = make.prop(make.BYTES, make.OBJECT, bytes(16) + inner)
    assert files(winmail(make.packed_file("转发".encode("gbk"), b"", within))) == [(f"转发.eml/{NAME}", DATA)]


def test_a_packet_within_packets_without_end_stays_a_file() -> None:
    whole = make.packet(make.packed_file(b"last.doc", DATA))
    for _ in range(10):
        whole = make.packet(make.packed_file(b"a", b"", make.prop(make.BYTES, make.OBJECT, bytes(16) + whole)))
    data = head() + multi(body("x"), file(b"attachment; filename=winmail.dat", whole))
    assert [name for name, _ in files(data)] == ["a.eml/a.eml/a.eml/a"]


def test_the_files_are_members_for_whoever_opens_the_letter() -> None:
    opened = open_letter(Source("a.eml", winmail(make.packed_file(NAME.encode("gbk"), DATA))), Limits())
    assert [(one.name, one.data) for one in opened.members] == [(f"a.eml/{NAME}", DATA)]


def test_a_packet_that_cannot_be_read_stays_a_file() -> None:
    data = head() + multi(body("x"), file(b"attachment; filename=winmail.dat", b"no packet"))
    assert files(data) == [("winmail.dat", b"no packet")]


def test_a_packet_cut_off_gives_what_stands_before_the_cut() -> None:
    whole = make.packet(make.packed_file(b"a.doc", DATA), make.packed_file(b"b.doc", DATA))
    first = tnef.unpack(whole[:-3]).files[0]
    assert (first.name, first.data) == ("a.doc", DATA)


@settings(max_examples=100)
@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_damage_stops_the_reader(noise: bytes, place: int) -> None:
    long = make.prop(make.LONG_NAME, make.UNICODE, NAME.encode("utf-16-le"))
    whole = make.packet(make.packed_file(b"a.doc", DATA, long))
    tnef.unpack(whole[:place] + noise + whole[place:])

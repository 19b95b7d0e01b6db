"""A Word file that is broken, locked, hostile or too large is told of in Chinese and does no harm."""

from __future__ import annotations

import struct
from io import BytesIO
from time import process_time
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from casepaper.opening.all_openers import open_source
from casepaper.opening.limits import Limits
from casepaper.opening.word import open_word
from casepaper.opening.word.package import careful_parser
from casepaper.records import Opened, Source
from tests.casepaper.opening.making import document, docx, huge_png, p, picture_parts, png, tbl, tc, tr, word

if TYPE_CHECKING:
    from pathlib import Path

SMALL = Limits(xml_bytes=100_000, member_bytes=100_000)


def code_of(opened: Opened) -> str:
    (trouble,) = opened.trouble
    assert "“表.docx”" in trouble.says
    assert not opened.cells
    return trouble.code


def test_billion_laughs_are_refused_and_never_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(1, 9))
    head = f'<!DOCTYPE x [<!ENTITY l1 "{"ha" * 10}">{laughs}]>'
    assert code_of(open_word(word(xml=document(p("&l9;"), head)), Limits())) == "entities"


def test_an_external_entity_is_refused_and_never_fetched(tmp_path: Path) -> None:
    head = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    opened = open_word(word(xml=document(p("&secret;"), head)), Limits())
    assert code_of(opened) == "entities"
    assert not opened.paragraphs


def test_the_parser_itself_reads_no_file_and_expands_no_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    head = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}"><!ENTITY i "INSIDE">]>'
    root = etree.fromstring(f"{head}<x>&e;&i;</x>".encode(), careful_parser())
    assert "".join(root.itertext()).replace("&e;", "").replace("&i;", "") == ""


def test_a_byte_changed_in_the_text_is_noticed_even_where_it_still_reads() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", document(p("甲公司")))
    data = out.getvalue().replace("甲公司".encode(), "乙公司".encode())
    assert code_of(open_word(Source("表.docx", data), Limits())) == "broken"


def test_a_document_type_without_entities_is_refused_too() -> None:
    assert code_of(open_word(word(xml=document(p("x"), "<!DOCTYPE x>")), Limits())) == "entities"


def test_a_bomb_in_the_text_is_refused_by_its_size() -> None:
    assert code_of(open_word(word(p("零" * 200_000)), SMALL)) == "too_large"


def test_a_bomb_is_refused_by_its_ratio_however_small_it_says_it_is() -> None:
    assert code_of(open_word(word(p("0" * 5_000_000)), Limits())) == "too_large"


def test_a_lying_size_does_not_help_a_bomb() -> None:
    data = bytearray(docx(p("零" * 200_000)))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 10)
    opened = open_word(Source("表.docx", bytes(data)), SMALL)
    assert code_of(opened) in {"too_large", "broken"}


def test_a_locked_member_asks_for_the_password_to_be_taken_off() -> None:
    data = bytearray(docx(p("x")))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    opened = open_word(Source("表.docx", bytes(data)), Limits())
    assert code_of(opened) == "encrypted"
    assert "去掉密码" in opened.trouble[0].says


def test_a_word_file_with_a_password_is_recognised_by_its_wrapping() -> None:
    wrapping = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    opened = open_source(Source("表.docx", wrapping))
    assert code_of(opened) == "encrypted-office"
    assert "密码" in opened.trouble[0].says


@pytest.mark.parametrize("cut", [30, 200, -40])
def test_a_file_cut_off_is_broken(cut: int) -> None:
    assert code_of(open_word(Source("表.docx", docx(p("x"))[:cut]), Limits())) == "broken"


def test_xml_that_is_none_is_broken() -> None:
    assert code_of(open_word(word(xml="<w:document"), Limits())) == "broken"
    assert code_of(open_word(word(xml="<other/>"), Limits())) == "broken"


def test_a_file_without_a_document_is_broken() -> None:
    assert (
        code_of(open_word(Source("表.docx", docx(p("x")).replace(b"document.xml", b"documenX.xml")), Limits()))
        == "broken"
    )


def test_tables_nested_beyond_reason_are_refused_and_do_not_overflow_the_stack() -> None:
    body = p("底")
    for _ in range(400):
        body = tbl(tr(tc(body)))
    assert code_of(open_word(word(body), Limits())) == "broken"


def test_a_picture_of_200000_pixels_a_side_is_refused_and_the_text_still_read() -> None:
    drawn = '<w:r><w:drawing><a:blip r:embed="big"/><a:blip r:embed="good"/></w:drawing></w:r>'
    opened = open_word(word(p("文字", drawn), parts=picture_parts(big=huge_png(), good=png())), Limits())
    assert opened.paragraphs == ("文字",)
    assert [one.name for one in opened.pictures] == ["表.docx/good.png"]
    assert opened.trouble[0].code == "too_large"
    assert "big.png" in opened.trouble[0].says


def test_more_pictures_than_the_limit_are_said_and_left() -> None:
    drawn = "".join(f'<w:r><w:drawing><a:blip r:embed="i{n}"/></w:drawing></w:r>' for n in range(4))
    parts = picture_parts(**{f"i{n}": png(n + 1, 2) for n in range(4)})
    opened = open_word(word(p(drawn), parts=parts), Limits(pictures=2))
    assert len(opened.pictures) == 2
    assert opened.trouble[0].code == "too_many"


def test_a_picture_elsewhere_is_never_fetched() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relation = f'<Relationship Id="x" Type="{kind}" Target="http://127.0.0.1:9/x.png" TargetMode="External"/>'
    parts = {"word/_rels/document.xml.rels": f"<Relationships>{relation}</Relationships>"}
    drawn = '<w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r>'
    opened = open_word(word(p("文字", drawn), parts=parts), Limits())
    assert (opened.paragraphs, opened.pictures, opened.trouble) == (("文字",), (), ())


def test_what_is_no_picture_is_left_out() -> None:
    drawn = '<w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r>'
    assert open_word(word(p(drawn), parts=picture_parts(x=b"nothing")), Limits()).pictures == ()


@settings(max_examples=60)
@given(place=st.integers(0, 5000), value=st.integers(0, 255))
def test_a_byte_changed_anywhere_never_raises(place: int, value: int) -> None:
    data = bytearray(docx(tbl(tr("申报单位", "某公司")) + p("正文" * 20)))
    data[place % len(data)] = value
    opened = open_source(Source("表.docx", bytes(data)))
    assert isinstance(opened, Opened)


PIECES = st.recursive(
    st.sampled_from(["甲", "☑", "", "a b"]).map(p),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map("".join).map(lambda body: tbl(tr(tc(body), tc(body, span=2))))
    ),
    max_leaves=12,
)


@settings(max_examples=40)
@given(PIECES)
def test_whatever_is_nested_every_letter_of_the_page_is_read(body: str) -> None:
    opened = open_word(word(body), Limits())
    assert not opened.trouble
    outer = "".join(one.text for one in opened.cells if not one.nested) + "".join(opened.paragraphs)
    assert outer.count("甲") == body.count("甲")
    assert len({one.name for one in opened.cells}) == len(opened.cells)


def test_a_zip_within_says_nothing_of_its_own_kind() -> None:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("内.docx", docx(p("x")))
    assert open_source(Source("包.zip", out.getvalue())).kind == "archive"


@pytest.mark.parametrize("piece", ["<property ", '<property name="a" ', '<property name="a">' + " " * 30, "<a"])
def test_properties_left_open_a_hundred_thousand_times_take_no_time(piece: str) -> None:
    custom = "<Properties>" + piece * (1_000_000 // len(piece))
    began = process_time()
    opened = open_word(word(p("x"), parts={"docProps/custom.xml": custom}), Limits(ratio=10_000))
    assert opened.paragraphs == ("x",)
    assert process_time() - began < 5

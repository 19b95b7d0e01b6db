"""What a reader sees in a Word file is what is read: changes accepted, hidden text out, fields by their result."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from casepaper.opening.limits import Limits
from casepaper.opening.word import open_word
from tests.casepaper.opening.making import p, picture_parts, png, r, sdt, tbl, tc, tr, word

if TYPE_CHECKING:
    from casepaper.records import Cell


def text(body: str) -> str:
    opened = open_word(word(body), Limits())
    assert not opened.trouble
    return "\n".join(opened.paragraphs)


def cells(body: str) -> tuple[Cell, ...]:
    return open_word(word(body), Limits()).cells


def test_deleted_text_is_out_and_inserted_text_is_in() -> None:
    changed = f"<w:del>{r('旧').replace('w:t', 'w:delText')}</w:del><w:ins>{r('新')}</w:ins>"
    assert text(p("甲", changed, "乙")) == "甲新乙"


def test_text_that_was_moved_stands_where_it_went() -> None:
    assert text(p(f"<w:moveFrom>{r('走')}</w:moveFrom>", "中", f"<w:moveTo>{r('来')}</w:moveTo>")) == "中来"


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    first = p("前半", properties="<w:rPr><w:del/></w:rPr>")
    assert text(first + p("后半") + p("另一段")) == "前半后半\n另一段"


def test_a_deleted_row_is_no_row_and_a_deleted_cell_no_cell() -> None:
    gone = tr("删行", properties="<w:trPr><w:del/></w:trPr>")
    body = tbl(gone, tr(tc("删格", properties="<w:cellDel/>"), "留"))
    assert [cell.text for cell in cells(body)] == ["留"]


@pytest.mark.parametrize("hidden", ["<w:vanish/>", '<w:vanish w:val="1"/>'])
def test_hidden_text_is_left_out(hidden: str) -> None:
    assert text(p("见", r("不见", hidden), "见")) == "见见"


def test_text_said_not_to_be_hidden_is_seen() -> None:
    assert text(p(r("见", '<w:vanish w:val="0"/>'))) == "见"


def test_text_hidden_by_its_style_is_left_out() -> None:
    spaces = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = f'<w:styles {spaces}><w:style w:styleId="X"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    body = p("见", r("不见", '<w:rStyle w:val="X"/>'), r("也见", '<w:rStyle w:val="Y"/>'))
    opened = open_word(word(body, parts={"word/styles.xml": styles}), Limits())
    assert opened.paragraphs == ("见也见",)


@pytest.mark.parametrize("strike", ["<w:strike/>", "<w:dstrike/>"])
def test_text_struck_out_is_no_longer_said(strike: str) -> None:
    opened = open_word(word(p("张三", r("李四", strike))), Limits())
    assert opened.paragraphs == ("张三",)
    assert opened.properties["struck"] == "1"


def field(*, instruction: str, result: str | None = None) -> str:
    parts = ['<w:r><w:fldChar w:fldCharType="begin"/></w:r>', f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"]
    if result is not None:
        parts += ['<w:r><w:fldChar w:fldCharType="separate"/></w:r>', r(result)]
    return "".join([*parts, '<w:r><w:fldChar w:fldCharType="end"/></w:r>'])


def test_a_field_shows_its_result_and_not_its_instruction() -> None:
    assert text(p("日期", field(instruction=' DATE \\@ "yyyy" ', result="2022年"), "止")) == "日期2022年止"


def test_a_field_within_the_instruction_of_another_shows_nothing() -> None:
    inner = field(instruction="REF x", result="里")
    outer = field(instruction="IF ", result="外").replace("IF </w:instrText></w:r>", f"IF </w:instrText></w:r>{inner}")
    assert text(p(outer)) == "外"


def test_a_field_that_never_ends_swallows_its_own_paragraph_at_most() -> None:
    assert text(p("甲", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + p("乙")) == "甲\n乙"


def test_a_field_as_one_element_shows_its_content() -> None:
    assert text(p(f'<w:fldSimple w:instr="AUTHOR">{r("王建国")}</w:fldSimple>')) == "王建国"


def test_links_tabs_breaks_hyphens_and_ruby_are_text() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{r('cuì')}</w:rt><w:rubyBase>{r('翠')}</w:rubyBase></w:ruby></w:r>"
    inside = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>"
    assert text(p(f"<w:hyperlink>{r('链接')}</w:hyperlink>", inside, ruby)) == "链接a\tb\nc-d翠"


def test_comments_and_footnote_marks_are_no_text() -> None:
    assert text(p("甲", "<w:r><w:footnoteReference/></w:r>", '<w:commentRangeStart w:id="1"/>', "乙")) == "甲乙"


def test_a_text_box_is_told_once_though_word_writes_it_twice() -> None:
    content = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    both = (
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert text(p("正文", f"<w:r>{both}</w:r>")) == "框内\n正文"


def test_a_text_box_in_a_cell_is_not_text_of_the_cell() -> None:
    content = f"<w:r><w:pict><v:textbox><w:txbxContent>{p('框内')}</w:txbxContent></v:textbox></w:pict></w:r>"
    opened = open_word(word(tbl(tr(tc(p("格", content))))), Limits())
    assert (opened.cells[0].text, opened.paragraphs) == ("格", ("框内",))


def test_cells_are_counted_over_merged_columns_and_rows() -> None:
    body = tbl(
        tr(tc("头", span=3)),
        tr(tc("左", merge="restart"), "中", "右"),
        tr(tc(merge="continue"), "下中", "下右"),
    )
    assert [(one.text, one.row, one.column, one.span) for one in cells(body)] == [
        ("头", 1, 1, (1, 3)),
        ("左", 2, 1, (2, 1)),
        ("中", 2, 2, (1, 1)),
        ("右", 2, 3, (1, 1)),
        ("下中", 3, 2, (1, 1)),
        ("下右", 3, 3, (1, 1)),
    ]
    assert cells(body)[4].name == "表1 第3行第2列"


def test_a_row_may_begin_further_right() -> None:
    body = tbl(tr("甲", properties='<w:trPr><w:gridBefore w:val="2"/></w:trPr>'))
    assert cells(body)[0].column == 3


@pytest.mark.parametrize("span", [99_999, 999_999_999])
def test_a_width_beyond_all_reason_is_bounded(span: int) -> None:
    assert cells(tbl(tr(tc("甲", span=span))))[0].span[1] <= 200


def test_a_table_in_a_cell_is_text_of_the_cell_and_has_cells_of_its_own() -> None:
    body = tbl(tr(tc("外", tbl(tr("姓名", "职务"), tr("李明", "工程师")))))
    outer, *inner = cells(body)
    assert outer.text == "外\n姓名\t职务\n李明\t工程师"
    assert all(one.nested and one.table == 2 for one in inner)
    assert not outer.nested


def test_rows_and_cells_inside_controls_are_found() -> None:
    body = tbl(sdt(tr(sdt(tc("甲"), tag="t"), "乙")))
    opened = open_word(word(body), Limits())
    assert [one.text for one in opened.cells] == ["甲", "乙"]
    assert [(one.tag, one.text, one.cell) for one in opened.controls] == [("t", "甲", "表1 第1行第1列")]


def test_a_control_has_its_tag_text_and_cell() -> None:
    opened = open_word(
        word(tbl(tr("申报单位", tc(p(sdt(r("某公司"), tag="casecall.unit", alias="申报单位")))))), Limits()
    )
    control = opened.controls[0]
    assert (control.tag, control.text, control.empty, control.cell) == (
        "casecall.unit",
        "某公司",
        False,
        "表1 第1行第2列",
    )
    assert opened.cells[1].text == "某公司"


def test_a_control_without_tag_goes_by_the_name_it_shows() -> None:
    assert open_word(word(p(sdt(r("x"), alias="联系人"))), Limits()).controls[0].tag == "联系人"


def test_a_placeholder_is_no_text() -> None:
    opened = open_word(word(p("值：", sdt(r("单击此处"), tag="t", more="<w:showingPlcHdr/>"))), Limits())
    assert opened.paragraphs == ("值：",)
    assert (opened.controls[0].empty, opened.controls[0].text) == (True, "单击此处")


def test_a_control_around_paragraphs_keeps_its_lines() -> None:
    opened = open_word(word(sdt(p("一") + p("二"), tag="body")), Limits())
    assert opened.controls[0].text == "一\n二"
    assert opened.paragraphs == ("一", "二")


def test_a_control_saved_several_times_over_is_read_once() -> None:
    again = sdt(r("张喆"), alias="联系人") + sdt(r("喆张喆"), alias="联系人") + sdt(r("张喆"), alias="联系人")
    opened = open_word(word(p(again)), Limits())
    assert opened.paragraphs == ("张喆",)
    assert len(opened.controls) == 1


def test_two_controls_with_text_between_them_are_two() -> None:
    opened = open_word(word(p(sdt(r("甲"), alias="x"), "、", sdt(r("甲"), alias="x"))), Limits())
    assert opened.paragraphs == ("甲、甲",)


def test_pictures_come_in_their_original_bytes_each_once() -> None:
    drawn = '<w:r><w:drawing><a:blip r:embed="one"/></w:drawing></w:r>'
    old = '<w:r><w:pict><v:imagedata r:id="two"/></w:pict></w:r>'
    parts = picture_parts(one=png(4, 3), two=png(5, 6))
    opened = open_word(word(p(drawn, old, drawn), parts=parts), Limits())
    assert [(one.name, one.data, one.width, one.height) for one in opened.pictures] == [
        ("表.docx/one.png", png(4, 3), 4, 3),
        ("表.docx/two.png", png(5, 6), 5, 6),
    ]


def test_who_wrote_the_file_and_its_own_properties_are_known() -> None:
    app = "<Properties><Application>WPS Office</Application></Properties>"
    value = "<vt:lpwstr>2052</vt:lpwstr>"
    custom = f'<Properties><property fmtid="x" pid="2" name="KSOProductBuildVer">{value}</property></Properties>'
    opened = open_word(word(p("x"), parts={"docProps/app.xml": app, "docProps/custom.xml": custom}), Limits())
    assert opened.properties == {"application": "WPS Office", "KSOProductBuildVer": "2052"}


def test_the_strict_edition_of_the_standard_is_read_the_same() -> None:
    usual = word(tbl(tr("甲", "乙")))
    strict = usual.data
    xml = document_of(strict).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert [one.text for one in open_word(word(xml=xml), Limits()).cells] == ["甲", "乙"]


def test_the_text_is_found_by_the_relations_where_it_has_another_name() -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = f'<Relationships><Relationship Id="1" Type="{kind}" Target="/word/document2.xml"/></Relationships>'
    moved = word(p("x"))
    parts = {"_rels/.rels": relations, "word/document2.xml": document_of(moved.data)}
    data = word(p("旧"), parts=parts).data.replace(b"word/document.xml", b"word/documenX.xml")
    opened = open_word(type(moved)("表.docx", data), Limits())
    assert opened.paragraphs == ("x",)


def document_of(data: bytes) -> str:
    return ZipFile(BytesIO(data)).read("word/document.xml").decode()

"""Staff write a template in Word; it is filled in as it looks, and what is wrong with it is said in a sentence."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document

from casepaper.opening.doc import office_is_there
from casepaper.opening.doc.listener import LISTENER, Job
from casepress.presskit.filling import Scope
from casepress.presskit.records import Unfit
from casepress.presskit.release import faults, names, release, scope_of, shipped
from casepress.presskit.template import MOST_BYTES, filled
from tests.casepress.presskit.topics import a_topic
from tests.casepress.presskit.words import a_word, bolds, changed, lines, part, read

BLOCK = ("{{#案例}}", "{{案例标题}}", "{{/案例}}")
VALUES = Scope(
    {"标题": "把网络修到人心里去", "导语": "一。\n二。", "空": ""}, {"案例": [Scope({"名": "甲"}), Scope({"名": "乙"})]}
)


def test_a_placeholder_that_word_cut_into_runs_is_filled_in_where_it_begins() -> None:
    assert lines(filled(a_word(["前{", "{标", "题}", "}后"]), VALUES)) == ["前把网络修到人心里去后"]


def test_two_placeholders_in_one_line_and_spaces_inside_them() -> None:
    assert lines(filled(a_word(["{{ 标题 }}与{{", "标题 }}"]), VALUES)) == ["把网络修到人心里去与把网络修到人心里去"]


def test_the_value_looks_like_the_placeholder() -> None:
    made = Document()
    run = made.add_paragraph("前").add_run("{{标题}}")
    run.bold = True
    out = io.BytesIO()
    made.save(out)
    assert bolds(filled(out.getvalue(), VALUES)) == ["把网络修到人心里去"]


def test_lines_of_a_value_that_stands_alone_become_paragraphs() -> None:
    assert lines(filled(a_word("{{导语}}", "说：{{导语}}"), VALUES)) == ["一。", "二。", "说：一。 二。"]


def test_a_paragraph_of_nothing_but_an_empty_value_goes() -> None:
    assert lines(filled(a_word("甲", "{{空}}", "乙{{空}}"), VALUES)) == ["甲", "乙"]


def test_a_block_is_repeated_for_each_thing_and_its_marks_go() -> None:
    data = filled(a_word("前", "{{#案例}}", "{{名}}：{{标题}}", "——", "{{/案例}}", "后"), VALUES)
    assert lines(data) == ["前", "甲：把网络修到人心里去", "——", "乙：把网络修到人心里去", "——", "后"]


def test_a_part_is_kept_only_where_its_placeholder_has_a_value() -> None:
    data = a_word("{{#有标题}}", "有", "{{/有标题}}", "{{#有空}}", "没有", "{{/有空}}")
    assert lines(filled(data, VALUES)) == ["有"]


def test_tables_and_headers_are_filled_in_too_and_a_cell_never_ends_up_empty() -> None:
    data = filled(a_word(table=[["{{标题}}", "{{#案例}}\n{{名}}\n{{/案例}}", "{{空}}"]], header="{{标题}}"), VALUES)
    assert lines(data) == ["把网络修到人心里去", "甲", "乙", ""]
    assert part(data, "word/header1.xml") == "把网络修到人心里去"


def test_a_value_with_markup_controls_and_turning_marks_is_text() -> None:
    scope = Scope({"标题": "<b>甲</b> & {{名}}\x0b\u202e乙"}, {})
    assert lines(filled(a_word("{{标题}}"), scope)) == ["<b>甲</b> & {{名}}乙"]


def test_a_block_without_things_leaves_nothing() -> None:
    assert lines(filled(a_word("{{#案例}}", "{{名}}", "{{/案例}}", "后"), Scope({}, {"案例": []}))) == ["后"]


def test_the_same_template_and_values_give_the_same_bytes() -> None:
    assert filled(a_word("{{标题}}"), VALUES) == filled(a_word("{{标题}}"), VALUES)
    assert shipped() == shipped()


def test_the_template_that_ships_is_in_order_and_says_all() -> None:
    assert faults(shipped()) == ()
    said = "\n".join(lines(release(a_topic(), shipped())))
    for words in (
        "六个信息通信履责案例发布",
        "助力乡村振兴",
        "银龄课堂进社区",
        "卓一川",
        "press@example.org",
        "（完）",
    ):
        assert words in said
    assert "{{" not in said
    assert said.index("果园里的第一张物联网") < said.index("消除数字鸿沟") < said.index("银龄课堂进社区")


def test_a_release_says_of_itself_who_gave_it_out_and_not_who_wrote_the_template() -> None:
    made = Document(io.BytesIO(a_word(*BLOCK)))
    made.core_properties.author, made.core_properties.title = "闻人舒", "模板 3 改"
    made.core_properties.last_modified_by = "闻人舒"
    out = io.BytesIO()
    made.save(out)
    data = release(a_topic(), out.getvalue())
    said = Document(io.BytesIO(data)).core_properties
    assert (said.author, said.last_modified_by) == ("中国通信企业协会", "中国通信企业协会")
    assert said.title == a_topic().headline
    assert said.modified is not None
    assert said.modified.date() == a_topic().day
    assert "闻人舒".encode() not in read(data, "docProps/core.xml")


def test_a_release_without_contact_quotes_or_address_has_no_empty_headings() -> None:
    said = "\n".join(lines(release(a_topic(contact=(), quotes=(), url=""), shipped())))
    assert not [words for words in ("媒体联系", "可引用的话", "专题网页") if words in said]


def test_every_placeholder_that_is_offered_may_be_used() -> None:
    (_, everywhere), (_, theme), (_, case) = names()
    inside = [f"{{{{{name}}}}}" for name in case]
    assert faults(a_word(*(f"{{{{{name}}}}}" for name in everywhere), "{{#案例}}", *inside, "{{/案例}}")) == ()
    themed = ["{{#主题}}", *(f"{{{{{name}}}}}" for name in theme), "{{#案例}}", *inside, "{{/案例}}", "{{/主题}}"]
    assert faults(a_word(*themed)) == ()
    assert set(everywhere) <= set(scope_of(a_topic()).values)


@pytest.mark.parametrize(
    ("paragraphs", "says"),
    [
        (("{{标提}}", *BLOCK), "不认识占位符“{{标提}}”，是否为“{{标题}}”"),
        (("{{天气预报}}", *BLOCK), "不认识占位符“{{天气预报}}”"),
        (("{{案例标题}}", *BLOCK), "占位符“{{案例标题}}”只能写在“{{#案例}}”与“{{/案例}}”之间"),
        (("{{标题", *BLOCK), "“{{标题”中的占位符没有写完整"),
        (("只有文字",), "没有重复的部分"),
        (("{{#案例}}", "{{案例标题}}"), "“{{#案例}}”没有对应的“{{/案例}}”"),
        ((*BLOCK, "{{/案例}}"), "“{{/案例}}”前面没有对应的“{{#案例}}”"),
        (("案例：{{#案例}}", "{{/案例}}"), "“{{#案例}}”应单独成段"),
        (("{{#按例}}", "{{/按例}}", *BLOCK), "不认识占位符“{{#按例}}”，是否为“{{#案例}}”"),
        (("{{#案例}}", "{{#案例}}", "{{/案例}}", "{{/案例}}"), "不认识占位符“{{#案例}}”"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_in_a_sentence(paragraphs: tuple[str, ...], says: str) -> None:
    assert says in "；".join(faults(a_word(*paragraphs)))


def test_a_block_that_begins_in_the_text_and_ends_in_a_table_is_refused() -> None:
    said = "；".join(faults(a_word("{{#案例}}", table=[["{{/案例}}"]])))
    assert "没有对应的“{{/案例}}”" in said
    assert "前面没有对应的" in said


def test_remarks_and_tracked_changes_would_go_out_and_are_refused() -> None:
    data = a_word("甲", *BLOCK)
    space = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    remark = f"<w:comments {space}><w:comment w:id='0'/></w:comments>"
    assert "带有批注" in faults(changed(data, "word/comments.xml", remark.encode()))[0]
    assert faults(changed(data, "word/comments.xml", f"<w:comments {space}/>".encode())) == ()
    body = read(data, "word/document.xml").decode()
    tracked = body.replace(
        "<w:r><w:t>甲</w:t></w:r>", "<w:ins w:id='1' w:author='某人'><w:r><w:t>甲</w:t></w:r></w:ins>"
    )
    assert tracked != body
    assert "带有修订痕迹" in faults(changed(data, "word/document.xml", tracked.encode()))[0]


def test_a_fault_that_stands_twice_is_said_once() -> None:
    assert len(faults(a_word("{{标提}}", "{{标提}}", *BLOCK))) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "不是 Word 文件"),
        (b"just text", "不是 Word 文件"),
        (b"\xd0\xcf\x11\xe0" + bytes(500), "旧格式"),
        (b"%PDF-1.7", "不是 Word 文件"),
        (a_word(*BLOCK)[:-300], "不是 Word 文件"),
        (changed(a_word(*BLOCK), "word/document.xml", b"<w:document"), "不是 Word 文件"),
        (changed(a_word(*BLOCK), "word/document.xml", None), "不是 Word 文件"),
        (changed(a_word(*BLOCK), "word/vbaProject.bin", b"x"), "带有宏"),
        (bytes(MOST_BYTES + 1), "模板过大"),
    ],
    ids=["empty", "text", "doc", "pdf", "cut", "broken xml", "no document", "macros", "large"],
)
def test_what_is_no_template_is_refused_with_a_sentence(data: bytes, says: str) -> None:
    assert says in "；".join(faults(data))
    with pytest.raises(Unfit, match=says):
        filled(data, VALUES)


def test_a_zip_that_swells_is_refused_unopened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(80 * 1024 * 1024))
    assert faults(out.getvalue()) == ("模板过大",)


def test_entities_of_the_xml_are_not_followed() -> None:
    data = a_word(*BLOCK, "甲")
    body = read(data, "word/document.xml").decode()
    head, rest = body.split("?>", 1)
    evil = f'{head}?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>{rest}'.replace("甲", "&x;")
    made = filled(changed(data, "word/document.xml", evil.encode()), scope_of(a_topic()))
    assert b"root:" not in read(made, "word/document.xml")


def test_a_template_that_calls_something_from_outside_is_refused_but_a_link_may_stay() -> None:
    data = a_word(*BLOCK)
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    old = read(data, "word/_rels/document.xml.rels").decode()

    def related(kind: str) -> bytes:
        one = f'<Relationship Id="rId99" Type="{kinds}{kind}" Target="https://example.org/t" TargetMode="External"/>'
        return changed(data, "word/_rels/document.xml.rels", old.replace("</R", f"{one}</R").encode())

    assert "引用了外部文件“https://example.org/t”" in faults(related("attachedTemplate"))[0]
    assert "引用了外部文件" in faults(related("image"))[0]
    assert faults(related("hyperlink")) == ()


def test_text_boxes_and_controls_are_filled_in_too() -> None:
    data = a_word("框", *BLOCK)
    body = read(data, "word/document.xml").decode()
    inside = "<w:p><w:r><w:t>{{标</w:t></w:r><w:r><w:t>题}}</w:t></w:r></w:p>"
    held = f"<w:txbxContent>{inside}</w:txbxContent>"
    box = f"<w:r><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'>{held}</v:textbox></w:pict></w:r>"
    control = f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
    with_box = body.replace("<w:t>框</w:t></w:r>", f"<w:t>框</w:t></w:r>{box}")
    changed_body = with_box.replace("<w:sectPr", f"{control}<w:sectPr")
    made = changed(data, "word/document.xml", changed_body.encode())
    assert faults(made) == ()
    said = "\n".join(lines(release(a_topic(headline="头条"), made)))
    assert said.count("头条") == 3  # the paragraph around the box is read with what is in it
    assert faults(changed(made, "word/document.xml", changed_body.replace("题}}", "提}}").encode())) != ()


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.skipif(not office_is_there(), reason="LibreOffice is not installed")
def test_the_template_that_ships_survives_being_saved_by_an_office() -> None:
    saved = LISTENER.convert(Job(shipped(), ".docx", "docx:MS Word 2007 XML"), seconds=90)
    assert faults(saved) == ()
    assert lines(release(a_topic(), saved)) == lines(release(a_topic(), shipped()))

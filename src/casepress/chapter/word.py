"""The chapter as DOCX: real headings, captions, styles and a page number, so that editors can go on from it."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from casepress.citation.items import ENDS, plain

if TYPE_CHECKING:
    from casepress.chapter.records import Chapter, Quotation, Section, Table

SAYS: Final = {
    "about": "本章为草稿骨架，由案例库导出：引文取自专题网页所载的案例原文，数字截至 {on}。括注的提示请在定稿前替换。",
    "lead": "［导言：本章讨论的问题、案例来源与选取标准。］",
    "source": "本章引用的案例均来自“{call}”，共 {n} 件，各案例经申报单位承诺可用于研究报告。",
    "data": "案例概况",
    "caption": "表 {k}　{title}（n = {n}，截至 {on}）",
    "several": "同一案例可有多个标签，故各项之和可能大于 n。",
    "cases": "案例分析",
    "discuss": "［评述：做法、成效与可推广之处。］",
    "quote": "“{words}”",
    "page": "（本报告第 {page} 页）",
    "labels": "标签：{labels}",
    "closing": "小结",
    "close": "［小结：共性做法、不足与建议。］",
    "references": "参考文献",
    "by": "按 {standard} 著录，顺序编码制。",
    "empty": "［尚未引用案例。］",
}
SERIF, SANS, KAI, LATIN = "宋体", "黑体", "楷体", "Times New Roman"
HEADINGS: Final = (("Title", 22), ("Heading 1", 16), ("Heading 2", 14), ("Heading 3", 12))
INK: Final = RGBColor(0x1D, 0x21, 0x26)
FAINT: Final = RGBColor(0x56, 0x5E, 0x68)
INDENT: Final = Pt(24)  # two characters of the text
NUMBER_WIDE: Final = Mm(26)
WIDE: Final = Mm(120)
MOST: Final = 255  # characters of a property


def write_chapter(chapter: Chapter) -> bytes:
    """The chapter as DOCX bytes; equal chapters give equal text and structure. Nothing in a text becomes a field."""
    document = Document()
    _set_up(document, chapter)
    _title(document, chapter)
    _figures(document, chapter)
    document.add_heading(SAYS["cases"], 1)
    if not chapter.sections:
        _hint(document, SAYS["empty"])
    for section in chapter.sections:
        _section(document, section)
    document.add_heading(SAYS["closing"], 1)
    _hint(document, SAYS["close"])
    _references(document, chapter)
    return _saved(document)


def write_references(chapter: Chapter) -> bytes:
    """The references of a chapter alone as DOCX bytes, to be put into a report that is written already."""
    document = Document()
    _set_up(document, chapter)
    _references(document, chapter)
    return _saved(document)


def _references(document: Any, chapter: Chapter) -> None:
    document.add_heading(SAYS["references"], 1)
    _aside(document, SAYS["by"].format(standard=chapter.standard))
    for line in chapter.references:
        paragraph = document.add_paragraph(_line(line))
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Pt(24), Pt(-24)
        paragraph.paragraph_format.line_spacing = 1.25
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _title(document: Any, chapter: Chapter) -> None:
    document.add_heading(_line(chapter.title), 0)
    if chapter.authors:
        document.add_paragraph(_line(chapter.authors)).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _aside(document, SAYS["about"].format(on=chapter.on))
    _hint(document, SAYS["lead"])
    _text(document, SAYS["source"].format(call=_line(chapter.call), n=chapter.cases))


def _figures(document: Any, chapter: Chapter) -> None:
    document.add_heading(SAYS["data"], 1)
    for k, table in enumerate(chapter.tables, 1):
        caption = SAYS["caption"].format(k=k, title=table.title, n=chapter.cases, on=chapter.on)
        paragraph = document.add_paragraph(caption, style="Caption")
        paragraph.paragraph_format.keep_with_next = True
        _table(document, table)
        if sum(count for _, count in table.rows) > chapter.cases:
            _aside(document, SAYS["several"])


def _table(document: Any, table: Table) -> None:
    """A table of three rules, as reports set them; its head is repeated where it runs over a page."""
    made = document.add_table(rows=1, cols=2)
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    rows = [made.rows[0], *(made.add_row() for _ in table.rows)]
    for row, (name, count) in zip(rows, (table.head, *table.rows), strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - no other way in
        for cell, text, width in zip(row.cells, (_line(name), str(count)), (WIDE, NUMBER_WIDE), strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.add_run(text)
            paragraph.paragraph_format.line_spacing = 1.0
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
            paragraph.paragraph_format.keep_with_next = row is not rows[-1]
        row.cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - no other way in
    _rule(rows[0], top=12, bottom=6)
    _rule(rows[-1], bottom=12)


def _rule(row: Any, **edges: int) -> None:
    """Rules above or below a row, in eighths of a point."""
    for cell in row.cells:
        properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - no other way in
        borders = properties.find(qn("w:tcBorders"))
        if borders is None:
            borders = OxmlElement("w:tcBorders")
            properties.append(borders)
        for edge, size in edges.items():
            made = OxmlElement(f"w:{edge}")
            for key, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", "1D2126")):
                made.set(qn(f"w:{key}"), value)
            borders.append(made)


def _section(document: Any, section: Section) -> None:
    document.add_heading(_line(section.title), 2)
    last = 0
    for one in section.quotations:
        if one.reference != last:
            if last:
                _hint(document, SAYS["discuss"])
            _case(document, one)
            last = one.reference
        _quote(document, one)
    _hint(document, SAYS["discuss"])


def _case(document: Any, one: Quotation) -> None:
    document.add_heading(_line(one.title), 3)
    labels = SAYS["labels"].format(labels="、".join(one.labels)) if one.labels else ""
    about = "　".join(filter(None, (_line(one.about), labels)))
    _aside(document, about).paragraph_format.keep_with_next = True


def _quote(document: Any, one: Quotation) -> None:
    """The words of the case, set apart, with the number of the reference raised."""
    paragraph = document.add_paragraph(style="Quote")
    paragraph.add_run(SAYS["quote"].format(words=_line(one.words)))
    number = paragraph.add_run(f"[{one.reference}]")
    number.font.superscript, number.font.italic = True, False
    if one.page:
        paragraph.add_run(SAYS["page"].format(page=_line(one.page)))


def _text(document: Any, text: str) -> Any:
    paragraph = document.add_paragraph(text)
    paragraph.paragraph_format.first_line_indent = INDENT
    return paragraph


def _hint(document: Any, text: str) -> None:
    """What an editor still has to write."""
    run = _text(document, "").add_run(text)
    run.font.color.rgb = FAINT
    run.font.highlight_color = None
    _east(run.font, KAI)


def _aside(document: Any, text: str) -> Any:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(10.5), FAINT
    return paragraph


def _line(text: str) -> str:
    """A text as one line without control and direction characters; the mark at its end stays."""
    stripped = text.strip()
    kept = plain(stripped)
    return kept + stripped[len(stripped.rstrip(ENDS)) :].strip()


def _set_up(document: Any, chapter: Chapter) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(28)
    section.top_margin = section.bottom_margin = Mm(30)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = LATIN, Pt(12), INK
    _east(normal.font, SERIF)
    normal.element.get_or_add_rPr().append(_lang())
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = 1.5, Pt(0)
    for name, size in HEADINGS:
        style = document.styles[name]
        style.font.size, style.font.color.rgb, style.font.bold, style.font.italic = Pt(size), INK, False, False
        style.font.name = LATIN
        _east(style.font, SANS)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(size * 0.75), Pt(size * 0.375)
        style.paragraph_format.keep_with_next = True
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in title.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    quote = document.styles["Quote"]
    quote.font.italic, quote.font.color.rgb = False, INK
    _east(quote.font, KAI)
    quote.paragraph_format.left_indent = quote.paragraph_format.right_indent = INDENT
    quote.paragraph_format.space_before = quote.paragraph_format.space_after = Pt(6)
    caption = document.styles["Caption"]
    caption.font.size, caption.font.color.rgb, caption.font.bold = Pt(10.5), INK, False
    _east(caption.font, SANS)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(12), Pt(4)
    _page_number(section.footer.paragraphs[0])
    core = document.core_properties
    core.title, core.author = _line(chapter.title)[:MOST], _line(chapter.authors)[:MOST]
    core.comments, core.language = "", "zh-CN"
    core.created = core.modified = datetime.combine(chapter.on, time(8), tzinfo=UTC)
    core.last_modified_by, core.revision = "", 1


def _east(font: Any, name: str) -> None:
    """Set Chinese characters in a font; the theme's fonts give way."""
    fonts = font.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    fonts.set(qn("w:eastAsia"), name)


def _lang() -> Any:
    made = OxmlElement("w:lang")
    made.set(qn("w:val"), "en-US")
    made.set(qn("w:eastAsia"), "zh-CN")
    return made


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = text
        run._r.append(made)  # noqa: SLF001 - no other way in

"""The form as different hands lay it out in Word: as printed, labels above, in one cell, without lines, nested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from samples.making.ticks import Tick, glyph, run, theme_runs
from samples.making.truth import HINT, NOTE, THEMES, TITLE, Case
from samples.making.wordfile import WordFile

WIDTH = 9400
GRID = (1900, 2800, 1900, 2800)
NOTICE_CONTACT = "联系人：方知远  联系电话：0399-8205287"
OTHER_WORDS = {
    "unit": "申报单位名称", "contact": "联系人姓名", "position": "职务/职称", "phone": "手机号码",
    "email": "电子邮箱（E-mail）", "title": "案例标题", "theme": "案例主题", "body": "案例内容", "date": "填报日期",
}  # fmt: skip
PRINTED = {
    "unit": "申报单位", "contact": "联系人", "position": "职务", "phone": "联系电话", "email": "邮箱",
    "title": "案例名称", "theme": "（主题）", "body": "（正文）", "date": "日 期",
}  # fmt: skip


@dataclass(slots=True)
class Sheet:
    """What goes into a form besides the case: how it is ticked, the pasted seal, photos, extra rows, body runs."""

    case: Case
    tick: Tick = glyph
    seal: bytes | None = None
    photos: list[bytes] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=lambda: dict(PRINTED))
    body_xml: str | None = None
    date_xml: str | None = None
    size: int = 22


def para(runs: str, *, align: str = "", indent: bool = False) -> str:
    """A paragraph of runs."""
    properties = (f'<w:jc w:val="{align}"/>' if align else "") + ('<w:ind w:firstLine="440"/>' if indent else "")
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def words(text: str, *, bold: bool = False, size: int = 22) -> str:
    """A run in a size (half points)."""
    return run(text, ("<w:b/>" if bold else "") + f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>')


def cell(content: str, width: int, *, span: int = 1, merge: str = "", top: bool = False) -> str:
    """A table cell; ``merge`` is ``restart`` or ``continue`` of a vertical merge; ``top`` sets its text at the top."""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>' + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    properties += f'<w:vAlign w:val="{"top" if top else "center"}"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content or para('')}</w:tc>"


def row(*cells: str, height: int = 520) -> str:
    """A table row of at least that height (twentieths of a point)."""
    return f'<w:tr><w:trPr><w:trHeight w:val="{height}"/></w:trPr>{"".join(cells)}</w:tr>'


def table(rows: list[str], grid: tuple[int, ...]) -> str:
    """A table with single lines."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in grid)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(grid)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{sides}</w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def heading(doc: WordFile) -> None:
    """附件 and the form's title."""
    doc.blocks += [
        para(words("附件", size=24)),
        para(words(TITLE, bold=True, size=36), align="center"),
        para(words("", size=12)),
    ]


def body_paragraphs(sheet: Sheet) -> str:
    """The case's text, a paragraph a line; an empty one where there is none."""
    if sheet.body_xml is not None:
        return sheet.body_xml
    return "".join(para(words(line, size=sheet.size), indent=True) for line in sheet.case.body) or para("")


def photo_paragraphs(doc: WordFile, sheet: Sheet) -> str:
    """The photos under the text."""
    return "".join(
        para(doc.picture(f"photo{n}.jpg", data, width_mm=58), align="center") for n, data in enumerate(sheet.photos, 1)
    )


def promise_paragraphs(doc: WordFile, sheet: Sheet) -> str:
    """The undertaking, the place for the seal (a picture of one over it, if given) and the date."""
    seal = doc.picture("seal.png", sheet.seal, width_mm=41, anchored=True) if sheet.seal else ""
    date = words("　" * 12 + f"{sheet.labels['date']}：") + (sheet.date_xml or words(sheet.case.date_text))
    promise = para(words("本单位承诺：")) + para(words(sheet.case.promise), indent=True) if sheet.case.promise else ""
    return promise + para("") + para(words("　" * 12 + "单位盖章：（公章）") + seal) + para(date)


def footer(doc: WordFile) -> None:
    """The note under the table, with the secretariat's own contact, which is nobody's value."""
    doc.blocks.append(para(words(f"{NOTE}    {NOTICE_CONTACT}", size=20)))


def label(text: str, merge: str = "") -> str:
    """A cell of the first column with a label in bold type."""
    return cell(para(words(text, bold=True), align="center") if text else "", GRID[0], merge=merge)


def value(text: str, *, span: int = 1) -> str:
    """A cell with a value: one column wide, or all three beside the label."""
    return cell(para(words(text), align="center"), GRID[1] if span == 1 else WIDTH - GRID[0], span=span)


def wide(content: str, *, top: bool = False) -> str:
    """A cell over the three columns beside the label."""
    return cell(content, WIDTH - GRID[0], span=3, top=top)


def whole(content: str, *, top: bool = False) -> str:
    """A cell over all four columns."""
    return cell(content, WIDTH, span=4, top=top)


def hinted_body(sheet: Sheet, before: str = "") -> str:
    """The printed hint, after words of one's own, and the case's text."""
    return para(words(before) + words(HINT, size=20)) + body_paragraphs(sheet)


def _pairs(sheet: Sheet) -> list[str]:
    case, names = sheet.case, sheet.labels
    return [
        row(label(names["unit"]), value(case.unit, span=3)),
        row(label(names["contact"]), value(case.contact), label(names["position"]), value(case.position)),
        row(label(names["phone"]), value(case.phone), label(names["email"]), value(case.email)),
        row(label(names["title"]), value(case.title, span=3)),
    ]


def original(doc: WordFile, sheet: Sheet) -> None:
    """Like the form of the notice: themes across, labels left, the body's cell with its printed hint."""
    heading(doc)
    rows = [
        row(whole(para(theme_runs(sheet.tick, THEMES, sheet.case.themes), align="center"))),
        *_pairs(sheet),
        row(whole(hinted_body(sheet) + photo_paragraphs(doc, sheet), top=True), height=6800),
        row(whole(promise_paragraphs(doc, sheet)), height=2300),
    ]
    doc.blocks.append(table(rows, GRID))
    footer(doc)


def _extra(*texts: str) -> str:
    """A row that the form does not have: label, value, label, value."""
    first, one, second, two = texts
    return row(label(first), value(one), label(second), value(two))


def with_more_rows(doc: WordFile, sheet: Sheet) -> None:
    """Themes and body have labels of their own, and the unit added rows that nobody asked for."""
    heading(doc)
    sheet.labels = OTHER_WORDS
    pairs = _pairs(sheet)
    rows = [
        _extra("序号", "第 3 号", "推荐单位", "星衢通信集团总部"),
        row(label("案例主题"), wide(para(theme_runs(sheet.tick, THEMES, sheet.case.themes)))),
        *pairs[:3],
        _extra("传真", "0399-6000000", "邮政编码", "000000"),
        pairs[3],
        row(label("案例内容"), wide(hinted_body(sheet) + photo_paragraphs(doc, sheet)), height=5600),
        _extra("参与人数", "共 12 人", "备注", "已报集团总部备案"),
        row(whole(promise_paragraphs(doc, sheet)), height=2300),
    ]
    doc.blocks.append(table(rows, GRID))
    footer(doc)


def _across(texts: list[str], *, bold: bool) -> str:
    """A row of cells of one width with these texts."""
    width = WIDTH // len(texts)
    span = 4 // len(texts)
    return row(*(cell(para(words(text, bold=bold), align="center"), width, span=span) for text in texts))


def labels_above(doc: WordFile, sheet: Sheet) -> None:
    """Each label stands in the row above its value."""
    heading(doc)
    case, names = sheet.case, sheet.labels
    four = ("contact", "position", "phone", "email")
    rows = [
        row(whole(para(theme_runs(sheet.tick, THEMES, case.themes), align="center"))),
        _across([names["unit"]], bold=True),
        _across([case.unit], bold=False),
        _across([names[key] for key in four], bold=True),
        _across([getattr(case, key) for key in four], bold=False),
        _across([names["title"]], bold=True),
        _across([case.title], bold=False),
        row(whole(hinted_body(sheet), top=True), height=5200),
        row(whole(photo_paragraphs(doc, sheet))) if sheet.photos else "",
        row(whole(promise_paragraphs(doc, sheet)), height=2300),
    ]
    doc.blocks.append(table(rows, (WIDTH // 4,) * 4))
    footer(doc)


def _labelled(sheet: Sheet, key: str) -> str:
    """The paragraph 标签：值."""
    return para(words(f"{sheet.labels[key]}：", bold=True) + words(getattr(sheet.case, key)))


def same_cell(doc: WordFile, sheet: Sheet) -> None:
    """Label, colon and value stand in one cell."""
    heading(doc)
    pairs = [
        row(*(cell(_labelled(sheet, key), WIDTH // 2, span=2) for key in two))
        for two in (("contact", "position"), ("phone", "email"))
    ]
    rows = [
        row(whole(para(words("主题：") + theme_runs(sheet.tick, THEMES, sheet.case.themes)))),
        row(whole(_labelled(sheet, "unit"))),
        *pairs,
        row(whole(_labelled(sheet, "title"))),
        row(whole(hinted_body(sheet, "正文："), top=True), height=5200),
        row(whole(photo_paragraphs(doc, sheet))) if sheet.photos else "",
        row(whole(promise_paragraphs(doc, sheet)), height=2300),
    ]
    doc.blocks.append(table(rows, (WIDTH // 4,) * 4))
    footer(doc)


def no_lines(doc: WordFile, sheet: Sheet) -> None:
    """No table at all: one line a field."""
    heading(doc)
    doc.blocks.append(para(words("主题：", bold=True) + theme_runs(sheet.tick, THEMES, sheet.case.themes)))
    doc.blocks += [_labelled(sheet, key) for key in ("unit", "contact", "position", "phone", "email", "title")]
    doc.blocks += [hinted_body(sheet, "正文："), photo_paragraphs(doc, sheet), promise_paragraphs(doc, sheet)]
    footer(doc)


def nested(doc: WordFile, sheet: Sheet) -> None:
    """Merged label cells, the contact's values in a table within a cell, the date in a text box."""
    heading(doc)
    case, names = sheet.case, sheet.labels
    small = (1500, 2100, 1500, 2100)
    inner = []
    for first, second in (("contact", "position"), ("phone", "email")):
        texts = (names[first], getattr(case, first), names[second], getattr(case, second))
        inner.append(row(*(cell(para(words(text)), width) for text, width in zip(texts, small, strict=True))))
    sheet.date_xml = text_box(case.date_text)
    rows = [
        row(label("主题", "restart"), wide(para(theme_runs(sheet.tick, THEMES, case.themes)))),
        row(label("", "continue"), wide(para(words("（请在所选主题前划√，限选一项）", size=20)))),
        row(label(names["unit"]), wide(para(words(case.unit)))),
        row(label("联系信息"), wide(table(inner, small) + para(""))),
        row(label(names["title"]), wide(para(words(case.title)))),
        row(label("正文"), wide(hinted_body(sheet), top=True), height=5200),
        row(whole(promise_paragraphs(doc, sheet)), height=2300),
    ]
    doc.blocks += [table(rows, GRID), photo_paragraphs(doc, sheet)]
    footer(doc)


def text_box(text: str) -> str:
    """A run holding a text box, in the new way with the old one beside it as Word writes both."""
    inner = f"<w:txbxContent>{para(words(text))}</w:txbxContent>"
    shape = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="7" behindDoc="0" locked="0" '
        'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column">'
        '<wp:posOffset>2600000</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph">'
        '<wp:posOffset>-260000</wp:posOffset></wp:positionV><wp:extent cx="1800000" cy="300000"/><wp:wrapNone/>'
        '<wp:docPr id="88" name="文本框 88"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="1800000" cy="300000"/></a:xfrm><a:prstGeom prst="rect"/></wps:spPr>'
        f"<wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
    )
    old = f'<w:pict><v:shape style="width:140pt;height:24pt"><v:textbox>{inner}</v:textbox></v:shape></w:pict>'
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{shape}</w:drawing></mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


Layout = Callable[[WordFile, Sheet], None]


def word(sheet: Sheet, layout: Layout = original, *, font: str = "宋体", after: str = "") -> bytes:
    """A DOCX of the form in a layout; ``after`` is XML that follows the form (an annex)."""
    doc = WordFile(font=font)
    layout(doc, sheet)
    if after:
        doc.blocks.append(after)
    return doc.bytes()


def annex_after(lines: tuple[str, ...]) -> str:
    """An annex on a new page after the table: 附页 and its paragraphs."""
    page_break = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    text = "".join(para(words(line), indent=True) for line in lines)
    return page_break + para(words("附页", bold=True, size=28), align="center") + text


def annex_file(lines: tuple[str, ...]) -> bytes:
    """A second Word file with nothing but the annex."""
    doc = WordFile()
    doc.blocks.append(para(words("附页", bold=True, size=32), align="center"))
    doc.blocks += [para(words(line), indent=True) for line in lines]
    return doc.bytes()

"""The form of a call as a Word file with a content control for each field, blank or filled in."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm, Pt, RGBColor

from casepress.form.controls import element, run
from casepress.form.faces import ALTERNATIVES, ATTACHMENT, NOTE, TEXT, TITLE
from casepress.form.mark import payload, placed
from casepress.form.packing import finish
from casepress.form.rows import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casepaper.forms.rules import CallRules

VERSION: Final = "1"
_MARGINS: Final = {"top_margin": 20, "bottom_margin": 15, "left_margin": 25, "right_margin": 25}
_PAGE: Final = (210, 297)
NUMBER_STOP: Final = "7900"  # where the number ends, in twentieths of a point: left of the code


def blank_form(rules: CallRules) -> bytes:
    """The blank form of a call as DOCX: one A4 page, a content control for each field, tags as in ``FormField.tag``."""
    return filled_form(rules, {})


def filled_form(
    rules: CallRules, values: Mapping[str, str], *, number: str = "", revision: int = 1, proof: str = ""
) -> bytes:
    """The form as DOCX with values as in ``Field.value``: themes by key, dates YYYY-MM-DD, body lines by line feed.

    ``number`` is printed at the head, beside a QR code that holds it with the call, the ``revision`` and a ``proof``,
    and is kept as a document property beside the key of the call and the version of the form. The same arguments give
    the same bytes. A line with the organiser's contact is left to the caller.
    """
    document = Document()
    _set_up(document, rules, number)
    body = document.element.body
    section = body[-1]
    mark = payload(rules.key, number, revision, proof) if number else ""
    code = placed(document, mark) if mark else None
    for block in (*_head(rules, number, code), Sheet(rules, values).table(), *_foot(rules)):
        section.addprevious(block)
    properties = {"casecall.call": rules.key, "casecall.form": VERSION}
    numbered = {"casecall.number": number, "casecall.mark": mark} if number else {}
    return finish(_saved(document), properties | numbered)


def _head(rules: CallRules, number: str, code: Any) -> list[Any]:
    """附件 at the left, the number and its code at the right, and the title."""
    form = rules.form
    first = element("p", element("pPr", element("tabs", element("tab", val="right", pos=NUMBER_STOP))))
    first.append(run(form.attachment, ATTACHMENT))
    if number:
        first.append(element("r", element("tab")))
        first.append(run(f"编号：{number}", NOTE))
        first.append(code)
    spacing = element("spacing", before="80", after="160")
    title = element("p", element("pPr", spacing, element("jc", val="center")), run(form.title, TITLE))
    return [first, title]


def _foot(rules: CallRules) -> list[Any]:
    spacing = element("spacing", before="100")
    return [element("p", element("pPr", spacing), run(rules.form.note, NOTE))] if rules.form.note else []


def _set_up(document: Any, rules: CallRules, number: str) -> None:
    """Page, styles, fonts and the description of the document."""
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in _PAGE)
    for name, width in _MARGINS.items():
        setattr(section, name, Mm(width))
    section.header_distance = section.footer_distance = Mm(10)
    normal = document.styles["Normal"]
    properties = normal.element.get_or_add_rPr()
    properties.extend([*TEXT.properties(), element("lang", val="en-US", eastAsia="zh-CN")])
    normal.paragraph_format.space_after = Pt(0)
    faint = document.styles.add_style("PlaceholderText", WD_STYLE_TYPE.CHARACTER)
    faint.element.find(element("name").tag).set(element("x", val="").keys()[0], "Placeholder Text")
    faint.font.color.rgb = RGBColor(0x80, 0x80, 0x80)
    core = document.core_properties
    core.title, core.subject, core.author = rules.form.title, rules.title, rules.issuer
    core.comments, core.keywords, core.language, core.revision = "", number, "zh-CN", 1
    core.last_modified_by = rules.issuer
    core.created = core.modified = datetime.combine(rules.signed_on or rules.opens, time(8))
    _name_alternatives(document)


def _name_alternatives(document: Any) -> None:
    """Fonts to take where the named ones are not there."""
    for part in document.part.package.parts:
        if str(part.partname).endswith("/fontTable.xml"):
            fonts = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
                for name, other in ALTERNATIVES
            )
            part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())  # noqa: SLF001 - no other way in


def _saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()

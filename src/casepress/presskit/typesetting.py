"""The type of the kit's Word files: faces, paragraphs and tables as an editor's desk wants them; quiet, and A4."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from casepress.form.controls import element
from casepress.form.faces import ALTERNATIVES, Face
from casepress.form.packing import finish
from casepress.presskit.records import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

INK, GREY, RED, LINE = "1D2126", "565E68", "B5261E", "CFCBC0"
TITLE: Final = Face("方正小标宋简体", 20)
HEADING: Final = Face("黑体", 13, latin="黑体")
TEXT: Final = Face("仿宋_GB2312", 12)
SMALL: Final = Face("仿宋_GB2312", 10.5)
LABEL: Final = Face("黑体", 10.5, latin="黑体")
KAI: Final = Face("楷体_GB2312", 12)
FIGURE: Final = Face("方正小标宋简体", 26)
MAST: Final = Face("方正小标宋简体", 18)
_MARGINS: Final = {"top_margin": 28, "bottom_margin": 25, "left_margin": 28, "right_margin": 26}
WIDTH: Final = 156  # mm between the margins
TWIPS: Final = 56.693  # in a millimetre
_INSET: Final = "80"  # of the text of a cell, in twips


def words(text: str, face: Face = TEXT, *, colour: str = INK, wide: float = 0) -> Any:
    """A run of text; ``wide`` is space between characters in points."""
    properties = face.properties()
    size = properties.find(qn("w:sz"))
    size.addprevious(element("color", val=colour))
    if wide:
        size.addprevious(element("spacing", val=str(round(wide * 20))))
    piece = element("t")
    piece.text = clean(text)
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("r", properties, piece)


def paragraph(
    *runs: Any,
    align: str = "left",
    before: float = 0,
    after: float = 0,
    line: float = 22,
    indent: bool = False,
    keep: bool = False,
    level: int | None = None,
    rule: str = "",
) -> Any:
    """A paragraph: spaces and line pitch in points, ``indent`` by two characters, ``level`` of the outline from 0.

    ``rule`` is the colour of a rule below it.
    """
    properties = element("pPr")
    if keep:
        properties.append(element("keepNext"))
    if rule:
        properties.append(element("pBdr", element("bottom", val="single", sz="12", space="6", color=rule)))
    properties.append(
        element(
            "spacing", before=_twentieths(before), after=_twentieths(after), line=_twentieths(line), lineRule="exact"
        )
    )
    if indent:
        properties.append(element("ind", firstLineChars="200", firstLine="480"))
    properties.append(element("jc", val=align))
    if level is not None:
        properties.append(element("outlineLvl", val=str(level)))
    return element("p", properties, *runs)


def spread(text: str, face: Face, *, colour: str, wide: float) -> list[Any]:
    """Words with space between the characters and none behind the last, so that they end where the line ends."""
    return [words(text[:-1], face, colour=colour, wide=wide), words(text[-1:], face, colour=colour)]


def tabbed(left: Any, *right: Any, **more: Any) -> Any:
    """A line with something at either end."""
    made = paragraph(left, element("r", element("tab")), *right, **more)
    stop = element("tabs", element("tab", val="right", pos=str(round(WIDTH * TWIPS))))
    made.find(qn("w:pPr")).find(qn("w:spacing")).addprevious(stop)
    return made


def table(rows: Iterable[Sequence[Any]], *, widths: Sequence[float], head: bool = True, lines: bool = True) -> Any:
    """A table of cells, each a paragraph or several; ``widths`` in mm. The first row is repeated on each page."""
    borders = element("tblBorders")
    for side in ("top", "bottom", "insideH") if lines else ():
        borders.append(element(side, val="single", sz="4", space="0", color=LINE))
    properties = element(
        "tblPr",
        element("tblW", w=str(round(sum(widths) * TWIPS)), type="dxa"),
        element("tblInd", w=_INSET, type="dxa"),
        borders,
        element("tblLayout", type="fixed"),
        element("tblCellMar", *(element(side, w=_INSET, type="dxa") for side in ("left", "right"))),
    )
    columns = [str(round(one * TWIPS)) for one in widths]
    made = element("tbl", properties, element("tblGrid", *(element("gridCol", w=one) for one in columns)))
    for n, row in enumerate(rows):
        height = element("trPr", element("cantSplit"), *([element("tblHeader")] if head and n == 0 else []))
        made.append(element("tr", height, *(_cell(one, width) for one, width in zip(row, columns, strict=True))))
    return made


def page_number() -> Any:
    """The number of the page in the middle of the foot."""
    pieces = [element("r", SMALL.properties(), element("fldChar", fldCharType=kind)) for kind in ("begin", "end")]
    code = element("instrText")
    code.text = "PAGE"
    return paragraph(pieces[0], element("r", SMALL.properties(), code), pieces[1], align="center", line=14)


def document(blocks: Iterable[Any], *, title: str, author: str, day: date, foot: Sequence[Any] = ()) -> bytes:
    """A Word file of A4 pages with those blocks. The same arguments give the same bytes."""
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, width in _MARGINS.items():
        setattr(section, name, Mm(width))
    section.footer_distance = Mm(12)
    base = made.styles["Normal"].element.get_or_add_rPr()
    base.extend([*TEXT.properties(), element("lang", val="en-US", eastAsia="zh-CN")])
    body = made.element.body
    for block in blocks:
        body[-1].addprevious(block)
    below = section.footer._element  # noqa: SLF001 - no other way in
    below[:] = [*foot, page_number()]
    core = made.core_properties
    core.title, core.author, core.last_modified_by, core.language = clean(title)[:250], author, author, "zh-CN"
    core.comments, core.revision = "", 1
    core.created = core.modified = datetime.combine(day, time(8))
    _name_alternatives(made)
    out = BytesIO()
    made.save(out)
    return finish(out.getvalue(), {"casecall.document": "press"})


def _cell(content: Any, width: str) -> Any:
    blocks = content if isinstance(content, list) else [content]
    properties = element("tcPr", element("tcW", w=width, type="dxa"), element("vAlign", val="center"))
    return element("tc", properties, *blocks)


def _name_alternatives(made: Any) -> None:
    """Fonts to take where the named ones are not there."""
    for part in made.part.package.parts:
        if str(part.partname).endswith("/fontTable.xml"):
            fonts = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
                for name, other in ALTERNATIVES
            )
            part._blob = part.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())  # noqa: SLF001 - no other way in


def _twentieths(points: float) -> str:
    return str(round(points * 20))

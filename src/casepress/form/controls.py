"""Content controls of a Word form, as WordprocessingML: lines, dates, running text, tick boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from casepress.form.faces import TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from casepress.form.faces import Face

W14: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
CHECKED, UNCHECKED = "2611", "2610"
_BOX_FONT: Final = "Segoe UI Symbol"


def element(name: str, *children: Any, **values: str) -> Any:
    """An element of WordprocessingML with its children; keyword ``val`` becomes w:val, ``before`` w:before."""
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    for child in children:
        made.append(child)
    return made


def run(text: str, face: Face, *, style: str | None = None) -> Any:
    """A run of text in a face, which is left unsaid where it is that of the document; a line feed is a line break."""
    made = element("r")
    if style or face is not TEXT:
        made.append(face.properties(style=style))
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        words = element("t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(words)
    return made


def line_control(tag: str, alias: str, value: str, *, placeholder: str, face: Face) -> Any:
    """A control inside a line. Without a value it shows its placeholder."""
    kind = element("text", multiLine="1")
    return _control(_properties(tag, alias, face, empty=not value, kind=kind), [_words(value, placeholder, face)])


def date_control(tag: str, alias: str, value: str, *, day: date | None, placeholder: str, face: Face) -> Any:
    """A control for a day, written 2022年10月26日, with a calendar to pick it from. ``day`` is the value as a date."""
    kind = element("date")
    if day is not None:
        kind.set(qn("w:fullDate"), f"{day.isoformat()}T00:00:00Z")
    for name, setting in (("dateFormat", "yyyy年M月d日"), ("lid", "zh-CN"), ("storeMappedDataAs", "dateTime")):
        kind.append(element(name, val=setting))
    kind.append(element("calendar", val="gregorian"))
    return _control(_properties(tag, alias, face, empty=not value, kind=kind), [_words(value, placeholder, face)])


def text_control(tag: str, alias: str, paragraphs: Sequence[Any], *, empty: bool, face: Face) -> Any:
    """A control around whole paragraphs, in which everything may stand that Word can set."""
    return _control(_properties(tag, alias, face, empty=empty, kind=None), paragraphs)


def box_control(tag: str, alias: str, *, checked: bool, face: Face) -> Any:
    """A box to tick."""
    box = etree.Element(f"{{{W14}}}checkbox", nsmap={"w14": W14})
    for name, values in (
        ("checked", {"val": str(int(checked))}),
        ("checkedState", {"val": CHECKED, "font": _BOX_FONT}),
        ("uncheckedState", {"val": UNCHECKED, "font": _BOX_FONT}),
    ):
        child = etree.SubElement(box, f"{{{W14}}}{name}")
        for key, value in values.items():
            child.set(f"{{{W14}}}{key}", value)
    sign = chr(int(CHECKED if checked else UNCHECKED, 16))
    return _control(_properties(tag, alias, face, empty=False, kind=box), [run(sign, face.in_font(_BOX_FONT))])


def _control(properties: Any, content: Sequence[Any]) -> Any:
    return element("sdt", properties, element("sdtContent", *content))


def _words(value: str, placeholder: str, face: Face) -> Any:
    return run(value, face) if value else run(placeholder, face, style="PlaceholderText")


def _properties(tag: str, alias: str, face: Face, *, empty: bool, kind: Any) -> Any:
    """The properties of a control in the order of the schema; its id follows from its tag and so stays the same."""
    made = element("sdtPr")
    if face is not TEXT:
        made.append(face.properties())
    made.append(element("alias", val=alias))
    made.append(element("tag", val=tag))
    made.append(element("id", val=str(crc32(tag.encode()) & 0x7FFFFFFF)))
    made.append(element("lock", val="sdtLocked"))
    if empty:
        made.append(element("showingPlcHdr"))
    if kind is not None:
        made.append(kind)
    return made

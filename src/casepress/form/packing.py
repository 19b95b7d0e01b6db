"""The last hand on a Word file: custom properties put in, leavings of the template out, the same bytes always."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.oxml.ns import qn
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Mapping

_CUSTOM: Final = "docProps/custom.xml"
_CUSTOM_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_PROPERTIES_NAMESPACE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES_NAMESPACE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT_ID: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_LEAVINGS: Final = ("thumbnail", "customXml", "stylesWithEffects", "numbering", "webSettings")
_STYLES: Final = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "PlaceholderText"})
_THE_SAME_DAY: Final = (1980, 1, 1, 0, 0, 0)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_APP: Final = (
    f"{_HEAD}"
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Casecall</Application></Properties>"
)


def finish(data: bytes, properties: Mapping[str, str]) -> bytes:
    """A saved DOCX with custom properties and who made it, without a clock and without what the template left in it."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            if not any(one in name for one in _LEAVINGS):
                _write(target, name, _changed(name, source.read(name)))
        _write(target, _CUSTOM, _custom(properties))
    return out.getvalue()


def _changed(name: str, data: bytes) -> bytes:
    if name == "docProps/app.xml":
        return _APP.encode()
    if name == "[Content_Types].xml":
        entry = f'<Override PartName="/{_CUSTOM}" ContentType="{_CUSTOM_TYPE}"/>'
        return _without_leavings(data).replace(b"</Types>", f"{entry}</Types>".encode())
    if name == "_rels/.rels":
        relation = f'<Relationship Id="rIdCustom" Type="{_CUSTOM_RELATION}" Target="{_CUSTOM}"/>'
        return _without_leavings(data).replace(b"</Relationships>", f"{relation}</Relationships>".encode())
    if name == "word/_rels/document.xml.rels":
        return _without_leavings(data)
    return _few_styles(data) if name == "word/styles.xml" else data


def _without_leavings(data: bytes) -> bytes:
    """Relations or types of parts, without those of the parts that are left out."""
    root = etree.fromstring(data)
    for one in list(root):
        target = one.get("Target", "") + one.get("PartName", "")
        if any(leaving in target for leaving in _LEAVINGS):
            root.remove(one)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _few_styles(data: bytes) -> bytes:
    """The styles that the form uses; the template brings a hundred and sixty more, ten times the form itself."""
    root = etree.fromstring(data, etree.XMLParser(remove_blank_text=True))
    for one in root.findall(qn("w:style")) + root.findall(qn("w:latentStyles")):
        if one.get(qn("w:styleId")) not in _STYLES:
            root.remove(one)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _custom(properties: Mapping[str, str]) -> bytes:
    entries = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{number}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(sorted(properties.items()), start=2)
    )
    namespaces = f'xmlns="{_PROPERTIES_NAMESPACE}" xmlns:vt="{_TYPES_NAMESPACE}"'
    return f"{_HEAD}<Properties {namespaces}>{entries}</Properties>".encode()


def _write(target: ZipFile, name: str, data: bytes) -> None:
    info = ZipInfo(name, _THE_SAME_DAY)
    info.compress_type = ZIP_DEFLATED
    target.writestr(info, data)

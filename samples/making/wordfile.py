"""A DOCX written by hand: parts, pictures and nothing else, so that the reader is not tested against our own writer."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from PIL import Image

FIXED = (2022, 10, 8, 9, 30, 0)
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" mc:Ignorable="w14"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def zip_bytes(members: list[tuple[str, bytes]], *, stored: bool = False) -> bytes:
    """A zip whose bytes depend on its members alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, FIXED)
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()


@dataclass(slots=True)
class WordFile:
    """A document being written: ``blocks`` are its paragraphs and tables, ``pictures`` what they show."""

    font: str = "宋体"
    blocks: list[str] = field(default_factory=list)
    pictures: list[tuple[str, bytes]] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)

    def picture(self, name: str, data: bytes, *, width_mm: float, anchored: bool = False) -> str:
        """The run that shows a picture, in line with the text or floating over it as a pasted seal does."""
        self.pictures.append((name, data))
        number = len(self.pictures)
        with Image.open(io.BytesIO(data)) as image:
            wide, high = image.size
        across = int(width_mm * 36000)
        down = int(across * high / wide)
        graphic = (
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{escape(name)}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="rId{100 + number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        )
        size = f'<wp:extent cx="{across}" cy="{down}"/>'
        about = f'<wp:docPr id="{number}" name="图片 {number}"/>'
        if not anchored:
            return f"<w:r><w:drawing><wp:inline>{size}{about}{graphic}</wp:inline></w:drawing></w:r>"
        place = (
            '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>2100000</wp:posOffset>'
            '</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>-500000</wp:posOffset></wp:positionV>'
        )
        return (
            '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="9" '
            'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
            f"{place}{size}<wp:wrapNone/>{about}{graphic}</wp:anchor></w:drawing></w:r>"
        )

    def document(self) -> str:
        """The XML of the document part."""
        page = (
            '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
            '<w:pgMar w:top="1134" w:right="1247" w:bottom="1021" w:left="1247" w:header="720" '
            'w:footer="720" w:gutter="0"/>'
            "</w:sectPr>"
        )
        return f"{HEAD}<w:document {NAMESPACES}><w:body>{''.join(self.blocks)}{page}</w:body></w:document>"

    def _styles(self) -> str:
        font = escape(self.font)
        return (
            f"{HEAD}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
            f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
            '<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
            "</w:rPr></w:rPrDefault></w:docDefaults>"
            '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style></w:styles>'
        )

    def parts(self) -> list[tuple[str, str | bytes]]:
        """Every part of the package, the content types first."""
        kinds = "".join(
            f'<Default Extension="{one}" ContentType="{kind}"/>'
            for one, kind in (
                ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
                ("xml", "application/xml"), ("png", "image/png"), ("jpg", "image/jpeg"),
            )
        )  # fmt: skip
        word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        overrides = "".join(
            f'<Override PartName="/word/{one}.xml" ContentType="{word}.{kind}+xml"/>'
            for one, kind in (("document", "document.main"), ("styles", "styles"))
        )
        relations = f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>' + "".join(
            f'<Relationship Id="rId{101 + n}" Type="{OFFICE}/image" Target="media/{name}"/>'
            for n, (name, _) in enumerate(self.pictures)
        )
        parts: list[tuple[str, str | bytes]] = [
            ("[Content_Types].xml", f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{kinds}{overrides}</Types>'),
            (
                "_rels/.rels",
                _relationships(f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'),
            ),
            ("word/document.xml", self.document()),
            ("word/_rels/document.xml.rels", _relationships(relations)),
            ("word/styles.xml", self._styles()),
        ]
        return parts + [(f"word/media/{name}", data) for name, data in self.pictures]

    def bytes(self) -> bytes:
        """The package."""
        return zip_bytes([(name, data.encode() if isinstance(data, str) else data) for name, data in self.parts()])


def _relationships(inner: str) -> str:
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'

"""The QR code at the head of a filled form, by which a printed and stamped page finds back to its case."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import segno
from docx.oxml import parse_xml
from docx.shared import Mm

from casepaper.forms.marking import payload

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["SIDE", "mark_picture", "payload", "placed"]

SIDE: Final = 18.5  # millimetres with its quiet zone, the code itself above 15: a phone and a scan at 200 dpi read it
RIGHT, TOP = 185.0, 7.0  # millimetres from the left and the top of the page to its right and its upper edge
NAME: Final = "casecall-mark"
_SCALE, _QUIET = 5, 3  # pixels a square; squares of quiet zone
_ANCHOR: Final = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
     xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
     xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
     xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"
     xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0"
           layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>
<wp:extent cx="{side}" cy="{side}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="1" name="{name}" descr="{says}"/>
<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>
<pic:nvPicPr><pic:cNvPr id="1" name="{name}.png"/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>
</wp:anchor></w:drawing></w:r>"""
_SAYS: Final = "编号二维码"


def mark_picture(text: str) -> bytes:
    """The QR code of a mark as PNG in black and white, error level at least M. The same text gives the same bytes."""
    out = BytesIO()
    segno.make_qr(text, error="m", boost_error=True).save(out, kind="png", scale=_SCALE, border=_QUIET)
    return out.getvalue()


def placed(document: Document, text: str) -> Any:
    """A run that sets the code of a mark at the right of the head, over the margin, so that no line moves for it."""
    relation, _ = document.part.get_or_add_image(BytesIO(mark_picture(text)))
    values = {"left": int(Mm(RIGHT - SIDE)), "top": int(Mm(TOP)), "side": int(Mm(SIDE))}
    return parse_xml(_ANCHOR.format(relation=relation, name=NAME, says=_SAYS, **values))

"""Makes Word files, archives and letters for the tests out of as little as they need."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import crc32

from PIL import Image

from casepaper.records import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN_TYPE}"/></Types>'
)
MAIN = (
    '<Relationship Id="rId1" Target="word/document.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
)


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inside: str, properties: str = "") -> str:
    """A paragraph of runs or of plain texts."""
    runs = "".join(one if one.startswith("<") else r(one) for one in inside)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def tc(*inside: str, span: int = 1, merge: str = "", properties: str = "") -> str:
    """A cell of paragraphs or of plain texts."""
    blocks = "".join(one if one.startswith("<") else p(one) for one in inside) or p()
    wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{wide}{merged}{properties}</w:tcPr>{blocks}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row of cells or of plain texts."""
    return f"<w:tr>{properties}{''.join(one if one.startswith('<') else tc(one) for one in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def sdt(content: str, *, tag: str = "", alias: str = "", more: str = "") -> str:
    """A content control around anything."""
    names = (f'<w:alias w:val="{alias}"/>' if alias else "") + (f'<w:tag w:val="{tag}"/>' if tag else "")
    return f"<w:sdt><w:sdtPr>{names}{more}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def box(checked: bool, *, tag: str = "", alias: str = "") -> str:
    """A box to tick as Word 2010 makes it."""
    state = f'<w14:checkbox><w14:checked w14:val="{int(checked)}"/></w14:checkbox>'
    return sdt(r("☒" if checked else "☐"), tag=tag, alias=alias, more=state)


def document(body: str, head: str = "") -> str:
    """The XML of a document."""
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>'


def docx(body: str = "", *, parts: Mapping[str, str | bytes] | None = None, xml: str | None = None) -> bytes:
    """A Word file with that body; ``parts`` are further files in it."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{MAIN}</Relationships>',
        "word/document.xml": document(body) if xml is None else xml,
        **(parts or {}),
    }
    return zipped({name: data if isinstance(data, bytes) else data.encode() for name, data in files.items()})


def word(body: str = "", *, parts: Mapping[str, str | bytes] | None = None, xml: str | None = None) -> Source:
    """The same as a source."""
    return Source("表.docx", docx(body, parts=parts, xml=xml))


def picture_parts(**pictures: bytes) -> dict[str, str | bytes]:
    """Parts and relations of pictures by their ids."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relations = "".join(f'<Relationship Id="{one}" Type="{kind}" Target="media/{one}.png"/>' for one in pictures)
    spaces = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    made: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": f"<Relationships {spaces}>{relations}</Relationships>",
    }
    return made | {f"word/media/{one}.png": data for one, data in pictures.items()}


def png(width: int = 4, height: int = 3) -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, "PNG")
    return out.getvalue()


def huge_png() -> bytes:
    """A picture whose header says 200,000 by 200,000."""
    small = bytearray(png())
    small[16:24] = (200_000).to_bytes(4, "big") * 2
    small[29:33] = crc32(small[12:29]).to_bytes(4, "big")
    return bytes(small)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files by name."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def letter(headers: bytes, *parts: bytes, boundary: str = "=_b") -> bytes:
    """A letter: one part goes on with its own headers, several are a multipart."""
    if len(parts) == 1:
        return headers + parts[0]
    line = f"--{boundary}".encode()
    head = headers + f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def attached(name: bytes, data: bytes, *, more: bytes = b"") -> bytes:
    """A part with a file, its name as given in raw bytes."""
    head = b'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="' + name + b'"\r\n'
    return head + more + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(data)

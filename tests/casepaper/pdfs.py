"""PDF files written by hand for tests: text of a standard Chinese font at given places, pictures, loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 595, 842
Placed = tuple[float, float, str]


def pdf(*pages: Sequence[Placed], turned: int = 0, picture: bytes = b"", hidden: bool = False, size: int = 12) -> bytes:
    """A PDF whose pages hold texts at (x, y) in points from the top left; ``picture`` is a JPEG of 400 x 300."""
    objects: dict[int, bytes] = {}
    kids = " ".join(f"{10 + 2 * index} 0 R" for index in range(len(pages)))
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[2] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
    objects[3] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
    )
    objects[4] = (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000 "
        b"/W [1 [500 500] 3 94 500] "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
    )
    objects[5] = (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    resources = "/Font << /F1 3 0 R >>"
    if picture:
        head = "<< /Type /XObject /Subtype /Image /Width 400 /Height 300 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        objects[6] = f"{head}/Filter /DCTDecode /Length {len(picture)} >>\nstream\n".encode() + picture + b"\nendstream"
        resources += " /XObject << /P1 6 0 R >>"
    for index, page in enumerate(pages):
        mode = "3 Tr" if hidden else "0 Tr"
        shown = [f"BT {mode} /F1 {size} Tf {x} {HEIGHT - y - size} Td <{_hex(text)}> Tj ET" for x, y, text in page]
        if picture:
            shown.append("q 300 0 0 225 100 100 cm /P1 Do Q")
        stream = "\n".join(shown).encode()
        objects[10 + 2 * index] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {turned} "
            f"/Resources << {resources} >> /Contents {11 + 2 * index} 0 R >>"
        ).encode()
        objects[11 + 2 * index] = f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream"
    return written(objects)


def written(objects: dict[int, bytes]) -> bytes:
    """Objects as a file with its table."""
    out = b"%PDF-1.7\n"
    places = {}
    for number, data in sorted(objects.items()):
        places[number] = len(out)
        out += f"{number} 0 obj\n".encode() + data + b"\nendobj\n"
    start = len(out)
    last = max(objects) + 1
    out += f"xref\n0 {last}\n0000000000 65535 f \n".encode()
    for number in range(1, last):
        out += f"{places.get(number, 0):010d} 00000 {'n' if number in places else 'f'} \n".encode()
    return out + f"trailer\n<< /Size {last} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()

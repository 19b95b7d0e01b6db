"""Printing: a Word file by LibreOffice, a page of HTML by Chromium, and the pixels of the PDF that comes out.

Both programs are needed only to make the samples again. What they give is kept in a cache by the hash of what went in.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pdfium

if TYPE_CHECKING:
    from numpy.typing import NDArray

CACHE = Path(tempfile.gettempdir()) / "casecall-sample-prints"
DATED = b"D:20221008093000"


def _cached(data: bytes, suffix: str, make: str) -> Path:
    CACHE.mkdir(exist_ok=True)
    return CACHE / f"{hashlib.sha256(make.encode() + data).hexdigest()[:24]}{suffix}"


def by_office(data: bytes, to: str) -> bytes:
    """A Word file as LibreOffice saves it: ``pdf`` or ``doc``."""
    kept = _cached(data, f".{to}", "office-1")
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "form.docx"
            source.write_bytes(data)
            how = {"pdf": "pdf:writer_pdf_Export", "doc": "doc:MS Word 97"}[to]
            profile = f"-env:UserInstallation=file://{folder}/profile"
            command = ["soffice", profile, "--headless", "--convert-to", how, "--outdir", folder, str(source)]
            subprocess.run(command, check=True, capture_output=True, timeout=180)
            made = source.with_suffix(f".{to}").read_bytes()
        kept.write_bytes(_undated(made) if to == "pdf" else made)
    return kept.read_bytes()


def by_chromium(html: str) -> bytes:
    """A page of HTML printed to PDF by Chromium."""
    kept = _cached(html.encode(), ".pdf", "chromium-1")
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            page, out = Path(folder) / "form.html", Path(folder) / "form.pdf"
            page.write_text(html, encoding="utf-8")
            command = [
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer", f"--print-to-pdf={out}", page.as_uri(),
            ]  # fmt: skip
            subprocess.run(command, check=True, capture_output=True, timeout=180)
            kept.write_bytes(_undated(out.read_bytes()))
    return kept.read_bytes()


def _undated(pdf: bytes) -> bytes:
    """The same PDF with a fixed date and identifier of the same length, so that offsets stay true."""
    pdf = re.sub(rb"D:\d{14}", DATED, pdf)
    pdf = re.sub(rb"(/ID\s*\[\s*<)[0-9A-Fa-f]+(>\s*<)[0-9A-Fa-f]+", _same_length, pdf)
    return re.sub(rb"(/DocChecksum /)[0-9A-F]+", lambda m: m[1] + b"0" * (len(m[0]) - len(m[1])), pdf)


def _same_length(match: re.Match[bytes]) -> bytes:
    return re.sub(rb"<[0-9A-Fa-f]+", lambda one: b"<" + b"0" * (len(one[0]) - 1), match[0])


@dataclass(slots=True)
class Sheet:
    """A printed page: its pixels (RGB) and where some of its text stands, in pixels."""

    pixels: NDArray[np.uint8]
    places: dict[str, list[tuple[float, float, float, float]]]

    def place(self, text: str, n: int = 0) -> tuple[float, float, float, float]:
        """The box of the n-th occurrence of a text that was asked for when printing."""
        return self.places[text][n]


def sheets(pdf: bytes, *, dpi: int, find: tuple[str, ...] = ()) -> list[Sheet]:
    """The pages of a PDF as pixels, with the places of the texts in ``find``."""
    document = pdfium.PdfDocument(pdf)
    scale = dpi / 72
    found = []
    for page in document:
        pixels = np.asarray(page.render(scale=scale).to_pil().convert("RGB")).copy()
        text, high = page.get_textpage(), page.get_height()
        whole = text.get_text_range()
        places: dict[str, list[tuple[float, float, float, float]]] = {}
        for wanted in find:
            for match in re.finditer(re.escape(wanted), whole):
                left, bottom, _, top = text.get_charbox(match.start())
                right = text.get_charbox(match.end() - 1)[2]
                box = (left * scale, (high - top) * scale, right * scale, (high - bottom) * scale)
                places.setdefault(wanted, []).append(box)
        found.append(Sheet(pixels, places))
    document.close()
    return found

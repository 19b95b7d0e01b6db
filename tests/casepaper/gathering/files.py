"""Opened and read files made up for the tests of gathering."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from casepaper.gathering.roles import ReadFile
from casepaper.records import Line, Opened, Page, Seal
from tests.casepaper.papers import reading

if TYPE_CHECKING:
    from casepaper.records import Kind, Pixels, Reading

PAPER = np.full((400, 300, 3), 250, dtype=np.uint8)
SCENE = np.random.default_rng(1).integers(0, 255, (400, 300, 3), dtype=np.uint8)
TEXT = "公司在青川县建设云上大棚，组织培训三十六场，带动农户四百余户增收，受到当地群众欢迎，经验正在推广。"


def page(number: int, *lines: str, pixels: Pixels | None = PAPER) -> Page:
    height = 1 / (len(lines) + 1)
    placed = tuple(Line(text, (0.1, place * height, 0.9, place * height + 0.02)) for place, text in enumerate(lines))
    return Page(number, 300.0, 400.0, pixels=pixels, lines=placed, read_by="ocr")


def paged(
    name: str, *pages: Page, kind: Kind = "picture", form: Reading | None = None, sealed: bool = False
) -> ReadFile:
    opened = Opened(name, f"{name:0<64}"[:64], kind, pages=pages)
    return ReadFile(opened, form, (Seal(name, 1, (0.5, 0.8, 0.7, 0.9)),) if sealed else (), (300, 400))


def word(name: str, *paragraphs: str, form: Reading | None = None) -> ReadFile:
    return ReadFile(Opened(name, f"{name:0<64}"[:64], "docx", paragraphs=paragraphs), form)


def form_of(name: str, *, matched: int = 9, promise: bool | None = True, **values: str | None) -> Reading:
    return replace(reading(**values), file=name, matched=matched, promise=promise)


def jpeg(pixels: Pixels = SCENE, *, size: tuple[int, int] | None = None) -> bytes:
    image = Image.fromarray(pixels)
    out = BytesIO()
    (image.resize(size) if size else image).save(out, "JPEG")
    return out.getvalue()

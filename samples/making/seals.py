"""Seals of invented units: a ring, a star, the name around it; then the ink of a worn seal on paper."""

from __future__ import annotations

import io
import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Ink = NDArray[np.floating[Any]]
RED = (206, 32, 40)
SERIF = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"


def _star(draw: ImageDraw.ImageDraw, centre: float, radius: float) -> None:
    points = []
    for n in range(10):
        reach = radius if n % 2 == 0 else radius * 0.382
        angle = math.radians(-90 + 36 * n)
        points.append((centre + reach * math.cos(angle), centre + reach * math.sin(angle)))
    draw.polygon(points, fill=255)


def _around(
    canvas: Image.Image, text: str, *, radius: float, sweep: float, size: tuple[int, int], below: bool = False
) -> None:
    """Write characters round the centre, heads outward; a serial stands below with its heads inward."""
    side = canvas.size[0]
    wide, high = size
    font = ImageFont.truetype(SERIF, high, index=2)
    step = sweep / max(len(text) - 1, 1)
    for n, char in enumerate(text):
        glyph = Image.new("L", (high * 2, high * 2), 0)
        ImageDraw.Draw(glyph).text((high, high), char, font=font, fill=255, anchor="mm")
        glyph = glyph.resize((wide * 2, high * 2), Image.Resampling.LANCZOS)
        offset = -sweep / 2 + step * n
        angle = 90 + offset if below else -90 + offset
        if below:
            angle = 90 - offset
        turn = -(angle + 90) if not below else -(angle - 90)
        turned = glyph.rotate(turn, expand=True, resample=Image.Resampling.BICUBIC)
        x = side / 2 + radius * math.cos(math.radians(angle)) - turned.size[0] / 2
        y = side / 2 + radius * math.sin(math.radians(angle)) - turned.size[1] / 2
        canvas.paste(255, (round(x), round(y)), turned)


def seal_ink(unit: str, *, side: int = 500, serial: str = "3399000012345") -> Ink:
    """The print of a clean seal: how much ink at each point, 0 to 1, ``side`` pixels across."""
    big = side * 2
    canvas = Image.new("L", (big, big), 0)
    draw = ImageDraw.Draw(canvas)
    ring = round(big * 0.026)
    draw.ellipse((4, 4, big - 5, big - 5), outline=255, width=ring)
    _star(draw, big / 2, big * 0.15)
    sweep = min(272, 26 * len(unit) + 10)
    high = round(big * 0.125)
    room = math.radians(sweep) * big * 0.385 / max(len(unit), 1)
    _around(canvas, unit, radius=big * 0.395, sweep=sweep, size=(min(high, round(room * 0.96)), high))
    if serial and len(unit) <= 16:
        _around(canvas, serial, radius=big * 0.425, sweep=58, size=(round(big * 0.026), round(big * 0.045)), below=True)
    return np.asarray(canvas.resize((side, side), Image.Resampling.LANCZOS), dtype=np.float32) / 255


def worn(ink: Ink, random: np.random.Generator, *, wear: float = 0.3, turn: float = 0.0) -> Ink:
    """The ink as a used seal leaves it: blotches, a faint side, grain; ``wear`` 0 is fresh and 1 hardly there."""
    side = ink.shape[0]
    field = cv2.GaussianBlur(random.random((side, side)).astype(np.float32), (0, 0), side / 28)
    field = (field - field.min()) / (np.ptp(field) + 1e-6)
    fine = cv2.GaussianBlur(random.random((side, side)).astype(np.float32), (0, 0), 1.1)
    fine = (fine - fine.min()) / (np.ptp(fine) + 1e-6)
    angle = random.uniform(0, 2 * math.pi)
    down, across = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    slope = 0.5 + 0.5 * (across * math.cos(angle) + down * math.sin(angle)) / 1.5
    left = 1 - wear * (0.45 * field + 0.35 * slope) - wear * 0.75 * (fine > 0.62)
    about = cv2.getRotationMatrix2D((side / 2, side / 2), turn, 1.0)
    turned = cv2.warpAffine((ink * np.clip(left, 0, 1)).astype(np.float32), about, (side, side))
    return np.clip(cv2.GaussianBlur(turned, (0, 0), 0.7), 0, 1)


def press(page: NDArray[np.uint8], ink: Ink, at: tuple[int, int], *, colour: tuple[int, int, int] = RED) -> None:
    """Put ink on a page (RGB, in place) with its centre at (x, y); what is printed shows through."""
    side = ink.shape[0]
    left, top = at[0] - side // 2, at[1] - side // 2
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + side, page.shape[1]), min(top + side, page.shape[0])
    part = page[y0:y1, x0:x1].astype(np.float32)
    amount = ink[y0 - top : y1 - top, x0 - left : x1 - left, None] * 0.86
    page[y0:y1, x0:x1] = (part * (1 - amount + amount * np.array(colour, np.float32) / 255)).astype(np.uint8)


def seal_picture(unit: str, seed: int, *, side: int = 420) -> bytes:
    """A cut-out scan of a seal as people paste it into Word: PNG on transparent ground."""
    random = np.random.default_rng(seed)
    ink = worn(seal_ink(unit, side=side), random, wear=0.2, turn=random.uniform(-12, 12))
    pixels = np.zeros((side, side, 4), np.uint8)
    pixels[..., :3] = RED
    pixels[..., 3] = (ink * 235).astype(np.uint8)
    image = Image.fromarray(pixels).quantize(64, method=Image.Quantize.FASTOCTREE)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()

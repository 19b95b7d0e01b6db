"""What happens to a printed page on its way: ticks by hand, a seal, the scanner, the telephone's camera, the fax."""

from __future__ import annotations

import io
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from samples.making.seals import press, seal_ink, worn

Pixels = NDArray[np.uint8]
Light = NDArray[np.floating[Any]]
BLUE_BLACK = (38, 42, 74)


def tick_by_hand(
    page: Pixels, box: tuple[float, float, float, float], random: np.random.Generator, *, way: str = "tick"
) -> None:
    """A mark of a pen in or over a printed box: ``tick``, ``cross`` or ``fill``."""
    x0, y0, x1, y1 = box
    wide = max(x1 - x0, y1 - y0)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    lines = {
        "tick": [[(-0.42, -0.02), (-0.1, 0.36), (0.66, -0.62)]],
        "cross": [[(-0.4, -0.4), (0.42, 0.4)], [(0.4, -0.42), (-0.42, 0.4)]],
        "fill": [[(-0.3, -0.3 + n * 0.1), (0.3, -0.3 + n * 0.1)] for n in range(7)],
    }[way]
    thick = max(2, round(wide * (0.2 if way == "fill" else 0.1)))
    for line in lines:
        shaky = np.array(line) + random.uniform(-0.06, 0.06, (len(line), 2))
        points = (np.array((x, y)) + shaky * wide).astype(np.int32)
        cv2.polylines(page, [points], isClosed=False, color=BLUE_BLACK, thickness=thick, lineType=cv2.LINE_AA)


def stamp(
    page: Pixels, unit: str, at: tuple[float, float], random: np.random.Generator, *, dpi: int, wear: float = 0.3
) -> None:
    """A seal of 42 mm pressed at a point of the page."""
    side = round(42 / 25.4 * dpi)
    ink = worn(seal_ink(unit, side=side), random, wear=wear, turn=float(random.uniform(-25, 25)))
    press(page, ink, (round(at[0]), round(at[1])))


def scan(
    page: Pixels, random: np.random.Generator, *, tilt: float = 0.4, grey: bool = False, noise: float = 2.2
) -> Pixels:
    """The page off a flatbed: a little askew, off-white, soft, a darker edge, a few specks."""
    high, wide = page.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), float(random.uniform(-tilt, tilt)), 1.0)
    moved = cv2.warpAffine(page, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(252, 252, 250))
    soft: Light = cv2.GaussianBlur(moved, (0, 0), 0.6).astype(np.float32)
    soft = 18 + soft * (np.array((247, 247, 243), np.float32) - 18) / 255
    soft *= (1 - 0.035 * np.linspace(0, 1, wide, dtype=np.float32) ** 8)[None, :, None]
    for _ in range(14):
        at = (int(random.integers(wide)), int(random.integers(high)))
        cv2.circle(soft, at, 1, (120, 120, 120), -1)
    if grey:
        soft = np.repeat(cv2.cvtColor(soft, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    soft += cv2.GaussianBlur(random.normal(0, noise, soft.shape[:2]).astype(np.float32), (0, 0), 0.8)[..., None]
    return np.clip(soft, 0, 255).astype(np.uint8)


def photograph(
    page: Pixels, random: np.random.Generator, *, size: tuple[int, int], lean: float = 0.05, shadow: float = 0.45
) -> Pixels:
    """The page on a desk as a telephone sees it: leaning, lit warmly from one side, a hand's shadow across."""
    wide, high = size
    desk = _desk(size, random)
    ratio = page.shape[0] / page.shape[1]
    across = wide * 0.86
    down = min(across * ratio, high * 0.95)
    across = down / ratio
    x0, y0 = (wide - across) / 2, (high - down) / 2
    corners = [(x0, y0), (x0 + across, y0), (x0 + across, y0 + down), (x0, y0 + down)]
    leaning = np.array(corners) + random.uniform(-lean, lean, (4, 2)) * across * 0.55
    target = np.clip(leaning, 4, (wide - 4, high - 4)).astype(np.float32)
    source = np.array([(0, 0), (page.shape[1], 0), (page.shape[1], page.shape[0]), (0, page.shape[0])], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    laid = cv2.warpPerspective(page, matrix, size, flags=cv2.INTER_AREA).astype(np.float32)
    inside = cv2.warpPerspective(np.full(page.shape[:2], 255, np.uint8), matrix, size).astype(np.float32) / 255
    rim = cv2.GaussianBlur(inside, (0, 0), wide / 160)[..., None]
    picture = (
        desk * (1 - 0.35 * rim) * (1 - inside[..., None]) + laid * np.array((0.97, 0.945, 0.9)) * inside[..., None]
    )
    picture = picture * _light(size, random, shadow=shadow)[..., None]
    picture = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), wide / 3400)
    picture += cv2.GaussianBlur(random.normal(0, 3.0, picture.shape).astype(np.float32), (0, 0), 0.9)
    seen: Pixels = np.clip(picture, 0, 255).astype(np.uint8)
    return seen


def _desk(size: tuple[int, int], random: np.random.Generator) -> Light:
    wide, high = size
    grain = cv2.GaussianBlur(
        random.normal(0, 1, (high // 4, wide // 4)).astype(np.float32), (0, 0), sigmaX=wide / 40, sigmaY=1.4
    )
    lines: Light = cv2.resize(grain / (np.abs(grain).max() + 1e-6), size)
    wood = np.array((142, 104, 72), np.float32) if random.uniform() < 0.6 else np.array((96, 100, 108), np.float32)
    return wood[None, None, :] * (1 + 0.22 * lines[..., None])


def _light(size: tuple[int, int], random: np.random.Generator, *, shadow: float) -> Light:
    wide, high = size
    down, across = np.mgrid[-1 : 1 : high * 1j, -1 : 1 : wide * 1j].astype(np.float32)
    angle = random.uniform(0, 2 * np.pi)
    light = 0.98 + 0.1 * (across * np.cos(angle) + down * np.sin(angle)) - 0.07 * (across**2 + down**2)
    edge = across * 0.55 + down + 0.12 * np.sin(across * 5 + angle) - 0.45
    dark = 1 / (1 + np.exp(-edge * 9))
    lit: Light = light * (1 - shadow * dark)
    return lit.astype(np.float32)


def fax(page: Pixels, random: np.random.Generator) -> Image.Image:
    """One bit a pixel, as a fax or a black-and-white copier sends it."""
    grey = cv2.cvtColor(scan(page, random, noise=14), cv2.COLOR_RGB2GRAY)
    return Image.fromarray(((grey > 150) * 255).astype(np.uint8)).convert("1")


def encoded(
    pixels: Pixels, kind: str = "JPEG", *, quality: int = 68, dpi: int | None = 200, orientation: int = 1
) -> bytes:
    """Pixels as the bytes of a picture file, with its resolution and, for a telephone, the EXIF orientation."""
    image = Image.fromarray(pixels)
    out = io.BytesIO()
    options: dict[str, object] = {"quality": quality}
    if kind == "PNG":
        image, options = (
            image.quantize(40, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE),
            {"optimize": True},
        )
    if kind == "TIFF":
        options = {"compression": "jpeg", "quality": quality}
    if dpi:
        options["dpi"] = (dpi, dpi)
    if orientation != 1 and kind == "JPEG":
        exif = Image.Exif()
        exif[0x0112], exif[0x010F] = orientation, "Yunxiu"
        options["exif"] = exif
    image.save(out, kind, **options)
    return out.getvalue()


def scanned_pdf(pages: list[bytes], *, dpi: int = 200) -> bytes:
    """A PDF as a scanner writes it: one JPEG a page and no text."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for jpeg in pages:
        with Image.open(io.BytesIO(jpeg)) as image:
            wide, high = image.size
        space = b"/DeviceGray" if image.mode == "L" else b"/DeviceRGB"
        first = len(objects) + 1
        box = f"{wide * 72 / dpi:.2f} {high * 72 / dpi:.2f}"
        draw = f"q {box.split(maxsplit=1)[0]} 0 0 {box.split()[1]} 0 0 cm /Im0 Do Q".encode()
        kids.append(f"{first} 0 R")
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {box}] /Contents {first + 1} 0 R "
            f"/Resources << /XObject << /Im0 {first + 2} 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(draw), draw),
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 "
            b"/Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (wide, high, space, len(jpeg), jpeg),
        ]
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>".encode()
    return pdf_of(objects)


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1, the first being the catalogue."""
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)

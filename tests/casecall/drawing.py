"""Draws a stamped form as a scanner would have left it, and tells where each value stands on it."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casepaper.records import Box

WIDTH, HEIGHT = 1240, 1754  # A4 at 150 dpi
LEFT, RIGHT, TOP = 120, 1120, 300
INK, RED = (28, 28, 34), (196, 40, 34)
FACES = {
    "print": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",),
    "hand": (
        "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
        "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as JPEG with the places of its values and of its seal."""

    jpeg: bytes
    boxes: Mapping[str, Box]
    seal: Box | None


@dataclass
class _Sheet:
    image: Image.Image
    pen: ImageDraw.ImageDraw
    boxes: dict[str, Box] = field(default_factory=dict)

    def cell(self, where: tuple[int, int, int, int], text: str, *, key: str = "", face: str = "hand") -> None:
        """A cell with its text in the middle."""
        self.pen.rectangle(where, outline=INK, width=3)
        font = _font(face, 27)
        middle = ((where[0] + where[2]) / 2, (where[1] + where[3]) / 2)
        self.pen.text(middle, text, font=font, fill=INK, anchor="mm")
        if key == "body":
            self.boxes[key] = _share((where[0] + 8, where[1] + 8, where[2] - 8, where[3] - 8))
        elif key:
            x0, y0, x1, y1 = self.pen.textbbox(middle, text or "　　", font=font, anchor="mm")
            self.boxes[key] = _share((round(x0) - 6, round(y0) - 6, round(x1) + 6, round(y1) + 6))


def draw_form(values: Mapping[str, str], *, themes: Mapping[str, str], seal: str = "") -> Drawn:
    """The form with those values (theme by key), sealed by a name where one is given."""
    image = Image.new("RGB", (WIDTH, HEIGHT), (251, 250, 246))
    sheet = _Sheet(image, ImageDraw.Draw(image))
    sheet.pen.text((WIDTH / 2, 200), "履责实践案例申报表", font=_font("print", 48), fill=INK, anchor="mm")
    sheet.cell((LEFT, TOP, RIGHT, TOP + 74), "", key="theme", face="print")
    for n, (key, label) in enumerate(themes.items()):
        _tick(sheet, (LEFT + 70 + n * 310, TOP + 26), label, ticked=key == values.get("theme"))
    _rows(sheet, values)
    _promise(sheet, values)
    stamp = _stamp(sheet, seal) if seal else None
    return Drawn(_scanned(image), sheet.boxes, stamp)


@lru_cache
def draw_photo(n: int, *, size: tuple[int, int] = (1200, 800)) -> bytes:
    """A picture that may pass for a photo of hills in some light, another for each number."""
    width, height = size
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    tints = np.array([[210, 190, 150], [150, 190, 210], [190, 205, 170], [205, 170, 165]])[n % 4]
    pixels = np.repeat(tints[None, None, :], height, 0).repeat(width, 1).astype(float) * (1.15 - 0.35 * down[..., None])
    for depth in range(4):
        edge = 0.45 + 0.13 * depth + 0.06 * np.sin((2 + depth) * np.pi * across[0] + 1.7 * n + depth)
        pixels[down > edge[None, :]] = tints * (0.72 - 0.15 * depth)
    return _jpeg(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), quality=86)


def _tick(sheet: _Sheet, at: tuple[int, int], label: str, *, ticked: bool) -> None:
    x, y = at
    sheet.pen.rectangle((x, y, x + 22, y + 22), outline=INK, width=2)
    if ticked:
        sheet.boxes["theme"] = _share((x - 8, y - 8, x + 44 + 27 * len(label), y + 30))
        sheet.pen.line((x + 4, y + 4, x + 18, y + 18), fill=INK, width=2)
        sheet.pen.line((x + 18, y + 4, x + 4, y + 18), fill=INK, width=2)
    sheet.pen.text((x + 36, y + 11), label, font=_font("print", 27), fill=INK, anchor="lm")


def _rows(sheet: _Sheet, values: Mapping[str, str]) -> None:
    y, high, split, middle, third = TOP + 74, 74, LEFT + 180, LEFT + 490, LEFT + 640
    for left, right in ((("unit", "申报单位"), None), (("contact", "联系人"), ("position", "职务")),
                        (("phone", "联系电话"), ("email", "邮箱")), (("title", "案例名称"), None)):  # fmt: skip
        sheet.cell((LEFT, y, split, y + high), left[1], face="print")
        sheet.cell((split, y, middle if right else RIGHT, y + high), values.get(left[0], ""), key=left[0])
        if right:
            sheet.cell((middle, y, third, y + high), right[1], face="print")
            sheet.cell((third, y, RIGHT, y + high), values.get(right[0], ""), key=right[0])
        y += high
    body = (LEFT, y, RIGHT, y + 700)
    sheet.cell(body, "", key="body")
    hint = "（500字以内，包括事件背景、发生时间、地点、具体参与人员、所做具体事迹、案例效果等）"
    sheet.pen.text((LEFT + 18, y + 16), hint, font=_font("hand", 21), fill=INK)
    lines = [line for text in values.get("body", "").splitlines() for line in _wrapped("　　" + text, 37)]
    for n, line in enumerate(lines[:16]):
        sheet.pen.text((LEFT + 20, y + 58 + n * 40), line, font=_font("hand", 26), fill=INK)


def _promise(sheet: _Sheet, values: Mapping[str, str]) -> None:
    top = TOP + 74 * 5 + 700
    sheet.pen.rectangle((LEFT, top, RIGHT, top + 300), outline=INK, width=3)
    text = (
        "本单位承诺：\n　　所申报案例文字材料及图片均真实有效，所有案例参与人员均为本单位人员，"
        "申报\n案例同意由中国通信企业协会社会责任工作委员会作为素材进行宣传和报道使用。"
    )
    sheet.pen.multiline_text((LEFT + 20, top + 16), text, font=_font("hand", 26), fill=INK, spacing=14)
    sheet.pen.text((660, top + 184), "单位盖章：（公章）", font=_font("hand", 26), fill=INK)
    sheet.pen.text((660, top + 240), f"日　期：{values.get('date', '')}", font=_font("hand", 26), fill=INK)
    sheet.boxes["date"] = _share((650, top + 232, RIGHT - 10, top + 284))


def _stamp(sheet: _Sheet, name: str) -> Box:
    """A round seal with the name on its rim and a star in the middle."""
    radius, size = 118, 250
    stamp = Image.new("RGBA", (size, size))
    pen = ImageDraw.Draw(stamp)
    pen.ellipse((7, 7, size - 7, size - 7), outline=(*RED, 230), width=7)
    star = [_on_circle(size / 2, 36 if n % 2 == 0 else 15, 36 * n) for n in range(10)]
    pen.polygon(star, fill=(*RED, 230))
    for n, letter in enumerate(name):
        angle = -130 + 260 * n / max(len(name) - 1, 1)
        tile = Image.new("RGBA", (40, 40))
        ImageDraw.Draw(tile).text((20, 20), letter, font=_font("print", 24), fill=(*RED, 230), anchor="mm")
        x, y = _on_circle(size / 2, radius - 24, angle)
        turned = tile.rotate(-angle, resample=Image.Resampling.BICUBIC)
        stamp.alpha_composite(turned, (round(x - 20), round(y - 20)))
    corner = (790, TOP + 74 * 5 + 700 + 62)
    sheet.image.paste(stamp, corner, stamp)
    return _share((*corner, corner[0] + size, corner[1] + size))


def _on_circle(middle: float, radius: float, degrees: float) -> tuple[float, float]:
    turn = math.radians(degrees)
    return middle + radius * math.sin(turn), middle - radius * math.cos(turn)


def _scanned(image: Image.Image) -> bytes:
    """The grain and the grey of a scanner; always the same."""
    grain = np.random.default_rng(7).normal(0, 3.2, (HEIGHT, WIDTH, 1))
    return _jpeg(Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8)), quality=78)


def _jpeg(image: Image.Image, *, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _wrapped(text: str, most: int) -> list[str]:
    return [text[at : at + most] for at in range(0, len(text), most)]


def _share(where: tuple[int, int, int, int]) -> Box:
    return (where[0] / WIDTH, where[1] / HEIGHT, where[2] / WIDTH, where[3] / HEIGHT)


@lru_cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    found = next((path for path in FACES[face] if Path(path).exists()), None)
    return ImageFont.truetype(found, size) if found else ImageFont.load_default(size)

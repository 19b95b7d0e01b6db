"""Pages drawn for tests: a filled form by its own measures, a seal, and the tilt or perspective of a photo of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, pi, radians, sin
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from casepaper.records import Pixels

RED = (200, 30, 45)
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
)
PROMISE = (
    "所申报案例文字材料及图片均真实有效，所有案例参与人员均为本单位人员，申",
    "报案例同意由中国通信企业协会社会责任工作委员会作为素材进行宣传和报道使用。",
)


@dataclass(frozen=True)
class Filled:
    """What is written on a drawn form."""

    theme: int = 1
    unit: str = "云岭测试通信有限公司"
    contact: str = "李晓明"
    position: str = "综合部主任"
    phone: str = "0871-65550123"
    email: str = "bangong@yunling.cn"
    title: str = "云上课堂走进青山村"
    body: tuple[str, ...] = (
        "　　2022年3月，云岭公司在青山县建设云上课堂，为12所乡村小学接通宽带网",
        "络，配备教学终端286台，组织志愿教师开展线上授课，覆盖学生3100余人。",
        "　　同年9月，课堂延伸到村民夜校，累计培训村民1,260人次，受到当地好评。",
    )
    date: str = "2022年10月18日"


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """A font with Han characters; tests that draw text need one (fonts-noto-cjk)."""
    found = next((one for one in FONTS if Path(one).exists()), None)
    assert found, "Tests of OCR draw their pages: install fonts-noto-cjk."
    return ImageFont.truetype(found, size)


def form_page(filled: Filled, *, seal: tuple[int, int, int] | None = RED, dpi: int = 200) -> Pixels:
    """A filled form on A4, ruled, with the themes' boxes drawn and the seal over the date."""
    scale = dpi / 100
    image = Image.new("RGB", (round(827 * scale), round(1169 * scale)), "white")
    draw = ImageDraw.Draw(image)

    def text(x: float, y: float, words: str, size: float = 15) -> None:
        draw.text((x * scale, y * scale), words, "black", font(round(size * scale)))

    def box(x0: float, y0: float, x1: float, y1: float) -> None:
        draw.rectangle((x0 * scale, y0 * scale, x1 * scale, y1 * scale), outline="black", width=max(1, round(scale)))

    text(270, 60, "履责实践案例申报表", 30)
    box(80, 130, 750, 170)
    for index, theme in enumerate(("助力乡村振兴", "消除数字鸿沟", "绿色低碳发展")):
        left = 110 + 215 * index
        box(left, 143, left + 15, 158)
        if index == filled.theme:
            stroke = [(left + 2, 150), (left + 6, 156), (left + 15, 141)]
            draw.line([(x * scale, y * scale) for x, y in stroke], fill="black", width=round(2 * scale))
        text(left + 22, 140, theme)
    rows = (
        ("申报单位", filled.unit, None, None),
        ("联系人", filled.contact, "职务", filled.position),
        ("联系电话", filled.phone, "邮箱", filled.email),
        ("案例名称", filled.title, None, None),
    )
    for index, (label, value, other, second) in enumerate(rows):
        top = 170 + 40 * index
        box(80, top, 200, top + 40)
        text(105, top + 10, label)
        box(200, top, 750 if other is None else 410, top + 40)
        text(225, top + 10, value)
        if other is not None and second is not None:
            box(410, top, 510, top + 40)
            text(440, top + 10, other)
            box(510, top, 750, top + 40)
            text(525, top + 10, second)
    box(80, 330, 750, 780)
    text(95, 338, "（500字以内，包括事件背景、发生时间、地点、具体参与人员、所做具体事迹、案例效果等）", 13)
    for index, line in enumerate(filled.body):
        text(95, 366 + 26 * index, line, 18)
    box(80, 780, 750, 1040)
    text(95, 792, "本单位承诺：", 18)
    text(131, 820, PROMISE[0], 17)
    text(95, 846, PROMISE[1], 17)
    text(440, 900, "单位盖章：（公章）", 16)
    text(440, 940, f"日　期：{filled.date}", 16)
    text(80, 1050, "注：申报案例内容可自行添加附页", 14)
    page = np.array(image, np.uint8)
    return page if seal is None else stamped(page, (0.66, 0.81), ink=seal)


def stamped(page: Pixels, at: tuple[float, float], *, ink: tuple[int, int, int] = RED, width: float = 0.19) -> Pixels:
    """A page with a round seal (ring, star, marks along the rim) pressed on it; ``at`` and ``width`` in fractions."""
    height, across = page.shape[:2]
    layer = np.zeros((height, across), np.uint8)
    centre = (round(at[0] * across), round(at[1] * height))
    radius = width * across / 2
    cv2.circle(layer, centre, round(radius), 255, max(2, round(radius / 18)), cv2.LINE_AA)
    star = []
    for point in range(10):
        far = radius * (0.28 if point % 2 == 0 else 0.11)
        star.append((centre[0] + far * sin(point * pi / 5), centre[1] - far * cos(point * pi / 5)))
    cv2.fillPoly(layer, [np.array(star, np.int32)], 255, cv2.LINE_AA)
    for degrees in range(-120, 121, 20):
        x = centre[0] + 0.78 * radius * sin(radians(degrees))
        y = centre[1] - 0.78 * radius * cos(radians(degrees))
        side = radius * 0.09
        cv2.rectangle(layer, (round(x - side), round(y - side)), (round(x + side), round(y + side)), 255, 2)
        cv2.line(layer, (round(x), round(y - side)), (round(x), round(y + side)), 255, 2)
    share = (layer.astype(np.float32) / 255 * 0.85)[:, :, None]
    pressed = page * (1 - share) + np.minimum(page, np.array(ink, np.float32)) * share
    return np.asarray(pressed, np.uint8)


def tilted(page: Pixels, degrees: float) -> Pixels:
    """A page that was laid on the scanner askew."""
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), borderValue=(255, 255, 255)), np.uint8)


def photographed(page: Pixels) -> Pixels:
    """A page that was photographed from the side on a dark table."""
    height, width = page.shape[:2]
    size = (round(width * 1.15), round(height * 1.1))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[0.08, 0.06], [0.93, 0.03], [0.97, 0.9], [0.05, 0.97]], np.float32) * np.array(size, np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return np.asarray(cv2.warpPerspective(page, matrix, size, borderValue=(70, 60, 55)), np.uint8)

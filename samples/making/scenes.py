"""Photos of events that never were: fields with a tower, a hall of racks, a class of elders, all drawn and blurred."""

from __future__ import annotations

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]


def _ground(size: tuple[int, int], top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    wide, high = size
    slope = np.linspace(0, 1, high, dtype=np.float32)[:, None, None]
    pixels = np.array(top, np.float32) * (1 - slope) + np.array(bottom, np.float32) * slope
    return Image.fromarray(np.broadcast_to(pixels, (high, wide, 3)).astype(np.uint8).copy())


def _cloth(random: np.random.Generator, low: int, high: int) -> Colour:
    red, green, blue = (int(one) for one in random.integers(low, high, 3))
    return red, green, blue


def _person(draw: ImageDraw.ImageDraw, x: float, y: float, *, high: float, coat: Colour) -> None:
    head = high * 0.16
    draw.rounded_rectangle((x - high * 0.17, y - high * 0.66, x + high * 0.17, y), high * 0.08, fill=coat)
    draw.ellipse((x - head / 1.6, y - high, x + head / 1.6, y - high + head * 1.5), fill=(214, 174, 146))
    draw.pieslice((x - head / 1.5, y - high * 1.02, x + head / 1.5, y - high + head * 1.3), 180, 360, fill=(46, 40, 40))


def _fields(size: tuple[int, int], random: np.random.Generator) -> Image.Image:
    wide, high = size
    image = _ground(size, (150, 190, 226), (224, 232, 226))
    draw = ImageDraw.Draw(image)
    for layer in range(4):
        base = high * (0.40 + 0.09 * layer)
        steps = np.linspace(0, wide, 40)
        heights = base - np.abs(np.cumsum(random.normal(0, high * 0.012, 40))) * (1.6 - 0.3 * layer)
        colour = (96 - 14 * layer, 132 - 8 * layer, 112 - 22 * layer)
        draw.polygon([(0, high), *zip(steps.tolist(), heights.tolist(), strict=True), (wide, high)], fill=colour)
    for line in range(9):
        y = high * (0.72 + 0.032 * line)
        draw.line((0, y + 12, wide, y - 18 + 4 * line), fill=(70 + 5 * line, 118 + 6 * line, 52), width=9 + line)
    x, foot, peak = wide * random.uniform(0.6, 0.8), high * 0.74, high * 0.16
    for side in (-1, 1):
        draw.line((x + side * wide * 0.03, foot, x + side * wide * 0.006, peak), fill=(92, 96, 102), width=5)
    for n in range(12):
        t = n / 12
        reach = wide * (0.03 - 0.024 * t)
        y = foot + (peak - foot) * t
        draw.line((x - reach, y, x + reach, y - high * 0.045), fill=(110, 114, 120), width=3)
    draw.rectangle((x - 16, peak - 30, x + 16, peak + 26), fill=(228, 228, 230))
    for n in range(4):
        coat = _cloth(random, 40, 190)
        _person(draw, wide * (0.14 + 0.11 * n), high * random.uniform(0.88, 0.95), high=high * 0.25, coat=coat)
    return image


def _racks(size: tuple[int, int], random: np.random.Generator) -> Image.Image:
    wide, high = size
    image = _ground(size, (58, 64, 76), (24, 28, 36))
    draw = ImageDraw.Draw(image)
    middle = wide * random.uniform(0.46, 0.56)
    for side in (-1, 1):
        for n in range(6):
            near, far = wide * 0.5 * (0.72**n), wide * 0.5 * (0.72 ** (n + 1))
            tall, short = high * 0.55 * (0.80**n), high * 0.55 * (0.80 ** (n + 1))
            x0, x1 = middle + side * near, middle + side * far
            shade = 30 + 9 * n
            draw.polygon(
                [(x0, high * 0.5 - tall), (x1, high * 0.5 - short), (x1, high * 0.5 + short), (x0, high * 0.5 + tall)],
                fill=(shade, shade + 4, shade + 12), outline=(80, 86, 98),
            )  # fmt: skip
            for _ in range(26):
                t, u = random.uniform(0.08, 0.92), random.uniform(-0.9, 0.9)
                x, y = x0 + (x1 - x0) * t, high * 0.5 + (tall + (short - tall) * t) * u
                lamp = [(70, 220, 120), (80, 170, 250), (250, 190, 70)][int(random.integers(3))]
                draw.rectangle((x, y, x + 5, y + 3), fill=lamp)
    draw.polygon(
        [(middle - 50, high * 0.62), (middle + 50, high * 0.62), (wide * 0.9, high), (wide * 0.1, high)],
        fill=(96, 100, 108),
    )
    _person(draw, middle + wide * 0.07, high * 0.93, high=high * 0.42, coat=(44, 78, 140))
    return image


def _class(size: tuple[int, int], random: np.random.Generator) -> Image.Image:
    wide, high = size
    image = _ground(size, (232, 224, 208), (196, 178, 150))
    draw = ImageDraw.Draw(image)
    draw.rectangle(
        (wide * 0.3, high * 0.1, wide * 0.7, high * 0.42), fill=(40, 78, 110), outline=(230, 230, 230), width=8
    )
    draw.ellipse((wide * 0.42, high * 0.16, wide * 0.58, high * 0.36), fill=(120, 170, 196))
    draw.rectangle(
        (wide * 0.06, high * 0.08, wide * 0.2, high * 0.4), fill=(190, 214, 232), outline=(160, 140, 120), width=6
    )
    _person(draw, wide * 0.8, high * 0.62, high=high * 0.4, coat=(60, 110, 170))
    for line in range(3):
        y = high * (0.66 + 0.13 * line)
        draw.rectangle((wide * 0.04, y, wide * 0.96, y + high * 0.045), fill=(156 - 8 * line, 112 - 6 * line, 70))
        for n in range(5):
            x = wide * (0.13 + 0.18 * n) + random.uniform(-18, 18)
            coat = _cloth(random, 60, 200)
            _person(draw, x, y + high * 0.03, high=high * (0.18 + 0.02 * line), coat=coat)
            draw.rectangle((x + 22, y - 4, x + 40, y + 18), fill=(30, 34, 40))
    return image


SCENES = {"rural": _fields, "green": _racks, "digital-divide": _class}


def photo(theme: str, seed: int, *, size: tuple[int, int] = (1280, 960), quality: int = 74) -> bytes:
    """A JPEG of a scene that goes with the theme, a little soft and grainy as from a telephone."""
    random = np.random.default_rng(seed)
    drawn = np.asarray(SCENES[theme](size, random), np.float32)
    pixels = cv2.GaussianBlur(drawn, (0, 0), 1.3)
    grain = cv2.GaussianBlur(np.asarray(random.normal(0, 9, pixels.shape), np.float32), (0, 0), 1.0)
    down, across = np.mgrid[-1 : 1 : size[1] * 1j, -1 : 1 : size[0] * 1j]
    light = (1.04 - 0.16 * (across**2 + down**2))[..., None]
    image = Image.fromarray(np.clip(pixels * light + grain, 0, 255).astype(np.uint8))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()

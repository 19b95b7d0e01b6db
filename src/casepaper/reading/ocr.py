"""The OCR engine: finds the lines of a page and reads them, character by character. One a process, made lazily."""

from __future__ import annotations

import os
import sys
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from casepaper.records import Pixels

    Quad = NDArray[np.float32]

FIND_SIDE = 1500  # measured: larger finds nothing more and costs twice
HEIGHT = 48  # of a strip, as the reader was trained
WIDTH_STEP = 64  # strips are padded to multiples, so that the engine sees few shapes
LONGEST = 3200
BATCH = 6
VOTES = 16
DOUBTED = 0.5  # likelihood of a character that may not be there
DASHES = frozenset("-‐‑‒–—―−－")  # noqa: RUF001
NEARLY = 0.15  # likelihood of a character in a gap that may be there after all


@dataclass(frozen=True, slots=True)
class Char:
    """A character read, its likelihood, the next best one and its, and where it stands in the strip (0 to 1)."""

    text: str
    likely: float
    second: str
    second_likely: float
    at: float


@dataclass(frozen=True, slots=True)
class Strip:
    """What was read on one strip of a line."""

    chars: tuple[Char, ...] = ()
    missed: tuple[tuple[float, str], ...] = ()

    @property
    def text(self) -> str:
        """The characters as read."""
        return "".join(char.text for char in self.chars)

    @property
    def confidence(self) -> float:
        """The mean likelihood, 0 where nothing was read."""
        return sum(char.likely for char in self.chars) / len(self.chars) if self.chars else 0.0

    @property
    def strict(self) -> str:
        """The surer half of what was read."""
        return "".join(char.text for char in self.chars if char.likely >= DOUBTED)

    @property
    def generous(self) -> str:
        """What was read and what the reader nearly saw in the gaps."""
        return "".join(char for _, char in sorted([*((c.at, c.text) for c in self.chars), *self.missed]))

    @property
    def weakest(self) -> float:
        """The likelihood of the least sure character."""
        return min((char.likely for char in self.chars), default=0.0)


def reading_channel(pixels: Pixels) -> Pixels:
    """Give the red channel alone: the ink of seals turns white in it, black text stays."""
    return np.ascontiguousarray(pixels[:, :, 0])


def find_quads(grey: Pixels) -> list[Quad]:
    """Find lines of text on a grey page; each is four corners in pixels, clockwise from the top left."""
    height, width = grey.shape
    scale = min(1.0, FIND_SIDE / max(height, width))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    found = _detector()(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR))
    return [] if found.boxes is None else [np.asarray(quad, np.float32) / scale for quad in found.boxes]


def cut(grey: Pixels, quad: Quad) -> Pixels:
    """Cut a line out and lay it level, as a strip of the reader's height; a line that stands upright is laid down."""
    top, right, bottom, left = (float(np.linalg.norm(quad[i] - quad[(i + 1) % 4])) for i in range(4))
    width, height = max(top, bottom, 1.0), max(left, right, 1.0)
    corners = np.roll(quad, -1, axis=0) if height >= 1.5 * width else quad
    if corners is not quad:
        width, height = height, width
    across = int(min(LONGEST, max(16, round(width * HEIGHT / height))))
    target = np.array([[0, 0], [across, 0], [across, HEIGHT], [0, HEIGHT]], np.float32)
    if height > 1.5 * HEIGHT:  # shrinking by more than the filter reaches drops strokes
        grey, corners = _shrunk(grey, corners, HEIGHT / height)
    how = cv2.getPerspectiveTransform(np.ascontiguousarray(corners, np.float32), target)
    strip = cv2.warpPerspective(grey, how, (across, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, np.uint8)


def read_strips(strips: Sequence[Pixels]) -> list[Strip]:
    """Read strips of the reader's height; the answers are in the order of the strips."""
    answers: list[Strip] = [Strip()] * len(strips)
    order = sorted(range(len(strips)), key=lambda index: strips[index].shape[1])
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        widest = max(strips[index].shape[1] for index in batch)
        padded = -(-max(widest, 320) // WIDTH_STEP) * WIDTH_STEP
        block = np.zeros((len(batch), 3, HEIGHT, padded), np.float32)
        for row, index in enumerate(batch):
            block[row, :, :, : strips[index].shape[1]] = strips[index].astype(np.float32) / 127.5 - 1
        likelihoods = _reader().session(block)
        for row, index in enumerate(batch):
            answers[index] = _decode(likelihoods[row], padded / strips[index].shape[1])
    return answers


def upside_down(strips: Sequence[Pixels]) -> bool:
    """Say by vote of the longest strips whether lines stand on their heads; of one strip it is often wrong."""
    longest = sorted(strips, key=lambda strip: strip.shape[1], reverse=True)[:VOTES]
    if not longest:
        return False
    # The middle of a long line: squeezed whole into the classifier's window it would be a blur.
    parts = [cv2.cvtColor(strip[:, : 4 * HEIGHT], cv2.COLOR_GRAY2BGR) for strip in longest]
    votes = [label for label, _ in _classifier()(parts).cls_res]
    return sum("180" in label for label in votes) * 2 > len(votes)


def _shrunk(grey: Pixels, corners: Quad, shrink: float) -> tuple[Pixels, Quad]:
    """Cut the surroundings of a large line and shrink them evenly."""
    low = np.maximum(np.floor(corners.min(axis=0)) - 4, 0).astype(int)
    high = np.ceil(corners.max(axis=0)).astype(int) + 5
    part = grey[low[1] : high[1], low[0] : high[0]]
    small = cv2.resize(part, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    scale = np.array([small.shape[1] / part.shape[1], small.shape[0] / part.shape[0]])
    moved: Quad = ((corners - low) * scale).astype(np.float32)
    return np.asarray(small, np.uint8), moved


def _decode(likelihoods: NDArray[np.float32], stretch: float) -> Strip:
    """Turn the reader's likelihoods (steps, alphabet) into characters: repeats are one, the blank is none."""
    alphabet = _reader().postprocess_op.character
    best = likelihoods.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    chars: list[Char] = []
    missed: list[tuple[float, str]] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        index = int(best[start])
        run = likelihoods[start:end]
        if index == 0:
            gap = run[1:-1, 1:]
            step, near = np.unravel_index(gap.argmax(), gap.shape) if gap.size else (0, 0)
            if gap.size and gap[step, near] > NEARLY:
                missed.append(((start + 1 + int(step)) / len(best) * stretch, alphabet[int(near) + 1]))
            continue
        row = run[int(run[:, index].argmax())]
        close = [int(one) for one in np.argpartition(row, -3)[-3:] if one not in {index, 0}]
        second = max(close, key=lambda one: float(row[one]))
        at = min(1.0, (start + end) / 2 / len(best) * stretch)
        likely = float(row[index]) + (float(row[second]) if _same(alphabet[index], alphabet[second]) else 0.0)
        chars.append(Char(alphabet[index], likely, alphabet[second], float(row[second]), at))
    return Strip(tuple(chars), tuple(missed))


def _same(one: str, other: str) -> bool:
    """Whether two characters differ in width alone, or are both dashes: which of them it is does not matter."""
    return (one in DASHES and other in DASHES) or unicodedata.normalize("NFKC", one) == unicodedata.normalize(
        "NFKC", other
    )


@cache
def _engine() -> Any:
    """Make the engine once a process: its models come with the wheel, nothing is fetched and nothing is sent."""
    # OpenVINO counts its imports and sends the count away; without that package it uses its own silent stub.
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    from rapidocr import EngineType, RapidOCR  # lazy: a run over Word files alone shall not load models

    try:
        import openvino  # noqa: F401  # lazy: only to see whether it is to be had

        engine = EngineType.OPENVINO
    except ImportError:
        engine = EngineType.ONNXRUNTIME
    threads = max(1, min(4, os.cpu_count() or 1))
    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "error",
            "Det.engine_type": engine,
            "Rec.engine_type": engine,
            "Cls.engine_type": engine,
            "EngineConfig.openvino.inference_num_threads": threads,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        }
    )


@cache
def _detector() -> Any:
    return _engine()._load_det_model()  # noqa: SLF001  # the parts are asked for singly: strips are cut from the full page


@cache
def _reader() -> Any:
    return _engine()._load_rec_model()  # noqa: SLF001


@cache
def _classifier() -> Any:
    return _engine()._load_cls_model()  # noqa: SLF001

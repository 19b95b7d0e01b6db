"""A press kit of many photos while it is sent: how fast, and whether the memory stays flat."""

from __future__ import annotations

import io
import resource
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from bench.figures import Figure
from casecall.files.zipping import zipped_whole
from casepress.presskit.kit import files_of
from casepress.presskit.records import KitPhoto, KitStory, KitTopic
from casepress.presskit.release import release, shipped

if TYPE_CHECKING:
    from collections.abc import Iterable

CASES, PHOTOS, SHAPES = 100, 4, 4
SIZE = (4000, 3000)
FLAT_MB = 32
AT = datetime(2022, 12, 20, tzinfo=UTC)
MB = 1024 * 1024
TEXT = "高山果园一直没有网络信号，公司架设基站三座，服务 386 户。" * 12


def photo(seed: int) -> bytes:
    """A photo as a telephone takes it: twelve megapixels, with a place."""
    random = np.random.default_rng(seed)
    small = Image.fromarray(random.integers(0, 255, (SIZE[1] // 8, SIZE[0] // 8, 3), dtype=np.uint8))
    grain = random.integers(-9, 9, (SIZE[1], SIZE[0], 3), dtype=np.int16)
    large = np.asarray(small.resize(SIZE, Image.Resampling.BICUBIC), dtype=np.int16)
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (25.0, 4.0, 12.0)})
    out = io.BytesIO()
    Image.fromarray((large + grain).clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=92, exif=exif)
    return out.getvalue()


def topic() -> KitTopic:
    """A hundred cases with four photos each."""
    stories = tuple(
        KitStory(
            f"LZ2022-{n:04d}", f"lz2022-{n:04d}", "rural", f"星衢通信集团第{n}分公司", f"案例{n}", (TEXT,),
            photos=tuple(KitPhoto(f"{(n + m) % SHAPES}", f"图{m}") for m in range(PHOTOS)),
        )
        for n in range(CASES)
    )  # fmt: skip
    return KitTopic(
        slug="lz-2022", title="专题", headline="", lead=("导语。",), call="征集", call_number="", issuer="协会",
        organiser="", day=date(2022, 12, 20), themes=(("rural", "助力乡村振兴"),), stories=stories,
    )  # fmt: skip


def held_mb() -> float:
    """The memory that this process holds now, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / MB


def send(entries: Iterable[tuple[str, bytes]]) -> tuple[float, float, float, float]:
    """Send a kit: MB, seconds, and the most memory in MB while the first tenth and while the rest was sent."""
    sent, early, late, started = 0, 0.0, 0.0, time.perf_counter()
    files = ((path, AT, data) for path, data in entries)
    for n, piece in enumerate(zipped_whole(files)):
        sent += len(piece)
        held = held_mb()
        late = max(late, held)
        if n < CASES * PHOTOS // 10:
            early = max(early, held)
    return sent / MB, time.perf_counter() - started, early, late


def measure() -> list[Figure]:
    """The kit, beside the same photos sent as they are and one that is coded anew."""
    kept, made, form = {str(n): photo(n) for n in range(SHAPES)}, topic(), shipped()
    names = [one.sha256 for story in made.stories for one in story.photos]
    plain_mb, plain_s, *_ = send((f"{n}.jpg", bytes(bytearray(kept[name]))) for n, name in enumerate(names))
    mb, seconds, early, late = send(files_of(made, form, lambda name: bytes(bytearray(kept[name]))))
    started = time.perf_counter()
    with Image.open(io.BytesIO(kept["0"])) as image:
        image.save(io.BytesIO(), "JPEG", quality=95)
    anew = time.perf_counter() - started
    started = time.perf_counter()
    release(made, form)
    words = time.perf_counter() - started
    count = CASES * PHOTOS
    same = f"同样的照片不改信息直接打包 {plain_s:.1f} 秒（{plain_mb:.0f} MB）"
    most = f"最多 {late:.0f} MB，含四张样片与解码库"
    rate, each = f"{seconds:.1f} 秒，每秒 {mb / seconds:.0f} MB", (seconds - plain_s) / count * 1000
    lossy = f"解码后重新压缩一张 {anew * 1000:.0f} 毫秒，且画质有损"
    flat = late - early <= FLAT_MB
    return [
        Figure(f"{CASES} 件、原图 {count} 张，共 {mb:.0f} MB", rate, beside=same),
        Figure("内存增长：发出十分之一以后", f"{late - early:.1f} MB", f"≤ {FLAT_MB} MB", met=flat, beside=most),
        Figure("一张照片改写信息（1200 万像素，不解码）", f"{each:.0f} 毫秒", beside=lossy),
        Figure(f"新闻稿：{CASES} 件", f"{words * 1000:.0f} 毫秒"),
    ]

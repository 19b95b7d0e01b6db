"""A hundred thousand damaged letters: none may stop the reader, none may keep it longer than its size explains."""

from __future__ import annotations

import argparse
import random
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.figures import Figure
from casepaper.opening.letter import open_letter
from casepaper.opening.letter.understanding import understand
from casepaper.opening.limits import Limits
from casepaper.records import Source
from tests.casepaper.opening.letter_cases import CASES
from tests.casepaper.opening.test_letter_kinds import APPLICATIONS, report
from tests.casepaper.opening.test_letter_tnef import winmail
from tests.casepaper.opening.tnef_making import packed_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

LETTERS = 100_000
SEED = 20221025
SLOWEST_S = 1.0  # CPU of one letter of a few kilobytes
OPENED_TOO = 10  # each tenth is opened as the pages do, too
WORDS = [
    b"\r\n",
    b"\n",
    b"\r",
    b"\r\n\r\n",
    b"--=_a\r\n",
    b"--=_a--",
    b"Content-Type: multipart/mixed; boundary==_a\r\n\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"=?gbk?B?",
    b"=?utf-8?Q?",
    b"?=",
    b'"',
    b"\\",
    b";",
    b"<",
    b">",
    b"(",
    b":",
    b"=",
    b"filename*0*=utf-8''%E7",
    b"filename*1=",
    b"charset=utf-16\r\n",
    b"charset=punycode",
    b"charset=utf-7",
    b"charset=hz",
    b"begin 644 a\r\n",
    b"end\r\n",
    b"\x00",
    b"\xff\xfe",
    b"\x81",
    b"\x5c",
    b"-----Original Message-----\r\n",
    "发件人：\r\n发送时间：\r\n主题：\r\n".encode(),
    "写道：\r\n".encode("gbk"),
    b"> ",
    b'<blockquote type="cite">',
    b"<script>",
    b"<!--",
    b"&#xFDD0;",
    "\ufdd0\ufdd4".encode(),
    b"https://pan.baidu.com/s/1 ",
    "有效期至2022年13月45日".encode(),
    b"Received: ; Tue, 99 Oct 2022\r\n",
    b"Date: \r\n",
    b"From: ,;:<\r\n",
    b"\x78\x9f\x3e\x22",
]


@dataclass(slots=True)
class Fuzzed:
    """What came of a run."""

    letters: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    failures: list[str] = field(default_factory=list)


def seeds() -> list[bytes]:
    """Whole letters of every shape."""
    shapes = [report(), *APPLICATIONS.values(), winmail(packed_file("申报表.docx".encode("gbk"), b"PK"))]
    return [*(case.data[:6000] for case in CASES.values()), *(one[:6000] for one in shapes)]


def _flipped(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    for _again in range(chance.randint(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def _cut(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.randint(1, 200)]


def _doubled(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    start = chance.randrange(len(data))
    data[start:start] = data[start : start + chance.randint(1, 300)] * chance.randint(1, 5)


def _worded(data: bytearray, chance: random.Random, _: Sequence[bytes]) -> None:
    for _again in range(chance.randint(1, 5)):
        place = chance.randrange(len(data) + 1)
        data[place:place] = chance.choice(WORDS) * chance.choice((1, 1, 1, 2, 30))


def _spliced(data: bytearray, chance: random.Random, others: Sequence[bytes]) -> None:
    other = chance.choice(others)
    data[chance.randrange(len(data)) :] = other[chance.randrange(len(other)) :]


DAMAGES: tuple[Callable[[bytearray, random.Random, Sequence[bytes]], None], ...] = (
    _flipped, _cut, _doubled, _worded, _worded, _spliced,
)  # fmt: skip


def damaged(count: int, *, seed: int = SEED) -> Iterator[bytes]:
    """Letters with one to four damages each, the same for the same seed."""
    chance, whole = random.Random(seed), seeds()
    for _ in range(count):
        data = bytearray(chance.choice(whole))
        for _again in range(chance.randint(1, 4)):
            if data:
                chance.choice(DAMAGES)(data, chance, whole)
        yield bytes(data)


def fuzz(letters: Iterable[bytes]) -> Fuzzed:
    """Understand each; a failure is kept with its trace and never stops the run."""
    found = Fuzzed()
    began = time.process_time()
    for number, data in enumerate(letters):
        start = time.process_time()
        try:
            letter = understand(data, name="a.eml", border="mx.assoc.example.org")
            letter.text.encode("utf-8")
            if number % OPENED_TOO == 0:
                open_letter(Source("a.eml", data), Limits())
        except Exception:  # noqa: BLE001 – every failure is a finding
            found.failures.append(f"{data[:3000]!r}\n{traceback.format_exc()}")
        found.slowest = max(found.slowest, time.process_time() - start)
        found.letters += 1
    found.seconds = time.process_time() - began
    return found


def measure(count: int = LETTERS) -> list[Figure]:
    """How many letters stopped the reader, and how long the slowest took."""
    found = fuzz(damaged(count))
    for failure in found.failures[:5]:
        print(failure)
    slow = found.slowest * 1000
    beside = f"种子 {SEED}，共 {found.seconds:.0f} 秒，每封 {found.seconds / max(1, found.letters) * 1000:.2f} 毫秒"
    return [
        Figure(f"{found.letters:,} 封损坏的邮件：出错", str(len(found.failures)), "0", not found.failures, beside),
        Figure("其中最慢的一封", f"{slow:.0f} 毫秒", f"≤ {SLOWEST_S * 1000:.0f} 毫秒", found.slowest <= SLOWEST_S),
    ]


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--letters", type=int, default=LETTERS)
    for figure in measure(options.parse_args().letters):
        print(figure)

"""Submissions from many clients at once against a real server on SQLite: none fails, every receipt is true."""

from __future__ import annotations

import argparse
import hashlib
import http.client
import io
import random
import statistics
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bench.figures import Figure
from bench.site import Site, apply, made, receipt_shows
from casepaper.forms.callfile import load_call
from casepress.form.word import filled_form

COMMAND = "python -m bench.submissions"
PHOTO_BYTES = 150_000
VALUES = {
    "theme": "rural",
    "unit": "星衢通信集团云岫有限公司",
    "contact": "翀明远",
    "title": "高山果园有了自己的网",
    "body": "2022年3月，石笋县高山果园一直没有网络信号。公司派出六人小队，在石笋县架设基站三座。",
}
TRUE = """
from casecall.cases.queries import newest_revision
from casecall.files.queries import verify
from casecall.people.links import read_link
from casecall.audit.queries import verify as chain
def fault(token, hashes):
    key = read_link("case", token)
    revision = newest_revision(int(key)) if key else None
    if revision is None: return "no case"
    kept = [file.sha256 for file in revision.files]
    if sorted(kept) != sorted(hashes): return "other files"
    return "" if all(verify(one) for one in kept) else "damaged"
answer = {"faults": [said for token, hashes in given if (said := fault(token, hashes))], "chain": chain().whole}
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """One submission: how long it took, its receipt, or what went wrong; and the hashes of what was sent."""

    seconds: float
    token: str
    wrong: str
    hashes: tuple[str, ...]


class Material:
    """Three files an application: a Word form, a stamped scan, a photo; each like no other."""

    def __init__(self) -> None:
        self._form = filled_form(load_call("cace-2022"), VALUES)
        out = io.BytesIO()
        Image.new("RGB", (320, 240), (200, 210, 220)).save(out, "JPEG")
        self._picture = out.getvalue()

    def of(self, n: int) -> list[tuple[str, bytes]]:
        """The files of the n-th application, the same each time."""
        noise = random.Random(n)
        form = io.BytesIO(self._form)
        with zipfile.ZipFile(form, "a") as archive:
            archive.comment = f"application {n}".encode()
        scan, photo = (self._picture + noise.randbytes(PHOTO_BYTES) for _ in range(2))
        return [("申报表.docx", form.getvalue()), ("盖章页.jpg", scan), ("照片.jpg", photo)]


def send(site: Site, files: list[tuple[str, bytes]]) -> Sent:
    """Send one application and note what came of it."""
    begun, token, wrong = time.monotonic(), "", ""
    hashes = tuple(hashlib.sha256(data).hexdigest() for _, data in files)
    try:
        token = apply(site, files, once=hashes[0][:40])
    except (OSError, http.client.HTTPException, IndexError) as failed:
        wrong = f"{type(failed).__name__}: {failed}"
    return Sent(time.monotonic() - begun, token, wrong, hashes)


def drive(*, submissions: int = 500, clients: int = 16) -> tuple[list[Sent], dict[str, object], float]:
    """All submissions, what the site says of their receipts afterwards, and how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        site = made(Path(folder))
        material = Material()
        with site.served():
            begun = time.monotonic()
            with ThreadPoolExecutor(clients) as pool:
                sent = list(pool.map(lambda n: send(site, material.of(n)), range(submissions)))
            took = time.monotonic() - begun
            shown = sum(receipt_shows(site, one.token) for one in sent if one.token)
        truth = site.ask(TRUE, [[one.token, one.hashes] for one in sent if one.token])
        return sent, {**truth, "shown": shown, "receipts": len({one.token for one in sent if one.token})}, took


def measure(*, submissions: int = 500, clients: int = 16) -> list[Figure]:
    """The figures for the page of results."""
    sent, truth, took = drive(submissions=submissions, clients=clients)
    failed = [one.wrong for one in sent if one.wrong]
    times = sorted(one.seconds for one in sent)
    whole = not truth["faults"] and truth["shown"] == truth["receipts"] == submissions and truth["chain"] is True
    return [
        Figure(f"{submissions} 次报送，各 3 个文件，{clients} 个客户端", f"失败 {len(failed)}", "0", not failed),
        Figure(
            "事后核对的回执（案例、文件摘要、页面、操作记录）",
            f"{truth['receipts']} 份，有误 {len(truth['faults'])} 份",
            "全部属实",
            whole,
        ),
        Figure(
            "每次报送（含打开页面）",
            f"中位 {statistics.median(times) * 1000:.0f} ms，p99 {times[int(len(times) * 0.99) - 1] * 1000:.0f} ms",
            beside=f"共 {took:.1f} s，{len(sent) / took:.1f} 次/s",
        ),
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=500)
    parser.add_argument("--clients", type=int, default=16)
    given = parser.parse_args()
    for figure in measure(submissions=given.submissions, clients=given.clients):
        print(figure.what, "|", figure.value, "|", figure.bound, "|", figure.met, "|", figure.beside)

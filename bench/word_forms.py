"""How long a Word form takes to open and read in a warm process, beside the floor: unzip and parse the XML."""

from __future__ import annotations

import io
import zipfile
from itertools import cycle
from typing import TYPE_CHECKING

from lxml import etree

from bench.figures import Figure, cpu_ms
from casepaper.examine import examine
from casepaper.forms.callfile import load_call
from casepaper.opening.all_openers import open_source
from casepaper.opening.limits import Limits
from casepaper.reading.word import read_word
from casepaper.records import Source
from casepress.form.word import filled_form

if TYPE_CHECKING:
    from casepaper.forms.rules import CallRules

BOUND_MS = 1.0
FORMS = 50
VALUES = {
    "theme": "rural",
    "unit": "星衢通信集团云岫有限公司",
    "contact": "翀明远",
    "position": "综合部主管",
    "phone": "0571-55550123",
    "email": "anli@xingqu.example.com",
    "title": "高山果园有了自己的网",
    "body": "2022年3月，石笋县高山果园一直没有网络信号。公司派出六人小队，在石笋县架设基站三座。" * 10,
    "date": "2022-10-20",
}


def values_of(number: int) -> dict[str, str]:
    """The values of one of the forms, its own, so that nothing remembered of one helps with the next."""
    own = ("unit", "contact", "position", "title", "body")
    return VALUES | {key: f"{VALUES[key]}第{number}号" for key in own} | {"email": f"anli{number}@xingqu.example.com"}


def floor(data: bytes) -> None:
    """Unzip the parts and parse the document: what no reader can go below."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        etree.fromstring(archive.read("word/document.xml"))


def read(data: bytes, rules: CallRules) -> None:
    """Open and read as ``examine`` does for each Word file."""
    read_word(open_source(Source("申报表.docx", data), limits=Limits()), rules)


def measure() -> list[Figure]:
    """The figures of a form of our own, filled in."""
    rules = load_call("cace-2022")
    forms = [filled_form(rules, values_of(number), number=f"LZ2022-{number:04d}") for number in range(1, FORMS + 1)]
    data, turn = forms[0], cycle(forms)
    lowest = cpu_ms(lambda: floor(next(turn)), runs=200)
    reading = cpu_ms(lambda: read(next(turn), rules), runs=200)
    whole = cpu_ms(lambda: examine([Source("申报表.docx", next(turn))], rules, source="申报表.docx"), runs=100)
    beside = f"解压加解析 {lowest:.2f} 毫秒（{reading / lowest:.1f} 倍）；{len(data) // 1024} KB"
    return [
        Figure("Word 申报表：打开并读出", f"{reading:.2f} 毫秒", f"≤ {BOUND_MS:.0f} 毫秒", reading <= BOUND_MS, beside),
        Figure("Word 申报表：整份审查", f"{whole:.2f} 毫秒", beside=f"解压加解析 {lowest:.2f} 毫秒"),
    ]


if __name__ == "__main__":
    for figure in measure():
        print(figure)

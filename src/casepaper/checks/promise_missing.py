"""The undertaking does not stand on the form, or was altered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casepaper.asking import place_of, read_by_eye
from casepaper.records import Evidence, Finding

if TYPE_CHECKING:
    from casepaper.records import Level, Paper

ID: Final = "promise_missing"
ABOUT: Final = "缺少「本单位承诺」，或承诺文字有改动"
SAYS: Final = {
    "fault": "没有「{label}」，或承诺文字不完整、有改动，请使用原表的承诺文字{place}。",
    "doubt": "没有看清「{label}」是否完整，请对照原件认定{place}。",
}
KEY: Final = "promise"


def check(paper: Paper) -> tuple[Finding, ...]:
    """A fault when the undertaking surely does not stand intact, a doubt when it could not be read surely."""
    reading, form = paper.reading, paper.rules.form
    if reading is None or not form.undertaking or reading.promise:
        return ()
    level: Level = "doubt" if reading.promise is None and read_by_eye(reading, KEY) else "fault"
    evidence = reading.promise_evidence or (Evidence(reading.file),)
    says = SAYS[level].format(label=form.undertaking_label, place=place_of(evidence))
    return (Finding(ID, level, says, evidence=evidence),)

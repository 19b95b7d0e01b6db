"""Papers made up for tests: one that is in order in every way, and how to spoil it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from casepaper.checks.all_checks import check_all
from casepaper.forms.callfile import load_call
from casepaper.records import Evidence, Field, FileRecord, Paper, Photo, Reading, Seal, Words

if TYPE_CHECKING:
    from casepaper.forms.rules import CallRules
    from casepaper.records import Finding, How

FILE = "申报表.pdf"
RULES = load_call("cace-2022")
VALUES: dict[str, str | None] = {
    "theme": "rural",
    "unit": "青川信息通信有限公司",
    "contact": "林小禾",
    "position": "社会责任部主任",
    "phone": "010-62301234转802",
    "email": "csr@qingchuan.example.cn",
    "title": "云上大棚助力蔬菜增收",
    "body": "2022 年 3 月，公司在青川县建设云上大棚。",
    "date": "2022-10-20",
}
IN_TIME = datetime(2022, 10, 21, 2, 0, tzinfo=UTC)


def field(key: str, value: str | None, *, how: How = "table", sure: bool = True, found: bool = True) -> Field:
    seen = (Evidence(FILE, page=1, box=(0.1, 0.2, 0.5, 0.25), text=value),) if found else ()
    return Field(key, value, how=how, sure=sure, found=found, evidence=seen, confidence=0.99 if sure else 0.6)


def reading(*, how: How = "table", **values: str | None) -> Reading:
    fields = {key: field(key, value, how=how) for key, value in {**VALUES, **values}.items()}
    return Reading(FILE, fields, matched=9, promise=True, pages=(1,))


def paper(*, rules: CallRules = RULES, how: How = "table", **values: str | None) -> Paper:
    """A paper in order; keywords are values of its fields."""
    return Paper(
        rules=rules,
        files=(FileRecord(FILE, "0" * 64, "form", 1),),
        reading=reading(how=how, **values),
        words=Words(120, 120),
        seals=(Seal(FILE, 1, (0.6, 0.8, 0.8, 0.95)),),
        photos=(Photo("现场.jpg", "1" * 64, 800, 600),),
        sent=IN_TIME,
        stamped_page=True,
    )


def with_field(base: Paper, one: Field) -> Paper:
    assert base.reading is not None
    return replace(base, reading=replace(base.reading, fields={**base.reading.fields, one.key: one}))


def findings(one: Paper) -> dict[str, Finding]:
    """What there is to say of a paper, by check."""
    return {finding.check: finding for finding in check_all(one)}


def levels(one: Paper) -> dict[str, str]:
    return {finding.check: finding.level for finding in check_all(one)}

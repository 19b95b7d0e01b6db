"""What each sample truly says: its case, what must be found in it, and a word counter of the generator's own."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
UNDERTAKING = (
    "所申报案例文字材料及图片均真实有效，所有案例参与人员均为本单位人员，"
    "申报案例同意由中国通信企业协会社会责任工作委员会作为素材进行宣传和报道使用。"
)
CONSENT = "，申报案例同意由中国通信企业协会社会责任工作委员会作为素材进行宣传和报道使用"
HINT = "（500 字以内，包括事件背景、发生时间、地点、具体参与人员、所做具体事迹、案例效果等）"
NOTE = "注：申报案例内容可自行添加附页"
TITLE = "履责实践案例申报表"
THEMES = {"rural": "助力乡村振兴", "digital-divide": "消除数字鸿沟", "green": "绿色低碳发展"}
FIELDS = ("theme", "unit", "contact", "position", "phone", "email", "title", "body", "date")


@dataclass(frozen=True, slots=True)
class Case:
    """One invented application. ``themes`` are the ticked keys; ``written`` is the date as it stands on paper."""

    key: str
    themes: tuple[str, ...]
    unit: str
    contact: str
    position: str
    phone: str
    email: str
    title: str
    body: tuple[str, ...]
    date: str
    written: str = ""
    promise: str = UNDERTAKING

    @property
    def date_text(self) -> str:
        """The date as printed: as given, or in the plain way (2022年10月12日)."""
        if self.written or not self.date:
            return self.written
        year, month, day = self.date.split("-")
        return f"{year}年{int(month)}月{int(day)}日"

    def but(self, **changes: object) -> Case:
        """The same case with some values changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reader must make of one entry. ``findings`` is complete: no others may come but those in ``may``.

    ``reading`` says how strictly values compare: ``text`` exactly, ``pdf`` but for spaces and line ends, ``ocr``
    short values exactly after NFKC and the body within a few characters. ``roles`` are by name inside the entry.
    """

    about: str
    kind: str
    outcome: str
    reading: str = "text"
    condition: str | None = None
    kept_out_font: str | None = None
    case: Case | None = None
    annex: tuple[str, ...] = ()
    findings: tuple[tuple[str, str], ...] = ()
    may: tuple[tuple[str, str, str], ...] = ()
    uncertain: tuple[str, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)
    seals: int = 0
    photos: int = 0
    ticked_by: str | None = None
    needs: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The entry of expected.json."""
        case = self.case
        body = "\n".join((*case.body, *self.annex)) if case else ""
        return {
            "about": self.about,
            "kind": self.kind,
            "reading": self.reading,
            "condition": self.condition,
            "kept_out_font": self.kept_out_font,
            "ticked_by": self.ticked_by,
            "needs": list(self.needs),
            "outcome": self.outcome,
            "fields": fields_of(case, body) if case else None,
            "words": count_words(body) if body else None,
            "findings": sorted([check, level] for check, level in self.findings),
            "may": sorted([check, level, why] for check, level, why in self.may),
            "uncertain": sorted(self.uncertain),
            "roles": dict(sorted(self.roles.items())),
            "seals": self.seals,
            "photos": self.photos,
        }


def fields_of(case: Case, body: str) -> dict[str, object]:
    """The values as the JSON of an examination gives them: themes as a list of keys, nothing as null."""
    values: dict[str, object] = {key: getattr(case, key, "") or None for key in FIELDS}
    values["theme"] = [key for key in THEMES if key in case.themes]
    values["body"] = body or None
    return values


@cache
def cases() -> dict[str, Case]:
    """All invented cases by key."""
    found: dict[str, Case] = {}
    for name in ("cases_rural.toml", "cases_digital.toml", "cases_green.toml", "cases_odd.toml", "cases_more.toml"):
        for row in tomllib.loads((HERE / name).read_text(encoding="utf-8"))["case"]:
            body = tuple(line for line in row.pop("body").split("\n") if line.strip())
            theme = row.pop("theme")
            found[row["key"]] = Case(themes=(theme,), body=body, **row)
    return found


WIDE = re.compile(
    r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
QUOTES_AND_DASHES = "“”‘’—…·"


def count_words(text: str) -> int:
    """字数 as Word counts: each East Asian character or mark is one, each run of anything else is one.

    Written apart from the counter that it checks. Chinese quotation marks and dashes count one each.
    """
    count = 0
    in_run = False
    for char in text:
        if char.isspace() or unicodedata.category(char) in {"Cc", "Cf"}:
            in_run = False
        elif WIDE.match(char) or char in QUOTES_AND_DASHES or unicodedata.east_asian_width(char) == "F":
            count += 1
            in_run = False
        elif not in_run:
            count += 1
            in_run = True
    return count

"""Makes calls, people, cases with screenings, and editions, of invented units, for tests and pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from casecall.calls.queries import rules_of
from casecall.cases import actions as cases
from casecall.cases import rules as states
from casecall.files.actions import keep
from casecall.people.actions import make_user
from casecall.people.rules import CLERK
from casecall.screening.actions import screen
from casecall.screening.keeping import Kept, add_screening, engine_of
from casecall.screening.rules import ENGINE
from casepaper.checks.all_checks import check_all, outcome_of
from casepaper.packing import as_json, pack
from casepaper.records import Evidence, Examination, Field, FileRecord, Paper, Photo, Reading, Seal, Words
from tests.casecall.drawing import draw_form, draw_photo

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from casecall.people.models import User
    from casepaper.forms.rules import CallRules
    from casepaper.records import Box
    from tests.casecall.drawing import Drawn

PASSWORD = "correct-horse-battery"
SCAN = "申报表盖章扫描件.jpg"


@dataclass(frozen=True, slots=True)
class Application:
    """What a made-up unit sends in, and what of it is amiss."""

    title: str = "山村机房换上“凉外套”"
    unit: str = "云岫市数通网络有限公司"
    theme: str = "green"
    contact: str = "闻人舒"
    position: str = "综合部主任"
    phone: str = "13900004417"
    email: str = "wenrens@example.com"
    email_other: str = ""
    body: str = (
        "云岫市海拔高、夏季短，山顶机房却常年开着空调。2022年3月，公司网络维护中心由站长卓一川牵头，"
        "联合两家设备厂对31座山顶机房做自然冷却改造：加装新风与相变材料，拆除老旧空调46台，并把油机改为光伏加储能。"
        "施工队背着材料走了最远11公里的山路，全程没有中断一次业务。\n"
        "截至2022年9月底，31座机房平均PUE由1.62降到1.24，年节电约87万千瓦时，折合减少二氧化碳排放约500吨。"
        "当地三个村用上了机房余电的路灯，护林员夜里巡山有了光。公司把做法写成图册，在省内12个山区县推广。"
    )
    date: str = "2022-09-20"
    sealed: bool = True
    photos: int = 2
    words: tuple[int, int] | None = None


def a_user(name: str = "clerk", *, role: str = CLERK, shown: str = "卫青禾", now: datetime) -> User:
    """Somebody of the secretariat, with the one password of the tests."""
    return make_user(name, PASSWORD, role=role, name=shown, now=now, by="console")


def a_case(call: CallRow, application: Application | None = None, *, now: datetime, door: str = "web") -> int:
    """A case with a scanned form, read and checked; its id."""
    application = application or Application()
    rules = rules_of(call.id)
    drawn, photos = (
        _draw(application, rules),
        [draw_photo(len(application.title) + n) for n in range(application.photos)],
    )
    case = cases.open_case(call.id, door=door, state=states.RECEIVED, now=now, by="applicant:1", came_as=SCAN)
    kept = [(keep(drawn.jpeg, now=now).sha256, SCAN)]
    kept += [(keep(data, now=now).sha256, f"现场照片{n}.jpg") for n, data in enumerate(photos, 1)]
    revision = cases.add_revision(case.pk, kept, door=door, sent_at=now, now=now, by="applicant:1")
    found = _examined(application, rules, drawn, kept)
    add_screening(
        revision, _kept(found, drawn, kept), engine=engine_of(call.source, ENGINE), corrections=0, now=now
    )  # fmt: skip
    screen(revision.pk, now=now)  # finds the reading above and weighs it
    return int(case.pk)


def an_unread_case(call: CallRow, *, now: datetime, came_as: str = "申报材料.zip") -> int:
    """A case whose reading has not begun."""
    case = cases.open_case(call.id, door="upload", state=states.RECEIVED, now=now, by="applicant:2", came_as=came_as)
    kept = keep(f"file {case.pk}".encode(), now=now).sha256
    cases.add_revision(case.pk, [(kept, came_as)], door="upload", sent_at=now, now=now, by="applicant:2")
    return int(case.pk)


def several(call: CallRow, count: int, *, now: datetime) -> list[int]:
    """That many cases, a minute apart."""
    return [
        a_case(call, Application(title=f"案例之{n}", photos=0), now=now + timedelta(minutes=n)) for n in range(count)
    ]


@lru_cache
def _draw(application: Application, rules: CallRules) -> Drawn:
    values = {
        name: getattr(application, name)
        for name in ("theme", "unit", "contact", "position", "phone", "email", "title", "body")
    }
    year, month, day = application.date.split("-") if application.date else ("", "", "")
    values["date"] = f"{year}年{int(month)}月{int(day)}日" if year else ""
    themes = {theme.key: theme.label for theme in rules.themes}
    return draw_form(values, themes=themes, seal=application.unit if application.sealed else "")


def _examined(application: Application, rules: CallRules, drawn: Drawn, kept: list[tuple[str, str]]) -> Examination:
    fields = {one.key: _field(application, one.key, drawn.boxes.get(one.key)) for one in rules.form.fields}
    reading = Reading(SCAN, fields, matched=9, promise=True, pages=(1,))
    count = len(application.body.replace("\n", ""))
    photos = [Photo(name, sha256, 1200, 800) for sha256, name in kept[1:]]
    paper = Paper(
        rules=rules,
        files=tuple(FileRecord(name, sha256, "photo" if n else "form", 1) for n, (sha256, name) in enumerate(kept)),
        reading=reading,
        words=Words(*(application.words or (count, count))),
        seals=(Seal(SCAN, 1, drawn.seal),) if drawn.seal else (),
        photos=tuple(photos),
        stamped_page=True,
    )
    findings = check_all(paper)
    return Examination("inbox", paper, findings, outcome_of(paper, findings))


def _field(application: Application, key: str, box: Box | None) -> Field:
    value = getattr(application, key) or None
    seen = (Evidence(SCAN, 1, box, value),) if box else ()
    field = Field(key, value, how="ocr", confidence=0.98, evidence=seen)
    if key == "email" and application.email_other:
        return replace(
            field, sure=False, confidence=0.61, others=(application.email_other,), doubt="邮箱两次读得不一样"
        )
    return field


def _kept(found: Examination, drawn: Drawn, kept: list[tuple[str, str]]) -> Kept:
    page = {"file": SCAN, "number": 1, "sha256": kept[0][0], "width": 1240, "height": 1754, "fields": {}}
    photos = [{"name": name, "sha256": sha256, "width": 1200, "height": 800} for sha256, name in kept[1:]]
    return Kept(pack(found), as_json(found)["findings"], found.outcome, [page], photos, [])

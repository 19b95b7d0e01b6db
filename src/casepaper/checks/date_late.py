"""The application was sent after the window, or is dated outside it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from casepaper.asking import evidence_of, name_of, place_of, value_of
from casepaper.records import Evidence, Finding

if TYPE_CHECKING:
    from casepaper.forms.rules import CallRules
    from casepaper.records import Paper

ID: Final = "date_late"
ABOUT: Final = "报送时间晚于征集截止日，或落款日期不在征集时间内"
SAYS: Final = {
    "fault": "报送时间是 {sent}，晚于征集截止日 {closes}。",
    "doubt": "{label}写的是 {written}，不在征集时间 {opens}至 {closes}之内，请认定是否笔误{place}。",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """A fault when it was sent after the last day, a doubt when only the written date lies outside the window.

    Nobody knows when the files of a folder were sent: without a time of sending there is no fault.
    """
    rules = paper.rules
    if paper.sent is not None and paper.sent >= rules.closes_before:
        sent = paper.sent.astimezone(rules.zone)
        says = SAYS["fault"].format(sent=f"{_day(sent.date())} {sent:%H:%M}", closes=_day(rules.closes))
        letters = tuple(Evidence(one.name) for one in paper.files if one.role == "letter")
        return (Finding(ID, "fault", says, evidence=letters),)
    return _written_outside(paper, rules)


def _written_outside(paper: Paper, rules: CallRules) -> tuple[Finding, ...]:
    form_field = rules.form.field("date")
    try:
        written = date.fromisoformat(value_of(paper, "date") or "")
    except ValueError:
        return ()
    if form_field is None or rules.opens <= written <= rules.closes:
        return ()
    evidence = evidence_of(paper, "date")
    days = {"written": _day(written), "opens": _day(rules.opens), "closes": _day(rules.closes)}
    says = SAYS["doubt"].format(label=name_of(form_field), place=place_of(evidence), **days)
    return (Finding(ID, "doubt", says, field="date", evidence=evidence),)


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"

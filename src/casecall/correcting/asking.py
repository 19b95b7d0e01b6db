"""What may be asked of a unit: findings that stand, files that a letter only pointed to; and the letter that asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from casecall.calls.queries import rules_of
from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.correcting import calendar, rules
from casecall.correcting.mending import for_unit, mending_of
from casecall.correcting.models import Round
from casecall.correcting.records import Asking, Candidate
from casecall.letters import links
from casecall.letters import rules as letter_rules
from casecall.letters.templates import fill
from casecall.receiving.knowing import owners_of
from casecall.receiving.models import ReceivedLetter
from casecall.screening import queries as screening
from casecall.screening.rules import CLEARED, STANDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from casecall.cases.records import CaseRow
    from casecall.correcting.records import ItemRow
    from casecall.letters.templates import Filled
    from casecall.screening.records import DeskFinding, DeskPlace, DeskView
    from casepaper.forms.rules import CallRules

SAYS: Final = {
    "open": "第 {n} 次补正还在等待回复，请先结束或延期",
    "state": "案例现为“{state}”，不能请求补正",
    "unread": "材料还没有读出，不能请求补正",
    "link": "来信中的“{says}”只是链接（{provider}{expires}），没有随信收到",
    "link_unnamed": "超大附件",
    "expires": "，{day} 到期",
    "ruled": "已认定：{verdict}{why}",
    "where_page": "{file} 第 {page} 页",
    "large": "没有随信收到",
}
PROVIDERS: Final = {
    "qq": "QQ 邮箱", "163": "网易邮箱", "139": "139 邮箱", "aliyun": "阿里云盘", "baidu": "百度网盘",
    "weiyun": "腾讯微云", "wps": "WPS 云文档", "tencent-docs": "腾讯文档", "feishu": "飞书",
}  # fmt: skip
WEEKDAYS: Final = "一二三四五六日"
DAY: Final = "{day.year} 年 {day.month} 月 {day.day} 日（星期{weekday}）"
END_OF_DAY: Final = "{day}24:00"
MOST_SEEN: Final = 60
ASKED_OF: Final = states.SCREENED


def asking(case_id: int, *, now: datetime) -> Asking:
    """All that may be asked of the unit of a case now. Raises Case.DoesNotExist."""
    case = cases.case_row(case_id)
    call, newest = rules_of(case.call_id), cases.newest_revision(case_id)
    view = screening.desk(case_id) if newest else None
    today, (extra, faulty) = timezone.localtime(now, call.zone).date(), _calendar()
    due = calendar.add_working_days(today, call.correction_days, extra=extra).day
    letters = _letters(case_id)
    addresses = _addresses(view, letters, owners_of(case_id))
    return Asking(
        case_id=case_id,
        revision_id=view.revision_id if view else 0,
        candidates=(*_from_findings(view, call), *_from_letters(letters, call)) if view else (),
        to_address=addresses[0] if addresses else "",
        to_name=_value(view, "contact"),
        addresses=addresses,
        in_reply_to=letters[-1].message_id if letters else "",
        due=due,
        due_note=calendar.note_on(today, due, extra=extra),
        days=call.correction_days,
        n=Round.objects.filter(case_id=case_id).count() + 1,
        blocked=_blocked(case, view) or faulty,
    )


def _calendar() -> tuple[calendar.Extra, str]:
    """What the operator adds to the calendar, and what keeps that from being read."""
    try:
        return calendar.load(), ""
    except calendar.CalendarFaults as faults:
        return calendar.Extra(), str(faults)


def said(day: date, *, end: bool = False) -> str:
    """A date as a letter names it: 2022 年 9 月 9 日（星期五）, with the hour at which it ends."""
    named = DAY.format(day=day, weekday=WEEKDAYS[day.weekday()])
    return END_OF_DAY.format(day=named) if end else named


def letter_of(  # what the letter says, and for which round
    case: CaseRow,
    points: Sequence[Mapping[str, Any]],
    *,
    round_id: int,
    n: int,
    due: date,
    due_note: str,
    extra: str,
    now: datetime,
) -> Filled:
    """The letter that asks for a correction. Raises TemplateFault."""
    return fill(
        letter_rules.CORRECTION,
        {
            **case_values(case),
            "round": str(n),
            "items": list(points),
            "due": said(due, end=True),
            "due_note": due_note,
            "extra": extra,
            "link": link_of(round_id),
        },
        now=now,
    )


def case_values(case: CaseRow) -> dict[str, str]:
    """What every letter about a case says of it."""
    return {"number": case.number, "title": case.title, "unit": case.unit, "call": rules_of(case.call_id).title}


def link_of(round_id: int) -> str:
    """The mark of a round's link; nothing where the site has no address that a letter could name."""
    return links.mark(rules.LINK, round_id) if settings.BASE_URL else ""


def points_of(items: Iterable[Candidate | ItemRow]) -> list[dict[str, Any]]:
    """Items as a letter lists them."""
    return [
        {
            "n": str(n),
            "says": one.says,
            "where": _where(one.places, one.says),
            "seen": _seen(one.places),
            "rule": one.rule,
            "how": one.mend,
        }
        for n, one in enumerate(items, 1)
    ]


def _from_findings(view: DeskView, call: CallRules) -> Iterable[Candidate]:
    for one in view.findings:
        if one.ruling is None or one.ruling.verdict != CLEARED:
            yield _candidate(one, call)


def _candidate(one: DeskFinding, call: CallRules) -> Candidate:
    found = mending_of(one.check, one.field, call=call)
    stands = one.ruling is not None and one.ruling.verdict == STANDS
    why = f"（{one.ruling.why}）" if one.ruling and one.ruling.why else ""
    return Candidate(
        key=f"finding:{one.id}",
        check=one.check,
        level=one.level,
        level_label=one.level_label,
        says=for_unit(one.says),
        rule=found.rule,
        mend=found.how,
        ticked=one.level == "fault" or stands,
        field=one.field,
        field_label=one.field_label,
        places=one.places,
        ruled=SAYS["ruled"].format(verdict=one.ruling.verdict_label, why=why) if one.ruling else "",
    )


def _from_letters(letters: Sequence[ReceivedLetter], call: CallRules) -> Iterable[Candidate]:
    found = mending_of(rules.LARGE_FILE, "", call=call)
    for letter in letters:
        for n, one in enumerate(letter.links):
            yield Candidate(
                key=f"link:{letter.pk}:{n}",
                check=rules.LARGE_FILE,
                level="fault",
                level_label=SAYS["large"],
                says=_link_says(one),
                rule=found.rule,
                mend=found.how,
                ticked=True,
            )


def _link_says(one: Mapping[str, Any]) -> str:
    provider = PROVIDERS.get(one["provider"], one["provider"])
    expires = SAYS["expires"].format(day=one["expires"]) if one.get("expires") else ""
    name = " ".join((one.get("says") or "").split())[:MOST_SEEN] or SAYS["link_unnamed"]
    return SAYS["link"].format(says=name, provider=provider, expires=expires)


def _letters(case_id: int) -> list[ReceivedLetter]:
    """The letters of a case that came in, oldest first."""
    ours = Q(case_id=case_id) | Q(parcel__filings__revision__case_id=case_id)
    return list(ReceivedLetter.objects.filter(ours, ours=False).distinct().order_by("came_at", "id"))


def _addresses(view: DeskView | None, letters: Sequence[ReceivedLetter], owners: Sequence[str]) -> tuple[str, ...]:
    """The addresses of a unit: of its form, whose case it is, who else wrote; those that can be written to at all."""
    fields = [one.value for one in view.values if one.kind == "email"] if view else []
    typed = [text for key, text in view.typed.items() if key == "email"] if view else []
    senders = [one.sender_address for one in reversed(letters)]
    found = ("".join(one.split()) for one in (*fields, *typed, *owners, *senders))
    return tuple(dict.fromkeys(one for one in found if letter_rules.is_address(one) and not letter_rules.is_deaf(one)))


def _value(view: DeskView | None, key: str) -> str:
    if view is None:
        return ""
    return next((one.value for one in view.values if one.key == key), "") or view.typed.get(key, "")


def _blocked(case: CaseRow, view: DeskView | None) -> str:
    waiting = Round.objects.filter(case_id=case.id, state=rules.OPEN).values_list("n", flat=True).first()
    if waiting:
        return SAYS["open"].format(n=waiting)
    if case.state not in ASKED_OF | {states.WAITING}:
        return SAYS["state"].format(state=case.state_name)
    return SAYS["unread"] if view is None or view.screening_id is None else ""


def _where(places: Iterable[DeskPlace], says: str) -> str:
    found = []
    for one in places:
        spot = one.cell or ""
        text = SAYS["where_page"].format(file=one.file, page=one.page) if one.page else f"{one.file} {spot}".strip()
        found += [] if one.file in says else [text]
    return "；".join(dict.fromkeys(found))


def _seen(places: Iterable[DeskPlace]) -> str:
    text = next((" ".join(one.text.split()) for one in places if one.text.strip()), "")
    return f"{text[:MOST_SEEN]}…" if len(text) > MOST_SEEN else text

"""The notice and the nudges: who would get what, and the letters that are written once a person has seen that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from django.conf import settings
from django.utils import timezone

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.calls.queries import call_row
from casecall.files.actions import TooBig, keep
from casecall.files.rules import safe_name
from casecall.inviting import rules
from casecall.inviting.queries import board
from casecall.inviting.records import Plan, Recipient, Written
from casecall.inviting.tracing import key_of
from casecall.letters import rules as letters
from casecall.letters import templates
from casecall.letters.actions import approve_all, write
from casecall.letters.models import Letter
from casepress.form.word import blank_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from casecall.calls.queries import CallRow
    from casecall.inviting.records import Standing
    from casecall.letters.actions import Approval
    from casecall.letters.filling import Filled

SAYS: Final = {
    "no_email": "没有邮箱",
    "written": "通知已写好，尚未发出",
    "sent": "通知已于 {day} 发出",
    "unsent": "通知未能发出，请在发件箱处理",
    "unknown": "通知是否发出尚不明，请在发件箱认定",
    "came_back": "通知被退回，请先更正邮箱",
    "nudge_came_back": "上一封信被退回，请先更正邮箱",
    "nudge_written": "已有一封催报函尚未发出",
    "no_notice": "尚未发过通知",
    "lately": "{day} 刚催过",
    "late": "征集已于 {day} 截止，不再催报",
    "many": "一次至多写 {most} 封，请分次办理",
    "nobody": "没有选择收信单位",
    "changed": "情况已变为“{standing}”，没有写",
    "gone": "已不在名单中",
    "date": "{day.year} 年 {day.month} 月 {day.day} 日",
    "not_kept": "只能附 PDF、Word 或图片文件",
    "letter": "主送单位",
}
LIVE: Final = frozenset({letters.DRAFT, letters.APPROVED, letters.SENDING})
DROPPED: Final = letters.DROPPED
FILE_KINDS: Final = frozenset({
    "application/pdf", "application/msword", "image/jpeg", "image/png",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
})  # fmt: skip
MOST_FILE: Final = 10 * 1024 * 1024


class Refused(ValueError):  # noqa: N818 - it says what the wish is
    """Raised where nothing can be written; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One tick of the page: whom, which letter it was when the page was drawn, and how the unit stood then."""

    addressee_id: int
    n: int
    standing: str


def chosen(marks: Iterable[str]) -> tuple[Chosen, ...]:
    """What the ticks of the page say; what was not drawn by us is left out."""
    found = []
    for one in marks:
        who, n, standing = [*one.split(":"), "", ""][:3]
        if who.isascii() and who.isdigit() and n.isascii() and n.isdigit() and max(len(who), len(n)) < 12:  # noqa: PLR2004 - longer is no id
            found.append(Chosen(int(who), int(n), standing))
    return tuple(found)


def plan(call_id: int, kind: str, *, now: datetime, only: Sequence[int] = (), call: CallRow | None = None) -> Plan:
    """Exactly who would get a notice or a nudge, and who cannot and why. ``only``: of these addressees."""
    call = call or call_row(call_id)
    rows = [one for one in board(call_id, call=call).rows if not only or one.id in set(only)]
    make = _notice_to if kind == letters.NOTICE else _nudge_to
    today = now.astimezone(call.rules.zone).date()
    return Plan(
        kind=kind,
        recipients=tuple(make(one, now) for one in rows),
        closes=call.closes,
        days=(call.closes - today).days,
        late=kind == letters.NUDGE and now >= call.rules.closes_before,
        page_link=page_link(call),
    )


def page_link(call: CallRow) -> str:
    """The address of the call's page, empty where the site's own address is not set."""
    return f"{settings.BASE_URL}/c/{call.key}/" if settings.BASE_URL else ""


def form_name(call: CallRow) -> str:
    """What the blank form is called as an attachment."""
    return safe_name(f"{call.rules.form.title}.docx")


def preview(call: CallRow, kind: str, row: Standing | None, *, names: Sequence[str], now: datetime) -> Filled:
    """The letter as it would be to an addressee. Raises TemplateFault."""
    return templates.fill(kind, _values(call, kind, row, names=names, now=now), now=now)


def write_letters(  # which letters to whom, and what goes with them
    call_id: int,
    kind: str,
    ticks: Sequence[Chosen],
    *,
    now: datetime,
    by: str,
    files: Sequence[tuple[str, str]] = (),
) -> Written:
    """Write a draft to each that was ticked and still stands as it did; ``files`` are (sha256, name).

    Raises Refused where nobody was ticked, too many were, or the window is closed; TemplateFault as filling does.
    """
    if not ticks or len(ticks) > rules.MOST_AT_ONCE:
        raise Refused(SAYS["many"].format(most=rules.MOST_AT_ONCE) if ticks else SAYS["nobody"])
    call = call_row(call_id)
    if kind == letters.NOTICE:
        files = (*files, (keep(blank_form(call.rules), now=now).sha256, form_name(call)))
    made: list[int] = []
    with write_atomic():
        found = plan(call_id, kind, now=now, call=call)
        if found.late:
            raise Refused(SAYS["late"].format(day=_day(call.closes)))
        skipped = _write_each(call, found, ticks, (files, made), now=now, by=by)
        _record(kind, call_id, len(made), now=now, by=by)
    return Written(tuple(made), tuple(skipped))


def write_notice(
    call_id: int, ids: Sequence[int], *, now: datetime, by: str, files: Sequence[tuple[str, str]] = ()
) -> Written:
    """Write the notice to these addressees as they stand now."""
    ticks = _as_they_stand(call_id, letters.NOTICE, ids, now)
    return write_letters(call_id, letters.NOTICE, ticks, now=now, by=by, files=files)


def write_nudges(call_id: int, ids: Sequence[int], *, now: datetime, by: str) -> Written:
    """Write a nudge to these addressees as they stand now."""
    return write_letters(call_id, letters.NUDGE, _as_they_stand(call_id, letters.NUDGE, ids, now), now=now, by=by)


def attach(stream: BinaryIO, name: str, *, now: datetime) -> tuple[str, str]:
    """Keep a file that goes with the notice, its own signed and stamped text; (sha256, name). Raises Refused."""
    try:
        stored = keep(stream, now=now, most=MOST_FILE)
    except TooBig as big:
        raise Refused(str(big)) from big
    if stored.media_type not in FILE_KINDS:
        raise Refused(SAYS["not_kept"])
    return stored.sha256, safe_name(name)


def drafts(call_id: int) -> tuple[int, ...]:
    """The ids of the drafts of notices and nudges of a call, oldest first."""
    found = Letter.objects.filter(call_id=call_id, kind__in=(letters.NOTICE, letters.NUDGE), state=letters.DRAFT)
    return tuple(found.order_by("id").values_list("id", flat=True))


def approve(call_id: int, letter_ids: Iterable[int], *, now: datetime, by: str) -> Approval:
    """Let drafts of notices and nudges of a call go, as letters are approved everywhere; others are left alone."""
    waiting = set(drafts(call_id))
    with write_atomic():
        return approve_all([one for one in letter_ids if one in waiting], now=now, by=by)


def _as_they_stand(call_id: int, kind: str, ids: Sequence[int], now: datetime) -> list[Chosen]:
    found = plan(call_id, kind, now=now, only=ids).recipients if ids else ()
    return [Chosen(one.row.id, one.n, one.row.standing) for one in found]


def _write_each(  # what was planned and what was ticked
    call: CallRow,
    found: Plan,
    ticks: Sequence[Chosen],
    sheaf: tuple[Sequence[tuple[str, str]], list[int]],
    *,
    now: datetime,
    by: str,
) -> list[tuple[str, str]]:
    """Write the letters into the second of the sheaf; who got none, with a sentence."""
    files, made = sheaf
    known = {one.row.id: one for one in found.recipients}
    template, skipped = templates.text_of(found.kind), []
    for tick in {one.addressee_id: one for one in ticks}.values():
        one = known.get(tick.addressee_id)
        if one is None:
            skipped.append((str(tick.addressee_id), SAYS["gone"]))
            continue
        if why := _hindrance(one, tick):
            skipped.append((one.row.name, why))
            continue
        values = _values(call, found.kind, one.row, names=[name for _, name in files], now=now)
        filled = templates.fill(found.kind, values, text=template, now=now)
        letter = write(
            found.kind,
            key=key_of(found.kind, one.row.id, one.n),
            to_address=one.row.email,
            to_name=one.row.contact or one.row.name,
            subject=filled.subject,
            text=filled.text,
            call_id=call.id,
            files=files,
            now=now,
            by=by,
        )
        made.append(letter.pk)
    return skipped


def _hindrance(one: Recipient, tick: Chosen) -> str:
    if one.hinders:
        return one.hinders
    if tick.n != one.n:  # another was written since the page was drawn
        return SAYS["nudge_written"]
    if one.row.standing not in {tick.standing, rules.SILENT}:
        return SAYS["changed"].format(standing=one.row.standing_name)
    return ""


def _record(kind: str, call_id: int, count: int, *, now: datetime, by: str) -> None:
    if not count:
        return
    if kind == letters.NOTICE:
        record(at=now, actor=by, verb="notice.write", object=f"call:{call_id}", note=str(count))
    else:
        record(at=now, actor=by, verb="nudge.write", object=f"call:{call_id}", note=str(count))


def _notice_to(row: Standing, now: datetime) -> Recipient:
    n = max((one.n for one in row.notices), default=0) + 1
    hinders = "" if row.email else SAYS["no_email"]
    last = row.notice
    if last and last.state != DROPPED:
        moved = last.state == letters.BOUNCED and last.to_address.lower() != row.email.lower()
        hinders = hinders if moved else _notice_state(last.state, last.sent_at or now)
    doubt = "" if row.standing == rules.SILENT else row.standing_name
    return Recipient(row, n, advised=not hinders and row.standing != rules.APPLIED, hinders=hinders, doubt=doubt)


def _notice_state(state: str, sent_at: datetime) -> str:
    if state in LIVE:
        return SAYS["written"]
    says = {letters.SENT: "sent", letters.UNKNOWN: "unknown", letters.BOUNCED: "came_back"}.get(state, "unsent")
    return SAYS[says].format(day=_short(sent_at))


def _nudge_to(row: Standing, now: datetime) -> Recipient:
    n = max((one.n for one in row.nudges), default=0) + 1
    last = row.nudges[-1] if row.nudges else None
    hinders = doubt = ""
    if not row.email:
        hinders = SAYS["no_email"]
    elif last and last.state in LIVE | {letters.UNKNOWN, letters.FAILED}:
        hinders = SAYS["nudge_written"]
    elif row.bounced:
        doubt = SAYS["nudge_came_back"]
    elif row.standing != rules.SILENT:
        doubt = row.standing_name
    elif not any(one.state == letters.SENT for one in row.notices):
        doubt = SAYS["no_notice"]
    elif last and last.sent_at and now - last.sent_at < rules.NUDGE_REST:
        doubt = SAYS["lately"].format(day=_short(last.sent_at))
    return Recipient(row, n, advised=not hinders and not doubt, hinders=hinders, doubt=doubt)


def _values(call: CallRow, kind: str, row: Standing | None, *, names: Sequence[str], now: datetime) -> dict[str, Any]:
    today = now.astimezone(call.rules.zone).date()
    values: dict[str, Any] = {
        "addressee": row.name if row else SAYS["letter"],
        "call": call.title,
        "call_number": call.number,
        "closes": _day(call.closes),
        "page": page_link(call),
    }
    if kind == letters.NOTICE:
        themes = [{"label": one.label} for one in call.rules.themes]
        files = [{"name": name} for name in names]
        return values | {"opens": _day(call.opens), "themes": themes, "files": files}
    sent = [one.sent_at for one in row.notices if one.sent_at and one.state == letters.SENT] if row else []
    noticed = _day(sent[-1].astimezone(call.rules.zone).date()) if sent else ""
    return values | {"noticed": noticed, "days": str(max(0, (call.closes - today).days))}


def _short(at: datetime) -> str:
    return f"{timezone.localtime(at):%m-%d}"


def _day(day: date) -> str:
    return SAYS["date"].format(day=day)

"""Keeps the addressees of a call: taken from a list, typed, changed, removed, and what a person says of one."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack

from django.db.models import Max

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.calls.queries import rules_of
from casecall.inviting import rules
from casecall.inviting.listing import placed, read_list
from casecall.inviting.models import Addressee
from casecall.inviting.records import Entry, ImportReport, RowFault
from casecall.inviting.tracing import sent_to
from casecall.letters.rules import is_address, is_deaf
from casecall.letters.wording import address, one_line

if TYPE_CHECKING:
    from datetime import datetime

    from casepaper.forms.rules import CallRules

SAYS: Final = {
    "no_name": "请填写单位名称",
    "long": "“{head}”不能超过 {most} 字",
    "email": "邮箱“{text}”写法有误，请核对",
    "deaf": "邮箱“{text}”是不收信的系统地址，请改用联系人的邮箱",
    "known": "“{name}”已在名单中",
    "kind": "没有“{kind}”这种类别",
    "standing": "没有“{standing}”这种情况",
    "written": "已给“{name}”写过信，不能移出名单",
    "many": "一次征集的主送单位不能超过 {most} 家，其后的没有导入",
}
COLUMNS: Final = ("kind", "group", "province", "contact", "phone", "email", "note")


class Unfit(ValueError):  # noqa: N818 - it says what the addressee is
    """Raised for what an addressee cannot be; the message is a sentence for people."""


class Fields(TypedDict, total=False):
    """What is said of an addressee; what is left out stays as it is, and an empty kind is told by the name."""

    kind: str
    group: str
    province: str
    contact: str
    phone: str
    email: str
    note: str


def look_through(data: bytes, call_id: int) -> ImportReport:
    """What a list would bring, before anything of it is taken."""
    call = rules_of(call_id)
    known = {one.same: one for one in Addressee.objects.filter(call_id=call_id)}
    return _compared(data, call, known)


def import_addressees(data: bytes, call_id: int, *, now: datetime, by: str) -> ImportReport:
    """Take a list: new names are added, known ones changed by what it says of them, none doubled, none removed.

    An empty cell changes nothing. What a person said of where a unit stands stays.
    """
    call = rules_of(call_id)
    with write_atomic():
        known = {one.same: one for one in Addressee.objects.select_for_update().filter(call_id=call_id)}
        report = _compared(data, call, known)
        if not report.takes:
            return report
        order = _next_order(call_id)
        Addressee.objects.bulk_create(_made(call_id, entry, order + place) for place, entry in enumerate(report.fresh))
        changed = [_changed(known[rules.plain_name(entry.name)], entry) for entry, _ in report.changed]
        Addressee.objects.bulk_update(changed, COLUMNS, batch_size=200)
        note = f"new={len(report.fresh)} changed={len(changed)} faults={len(report.faults)}"
        record(at=now, actor=by, verb="addressee.import", object=f"call:{call_id}", note=note)
    return report


def take_from_notice(call_id: int, *, now: datetime, by: str) -> int:
    """Add the units that the call's own notice names one by one; how many were new."""
    call = rules_of(call_id)
    with write_atomic():
        known = set(Addressee.objects.filter(call_id=call_id).values_list("same", flat=True))
        named = {rules.plain_name(one): one for one in call.addressees if not rules.is_collective(one)}
        fresh = [placed(Entry(one), call) for same, one in named.items() if same not in known]
        order = _next_order(call_id)
        Addressee.objects.bulk_create(_made(call_id, one, order + place) for place, one in enumerate(fresh))
        if fresh:
            record(at=now, actor=by, verb="addressee.import", object=f"call:{call_id}", note=f"notice={len(fresh)}")
    return len(fresh)


def add(call_id: int, name: str, *, now: datetime, by: str, **fields: Unpack[Fields]) -> int:
    """Add an addressee; its id. Raises Unfit, for a name that is there too."""
    call = rules_of(call_id)
    entry = placed(Entry(_name(name), **_fit(fields)), call)
    with write_atomic():
        if Addressee.objects.filter(call_id=call_id, same=rules.plain_name(entry.name)).exists():
            raise Unfit(SAYS["known"].format(name=entry.name))
        if Addressee.objects.filter(call_id=call_id).count() >= rules.MOST_ADDRESSEES:
            raise Unfit(SAYS["many"].format(most=rules.MOST_ADDRESSEES))
        made = _made(call_id, entry, _next_order(call_id))
        made.save()
        record(at=now, actor=by, verb="addressee.add", object=f"addressee:{made.pk}")
    return int(made.pk)


def edit(addressee_id: int, name: str, *, now: datetime, by: str, **fields: Unpack[Fields]) -> None:
    """Change what is known of an addressee. Raises Unfit."""
    name, fit = _name(name), _fit(fields)
    with write_atomic():
        one = Addressee.objects.select_for_update().get(pk=addressee_id)
        same = rules.plain_name(name)
        if Addressee.objects.filter(call_id=one.call_id, same=same).exclude(pk=one.pk).exists():
            raise Unfit(SAYS["known"].format(name=name))
        entry = placed(replace(_entry(one), name=name, **fit), rules_of(one.call_id))
        # what was emptied by hand stays empty, but for the kind: everybody has one
        entry = replace(entry, **{column: value for column, value in fit.items() if column != "kind"})
        one.name, one.same = name, same
        for column in COLUMNS:
            setattr(one, column, getattr(entry, column))
        one.save()
        record(at=now, actor=by, verb="addressee.edit", object=f"addressee:{one.pk}")


def remove(addressee_id: int, *, now: datetime, by: str) -> None:
    """Take an addressee off the list. Raises Unfit where a letter to it was written: the letter tells of it."""
    with write_atomic():
        one = Addressee.objects.select_for_update().get(pk=addressee_id)
        if sent_to(one.call_id).get(one.pk):
            raise Unfit(SAYS["written"].format(name=one.name))
        one.delete()
        record(at=now, actor=by, verb="addressee.remove", object=f"addressee:{addressee_id}")


def say(addressee_id: int, standing: str, note: str, *, now: datetime, by: str) -> None:
    """Say by hand where an addressee stands, or with an empty standing leave that to what comes. Raises Unfit."""
    if standing and standing not in rules.STANDINGS:
        raise Unfit(SAYS["standing"].format(standing=standing[:20]))
    if len(note) > rules.LENGTHS["note"]:
        raise Unfit(SAYS["long"].format(head=rules.HEAD_NAMES["note"], most=rules.LENGTHS["note"]))
    with write_atomic():
        one = Addressee.objects.select_for_update().get(pk=addressee_id)
        one.said, one.note = standing, note.strip()
        one.save(update_fields=["said", "note"])
        record(at=now, actor=by, verb="addressee.say", object=f"addressee:{one.pk}", note=standing)


def _compared(data: bytes, call: CallRules, known: dict[str, Addressee]) -> ImportReport:
    found = read_list(data, call)
    fresh: list[Entry] = []
    changed: list[tuple[Entry, tuple[str, ...]]] = []
    faults = list(found.faults)
    room = rules.MOST_ADDRESSEES - len(known)
    for entry in found.entries:
        one = known.get(rules.plain_name(entry.name))
        if one is None:
            fresh.append(entry)
        elif differs := _differing(one, entry):
            changed.append((entry, tuple(rules.HEAD_NAMES[column] for column in differs)))
    if len(fresh) > room:
        faults.append(RowFault(0, SAYS["many"].format(most=rules.MOST_ADDRESSEES)))
        fresh = fresh[: max(0, room)]
    same = len(found.entries) - len(fresh) - len(changed)
    return ImportReport(tuple(fresh), tuple(changed), same, tuple(faults), found.columns, found.unused)


def _differing(one: Addressee, entry: Entry) -> list[str]:
    """The columns that a list says otherwise; an empty cell says nothing."""
    return [column for column in COLUMNS if (said := getattr(entry, column)) and said != getattr(one, column)]


def _changed(one: Addressee, entry: Entry) -> Addressee:
    for column in _differing(one, entry):
        setattr(one, column, getattr(entry, column))
    return one


def _made(call_id: int, entry: Entry, order: int) -> Addressee:
    values = {column: value for column, value in asdict(entry).items() if column in COLUMNS}
    return Addressee(call_id=call_id, order=order, name=entry.name, same=rules.plain_name(entry.name), **values)


def _entry(one: Addressee) -> Entry:
    return Entry(one.name, **{column: getattr(one, column) for column in COLUMNS})


def _next_order(call_id: int) -> int:
    last = Addressee.objects.filter(call_id=call_id).aggregate(last=Max("order"))["last"]
    return 0 if last is None else int(last) + 1


def _name(typed: str) -> str:
    name = one_line(typed)
    if not name:
        raise Unfit(SAYS["no_name"])
    if len(name) > rules.LENGTHS["name"]:
        raise Unfit(SAYS["long"].format(head=rules.HEAD_NAMES["name"], most=rules.LENGTHS["name"]))
    return name


def _fit(fields: Fields) -> dict[str, Any]:
    """The fields as they may be kept. Raises Unfit."""
    fit: dict[str, Any] = {}
    for column, typed in fields.items():
        value = str(typed).strip() if column == "note" else one_line(str(typed))
        if column == "email" and value:
            value = address(value)
            if is_deaf(value):
                raise Unfit(SAYS["deaf"].format(text=value))
            if not is_address(value) or "." not in value.rpartition("@")[2]:
                raise Unfit(SAYS["email"].format(text=value[:60]))
        if column == "kind" and value and value not in rules.KINDS:
            raise Unfit(SAYS["kind"].format(kind=value[:20]))
        if column != "kind" and len(value) > rules.LENGTHS[column]:
            raise Unfit(SAYS["long"].format(head=rules.HEAD_NAMES[column], most=rules.LENGTHS[column]))
        fit[column] = value
    return fit

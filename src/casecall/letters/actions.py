"""Writes, edits and approves letters, says what became of them, and keeps notes of telephone calls."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.cases.actions import note_line
from casecall.jobs.actions import enqueue
from casecall.jobs.rules import Later
from casecall.letters import links, rules, wording
from casecall.letters.models import Habit, Letter, LetterFile, LetterLine, PhoneNote, Rest
from casecall.letters.queries import is_automatic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    Find = Callable[[str], str]

SEND: Final = "send-letter"
LOOK: Final = "look-for-letter"
LOOKS: Final = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
WORKER: Final = "worker"
SAYS: Final = {
    "no_kind": "没有“{kind}”这种信",
    "move": "信件现为“{state}”，不能转为“{to}”",
    "edit": "信件现为“{state}”，只有草稿可以修改；请先退回草稿",
    "why": "请写明理由",
    "new_link": "补正链接由系统写入，不能另行添加：{mark}",
    "never_automatic": "“{kind}”须经人批准，不能设为自动发出",
    "empty_note": "请写下通话内容",
    "wrote": "写成草稿",
    "edited": "修改草稿",
    "approved": "批准发送",
    "by_itself": "按设置自动发出",
    "held_flood": "今天自动发往该地址的信已有 {count} 封，这一封等人批准",
    "held_answer": "来信为自动回复、群发或退信，不自动回复，等人批准",
    "held": "{why}，等人批准",
    "put_back": "退回草稿",
    "dropped": "不再发送",
    "found_sent": "认定已发出",
    "seen": "在“{where}”中找到这封信，认定已发出",
    "not_seen": "未在“已发送”中找到，请向收件人核实后认定",
    "no_place": "没有可供查找的 IMAP 邮箱",
    "found_unsent": "认定未发出，重新等待发送",
    "bounced": "被退回",
    "case_bounced": "信件被退回：{kind}",
}


class NotAllowed(Exception):  # noqa: N818 - it says what the act is
    """Raised for what may not be done to a letter; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Approval:
    """What became of approving many: the ids that were, and (id, sentence) of those that were not."""

    approved: tuple[int, ...]
    refused: tuple[tuple[int, str], ...]


class More(TypedDict, total=False):
    """What else a letter may have. ``files`` are (sha256, name), ``in_reply_to`` the Message-ID it answers.

    ``answers`` is the kind of that letter: an answer to what a system sent is never sent by itself.
    """

    to_name: str
    case_id: int | None
    call_id: int | None
    in_reply_to: str
    files: Sequence[tuple[str, str]]
    answers: str


def write(  # a whole letter, as it is kept
    kind: str,
    *,
    key: str,
    to_address: str,
    subject: str,
    text: str,
    now: datetime,
    by: str,
    **more: Unpack[More],
) -> Letter:
    """A letter; the same key gives the letter that is there, unchanged.

    It is a draft, or approved at once where its kind leaves by itself, unless the address had many that day.
    """
    if kind not in rules.KINDS:
        raise NotAllowed(SAYS["no_kind"].format(kind=kind))
    with write_atomic():
        letter, made = Letter.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "case_id": more.get("case_id"),
                "call_id": more.get("call_id"),
                "to_address": wording.address(to_address),
                "to_name": wording.one_line(more.get("to_name", ""))[: rules.MOST_NAME],
                "subject": wording.one_line(subject)[: rules.MOST_SUBJECT],
                "text": wording.text_of(text),
                "message_id": f"<letter-{secrets.token_hex(16)}@{wording.domain()}>",
                "in_reply_to": wording.one_line(more.get("in_reply_to", ""))[:500],
                "made_at": now,
                "made_by": by,
            },
        )
        if not made:
            return letter
        LetterFile.objects.bulk_create(
            LetterFile(letter=letter, file_id=sha256, name=name[:255]) for sha256, name in more.get("files", ())
        )
        _line(letter, "wrote", now=now, by=by)
        record(at=now, actor=by, verb="letter.write", object=f"letter:{letter.pk}", note=kind)
        if is_automatic(kind):
            _let_go(letter, more.get("answers", ""), now=now)
    return letter


def edit(letter_id: int, *, subject: str, text: str, to_address: str, now: datetime, by: str) -> None:
    """Change a draft. Raises NotAllowed for any other letter, and for a link that was not in it."""
    with write_atomic():
        letter = _locked(letter_id)
        if letter.state != rules.DRAFT:
            raise NotAllowed(SAYS["edit"].format(state=rules.STATES[letter.state]))
        text = wording.text_of(text)
        new = [one for one in links.marks_in(text) if one not in links.marks_in(letter.text)]
        if foreign := [one for one in new if one != links.mark("case", letter.case_id)]:
            raise NotAllowed(SAYS["new_link"].format(mark=foreign[0]))
        letter.subject, letter.text = wording.one_line(subject)[: rules.MOST_SUBJECT], text
        letter.to_address = wording.address(to_address)
        letter.save(update_fields=["subject", "text", "to_address"])
        _line(letter, "edited", now=now, by=by)
        record(at=now, actor=by, verb="letter.edit", object=f"letter:{letter_id}")


def approve(letter_id: int, *, now: datetime, by: str) -> None:
    """Let a letter go: it is sent by a job of its own. Raises NotAllowed with what has to be put right before."""
    with write_atomic():
        _approve(_locked(letter_id), "approved", now=now, by=by)


def approve_all(ids: Iterable[int], *, now: datetime, by: str) -> Approval:
    """Let many letters go; those that cannot stay as they are, each with its sentence."""
    approved, refused = [], []
    for letter_id in ids:
        try:
            approve(letter_id, now=now, by=by)
        except NotAllowed as why:
            refused.append((letter_id, str(why)))
        else:
            approved.append(letter_id)
    return Approval(tuple(approved), tuple(refused))


def put_back(letter_id: int, *, now: datetime, by: str) -> None:
    """Make a draft of a letter that was not handed over yet, or that was refused. Raises NotAllowed."""
    with write_atomic():
        letter = _locked(letter_id)
        move(letter, rules.DRAFT, "put_back", now=now, by=by)
        record(at=now, actor=by, verb="letter.put_back", object=f"letter:{letter_id}")


def drop(letter_id: int, why: str, *, now: datetime, by: str) -> None:
    """Never send a letter; it stays with the reason. Raises NotAllowed, without a reason too."""
    if not why.strip():
        raise NotAllowed(SAYS["why"])
    with write_atomic():
        move(_locked(letter_id), rules.DROPPED, "dropped", now=now, by=by, why=why.strip())
        record(at=now, actor=by, verb="letter.drop", object=f"letter:{letter_id}")


def resolve(letter_id: int, *, was_sent: bool, why: str, now: datetime, by: str) -> None:
    """Say of a letter whose hand-over was cut off whether it went out; if not it waits to be sent again."""
    if not why.strip():
        raise NotAllowed(SAYS["why"])
    with write_atomic():
        letter = _locked(letter_id)
        if letter.state != rules.UNKNOWN:
            to = rules.SENT if was_sent else rules.APPROVED
            raise NotAllowed(SAYS["move"].format(state=rules.STATES[letter.state], to=rules.STATES[to]))
        if was_sent:
            _prove(letter, SAYS["found_sent"], now=now, by=by, why=why.strip())
            return
        letter.phase, letter.error = "", ""
        letter.save(update_fields=["phase", "error"])
        move(letter, rules.APPROVED, "found_unsent", now=now, by=by, why=why.strip())
        enqueue_send(letter.pk, now=now)
        record(at=now, actor=by, verb="letter.found_unsent", object=f"letter:{letter_id}")


def seen(message_id: str, where: str, *, now: datetime, by: str = WORKER) -> bool:
    """Note that a letter of ours lies in a mailbox, which proves that it went out; whether it was unknown till then."""
    with write_atomic():
        found = Letter.objects.select_for_update().filter(message_id=message_id.strip(), state=rules.UNKNOWN).first()
        if found is None:
            return False
        _prove(found, SAYS["seen"].format(where=where), now=now, by=by)
    return True


def look(letter_id: int, *, find: Find, now: datetime, by: str = WORKER) -> str:
    """Look for an unknown letter where sent letters lie; where it was found, or nothing. None found proves nothing.

    ``find`` gives the place of a Message-ID, or nothing; it may raise LookupError where there is no place to look.
    """
    letter = Letter.objects.get(pk=letter_id)
    if letter.state != rules.UNKNOWN:
        return ""
    try:
        where = find(letter.message_id)
    except LookupError as why:
        raise NotAllowed(SAYS["no_place"]) from why
    if where:
        seen(letter.message_id, where, now=now, by=by)
    else:
        add_line(letter_id, SAYS["not_seen"], now=now, by=by)
    return where


def ask_to_look(letter_id: int, *, now: datetime, by: str) -> None:
    """Have an unknown letter looked for at once, by a job; what comes of it stands in the letter's log."""
    with write_atomic(recorded=False):
        enqueue(LOOK, str(letter_id), {"letter": letter_id, "by": by}, now=now, again=True)


def look_for(letter_id: int, *, find: Find, now: datetime, by: str) -> None:
    """The job of somebody who asked: look once, and say in the log what came of it."""
    try:
        look(letter_id, find=find, now=now, by=by)
    except NotAllowed as why:
        add_line(letter_id, str(why), now=now, by=by)


def look_again(letter_id: int, *, find: Find, now: datetime) -> None:
    """Look for an unknown letter by itself, some times: raises Later until it is found, settled or given up."""
    letter = Letter.objects.get(pk=letter_id)
    if letter.state != rules.UNKNOWN or letter.handed_at is None:
        return
    try:
        where = find(letter.message_id)
    except LookupError:
        return
    if where:
        seen(letter.message_id, where, now=now)
        return
    since = now - letter.handed_at
    if wait := next((one for one in LOOKS if one > since), None):
        raise Later(letter.handed_at + wait)
    add_line(letter_id, SAYS["not_seen"], now=now, by=WORKER)


def bounced(message_id: str, address: str, why: str, *, now: datetime) -> int:
    """Note that a letter of ours came back; how many did. One that went to another address is left alone."""
    with write_atomic():
        found = Letter.objects.select_for_update().filter(
            message_id=message_id.strip(), state__in=(rules.SENT, rules.UNKNOWN)
        )
        gone = [one for one in found if not address or one.to_address.lower() == address.strip().lower()]
        for letter in gone:
            letter.error = why
            letter.save(update_fields=["error"])
            move(letter, rules.BOUNCED, "bounced", now=now, by=WORKER, why=why)
            record(at=now, actor=WORKER, verb="letter.bounced", object=f"letter:{letter.pk}")
            if letter.case_id:
                says = SAYS["case_bounced"].format(kind=rules.KINDS[letter.kind])
                note_line(letter.case_id, says, by=WORKER, at=now, why=why)
    return len(gone)


def set_habit(kind: str, *, automatic: bool, now: datetime, by: str) -> None:
    """Let letters of a kind leave by themselves, or no more. Raises NotAllowed for kinds that never may."""
    if automatic and kind not in rules.MAY_BE_AUTOMATIC:
        raise NotAllowed(SAYS["never_automatic"].format(kind=rules.KINDS.get(kind, kind)))
    with write_atomic():
        Habit.objects.update_or_create(kind=kind, defaults={"automatic": automatic})
        record(at=now, actor=by, verb="letter.habit", object=f"letters:{kind}", note="on" if automatic else "off")


def add_phone_note(case_id: int, text: str, *, with_whom: str, now: datetime, by: str) -> PhoneNote:
    """Keep what was said on the telephone about a case. Raises NotAllowed where nothing is written."""
    if not text.strip():
        raise NotAllowed(SAYS["empty_note"])
    with write_atomic():
        note = PhoneNote.objects.create(
            case_id=case_id, at=now, by=by, with_whom=wording.one_line(with_whom)[:100], text=text.strip()
        )
        record(at=now, actor=by, verb="case.phone", object=f"case:{case_id}")
    return note


def resume(*, now: datetime, by: str) -> None:
    """End the rest of the sending account: what waits is tried at once."""
    with write_atomic():
        Rest.objects.all().delete()
        for letter_id in Letter.objects.filter(state=rules.APPROVED).order_by("id").values_list("id", flat=True):
            enqueue_send(letter_id, now=now)
        record(at=now, actor=by, verb="letter.resume", object="letters")


def enqueue_send(letter_id: int, *, now: datetime) -> None:
    """Put the job of a letter into the ledger, inside the caller's transaction."""
    enqueue(SEND, str(letter_id), {"letter": letter_id}, now=now, again=True)


def enqueue_look(letter_id: int, *, now: datetime) -> None:
    """Have somebody look for an unknown letter after a while, inside the caller's transaction."""
    enqueue(LOOK, str(letter_id), {"letter": letter_id}, now=now, due=now + LOOKS[0], again=True)


def add_line(letter_id: int, what: str, *, now: datetime, by: str, why: str = "") -> None:
    """Add to the log of a letter."""
    with write_atomic(recorded=False):
        LetterLine.objects.create(letter_id=letter_id, at=now, by=by, what=what[:60], why=why)


def move(letter: Letter, to: str, line: str, *, now: datetime, by: str, why: str = "") -> None:
    """Put a locked letter into another state with a line of its log, inside the caller's transaction."""
    if not rules.may_move(letter.state, to):
        raise NotAllowed(SAYS["move"].format(state=rules.STATES[letter.state], to=rules.STATES[to]))
    letter.state = to
    letter.save(update_fields=["state"])
    _line(letter, line, now=now, by=by, why=why)


def _prove(letter: Letter, line: str, *, now: datetime, by: str, why: str = "") -> None:
    """An unknown letter did go out, at the time when it was handed over."""
    letter.sent_at, letter.phase, letter.error = letter.handed_at, "", ""
    letter.save(update_fields=["sent_at", "phase", "error"])
    move(letter, rules.SENT, line, now=now, by=by, why=why)
    record(at=now, actor=by, verb="letter.found_sent", object=f"letter:{letter.pk}")


def _let_go(letter: Letter, answers: str, *, now: datetime) -> None:
    """Approve a letter that leaves by itself, or say in its log why it waits for a person."""
    today = Letter.objects.filter(
        to_address__iexact=letter.to_address, automatic=True, made_at__gt=now - timedelta(days=1)
    ).count()
    if answers in rules.SYSTEM_ANSWERS:
        why = SAYS["held_answer"]
    elif today >= rules.MOST_AUTOMATIC_A_DAY:
        why = SAYS["held_flood"].format(count=today)
    elif wrong := wording.obstacle(letter):
        why = SAYS["held"].format(why=wrong)
    else:
        letter.automatic = True
        letter.save(update_fields=["automatic"])
        _approve(letter, "by_itself", now=now, by=WORKER)
        return
    letter.error = why
    letter.save(update_fields=["error"])


def _approve(letter: Letter, line: str, *, now: datetime, by: str) -> None:
    if letter.state not in {rules.DRAFT, rules.FAILED}:
        to = rules.STATES[rules.APPROVED]
        raise NotAllowed(SAYS["move"].format(state=rules.STATES[letter.state], to=to))
    if wrong := wording.obstacle(letter):
        raise NotAllowed(wrong)
    letter.approved_at, letter.approved_by, letter.error, letter.tries = now, by, "", 0
    letter.save(update_fields=["approved_at", "approved_by", "error", "tries"])
    move(letter, rules.APPROVED, line, now=now, by=by)
    record(at=now, actor=by, verb="letter.approve", object=f"letter:{letter.pk}")
    enqueue_send(letter.pk, now=now)


def _locked(letter_id: int) -> Letter:
    return Letter.objects.select_for_update().get(pk=letter_id)


def _line(letter: Letter, what: str, *, now: datetime, by: str, why: str = "") -> None:
    LetterLine.objects.create(letter=letter, at=now, by=by, what=SAYS.get(what, what)[:60], why=why)

"""Sends approved letters, each once: what was cut off after a letter was given away is unknown, and never repeated."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import DatabaseError

from casecall.audit.actions import record
from casecall.audit.writing import write_atomic
from casecall.cases.actions import note_line
from casecall.files.actions import keep
from casecall.jobs import rules as jobs
from casecall.jobs.queries import for_keys
from casecall.jobs.rules import Later
from casecall.letters import rules, sheets, wording
from casecall.letters.accounts import MailFileFaults, Sending, load
from casecall.letters.actions import SEND, WORKER, add_line, enqueue_look, enqueue_send, move
from casecall.letters.composing import Unsendable
from casecall.letters.conversation import AccountTrouble, Conversation, PutOff, Refusal, Unanswered
from casecall.letters.links import WrongLink
from casecall.letters.models import Letter, Rest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Copy = Callable[[bytes], str]

RESTORED: Final = "restored"  # a file in the data folder that says that it was brought back from a backup
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NO_ACCOUNT: Final = timedelta(minutes=10)  # how often a letter looks whether there is an account by now
TRIES: Final = (0.0, 1.0, 5.0)  # seconds before each attempt to write down that a letter was taken
SAYS: Final = {
    "no_account": "尚未设置发信账户（mail.toml 的 [sending]），已批准的信会等着",
    "bad_account": "邮箱账户文件有误，已批准的信会等着：{why}",
    "begins": "开始交接",
    "taken": "服务器已接收",
    "put_off": "暂未接收，稍后再试",
    "rests": "账户暂不能发信，稍后再试",
    "refused": "未发出",
    "unknown": "结果不明",
    "cut_before": "上次交接中断，信件尚未交出，重新等待发送",
    "cut_often": "交接一再中断，信件没有交出；原因见“任务”页，解决后可重新批准",
    "cut_closing": "交接中断：信件已交出，是否送达不明。请到“已发送”文件夹或向收件人核实后认定，不会自动重发",
    "restored": "数据由备份恢复，备份之后这封信可能已经发出。请到“已发送”文件夹或向收件人核实后认定",
    "too_often": "试了 {tries} 次，服务器均未接收：{why}",
    "no_copy": "未能在“已发送”中留底",
    "case_sent": "已发信：{kind}",
}


@dataclass(frozen=True, slots=True)
class _Taken:
    """A letter that is being handed over, with the account and the token of this attempt."""

    letter: Letter
    sending: Sending
    token: str


def send(letter_id: int, *, now: datetime, copy: Copy | None = None) -> None:
    """Hand an approved letter over. Raises Later where it has to wait; any other letter is left as it is.

    ``copy`` puts the letter, links hidden, where the account's sent letters lie, and says what kept it from that.
    """
    doubt_restored(now=now)
    sending = _account(now)
    taken = _take(letter_id, sending, now=now)
    if isinstance(taken, datetime):
        raise Later(taken)
    if taken is None:
        return
    try:
        sent = _hand_over(taken, now=now)
    except AccountTrouble as why:
        raise Later(_rest(taken, str(why), now=now)) from why
    except PutOff as why:
        if due := _put_off(taken, str(why), now=now):
            raise Later(due) from why
    except (Refusal, Unsendable, WrongLink) as why:
        _end(taken, rules.FAILED, "refused", str(why), now=now)
    except Unanswered as why:
        _end(taken, rules.UNKNOWN, "unknown", str(why), now=now)
    else:
        if copy and sending.keep_copy == "imap":
            _copy(taken, sent, copy, now=now)


def doubt_restored(*, now: datetime) -> int:
    """Call unknown what was on its way in a backup that was brought back: it may have gone out since; how many."""
    mark = settings.DATA / RESTORED
    if not mark.exists():
        return 0
    with write_atomic():
        found = list(Letter.objects.select_for_update().filter(state__in=(rules.APPROVED, rules.SENDING)))
        for letter in found:
            letter.handed_at, letter.error = letter.handed_at or now, SAYS["restored"]
            letter.save(update_fields=["handed_at", "error"])
            move(letter, rules.UNKNOWN, SAYS["unknown"], now=now, by=WORKER, why=SAYS["restored"])
            enqueue_look(letter.pk, now=now)
        record(at=now, actor=WORKER, verb="letter.restored", object="letters", note=str(len(found)))
    mark.unlink(missing_ok=True)
    return len(found)


def settle(*, now: datetime) -> int:
    """Bring in order what a crash left: cut-off hand-overs, and approved letters without a job; how many letters."""
    doubt_restored(now=now)
    left = [letter for letter in _without_job(rules.SENDING, {jobs.RUNNING}) if _settle(letter, now=now)]
    waiting = _without_job(rules.APPROVED, {jobs.RUNNING, jobs.WAITING})
    for letter_id in waiting:
        with write_atomic():
            enqueue_send(letter_id, now=now)
    return len(left) + len(waiting)


def _hand_over(taken: _Taken, *, now: datetime) -> bytes:
    """From the first word to the server to its last; gives the letter as it is kept, nothing where it was taken away.

    The one moment that a crash leaves open is in ``close``.
    """
    letter, sending = taken.letter, taken.sending
    data = sheets.real(letter, sending=sending, date=now)
    hidden = sheets.masked(letter, sending=sending, date=now)
    kept = keep(hidden, now=now).sha256
    also = [sending.sender_address] if sending.keep_copy == "bcc" else []
    with Conversation(sending) as talk:
        talk.offer(letter.to_address, data, also=also)
        if not _closing(taken):
            talk.hang_up()  # the letter was given to another attempt: what was not ended is not kept
            return b""
        words = talk.close()
        _sent(taken, words, kept, now=now)
    return hidden


def _copy(taken: _Taken, sent: bytes, copy: Copy, *, now: datetime) -> None:
    if sent and (why := copy(sheets.with_files(taken.letter, sent))):
        add_line(taken.letter.pk, SAYS["no_copy"], now=now, by=WORKER, why=why)


def _account(now: datetime) -> Sending:
    try:
        sending = load().sending
    except MailFileFaults as why:
        raise Later(now + NO_ACCOUNT, SAYS["bad_account"].format(why=why)) from why
    if sending is None:
        raise Later(now + NO_ACCOUNT, SAYS["no_account"])
    return sending


def _take(letter_id: int, sending: Sending, *, now: datetime) -> _Taken | datetime | None:
    """The letter, ready to be handed over by this attempt alone; or when to try; or None where it is not to be sent."""
    with write_atomic():
        letter = Letter.objects.select_for_update().get(pk=letter_id)
        if letter.state == rules.SENDING:  # its job is ours, so the attempt before was cut off
            _settle_row(letter, now=now)
        if letter.state != rules.APPROVED:
            return None
        if due := _free_at(letter, sending, now=now):
            return due
        if wrong := wording.obstacle(letter):
            letter.error = wrong
            letter.save(update_fields=["error"])
            move(letter, rules.FAILED, SAYS["refused"], now=now, by=WORKER, why=wrong)
            return None
        letter.attempt, letter.phase, letter.handed_at = secrets.token_hex(16), rules.BEFORE, now
        letter.error = ""
        letter.save(update_fields=["attempt", "phase", "handed_at", "error"])
        move(letter, rules.SENDING, SAYS["begins"], now=now, by=WORKER)
    return _Taken(letter, sending, letter.attempt)


def _free_at(letter: Letter, sending: Sending, *, now: datetime) -> datetime | None:
    """When the account may send this letter, None for now: after its rest, and within its rate as the table tells."""
    if rest := Rest.objects.filter(address=sending.sender_address, until__gt=now).first():
        return rest.until
    others = Letter.objects.filter(handed_at__isnull=False).exclude(pk=letter.pk).order_by("-handed_at")
    for count, span in ((sending.per_day, DAY), (sending.per_minute, MINUTE)):
        oldest = others.values_list("handed_at", flat=True)[count - 1 : count].first()
        if oldest is not None and oldest > now - span:
            ahead = Letter.objects.filter(state=rules.APPROVED, pk__lt=letter.pk).count()
            return oldest + span + MINUTE * (ahead // sending.per_minute if span == MINUTE else 0)
    return None


def _closing(taken: _Taken) -> bool:
    """Write down that the letter's end is about to be given; False where another attempt has the letter by now."""
    with write_atomic(recorded=False):
        ours = Letter.objects.filter(pk=taken.letter.pk, state=rules.SENDING, attempt=taken.token)
        return bool(ours.update(phase=rules.CLOSING))


def _sent(taken: _Taken, words: str, kept: str, *, now: datetime) -> None:
    """Write down that the server took the letter; a database that is busy is asked again."""
    for wait in TRIES:
        time.sleep(wait)
        try:
            _write_sent(taken, words, kept, now=now)
        except DatabaseError:
            if wait == TRIES[-1]:
                raise
        else:
            return


def _write_sent(taken: _Taken, words: str, kept: str, *, now: datetime) -> None:
    """The server's word counts even where the letter was called unknown, or unsent, in the meantime."""
    with write_atomic():
        letter = _of(taken, {rules.SENDING, rules.UNKNOWN, rules.APPROVED})
        if letter is None:
            return
        letter.sent_at, letter.sent_file_id, letter.phase, letter.error = now, kept, "", ""
        letter.save(update_fields=["sent_at", "sent_file", "phase", "error"])
        move(letter, rules.SENT, SAYS["taken"], now=now, by=WORKER, why=words)
        record(at=now, actor=WORKER, verb="letter.sent", object=f"letter:{letter.pk}")
        if letter.case_id:
            says = SAYS["case_sent"].format(kind=rules.KINDS[letter.kind])
            note_line(letter.case_id, says, by=WORKER, at=now)
        Rest.objects.filter(address=taken.sending.sender_address).delete()


def _rest(taken: _Taken, why: str, *, now: datetime) -> datetime:
    """Let the account rest, longer after each failure in a row, and the letter wait for the end of that."""
    with write_atomic():
        rest = Rest.objects.select_for_update().filter(address=taken.sending.sender_address).first()
        times = rest.times + 1 if rest else 1
        until = now + rules.pause_after(times)
        Rest.objects.update_or_create(
            address=taken.sending.sender_address,
            defaults={"until": until, "since": rest.since if rest else now, "times": times, "why": why},
        )
        _back(taken, "rests", why, now=now)
    return until


def _put_off(taken: _Taken, why: str, *, now: datetime) -> datetime | None:
    """Let a letter wait that the server did not take yet; None where it waited long enough and has failed."""
    tries = taken.letter.tries + 1
    if tries >= rules.MOST_TRIES:
        says = SAYS["too_often"].format(tries=tries, why=why)
        _end(taken, rules.FAILED, "refused", says, now=now)
        return None
    with write_atomic():
        _back(taken, "put_off", why, now=now, tries=tries)
    return now + rules.wait_after(tries)


def _back(taken: _Taken, line: str, why: str, *, now: datetime, tries: int | None = None) -> None:
    letter = _of(taken, {rules.SENDING})
    if letter is None:
        return
    letter.phase, letter.error = "", why
    letter.tries = letter.tries if tries is None else tries
    letter.save(update_fields=["phase", "error", "tries"])
    move(letter, rules.APPROVED, SAYS[line], now=now, by=WORKER, why=why)


def _end(taken: _Taken, state: str, line: str, why: str, *, now: datetime) -> None:
    """The letter failed, or nobody knows what became of it."""
    with write_atomic():
        letter = _of(taken, {rules.SENDING})
        if letter is None:
            return
        letter.error = why
        letter.save(update_fields=["error"])
        move(letter, state, SAYS[line], now=now, by=WORKER, why=why)
        record(at=now, actor=WORKER, verb=f"letter.{state}", object=f"letter:{letter.pk}")
        if state == rules.UNKNOWN:
            enqueue_look(letter.pk, now=now)


def _of(taken: _Taken, states: set[str]) -> Letter | None:
    """The letter, locked, where it is still this attempt's."""
    ours = Letter.objects.select_for_update().filter(pk=taken.letter.pk, attempt=taken.token, state__in=states)
    return ours.first()


def _settle(letter_id: int, *, now: datetime) -> bool:
    with write_atomic():
        letter = Letter.objects.select_for_update().get(pk=letter_id)
        if letter.state != rules.SENDING or _has_job(letter_id, {jobs.RUNNING}):
            return False
        _settle_row(letter, now=now)
    return True


def _settle_row(letter: Letter, *, now: datetime) -> None:
    """A hand-over that was cut off: before the end of the letter it was cancelled with its connection."""
    if letter.phase == rules.CLOSING:
        letter.error = SAYS["cut_closing"]
        letter.save(update_fields=["error"])
        move(letter, rules.UNKNOWN, SAYS["unknown"], now=now, by=WORKER, why=SAYS["cut_closing"])
        record(at=now, actor=WORKER, verb="letter.unknown", object=f"letter:{letter.pk}")
        enqueue_look(letter.pk, now=now)
        return
    letter.attempt, letter.phase, letter.tries = "", "", letter.tries + 1
    letter.error = SAYS["cut_often"] if letter.tries >= rules.MOST_TRIES else ""
    letter.save(update_fields=["attempt", "phase", "tries", "error"])
    if letter.error:
        move(letter, rules.FAILED, SAYS["refused"], now=now, by=WORKER, why=letter.error)
    else:
        move(letter, rules.APPROVED, SAYS["cut_before"], now=now, by=WORKER)


def _without_job(state: str, alive: set[str]) -> list[int]:
    """Letters in a state whose job is in none of these states."""
    ids = list(Letter.objects.filter(state=state).order_by("id").values_list("id", flat=True))
    busy = _with_job(ids, alive) if ids else set()
    return [one for one in ids if one not in busy]


def _with_job(ids: Iterable[int], alive: set[str]) -> set[int]:
    found = for_keys(SEND, [str(one) for one in ids])
    return {int(key) for key, job in found.items() if job.state in alive}


def _has_job(letter_id: int, alive: set[str]) -> bool:
    return letter_id in _with_job([letter_id], alive)

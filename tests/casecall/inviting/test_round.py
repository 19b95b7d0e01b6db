"""The whole round with true letters: the notice leaves, one comes back, one is answered, the board shows it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from casecall.files.actions import keep
from casecall.inviting import notices, queries, rules
from casecall.letters import sending
from casecall.letters.models import Letter
from casecall.receiving.letters_in import take
from casecall.receiving.records import Place
from tests.casecall.letters.conftest import account, script

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.calls.queries import CallRow
    from tests.casecall.letters.servers import Script

__all__ = ["account", "script"]  # fixtures of the letters

REPORT = """From: MAILER-DAEMON@mx.example.com
To: office@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-1@mx.example.com>
Date: Thu, 1 Sep 2022 10:40:00 +0800
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: message/rfc822

Message-ID: {message_id}
From: office@example.org
To: {address}
Subject: notice

text
--b--
"""


def reply(sender: str, to: Letter, words: str) -> bytes:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, "office@example.org", f"回复：{to.subject}"
    letter["Message-ID"], letter["In-Reply-To"] = "<answer-1@elsewhere.example.net>", to.message_id
    letter["Date"] = "Thu, 1 Sep 2022 11:00:00 +0800"
    letter.set_content(words)
    return letter.as_bytes()


def test_the_notice_leaves_and_what_comes_back_is_seen_on_the_board(
    call: CallRow, add: Callable[..., int], account: Any, script: Script, now: datetime
) -> None:
    ids = [add(f"第{n}公司", email=f"u{n}@u{n}.example.com") for n in range(3)]
    written = notices.write_notice(call.id, ids, now=now, by="user:1").letters
    notices.approve(call.id, written, now=now, by="user:1")
    for one in written:
        sending.send(one, now=now)
    first = message_from_bytes(script.taken[0], policy=policy.default)
    assert first["To"].addresses[0].addr_spec == "u0@u0.example.com"
    assert [one.get_filename() for one in first.iter_attachments()] == ["履责实践案例申报表.docx"]
    gone, answered = Letter.objects.get(pk=written[0]), Letter.objects.get(pk=written[1])
    come_in = (
        REPORT.format(address=gone.to_address, message_id=gone.message_id).encode(),
        reply("闻人舒 <private@elsewhere.example.net>", answered, "通知收悉，已转发各分公司。"),
    )
    for n, data in enumerate(come_in):
        take(keep(data, now=now).sha256, Place("秘书处", "INBOX", "1", str(n + 1)), call_id=call.id, now=now)
    rows = queries.board(call.id).rows
    assert [(one.standing, one.bounced, one.hints_forwarded) for one in rows] == [
        (rules.SILENT, True, False), (rules.ANSWERED, False, True), (rules.SILENT, False, False),
    ]  # fmt: skip
    found = notices.plan(call.id, "nudge", now=now)
    assert [one.advised for one in found.recipients] == [False, False, True]

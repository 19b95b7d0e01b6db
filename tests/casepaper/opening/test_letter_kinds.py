"""Applications, answers by machines, delivery reports, bulk mail and questions are told apart."""

from __future__ import annotations

import pytest

from casepaper.opening.letter.understanding import understand
from casepaper.records import Bounce, Letter
from tests.casepaper.opening.mail_making import LOGO, PHOTO, body, file, head, inner, multi, named, word

ASKED = body("请问案例字数有什么要求？")
OURS = "<letter-7@assoc.example.org>"


def understood(data: bytes) -> Letter:
    return understand(data, name="a.eml")


def kind(data: bytes) -> str:
    return understood(data).kind


def report(action: str = "failed", *, returned: bytes = b"", status: str = "5.1.1") -> bytes:
    """A delivery report by the standard (RFC 3464)."""
    fields = (
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; nobody@xingqu.example.com\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <nobody@xingqu.example.com>:\r\n Recipient address rejected\r\n"
    ).encode()
    parts = body("I'm sorry to have to inform you"), fields, *((returned,) if returned else ())
    shape = multi(*parts, kind="report; report-type=delivery-status")
    return head(b"Undelivered Mail", b"Return-Path: <>", sender=b"MAILER-DAEMON@mx.example.com") + shape


APPLICATIONS = {
    "a form": multi(ASKED, named("申报表.docx")),
    "a scan": multi(ASKED, named("盖章页.pdf")),
    "an archive": multi(ASKED, named("材料.zip")),
    "a photo put into the text": multi(
        body('<img src="cid:p">', kind="text/html"),
        file(b"", PHOTO, kind=b"image/jpeg", more=b"Content-ID: <p>"),
        kind="related",
    ),
    "a link to a large file": body("材料见 https://pan.baidu.com/s/1abc 提取码：x1y2"),
    "the form written into the text": body(
        "申报单位：云岫公司\n案例名称：高山果园有了网\n联系人：翀明远\n联系电话：0571-55550123"
    ),
    "a form within a letter within": multi(ASKED, inner(head() + multi(named("申报表.docx"), boundary="i"))),
}


@pytest.mark.parametrize("letter", APPLICATIONS.values(), ids=list(APPLICATIONS))
@pytest.mark.parametrize(
    "subject", ["案例申报", "回复：请求补正", "关于假期志愿服务案例的报送", "Re: 自动回复：已收到"]
)
def test_what_may_be_an_application_is_one(letter: bytes, subject: str) -> None:
    assert kind(head(word(subject)) + letter) == "application"


OTHERS = {
    "a question": ASKED,
    "a question with a logo in its signature": multi(
        body('请问何时截止？<img src="cid:l">', kind="text/html"),
        file(b"inline", LOGO, kind=b"image/png", more=b"Content-ID: <l>"),
        kind="related",
    ),
    "a question with a visiting card": multi(ASKED, file(b"attachment; filename=a.vcf", kind=b"text/vcard")),
    "a question with a signature of its own": multi(
        ASKED, file(b"attachment; filename=smime.p7s", kind=b"application/pkcs7-signature")
    ),
    "a question with an empty file": multi(ASKED, named("a.docx", b"")),
    "a question with contact data": body(
        "请问如何报送？\n联系人：翀明远\n电话：0571-55550123\n邮箱：a@xingqu.example.com"
    ),
    "an empty letter": body(""),
}


@pytest.mark.parametrize("letter", OTHERS.values(), ids=list(OTHERS))
def test_what_brings_nothing_is_other(letter: bytes) -> None:
    assert kind(head() + letter) == "other"


BY_HEADER = {
    b"Auto-Submitted: auto-replied": "auto-reply",
    b"Auto-Submitted: auto-generated; owner=a": "auto-reply",
    b"X-Autoreply: yes": "auto-reply",
    b"X-Autorespond: case": "auto-reply",
    b"X-Auto-Response-Suppress: All": "auto-reply",
    b"Precedence: auto_reply": "auto-reply",
    b"Return-Path: <>": "auto-reply",
    b"List-Id: <news.example.net>": "bulk",
    b"List-Unsubscribe: <https://news.example.net/u>": "bulk",
    b"Precedence: bulk": "bulk",
    b"Precedence: LIST": "bulk",
    b"Precedence: junk": "bulk",
    b"X-Spam-Flag: YES": "bulk",
    b"X-Spam-Status: Yes, score=9.1": "bulk",
    b"Auto-Submitted: no": "other",
    b"X-Spam-Flag: NO": "other",
    b"Precedence: normal": "other",
}


@pytest.mark.parametrize(("header", "expected"), BY_HEADER.items())
def test_a_header_says_that_a_machine_or_a_list_wrote(header: bytes, expected: str) -> None:
    assert kind(head(b"case", header) + ASKED) == expected


def test_what_a_machine_sends_of_itself_is_no_application_whatever_it_carries() -> None:
    assert kind(head(b"case", b"Auto-Submitted: auto-replied") + multi(ASKED, named("a.docx"))) == "auto-reply"
    assert kind(head(b"case", b"X-Auto-Response-Suppress: All") + multi(ASKED, named("a.docx"))) == "application"


@pytest.mark.parametrize(
    "subject",
    [
        "自动回复：请求补正",
        "自动答复: x",
        "Out of Office: x",
        "Automatic reply: x",
        "Auto-Reply: x",
        "假期自动回复",
        "[自动回复] x",
        "已读：请求补正",
        "已读回执",
        "Read: x",
        "阅读回执：x",
    ],
)
def test_a_subject_says_that_a_machine_answered(subject: str) -> None:
    assert kind(head(word(subject)) + body("您的来信已收到。")) == "auto-reply"


def test_a_read_receipt_by_the_standard_is_an_auto_reply() -> None:
    told = b"Content-Type: message/disposition-notification\r\n\r\nDisposition: manual-action; displayed\r\n"
    assert kind(head() + multi(body("x"), told, kind="report; report-type=disposition-notification")) == "auto-reply"


@pytest.mark.parametrize(
    "text",
    [
        "代开各类增值税发票，加微信优惠",
        "如不想再收到此类邮件，请点击退订",
        "To unsubscribe click here",
        "恭喜您获得大奖",
    ],
)
def test_what_reads_like_spam_is_bulk(text: str) -> None:
    assert kind(head() + body(text)) == "bulk"


def test_a_newsletter_with_pictures_in_its_text_is_bulk() -> None:
    parts = (
        body('<img src="cid:p">如需退订请点击', kind="text/html"),
        file(b"", PHOTO, kind=b"image/jpeg", more=b"Content-ID: <p>"),
    )
    assert kind(head() + multi(*parts, kind="related")) == "bulk"
    assert kind(head() + multi(*parts, named("申报表.docx"))) == "application"


def test_a_standard_report_says_whom_it_did_not_reach_and_which_letter_it_was() -> None:
    returned = inner(head(b"our letter", b"Message-ID: " + OURS.encode()) + body("x"))
    letter = understood(report(returned=returned))
    assert (letter.kind, letter.attachments) == ("bounce", ())
    assert letter.bounce == Bounce(
        "nobody@xingqu.example.com", "5.1.1", OURS, "550 5.1.1 <nobody@xingqu.example.com>: Recipient address rejected"
    )


def test_a_report_that_returns_only_headers_names_the_letter_too() -> None:
    returned = b"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: " + OURS.encode() + b"\r\nTo: a@b.example\r\n"
    bounce = understood(report(returned=returned)).bounce
    assert bounce is not None
    assert bounce.message_id == OURS


@pytest.mark.parametrize("action", ["delivered", "relayed", "delayed"])
def test_a_report_of_a_letter_that_arrived_or_still_may_is_no_bounce(action: str) -> None:
    letter = understood(report(action))
    assert (letter.kind, letter.bounce) == ("auto-reply", None)


def test_of_several_recipients_the_one_that_failed_is_named() -> None:
    data = report().replace(
        b"Final-Recipient",
        b"Final-Recipient: rfc822; ok@example.com\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\nFinal-Recipient",
        1,
    )
    bounce = understood(data).bounce
    assert bounce is not None
    assert bounce.address == "nobody@xingqu.example.com"


WORDS = {
    "QQ": (
        "PostMaster@qq.com",
        "系统退信",
        "抱歉，您的邮件被退回来了……\n收件人：nobody@xingqu.example.com\n退信原因：550 收件人不存在",
    ),
    "163": ("postmaster@163.com", "系统退信", "您的邮件无法投递到 nobody@xingqu.example.com\n原因：550 User not found"),
    "a company": ("MAILER-DAEMON@mx.example.com", "邮件投递失败", "<nobody@xingqu.example.com>: 550 5.1.1 用户不存在"),
    "a machine under a name of its own": (
        "mail@corp.example.com",
        "系统退信",
        "无法投递到 nobody@xingqu.example.com\n原因：550 无此用户",
    ),
    "qmail": ("MAILER-DAEMON@mx.example.com", "failure notice", "<nobody@xingqu.example.com>:\nSorry, 550 no mailbox"),
    "Exchange": (
        "postmaster@example.com",
        "未送达: 请求补正",
        "未能投递到以下收件人：\nnobody@xingqu.example.com\n#550 5.1.1",
    ),
}


@pytest.mark.parametrize(("sender", "subject", "text"), WORDS.values(), ids=list(WORDS))
def test_a_report_in_words_is_a_bounce(sender: str, subject: str, text: str) -> None:
    data = head(word(subject), b"In-Reply-To: " + OURS.encode(), sender=sender.encode()) + body(text, "gbk")
    letter = understood(data)
    assert letter.kind == "bounce"
    assert letter.bounce is not None
    assert letter.bounce.address == "nobody@xingqu.example.com"
    assert letter.bounce.status in {"550", "5.1.1"}
    assert letter.bounce.message_id == OURS


def test_a_person_who_writes_of_a_bounce_is_no_bounce() -> None:
    assert kind(head(word("退信")) + body("贵处来信被退回，请问是否有误？")) == "other"


def test_a_header_of_failed_recipients_is_enough() -> None:
    letter = understood(head(b"x", b"X-Failed-Recipients: nobody@xingqu.example.com") + body("x"))
    assert letter.bounce is not None
    assert letter.bounce.address == "nobody@xingqu.example.com"

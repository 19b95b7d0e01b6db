"""Chinese headers and file names arrive as they were written, nothing adds a header, and HTML holds nothing alive."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as any_

from casecall.letters.composing import Attached, Sheet, Unsendable, as_html, compose, encoded_words

if TYPE_CHECKING:
    from email.message import EmailMessage

SHEET = Sheet(
    sender_name="中国通信企业协会秘书处",
    sender_address="office@example.org",
    to_name="闻人舒",
    to_address="wenrens@example.com",
    subject="请求补正：LZ2022-0042《山村机房换上“凉外套”》",
    text="您好：\n\n　　请补正。\n  1. 盖章",
    message_id="<letter-1@example.org>",
    date=datetime(2022, 9, 1, 2, 30, tzinfo=UTC),
)


def read(data: bytes) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(data, policy=policy.default))


def test_headers_arrive_as_they_were_written() -> None:
    found = read(compose(SHEET))
    assert found["Subject"] == SHEET.subject
    sender, to = found["From"].addresses[0], found["To"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == (SHEET.sender_name, SHEET.sender_address)
    assert (to.display_name, to.addr_spec) == (SHEET.to_name, SHEET.to_address)
    assert found["Date"].datetime == SHEET.date
    assert found["Message-ID"] == SHEET.message_id


def test_a_letter_is_seven_bit_with_short_lines_ended_as_mail_wants() -> None:
    data = compose(
        replace(SHEET, subject="长" * 300, files=[Attached("附件" * 60 + ".pdf", "application/pdf", b"%PDF" * 99)])
    )
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 76


def test_text_and_html_say_the_same() -> None:
    found = read(compose(SHEET))
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n") == SHEET.text
    assert "　　请补正。<br>" in html.get_content()
    assert [part.get_content_type() for part in found.walk()] == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize(
    "name",
    [
        "申报表.docx",
        "form.docx",
        "申报表（盖章）" * 9 + ".pdf",
        'a"b;c.txt',
        "名 字 2022.xlsx",
        "20%41.txt",
        "'单引号'.txt",
    ],
)
def test_names_of_files_are_read_by_clients_old_and_new(name: str) -> None:
    data = compose(replace(SHEET, files=[Attached(name, "application/pdf", b"%PDF-1.7\n\x00\xff")]))
    part = next(read(data).iter_attachments())
    assert part.get_filename() == name
    assert part.get_content() == b"%PDF-1.7\n\x00\xff"
    old = next(one for one in message_from_bytes(data).walk() if one.get_filename()).get_param("name")
    assert str(make_header(decode_header(str(old).replace("\r\n", "\n")))) == name


def test_a_strange_media_type_cannot_add_a_header() -> None:
    data = compose(replace(SHEET, files=[Attached("a", "text/plain\r\nX: y", b"x")]))
    assert next(read(data).iter_attachments()).get_content_type() == "application/octet-stream"


def test_automatic_letters_ask_not_to_be_answered_by_systems_and_others_do_not() -> None:
    automatic = read(compose(replace(SHEET, automatic=True)))
    assert automatic["Auto-Submitted"] == "auto-generated"
    assert automatic["X-Auto-Response-Suppress"] == "OOF, AutoReply"  # delivery reports are wanted
    found = read(compose(SHEET))
    assert found["Auto-Submitted"] is None
    assert not [name for name in found if name.lower().startswith(("list-", "precedence", "x-mailer"))]


def test_an_answer_hangs_under_the_letter_it_answers() -> None:
    found = read(compose(replace(SHEET, in_reply_to="<a@example.com> junk\r\nBcc: x@y.z <b@example.com>")))
    assert (found["In-Reply-To"], found["References"]) == ("<b@example.com>", "<a@example.com> <b@example.com>")
    assert read(compose(replace(SHEET, in_reply_to="no id")))["References"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"to_address": "a@example.com\r\nBcc: b@example.com"},
        {"sender_address": "a@b.c\nX: y"},
        {"message_id": "<1@b>\r\n\r\nbody"},
        {"reply_to": "a b"},
    ],
)
def test_a_letter_whose_header_would_end_its_line_is_not_made(change: dict[str, Any]) -> None:
    with pytest.raises(Unsendable):
        compose(replace(SHEET, **change))


@given(subject=any_.text(max_size=80), name=any_.text(max_size=60))
def test_whatever_stands_in_a_subject_or_a_name_there_are_no_more_headers(subject: str, name: str) -> None:
    try:
        data = compose(replace(SHEET, subject=subject, to_name=name))
    except Unsendable:
        return
    found = message_from_bytes(data)
    assert found.keys() == ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    assert [address for _, address in getaddresses([found["To"]])] == [SHEET.to_address]


@given(any_.text(alphabet=any_.characters(exclude_categories=["Cs"]), min_size=1, max_size=120))
def test_encoded_words_give_back_what_went_in_and_none_is_too_long(text: str) -> None:
    words = encoded_words(text)
    assert max(map(len, words)) <= 75
    assert b"".join(cast("bytes", decode_header(one)[0][0]) for one in words).decode() == text


def test_html_holds_nothing_alive_and_loads_nothing() -> None:
    html = as_html('<script>x</script>\n<img src="https://a.example/p.png">\n& https://b.example/?a=1&b=2。')
    assert "<script" not in html
    assert "<img" not in html
    assert '<a href="https://b.example/?a=1&amp;b=2">https://b.example/?a=1&amp;b=2</a>。' in html
    assert "src=" not in html.replace("src=&quot;", "")


def test_only_what_begins_with_http_becomes_a_link() -> None:
    html = as_html('javascript:alert(1) ftp://x.example https://ok.example/a"onclick=1')
    assert html.count("<a ") == 1
    assert 'href="https://ok.example/a"' in html


def test_indented_lines_stay_indented() -> None:
    assert "\xa0\xa01. 盖章" in as_html("  1. 盖章")

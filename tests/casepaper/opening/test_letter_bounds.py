"""However large, deep or crooked a letter is, it is understood in time by its size, and in little memory."""

from __future__ import annotations

import mmap
import tracemalloc
from datetime import UTC, date, datetime
from hashlib import sha256
from time import process_time
from typing import TYPE_CHECKING

import pytest

from casepaper.opening.letter import open_letter
from casepaper.opening.letter.contents import TEXT
from casepaper.opening.letter.understanding import attachment, understand
from casepaper.opening.limits import Limits
from casepaper.records import Letter, Source
from tests.casepaper.opening.mail_making import LOGO, PHOTO, SENDER, body, file, head, inner, multi, named, word

if TYPE_CHECKING:
    from pathlib import Path

MIB = 1024 * 1024
SECONDS = 4  # far above what it takes, far below what a reader that goes back and forth takes


def understood(data: bytes) -> Letter:
    began = process_time()
    letter = understand(data, name="a.eml")
    assert process_time() - began < SECONDS
    return letter


def test_a_large_letter_is_read_from_its_file_without_being_held(tmp_path: Path) -> None:
    path, line, lines = tmp_path / "a.eml", b"QUJD" * 19 + b"\r\n", 600_000
    with path.open("wb") as out:
        out.write(head(word("大信")) + multi(body("您好"), named("大.bin", b"")).removesuffix(b"\r\n--=_a--\r\n"))
        for _ in range(100):
            out.write(line * (lines // 100))
        out.write(b"\r\n--=_a--\r\n")
    with path.open("rb") as file_, mmap.mmap(file_.fileno(), 0, access=mmap.ACCESS_READ) as data:
        tracemalloc.start()
        try:
            letter = understand(data, name="a.eml")
            whole = sha256()
            for piece in attachment(data, letter, 0):
                whole.update(piece)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert (letter.subject, letter.text) == ("大信", "您好")
    assert [(one.name, one.size) for one in letter.attachments] == [("大.bin", lines * 57)]
    assert letter.attachments[0].sha256 == whole.hexdigest() == sha256(b"ABC" * 19 * lines).hexdigest()
    assert peak < 16 * MIB


def test_bytes_a_view_and_a_map_are_understood_alike(tmp_path: Path) -> None:
    data = head(word("申报")) + multi(body("您好"), named("a.docx"))
    (tmp_path / "a.eml").write_bytes(data)
    with (tmp_path / "a.eml").open("rb") as file_, mmap.mmap(file_.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert understand(data, name="a") == understand(memoryview(data), name="a") == understand(mapped, name="a")
        assert b"".join(attachment(memoryview(data), understand(data, name="a"), 0))


def test_an_attachment_that_is_not_there_is_an_index_error() -> None:
    letter = understand(head() + body("x"), name="a")
    with pytest.raises(IndexError):
        next(attachment(head() + body("x"), letter, 0))


def test_ten_thousand_parts_are_too_many() -> None:
    letter = understood(head() + multi(body("您好"), *[named("a.docx")] * 10_000))
    assert letter.text == "您好"
    assert len(letter.attachments) == Limits().parts - 2
    assert [one.code for one in letter.trouble] == ["too_many"]


def test_a_thousand_multiparts_within_each_other_are_too_deep() -> None:
    whole = body("x")
    for number in range(1000):
        whole = multi(whole, boundary=f"b{number}")
    letter = understood(head() + multi(body("您好"), whole, named("a.docx"), boundary="top"))
    assert ([one.code for one in letter.trouble], letter.text) == (["too_deep"], "您好")
    assert [one.name for one in letter.attachments] == ["a.docx"]


def test_a_thousand_letters_within_each_other_are_too_deep() -> None:
    whole = head() + multi(named("a.docx"))
    for _ in range(1000):
        whole = head(b"s") + inner(whole)
    letter = understood(whole)
    assert "too_deep" in [one.code for one in letter.trouble]
    assert len(letter.attachments) == 1


def test_headers_of_ten_megabytes_hide_nothing_behind_them() -> None:
    for many in (b"X-A: " + b"a" * 10 * MIB + b"\r\n", b"X-A: b\r\n" * MIB, b"X-A: b\r\n c\r\n" * (MIB // 2)):
        letter = understood(many + head(word("申报")) + multi(body("您好"), named("a.docx")))
        assert (letter.subject, letter.sender, letter.text) == ("申报", SENDER, "您好")
        assert [one.name for one in letter.attachments] == ["a.docx"]


LONG = MIB // 2
BOUNDARY = b"Content-Type: multipart/mixed; boundary=a"
HTML = b"Content-Type: text/html"
TRAPS = {
    "a subject of encoded words": head(word("申报") * (LONG // 20)),
    "a subject of openings": head(b"=?" * LONG),
    "a subject of half words": head(b"=?utf-8?B?" * (LONG // 10)),
    "a subject of punycode": head(b"=?punycode?Q?" + b"a" * LONG + b"?="),
    "senders without end": head(sender=b"a@b," * (LONG // 4)),
    "a sender of brackets": head(sender=b"(" * LONG),
    "a sender of quotation marks": head(sender=b'"' * LONG),
    "a sender of backslashes": head(sender=b'"' + b"\\" * LONG),
    "a sender of angles": head(sender=b"<" * LONG),
    "groups without end": head(sender=b"a:" * LONG),
    "parameters without end": head(b"x", b"Content-Type: text/plain" + b"; a=b" * (LONG // 5)),
    "a parameter never closed": head(b"x", b'Content-Type: text/plain; name="' + b"a\\" * (LONG // 2)),
    "spaces in a parameter": head(b"x", b"Content-Type: text/plain;" + b" " * LONG + b"x"),
    "pieces of a name": head(b"x", b"Content-Type: text/plain" + b"".join(b"; name*%d=a" % n for n in range(30_000))),
    "identifiers": head(b"x", b"References: " + b"<a@b> " * (LONG // 6)),
    "a boundary a megabyte long": head(b"x", b"Content-Type: multipart/mixed; boundary=" + b"a" * LONG) + b"\r\n--a",
    "boundaries in the middle of lines": head(b"x", BOUNDARY) + b"\r\n" + b"x--a" * LONG,
    "boundaries with spaces": head(b"x", BOUNDARY) + b"\r\n" + (b"--a" + b" " * 999) * 1000,
    "carriage returns": head() + b"\r" * 3 * LONG,
    "empty lines": head() + b"\r\n" * LONG,
    "heads of history": head() + b"\r\n" + "发件人：\n发送时间：\n收件人：\n".encode() * (LONG // 40),
    "rules of history": head() + b"\r\n" + b"-----Original Message-----\n\n" * (LONG // 28),
    "rules": head() + b"\r\n" + b"--------\n" * (LONG // 9),
    "a rule a megabyte long": head() + b"\r\n" + b"-" * LONG,
    "angles": head() + b"\r\n" + b">" * LONG + b"\n> a\n" * (LONG // 5),
    "who wrote": head() + b"\r\n" + b"On 2022-10-25 09:12 a wrote:\n" * (LONG // 28),
    "links": head() + b"\r\n" + b"https://pan.baidu.com/s/1 " * (LONG // 26),
    "days": head() + b"\r\n" + "https://pan.baidu.com/s/1 有效期至".encode() + b"2022-11-" * (LONG // 8),
    "labels of a form": head() + b"\r\n" + "申报单位".encode() * (LONG // 12) + b"1" * LONG,
    "uuencode begun and begun": head() + b"\r\n" + b"begin 644 a\n" * (LONG // 12),
    "uuencode begun and ended": head() + b"\r\n" + b"begin 644 a\nend\n" * (LONG // 16),
    "quoted-printable": head(b"x", b"Content-Transfer-Encoding: quoted-printable") + b"\r\n" + b"=" * 2 * LONG,
    "a message's text in HTML boxes": head(b"x", HTML) + b"\r\n" + b'<blockquote type="cite">a' * (LONG // 25),
    "links in HTML": head(b"x", HTML) + b"\r\n" + b'<a href="http://a">' * (LONG // 19),
    "identifiers of pictures": head(b"x", HTML) + b"\r\n" + b"cid:" * (LONG // 4),
    "the words of a bounce": head(sender=b"postmaster@a.example") + b"\r\n" + "无法投递 a@b ".encode() * (LONG // 16),
    "bytes of GBK in pairs": head() + b"\r\n" + b"\x81\x40" * LONG,
    "format=flowed": head(b"x", b"Content-Type: text/plain; format=flowed") + b"\r\n" + b"a \r\n" * (LONG // 4),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_takes_time_by_its_size(trap: str) -> None:
    assert understood(TRAPS[trap]).source == "a.eml"


def test_a_text_without_end_is_read_to_a_bound() -> None:
    assert len(understood(head() + b"\r\n" + b"a" * 3 * TEXT).text) == TEXT


CODES = {
    "too_large": (named("a.bin", b"0123456789"), Limits(member_bytes=5)),
    "renamed": (named("a\u202eb.docx"), Limits()),
    "too_many": (named("a.docx"), Limits(parts=2)),
}


@pytest.mark.parametrize(("code", "given"), CODES.items())
def test_what_was_not_taken_is_said_in_chinese_and_names_the_letter(code: str, given: tuple[bytes, Limits]) -> None:
    part, limits = given
    opened = open_letter(Source("来信.eml", head() + multi(body("x"), part)), limits)
    assert [one.code for one in opened.trouble] == [code]
    assert "来信.eml" in opened.trouble[0].says


def test_two_files_of_one_name_are_two_members() -> None:
    data = head() + multi(*(named(name, name.encode()) for name in ("照片.jpg", "照片.jpg", "a", "a", "照片.jpg")))
    names = [one.name for one in open_letter(Source("x", data), Limits()).members]
    assert names == ["x/照片.jpg", "x/照片(2).jpg", "x/a", "x/a(2)", "x/照片(3).jpg"]


INLINE = {
    "a logo that the text shows": (LOGO, b"inline", b"<l>", True, False),
    "a photo that the text shows": (PHOTO, b"", b"<l>", True, True),
    "a photo attached under an identifier": (PHOTO, b"attachment; filename=p.jpg", b"<other>", False, True),
    "a photo shown without an identifier": (PHOTO, b"inline; filename=p.jpg", b"", False, True),
    "a picture that nobody refers to": (LOGO, b"", b"<other>", False, True),
}


@pytest.mark.parametrize(("data", "disposition", "cid", "inline", "member"), INLINE.values(), ids=list(INLINE))
def test_a_logo_is_told_from_a_photo(
    data: bytes, disposition: bytes, cid: bytes, *, inline: bool, member: bool
) -> None:
    part = file(disposition, data, kind=b"image/png", more=b"Content-ID: " + cid if cid else b"")
    whole = head() + multi(body('<p>您好</p><img src="cid:l">', kind="text/html"), part, kind="related")
    assert [one.inline for one in understood(whole).attachments] == [inline]
    assert bool(open_letter(Source("a.eml", whole), Limits()).members) is member


def test_times_are_told_apart() -> None:
    received = b"Received: from a by mx; Tue, 25 Oct 2022 09:12:33 +0800 (CST)"
    letter = understood(head(b"x", received, b"Date: 2022-10-01 08:00:00 +0800") + body("x"))
    assert letter.sent == datetime(2022, 10, 25, 1, 12, 33, tzinfo=UTC)
    assert letter.written == datetime(2022, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("Tue, 25 Oct 2022 09:12:33 +0800", 25),
        ("Tue, 25 Oct 2022 09:12:33", 25),
        ("2022年10月25日 09:12", 25),
        ("2022/10/25", 25),
        ("Tue, 99 Oct 2022 09:12:33 +0800", None),
        ("2022-13-45", None),
        ("yesterday", None),
        ("Tue, 25 Oct 99999 09:12:33 +0800", None),
    ],
)
def test_a_date_is_read_as_it_is_written_or_not_at_all(value: str, day: int | None) -> None:
    written = understood(head(b"x", b"Date: " + value.encode()) + body("x")).written
    assert (written.date() if written else None) == (date(2022, 10, day) if day else None)


def test_identifiers_and_recipients_are_taken() -> None:
    data = head(
        b"x",
        b"Message-ID: <a@x.example>",
        b"In-Reply-To: <b@x.example> (of Tuesday)",
        b"References: <c@x.example>\r\n <b@x.example>",
        b"To: " + word("秘书处", "gbk") + b" <office@assoc.example.org>, b@x.example",
        b"Cc: team: c@x.example, d@x.example;",
    ) + body("x")
    letter = understood(data)
    assert (letter.message_id, letter.in_reply_to) == ("<a@x.example>", "<b@x.example>")
    assert letter.references == ("<c@x.example>", "<b@x.example>")
    assert letter.recipients == ("office@assoc.example.org", "b@x.example", "c@x.example", "d@x.example")


def test_several_senders_are_said() -> None:
    data = b"From: " + SENDER.encode() + b"\r\n" + head(sender=b"b@other.example.net") + body("x")
    assert [one.code for one in understood(data).trouble] == ["several_from"]


BORDER = b"Authentication-Results: mx.assoc.example.org; spf=pass (ok) smtp.mailfrom=a; dkim=fail; dmarc=none"
OWN = b"Received: from x by mx.assoc.example.org (Postfix); Tue, 25 Oct 2022 09:12:33 +0800"
EARLIER = b"Received: from y by x.example.com; Tue, 25 Oct 2022 09:12:30 +0800"
RESULTS = {"spf": "pass", "dkim": "fail", "dmarc": "none"}
TRUST = {
    "above the border's line": ((BORDER, OWN, EARLIER), RESULTS),
    "below the border's line": ((OWN, BORDER, EARLIER), RESULTS),
    "below a line of a host inside": (
        (b"Received: from mx by inner; Tue, 25 Oct 2022 09:12:34 +0800", BORDER, OWN),
        RESULTS,
    ),
    "below what came with the letter": ((OWN, EARLIER, BORDER), {}),
    "of another host": ((BORDER.replace(b"mx.assoc", b"mx.evil"), OWN), {}),
    "a second one": ((BORDER, OWN, BORDER.replace(b"fail", b"pass")), RESULTS),
    "of the border with nothing in it": ((b"Authentication-Results: mx.assoc.example.org; none", OWN, BORDER), {}),
    "without any line of receipt": ((BORDER,), RESULTS),
}


@pytest.mark.parametrize(
    ("results", "aligned"),
    [
        ("spf=pass smtp.mailfrom=wenrens@yunxiu.example.com; dmarc=none", True),
        ("spf=pass smtp.mailfrom=bounce.yunxiu.example.com; dkim=none", True),
        ("spf=pass smtp.mailfrom=bounce.sender.example.net; dkim=pass header.d=yunxiu.example.com; dmarc=none", True),
        ("spf=pass smtp.mailfrom=bounce.sender.example.net; dmarc=pass header.from=yunxiu.example.com", True),
        ("spf=pass smtp.mailfrom=bounce.sender.example.net; dmarc=pass", True),
        ("spf=pass", True),
        ("spf=fail smtp.mailfrom=evil.example.net; dkim=none", True),
        ("spf=pass smtp.mailfrom=evil@evil.example.net; dkim=none; dmarc=none", False),
        ("spf=none; dkim=pass header.i=@evil.example.net; dmarc=none", False),
        ("spf=pass smtp.mailfrom=x; dmarc=pass (p=none) header.from=evil.example.net", False),
        ("spf=pass smtp.mailfrom=evilyunxiu.example.com", False),
    ],
)
def test_what_passed_for_another_domain_says_nothing_good_of_the_sender_shown(results: str, *, aligned: bool) -> None:
    said = f"Authentication-Results: mx.assoc.example.org; {results}".encode()
    sender = "From: 闻人舒 <wenrens@yunxiu.example.com>\r\n".encode()
    checks = understand(b"\r\n".join((said, OWN, sender)) + body("x"), name="a", border="mx.assoc.example.org").checks
    assert checks.get("aligned") == (None if aligned else "no")


def test_of_two_senders_nobody_knows_which_one_passed() -> None:
    said = b"Authentication-Results: mx.assoc.example.org; dmarc=pass"
    two = b"From: a@yunxiu.example.com\r\nFrom: b@evil.example.net\r\n"
    checks = understand(b"\r\n".join((said, OWN, two)) + body("x"), name="a", border="mx.assoc.example.org").checks
    assert checks == {"dmarc": "pass", "aligned": "no"}


@pytest.mark.parametrize(("headers", "expected"), TRUST.values(), ids=list(TRUST))
def test_results_are_believed_only_from_the_border_host(headers: tuple[bytes, ...], expected: dict[str, str]) -> None:
    data = b"\r\n".join(headers) + b"\r\n" + head() + body("x")
    assert understand(data, name="a.eml", border="MX.assoc.example.org").checks == expected
    assert understand(data, name="a.eml").checks == {}

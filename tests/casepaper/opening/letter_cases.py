"""A table of made-up letters as Chinese mail programs write them, each with what must be understood of it."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from tests.casepaper.opening.mail_making import (
    DATA,
    FORM,
    LOGO,
    PHOTO,
    SENDER,
    TITLE,
    body,
    file,
    head,
    inner,
    multi,
    named,
    word,
)

HELLO = "您好"
TEXT = body(HELLO)
GBK = TITLE.encode("gb18030")
FORM_GBK = FORM.encode("gbk")
TYPED = b"application/msword; "
B64 = base64.b64encode


@dataclass(frozen=True)
class Case:
    """A letter and what it says."""

    data: bytes
    subject: str = "case"
    sender: str = SENDER
    text: str = HELLO
    files: tuple[tuple[str, bytes], ...] = ()


def plain(subject: bytes = b"case", *more: bytes, sender: bytes = SENDER.encode(), text: bytes = TEXT) -> bytes:
    """A letter of text alone."""
    return head(subject, *more, sender=sender) + text


def with_files(*files: bytes, text: bytes = TEXT) -> bytes:
    """A letter of a text and files."""
    return head() + multi(text, *files)


def one(name: str, data: bytes = DATA) -> tuple[tuple[str, bytes], ...]:
    """One file."""
    return ((name, data),)


HEADERS = {
    **{
        f"a subject labelled {label} that holds a character of GB18030 only is whole": Case(
            plain(word(TITLE, label)), subject=TITLE
        )
        for label in ("gb2312", "GBK", "gb_2312-80", "cp936", "x-gbk", "ms936", "gb18030", "GB2312_CHARSET")
    },
    "a subject in Big5 is read": Case(plain(word("履責實踐案例", "big5")), subject="履責實踐案例"),
    "a Big5 label over a character of its extensions is read": Case(
        plain(word("碁石案例".encode("cp950"), "big5")), subject="碁石案例"
    ),
    "a subject labelled hz is read": Case(plain(word("申报材料".encode("hz"), "hz-gb-2312")), subject="申报材料"),
    "a label of GB2312 over UTF-8 is not believed": Case(plain(word(TITLE.encode(), "gb2312")), subject=TITLE),
    "a label of Latin-1 over GBK is not believed": Case(
        plain(word("申报材料".encode("gbk"), "iso-8859-1")), subject="申报材料"
    ),
    "Western text under a label of Latin-1 stays as it is": Case(
        plain(word("café à Paris".encode("latin-1"), "iso-8859-1")), subject="café à Paris"
    ),
    "an unknown label is passed over": Case(plain(word(TITLE.encode(), "x-nonsense")), subject=TITLE),
    "a character cut between two encoded words is whole": Case(
        plain(word(GBK[:7], "gbk") + b"\r\n " + word(GBK[7:], "gbk")), subject=TITLE
    ),
    "neighbours labelled gb2312 and gbk are of one charset": Case(
        plain(word(GBK[:7], "gb2312") + b" " + word(GBK[7:], "gbk")), subject=TITLE
    ),
    "a base64 text cut between words inside a group of four is whole": Case(
        plain(b"=?utf-8?B?%s?= =?utf-8?B?%s?=" % (B64(TITLE.encode())[:6], B64(TITLE.encode())[6:])), subject=TITLE
    ),
    "encoded words in Q are joined as bytes too": Case(
        plain(word(TITLE.encode()[:7], "utf-8", "Q") + b"\r\n\t" + word(TITLE.encode()[7:], "utf-8", "Q")),
        subject=TITLE,
    ),
    "words of two charsets and plain words between them are kept apart": Case(
        plain(word("申报", "gbk") + b" 2022 " + word("材料")), subject="申报 2022 材料"
    ),
    "an encoded word without padding is read": Case(
        plain(b"=?utf-8?b?" + B64("申报表甲".encode()).rstrip(b"=") + b"?="), subject="申报表甲"
    ),
    "an encoded word whose end was cut off is read": Case(
        plain(b"=?gb2312?B?" + B64("申报材料".encode("gbk")).rstrip(b"=")), subject="申报材料"
    ),
    "an encoded word with a language is read": Case(plain(word("申报", "utf-8*zh-cn")), subject="申报"),
    "a raw subject in UTF-8 is read": Case(plain(TITLE.encode()), subject=TITLE),
    "a raw subject in GBK is read": Case(plain(GBK), subject=TITLE),
    "a raw subject folded inside a character is whole": Case(plain(GBK[:7] + b"\r\n " + GBK[7:]), subject=TITLE),
    "a raw subject beside an encoded word is read": Case(
        plain("转发".encode() + b": " + word(TITLE, "gbk")), subject=f"转发: {TITLE}"
    ),
    "a line feed hidden in an encoded word begins no header": Case(
        plain(word("申报\r\nBcc: a@example.com")), subject="申报 Bcc: a@example.com"
    ),
    "a letter without a subject has an empty one": Case(b"From: " + SENDER.encode() + b"\r\n" + TEXT, subject=""),
    "a sender in GBK is read": Case(plain(sender=SENDER.encode("gbk"))),
    "a sender in an encoded word within quotation marks is read": Case(
        plain(sender=b'"' + word("翀明远", "gb2312") + b'" <chongmy@xingqu.example.com>')
    ),
    "a sender without angle brackets is an address": Case(
        plain(sender=b"chongmy@xingqu.example.com"), sender="chongmy@xingqu.example.com"
    ),
    "a comma in a name does not end it": Case(
        plain(sender=b'"' + "翀明远，星衢通信, 综合部".encode() + b'" <a@xingqu.example.com>'),
        sender="翀明远，星衢通信, 综合部 <a@xingqu.example.com>",
    ),
    "an address in the name is no sender": Case(
        plain(sender=b'"office@assoc.example.org" <x@other.example.net>'),
        sender="office@assoc.example.org <x@other.example.net>",
    ),
    "of several senders the first counts": Case(plain(sender=SENDER.encode() + b", b@other.example.net")),
    "a header From given twice counts once": Case(
        b"From: " + SENDER.encode() + b"\r\n" + plain(sender=b"b@other.example.net")
    ),
    "a group has its first member for a sender": Case(
        plain(sender="云岫公司".encode() + b": " + SENDER.encode() + b";")
    ),
    "a letter without From has its Sender": Case(b"Sender: " + SENDER.encode() + b"\r\nSubject: case\r\n" + TEXT),
}

BODIES = {
    **{
        f"a text labelled {label or 'with nothing'} is read": Case(
            plain(
                text=body("请查收。翀", label or "", kind="text/plain")
                if label
                else b"\r\n" + "请查收。翀".encode("gb18030")
            ),
            text="请查收。翀",
        )
        for label in ("gb2312", "gbk", "cp936", "x-gbk", "gb_2312-80", "gb18030", "")
    },
    "a text in UTF-8 under a label of GBK is read": Case(
        plain(text=body("现报送案例一份。".encode(), "gbk")), text="现报送案例一份。"
    ),
    "a text in UTF-8 with a byte lost is no GBK": Case(
        plain(text=body("现报送履责实践案例一份，请查收。".encode().replace("案".encode(), b"\xe6\xa1"), "utf-8")),
        text="现报送履责实践\ufffd例一份，请查收。",
    ),
    "a text in UTF-16 is read": Case(plain(text=body("您好".encode("utf-16"), "utf-16", way="base64"))),
    "a text in base64 is read": Case(plain(text=body(HELLO, "gbk", way="base64"))),
    "a text in quoted-printable is read, soft breaks and all": Case(
        plain(text=body("现报送案例一份，请查收。" * 5, way="quoted-printable")), text="现报送案例一份，请查收。" * 5
    ),
    "quoted-printable with a stray equals sign is read": Case(
        plain(text=b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=E6=82=A8=E5=A5=BD a=b"), text="您好 a=b"
    ),
    "lines of format=flowed are joined": Case(
        plain(text=body("one \r\ntwo\r\n\r\nthree", kind="text/plain; format=flowed")), text="one two\n\nthree"
    ),
    "lines of format=flowed with DelSp lose the space": Case(
        plain(text=body("现报送 \r\n案例", kind="text/plain; format=flowed; delsp=yes")), text="现报送案例"
    ),
    "line feeds alone end lines": Case(plain().replace(b"\r\n", b"\n")),
    "carriage returns alone end lines": Case(plain().replace(b"\r\n", b"\r")),
    "a mark of UTF-8 before the first header is passed over": Case(b"\xef\xbb\xbf" + plain()),
    "the line that mailboxes put before a letter is passed over": Case(
        b"From a@b Tue Oct 25 09:12:33 2022\r\n" + plain()
    ),
    "empty lines before the first header are passed over": Case(b"\r\n\r\n" + plain()),
    "a letter without a type is text": Case(head() + b"\r\n" + HELLO.encode()),
    "a letter of a type that is none is text": Case(head(b"case", b"Content-Type: text") + b"\r\n" + HELLO.encode()),
    "HTML alone gives its text": Case(
        plain(text=body("<html><style>p{}</style><p>您好</p><div>请&nbsp;查收<br>谢谢</div></html>", kind="text/html")),
        text="您好\n请 查收\n谢谢",
    ),
    "HTML that names its own charset is read by it": Case(
        plain(text=body('<meta charset="gbk"><p>您好</p>'.encode("gbk"), "", kind="text/html"))
    ),
    "HTML that does not say so gives its text": Case(head() + b"\r\n<html><p>" + HELLO.encode() + b"</p></html>"),
    "a third version of the text for some program is no file": Case(
        head()
        + multi(TEXT, body("<p>x</p>", kind="text/x-amp-html"), body("x", kind="text/calendar"), kind="alternative")
    ),
    "scripts, forms and remote pictures give no text": Case(
        plain(
            text=body(
                '<p>您好</p><script>alert("x")</script><img src="https://t.example.com/p.gif" alt="x">'
                '<form action="https://t.example.com"><input value="x"><select><option>x</select></form>'
                '<iframe src="https://t.example.com">x</iframe>',
                kind="text/html",
            )
        )
    ),
    "the plain text goes before the HTML": Case(
        head() + multi(TEXT, body("<p>html</p>", kind="text/html"), kind="alternative")
    ),
    "an empty plain text leaves the word to the HTML": Case(
        head() + multi(body("\r\n \r\n"), body("<p>您好</p>", kind="text/html"), kind="alternative")
    ),
    "a plain text that only sends to the HTML leaves the word to it": Case(
        head()
        + multi(body("您的邮件客户端不支持 HTML 格式"), body("<p>您好</p>", kind="text/html"), kind="alternative")
    ),
    "the first text that says something counts": Case(head() + multi(body("  "), TEXT, body("footer"))),
    "an alternative within a related within a mixed is found": Case(
        head()
        + multi(
            multi(
                multi(TEXT, body("<p>x</p>", kind="text/html"), kind="alternative", boundary="c"),
                kind="related",
                boundary="b",
            ),
            named(FORM),
        ),
        files=one(FORM),
    ),
}

NAMES = {
    "a name in UTF-8 as it is is read": Case(with_files(named(FORM)), files=one(FORM)),
    "a name in GBK as it is is read": Case(with_files(named(FORM_GBK)), files=one(FORM)),
    "a name in GBK whose last byte is a backslash is whole": Case(
        with_files(named("申报_乗".encode("gbk"))), files=one("申报_乗")
    ),
    "a name in an encoded word is read": Case(with_files(named(word(FORM, "gb2312"))), files=one(FORM)),
    "a name in two encoded words on two lines is read": Case(
        with_files(named(word(FORM_GBK[:3], "gbk") + b"\r\n\t" + word(FORM_GBK[3:], "gbk"))), files=one(FORM)
    ),
    "a name without quotation marks is read": Case(
        with_files(file(b"attachment; filename=" + word(FORM))), files=one(FORM)
    ),
    "a name whose quotation mark is never closed is read": Case(
        with_files(file(b'attachment; filename="' + FORM.encode())), files=one(FORM)
    ),
    "a name in pieces is put together as bytes": Case(
        with_files(
            file(b"attachment;\r\n filename*0*=gb2312''%C9%EA%B1;\r\n filename*1*=%A8%B1%ED;\r\n filename*2=.docx")
        ),
        files=one(FORM),
    ),
    "pieces in quotation marks are read": Case(
        with_files(file(b'attachment; filename*0*="gb2312\'\'%C9%EA%B1%A8"; filename*1*="%B1%ED.docx"')),
        files=one(FORM),
    ),
    "pieces in the wrong order are read": Case(
        with_files(file(b"attachment; filename*1*=%A8%B1%ED.docx; filename*0*=gb2312''%C9%EA%B1")), files=one(FORM)
    ),
    "pieces counted from one are read": Case(
        with_files(file(b"attachment; filename*1*=gb2312''%C9%EA%B1%A8; filename*2*=%B1%ED.docx")), files=one(FORM)
    ),
    "pieces that are an encoded word are read": Case(
        with_files(file(b'attachment; filename*0="' + word(FORM)[:20] + b'"; filename*1="' + word(FORM)[20:] + b'"')),
        files=one(FORM),
    ),
    "raw pieces cut inside a character are whole": Case(
        with_files(file(b'attachment; filename*0="' + FORM_GBK[:3] + b'"; filename*1="' + FORM_GBK[3:] + b'"')),
        files=one(FORM),
    ),
    "an extended name without a charset is read": Case(
        with_files(file(b"attachment; filename*=%C9%EA%B1%A8%B1%ED.docx")), files=one(FORM)
    ),
    "an extended name with an empty charset is read": Case(
        with_files(file(b"attachment; filename*=''%C9%EA%B1%A8%B1%ED.docx")), files=one(FORM)
    ),
    "an extended name that is an encoded word is read": Case(
        with_files(file(b'attachment; filename*="' + word(FORM) + b'"')), files=one(FORM)
    ),
    "an extended name goes before the plain one": Case(
        with_files(file(b"attachment; filename=x.doc; filename*=utf-8''%E7%94%B3%E6%8A%A5%E8%A1%A8.docx")),
        files=one(FORM),
    ),
    "a plain name in percent signs is read": Case(
        with_files(file(b'attachment; filename="%E7%94%B3%E6%8A%A5%E8%A1%A8.docx"')), files=one(FORM)
    ),
    "a percent sign in a name is one": Case(with_files(named("完成率100%A.docx")), files=one("完成率100%A.docx")),
    "a name in the type alone is taken": Case(
        with_files(file(b"", kind=TYPED + b'name="' + word(FORM, "gbk") + b'"')), files=one(FORM)
    ),
    "of a name lost in the disposition and whole in the type the whole one is taken": Case(
        with_files(file(b'attachment; filename="???.docx"', kind=TYPED + b'name="' + word(FORM) + b'"')),
        files=one(FORM),
    ),
    "a file without a name gets one by its type": Case(
        with_files(file(b"attachment", b"%PDF", kind=b"application/pdf")), files=one("附件1.pdf", b"%PDF")
    ),
    "a scan without a name gets one by its type": Case(
        with_files(file(b"attachment", PHOTO, kind=b"image/pjpeg")), files=one("附件1.jpg", PHOTO)
    ),
    "a Word file without a name gets one by its type": Case(
        with_files(file(b"", kind=b"application/vnd.openxmlformats-officedocument.wordprocessingml.document")),
        files=one("附件1.docx"),
    ),
    "a file without a type keeps its name and bytes": Case(
        with_files(b'Content-Disposition: attachment; filename="' + FORM.encode() + b'"\r\n\r\n' + DATA),
        files=one(FORM),
    ),
    "a name that leads elsewhere is only its end": Case(
        with_files(named("../../../etc/申报.docx")), files=one("申报.docx")
    ),
    "a name with a drive is only its end": Case(
        with_files(named(r"C:\\Users\\翀\\Desktop\\申报表.docx")), files=one(FORM)
    ),
    "a slash in a title is written otherwise": Case(
        with_files(named("2022/10案例.docx")), files=one("2022_10案例.docx")
    ),
    "a name that reads backwards is set straight": Case(
        with_files(named("申报\u202excod.exe")), files=one("申报xcod.exe")
    ),
    "two files of one name are two": Case(
        with_files(named("照片.jpg", b"1"), named("照片.jpg", b"2")), files=(("照片.jpg", b"1"), ("照片.jpg", b"2"))
    ),
}

SHAPES = {
    "a photo and a logo are both told": Case(
        head()
        + multi(
            multi(
                body('您好<img src="cid:l">', kind="text/html"),
                file(b"inline; filename=logo.png", LOGO, kind=b"image/png", more=b"Content-ID: <l>"),
                kind="related",
                boundary="r",
            ),
            named("照片.jpg", PHOTO, kind=b"image/jpeg"),
        ),
        files=(("logo.png", LOGO), ("照片.jpg", PHOTO)),
    ),
    "a letter within has its files under its name": Case(
        with_files(inner(head() + multi(named(FORM), boundary="i"), b'; name="' + word("来信.eml") + b'"')),
        files=one("来信.eml/申报表.docx"),
    ),
    "a letter within without a name is called by its subject": Case(
        with_files(inner(head(word("案例报送")) + multi(TEXT, named(FORM), boundary="i"))),
        files=one("案例报送.eml/申报表.docx"),
    ),
    "a letter within a letter within has both names": Case(
        with_files(inner(head(b"a") + multi(inner(head(b"b") + multi(named(FORM), boundary="c")), boundary="b"))),
        files=one("a.eml/b.eml/申报表.docx"),
    ),
    "a letter within that holds no file is one itself": Case(
        with_files(inner(plain(b"note"))), files=one("note.eml", plain(b"note"))
    ),
    "a letter within sent as a file is opened too": Case(
        with_files(named("转.eml", with_files(named(FORM)))), files=one("转.eml/申报表.docx")
    ),
    "a letter that is nothing but a letter within says what that says": Case(
        head() + inner(head(b"x") + multi(TEXT, named(FORM))), files=one("x.eml/申报表.docx")
    ),
    "base64 with its padding lost is whole": Case(
        with_files(named(FORM, b"hello").replace(b"aGVsbG8=", b"aGVsbG8")), files=one(FORM, b"hello")
    ),
    "base64 with marks and blanks between is whole": Case(
        with_files(named(FORM, b"hello world").replace(b"aGVsbG8g", b"aGV!\r\n\x00 sbG8g")),
        files=one(FORM, b"hello world"),
    ),
    "base64 with a footer behind it is whole": Case(
        with_files(named(FORM, b"hello") + b"\r\n__________\r\nscanned by x"), files=one(FORM, b"hello")
    ),
    "base64 that does not say so is whole": Case(
        with_files(named(FORM, b"%PDF-1.4 " * 20).replace(b"Transfer-Encoding: base64", b"Transfer-Encoding: 7bit")),
        files=one(FORM, b"%PDF-1.4 " * 20),
    ),
    "a file in uuencode is whole": Case(
        with_files(
            b'Content-Type: application/msword; name="a.doc"\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n'
            b"begin 644 a.doc\r\n%:&5L;&\\ \r\n`\r\nend\r\n"
        ),
        files=one("a.doc", b"hello"),
    ),
    "a file uuencoded into the text is taken out of it": Case(
        plain(text=b"\r\n" + HELLO.encode() + b"\r\nbegin 644 a.doc\r\n%:&5L;&\\ \r\n`\r\nend\r\n"),
        files=one("a.doc", b"hello"),
    ),
    "a boundary that never closes still gives its parts": Case(
        with_files(named(FORM)).removesuffix(b"\r\n--=_a--\r\n"), files=one(FORM)
    ),
    "a boundary that begins like another is told from it": Case(
        head() + multi(multi(TEXT, body("x"), kind="alternative", boundary="b1"), named(FORM), boundary="b"),
        files=one(FORM),
    ),
    "a boundary that looks as if it were encoded is taken as it stands": Case(
        head() + multi(TEXT, named(FORM), boundary="--=?utf-8?Q?%E4%B8%AD?="), files=one(FORM)
    ),
    "a letter within in base64 is opened too": Case(
        with_files(
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(head(b"x") + multi(named(FORM)))
        ),
        files=one("x.eml/申报表.docx"),
    ),
    "a boundary with spaces behind it is one": Case(
        with_files(named(FORM)).replace(b"--=_a\r\n", b"--=_a \t\r\n"), files=one(FORM)
    ),
    "a boundary that is not the one announced is found": Case(
        with_files(named(FORM)).replace(b'boundary="=_a"', b'boundary="other"'), files=one(FORM)
    ),
    "a boundary that is not announced is found": Case(
        with_files(named(FORM)).replace(b'; boundary="=_a"', b""), files=one(FORM)
    ),
    "a letter whose type is lost is still taken apart": Case(
        with_files(named(FORM)).replace(b'Content-Type: multipart/mixed; boundary="=_a"\r\n', b""), files=one(FORM)
    ),
    "two parts with one boundary within another are all there": Case(
        head() + multi(multi(TEXT, boundary="=_a"), named(FORM)), files=one(FORM)
    ),
    "a part without headers and without an empty line is text": Case(
        head() + multi(HELLO.encode(), named(FORM)), files=one(FORM)
    ),
    "what stands before the first boundary and after the last is no text": Case(
        head() + multi(TEXT).replace(b"\r\n\r\n\r\n--", b"\r\n\r\npreamble\r\n--", 1) + b"epilogue"
    ),
    "a digest has letters for parts": Case(
        head() + multi(TEXT, multi(b"\r\n" + plain(b"a"), kind="digest", boundary="d")), files=one("a.eml", plain(b"a"))
    ),
}

CASES = HEADERS | BODIES | NAMES | SHAPES

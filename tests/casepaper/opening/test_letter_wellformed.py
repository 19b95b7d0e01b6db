"""What the standard library writes by the book is read as it was meant, in every way it can be written."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from casepaper.opening.letter.understanding import understand

WORDS = st.text("申报材料案例翀碁é ab1-（）《》", min_size=1, max_size=40).map(str.strip).filter(bool)
NAMES = st.text("申报表翀 ab1-（）《》'%;=,", min_size=1, max_size=40).map(lambda one: f"a{one.strip()}.docx")
TEXTS = st.text("您好，请查收附件。ab1 \n", min_size=1, max_size=400)
FILES = st.lists(st.tuples(NAMES, st.binary(max_size=300)), max_size=4)


@settings(max_examples=150, deadline=None)
@given(
    WORDS, TEXTS, FILES, st.sampled_from(["utf-8", "gb18030"]), st.sampled_from(["base64", "quoted-printable", "8bit"])
)
def test_subject_text_names_and_bytes_are_those_that_were_put_in(
    subject: str, text: str, files: list[tuple[str, bytes]], charset: str, way: str
) -> None:
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"], message["From"] = subject, "翀明远 <chongmy@xingqu.example.com>"
    message.set_content(text, charset=charset, cte=way)
    for name, data in files:
        message.add_attachment(data, "application", "octet-stream", filename=name)
    letter = understand(message.as_bytes(), name="a.eml")
    assert letter.subject == " ".join(subject.split()) or letter.subject.split() == subject.split()
    assert letter.sender == "翀明远 <chongmy@xingqu.example.com>"
    assert [line.rstrip() for line in letter.text.split("\n") if line.strip()] == [
        line.rstrip() for line in text.split("\n") if line.strip()
    ]
    assert [(one.name, one.sha256) for one in letter.attachments] == [
        (name, sha256(data).hexdigest()) for name, data in files
    ]


def test_pictures_letters_within_and_two_versions_of_a_text_are_read_as_written() -> None:
    inner = EmailMessage(policy=policy.SMTP)
    inner["Subject"] = "下级单位来信"
    inner.set_content("正文")
    inner.add_attachment(b"PK", "application", "zip", filename="材料.zip")
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = "转发"
    message.set_content("见附件")
    message.add_alternative('<p>见附件</p><img src="cid:logo@x">', subtype="html")
    html = message.get_payload()[1]  # type: ignore[index]
    assert isinstance(html, EmailMessage)
    html.add_related(b"\x89PNG", "image", "png", cid="<logo@x>", filename="标志.png")
    message.add_attachment(inner)
    message.add_attachment(b"\xff\xd8", "image", "jpeg", filename="照片.jpg")
    letter = understand(message.as_bytes(), name="a.eml")
    assert letter.text == "见附件"
    assert [(one.name, one.inline) for one in letter.attachments] == [
        ("标志.png", True),
        ("下级单位来信.eml/材料.zip", False),
        ("照片.jpg", False),
    ]

"""Letters that bring an application, of invented units."""

from __future__ import annotations

from email.message import EmailMessage


def letter(n: int, *, size: int = 200, message_id: str | None = "", subject: str = "") -> bytes:
    """An application by mail: a Word file of that many bytes. ``message_id`` None leaves that header out."""
    made = EmailMessage()
    made["From"] = f"张三 <unit{n}@example.cn>"
    made["To"] = "cases@example.org"
    made["Subject"] = subject or f"青山小学案例申报 {n}"
    made["Date"] = "Thu, 01 Sep 2022 10:00:00 +0800"
    if message_id is not None:
        made["Message-ID"] = message_id or f"<case-{n}@example.cn>"
    made.set_content(f"秘书处：您好。现报送案例 {n}，请查收。")
    body = (f"{n}".encode() * size)[:size]
    made.add_attachment(body, maintype="application", subtype="msword", filename=f"申报表{n}.doc")
    made.set_boundary(f"part-{n}")  # else each time another, and other bytes
    return made.as_bytes()

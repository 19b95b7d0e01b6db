"""How long a letter takes to understand in a warm process, and how many of the table are right, beside the stdlib."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.utils import parseaddr
from hashlib import sha256
from itertools import cycle
from typing import TYPE_CHECKING, cast

from bench.figures import Figure, cpu_ms
from casepaper.opening.letter.understanding import understand
from tests.casepaper.opening.letter_cases import CASES
from tests.casepaper.opening.mail_making import body, head, multi, named, word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.casepaper.opening.letter_cases import Case

BOUND_MS = 0.5
RUNS = 300
MANY = 50
LINE = "您好，现报送我单位履责实践案例一份，请查收。联系人翀明远，电话0571-55550123。\n"
LARGE = 2 * 1024 * 1024


def headers(number: int) -> bytes:
    """Some thirty headers, as letters have when they arrive: five hosts, a signature, a provider's own."""
    hops = [
        f"Received: from mx{n}.example.com (unknown [192.0.2.{n}]) by mx{n + 1}.example.net (Postfix)\r\n"
        f"\twith ESMTP id A{n}C for <office@assoc.example.org>; Tue, 25 Oct 2022 09:12:3{9 - n} +0800 (CST)"
        for n in range(5)
    ]
    dkim = (
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1;\r\n\tt=1666660353; b=" + "A" * 340
    )
    own = [f"X-Provider-{n}: gateway{n} t1666660353t5ab{n}" for n in range(16)]
    rest = [
        "Date: Tue, 25 Oct 2022 09:12:30 +0800",
        f"Message-ID: <a{number}@xingqu.example.com>",
        "MIME-Version: 1.0",
    ]
    to = b"To: " + word(f"秘书处{number}", "gb18030") + b" <office@assoc.example.org>"
    lines = "\r\n".join((*hops, dkim, *own, *rest)).encode() + b"\r\n" + to
    sender = word(f"翀明远{number}", "gb18030") + b" <chongmy@xingqu.example.com>"
    return lines + b"\r\n" + head(word(f"履责实践案例申报材料{number}", "gb18030"), sender=sender)


def text_letter(number: int) -> bytes:
    """A letter of text alone: four hundred characters in GB18030 and base64."""
    return headers(number) + body(LINE * 10, "gb18030", way="base64")


def letter_of_two_parts(number: int) -> bytes:
    """The same in plain text and HTML."""
    html = "".join(f"<div>{line}</div>" for line in (LINE * 10).splitlines())
    return headers(number) + multi(
        body(LINE * 10, "gb18030"), body(html, "gb18030", kind="text/html"), kind="alternative"
    )


def large_letter(number: int) -> bytes:
    """A letter with a file of 2 MB."""
    return headers(number) + multi(body(LINE), named("材料.zip", bytes(range(256)) * (LARGE // 256)))


def stdlib(data: bytes) -> tuple[str, str, str, list[tuple[str, str]]]:
    """Subject, sender, text and files as the standard library's newest policy has them."""
    message = message_from_bytes(data, policy=policy.default)
    text = message.get_body(("plain", "html"))
    name, address = parseaddr(str(message["from"] or ""))
    files = [
        (part.get_filename() or "", sha256(cast("bytes", part.get_payload(decode=True)) or b"").hexdigest())
        for part in message.walk()
        if part.get_filename()
    ]
    said = str(text.get_content()).strip() if text else ""
    return str(message["subject"] or ""), f"{name} <{address}>" if name else address, said, files


def ours(data: bytes) -> tuple[str, str, str, list[tuple[str, str]]]:
    """The same as we understand it."""
    letter = understand(data, name="a.eml")
    return letter.subject, letter.sender, letter.text, [(one.name, one.sha256) for one in letter.attachments]


def wanted(case: Case) -> tuple[str, str, str, list[tuple[str, str]]]:
    """The same as it should be."""
    return case.subject, case.sender, case.text, [(name, sha256(data).hexdigest()) for name, data in case.files]


def right_of_stdlib(case: Case) -> bool:
    """Whether the standard library has a letter right; it raises over some."""
    try:
        return stdlib(case.data) == wanted(case)
    except Exception:  # noqa: BLE001 – whatever it raises, the letter is not read
        return False


def cost(read: Callable[[bytes], object], letters: Sequence[bytes], *, runs: int) -> float:
    """CPU milliseconds a letter, each time another one, so that nothing remembered helps."""
    turn = cycle(letters)
    return cpu_ms(lambda: read(next(turn)), runs=runs)


def measure() -> list[Figure]:
    """CPU time of three letters, each beside the standard library in the same run, and what is right of the table."""
    found = []
    for what, make, bound, runs in (
        ("纯文本，约 30 个头", text_letter, BOUND_MS, RUNS),
        ("纯文本与 HTML 两种正文", letter_of_two_parts, None, RUNS),
        ("附 2 MB 文件，算出指纹", large_letter, None, RUNS // 10),
    ):
        letters = [make(number) for number in range(MANY if runs == RUNS else 2)]
        mine, theirs = cost(ours, letters, runs=runs), cost(stdlib, letters, runs=runs)
        beside = f"标准库 policy.default {theirs:.2f} 毫秒（{theirs / mine:.1f} 倍）；{len(letters[0]) // 1024} KB"
        met = mine <= bound if bound else None
        told = f"≤ {bound} 毫秒" if bound else ""
        found.append(Figure(f"读懂一封邮件：{what}", f"{mine:.2f} 毫秒", told, met, beside))
    right = sum(ours(case.data) == wanted(case) for case in CASES.values())
    floor = f"标准库 policy.default {sum(map(right_of_stdlib, CASES.values()))} / {len(CASES)}"
    found.append(Figure("自编邮件全部读对", f"{right} / {len(CASES)}", "全部", right == len(CASES), floor))
    return found


if __name__ == "__main__":
    for figure in measure():
        print(figure)

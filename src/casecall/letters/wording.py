"""What is written into a letter, made fit to be kept and sent, and what keeps a letter from going as it is."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings

from casecall.letters import links, rules
from casecall.letters.accounts import MailFileFaults, load

if TYPE_CHECKING:
    from casecall.letters.models import Letter

SAYS: Final = {
    "no_address": "请填写收件邮箱",
    "wrong_address": "收件邮箱“{address}”写法有误，请核对",
    "deaf": "“{address}”是不收信的系统地址，请改用联系人的邮箱",
    "no_subject": "请填写主题",
    "no_text": "信件没有正文",
    "hole": "信中的 {hole} 没有填入内容，请改好后再批准",
}
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HOLE: Final = re.compile(r"\{\{[^{}\n]*\}\}")


def obstacle(letter: Letter) -> str:
    """Why a letter cannot go out as it is, or nothing."""
    if wrong := _unreachable(letter.to_address):
        return wrong
    if not letter.subject:
        return SAYS["no_subject"]
    if not letter.text.strip():
        return SAYS["no_text"]
    if hole := _HOLE.search(f"{letter.subject}\n{letter.text}"):
        return SAYS["hole"].format(hole=hole[0])
    return links.fault(letter.text, kind=letter.kind, key=letter.key, case_id=letter.case_id)


def _unreachable(to: str) -> str:
    if not to:
        return SAYS["no_address"]
    if not rules.is_address(to):
        return SAYS["wrong_address"].format(address=to)
    return SAYS["deaf"].format(address=to) if rules.is_deaf(to) else ""


def address(written: str) -> str:
    """An address without spaces, in plain letters where it was typed in wide ones."""
    return unicodedata.normalize("NFKC", "".join(written.split()))[: rules.MOST_ADDRESS]


def one_line(text: str) -> str:
    """A text on one line, without control and direction characters: nothing in it can begin another header."""
    kept = "".join(" " if one.isspace() else one for one in text if one.isspace() or one.isprintable())
    return " ".join(kept.split())


def text_of(text: str) -> str:
    """A text with plain line ends and without control characters, links of ours turned back into marks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")[: rules.MOST_TEXT]
    kept = "".join(one for one in lines if one in "\n\t" or unicodedata.category(one) != "Cc")
    return links.unlink(kept).rstrip().lstrip("\n")


def shown(text: str) -> str:
    """A text that came in, as it is kept to be shown: none of our links, nothing that turns its reading."""
    return links.hide(links.unlink("".join(one for one in text if one not in TURNING)))


def domain() -> str:
    """The domain of the Message-IDs that we give."""
    try:
        sending = load().sending
    except MailFileFaults:
        sending = None
    return sending.domain if sending else urlsplit(settings.BASE_URL).hostname or "casecall.invalid"

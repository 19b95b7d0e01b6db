"""What may stand in an edition: fit addresses, wording, the undertaking, and nobody's telephone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casecall.compiling.records import LimitView

SAYS = {
    "address": "网址应以 http:// 或 https:// 开头，写到专题所在的目录，不带 ? 和 #，不超过 {most} 个字符",
    "slug": "网址名只能用小写字母、数字和短横线，不超过 {most} 个字符",
}

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_SLUG = 40
ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~%/-]*)?")
MOST_ADDRESS = 300
# An association may not hold an unapproved 评比; these words would make one of a call for cases.
UNFIT_WORDS = (
    "获奖", "评奖", "颁奖", "得奖", "奖项", "一等奖", "二等奖", "三等奖", "特等奖", "优秀奖", "金奖", "银奖", "铜奖",
    "大奖", "评比", "评优", "评选", "表彰", "冠军", "亚军", "季军", "第一名", "排名第",
)  # fmt: skip
WORDING = "文中出现“{word}”：协会征集案例不设奖项，请改用“入选”“收录”等表述，或确认所指并非本次征集"
CONTACT = "文中出现联系人的{label}“{value}”，联系方式不随案例发布，请删去"
NO_TITLE, NO_BODY, NO_THEME = "标题为空", "正文为空", "请选择主题"
NO_PLEDGE = "未见完整的“本单位承诺”，请写明仍可发布的理由"
LABELS = {"phone": "电话", "email": "邮箱"}
SHORTEST_PHONE = 7
LATIN, NUMBER = re.compile(r"[ -~]+"), re.compile(rf"\d{{{SHORTEST_PHONE},}}")
SPACED = re.compile(r"[\s\-—–()（）]")


class Unfit(ValueError):  # noqa: N818 - a sentence for people, not an error of the program
    """Something an editor asked for that may not be; the message is for people."""


def slug_fault(slug: str) -> str:
    """What is wrong with an address, empty where nothing is.

    >>> slug_fault("cace-2022"), slug_fault("专题") != ""
    ('', True)
    """
    if not SLUG.fullmatch(slug) or len(slug) > MOST_SLUG:
        return SAYS["slug"].format(most=MOST_SLUG)
    return ""


def warnings(*texts: str) -> tuple[str, ...]:
    """A sentence for each word that would make a 评比 of the call.

    >>> len(warnings("该案例获奖", "入选案例"))
    1
    """
    joined = "\n".join(texts)
    return tuple(WORDING.format(word=word) for word in UNFIT_WORDS if word in joined)


@dataclass(frozen=True, slots=True)
class Plain:
    """Texts as they are searched: in small letters, of that what is no Chinese, and the long numbers alone."""

    lower: str
    latin: str
    digits: str

    @classmethod
    def joined(cls, texts: Iterable[Plain]) -> Plain:
        """Several as one, in which nothing is found that is in none of them."""
        kept = tuple(texts)
        return cls(*("|".join(getattr(one, name) for one in kept) for name in ("lower", "latin", "digits")))


def plain(*texts: str) -> Plain:
    """Texts made ready once to be searched for many contacts; digits of two texts are never taken as one number."""
    joined = "|".join(texts).lower()
    return Plain(joined, "|".join(LATIN.findall(joined)), "|".join(NUMBER.findall(SPACED.sub("", joined))))


def contact_in(contact: Mapping[str, str], texts: Plain) -> tuple[str, ...]:
    """A sentence for each telephone or address of a contact person that slipped into texts made ready."""
    found = []
    for key, label in LABELS.items():
        value = contact.get(key, "").strip()
        number = re.sub(r"\D", "", value)
        in_digits = key == "phone" and len(number) >= SHORTEST_PHONE and number in texts.digits
        if value and (in_digits or value.lower() in (texts.latin if value.isascii() else texts.lower)):
            found.append(CONTACT.format(label=label, value=value))
    return tuple(found)


def contact_found(contact: Mapping[str, str], *texts: str) -> tuple[str, ...]:
    """A sentence for each telephone or address of the contact person that slipped into a text."""
    return contact_in(contact, plain(*texts))


def pledged(read: bool | None, *, before: bool) -> bool:  # noqa: FBT001 - what a paper says: yes, no, or nothing
    """Whether the undertaking stands: as the newest paper has it, and as it was taken in where that says nothing.

    >>> pledged(None, before=True), pledged(False, before=True), pledged(True, before=False)
    (True, False, True)
    """
    return before if read is None else read


def address_fault(url: str) -> str:
    """What is wrong with the address at which readers find a topic, empty where nothing is; none is no fault.

    >>> address_fault(""), address_fault("https://www.example.org/zt/2022/"), address_fault("zt/2022") != ""
    ('', '', True)
    """
    if not url:
        return ""
    fit = len(url) <= MOST_ADDRESS and ADDRESS.fullmatch(url) is not None
    return "" if fit else SAYS["address"].format(most=MOST_ADDRESS)


def obstacle(*, pledged: bool, unpledged_why: str, title: str, body: str, themed: bool) -> str:
    """Why an entry cannot be published yet, empty when it can."""
    if not title.strip():
        return NO_TITLE
    if not body.strip():
        return NO_BODY
    if not themed:
        return NO_THEME
    return NO_PLEDGE if not pledged and not unpledged_why.strip() else ""


def covered(uses: Iterable[str], limits: Iterable[LimitView], photo: str = "") -> tuple[str, ...]:
    """The channels that consent covers for a case, or for one photo of it: what the call named less what was shut."""
    shut = {one.channel for one in limits if one.lifted_at is None and one.photo in {"", photo}}
    return tuple(channel for channel in uses if channel not in shut)

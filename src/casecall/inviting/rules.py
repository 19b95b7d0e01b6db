"""Kinds of addressees, where each stands with the notice, how columns of a list are called, and when to nudge."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casepaper.forms.placing import group_of, province_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casepaper.forms.rules import CallRules

GROUP, PROVINCIAL, BRANCH, MEMBER = "group", "provincial", "branch", "member"
KINDS = {GROUP: "集团公司", PROVINCIAL: "省级协会", BRANCH: "分支机构", MEMBER: "会员单位"}

SILENT, ANSWERED, FORWARDED, APPLIED = "silent", "answered", "forwarded", "applied"
STANDINGS = {SILENT: "尚无回音", ANSWERED: "已回复", FORWARDED: "已转发", APPLIED: "已申报"}

BY_HAND, BY_CASE, BY_LETTER, BY_NOTHING = "hand", "case", "letter", ""

# column → the heads under which it is found in a list, without spaces, marks and what stands in brackets
HEADS: Final[dict[str, tuple[str, ...]]] = {
    "name": (
        "单位", "名称", "单位名称", "单位全称", "全称", "主送", "主送单位", "主送机关", "收件单位", "收文单位",
        "企业名称", "公司名称", "企业", "公司", "机构", "机构名称", "会员单位", "会员名称", "会员单位名称",
        "协会名称", "name",
    ),
    "kind": ("类别", "类型", "单位类别", "单位类型", "单位性质", "性质", "分类", "kind"),
    "group": ("集团", "所属集团", "集团公司", "所属集团公司", "上级单位", "隶属集团", "隶属", "group"),
    "province": (
        "省份", "省", "所在省", "所在省份", "所属省份", "地区", "所在地区", "所在地", "省市", "区域", "province",
    ),
    "contact": ("联系人", "联系人姓名", "姓名", "经办人", "收件人", "联络人", "联络员", "contact"),
    "phone": (
        "电话", "手机", "联系电话", "联系手机", "手机号", "手机号码", "电话号码", "联系方式", "办公电话", "座机",
        "联系人电话", "phone", "tel",
    ),
    "email": (
        "邮箱", "电子邮箱", "邮件", "电子邮件", "邮箱地址", "电子邮箱地址", "电子邮件地址", "联系邮箱", "联系人邮箱",
        "email", "e-mail", "mail",
    ),
    "note": ("备注", "说明", "附注", "note"),
}  # fmt: skip
HEAD_NAMES: Final = {
    "name": "单位名称", "kind": "类别", "group": "集团", "province": "省份", "contact": "联系人", "phone": "电话",
    "email": "邮箱", "note": "备注",
}  # fmt: skip
IGNORED_HEADS: Final = frozenset({"序号", "编号", "no", "#", ""})
LENGTHS: Final = {"name": 200, "group": 100, "province": 20, "contact": 60, "phone": 60, "email": 254, "note": 2000}
# words by which a kind is known: what a list writes in its column, and what stands in a name
KIND_WORDS: Final = {
    GROUP: ("集团",),
    PROVINCIAL: ("省级", "省协会", "地方协会", "通信行业协会", "省通信", "行业协会"),
    BRANCH: ("分支", "专业委员会", "工作委员会", "分会"),
    MEMBER: ("会员", "成员", "企业"),
}
NAME_WORDS: Final = {
    BRANCH: ("工作委员会", "专业委员会", "专委会", "分会", "工作部"),
    PROVINCIAL: ("通信行业协会", "信息通信业协会", "行业协会", "互联网协会", "通信企业协会"),
}
HEADQUARTERS: Final = ("集团有限公司", "集团公司", "集团总公司", "总公司")
COLLECTIVE: Final = ("各", "有关", "相关")  # how an entry of the notice begins that names many and no one of them
# words of an answer that hint at the notice having been passed on; none may stand in our own letters
FORWARDED_WORDS: Final = ("已转发", "已转", "转发至", "转发给", "转发到", "转发各", "已下发", "已布置", "转所属")
LEGAL_ENDS: Final = ("股份有限公司", "有限责任公司", "有限公司", "集团公司", "公司", "集团")

MOST_ADDRESSEES: Final = 5000  # of a call
MOST_AT_ONCE: Final = 500  # letters that are written by one press
SHORTEST_STEM: Final = 6  # characters of a unit's name by which its branches are known
NUDGE_REST: Final = timedelta(days=3)  # within which nobody is nudged again unless chosen
_SPACE: Final = re.compile(r"\s+")
_BRACKETS: Final = re.compile(r"[(（\[【].*?[)）\]】]")


def kind_choices() -> list[tuple[str, str]]:
    """The kinds with their names on screen."""
    return list(KINDS.items())


def standing_choices() -> list[tuple[str, str]]:
    """The standings with their names on screen."""
    return list(STANDINGS.items())


def plain_name(name: str) -> str:
    """A unit's name as names are compared: one width, no spaces, small letters.

    >>> plain_name("云岫市 数通（网络）有限公司")
    '云岫市数通(网络)有限公司'
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", name)).casefold()


def head_of(cell: str) -> str:
    """The column that a head means, or nothing."""
    bare = _BRACKETS.sub("", unicodedata.normalize("NFKC", cell))
    bare = _SPACE.sub("", bare).strip("*:：·、.").casefold()
    return next((column for column, heads in HEADS.items() if bare in heads), "")


def kind_said(text: str) -> str:
    """The kind that a list's own word means, or nothing."""
    flat = plain_name(text)
    exact = next((kind for kind, name in KINDS.items() if flat in {kind, name}), "")
    return exact or next((kind for kind, words in KIND_WORDS.items() if any(word in flat for word in words)), "")


def kind_guessed(name: str, call: CallRules) -> str:
    """The kind of a unit by its name and the call's tables; what is none of the others is a member."""
    for kind, words in NAME_WORDS.items():
        if any(word in name for word in words):
            return kind
    if plain_name(name) in {plain_name(one) for one in call.addressees}:
        return GROUP
    at_head = not province_of(name, call) and name.endswith(HEADQUARTERS)
    return GROUP if at_head and group_of(name, call) else MEMBER


def is_collective(entry: str) -> bool:
    """Whether an entry of the notice names many units and no one of them, such as 各会员企业."""
    return entry.startswith(COLLECTIVE)


def stem(name: str) -> str:
    """What the names of a unit's branches begin with: its own without the legal form; empty where that is too short."""
    flat = plain_name(name)
    for end in LEGAL_ENDS:
        if flat.endswith(end):
            flat = flat.removesuffix(end)
            break
    return flat if len(flat) >= SHORTEST_STEM else ""


def standing_of(said: str, *, cases: int, answered: bool) -> tuple[str, str]:
    """(standing, by what): a case beats everything, then what a person said, then a letter."""
    if cases:
        return APPLIED, BY_CASE
    if said:
        return said, BY_HAND
    return (ANSWERED, BY_LETTER) if answered else (SILENT, BY_NOTHING)


def counted(values: Iterable[str], names: Iterable[str]) -> dict[str, int]:
    """How often each of these names occurs; every one is there."""
    found = dict.fromkeys(names, 0)
    for value in values:
        found[value] = found.get(value, 0) + 1
    return found

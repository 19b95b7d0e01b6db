"""What the sender wrote, told from the history quoted below it and from the signature."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casepaper.opening.letter.marks import END, QUOTED, RULE, SIGNATURE, tidied, unmarked

if TYPE_CHECKING:
    from collections.abc import Sequence

_DASHES: Final = r"[-_=—─~*·\s>|]*"
_HISTORY: Final = (
    r"原始邮件|回复的原邮件|邮件原件|原邮件|原文|原始信件|Original Message|Original|Reply message|原始郵件"
)
_FORWARDED: Final = (
    r"转发邮件信息|转发的原邮件|转发的邮件|转发邮件|被转发邮件|转发信息|Forwarded message|Forwarded by .{0,80}|轉寄郵件"
)
_HISTORY_LINE = re.compile(
    rf"(?:[-_=—─~*]{_DASHES}(?:{_HISTORY}){_DASHES}|(?:原始邮件|Original Message)[:：]?)$", re.IGNORECASE
)
_FORWARD_LINE = re.compile(
    rf"(?:[-_=—─~*]{_DASHES}(?:{_FORWARDED}){_DASHES}|Begin forwarded message[:：]?"
    r"|(?:以下|下面)是被?转发的?邮件[:：]?)$",
    re.IGNORECASE,
)
_COLON: Final = r"(?:\s*\*?\s*[:：|]|\t)"
_FROM = re.compile(rf"[>|*\s]*(?:发件人|寄件者|寄件人|发信人|From){_COLON}", re.IGNORECASE)
_FIELD = re.compile(
    r"[>|*\s]*(?:发件人|寄件者|寄件人|发信人|From|发送时间|发送日期|寄件日期|发信时间|日期|时间|Sent|Date|收件人|收件者|收信人|To"
    rf"|抄送|抄送人|副本|Cc|主题|主旨|Subject|附件|Attachments?|重要性|Reply-To){_COLON}",
    re.IGNORECASE,
)
# A time of day or an address tells the line above a letter answered from a story in which somebody wrote something.
_WROTE = re.compile(
    r"[>\s]*(?:.{0,200}(?:\d{1,2}[:：]\d\d|@).{0,200}(?:写道|寫道|wrote|来信说|写信说)|On\s.{0,60}\d{4}.{0,100}wrote)\s*[:：]?$",
    re.IGNORECASE,
)
# No history is without one of these, so that most letters are searched in one quick pass.
_HINT = re.compile(r"写道|寫道|wrote|发件人|寄件|发信人|from|原|original|转发|轉寄|forward|来信说|写信说|reply message")
_WROTE_ENDS: Final = ("写道", "寫道", "wrote", "Wrote", "来信说", "写信说")
_HEADING_BEGINS: Final = tuple("-_=—─~*原OoBb以下>|")
_LONGEST_HEADING: Final = 300
_FIELDS_LOOKED_AT: Final = 8
_FIELDS_ENOUGH: Final = 3

_SENT_BY = re.compile(
    r"(?:发自|来自|从)\s?(?:我的|网易邮箱|QQ邮箱|Foxmail|iPhone|Outlook|Windows|移动|139|荣耀|小米|华为|vivo|OPPO).{0,30}$"
    r"|Sent from (?:my|Mail|Outlook|Foxmail).{0,40}$|Get Outlook for .{0,30}$"
    r"|(?:签名由|由)\s?网易邮箱大师\s?定制.{0,6}$"
)
_DELIMITER = re.compile(rf"--\s?$|[-_=—─*~]{{4,}}$|{RULE}$")
_CONTACT = re.compile(
    r"(?:电话|手机|传真|邮箱|邮编|地址|网址|微信|Tel|Mob|Fax|E-?mail|Add|QQ)\s*[:：]"
    r"|\d{3,4}[- ]\d{7,8}|1[3-9]\d{9}|@[\w-]+\.\w",
    re.IGNORECASE,
)
_UNIT = re.compile(r"(?:公司|协会|学会|研究院|研究所|大学|学院|集团|局|处|部|中心|委员会|办公室)$")
_FORM = re.compile(r"申报单位|案例名称|案例正文|正文|申报主题|所属主题")
_FORM_LINE = re.compile(r"\s*(?:申报单位|单位名称|案例名称|案例题目|案例正文)\s*[:：]")
_LONGEST_SIGNATURE: Final = 12
_FEW: Final = 4
_LONGEST_LINE: Final = 80
_WRITTEN = re.compile(r"[^\W_]")
_LOOKED_AT: Final = 30


@dataclass(frozen=True, slots=True)
class Split:
    """A text in its parts, links still marked in ``own`` and ``history``."""

    own: str
    history: str
    signature: str


def split(text: str, *, forwarded: bool = False, answers: bool = False) -> Split:
    """The parts of a marked text. What was forwarded is the sender's own, and so is history with nothing above it.

    ``answers``: the letter has its substance elsewhere, so that history with nothing above it is history all the same.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rest, history, signed = _without_angles(*_without_boxes(lines, keep=not answers), keep=not answers)
    own: list[str] = []
    hinted = bool(_HINT.search(text.lower()))
    start, said, follow = 0, answers, forwarded
    while True:
        end, head, is_forward = _cut(rest, start) if hinted else (len(rest), len(rest), False)
        above, foot = _without_signature(rest[start:end])
        own += above
        signed += foot
        said = said or _says(above)
        if head == len(rest) or (said and not is_forward and not follow):
            break
        start, said, follow = _past_head(rest, head), said and not (is_forward or follow), False
    return Split("\n".join(own), "\n".join((*rest[head:], *history)), tidied("\n".join(signed)))


def _says(lines: Sequence[str]) -> bool:
    """Whether lines hold anything that was written."""
    return any(_WRITTEN.search(unmarked(line)) for line in lines)


def _without_boxes(lines: Sequence[str], *, keep: bool) -> tuple[list[str], list[str], list[str]]:
    """The lines outside of boxes that the HTML marked, those in boxes of history, and those of signatures.

    ``keep``: history is what was written where nothing else was.
    """
    own, history, signed, boxes = list[str](), list[str](), list[str](), list[str]()
    forward = False
    if END not in lines:
        return list(lines), [], []
    for line in lines:
        if line in {QUOTED, SIGNATURE}:
            boxes.append(line)
        elif line == END:
            del boxes[-1:]
        elif QUOTED in boxes and not forward:
            forward = _is_forward(line)
            (own if forward else history).append(line)
        else:
            (signed if SIGNATURE in boxes else own).append(line)
    return (own, history, signed) if _says(own) or not (keep and _says(history)) else (history, [], signed)


def _without_angles(
    own: list[str], history: list[str], signed: list[str], *, keep: bool
) -> tuple[list[str], list[str], list[str]]:
    """The same without lines that begin with > and the line above them that says who wrote them."""
    if not any(line.lstrip().startswith(">") for line in own):
        return own, history, signed
    kept, quoted = list[str](), list[str]()
    for place, line in enumerate(own):
        behind = line.lstrip().startswith(">")
        (quoted if behind or _leads_to_angles(own, place) else kept).append(line)
    if _says(kept) or not (keep and _says(quoted)):
        return kept, [*history, *quoted], signed
    return [line.lstrip("> ") for line in quoted], history, signed


def _leads_to_angles(lines: Sequence[str], place: int) -> bool:
    """Whether a line says who wrote the quoted lines below it."""
    line, above = lines[place], lines[place - 1] if place else ""
    after = next((one for one in lines[place + 1 : place + 4] if one.strip()), "")
    return after.lstrip().startswith(">") and (_wrote(line, "") or _wrote(above, line))


def _cut(lines: Sequence[str], start: int) -> tuple[int, int, bool]:
    """Where what was written ends, where history begins (at the end, where there is none), whether it was forwarded."""
    for place in range(start, len(lines)):
        line = lines[place].strip()
        if not line or len(line) > _LONGEST_HEADING:
            continue
        following = lines[place + 1].strip() if place + 1 < len(lines) else ""
        heading = line.startswith(_HEADING_BEGINS)
        forward = heading and _is_forward(line)
        history = forward or (heading and _HISTORY_LINE.match(line)) or _wrote(line, following)
        if history or _is_head(lines, place):
            end = place
            while end > start and (not lines[end - 1].strip() or _DELIMITER.match(lines[end - 1].strip())):
                end -= 1
            return end, place, forward
    return len(lines), len(lines), False


def _is_forward(line: str) -> bool:
    return len(line) <= _LONGEST_HEADING and bool(_FORWARD_LINE.match(line.strip()))


def _wrote(line: str, following: str) -> bool:
    """Whether a line, or a line and the next, says who wrote what follows."""
    if len(line) + len(following) > _LONGEST_HEADING or not (_ends_as_wrote(line) or _ends_as_wrote(following)):
        return False
    if _ends_as_wrote(line):
        return bool(_WROTE.match(line))
    return line.startswith(("On ", "At ", "在", "于")) and bool(_WROTE.match(f"{line} {following}"))


def _ends_as_wrote(line: str) -> bool:
    return line.rstrip(" :：").endswith(_WROTE_ENDS)


def _is_head(lines: Sequence[str], place: int) -> bool:
    """Whether the head of a letter stands here: 发件人, 发送时间, 收件人, 主题, in any order after the first."""
    if not _FROM.match(lines[place]):
        return False
    near = [line for line in lines[place : place + 2 * _FIELDS_LOOKED_AT] if line.strip()][:_FIELDS_LOOKED_AT]
    return sum(bool(_FIELD.match(line)) for line in near) >= _FIELDS_ENOUGH


def _past_head(lines: Sequence[str], head: int) -> int:
    """Where that goes on which was written below the line or head that history begins with."""
    place = head
    if not _FIELD.match(lines[head]):
        wrapped = head + 1 < len(lines) and not _ends_as_wrote(lines[head].strip())
        place += 2 if wrapped and _wrote(lines[head].strip(), lines[head + 1].strip()) else 1
    while place < len(lines) and not _says(lines[place : place + 1]):
        place += 1
    while place < len(lines) and _FIELD.match(lines[place]):
        place += 1
    return max(head + 1, place)


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without a signature below a rule, and without what a telephone adds; and those."""
    end = len(lines)
    for place in range(len(lines) - 1, max(-1, len(lines) - _LOOKED_AT), -1):
        if _says(lines[place : place + 1]) and not _SENT_BY.match(lines[place].strip()):
            break
        end = place if _says(lines[place : place + 1]) else end
    for place in range(end - 1, max(0, end - _LOOKED_AT), -1):
        rule = lines[place].strip()
        if not _DELIMITER.match(rule):
            continue
        below = [line.strip() for line in lines[place + 1 : end] if _says([line])]
        above = lines[:place]
        if _is_signature(rule, below) and _says(above) and (rule == "--" or not any(map(_FORM_LINE.match, above))):
            return lines[:place], lines[place + 1 :]
    return lines[:end], lines[end:]


def _is_signature(rule: str, below: Sequence[str]) -> bool:
    whole = "\n".join(below)
    if not below or len(below) > _LONGEST_SIGNATURE or _FORM.search(whole):
        return False
    short = all(len(unmarked(line)) <= _LONGEST_LINE for line in below)
    names_unit = len(below) <= _FEW and any(map(_UNIT.search, below))
    return short and (rule == "--" or bool(_CONTACT.search(whole)) or names_unit)

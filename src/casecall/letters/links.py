"""Links in letters: marks while a letter is kept, real only in the bytes that are handed over."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings

from casecall.letters import rules
from casecall.people.links import make_link, read_link

# purpose → (what the link is called on paper, its path on the site)
PLACES: Final = {
    "case": ("案例进度", "/a/{token}/"),
    "correction": ("补正", "/x/{token}/"),
}
SAYS: Final = {
    "hidden": "〔{name}链接，已隐去〕",
    "no_base": "信中有链接，请先设置网站地址 CASECALL_BASE_URL",
    "unknown": "信中的链接标记有误：{mark}",
    "foreign": "信中的链接属于另一件案例或另一次补正：{mark}",
}
_MARK: Final = re.compile(r"\[\[link:([^:\[\]]*):([^\[\]]*)\]\]")
_KEY: Final = re.compile(r"[0-9]{1,18}")
_REAL: Final = re.compile(r"(?:https?://[\w.:\[\]-]+)?/([ax])/([^\s/<>\"'，。；）]*?[~%][\w%~-]{20,})/?")


class WrongLink(ValueError):  # noqa: N818 - it says what the link is
    """Raised for marks that may not become links; the message is a sentence for people."""


def mark(purpose: str, key: object) -> str:
    """The mark that stands for a link in a text that is kept."""
    return f"[[link:{purpose}:{key}]]"


def marks_in(text: str) -> tuple[str, ...]:
    """The marks of a text, in their order."""
    return tuple(one[0] for one in _MARK.finditer(text))


def hide(text: str) -> str:
    """A text in which every link becomes words, for pages, search and exports."""
    return _MARK.sub(lambda one: SAYS["hidden"].format(name=_name(one[1])), text)


def unlink(text: str) -> str:
    """A text in which links of ours that somebody pasted are marks again, so that none is kept."""
    return _REAL.sub(_as_mark, text)


def is_in(text: str) -> bool:
    """Whether a link of ours or a mark for one stands in a text."""
    return bool(_MARK.search(unlink(text)))


def plain(value: str) -> str:
    """A value from outside, in which nothing can be taken for a mark."""
    return value.replace("[[", "［［").replace("]]", "］］")


def fault(text: str, *, kind: str, key: str, case_id: int | None) -> str:
    """Why the marks of a text may not become links, or nothing.

    A case's link goes to letters of that case alone, a round's to its own, whose keys name it: ``correction:7``.
    """
    for one in _MARK.finditer(text):
        if one[1] not in PLACES or not _KEY.fullmatch(one[2]):
            return SAYS["unknown"].format(mark=one[0])
        if one[1] == "case" and one[2] != str(case_id):
            return SAYS["foreign"].format(mark=one[0])
        ours = kind in {rules.CORRECTION, rules.REMINDER} and key.split(":")[1:2] == [one[2]]
        if one[1] == "correction" and not ours:
            return SAYS["foreign"].format(mark=one[0])
    return SAYS["no_base"] if marks_in(text) and not settings.BASE_URL else ""


def reveal(text: str, *, kind: str, key: str, case_id: int | None) -> str:
    """A text with its links, for the bytes that are handed over and nothing else. Raises WrongLink."""
    if wrong := fault(text, kind=kind, key=key, case_id=case_id):
        raise WrongLink(wrong)
    return _MARK.sub(lambda one: _url(one[1], one[2]), text)


def _url(purpose: str, key: str) -> str:
    path: str = PLACES[purpose][1].format(token=make_link(purpose, key))
    return f"{settings.BASE_URL}{path}"


def _name(purpose: str) -> str:
    return PLACES[purpose][0] if purpose in PLACES else ""


def _as_mark(found: re.Match[str]) -> str:
    purpose = next(one for one, (_, path) in PLACES.items() if path.startswith(f"/{found[1]}/"))
    key = read_link(purpose, found[2].replace("%7E", "~").replace("%7e", "~"))
    return found[0] if key is None else mark(purpose, key)

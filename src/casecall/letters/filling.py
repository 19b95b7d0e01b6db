"""Fills a template strictly: a field that is unknown, missing or empty is a fault with its line, never a hole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from casecall.letters import links
from casecall.letters.fields import LINK_KEY, Field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TITLE: Final = "主题："
SIGNS: Final = ("#", "?", "^", "/")
DEEPEST: Final = 12  # sections within each other
SAYS: Final = {
    "no_title": "第一行应写主题，以“主题：”开头",
    "no_text": "主题之后没有正文",
    "unknown": "没有“{name}”这个字段；可用：{names}",
    "list": "“{name}”是一组内容，请写成 {{{{#{name}}}}}…{{{{/{name}}}}}",
    "may_be_empty": "“{name}”可能为空，请放在 {{{{#{name}}}}}…{{{{/{name}}}}} 之内",
    "missing": "“{name}”没有内容",
    "unopened": "“{name}”在这里结束，却没有开始",
    "unclosed": "“{name}”没有结束，缺少 {{{{/{name}}}}}",
    "crossed": "“{name}”应先结束，再结束“{other}”",
    "braces": "花括号没有成对",
    "not_a_list": "“{name}”应是一组内容",
    "link": "链接不能直接写在这里，请写 {{{{链接}}}}，发出时才生成",
    "deep": "一层套一层太多，至多 {most} 层",
    "place": "第 {line} 行：{says}",
}
_TOKEN: Final = re.compile(r"\{\{([^{}\n]*)\}\}")
_ALONE: Final = re.compile(r"^[ \t　]*(\{\{ *[#?^/][^{}\n]*\}\})[ \t　]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a template: its line, the field, and a sentence."""

    line: int
    field: str
    says: str

    def __str__(self) -> str:
        """The fault as one line for people."""
        return SAYS["place"].format(line=self.line, says=self.says)


class TemplateFault(ValueError):  # noqa: N818 - it holds faults, not an error of the program
    """A template that cannot be used or filled; ``faults`` has every one."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True, slots=True)
class Filled:
    """A letter made from a template: its subject and text, links still as marks."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words (``field`` None), a field (``sign`` empty), or a section with the pieces within.

    A section # is there for each item of a list, or once for a value; ? is there once, ^ only where there is nothing.
    """

    line: int
    words: str = ""
    field: Field | None = None
    sign: str = ""
    inner: tuple[_Piece, ...] = ()


def faults_of(template: str, fields: Sequence[Field]) -> tuple[Fault, ...]:
    """Every fault of a template for a kind of letter with these fields."""
    return _Reader(template, fields).faults


def filled(template: str, fields: Sequence[Field], values: Mapping[str, Any]) -> Filled:
    """The letter of a template and values by the keys of the fields. Raises TemplateFault with every fault.

    Nothing in a value is taken for a field; nothing but the field ``link`` can bring a link.
    """
    reader = _Reader(template, fields)
    if reader.faults:
        raise TemplateFault(reader.faults)
    filler = _Filler()
    subject = " ".join(filler.render(reader.title, [values]).split())
    text = re.sub(r"\n{3,}", "\n\n", filler.render(reader.text, [values])).rstrip().lstrip("\n")
    if filler.faults:
        raise TemplateFault(filler.faults)
    return Filled(subject, text)


class _Reader:
    """Reads a template into pieces, keeping every fault."""

    def __init__(self, template: str, fields: Sequence[Field]) -> None:
        self.found: list[Fault] = []
        template = template.replace("\r\n", "\n").lstrip("\ufeff")
        first, _, rest = template.partition("\n")
        if not first.startswith(TITLE) or not first.removeprefix(TITLE).strip():
            self.found.append(Fault(1, "", SAYS["no_title"]))
        if not rest.strip():
            self.found.append(Fault(2, "", SAYS["no_text"]))
        self.title = self._pieces(first.removeprefix(TITLE), fields, start=1)
        self.text = self._pieces(rest + "\n", fields, start=2)
        self.faults = tuple(sorted(self.found, key=lambda one: one.line))

    def _pieces(self, text: str, fields: Sequence[Field], *, start: int) -> tuple[_Piece, ...]:
        tokens = list(_tokens(text, start))
        pieces, rest = self._level(tokens, [(fields, frozenset())])
        while rest:  # an end without a beginning: say so and read on
            line, _, sign_name, _ = rest[0]
            self.found.append(Fault(line, sign_name[1], SAYS["unopened"].format(name=sign_name[1])))
            _, rest = self._level(rest[1:], [(fields, frozenset())])
        return pieces

    def _level(self, tokens: list[_Token], scopes: list[_Scope]) -> tuple[tuple[_Piece, ...], list[_Token]]:
        """The pieces up to the end of a section, and the tokens from that end on."""
        pieces: list[_Piece] = []
        while tokens:
            here, words, (sign, named), _ = tokens[0]
            if words:
                if "{{" in words or "}}" in words:
                    self.found.append(Fault(here, "", SAYS["braces"]))
                if links.is_in(words):
                    self.found.append(Fault(here, "", SAYS["link"].format()))
                pieces.append(_Piece(here, words=words))
                tokens = tokens[1:]
            elif sign == "/":
                return tuple(pieces), tokens
            else:
                field = self._field(here, named, scopes, sign=sign)
                tokens = tokens[1:]
                if sign and len(scopes) > DEEPEST:
                    self.found.append(Fault(here, named, SAYS["deep"].format(most=DEEPEST)))
                    return tuple(pieces), []
                if sign:
                    inner, tokens = self._level(tokens, _scopes(scopes, field, sign))
                    tokens = self._end(tokens, named, line=here)
                    pieces.append(_Piece(here, field=field, sign=sign, inner=inner))
                else:
                    pieces.append(_Piece(here, field=field))
        return tuple(pieces), []

    def _end(self, tokens: list[_Token], name: str, *, line: int) -> list[_Token]:
        if not tokens:
            self.found.append(Fault(line, name, SAYS["unclosed"].format(name=name)))
            return []
        here, _, (_, named), _ = tokens[0]
        if named != name:
            self.found.append(Fault(here, named, SAYS["crossed"].format(name=name, other=named)))
        return tokens[1:]

    def _field(self, line: int, name: str, scopes: list[_Scope], *, sign: str) -> Field | None:
        for fields, sure in reversed(scopes):
            for one in fields:
                if one.name == name:
                    self._judge(line, one, sign=sign, sure=any(name in known for _, known in scopes) or name in sure)
                    return one
        names = "、".join(dict.fromkeys(one.name for fields, _ in reversed(scopes) for one in fields))
        self.found.append(Fault(line, name, SAYS["unknown"].format(name=name, names=names)))
        return None

    def _judge(self, line: int, field: Field, *, sign: str, sure: bool) -> None:
        if sign:
            return
        if field.inner:
            self.found.append(Fault(line, field.name, SAYS["list"].format(name=field.name)))
        elif field.may_be_empty and not sure:
            self.found.append(Fault(line, field.name, SAYS["may_be_empty"].format(name=field.name)))


class _Filler:
    """Puts values into pieces, keeping every fault."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def render(self, pieces: Sequence[_Piece], scopes: list[Mapping[str, Any]]) -> str:
        return "".join(self._one(piece, scopes) for piece in pieces)

    def _one(self, piece: _Piece, scopes: list[Mapping[str, Any]]) -> str:
        if piece.field is None:
            return piece.words
        value = next((scope[piece.field.key] for scope in reversed(scopes) if piece.field.key in scope), None)
        if piece.sign == "^":
            return "" if _is_there(value) else self.render(piece.inner, scopes)
        if piece.sign:
            return self._section(piece, value, scopes)
        if not _is_there(value):
            self._fault(piece, "missing")
            return ""
        return _said(piece.field, value)

    def _section(self, piece: _Piece, value: Any, scopes: list[Mapping[str, Any]]) -> str:
        if piece.field is None or not _is_there(value):
            return ""
        if not piece.field.inner or piece.sign == "?":
            return self.render(piece.inner, scopes)
        if isinstance(value, str) or not all(hasattr(one, "keys") for one in value):
            self._fault(piece, "not_a_list")
            return ""
        return "".join(self.render(piece.inner, [*scopes, one]) for one in value)

    def _fault(self, piece: _Piece, why: str) -> None:
        name = piece.field.name if piece.field else ""
        self.faults.append(Fault(piece.line, name, SAYS[why].format(name=name)))


_Token = tuple[int, str, tuple[str, str], int]
_Scope = tuple["Sequence[Field]", frozenset[str]]


def _tokens(text: str, start: int) -> Iterator[_Token]:
    """(line, words or nothing, (sign, name), place) in order; a section's mark alone on its line takes the line along.

    >>> [token[1:3] for token in _tokens("a {{#b}}", 1)]
    [('a ', ('', '')), ('', ('#', 'b'))]
    """
    lines = _lines(text, start)
    text = _ALONE.sub(lambda one: one[1] + "\x00" * (len(one[0]) - len(one[1])), text)
    last = 0
    for found in _TOKEN.finditer(text):
        if words := text[last : found.start()].replace("\x00", ""):
            yield lines[last], words, ("", ""), last
        inner = found[1].strip()
        sign = inner[:1] if inner[:1] in SIGNS else ""
        yield lines[found.start()], "", (sign, inner.removeprefix(sign).strip()), found.start()
        last = found.end()
    if words := text[last:].replace("\x00", ""):
        yield lines[last], words, ("", ""), last


def _lines(text: str, start: int) -> list[int]:
    lines, number = [], start
    for one in text:
        lines.append(number)
        number += one == "\n"
    return [*lines, number]


def _scopes(scopes: list[_Scope], field: Field | None, sign: str) -> list[_Scope]:
    if field is None:
        return [*scopes, ((), frozenset())]
    if sign == "#" and field.inner:
        return [*scopes, (field.inner, frozenset())]
    return [*scopes, ((), frozenset() if sign == "^" else frozenset({field.name}))]


def _is_there(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return bool(value) if isinstance(value, list | tuple | bool) else value is not None


def _said(field: Field, value: Any) -> str:
    text = str(value).strip()
    return text if field.key == LINK_KEY else links.plain(text)

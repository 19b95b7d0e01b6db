"""Puts values in the place of ``{{placeholders}}`` of WordprocessingML, however Word has cut them into runs.

A block between ``{{#名称}}`` and ``{{/名称}}``, each a paragraph of its own, is repeated for each thing of that name;
``{{#有名称}}`` keeps what it encloses only where that placeholder has a value.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from docx.oxml.ns import qn

from casepress.presskit.records import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MARK: Final = re.compile(r"\{\{\s*([#/]?)\s*([^{}]*?)\s*\}\}")
IF: Final = "有"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_UNIQUE: Final = ("{http://schemas.microsoft.com/office/word/2010/wordml}paraId",
                  "{http://schemas.microsoft.com/office/word/2010/wordml}textId")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """Values by the names of their placeholders, and what a block of a name is repeated for.

    A value may have several lines: a placeholder that is alone in its paragraph gives a paragraph for each.
    Inside a block the names of the blocks around it are known too.
    """

    values: Mapping[str, str]
    inner: Mapping[str, Sequence[Scope]] = field(default_factory=dict)

    @property
    def blocks(self) -> tuple[str, ...]:
        """The names of all blocks, at any depth."""
        return tuple(dict.fromkeys(name for scope in self.examples() for name in scope.inner))

    def names(self, inside: Iterable[str] = ()) -> tuple[str, ...]:
        """The placeholders that may stand inside those blocks."""
        return tuple(dict.fromkeys(name for scope in self._around(inside) for name in scope.values))

    def homes(self, name: str) -> tuple[str, ...]:
        """The blocks inside which a placeholder may stand, that may not stand outside of all."""
        return tuple(block for block in self.blocks if name in self.names((block,)) and name not in self.values)

    def has_block(self, name: str, inside: Iterable[str]) -> bool:
        """Whether a block of that name may stand inside those."""
        if name.startswith(IF) and name.removeprefix(IF) in self.names(inside):
            return True
        return name not in inside and any(name in scope.inner for scope in self._around(inside))

    def examples(self) -> list[Scope]:
        """This scope and the first of each block, at any depth."""
        firsts = (scopes[0] for scopes in self.inner.values() if scopes)
        return [self, *(deep for one in firsts for deep in one.examples())]

    def _around(self, inside: Iterable[str]) -> list[Scope]:
        within = set(inside)
        return [self, *(scopes[0] for one in self.examples() for name, scopes in one.inner.items() if name in within)]

    def within(self, one: Scope) -> Scope:
        """The scope of one thing of a block, with what is known around it."""
        return Scope({**self.values, **one.values}, {**self.inner, **one.inner})


def w(name: str) -> str:
    """A name of WordprocessingML with its namespace."""
    return str(qn(f"w:{name}"))


def own_text(paragraph: Any) -> str:
    """The text of a paragraph without that of text boxes in it."""
    return "".join(one.text or "" for one in _texts(paragraph))


def render(nodes: Sequence[Any], scope: Scope) -> list[Any]:
    """The nodes with every placeholder filled in and every block repeated."""
    made: list[Any] = []
    at = 0
    while at < len(nodes):
        node = nodes[at]
        name = _opens(node)
        end = _end(nodes, at, name) if name else 0
        if name and end:
            for one in _scopes(scope, name):
                made += render([_fresh(copy.deepcopy(each)) for each in nodes[at + 1 : end]], one)
            at = end + 1
            continue
        made += _paragraphs(node, scope) if node.tag == w("p") else [_below(node, scope)]
        at += 1
    return made


def _below(node: Any, scope: Scope) -> Any:
    """A table, a cell or the like with what it holds rendered; a cell never ends up without a paragraph."""
    if len(node):
        empty = next((copy.deepcopy(one) for one in node if one.tag == w("p")), None)
        node[:] = render(list(node), scope)
        if node.tag == w("tc") and empty is not None and not any(one.tag == w("p") for one in node):
            for run in empty.findall(w("r")):
                empty.remove(run)
            node.append(empty)
    return node


def _scopes(scope: Scope, name: str) -> list[Scope]:
    if name in scope.inner:
        return [scope.within(one) for one in scope.inner[name]]
    return [scope] if scope.values.get(name.removeprefix(IF), "").strip() else []


def _opens(node: Any) -> str:
    """The name of the block that a paragraph opens, empty for any other node."""
    found = MARK.fullmatch(own_text(node).strip()) if node.tag == w("p") else None
    return found[2] if found and found[1] == "#" else ""


def _end(nodes: Sequence[Any], at: int, name: str) -> int:
    """Where the block that begins there ends, 0 where it does not."""
    depth = 0
    for n in range(at, len(nodes)):
        found = MARK.fullmatch(own_text(nodes[n]).strip()) if nodes[n].tag == w("p") else None
        if found and found[2] == name:
            depth += {"#": 1, "/": -1}.get(found[1], 0)
            if depth == 0:
                return n
    return 0


def _paragraphs(paragraph: Any, scope: Scope) -> list[Any]:
    """The paragraph filled in: one for each line where a placeholder is alone in it, none where that has no value."""
    for nested in list(paragraph.iterdescendants(w("txbxContent"))):
        nested[:] = render(list(nested), scope)
    alone = MARK.fullmatch(own_text(paragraph).strip())
    holds_more = paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None or any(paragraph.iterdescendants(w("drawing")))
    if alone and not alone[1] and not holds_more:
        lines = [line for line in clean(scope.values.get(alone[2], "")).split("\n") if line.strip()]
        copies = [paragraph, *(_fresh(copy.deepcopy(paragraph)) for _ in lines[1:])]
        for one, line in zip(copies, lines, strict=False):
            _fill(one, {alone[2]: line})
        return copies[: len(lines)]
    _fill(paragraph, scope.values)
    return [paragraph]


def _fill(paragraph: Any, values: Mapping[str, str]) -> None:
    """Replace each placeholder in the run in which it begins; what it took of later runs goes."""
    texts = _texts(paragraph)
    whole = "".join(one.text or "" for one in texts)
    starts, at = [], 0
    for one in texts:
        starts.append(at)
        at += len(one.text or "")
    for found in reversed(list(MARK.finditer(whole))):
        value = " ".join(clean(values.get(found[2], "")).split("\n"))
        for n in range(len(texts) - 1, -1, -1):
            text, first = texts[n].text or "", starts[n]
            begin, end = max(found.start() - first, 0), min(found.end() - first, len(text))
            if begin >= end or end <= 0:
                continue
            holds_start = first <= found.start()
            texts[n].text = text[:begin] + (value if holds_start else "") + text[end:]
            texts[n].set(_SPACE, "preserve")


def _texts(paragraph: Any) -> list[Any]:
    """The pieces of text of a paragraph in order, those of text boxes in it left out."""
    return [one for one in paragraph.iterdescendants(w("t")) if next(one.iterancestors(w("p"))) is paragraph]


def _fresh(node: Any) -> Any:
    """A copy without what may stand only once in a document."""
    for one in list(node.iter()):
        for name in _UNIQUE:
            one.attrib.pop(name, None)
        if one.tag in {w("bookmarkStart"), w("bookmarkEnd")} and one.getparent() is not None:
            one.getparent().remove(one)
    return node

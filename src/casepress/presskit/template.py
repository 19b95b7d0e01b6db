"""A Word file with placeholders, as the staff write it: opened within bounds, checked, and filled in."""

from __future__ import annotations

import difflib
import io
import lzma
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from lxml import etree

from casepress.presskit.filling import MARK, Scope, own_text, render, w
from casepress.presskit.records import Unfit, clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

MOST_BYTES: Final = 20 * 1024 * 1024
_MOST_INSIDE, _MOST_PARTS = 60 * 1024 * 1024, 2000
_DOCUMENT: Final = "word/document.xml"
_REMARKS: Final = "word/comments.xml"
_CHANGED: Final = (w("ins"), w("del"), w("moveFrom"), w("moveTo"))
_PROPERTIES: Final = "docProps/core.xml"
_FILLED: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_EXTERNAL: Final = "External"
_LINK: Final = "/hyperlink"
_UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError, RuntimeError, EOFError,
)  # fmt: skip
_THE_SAME_DAY: Final = (1980, 1, 1, 0, 0, 0)
_LOOSE: Final = re.compile(r"\{\{|\}\}")

NO_WORD = "不是 Word 文件（.docx）：请在 Word 或 WPS 中另存为 .docx 后再上传"
OLD = "是旧格式的 Word 文件（.doc）或加了密码：请另存为不加密的 .docx 后再上传"
MACROS = "带有宏：请另存为不带宏的 .docx 后再上传"
LARGE = "模板过大"
COMMENTS = "带有批注，会随新闻稿发出：请先在 Word 中删除"
CHANGES = "带有修订痕迹，会随新闻稿发出：请先在 Word 中接受或拒绝"
OUTSIDE = "引用了外部文件“{target}”：请改为直接插入"
UNKNOWN = "不认识占位符“{{{{{name}}}}}”{near}"
NEAR = "，是否为“{{{{{name}}}}}”"
INSIDE = "占位符“{{{{{name}}}}}”只能写在“{{{{#{block}}}}}”与“{{{{/{block}}}}}”之间"
UNCLOSED = "“{text}”中的占位符没有写完整，应为“{{{{名称}}}}”"
OPEN = "“{{{{#{name}}}}}”没有对应的“{{{{/{name}}}}}”；两者应各自单独成段，并在同一处（同为正文或同一单元格）"
STRAY = "“{{{{/{name}}}}}”前面没有对应的“{{{{#{name}}}}}”"
ALONE = "“{{{{{name}}}}}”应单独成段，同一段里不要有别的字"
NO_BLOCK = "没有重复的部分：请把每个案例要印的内容写在“{{#案例}}”与“{{/案例}}”之间"


def faults(data: bytes, *, scope: Scope, block: str = "案例") -> tuple[str, ...]:
    """What keeps a template from being used, a sentence each; none when it may be.

    ``scope`` shows which placeholders and blocks there are; ``block`` is the one that a template must have.
    """
    try:
        parts = _opened(data)
    except Unfit as unfit:
        return (str(unfit),)
    found: list[str] = []
    blocks: set[str] = set()
    for name, part in parts.items():
        if name.endswith(".rels"):
            found += _outside(_parsed(part))
        elif _FILLED.fullmatch(name):
            root = _parsed(part)
            found += [CHANGES] if any(True for _ in root.iter(*_CHANGED)) else []
            for holder in _holders(root):
                found += _wrong(holder, scope, (), blocks)
        elif name == _REMARKS and len(_parsed(part)):
            found.append(COMMENTS)
    if block not in blocks and not found:
        found.append(NO_BLOCK)
    return tuple(dict.fromkeys(found))


def filled(data: bytes, scope: Scope, *, properties: Mapping[str, str] | None = None) -> bytes:
    """The template filled in; the same template and values give the same bytes. Raises Unfit for what is no DOCX.

    ``properties`` are what the file says of itself (title, creator, lastModifiedBy, created, modified), in the place of
    what it said of the template and of who made that.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in _opened(data).items():
            entry = zipfile.ZipInfo(name, _THE_SAME_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made = _rendered(part, scope) if _FILLED.fullmatch(name) else part
            target.writestr(entry, _described(part, properties or {}) if name == _PROPERTIES else made)
    return out.getvalue()


def _rendered(part: bytes, scope: Scope) -> bytes:
    root = _parsed(part)
    for holder in _holders(root):
        holder[:] = render(list(holder), scope)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _described(part: bytes, properties: Mapping[str, str]) -> bytes:
    """What the file says of itself, where it says it."""
    root = _parsed(part)
    for one in root:
        said = properties.get(etree.QName(one).localname)
        if said is not None:
            one.text = clean(said)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _holders(root: Any) -> list[Any]:
    """What holds paragraphs at the outermost: the body, a header, a footer."""
    return root.findall(w("body")) or [root]


def _opened(data: bytes) -> Mapping[str, bytes]:
    """The parts of a DOCX by name. Raises Unfit for what is none, and for what is beyond all measure."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit(OLD)
    if len(data) > MOST_BYTES:
        raise Unfit(LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_PARTS or sum(one.file_size for one in entries) > _MOST_INSIDE:
                raise Unfit(LARGE)
            parts = {one.filename: archive.read(one) for one in entries if not one.is_dir()}
    except _UNREADABLE as error:
        if isinstance(error, Unfit):
            raise
        raise Unfit(NO_WORD) from error
    if _DOCUMENT not in parts or "[Content_Types].xml" not in parts:
        raise Unfit(NO_WORD)
    if any(name.endswith("vbaProject.bin") for name in parts):
        raise Unfit(MACROS)
    for name, part in parts.items():
        if name.endswith(".rels") or name in {_PROPERTIES, _REMARKS} or _FILLED.fullmatch(name):
            _parsed(part)
    return parts


def _parsed(part: bytes) -> Any:
    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise Unfit(NO_WORD) from error


def _outside(relations: Any) -> Iterator[str]:
    for one in relations:
        if one.get("TargetMode") == _EXTERNAL and not one.get("Type", "").endswith(_LINK):
            yield OUTSIDE.format(target=one.get("Target", "")[:80])


def _wrong(holder: Any, scope: Scope, inside: tuple[str, ...], blocks: set[str]) -> Iterator[str]:
    """A sentence for each thing that is wrong among the children of ``holder`` and below."""
    opened: list[str] = []
    for node in holder:
        if node.tag != w("p"):
            yield from _wrong(node, scope, (*inside, *opened), blocks)
            continue
        for nested in node.iterdescendants(w("txbxContent")):
            yield from _wrong(nested, scope, (*inside, *opened), blocks)
        text = own_text(node)
        marks = MARK.findall(text)
        if _LOOSE.search(MARK.sub("", text)):
            yield UNCLOSED.format(text=text.strip()[:40])
        for sign, name in marks:
            if not sign:
                yield from _unknown(name, scope, (*inside, *opened))
            elif MARK.sub("", text).strip() or len(marks) > 1:
                yield ALONE.format(name=sign + name)
            elif sign == "#":
                yield from _unknown_block(name, scope, (*inside, *opened))
                opened.append(name)
                blocks.add(name)
            elif opened and opened[-1] == name:
                opened.pop()
            else:
                yield STRAY.format(name=name)
    yield from (OPEN.format(name=name) for name in opened)


def _unknown(name: str, scope: Scope, inside: tuple[str, ...]) -> Iterator[str]:
    if name in scope.names(inside):
        return
    home = next((block for block in scope.homes(name) if block not in inside), "")
    if home:
        yield INSIDE.format(name=name, block=home)
        return
    near = difflib.get_close_matches(name, scope.names((*inside, *scope.blocks)), n=1, cutoff=0.4)
    yield UNKNOWN.format(name=name, near=NEAR.format(name=near[0]) if near else "")


def _unknown_block(name: str, scope: Scope, inside: tuple[str, ...]) -> Iterator[str]:
    if not scope.has_block(name, inside):
        near = difflib.get_close_matches(name, scope.blocks, n=1, cutoff=0.4)
        yield UNKNOWN.format(name=f"#{name}", near=NEAR.format(name=f"#{near[0]}") if near else "")

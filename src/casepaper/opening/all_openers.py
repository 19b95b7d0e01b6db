"""Every opener, and which one a file gets by its content; containers are opened to their depth."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from casepaper.opening.archive import open_archive
from casepaper.opening.doc import OfficeError, as_docx
from casepaper.opening.letter import open_letter
from casepaper.opening.limits import Limits, trouble
from casepaper.opening.pdf import open_pdf
from casepaper.opening.picture import open_picture
from casepaper.opening.sniff import sniff
from casepaper.opening.text import open_text
from casepaper.opening.word import open_word
from casepaper.records import Opened, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from casepaper.records import Kind

# What is recognised and not opened, and what an applicant can do about it.
REFUSED: Final = {
    "empty": "文件{file}是空的，请重新发送。",
    "rar": "{file}是 RAR 压缩包，目前还不能打开，请改用 ZIP 格式重新打包。",
    "7z": "{file}是 7z 压缩包，目前还不能打开，请改用 ZIP 格式重新打包。",
    "gzip": "{file}是 GZ 压缩包，目前还不能打开，请改用 ZIP 格式重新打包。",
    "ofd": "{file}是 OFD 版式文件，目前还不能读取，请另附 Word 或 PDF 文件。",
    "xls": "{file}是 Excel 表格，申报表请用 Word 或 PDF 文件。",
    "xlsx": "{file}是 Excel 表格，申报表请用 Word 或 PDF 文件。",
    "ppt": "{file}是演示文稿，申报表请用 Word 或 PDF 文件。",
    "pptx": "{file}是演示文稿，申报表请用 Word 或 PDF 文件。",
    "msg": "{file}是 Outlook 邮件，目前还不能打开，请另存为 EML 格式，或直接发送附件。",
    "tnef": "{file}是 Outlook 的附件包（winmail.dat），目前还不能打开，请以普通附件重新发送。",
    "encrypted-office": "{file}设有打开密码，请去掉密码后再报送。",
    "program": "{file}其实是程序而不是文档，为安全起见未予打开。",
    "unknown": "无法识别{file}是什么文件，请用 Word、PDF 或图片格式重新报送。",
}
TOO_LARGE: Final = "文件{file}过大，未予打开。"
TOO_DEEP: Final = "{file}层层嵌套超过 {most} 层，里面的文件未再打开。"
TOO_MANY: Final = "{file}里的文件过多，超出的未予打开。"
BROKEN: Final = "文件{file}已损坏或不完整，无法打开。"
MISNAMED: Final = "{file}的后缀名与内容不符，内容其实是{what}，已按内容读取。"
_PICTURES: Final = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".heif")
# What a file is, in words, and the suffixes under which it may come without a remark.
_NAMES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "docx": (" Word 文档", (".docx", ".docm", ".dotx", ".doc", ".wps")),
    "doc": ("旧版 Word 文档", (".doc", ".dot", ".wps", ".docx")),
    "rtf": (" RTF 文档", (".rtf",)),
    "html": ("网页", (".htm", ".html", ".mht")),
    "word2003xml": (" Word 2003 XML 文档", (".xml",)),
    "odt": (" ODT 文档", (".odt",)),
    "pdf": (" PDF 文件", (".pdf",)),
    "zip": (" ZIP 压缩包", (".zip",)),
    "eml": ("邮件", (".eml",)),
    "text": ("纯文本", (".txt", ".md", ".csv")),
    **dict.fromkeys(("jpeg", "png", "gif", "bmp", "tiff", "webp", "heic"), ("图片", _PICTURES)),
}
_SUFFIXES: Final = frozenset(suffix for _, suffixes in _NAMES.values() for suffix in suffixes)


def _open_doc(source: Source, limits: Limits) -> Opened:
    """An older Word file, turned into DOCX first; its fingerprint stays that of the file as it came."""
    digest = sha256(source.data).hexdigest()
    try:
        opened = open_word(Source(source.name, as_docx(source, limits)), limits)
    except OfficeError as error:
        return Opened(source.name, digest, "doc", trouble=(trouble(source.name, error.code, error.says),))
    return replace(opened, kind="doc", sha256=digest)


OPENERS: Final[dict[Kind, Callable[[Source, Limits], Opened]]] = {
    "docx": open_word,
    "doc": _open_doc,
    "pdf": open_pdf,
    "picture": open_picture,
    "archive": open_archive,
    "letter": open_letter,
    "text": open_text,
}


def open_source(source: Source, *, limits: Limits | None = None) -> Opened:
    """Open one file by its content. Never raises for bad input: what could not be used is told as a trouble."""
    limits = limits or Limits()
    if len(source.data) > limits.file_bytes:
        return _refused(source, "unknown", "too_large", TOO_LARGE)
    found = sniff(source.data)
    opener = OPENERS.get(found.kind)
    if opener is None:
        return _refused(source, found.kind, found.what, REFUSED.get(found.what, REFUSED["unknown"]))
    try:
        opened = opener(source, limits)
    except Exception:  # noqa: BLE001 - whatever a hostile file does to a library, the other files are still read
        return _refused(source, found.kind, "broken", BROKEN)
    return _name_checked(opened, found.what)


@dataclass(slots=True)
class Taken:
    """How much an application has taken so far: members and their bytes, pages, pixels of pages that are held.

    Whoever lets go of pages takes their pixels off again.
    """

    count: int = 0
    bytes: int = 0
    pages: int = 0
    pixels: int = 0

    def left(self, limits: Limits) -> Limits:
        """The limits for the next file."""
        pages = min(limits.pages, max(limits.all_pages - self.pages, 0))
        return replace(limits, pages=pages, pixels=max(limits.pixels - self.pixels, 0))

    def admit(self, opened: Opened, depth: int, limits: Limits) -> tuple[Opened, tuple[Source, ...]]:
        """The members of a container that may still be opened, and the container with a trouble for the others."""
        if depth >= limits.depth:
            says = TOO_DEEP.replace("{most}", str(limits.depth))
            return _with_trouble(opened, "too_deep", says), ()
        members: list[Source] = []
        for member in opened.members:
            self.count += 1
            self.bytes += len(member.data)
            if self.count > limits.members or self.bytes > limits.total_bytes:
                return _with_trouble(opened, "too_many", TOO_MANY), tuple(members)
            members.append(member)
        return opened, tuple(members)


def open_all(sources: Sequence[Source], *, limits: Limits | None = None) -> tuple[Opened, ...]:
    """Open files and, in turn, what containers among them hold, all at once; see ``open_each``."""
    return tuple(open_each(sources, limits=limits))


def open_each(
    sources: Sequence[Source], *, limits: Limits | None = None, taken: Taken | None = None
) -> Iterator[Opened]:
    """Open files one by one as they are asked for; a container comes before its members.

    Depth, number, bytes and pixels are limited over all files together, those ``taken`` before included; what goes
    beyond is told as a trouble of its container or file.
    """
    limits, taken = limits or Limits(), taken or Taken()
    waiting = deque((source, 0) for source in sources)
    while waiting:
        source, depth = waiting.popleft()
        opened = open_source(source, limits=taken.left(limits))
        taken.pages += len(opened.pages)
        taken.pixels += pixels_of(opened)
        if opened.members:
            opened, members = taken.admit(opened, depth, limits)
            waiting.extendleft(reversed([(member, depth + 1) for member in members]))
        yield opened


def pixels_of(opened: Opened) -> int:
    """How many pixels the pages of a file hold."""
    return sum(page.pixels.shape[0] * page.pixels.shape[1] for page in opened.pages if page.pixels is not None)


def _with_trouble(opened: Opened, code: str, says: str) -> Opened:
    return replace(opened, trouble=(*opened.trouble, trouble(opened.name, code, says)))


def _refused(source: Source, kind: Kind, code: str, says: str) -> Opened:
    return Opened(source.name, sha256(source.data).hexdigest(), kind, trouble=(trouble(source.name, code, says),))


def _name_checked(opened: Opened, what: str) -> Opened:
    """A remark where the name promises another kind of file than the content is; the content was read all the same."""
    suffix = opened.name[opened.name.rfind(".") :].lower()
    words, suffixes = _NAMES.get(what, ("", ()))
    if opened.trouble or not words or suffix in suffixes or suffix not in _SUFFIXES:
        return opened
    return _with_trouble(opened, "misnamed", MISNAMED.replace("{what}", words))

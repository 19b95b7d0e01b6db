"""``casepaper letter``: what letters say, what came with them, and what kind each is."""

from __future__ import annotations

import json
import mmap
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from casecli.entries import NOT_FOUND, NOT_READABLE
from casecli.saying import complain, harmless
from casepaper.gathering.roles import natural
from casepaper.opening.letter.understanding import understand
from casepaper.opening.limits import REMARKS, trouble
from casepaper.opening.sniff import sniff

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from casepaper.opening.letter.transfer import Buffer
    from casepaper.records import Letter, LetterKind

NAME: Final = "letter"
HELP: Final = "读懂来信：谁写的、写了什么、带来哪些附件、是哪一类"
NOT_A_LETTER: Final = "文件{file}不是邮件（.eml），没有读取。"
CRASHED: Final = "读取{file}时出错，请由工作人员查看原件。"
NO_LETTERS: Final = "没有可读的邮件"
KINDS: Final[dict[LetterKind, str]] = {
    "application": "申报",
    "auto-reply": "自动回复",
    "bounce": "退信",
    "bulk": "群发",
    "other": "来信",
}
CHINA: Final = ZoneInfo("Asia/Shanghai")
_HEAD: Final = 8192
_LONGEST_LINE: Final = 60
_KIB: Final = 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The letters, and whose word on senders is believed."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="文件", help="邮件（.eml），或存有邮件的文件夹")
    parser.add_argument("--json", action="store_true", help="每封邮件输出一行 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Show every letter; 0 when all were understood, 1 when there is something to look at."""
    worst = shown = 0
    for path in _letters(arguments.paths):
        letter = _understood(path)
        if letter is None:
            worst = 1
            continue
        shown += 1
        print(json.dumps(as_json(letter), ensure_ascii=False) if arguments.json else f"{_told(letter)}\n", flush=True)
        if any(one.code not in REMARKS for one in letter.trouble):
            worst = 1
    if not shown and not worst:
        complain(NO_LETTERS)
    return worst


def as_json(letter: Letter) -> dict[str, Any]:
    """One letter as the documented JSON (docs/reference/letter-json.md), ready for ``json.dumps``."""
    return {
        "source": letter.source,
        "subject": letter.subject,
        "from": letter.sender,
        "sent": letter.sent.isoformat() if letter.sent else None,
        "text": letter.text,
        "attachments": [
            {"name": one.name, "type": one.type, "size": one.size, "sha256": one.sha256, "inline": one.inline}
            for one in letter.attachments
        ],
        "large_file_links": [
            {"provider": one.provider, "url": one.url, "expires": one.expires.isoformat() if one.expires else None}
            for one in letter.large_file_links
        ],
        "kind": letter.kind,
    }


def _letters(paths: Iterable[Path]) -> Iterator[Path]:
    """The files given, and of a folder the letters in it and in its folders, in natural order."""
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob("*.[eE][mM][lL]") if one.is_file() and not one.is_symlink())
            yield from sorted(inside, key=lambda one: natural(one.as_posix()))
        else:
            yield path


def _understood(path: Path) -> Letter | None:
    """One letter; what is none is complained of, and the next one's turn comes."""
    try:
        with _mapped(path) as data:
            if path.suffix.lower() != ".eml" and sniff(bytes(data[:_HEAD])).kind != "letter":
                return _passed_over(path, NOT_A_LETTER)
            letter = understand(data, name=str(path))
    except FileNotFoundError:
        return _passed_over(path, NOT_FOUND)
    except OSError as error:
        return _passed_over(path, NOT_READABLE.replace("{why}", error.strerror or str(error)))
    except Exception:  # noqa: BLE001 - whatever a hostile letter does to a library, the others are still read
        return _passed_over(path, CRASHED)
    for one in letter.trouble:
        complain(f"{path}：{one.says}")
    return letter


def _passed_over(path: Path, says: str) -> Letter | None:
    complain(trouble(str(path), "unreadable", says).says)
    return None


@contextmanager
def _mapped(path: Path) -> Iterator[Buffer]:
    """A file's bytes without reading it whole; one that cannot be mapped, such as a pipe or an empty file, is read."""
    with path.open("rb") as file:
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (ValueError, OSError):
            yield file.read()
            return
        with data:
            yield data


def _told(letter: Letter) -> str:
    """A short block of lines for one letter, whatever stands in it."""
    return "\n".join(harmless(" ".join(line.split("\n"))) for line in _lines(letter))


def _lines(letter: Letter) -> Iterator[str]:
    yield f"{KINDS[letter.kind]}  {letter.source}"
    yield f"  主题：{letter.subject or '（无）'}"
    when = f"，{letter.sent.astimezone(CHINA):%Y-%m-%d %H:%M}（北京时间）" if letter.sent else ""
    yield f"  发件人：{letter.sender or '（无）'}{when}"
    first = next((line.strip() for line in letter.text.split("\n") if line.strip()), "")
    if first:
        more = len(letter.text.strip()) > min(len(first), _LONGEST_LINE)
        yield f"  正文：{first[:_LONGEST_LINE]}{'…' if more else ''}"
    for one in letter.attachments:
        yield f"  附件：{one.name}（{-(-one.size // _KIB)} KB{'，插在正文里' if one.inline else ''}）"
    for link in letter.large_file_links:
        until = f"，有效期至 {link.expires.isoformat()}" if link.expires else ""
        yield f"  超大附件：{link.url}（{link.provider}{until}）"
    if letter.bounce:
        yield f"  未送达：{letter.bounce.address or '（地址不详）'}  {letter.bounce.status} {letter.bounce.says}"

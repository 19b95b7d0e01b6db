"""Takes uploaded files: what each is by its content, which are of use, and their bytes kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final, cast

from casecall.files.actions import keep
from casecall.files.rules import HEAD, media_type, safe_name
from casecall.receiving.records import ReceivedFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

PHOTOS: Final = frozenset(
    {"image/jpeg", "image/png", "image/webp", "image/heic", "image/tiff", "image/bmp", "image/gif"}
)
SCANS: Final = PHOTOS | {"application/pdf"}
MATERIAL: Final = SCANS | {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/msword",
    "application/zip",
    "message/rfc822",
}
SAYS: Final = {
    "nothing": "请先选择文件。",
    "empty": "“{name}”是空文件，请重新选择。",
    PHOTOS: "“{name}”不是能打开的图片，请改用 JPG 或 PNG。",
    SCANS: "“{name}”不是图片或 PDF；盖章件请用扫描件、手机照片或 PDF。",
    MATERIAL: "“{name}”的格式不能识读；请用 Word、PDF、图片、ZIP 或邮件文件。",
}


def fault_of(file: UploadedFile[bytes], wanted: frozenset[str]) -> str:
    """Why a file is of no use here, by its content and never by its name; empty where it is."""
    name = safe_name(file.name or "")
    if not file.size:
        return SAYS["empty"].format(name=name)
    file.seek(0)
    kind = media_type(file.read(HEAD))
    file.seek(0)
    return "" if kind in wanted else SAYS[wanted].format(name=name)


def faults_of(files: Iterable[UploadedFile[bytes]], wanted: frozenset[str]) -> list[str]:
    """Every fault of several files; one that says so where there is no file at all."""
    chosen = list(files)
    return [says for file in chosen if (says := fault_of(file, wanted))] if chosen else [SAYS["nothing"]]


def keep_file(file: UploadedFile[bytes], *, now: datetime) -> ReceivedFile:
    """Keep an uploaded file, streamed from where it lies, under the name it came with."""
    file.seek(0)
    return ReceivedFile(name=safe_name(file.name or ""), sha256=keep(cast("BinaryIO", file), now=now).sha256)

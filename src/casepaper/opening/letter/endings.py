"""Endings of names by media type and the other way round, the same on every machine."""

from __future__ import annotations

from typing import Final

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_TYPES: Final = {
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".wps": "application/vnd.ms-works",
    ".rtf": "application/rtf",
    ".pdf": "application/pdf",
    ".ofd": "application/ofd",
    ".zip": "application/zip",
    ".rar": "application/vnd.rar",
    ".7z": "application/x-7z-compressed",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".mp4": "video/mp4",
    ".txt": "text/plain",
    ".html": "text/html",
    ".csv": "text/csv",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
    ".eml": "message/rfc822",
}
_ENDINGS: Final = {kind: ending for ending, kind in reversed(_TYPES.items())} | {
    "application/x-zip-compressed": ".zip",
    "application/x-rar-compressed": ".rar",
    "image/jpg": ".jpg",
    "image/pjpeg": ".jpg",
    "image/x-png": ".png",
    "text/rtf": ".rtf",
}


def ending_of(kind: str) -> str:
    """The ending of a name by media type; empty for a type that is not known."""
    return _ENDINGS.get(kind, "")


def type_of(name: str) -> str:
    """The media type by the ending of a name; bytes of any kind for one that is not known."""
    return _TYPES.get(name[name.rfind(".") :].lower() if "." in name else "", "application/octet-stream")

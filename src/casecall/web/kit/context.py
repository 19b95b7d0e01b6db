"""What every page knows: how the reader wants it, where it is, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import DisallowedHost

from casecall.web.kit.look import Look, look_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Site:
    """The page's surroundings. ``contact`` has person, telephone, mailbox, address and hours, each perhaps empty.

    ``here`` leads back to the page and ``address`` is what is written on paper; ``upload_*`` bound one upload.
    """

    look: Look
    here: str
    address: str
    contact: Mapping[str, str]
    icp: str
    upload_bytes: int
    upload_files: int

    @property
    def upload_megabytes(self) -> int:
        """The bound in MB, as people say it."""
        return self.upload_bytes // (1024 * 1024)


def site(request: HttpRequest) -> dict[str, Site]:
    """The context processor; it asks the database nothing."""
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    bounds = settings.UPLOAD_BYTES, settings.DATA_UPLOAD_MAX_NUMBER_FILES
    return {"site": Site(look_of(request), here, _address(request), settings.CONTACT, settings.ICP, *bounds)}


def _address(request: HttpRequest) -> str:
    try:
        return (settings.BASE_URL or f"{request.scheme}://{request.get_host()}") + request.path
    except DisallowedHost:  # the page that says so is drawn by this too
        return ""

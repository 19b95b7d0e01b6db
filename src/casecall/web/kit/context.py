"""What every page knows: how the reader wants it, where it is, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from casecall.web.kit.look import Look, look_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Site:
    """The page's surroundings. ``contact`` has person, telephone, mailbox, address and hours, each perhaps empty."""

    look: Look
    here: str
    contact: Mapping[str, str]
    icp: str


def site(request: HttpRequest) -> dict[str, Site]:
    """The context processor; it asks the database nothing."""
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    return {"site": Site(look_of(request), here, settings.CONTACT, settings.ICP)}

"""The ids of the checks and how grave each is where the call says nothing else: the one list of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casepaper.records import Level

LEVELS: Final[Mapping[str, Level]] = {
    "unreadable": "fault",
    "theme_missing": "fault",
    "theme_several": "doubt",
    "unit_missing": "fault",
    "contact_missing": "fault",
    "position_missing": "fault",
    "phone_missing": "fault",
    "phone_invalid": "fault",
    "email_missing": "fault",
    "email_invalid": "fault",
    "title_missing": "fault",
    "body_missing": "fault",
    "field_missing": "fault",
    "words_over": "fault",
    "scope_old": "doubt",
    "promise_missing": "fault",
    "seal_missing": "fault",
    "date_missing": "fault",
    "date_invalid": "fault",
    "date_late": "fault",
    "field_uncertain": "doubt",
    "photo_missing": "note",
}

GRAVITY: Final[Mapping[Level, int]] = {"note": 0, "doubt": 1, "fault": 2}


def level_of(check: str, found: Level, *, wanted: Mapping[str, Level] | None) -> Level:
    """The level of a finding under a call's own levels.

    A call moves the usual level of a check up or down. A check that was not sure of itself and softened its finding
    stays as soft, or becomes softer: a wish for faults never turns an unsure reading into one.
    """
    asked = (wanted or {}).get(check)
    if asked is None or found == LEVELS.get(check, found):
        return asked or found
    return min(asked, found, key=GRAVITY.__getitem__)

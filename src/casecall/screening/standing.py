"""What stands of a screening: its findings with the newest ruling on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.screening.models import Ruling

if TYPE_CHECKING:
    from casecall.screening.models import Screening

Standing = tuple[str, str, str, str | None]  # check, level, field, newest verdict


def standing_of(screening: Screening) -> list[Standing]:
    """The findings of a screening in order, as (check, level, field, newest verdict)."""
    rulings = Ruling.objects.filter(finding__screening=screening).order_by("id")
    newest = dict(rulings.values_list("finding_id", "verdict"))
    rows = screening.findings.values_list("id", "check_id", "level", "field")
    return [(check, level, field, newest.get(key)) for key, check, level, field in rows]

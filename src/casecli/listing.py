"""Results to the summary sheet: one row an application."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from casecli.writing import write_whole
from casepaper.asking import place_of
from casepaper.forms.placing import kind_of_unit, province_of
from casepaper.records import Evidence, Words
from casepress.records import SummaryRow
from casepress.sheet.csv import write_csv
from casepress.sheet.xlsx import write_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casecli.examining import Result
    from casepaper.forms.rules import CallRules

KINDS: Final = (".xlsx", ".csv")


def write_summary(results: Sequence[Result], path: Path, rules: CallRules) -> None:
    """Write the summary as a workbook or as CSV, by the name's ending."""
    rows = [row_of(result, rules) for result in results]
    if path.suffix.lower() == ".csv":
        write_whole(path, lambda out: write_csv(rows, out, zone=rules.zone))
    else:
        write_whole(path, lambda out: write_sheet(rows, out, call_title=rules.title, zone=rules.zone))


def row_of(result: Result, rules: CallRules) -> SummaryRow:
    """The row of an application. It has no number yet, so the note says which entry it is."""
    data = result.json
    fields = {key: value or "" for key, value in data["fields"].items()}
    said = [_briefly(finding) for finding in data["findings"] if finding["level"] != "note"]
    return SummaryRow(
        theme="、".join(theme.short if (theme := rules.theme(key)) else key for key in fields["theme"]),
        unit=fields["unit"],
        unit_kind=kind_of_unit(fields["unit"], rules),
        province=province_of(fields["unit"], rules),
        contact=fields["contact"],
        position=fields["position"],
        phone=fields["phone"],
        email=fields["email"],
        title=fields["title"],
        words=Words(**data["words"]) if data["words"] else None,
        seal=_seal(result),
        photos=result.photos,
        date=date.fromisoformat(fields["date"]) if fields["date"] else None,
        received=datetime.fromisoformat(result.sent) if result.sent else None,
        outcome=data["outcome"],
        reasons="\n".join(said),
        note=Path(data["source"]).name,
    )


def _briefly(finding: Mapping[str, Any]) -> str:
    """What a finding says without the place: the row says which application, and a sheet has little room."""
    seen = (Evidence(one["file"], page=one["page"], cell=one["cell"]) for one in finding["evidence"])
    place = place_of(seen)
    return str(finding["says"]).replace(place, "") if place else str(finding["says"])


def _seal(result: Result) -> bool | None:
    """Whether there is a seal; None where nobody could tell."""
    missing = [one["level"] for one in result.json["findings"] if one["check"] == "seal_missing"]
    if missing:
        return False if "fault" in missing else None
    return True if result.json["seals"] else None

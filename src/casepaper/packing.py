"""An examination as plain data: the JSON of the command line, and a form that can be kept and checked again."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from casepaper.records import Evidence, Field, FileRecord, Mark, Paper, Photo, Reading, Seal, Trouble, Words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from casepaper.forms.rules import CallRules
    from casepaper.records import Examination

#: The fields of every call's JSON, in order; fields that only a call has follow them.
FIELDS: Final = ("theme", "unit", "contact", "position", "phone", "email", "title", "body", "date")
SCHEMA: Final = 1
PACKED: Final = 1


def as_json(examination: Examination) -> dict[str, Any]:
    """One application as the documented JSON (docs/reference/json.md), ready for ``json.dumps``."""
    paper = examination.paper
    values = paper.reading.fields if paper.reading else {}
    paged = {one.name for one in paper.files if one.pages}
    keys = (*FIELDS, *(one.key for one in paper.rules.form.fields if one.key not in FIELDS))
    return {
        "schema": SCHEMA,
        "call": paper.rules.key,
        "source": examination.source,
        "outcome": examination.outcome,
        "fields": {key: _value(key, values.get(key)) for key in keys},
        "values": {
            key: {
                "source": values[key].how,
                "confidence": round(min(max(values[key].confidence, 0.0), 1.0), 4),
                "evidence": [_evidence(one) for one in values[key].evidence],
            }
            for key in keys
            if key in values and values[key].value
        },
        "words": {"low": paper.words.low, "high": paper.words.high} if paper.words else None,
        "seals": [_seal(one, paged) for one in paper.seals],
        "findings": [
            {
                "check": one.check,
                "level": one.level,
                "field": one.field,
                "says": one.says,
                "evidence": [_evidence(seen) for seen in one.evidence],
            }
            for one in examination.findings
        ],
        "files": [
            {"name": one.name, "sha256": one.sha256, "role": one.role, "pages": one.pages} for one in paper.files
        ],
    }


def _value(key: str, field: Field | None) -> list[str] | str | None:
    text = (field.value if field else None) or None
    if key == "theme":
        return text.split() if text else []
    if key == "date" and text:
        return text if _is_day(text) else None
    return text


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _evidence(seen: Evidence) -> dict[str, Any]:
    return {"file": seen.file, "page": seen.page, "box": _box(seen.box), "text": seen.text, "cell": seen.cell}


def _box(box: tuple[float, ...] | None) -> list[float] | None:
    return [round(min(max(float(edge), 0.0), 1.0), 5) for edge in box] if box else None


def _seal(seal: Seal, paged: Collection[str]) -> dict[str, Any]:
    """A seal; one in a Word file has no page."""
    return {
        "file": seal.file,
        "page": seal.page if seal.file in paged else None,
        "box": _box(seal.box) if seal.file in paged else None,
        "kind": seal.kind,
        "text": seal.text,
        "bottom": seal.bottom,
        "serial": seal.serial,
        "owner": seal.owner,
    }


def pack(examination: Examination) -> dict[str, Any]:
    """Everything of an examination but pixels and bytes, ready for a JSON column; ``unpack_paper`` reads it."""
    paper = examination.paper
    return {
        "packed": PACKED,
        "source": examination.source,
        "files": [_plain(one) for one in paper.files],
        "reading": _plain(paper.reading) if paper.reading else None,
        "words": _plain(paper.words) if paper.words else None,
        "annex_words": _plain(paper.annex_words) if paper.annex_words else None,
        "seals": [_plain(one) for one in paper.seals],
        "photos": [_plain(one) for one in paper.photos],
        "sent": paper.sent.isoformat() if paper.sent else None,
        "stamped_page": paper.stamped_page,
        "stamped_grey": paper.stamped_grey,
        "trouble": [_plain(one) for one in paper.trouble],
        "marks": [_plain(one) for one in paper.marks],
    }


def unpack_paper(packed: Mapping[str, Any], rules: CallRules) -> Paper:
    """The paper that ``pack`` kept, under the rules of its call."""
    return Paper(
        rules=rules,
        files=tuple(FileRecord(**one) for one in packed["files"]),
        reading=_reading(packed["reading"]) if packed["reading"] else None,
        words=Words(**packed["words"]) if packed["words"] else None,
        annex_words=Words(**packed["annex_words"]) if packed["annex_words"] else None,
        seals=tuple(Seal(**{**one, "box": tuple(one["box"])}) for one in packed["seals"]),
        photos=tuple(Photo(**one) for one in packed["photos"]),
        sent=datetime.fromisoformat(packed["sent"]) if packed["sent"] else None,
        stamped_page=packed["stamped_page"],
        stamped_grey=packed["stamped_grey"],
        trouble=tuple(Trouble(**one) for one in packed["trouble"]),
        marks=tuple(_mark(one) for one in packed.get("marks", ())),
    )


def _plain(record: Any) -> Any:
    """A record of ours as plain data; bytes are left out."""
    if isinstance(record, (tuple, list)):
        return [_plain(one) for one in record]
    if isinstance(record, dict):
        return {key: _plain(one) for key, one in record.items()}
    if hasattr(record, "__dataclass_fields__"):
        pairs = ((one.name, getattr(record, one.name)) for one in fields(record))
        return {name: _plain(value) for name, value in pairs if not isinstance(value, bytes)}
    return float(record) if isinstance(record, float) else record


def _reading(data: Mapping[str, Any]) -> Reading:
    return Reading(
        file=data["file"],
        fields={key: _field(one) for key, one in data["fields"].items()},
        matched=data["matched"],
        promise=data["promise"],
        promise_evidence=_seen(data["promise_evidence"]),
        pages=tuple(data["pages"]),
    )


def _field(data: Mapping[str, Any]) -> Field:
    return Field(**{**data, "evidence": _seen(data["evidence"]), "others": tuple(data["others"])})


def _mark(data: Mapping[str, Any]) -> Mark:
    seen = data["evidence"]
    return Mark(**{**data, "evidence": _seen([seen])[0] if seen else None})


def _seen(data: list[dict[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(**{**one, "box": tuple(one["box"]) if one["box"] else None}) for one in data)

"""Keeps what a reading gave: pictures, photos, the screening with its findings, and rulings made before."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casecall.files.actions import keep
from casecall.files.rules import safe_name
from casecall.screening.models import Correction, FindingRow, Ruling, Screening

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from casecall.cases.models import Revision
    from casecall.screening.reader import Answer
    from casepaper.records import Examination


BROKEN = "!"  # stands behind the engine of a reading that broke off


@dataclass(frozen=True, slots=True)
class Kept:
    """A reading with its pictures and photos safe on the disk, before any row speaks of it.

    ``broken``: the reading broke off, so that the next one who asks has it read anew. ``groups`` are the files (sha256,
    name) of each of several applications, and empty for one; ``several`` is how many there are.
    """

    packed: dict[str, Any]
    findings: Sequence[Mapping[str, Any]]
    outcome: str
    pages: list[dict[str, Any]]
    photos: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    broken: bool = False
    groups: tuple[tuple[tuple[str, str], ...], ...] = ()
    several: int = 0


def keep_answer(answer: Answer, *, files: Mapping[str, str], most: int, now: datetime) -> Kept:
    """Put the pictures and photos of an answer on the disk.

    Of several applications, no more than ``most``, their files too; ``files`` gives the hash of each that was read.
    """
    account = answer.account
    several = len(account.get("groups", ()))
    return Kept(
        packed=account["packed"],
        findings=account["findings"],
        outcome=account["outcome"],
        pages=_with_hashes(account["pages"], answer.pages, now),
        photos=_with_views(_with_hashes(account["photos"], answer.photos, now), answer, now),
        tables=account["tables"],
        groups=_groups(answer, files, now) if several <= most else (),
        several=several,
    )


def engine_of(source: str, version: str) -> str:
    """What reads: the version of the reader, and the rules of the call by their fingerprint."""
    return f"{version}-{hashlib.sha256(source.encode()).hexdigest()[:12]}"


def add_screening(revision: Revision, kept: Kept, *, engine: str, corrections: int, now: datetime) -> Screening:
    """Write a screening with its findings inside the caller's transaction; rulings on the same are carried over."""
    former = newest(revision.pk)
    screening = Screening.objects.create(
        revision=revision,
        made_at=now,
        engine=engine + BROKEN * kept.broken,
        corrections=corrections,
        outcome=kept.outcome,
        examination=kept.packed,
        pages=kept.pages,
        photos=kept.photos,
        tables=kept.tables,
        trouble="\n".join(one["says"] for one in kept.packed["trouble"]),
    )
    FindingRow.objects.bulk_create(
        FindingRow(
            screening=screening,
            order=order,
            check_id=one["check"],
            level=one["level"],
            field=one["field"] or "",
            says=one["says"],
            evidence=list(one["evidence"]),
        )
        for order, one in enumerate(kept.findings)
    )
    if former:
        _carry_rulings(former, screening)
    return screening


def newest(revision_id: int) -> Screening | None:
    """The screening that counts for a revision."""
    return Screening.objects.filter(revision_id=revision_id).order_by("-id").first()


def corrections_of(revision_id: int) -> dict[str, Correction]:
    """The newest correction of each field of a revision."""
    return {one.field: one for one in Correction.objects.filter(revision_id=revision_id).order_by("id")}


def from_examination(examination: Examination, packed: dict[str, Any], public: dict[str, Any], base: Screening) -> Kept:
    """An examination that was made without reading again, with the pictures of the one it began from."""
    return Kept(packed, public["findings"], examination.outcome, base.pages, base.photos, base.tables)


def _carry_rulings(former: Screening, screening: Screening) -> None:
    ruled: dict[tuple[str, ...], list[Ruling]] = defaultdict(list)
    for one in Ruling.objects.filter(finding__screening=former).select_related("finding").order_by("id"):
        ruled[_mark(one.finding)].append(one)
    carried = [
        Ruling(finding=finding, verdict=one.verdict, why=one.why, by=one.by, at=one.at)
        for finding in screening.findings.all()
        for one in ruled.get(_mark(finding), ())
    ]
    Ruling.objects.bulk_create(carried)


def _mark(finding: FindingRow) -> tuple[str, ...]:
    """What makes two findings the same: the check, the field, and the text that was seen."""
    return (finding.check_id, finding.field, *(one.get("text") or "" for one in finding.evidence))


def _with_views(photos: list[dict[str, Any]], answer: Answer, now: datetime) -> list[dict[str, Any]]:
    """The photos, each with the picture by which a browser shows it: itself where there is no other."""
    views = dict(zip(answer.account.get("views", ()), answer.views, strict=True))
    return [
        {**photo, "view": keep(views[n], now=now).sha256 if n in views else photo["sha256"]}
        for n, photo in enumerate(photos)
    ]


def _groups(answer: Answer, files: Mapping[str, str], now: datetime) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The files of each application under their own names, those within containers kept as files of their own."""
    parts = dict(zip(answer.account.get("parts", ()), answer.parts, strict=True))
    hashes = {**files, **{name: keep(data, now=now).sha256 for name, data in parts.items()}}
    groups = answer.account.get("groups", ())
    return tuple(tuple((hashes[one], safe_name(one)) for one in group if one in hashes) for group in groups)


def _with_hashes(rows: Iterable[Mapping[str, Any]], data: Iterable[bytes], now: datetime) -> list[dict[str, Any]]:
    return [{**row, "sha256": keep(piece, now=now).sha256} for row, piece in zip(rows, data, strict=True)]

"""Questions about screenings: the desk, crops of pages, rows of the summary sheet, all originals as one archive."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image

from casecall.calls.queries import rules_of
from casecall.cases import queries as cases
from casecall.files.queries import read as read_blob
from casecall.receiving.rules import DOORS
from casecall.screening import rules, showing
from casecall.screening.keeping import corrections_of, newest
from casecall.screening.models import Ruling, Screening
from casecall.screening.originals import originals
from casecall.screening.reasons import reason
from casecall.screening.records import DeskFile, DeskRuling, DeskView, Effective
from casecall.screening.rows import newest_papers, summary_rows
from casecall.screening.standing import standing_of
from casepaper.packing import unpack_paper
from casepress.records import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casecall.cases.records import CaseRow, RevisionRow
    from casepaper.forms.rules import CallRules
    from casepaper.records import Box, Field, Paper

SAYS = {
    "revision": "没有第 {n} 稿",
    "box": "方框没有面积",
}

__all__ = ["crop", "desk", "effective", "effective_of", "originals", "summary_rows"]

MOST_CROPS = 512


def desk(case_id: int, *, revision: int | None = None) -> DeskView:
    """The desk of a case: its newest revision, or the one of that number. Raises Case.DoesNotExist, or LookupError."""
    case, revisions = cases.case_row(case_id), cases.revisions(case_id)
    chosen = next((one for one in revisions if revision in {None, one.n}), None)
    if chosen is None:
        raise LookupError(SAYS["revision"].format(n=revision))
    call = rules_of(case.call_id)
    screening = newest(chosen.id)
    if screening is None:
        return _bare(case, chosen, len(revisions), call)
    return _whole(_bare(case, chosen, len(revisions), call), screening, call)


def effective(case_id: int) -> Effective | None:
    """What counts of a case now, corrections weighed in; None until it was screened."""
    return effective_of([case_id]).get(case_id)


def effective_of(case_ids: Iterable[int]) -> dict[int, Effective]:
    """What counts of several cases now, by case, of those that were screened; three statements for all of them."""
    papers = newest_papers(list(case_ids))
    return {
        case_id: Effective(
            values={key: one.value or "" for key, one in (paper.reading.fields if paper.reading else {}).items()},
            promise=paper.reading.promise if paper.reading else None,
            photos=showing.photos(screening),
        )
        for case_id, (screening, paper) in papers.items()
    }


@lru_cache(maxsize=MOST_CROPS)
def crop(sha256: str, box: Box, *, margin: float = 0.008) -> bytes:
    """The strip of a page's picture under a box, as WebP. Raises FileNotFoundError; ValueError for no hash or box."""
    x0, y0, x1, y1 = (min(max(edge, 0.0), 1.0) for edge in box)
    if x1 <= x0 or y1 <= y0:
        raise ValueError(SAYS["box"])
    with Image.open(io.BytesIO(read_blob(sha256))) as image:
        air = margin * max(image.size)
        width, height = image.size
        edges = (x0 * width - air, y0 * height - air, x1 * width + air, y1 * height + air)
        strip = image.convert("RGB").crop((
            max(0, round(edges[0])), max(0, round(edges[1])), min(width, round(edges[2])), min(height, round(edges[3])),
        ))  # fmt: skip
        out = io.BytesIO()
        strip.save(out, "WEBP", quality=80, method=2)
    return out.getvalue()


def _bare(case: CaseRow, revision: RevisionRow, revisions: int, call: CallRules) -> DeskView:
    """The desk before anything was read."""
    return DeskView(
        case_id=case.id,
        number=case.number,
        revision_id=revision.id,
        revision_n=revision.n,
        revisions=revisions,
        made_at=revision.made_at,
        sent_at=revision.sent_at,
        door=revision.door,
        door_label=DOORS.get(revision.door, revision.door),
        screening_id=None,
        outcome="",
        outcome_label="",
        screened_at=None,
        reason=case.reason,
        word_limit=call.word_limit,
        files=tuple(DeskFile(one.name, one.sha256, one.size, one.media_type) for one in revision.files),
        themes=tuple((theme.key, theme.label) for theme in call.themes),
        typed=dict(revision.typed or {}),
    )


def _whole(bare: DeskView, screening: Screening, call: CallRules) -> DeskView:
    paper = unpack_paper(screening.examination, call)
    places = showing.Places(screening.pages)
    shown = showing.values(paper, _read(screening, paper, call), corrections_of(bare.revision_id), places)
    found = showing.findings(screening.findings.all(), _rulings(screening), call, places)
    stamped = showing.seals(paper, places)
    standing = standing_of(screening)
    outcome = rules.outcome((check, level, verdict) for check, level, _, verdict in standing)
    words = (paper.words.low, paper.words.high) if paper.words else None
    return showing.complete(
        bare,
        screening_id=screening.pk,
        outcome=outcome,
        outcome_label=OUTCOMES[outcome],  # type: ignore[index]  # the four outcomes, by rule
        screened_at=screening.made_at,
        reason=reason(standing, rules=call, words=words[0] if words else None),
        words=words,
        pages=showing.pages(screening, shown, found, stamped),
        tables=showing.tables(screening, shown),
        values=shown,
        findings=found,
        seals=stamped,
        photos=showing.photos(screening),
        files=_files(bare, paper),
        trouble=tuple(line for line in screening.trouble.splitlines() if line),
        promise=paper.reading.promise if paper.reading else None,
    )


def _read(screening: Screening, paper: Paper, call: CallRules) -> dict[str, Field]:
    """The fields as the machine read them, before anybody corrected one."""
    base = paper
    if screening.corrections:
        first = Screening.objects.filter(revision_id=screening.revision_id, corrections=0).order_by("-id").first()
        base = unpack_paper(first.examination, call) if first else paper
    return dict(base.reading.fields) if base.reading else {}


def _rulings(screening: Screening) -> dict[int, DeskRuling]:
    """The newest ruling of each finding."""
    return {
        one.finding_id: DeskRuling(one.verdict, rules.VERDICTS[one.verdict], one.why, one.by, one.at)
        for one in Ruling.objects.filter(finding__screening=screening).order_by("id")
    }


def _files(bare: DeskView, paper: Paper) -> tuple[DeskFile, ...]:
    """The files that came, with the parts they play; what containers held follows them, to be seen and not fetched."""
    by_name = {one.name: one for one in paper.files}
    came = [showing.with_role(one, by_name.get(one.name)) for one in bare.files]
    names = {one.name for one in bare.files}
    members = [DeskFile(one.name, "", 0, "", *showing.role(one)) for one in paper.files if one.name not in names]
    return (*came, *members)

"""What a unit does with its own application: fill in, add the stamped page, replace files, withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.audit.writing import write_atomic
from casecall.calls.queries import rules_of
from casecall.cases import queries as cases
from casecall.cases import rules as states
from casecall.cases.actions import add_revision, describe, move, open_case, set_rank
from casecall.cases.models import Case
from casecall.receiving import form, queries, rules
from casecall.receiving.actions import (
    NothingReceived,
    file_to,
    further_revision,
    keep_parcel,
)
from casepaper.counting.words import count_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from casecall.cases.models import Revision
    from casecall.cases.records import RevisionRow
    from casecall.receiving.records import ReceivedFile

SAYS = {
    "stamped": "盖章件已提交，填报内容不能再改",
    "state": "案例现为“{state}”，如需更换材料请用“更换文件”",
    "ended": "案例{state}，不能再补充材料",
    "typed": "已填报，待上传盖章件",
}

WITHDRAWN = "申报单位撤回"


def submit_form(
    call_id: int, values: Mapping[str, str], photos: Sequence[ReceivedFile] = (), *, now: datetime, once: str = ""
) -> Case:
    """A draft from a form filled in on the web, with its photos.

    ``once`` is the token of one form: with it the same content is the same draft whenever it is sent again.
    """
    _must_be_open(call_id, now)
    mark = rules.fingerprint((one.sha256 for one in photos), values)
    marks = mark, rules.click(mark, once)
    with write_atomic():
        same = queries.sent_again(call_id, marks[1])
        if same and (filed := queries.case_of(same.pk)):
            return Case.objects.get(pk=filed)
        parcel = keep_parcel(photos, call_id=call_id, door=rules.WEB, sent_at=now, marks=marks, now=now, by="applicant")
        case = open_case(call_id, door=rules.WEB, state=states.DRAFT, now=now, by="applicant")
        files = [(one.sha256, one.name) for one in photos]
        revision = add_revision(case.pk, files, door=rules.WEB, sent_at=now, typed=values, now=now, by=_unit(case.pk))
        file_to(parcel, revision, now=now, by=_unit(case.pk))
        _describe_typed(case.pk, values, len(photos), now=now)
    return case


def change_form(
    case_id: int, values: Mapping[str, str], photos: Sequence[ReceivedFile] | None = None, *, now: datetime
) -> Revision:
    """A further revision of a draft with other values; photos stay as they are unless given. Raises NotAllowed."""
    with write_atomic():
        case = _of_the_unit(case_id, now)
        if case.state != states.DRAFT:
            raise states.NotAllowed(SAYS["stamped"])
        before = cases.newest_revision(case_id)
        kept = _files_of(before) if photos is None else []
        revision = further_revision(
            case_id, photos or (), kept=kept, door=rules.WEB, sent_at=now, typed=values, now=now, by=_unit(case_id)
        )
        _describe_typed(case_id, values, len(kept) + len(photos or ()), now=now)
    return revision


def upload_stamped(case_id: int, files: Sequence[ReceivedFile], *, now: datetime) -> Revision:
    """The stamped page of a draft: a revision of the form as filled in, the photos and the page; → RECEIVED."""
    _must_be_the_units(case_id, files, now)
    twin = form.twin_of(case_id, now=now)
    with write_atomic():
        case = _of_the_unit(case_id, now)
        if case.state != states.DRAFT:
            raise states.NotAllowed(SAYS["state"].format(state=states.STATES[case.state]))
        before = cases.newest_revision(case_id)
        kept = [*twin, *_files_of(before)]
        move(case_id, states.RECEIVED, by=_unit(case_id), at=now)
        return _uploaded(case_id, files, kept=kept, before=before, now=now)


def replace_files(
    case_id: int, files: Sequence[ReceivedFile], *, now: datetime, keeping: Collection[str] = ()
) -> Revision:
    """A further revision with these files in place of all that were sent but those ``keeping`` names by hash.

    What was typed on the web stays.
    """
    _must_be_the_units(case_id, files, now)
    twin = form.twin_of(case_id, now=now)
    with write_atomic():
        case = _of_the_unit(case_id, now)
        before = cases.newest_revision(case_id)
        kept = twin if case.state != states.DRAFT else []
        ours = {name for _, name in twin}
        kept = [*kept, *(one for one in _files_of(before) if one[0] in keeping and one[1] not in ours)]
        return _uploaded(case_id, files, kept=kept, before=before, now=now)


def add_files(  # what a clerk has in hand for a case
    case_id: int,
    files: Sequence[ReceivedFile],
    *,
    sent_at: datetime | None = None,
    values: Mapping[str, str] | None = None,
    now: datetime,
    by: str,
) -> Revision:
    """What a clerk adds to a case (came by post, say): a revision of all files so far and these; no window is asked.

    ``sent_at`` is when it was sent, None where that is not known. ``values`` stand in place of those typed on the web,
    as the unit said them. Raises NotAllowed for a case that was withdrawn; NothingReceived where nothing is new.
    """
    before = cases.newest_revision(case_id)
    typed = {**(_typed_in(before) or {}), **values} if values else _typed_in(before)
    anew = typed != _typed_in(before)
    if not files and not anew:
        raise NothingReceived(rules.NO_FILES)
    twin = [] if anew else form.twin_of(case_id, now=now)
    own = form.twin_name(cases.case_row(case_id))
    with write_atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        before = cases.newest_revision(case_id)
        kept = [*twin, *(one for one in _files_of(before) if typed is None or one[1] != own)]
        if case.state == states.DRAFT and files:
            move(case_id, states.RECEIVED, by=by, at=now)
        return further_revision(
            case_id, files, kept=kept, door=rules.DESK, sent_at=sent_at, typed=typed, now=now, by=by
        )


def withdraw(case_id: int, *, now: datetime, why: str = WITHDRAWN) -> Case:
    """The unit takes its application back, while the window is open. Raises NotAllowed."""
    with write_atomic():
        _of_the_unit(case_id, now)
        return move(case_id, states.WITHDRAWN, by=_unit(case_id), at=now, why=why.strip() or WITHDRAWN)


def may_change(case_id: int, *, now: datetime) -> bool:
    """Whether the unit may still replace its files or withdraw."""
    case = cases.case_row(case_id)
    return not case.ended and rules_of(case.call_id).is_open(now)


def _unit(case_id: int) -> str:
    return f"applicant:{case_id}"


def _of_the_unit(case_id: int, now: datetime) -> Case:
    case = Case.objects.select_for_update().get(pk=case_id)
    _must_be_open(case.call_id, now)
    return case


def _must_be_the_units(case_id: int, files: Sequence[ReceivedFile], now: datetime) -> None:
    """What can be refused before any work is done."""
    if not files:
        raise NothingReceived(rules.NO_FILES)
    case = cases.case_row(case_id)
    if case.ended:
        raise states.NotAllowed(SAYS["ended"].format(state=case.state_name))
    _must_be_open(case.call_id, now)


def _must_be_open(call_id: int, now: datetime) -> None:
    call = rules_of(call_id)
    if not call.is_open(now):
        raise states.NotAllowed(rules.NOT_OPEN if now < call.opens_at else rules.CLOSED)


def _uploaded(  # what a unit sent for its own case
    case_id: int,
    files: Sequence[ReceivedFile],
    *,
    kept: Sequence[tuple[str, str]],
    before: RevisionRow | None,
    now: datetime,
) -> Revision:
    typed, by = _typed_in(before), _unit(case_id)
    return further_revision(case_id, files, kept=kept, door=rules.UPLOAD, sent_at=now, typed=typed, now=now, by=by)


def _files_of(revision: RevisionRow | None) -> list[tuple[str, str]]:
    return [(one.sha256, one.name) for one in revision.files] if revision else []


def _typed_in(revision: RevisionRow | None) -> Mapping[str, str] | None:
    return revision.typed if revision else None


def _describe_typed(case_id: int, values: Mapping[str, str], photos: int, *, now: datetime) -> None:
    describe(
        case_id,
        title=values.get("title", ""),
        unit=values.get("unit", ""),
        theme=values.get("theme", ""),
        words=count_words(values.get("body", "")),
        reason=SAYS["typed"],
        photos=photos,
    )
    if "rank" in values:
        set_rank(case_id, int(values["rank"]) if values["rank"].isdecimal() else None, by=_unit(case_id), now=now)

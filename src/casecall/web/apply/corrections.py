"""What the page of a correction shows and takes: the defective items with their fields, uploads, and a word beside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from casecall.correcting import rules
from casecall.receiving import typed
from casecall.web.apply import entry as entries
from casecall.web.apply import taking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from casecall.correcting.records import ItemRow, Visit
    from casecall.web.apply.entry import Line
    from casecall.web.apply.pace import Wait
    from casepaper.forms.rules import CallRules, Theme

    Uploads = Mapping[str, Sequence[UploadedFile[bytes]]]

SAYS: Final = {
    rules.STAMPED: "请选择重新盖章的申报表；暂时不能提供的，请在“说明”里写明。",
    rules.PHOTOS: "请选择照片；暂时不能提供的，请在“说明”里写明。",
    rules.FILES: "请选择要补交的文件；暂时不能提供的，请在“说明”里写明。",
    rules.WORDS: "请填写、上传需要补正的内容，或在“说明”里写明。",
    "empty": "请填写{label}，或上传已填好的申报表；暂时不能提供的，请在“说明”里写明。",
    "was": "材料中为 {mask}。",
}
WANTED: Final = {rules.STAMPED: taking.SCANS, rules.PHOTOS: taking.PHOTOS, rules.FILES: taking.MATERIAL}
NOTE: Final = "note"
LONGEST_NOTE: Final = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """A correction as it was posted: values by field, files by what they are for, a word beside, and the faults."""

    values: Mapping[str, str]
    files: Uploads
    note: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_files(self) -> list[UploadedFile[bytes]]:
        """Every file, the stamped page first."""
        return [one for part in WANTED for one in self.files.get(part, ())]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item with the field it is mended by, where this item is the first that asks for it."""

    item: ItemRow
    line: Line | None
    pictured: bool
    seen: str


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """The page of a correction. The names are those that the parts of the form ask for."""

    visit: Visit
    token: str
    items: tuple[ItemLine, ...]
    answer: Answer
    wait: Wait | None = None

    @property
    def rules(self) -> CallRules:
        """The rules of the call."""
        return self.visit.call

    @property
    def themes(self) -> Sequence[Theme]:
        """The themes to choose from."""
        return self.visit.call.themes

    @property
    def elements(self) -> list[str]:
        """What the text should hold, one by one."""
        body = self.visit.call.form.field("body")
        return entries.elements_of(body.hint) if body else []

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Every fault as (id of the field, sentence)."""
        return [(f"f-{key}", says) for key, says in self.answer.faults.items()]

    @property
    def must_stamp(self) -> bool:
        """Whether an item asks for a newly stamped page itself."""
        return any(one.item.part == rules.STAMPED for one in self.items)

    @property
    def files_lost(self) -> bool:
        """Whether files were chosen that have to be chosen again."""
        return bool(self.answer.all_files)


def fresh(visit: Visit) -> Answer:
    """The form as it is first shown: the defective values, without contact data."""
    return Answer(dict(visit.values), {})


def posted(request: HttpRequest, visit: Visit) -> Answer:
    """A correction as it was posted, with all that cannot stand. Only what the round asks for is taken."""
    fields = [one for one in visit.call.form.fields if one.key in visit.fields]
    values = {one.key: entries.value_of(request, one) for one in fields}
    files = {part: request.FILES.getlist(part) for part in WANTED if part in visit.parts}
    note = request.POST.get(NOTE, "").strip()[:LONGEST_NOTE]
    answer = Answer(values, files, note)
    return Answer(values, files, note, {**_wrong(answer, visit), **_wrong_files(answer, visit)})


def page_of(visit: Visit, token: str, answer: Answer, *, wait: Wait | None = None) -> CorrectionPage:
    """The page of an open round."""
    shown: set[str] = set()
    lines = []
    for one in visit.items:
        wanted = one.part == rules.FIELD and one.field not in shown
        line = _line(visit, one.field, answer) if wanted else None
        shown |= {one.field} if wanted else set()
        place = next((seen for seen in one.places if seen.picture and seen.box), None)
        text = "" if place else next((seen.text for seen in one.places if seen.text), "")
        lines.append(ItemLine(one, line, pictured=place is not None, seen=text[:200]))
    return CorrectionPage(visit, token, tuple(lines), answer, wait)


def _line(visit: Visit, key: str, answer: Answer) -> Line | None:
    form_field = visit.call.form.field(key)
    if form_field is None:
        return None
    entry = entries.Entry(answer.values, (), frozenset(), "", answer.faults)
    line = entries.line_of(form_field, entry)
    mask = visit.masks.get(key, "")
    hint = " ".join(filter(None, (SAYS["was"].format(mask=mask) if mask else "", line.hint)))
    return replace(line, hint=hint)


def _wrong(answer: Answer, visit: Visit) -> dict[str, str]:
    """Fields that cannot stand as typed; one left empty may come on the form that is sent, or be explained."""
    found = typed.faults(answer.values, visit.call)
    elsewhere = bool(answer.all_files or answer.note)
    wrong = {}
    for key in visit.fields:
        form_field = visit.call.form.field(key)
        if answer.values.get(key, "").strip():
            wrong[key] = found.get(key, "")
        elif form_field and not elsewhere:
            wrong[key] = SAYS["empty"].format(label=typed.label_of(form_field))
    return {key: says for key, says in wrong.items() if says}


def _wrong_files(answer: Answer, visit: Visit) -> dict[str, str]:
    """Files of no use, and uploads that an item asks for and that did not come."""
    wrong = {}
    asked = {one.part for one in visit.items}
    for part, files in answer.files.items():
        if files:
            wrong[part] = " ".join(taking.faults_of(files, WANTED[part]))
        elif part in asked and not answer.note and not answer.all_files:
            wrong[part] = SAYS[part]
    if not (any(answer.values.values()) or answer.all_files or answer.note) and not visit.fields and not wrong:
        wrong[NOTE] = SAYS[rules.WORDS]
    return {part: says for part, says in wrong.items() if says}

"""True letters through the reading process: several cases in one become several, a new form replaces the old one."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from casecall.cases import rules as states
from casecall.cases.models import Case
from casecall.cases.queries import case_row, history, newest_revision, revisions
from casecall.files.queries import read
from casecall.flow.worker import run_due
from casecall.receiving import form as printed
from casecall.receiving.applying import submit_form
from casecall.receiving.models import Filing, Suggestion
from casecall.receiving.queries import letters_of, suggestions
from casecall.screening import actions as screening
from casecall.screening import keeping
from casecall.screening.actions import screen
from casecall.screening.queries import desk
from casepaper.opening.doc import office_is_there, office_to_pdf
from tests.casecall.receiving.posting import Post
from tests.casecall.screening.papers import GOOD, form, photo

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow

pytestmark = pytest.mark.django_db
OTHER = {
    "title": "银发课堂开进老社区",
    "body": "社区里的老人不会用手机挂号缴费，营业厅每周三开办课堂，两年开课 180 期，五千多位老人学会了视频通话。",
}
STRANGER = "somebody@163.com"


@pytest.fixture
def post(call: CallRow, now: datetime) -> Post:
    return Post(call, now)


def names(case_id: int) -> list[str]:
    revision = newest_revision(case_id)
    return [one.name for one in revision.files] if revision else []


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def newest_screened(case_id: int, now: datetime) -> None:
    screen(revisions(case_id)[0].id, now=now)


def test_a_letter_with_two_forms_becomes_two_cases_with_their_own_files(post: Post, now: datetime) -> None:
    files = {"1-村医.docx": form(), "2-课堂.docx": form(**OTHER), "2-课堂现场.jpg": photo()}
    letter = post("报送两个案例", files=files)
    first = letter.case_id or 0
    assert screen(revisions(first)[0].id, now=now) is None
    run_due(names={"screen"})
    second = Case.objects.get(number="LZ2022-0002")
    assert (names(first), names(second.pk)) == (["1-村医.docx"], ["2-课堂.docx", "2-课堂现场.jpg"])
    assert [case_row(one).title for one in (first, second.pk)] == [GOOD["title"], OTHER["title"]]
    revision = newest_revision(second.pk)
    assert revision is not None
    assert read(revision.files[0].sha256) == files["2-课堂.docx"]
    assert letters_of(first) == letters_of(second.pk) != ()
    assert Filing.objects.filter(parcel=letter.parcel).count() == 3
    assert [one.why for one in history(first) if one.what == "分出 LZ2022-0002"] == [
        "来件中有 2 份申报表，分为 2 个案例"
    ]
    assert not Suggestion.objects.exists()


def test_taking_apart_twice_gives_no_more_cases(post: Post, now: datetime) -> None:
    letter = post(files={"a.docx": form(), "b.docx": form(**OTHER)})
    revision = revisions(letter.case_id or 0)[0]
    screen(revision.id, now=now)
    screen(revision.id, now=now)
    assert Case.objects.count() == 2


def test_an_archive_with_a_folder_for_each_case_becomes_as_many(post: Post, now: datetime) -> None:
    data = zipped(甲__表_docx=form(), 甲__现场_jpg=photo(1), 乙__表_docx=form(**OTHER), 乙__现场_jpg=photo(2))
    letter = post(files={"材料.zip": data})
    screen(revisions(letter.case_id or 0)[0].id, now=now)
    assert Case.objects.count() == 2
    assert sorted(names(one.pk) for one in Case.objects.all()) == [["表.docx", "现场.jpg"], ["表.docx", "现场.jpg"]]


def test_one_form_as_word_with_photos_stays_one_case(post: Post, now: datetime) -> None:
    letter = post(files={"申报表.docx": form(), "现场.jpg": photo()})
    screen(revisions(letter.case_id or 0)[0].id, now=now)
    assert Case.objects.count() == 1
    assert names(letter.case_id or 0) == ["报送案例.eml"]


def test_a_new_form_replaces_the_form_and_photos_add_up(post: Post, now: datetime) -> None:
    first = post(files={"申报表.docx": form(), "现场.jpg": photo(1)})
    case = first.case_id or 0
    newest_screened(case, now)
    corrected = form(title="我在大榕树村当网络村医（更正）", phone="0851-86009999")
    post("LZ2022-0001 更正", files={"申报表.docx": corrected, "合影.jpg": photo(2)})
    newest_screened(case, now)
    view = desk(case)
    values = {one.key: one.value for one in view.values}
    assert (values["title"], values["phone"]) == ("我在大榕树村当网络村医（更正）", "0851-86009999")
    assert len(view.photos) == 2
    assert Case.objects.count() == 1


def test_another_case_sent_as_an_answer_becomes_a_case_of_its_own(post: Post, now: datetime) -> None:
    case = post(files={"申报表.docx": form()}).case_id or 0
    newest_screened(case, now)
    answer = post("LZ2022-0001 再报一个", files={"课堂.docx": form(**OTHER)})
    newest_screened(case, now)
    run_due(names={"screen"})
    other = Case.objects.get(number="LZ2022-0002")
    assert (case_row(case).title, other.title) == (GOOD["title"], OTHER["title"])
    assert names(other.pk) == ["课堂.docx"]
    assert [one.id for one in letters_of(other.pk)] == [answer.pk]
    assert [one.n for one in revisions(case)] == [3, 2, 1]


def test_the_stamped_form_of_a_draft_finds_home_by_its_mark(post: Post, call: CallRow, now: datetime) -> None:
    draft = submit_form(call.id, dict(GOOD), now=now)
    data = printed.filled(draft.pk)
    assert data is not None
    letter = post("盖章件", sender=STRANGER, files={"申报表.docx": data})
    newest_screened(letter.case_id or 0, now)
    assert (case_row(draft.pk).state, case_row(letter.case_id or 0).state) == (states.RECEIVED, states.MERGED)
    newest_screened(draft.pk, now)
    assert case_row(draft.pk).title == GOOD["title"]
    assert case_row(draft.pk).state in states.SCREENED


def test_photos_in_a_second_letter_join_the_form_of_the_first(post: Post, now: datetime) -> None:
    first = post(files={"申报表.docx": form()})
    newest_screened(first.case_id or 0, now)
    second = post("照片", files={"现场.jpg": photo()})
    newest_screened(second.case_id or 0, now)
    assert case_row(second.case_id or 0).state == states.MERGED
    newest_screened(first.case_id or 0, now)
    assert len(desk(first.case_id or 0).photos) == 1


def forms(count: int) -> dict[str, bytes]:
    titles = ["".join(chr(0x4E00 + n * 61 + step * 397) for step in range(6)) for n in range(count)]
    return {f"{n + 1}.docx": form(title=title, body="") for n, title in enumerate(titles)}


@pytest.mark.slow
def test_a_letter_with_fifty_forms_becomes_fifty_cases(post: Post, now: datetime) -> None:
    letter = post(files=forms(50))
    screen(revisions(letter.case_id or 0)[0].id, now=now)
    assert Case.objects.count() == 50
    assert all(len(names(one.pk)) == 1 for one in Case.objects.all())


def test_beyond_the_measure_nothing_is_taken_apart_and_a_clerk_is_told(
    post: Post, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "MOST_CASES", 3)
    letter = post(files=forms(5))
    screen(revisions(letter.case_id or 0)[0].id, now=now)
    assert Case.objects.count() == 1
    assert suggestions(letter.case_id or 0)[0].why == "来件中有 5 份申报表，未自动分案，请工作人员查看"
    assert keeping.newest(revisions(letter.case_id or 0)[0].id) is not None


def scanned(document: bytes) -> bytes:
    """The form printed and laid on a scanner, a little askew."""
    pdf = pdfium.PdfDocument(office_to_pdf(document, ".docx"))
    page = pdf[0].render(scale=200 / 72).to_pil().convert("RGB")
    pdf.close()
    grain = np.random.default_rng(1).normal(0, 6, (page.height, page.width, 1))
    askew = np.array(page.rotate(1.2, fillcolor="white", resample=Image.Resampling.BICUBIC))
    out = io.BytesIO()
    Image.fromarray(np.clip(askew + grain, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=80)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.skipif(not office_is_there(), reason="LibreOffice is not installed")
def test_a_scan_of_the_printed_form_finds_home_from_whatever_address(post: Post, call: CallRow, now: datetime) -> None:
    draft = submit_form(call.id, dict(GOOD), now=now)
    data = printed.filled(draft.pk)
    assert data is not None
    letter = post("盖章件", sender=STRANGER, text="请查收。", files={"扫描件.jpg": scanned(data)})
    newest_screened(letter.case_id or 0, now)
    assert case_row(letter.case_id or 0).state == states.MERGED
    newest_screened(draft.pk, now)
    view = desk(draft.pk)
    assert {one.key: one.value for one in view.values}["title"] == GOOD["title"]
    assert view.photos == ()
    assert names(draft.pk) == [f"{draft.number}.docx", "盖章件.eml"]

"""What the desk, the sheet and the archive of originals show of a screened case."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from casecall.cases.actions import set_rank, write_note
from casecall.cases.models import Case
from casecall.files.actions import keep
from casecall.files.queries import read
from casecall.screening import rules
from casecall.screening.actions import rule, screen
from casecall.screening.models import FindingRow, Screening
from casecall.screening.originals import folder_name, safe_name
from casecall.screening.queries import crop, desk, effective_of, originals, summary_rows
from tests.casecall.screening.papers import GOOD, form, photo

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.cases.models import Revision

    Maker = Callable[..., Revision]

pytestmark = pytest.mark.django_db


@pytest.fixture
def screened(revision_of: Maker, now: datetime) -> Revision:
    revision = revision_of(form_docx=form(phone="12"), hills_jpg=photo())
    screen(revision.pk, now=now)
    return revision


def give_page(revision: Revision, now: datetime, **fields: list[float]) -> str:
    """As if LibreOffice had printed the Word form: a page with a black band where the unit stands."""
    picture = Image.new("RGB", (400, 600), "white")
    picture.paste("black", (40, 60, 360, 120))
    out = io.BytesIO()
    picture.save(out, "WEBP", lossless=True)
    sha256 = keep(out.getvalue(), now=now).sha256
    page = {"file": "form.docx", "number": 1, "sha256": sha256, "width": 400, "height": 600, "fields": fields}
    Screening.objects.filter(revision=revision).update(pages=[page])
    return sha256


def test_before_it_is_read_the_desk_shows_the_files(revision_of: Maker) -> None:
    revision = revision_of(form_docx=form())
    view = desk(revision.case_id)
    assert view.screening_id is None
    assert [one.name for one in view.files] == ["form.docx"]
    assert view.values == ()


def test_values_stand_in_the_order_of_the_form_with_their_places(screened: Revision) -> None:
    view = desk(screened.case_id)
    assert [one.key for one in view.values] == [
        "theme", "unit", "contact", "position", "phone", "email", "title", "body", "date",
    ]  # fmt: skip
    theme, unit = view.values[:2]
    assert (theme.value, theme.shown) == ("rural", "助力乡村振兴")
    assert (unit.value, unit.how_label, unit.sure) == (GOOD["unit"], "Word 表格", True)
    assert unit.places[0].cell == "表1 第2行第2列"
    assert view.words is not None
    assert view.words[0] == view.words[1] > 0
    assert view.promise is True


def test_what_needs_a_person_comes_first_and_what_was_ruled_on_last(screened: Revision, now: datetime) -> None:
    screening = Screening.objects.get(revision=screened)
    FindingRow.objects.create(
        screening=screening, order=99, check_id="field_uncertain", level="doubt", field="unit", says="单位待核对"
    )
    phone = FindingRow.objects.get(screening=screening, check_id="phone_invalid")
    rule(phone.pk, rules.STANDS, "", by="user:1", now=now)
    view = desk(screened.case_id)
    assert [one.check for one in view.findings] == ["field_uncertain", "seal_missing", "phone_invalid"]
    assert [one.check for one in view.waiting] == ["field_uncertain"]
    assert view.findings[-1].ruling is not None
    assert view.findings[-1].ruling.verdict_label == "存在问题"


def test_word_tables_are_drawn_where_there_are_no_pictures_and_cells_name_their_value(screened: Revision) -> None:
    (table,) = desk(screened.case_id).tables
    cells = {cell.name: cell for row in table.rows for cell in row}
    assert cells["表1 第2行第2列"].owner == "value:unit"
    assert cells["表1 第2行第2列"].text == GOOD["unit"]
    assert cells["表1 第2行第1列"].owner == ""


def test_a_word_cell_is_found_on_the_printed_page_by_its_field(screened: Revision, now: datetime) -> None:
    sha256 = give_page(screened, now, unit=[0.1, 0.1, 0.9, 0.2])
    view = desk(screened.case_id)
    unit = view.values[1]
    assert unit.places[0].picture == sha256
    assert unit.places[0].box == (0.1, 0.1, 0.9, 0.2)
    (page,) = view.pages
    box = next(one for one in page.boxes if one.owner == "value:unit")
    assert box.percent == (10.0, 10.0, 80.0, 10.0)


def test_a_crop_is_the_strip_under_a_box(screened: Revision, now: datetime) -> None:
    sha256 = give_page(screened, now)
    with Image.open(io.BytesIO(crop(sha256, (0.1, 0.1, 0.9, 0.2), margin=0.0))) as strip:
        assert strip.size == (320, 60)
        assert max(strip.convert("L").getextrema()) < 20
    with Image.open(io.BytesIO(crop(sha256, (-1.0, -1.0, 2.0, 2.0)))) as whole:
        assert whole.size == (400, 600)


def test_a_crop_of_nothing_or_of_no_picture_is_refused(screened: Revision, now: datetime) -> None:
    with pytest.raises(ValueError, match="面积"):
        crop(give_page(screened, now), (0.5, 0.5, 0.5, 0.6))
    with pytest.raises(FileNotFoundError):
        crop("0" * 64, (0.0, 0.0, 1.0, 1.0))
    with pytest.raises(ValueError, match="SHA-256"):
        crop("../../etc/passwd", (0.0, 0.0, 1.0, 1.0))


def test_a_photo_has_a_view_that_browsers_show_upright_and_without_its_notes(screened: Revision) -> None:
    (shown,) = desk(screened.case_id).photos
    assert shown.view != shown.sha256
    with Image.open(io.BytesIO(read(shown.view))) as view:
        assert (view.format, view.size) == ("WEBP", (640, 427))
        assert not view.getexif()
    assert read(shown.sha256) == photo()


def test_an_earlier_revision_can_be_looked_at(screened: Revision, revision_of: Maker, now: datetime) -> None:
    second = revision_of(screened.case_id, form_docx=form(title="云上采茶忙"))
    screen(second.pk, now=now)
    assert desk(screened.case_id).revision_n == 2
    assert {one.key: one for one in desk(screened.case_id, revision=1).values}["title"].value == GOOD["title"]
    with pytest.raises(LookupError):
        desk(screened.case_id, revision=9)


def test_rows_of_the_sheet_say_what_the_papers_say(screened: Revision, now: datetime) -> None:
    set_rank(screened.case_id, 2, by="user:1", now=now)
    write_note(screened.case_id, "来电补章", by="user:1", now=now)
    (row,) = summary_rows([screened.case_id])
    assert (row.number, row.theme, row.unit) == ("LZ2022-0001", "乡村", GOOD["unit"])
    assert (row.contact, row.position, row.phone, row.email) == ("韦青禾", "综合部主任", "12", GOOD["email"])
    assert (row.seal, row.photos, row.date, row.rank, row.note) == (False, 1, date(2022, 9, 1), 2, "来电补章")
    assert row.outcome == "faulty"
    assert row.reasons.split("；") == ["联系电话有误", "未盖公章"]
    assert row.received == now


def test_rows_keep_the_order_asked_for_and_an_unread_case_says_so(screened: Revision, revision_of: Maker) -> None:
    unread = revision_of(form_docx=form())
    rows = list(summary_rows([unread.case_id, screened.case_id]))
    assert [row.number for row in rows] == ["LZ2022-0002", "LZ2022-0001"]
    assert (rows[0].outcome, rows[0].reasons) == (None, "尚未识读")


def test_rows_of_one_and_of_three_cases_cost_the_same_statements(revision_of: Maker, now: datetime) -> None:
    ids = []
    for title in ("一", "二", "三"):
        revision = revision_of(form_docx=form(title=title))
        screen(revision.pk, now=now)
        ids.append(revision.case_id)
    counts = []
    for wanted in (ids[:1], ids):
        with CaptureQueriesContext(connection) as caught:
            assert len(list(summary_rows(wanted))) == len(wanted)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 6
    with CaptureQueriesContext(connection) as caught:
        assert len(effective_of(ids)) == 3
    assert len(caught) == 3


def test_the_desk_asks_a_fixed_number_of_statements(screened: Revision) -> None:
    with CaptureQueriesContext(connection) as caught:
        desk(screened.case_id)
    assert len(caught) <= 10


def test_originals_stand_in_tidy_folders(screened: Revision, revision_of: Maker, now: datetime) -> None:
    second = revision_of(screened.case_id, form_docx=form(), hills_jpg=photo())
    screen(second.pk, now=now)
    data = b"".join(originals(screened.case.call_id, [screened.case_id]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        folder = f"LZ2022-0001_{GOOD['unit']}_{GOOD['title']}"
        assert sorted(archive.namelist()) == [f"{folder}/form.docx", f"{folder}/hills.jpg", f"{folder}/第1稿/form.docx"]
        assert archive.read(f"{folder}/hills.jpg") == photo()


def test_originals_of_another_call_stay_where_they_are(screened: Revision) -> None:
    data = b"".join(originals(screened.case.call_id + 1, [screened.case_id]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == []


def test_two_originals_of_one_name_do_not_write_over_each_other(revision_of: Maker, now: datetime) -> None:
    from casecall.cases.actions import add_revision

    revision = revision_of(form_docx=form())
    files = [
        (keep(data, now=now).sha256, name) for data, name in ((b"1", "图.JPG"), (b"2", "图.jpg"), (b"3", "a/图.jpg"))
    ]
    add_revision(revision.case_id, files, door="upload", now=now, by="user:1")
    data = b"".join(originals(revision.case.call_id, [revision.case_id]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name.rsplit("/", 1)[1] for name in archive.namelist() if "第1稿" not in name]
    assert sorted(names) == ["a_图.jpg", "图.JPG", "图（2）.jpg"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("申报表.docx", "申报表.docx"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("C:\\temp\\表.doc", "C__temp_表.doc"),
        ("申报\u202excod.exe", "申报xcod.exe"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("con.txt", "_con.txt"),
        ("  …  ", "…"),
        ("...", "未命名"),
        ("长" * 200 + ".docx", "长" * 55 + ".docx"),
    ],
)
def test_names_in_the_archive_are_safe_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_a_safe_name_is_short_plain_and_safe_already(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 60
    assert not set(safe) & set('\\/:*?"<>|')
    assert safe == safe.strip()
    assert not safe.endswith(".")
    assert safe_name(safe) == safe


def test_a_case_without_unit_or_title_has_a_folder_all_the_same() -> None:
    assert folder_name("LZ2022-0007", "", "") == "LZ2022-0007_单位不详_案例名不详"


def test_a_case_row_keeps_what_lists_show(screened: Revision) -> None:
    case = Case.objects.get(pk=screened.case_id)
    assert case.reason == "联系电话有误 · 未盖公章"

"""Whole papers through the reading process: a Word form printed by LibreOffice, a stamped scan read by OCR."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from casecall.cases.models import Case
from casecall.files.queries import read
from casecall.screening.actions import screen
from casecall.screening.queries import crop, desk
from casepaper.opening.doc import office_is_there
from tests.casecall.screening.papers import GOOD, form

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.cases.models import Revision

    Maker = Callable[..., Revision]

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
INBOX = Path(__file__).parents[3] / "samples" / "inbox"


@pytest.mark.office
@pytest.mark.skipif(not office_is_there(), reason="没有 LibreOffice")
def test_a_word_form_is_shown_as_its_printed_pages_with_a_box_for_each_value(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    view = desk(revision.case_id)
    assert view.tables == ()
    (page,) = view.pages
    assert max(page.width, page.height) <= 1600
    with Image.open(io.BytesIO(read(page.sha256))) as picture:
        assert picture.size == (page.width, page.height)
    unit = {one.key: one for one in view.values}["unit"]
    place = unit.places[0]
    assert (place.cell, place.picture) == ("表1 第2行第2列", page.sha256)
    assert place.box is not None
    with Image.open(io.BytesIO(crop(place.picture, place.box))) as strip:
        assert min(strip.convert("L").getextrema()) < 100, "there is ink on the strip"


def test_a_stamped_scan_has_its_values_and_its_seal_in_boxes(revision_of: Maker, now: datetime) -> None:
    (path,) = INBOX.glob("35_*")
    heard: list[str] = []
    revision = revision_of(scan_png=path.read_bytes())
    screen(revision.pk, now=now, progress=heard.append)
    view, case = desk(revision.case_id), Case.objects.get(pk=revision.case_id)
    assert any("第 1 页 / 共 1 页" in word for word in heard)
    assert case.unit
    assert case.seals == len(view.seals) == 1
    kinds = {box.kind for page in view.pages for box in page.boxes}
    assert {"value", "seal"} <= kinds
    assert all(one.places[0].picture for one in view.values if one.value)


def test_the_same_values_are_read_whether_printed_or_not(revision_of: Maker, now: datetime) -> None:
    revision = revision_of(form_docx=form())
    screen(revision.pk, now=now)
    read_values = {one.key: one.value for one in desk(revision.case_id).values}
    assert read_values == dict(GOOD)

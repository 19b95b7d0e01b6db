"""Pictures of pages and views of photos, as the reading process makes them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from casecall.screening import pictures
from casecall.screening.pictures import photo_view, pictures_of, tables_of
from casepaper.forms.callfile import load_call
from casepaper.records import Cell, Examination, FileRecord, Opened, Page, Paper, Source
from tests.casecall.screening.papers import photo

if TYPE_CHECKING:
    from casepaper.records import Role

CALL = load_call("cace-2022")
CELLS = (
    Cell(1, 2, 2, "松涧联畅", span=(1, 3)),
    Cell(1, 2, 1, "申报单位"),
    Cell(1, 1, 1, "（主题）"),
    Cell(2, 1, 1, "附页"),
)


def page(number: int, width: int = 1654, height: int = 2339) -> Page:
    return Page(number, width, height, pixels=np.full((height, width, 3), 200, np.uint8))


def examined(*opened: Opened, role: Role = "form") -> Examination:
    files = tuple(FileRecord(one.name, one.sha256, role, len(one.pages)) for one in opened)
    return Examination("x", Paper(CALL, files, None), (), "in order", opened)


def made(examination: Examination, *sources: Source) -> tuple[pictures.Picture, ...]:
    return pictures_of(examination, sources, CALL, progress=lambda _: None, at=lambda _: None)


def test_every_page_becomes_a_picture_no_longer_than_the_measure() -> None:
    scan = Opened("a.pdf", "0", "pdf", pages=(page(1), page(2, 300, 200)))
    first, second = made(examined(scan))
    assert (first.file, first.number, first.width, first.height) == ("a.pdf", 1, 1131, 1600)
    assert (second.width, second.height) == (300, 200), "never larger than it is"
    with Image.open(io.BytesIO(first.data)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (1131, 1600))


def test_a_page_whose_pixels_were_let_go_is_shown_by_its_view() -> None:
    out = io.BytesIO()
    Image.new("RGB", (600, 900), "red").save(out, "JPEG")
    scan = Opened("a.pdf", "0", "pdf", pages=(Page(1, 1653, 2339, view=out.getvalue()), Page(2, 1653, 2339)))
    (shown,) = made(examined(scan))
    assert (shown.number, shown.width, shown.height) == (1, 600, 900)


@pytest.mark.parametrize("role", ["photo", "letter"])
def test_photos_and_letters_are_not_drawn_as_pages(role: Role) -> None:
    assert made(examined(Opened("a.jpg", "0", "picture", pages=(page(1),)), role=role)) == ()


def test_a_file_of_very_many_pages_gives_the_first_ones() -> None:
    scan = Opened("a.pdf", "0", "pdf", pages=tuple(page(n, 20, 30) for n in range(1, 100)))
    assert len(made(examined(scan))) == pictures.MOST_PAGES


def test_a_page_without_pixels_is_left_out() -> None:
    assert made(examined(Opened("a.pdf", "0", "pdf", pages=(Page(1, 10, 10),)))) == ()


def test_a_word_file_that_was_refused_is_not_handed_to_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    monkeypatch.setattr(pictures, "office_is_there", lambda: True)
    monkeypatch.setattr(pictures, "office_to_pdf", lambda data, _suffix: asked.append(data) or b"")
    refused, good = Opened("bomb.docx", "0", "docx"), Opened("a.docx", "1", "docx", cells=CELLS)
    made(examined(refused, good), Source("bomb.docx", b"bomb"), Source("a.docx", b"good"))
    assert asked == [b"good"]


def test_members_of_archives_are_found_by_their_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[bytes, str]] = []
    monkeypatch.setattr(pictures, "office_is_there", lambda: True)
    monkeypatch.setattr(pictures, "office_to_pdf", lambda data, suffix: asked.append((data, suffix)) or b"")
    archive = Opened("a.zip", "0", "archive", members=(Source("a.zip/表.doc", b"member"),))
    made(examined(archive, Opened("a.zip/表.doc", "1", "doc", cells=CELLS)), Source("a.zip", b"zip"))
    assert asked == [(b"member", ".doc")]


def test_tables_come_row_by_row_with_the_names_of_their_cells() -> None:
    examination = examined(Opened("a.docx", "0", "docx", cells=CELLS))
    first, second = tables_of(examination, drawn=frozenset())
    assert [[cell["name"] for cell in row] for row in first["rows"]] == [
        ["表1 第1行第1列"],
        ["表1 第2行第1列", "表1 第2行第2列"],
    ]
    assert first["rows"][1][1]["span"] == [1, 3]
    assert (second["file"], second["number"]) == ("a.docx", 2)
    assert tables_of(examination, drawn=frozenset({"a.docx"})) == []


def test_a_view_of_a_photo_is_small_upright_and_without_its_notes() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (4000, 3000), "green").save(out, "JPEG", exif=exif)
    view, width, height = photo_view(out.getvalue())
    assert (width, height) == (3000, 4000)
    with Image.open(io.BytesIO(view)) as picture:
        assert picture.size == (1200, 1600)
        assert not picture.getexif()
    assert photo_view(photo())[1:] == (640, 427)


def test_a_photo_that_cannot_be_opened_has_no_view() -> None:
    assert photo_view(b"no picture") == (b"", 0, 0)

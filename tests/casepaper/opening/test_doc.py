"""Older Word files go through one LibreOffice that stays open, is stopped when it hangs, and may be missing."""

from __future__ import annotations

import os
import stat
import time
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pytest

from casepaper.forms.callfile import load_call
from casepaper.opening.all_openers import open_source
from casepaper.opening.doc import OfficeError, office_is_there, office_to_pdf
from casepaper.opening.doc.converting import _in_utf_8, _suffix
from casepaper.opening.doc.listener import LISTENER, Job, Listener
from casepaper.opening.limits import REMARKS, Limits
from casepaper.reading.word import read_word
from casepaper.records import Source
from tests.casepaper.opening.making import docx, p
from tests.casepaper.reading.filling import VALUES, usual, values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RULES = load_call("cace-2022")
OFFICE = (
    pytest.mark.slow,
    pytest.mark.office,
    pytest.mark.skipif(not office_is_there(), reason="LibreOffice is not installed"),
)


def office(function: object) -> object:
    for mark in OFFICE:
        function = mark(function)
    return function


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.stop()


def test_without_libreoffice_an_older_file_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    opened = open_source(Source("表.doc", rb"{\rtf1 x}"))
    assert [one.code for one in opened.trouble] == ["office"]
    assert "“表.doc”" in opened.trouble[0].says
    assert "另存为 DOCX" in opened.trouble[0].says
    assert not office_is_there()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (rb"{\rtf1", ".rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
        (b'<?xml version="1.0"?><w:wordDocument/>', ".xml"),
        (b'<?xml version="1.0"?><html/>', ".html"),
        (b"PK\x03\x04", ".odt"),
        (b"<html>", ".html"),
    ],
)
def test_a_file_is_handed_over_by_what_it_is(data: bytes, suffix: str) -> None:
    assert _suffix(data) == suffix


@pytest.mark.parametrize(
    ("data", "suffix", "taken"),
    [
        (docx(p("x")), ".docx", ".docx"),
        (docx(p("x")), ".\x00/../pdf", ".docx"),
        (rb"{\rtf1", ".docx", ".rtf"),
        (b"PK\x03\x04", ".odt", ".odt"),
    ],
)
def test_a_file_to_be_shown_is_taken_for_what_it_is_whatever_its_name(
    data: bytes, suffix: str, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Job] = []
    monkeypatch.setattr(LISTENER, "convert", lambda job, *, seconds: jobs.append(job) or b"%PDF")
    assert office_to_pdf(data, suffix) == b"%PDF"
    assert [job.suffix for job in jobs] == [taken]


def test_a_chinese_page_is_handed_over_in_utf_8_and_says_so() -> None:
    page = '<html><meta charset="gb2312"><p>镕基</p></html>'
    assert _in_utf_8(page.encode("gb18030")) == page.replace("gb2312", "utf-8").encode()
    assert "镕".encode() in _in_utf_8("<html><p>镕</p></html>".encode("gbk"))
    assert b'charset="utf-8"' in _in_utf_8(b"<html><p>x</p></html>")


def program(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def fake_office(folder: Path, *, client: str) -> None:
    """A LibreOffice that listens for ever and a client of ours."""
    program(folder, "soffice", "")
    program(folder, "soffice.bin", 'for last; do :; done; touch "$(dirname "$last")/.~lock.keep.fodt#"; exec sleep 600')
    program(folder, "oosplash", client)


def test_one_that_hangs_is_stopped_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listener: Listener
) -> None:
    fake_office(tmp_path, client="sleep 600")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    started = time.monotonic()
    with pytest.raises(OfficeError, match="时间过长") as raised:
        listener.convert(Job(b"x", ".doc", "docx"), seconds=0.5)
    assert raised.value.code == "too_slow"
    assert time.monotonic() - started < 30
    assert listener.process_id is None


def test_one_that_makes_nothing_says_the_file_is_broken_and_goes_on_listening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listener: Listener
) -> None:
    fake_office(tmp_path, client="true")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for _ in range(2):
        with pytest.raises(OfficeError) as raised:
            listener.convert(Job(b"x", ".doc", "docx"), seconds=5)
        assert raised.value.code == "broken"
    assert listener.process_id is not None


def test_it_is_replaced_after_many_files_and_when_it_died(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listener: Listener
) -> None:
    fake_office(tmp_path, client="true")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("casepaper.opening.doc.listener.MOST_FILES", 1)
    seen = set()
    for _ in range(2):
        with pytest.raises(OfficeError):
            listener.convert(Job(b"x", ".doc", "docx"), seconds=5)
        seen.add(listener.process_id)
    assert len(seen) == 2


def made(target: str, suffix: str) -> Source:
    """The form saved by LibreOffice in another format."""
    data = LISTENER.convert(Job(docx(usual()), ".docx", target), seconds=90)
    return Source(f"表{suffix}", data)


@office
@pytest.mark.parametrize(
    ("target", "suffix"),
    [
        ("doc:MS Word 97", ".doc"),
        ("rtf:Rich Text Format", ".doc"),
        ("html:HTML (StarWriter)", ".doc"),
        ("odt:writer8", ".odt"),
    ],
)
def test_the_form_in_older_formats_reads_the_same(target: str, suffix: str) -> None:
    source = made(target, suffix)
    opened = open_source(source)
    assert opened.kind == "doc"
    assert {one.code for one in opened.trouble} <= REMARKS
    reading = read_word(opened, RULES)
    assert reading is not None
    assert values(reading) == VALUES
    assert reading.promise


@office
def test_a_file_as_pages_is_a_pdf_with_its_text() -> None:
    pdf = pdfium.PdfDocument(office_to_pdf(docx(p("青川县某某通信有限公司")), ".docx"))
    assert "青川县某某通信有限公司" in pdf[0].get_textpage().get_text_range()
    pdf.close()


@office
def test_a_broken_file_is_told_of_and_the_next_one_read() -> None:
    opened = open_source(
        Source("坏.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(900))
    )
    assert [one.code for one in opened.trouble] == ["broken"]
    assert "“坏.doc”" in opened.trouble[0].says
    assert open_source(Source("好.doc", rb"{\rtf1 hello}")).paragraphs[0].strip() == "hello"


@office
def test_a_second_file_comes_quickly_because_the_first_one_left_it_open() -> None:
    open_source(Source("一.doc", rb"{\rtf1 one}"))
    process = LISTENER.process_id
    open_source(Source("二.doc", rb"{\rtf1 two}"), limits=Limits())
    assert LISTENER.process_id == process is not None


@office
def test_a_page_that_names_a_file_of_this_machine_does_not_get_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRETWORDS")
    page = f'<html><body><p>x</p><iframe src="file://{secret}"></iframe><object data="file://{secret}"></object></body></html>'
    opened = open_source(Source("页.doc", page.encode()))
    assert "SECRETWORDS" not in "".join(opened.paragraphs) + "".join(cell.text for cell in opened.cells)

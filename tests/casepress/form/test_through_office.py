"""The form opened and saved by LibreOffice reads back exactly, and a blank one is one A4 page."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest

from casepaper.opening.doc import office_is_there, office_to_pdf
from casepaper.opening.doc.listener import LISTENER, Job
from casepress.form.word import blank_form, filled_form
from tests.casepress.form.test_word_form import RULES, VALUES, read, values

pytestmark = [
    pytest.mark.slow,
    pytest.mark.office,
    pytest.mark.skipif(not office_is_there(), reason="LibreOffice is not installed"),
]


def saved_again(data: bytes) -> bytes:
    return LISTENER.convert(Job(data, ".docx", "docx:MS Word 2007 XML"), seconds=90)


def test_a_filled_form_saved_by_libreoffice_reads_back_exactly() -> None:
    reading = read(saved_again(filled_form(RULES, VALUES, number="LZ2022-0001")))
    assert values(reading) == VALUES
    assert all(field.sure for field in reading.fields.values())
    assert reading.promise


def test_a_blank_form_saved_by_libreoffice_is_blank() -> None:
    assert set(values(read(saved_again(blank_form(RULES)))).values()) == {None}


def test_a_blank_form_is_one_page_of_a4() -> None:
    pdf = pdfium.PdfDocument(office_to_pdf(blank_form(RULES), ".docx"))
    assert len(pdf) == 1
    assert [round(side) for side in pdf[0].get_size()] == [595, 842]
    pdf.close()


def test_a_form_with_500_characters_is_one_page_too() -> None:
    body = "\n".join(["公司驻村工作队在石桥镇建设基站，打造云上大棚平台，农户通过手机即可远程卷帘滴灌。" * 4] * 3)
    pdf = pdfium.PdfDocument(office_to_pdf(filled_form(RULES, VALUES | {"body": body[:500]}), ".docx"))
    assert len(pdf) == 1
    pdf.close()

"""The blank form and the files of a topic are handed out safely."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from django.test import Client

from casecall.publishing import queries
from casecall.publishing.records import PublishedFile

if TYPE_CHECKING:
    from pathlib import Path

    from casecall.calls.queries import CallRow


def test_the_blank_form_is_a_word_file_with_a_chinese_name(call: CallRow) -> None:
    answer = Client().get("/c/cace-2022/form.docx")
    assert answer.status_code == 200
    assert "word/document.xml" in ZipFile(BytesIO(answer.content)).namelist()
    assert "filename*=UTF-8''%E5%B1%A5%E8%B4%A3" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_the_blank_form_of_no_call_is_not_found(db: None) -> None:
    assert Client().get("/c/nothing/form.docx").status_code == 404


def test_a_topic_is_served_as_it_was_published(files: dict[tuple[str, str], PublishedFile], tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_bytes("<h1>专题</h1>".encode())
    files["topic-1", ""] = PublishedFile(page, "text/html; charset=utf-8", "abc", page.stat().st_size)
    answer = Client().get("/t/topic-1/")
    assert b"".join(answer.streaming_content) == page.read_bytes()
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["ETag"] == '"abc"'
    assert "form-action 'none'" in answer["Content-Security-Policy"]
    assert Client().get("/t/topic-1/", headers={"If-None-Match": '"abc"'}).status_code == 304


def test_what_is_not_published_is_not_found(files: dict[tuple[str, str], PublishedFile]) -> None:
    assert Client().get("/t/topic-1/cases/none/").status_code == 404


@pytest.mark.parametrize(("replaced", "status"), [(1, 200), (2, 404)])
def test_a_topic_replaced_while_it_is_opened_is_looked_for_once_more(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, replaced: int, status: int
) -> None:
    """Its folder was exchanged between the look into the manifest and the opening of the file."""
    there, gone = tmp_path / "index.html", tmp_path / "old" / "index.html"
    there.write_bytes(b"<h1>")
    asked: list[Path] = []

    def ask(_slug: str, _path: str) -> PublishedFile:
        asked.append(gone if len(asked) < replaced else there)
        return PublishedFile(asked[-1], "text/html; charset=utf-8", "abc", 4)

    monkeypatch.setattr(queries, "published_file", ask)
    answer = Client().get("/t/topic-1/")
    assert answer.status_code == status
    assert len(asked) == 2
    answer.close()

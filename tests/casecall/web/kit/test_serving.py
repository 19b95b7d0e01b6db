"""Files are handed out so that they can do no harm, whatever is in them or in their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.web.kit.serving import serve_bytes, serve_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/javascript", "text/xml", ""])
def test_what_a_browser_might_run_is_only_bytes(kind: str) -> None:
    answer = serve_bytes(b"<script>", name="a.html", media_type=kind, shown=True)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_picture_may_be_drawn_in_place_and_a_pdf_is_always_fetched() -> None:
    assert serve_bytes(b"", name="a.jpg", media_type="image/jpeg", shown=True)["Content-Disposition"].startswith(
        "inline"
    )
    assert serve_bytes(b"", name="a.jpg", media_type="image/jpeg")["Content-Disposition"].startswith("attachment")
    assert serve_bytes(b"", name="a.pdf", media_type="application/pdf", shown=True)["Content-Disposition"].startswith(
        "attachment"
    )


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("申报表.docx", "filename*=UTF-8''%E7%94%B3%E6%8A%A5%E8%A1%A8.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie"),
        ("photo\u202egpj.exe", "photogpj.exe"),
    ],
)
def test_a_name_keeps_its_letters_and_nothing_else(name: str, part: str) -> None:
    said = serve_bytes(b"", name=name, media_type="application/pdf")["Content-Disposition"]
    assert part in said
    assert not {"\r", "\n", "/"} & set(said)


def test_a_kept_file_is_streamed_from_where_it_lies(db: None, tmp_path: Path) -> None:
    (tmp_path / "blob").write_bytes(b"abc")
    answer = serve_file(tmp_path / "blob", name="a.zip", media_type="application/zip")
    assert b"".join(answer.streaming_content) == b"abc"
    assert answer["Content-Type"] == "application/zip"
    answer.close()

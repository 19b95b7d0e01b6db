"""A form photographed in two parts is one form; read with OCR, as it comes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from casepaper.examine import as_json, examine
from casepaper.records import Source
from tests.casepaper.papers import RULES

SCAN = Path(__file__).parents[2] / "samples" / "inbox" / "34_IMG_扫描.jpg"


def part(top: float, bottom: float) -> bytes:
    """A part of the scan, from one share of its height to another."""
    with Image.open(SCAN) as image:
        box = (0, int(image.height * top), image.width, int(image.height * bottom))
        out = BytesIO()
        image.crop(box).save(out, "JPEG", quality=90)
    return out.getvalue()


@pytest.mark.slow
def test_two_parts_in_two_files_are_read_as_one_form() -> None:
    files = [Source("第10张.jpg", part(0.62, 1)), Source("第9张.jpg", part(0, 0.62))]
    one = as_json(examine(files, RULES, source="两张照片"))
    assert {file["name"]: file["role"] for file in one["files"]} == {"第10张.jpg": "form", "第9张.jpg": "form"}
    assert one["fields"]["email"] == "yanguiwan@dikong.example.com"
    assert one["fields"]["date"] == "2022-10-11"
    assert one["values"]["unit"]["evidence"][0]["file"] == "第9张.jpg"
    assert one["values"]["date"]["evidence"][0]["file"] == "第10张.jpg"
    assert [seal["file"] for seal in one["seals"]] == ["第10张.jpg"]
    assert "fault" not in {finding["level"] for finding in one["findings"]}

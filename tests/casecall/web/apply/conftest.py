"""A unit with its form, its pictures and its link."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

if TYPE_CHECKING:
    from casecall.calls.queries import CallRow

GOOD = {
    "theme": "green", "unit": "临河市云岫通信有限公司", "contact": "欧阳靖", "position": "主任", "phone": "13098338420",
    "email": "ouyang@example.cn", "title": "机房节能改造", "body": "二〇二二年三月，机房改造完成。\n年节电四千万度。",
    "date": "2022-10-20", "rank": "1", "pledge": "yes", "consent": "yes", "once": "abc",
}  # fmt: skip


def picture(name: str = "现场.jpg", kind: str = "JPEG", shade: int = 90) -> SimpleUploadedFile:
    """A small picture as a browser sends it."""
    data = BytesIO()
    Image.new("RGB", (40, 30), (shade, 120, 140)).save(data, kind)
    return SimpleUploadedFile(name, data.getvalue(), f"image/{kind.lower()}")


@pytest.fixture
def link(call: CallRow) -> str:
    """The path of a draft that was just filled in."""
    answer = Client().post(f"/c/{call.key}/apply/", GOOD)
    assert answer.status_code == 303
    return answer["Location"]

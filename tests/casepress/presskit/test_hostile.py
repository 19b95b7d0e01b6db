"""Whatever bytes come, a photo is either whole and clean or refused, and a template is either in order or told why."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from casepress.presskit.labels import Label
from casepress.presskit.photos import labelled
from casepress.presskit.records import Unfit
from casepress.presskit.release import faults
from tests.casepress.presskit import pictures
from tests.casepress.presskit.words import a_word

LABEL = Label(caption="图", credit="某人")
SEEDS = (pictures.a_jpeg(progressive=True), pictures.an_mpo(), pictures.a_png())
WORD = a_word("{{标题}}", "{{#案例}}", "{{案例标题}}", "{{/案例}}")
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")
QUIET = settings(max_examples=150, deadline=None)


def bent(data: bytes, changes: list[tuple[int, int]], cut: int) -> bytes:
    """The bytes with some of them changed, and cut short."""
    made = bytearray(data)
    for place, value in changes:
        made[place % len(made)] = value
    return bytes(made[: len(made) - cut % len(made)] if cut else made)


CHANGES = st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), max_size=12)


@QUIET
@given(st.sampled_from(SEEDS), CHANGES, st.integers(0, 4_000))
def test_a_bent_photo_is_refused_or_loses_its_place_all_the_same(
    data: bytes, changes: list[tuple[int, int]], cut: int
) -> None:
    with contextlib.suppress(Unfit):
        out, suffix = labelled(bent(data, changes, cut), LABEL)
        with Image.open(io.BytesIO(out)) as image:
            assert not image.getexif().get_ifd(0x8825)
            assert set(image.getexif()) <= {0x0112, 0x8769, 0xA005}
        assert suffix in {"jpg", "png"}


@QUIET
@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_no_photo_and_no_template(data: bytes) -> None:
    for head in (b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP", b"II*\x00"):
        with contextlib.suppress(Unfit):
            labelled(head + data, LABEL)
    assert faults(data)
    assert faults(b"PK\x03\x04" + data)


@QUIET
@given(CHANGES, st.integers(0, 4_000))
def test_a_bent_template_is_in_order_or_told_why(changes: list[tuple[int, int]], cut: int) -> None:
    assert all(one for one in faults(bent(WORD, changes, cut)))


@QUIET
@given(st.text(max_size=60))
def test_any_text_in_a_template_is_filled_in_or_told_why(text: str) -> None:
    kept = "".join(one for one in text if one >= " " and not "\ud800" <= one <= "\udfff" and one not in "\ufffe\uffff")
    assert isinstance(faults(a_word(f"{{{{{kept}}}}}", kept, "{{#案例}}", "{{/案例}}")), tuple)

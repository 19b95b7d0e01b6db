"""Which pictures are photos: large enough, and no logo, signature, stamp or sheet of paper; each once by its bytes."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from PIL import Image

from casepaper.opening.limits import Limits
from casepaper.opening.picture import decoding_bytes, opened_picture
from casepaper.records import Photo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casepaper.records import Picture

SMALLEST: Final = 200  # pixels of the shorter side; less is an icon or a logo
FLAT: Final = 0.5  # share of one and the same colour from which a picture is drawn, not taken
CLEAR: Final = 0.1  # share of see-through pixels that no camera makes
MOST_PIXELS: Final = 120_000_000
_SAMPLE: Final = (64, 64)
_SEEN_THROUGH: Final = 128


def find_photos(pictures: Iterable[Picture]) -> tuple[Photo, ...]:
    """The photos among pictures, in their order, in their original bytes; the same bytes are one photo."""
    found: dict[str, Photo] = {}
    for one in pictures:
        digest = sha256(one.data).hexdigest()
        if digest not in found and is_photo(one):
            found[digest] = Photo(one.name, digest, one.width, one.height, one.data)
    return tuple(found.values())


def is_photo(picture: Picture) -> bool:
    """Whether a picture may show the event. What cannot be opened is none."""
    if min(picture.width, picture.height) < SMALLEST or picture.width * picture.height > MOST_PIXELS:
        return False
    try:
        with opened_picture(picture.data) as image:
            if decoding_bytes(image) > Limits().decoding_bytes:
                return False
            image.draft("RGB", _SAMPLE)
            sample = image.resize(_SAMPLE, Image.Resampling.NEAREST).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    return not _drawn(sample)


def _drawn(sample: Image.Image) -> bool:
    pixels = sample.width * sample.height
    clear = sum(sample.getchannel("A").histogram()[:_SEEN_THROUGH])
    colours = sample.convert("RGB").getcolors(maxcolors=pixels) or []
    return clear > CLEAR * pixels or max((count for count, _ in colours), default=pixels) > FLAT * pixels

"""Pictures as the platform takes them: upright, sRGB, without metadata, as JPEG or PNG below its bound; and covers."""

from __future__ import annotations

import io
from base64 import b64encode
from typing import TYPE_CHECKING, Final

import pi_heif
from PIL import Image, ImageCms, ImageDraw, ImageOps

if TYPE_CHECKING:
    from casepress.article.records import Focus

SAYS: Final = {"closed": "图片无法打开", "large": "图片的像素过多"}
MOST_PIXELS: Final = 80_000_000
MOST_BYTES: Final = 1_000_000  # the platform wants less than 1 MB, whichever it means
WIDTH: Final = 1080
PREVIEW: Final = 720
COVER: Final = (1175, 500)  # 2.35 to 1
MIDDLE: Final = (0.5, 0.38)
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "HEIF")
_UNREADABLE: Final = (OSError, ValueError, SyntaxError)
_BEYOND: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_QUALITIES: Final = (85, 75, 60, 45)
_TALLEST: Final = 12  # times its width: beyond, a picture is made narrower
_PAPER, _CINNABAR, _LINE = "#fbfaf7", "#b5261e", "#e3e0d8"

pi_heif.register_heif_opener()


class Unfit(ValueError):  # noqa: N818 - a sentence for people, not an error of the program
    """A picture that cannot be opened or is beyond all measure; the message is for people."""


def image(data: bytes, width: int = WIDTH) -> bytes:
    """A picture for the text of an article: at most so many pixels wide, JPEG, or PNG where it has few colours.

    Of a moving picture the first frame. Always below 1 MB. Raises Unfit.
    Source: developers.weixin.qq.com, material/permanent/api_uploadimage (JPG or PNG, below 1 MB).
    """
    picture, drawn = _opened(data, width)
    picture.thumbnail((width, width * _TALLEST), Image.Resampling.LANCZOS)
    if drawn and len(png := _saved(picture.quantize(256), "PNG", optimize=True)) < MOST_BYTES:
        return png
    return _jpeg(picture)


def cover(data: bytes, focus: Focus = MIDDLE) -> bytes:
    """The cover of an article as JPEG of 1175 × 500 pixels (2.35:1), cut round the focus. Raises Unfit."""
    picture, _ = _opened(data, COVER[0] * 2)
    return _jpeg(ImageOps.fit(picture, COVER, Image.Resampling.LANCZOS, centering=_within(focus)))


def blank_cover() -> bytes:
    """The cover of an article without any photo: paper with the red rule, JPEG of 1175 × 500 pixels."""
    paper = Image.new("RGB", COVER, _PAPER)
    draw = ImageDraw.Draw(paper)
    draw.rectangle((0, 0, COVER[0], 13), fill=_CINNABAR)
    for line in range(150, 451, 75):
        draw.line((80, line, COVER[0] - 80, line), fill=_LINE, width=2)
    return _jpeg(paper)


def square(focus: Focus = MIDDLE) -> str:
    """Where the square of a cover is cut, as the platform's ``pic_crop_1_1`` wants it: X1_Y1_X2_Y2 in 0 to 1.

    >>> square((0.5, 0.5)), square((0.0, 0.9))
    ('0.287234_0_0.712766_1', '0_0_0.425532_1')
    """
    side = COVER[1] / COVER[0]
    left = min(max(_within(focus)[0] - side / 2, 0.0), 1 - side)
    return f"{round(left, 6):g}_0_{round(left + side, 6):g}_1"


def placeholder(data: bytes) -> str:
    """A picture as an address that needs no server, for the preview and for pasting into the editor. Raises Unfit."""
    small = image(data, PREVIEW)
    kind = "png" if small.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{b64encode(small).decode('ascii')}"


def _within(focus: Focus) -> Focus:
    x, y = focus
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def _opened(data: bytes, near: int) -> tuple[Image.Image, bool]:
    """A picture upright, in sRGB and without transparency; and whether it is drawn in few colours."""
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        _measured(picture)
        drawn = picture.mode in {"P", "1"} and picture.format in {"PNG", "GIF"}
        picture.draft("RGB", (near, near))  # lets a JPEG decode at a half or a quarter of its size
        return _flat(_in_srgb(ImageOps.exif_transpose(picture))), drawn
    except Unfit:
        raise
    except _BEYOND as error:
        raise Unfit(SAYS["large"]) from error
    except _UNREADABLE as error:
        raise Unfit(SAYS["closed"]) from error


def _measured(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise Unfit(SAYS["large"])


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "CMYK", "L"}:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except ImageCms.PyCMSError:
        return picture
    return turned or picture


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, on white; and without anything that is not a pixel."""
    if picture.mode.startswith(("I", "F")):
        low, high = picture.getextrema()
        span = max(float(high) - float(low), 1.0)  # type: ignore[arg-type]  # of one band these are numbers
        picture = picture.convert("F").point(lambda value: value * (255 / span) - float(low) * 255 / span).convert("L")  # type: ignore[arg-type]
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    plain = picture.convert("RGB")
    plain.info.clear()
    return plain


def _jpeg(picture: Image.Image) -> bytes:
    """As JPEG below the bound: first less exact, then smaller."""
    while True:
        for quality in _QUALITIES:
            data = _saved(picture, "JPEG", quality=quality, optimize=True, progressive=True)
            if len(data) < MOST_BYTES:
                return data
        picture = picture.resize((max(picture.width // 2, 1), max(picture.height // 2, 1)))


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()

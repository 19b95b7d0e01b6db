"""The door for DOCX: open the package, walk the body, take out the pictures."""

from __future__ import annotations

import warnings
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from casepaper.opening.limits import trouble
from casepaper.opening.word import names as n
from casepaper.opening.word.package import BROKEN, Package, PackageError, parse
from casepaper.opening.word.walker import Walker
from casepaper.records import Opened, Picture, Trouble

if TYPE_CHECKING:
    from lxml.etree import _Element

    from casepaper.opening.limits import Limits
    from casepaper.records import Source

SAYS = {
    "many": "{file}内有 {count} 张图片，只读取前 {most} 张。",
    "pixels": "{file}内的图片“{name}”标称的像素过多，不像正常的照片，未予读取。",
}

# Marks of runs and paragraphs that change what is read; in a document without any of these none is looked at.
_MARKS = (n.VANISH, n.STRIKE, n.DOUBLE_STRIKE, n.BORDER, n.DEL, n.MOVE_FROM)
_SYMBOL_FONT = b"ingdings"
_BOMB = (1 << 20, 1 << 20)  # larger than any limit


def open_word(source: Source, limits: Limits) -> Opened:
    """Cells, controls, paragraphs, pictures and properties of a DOCX; a trouble where it is broken or too large."""
    try:
        return _opened(source, limits)
    except PackageError as error:
        told = trouble(source.name, error.code, error.says)
        return Opened(source.name, sha256(source.data).hexdigest(), "docx", trouble=(told,))


def _opened(source: Source, limits: Limits) -> Opened:
    package = Package(source.data, limits)
    main = package.main()
    data = package.xml(main) or b""
    body = next(parse(data).iterchildren(n.BODY), None)
    if body is None:
        raise PackageError("broken", BROKEN)
    hidden = _hidden_styles(package) if _holds(body, n.RUN_STYLE) else frozenset()
    walker = Walker(hidden, plain=not hidden and _SYMBOL_FONT not in data and not _holds(body, *_MARKS))
    walker.walk(body)
    parts = package.relations(main) if walker.embedded else {}
    wanted = dict.fromkeys(parts[one][1] for one in walker.embedded if one in parts)
    pictures, troubles = _pictures(source.name, package, list(wanted), limits)
    return Opened(
        source.name,
        sha256(source.data).hexdigest(),
        "docx",
        cells=walker.cells,
        controls=tuple(walker.controls),
        paragraphs=tuple(walker.paragraphs),
        pictures=pictures,
        trouble=troubles,
        properties=package.properties() | ({"struck": "1"} if walker.struck else {}),
    )


def _holds(body: _Element, *names: str) -> bool:
    """Whether an element of any of these names stands anywhere in the text."""
    return next(body.iter(*names), None) is not None


def _hidden_styles(package: Package) -> frozenset[str]:
    """Character styles that hide their text."""
    styles = package.xml("word/styles.xml")
    if styles is None or b":vanish" not in styles:
        return frozenset()
    return frozenset(
        style.get(n.STYLE_ID, "")
        for style in parse(styles).iterfind(n.STYLE)
        if (hidden := style.find(f"{n.R_PR}/{n.VANISH}")) is not None and hidden.get(n.VAL, "1") not in {"0", "false"}
    )


def _pictures(
    name: str, package: Package, parts: list[str], limits: Limits
) -> tuple[tuple[Picture, ...], tuple[Trouble, ...]]:
    """The pictures in the text, each once, in their original bytes; a trouble for each one that is refused."""
    pictures: list[Picture] = []
    troubles: list[Trouble] = []
    if len(parts) > limits.pictures:
        says = SAYS["many"].format(file="{file}", count=len(parts), most=limits.pictures)
        troubles.append(trouble(name, "too_many", says))
    for part in parts[: limits.pictures]:
        data = package.part(part)
        base = part.rpartition("/")[2]
        size = _size(data) if data else None
        if data is None or size is None:
            continue
        if size[0] * size[1] > limits.picture_pixels:
            says = SAYS["pixels"].format(file="{file}", name=base)
            troubles.append(trouble(name, "too_large", says))
            continue
        pictures.append(Picture(f"{name}/{base}", data, *size))
    return tuple(pictures), tuple(troubles)


def _size(data: bytes) -> tuple[int, int] | None:
    """Width and height from a picture's header alone; None for what is no picture of pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")) as picture:
                return picture.size
    except Image.DecompressionBombError:
        return _BOMB
    except (OSError, ValueError, SyntaxError, EOFError):
        return None

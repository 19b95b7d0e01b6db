"""What the files of an application come to together: form, twin, annexes, seals, photos, and the role of each file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from casepaper.gathering.annexes import find_annexes
from casepaper.gathering.aside import set_aside
from casepaper.gathering.roles import best_page, best_word, is_text, looks_like_photo, natural
from casepaper.gathering.stitching import laid_together, led_home
from casepaper.photos.find import find_photos
from casepaper.records import Picture

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from casepaper.forms.rules import CallRules
    from casepaper.gathering.annexes import Annex
    from casepaper.gathering.roles import ReadFile
    from casepaper.records import Page, Photo, Reading, Role, Seal, Trouble

#: Levels between the channels of a pixel in the mean: paper scanned in colour has a tint, a grey scan has none.
TINT: Final = 1.0
SAME_SHAPE: Final = 0.03


@dataclass(frozen=True, slots=True)
class Gathered:
    """The whole of an application. ``page`` is the stamped page's reading, ``twin`` the Word form's.

    ``grey`` says that the stamped page came without colour, so that red ink could not show. ``aside`` tells of further
    Word forms that say something else.
    """

    page: Reading | None = None
    twin: Reading | None = None
    annexes: tuple[Annex, ...] = ()
    seals: tuple[Seal, ...] = ()
    photos: tuple[Photo, ...] = ()
    grey: bool = False
    role_of: Mapping[str, Role] = field(default_factory=dict)
    aside: tuple[Trouble, ...] = ()


def gather(
    files: Sequence[ReadFile], rules: CallRules, *, data_of: Mapping[str, bytes], left: Collection[str] = ()
) -> Gathered:
    """Sort files by the part they play and bring together what they hold. ``data_of`` gives a file's bytes by name.

    ``left`` names forms that later ones replace: of them the photos alone are taken.
    """
    everything, files = files, [one for one in files if one.name not in left]
    page, page_files, used = _stamped(files, rules)
    word = best_word(files)
    roles: dict[str, Role] = {one.name: "letter" for one in files if one.opened.kind == "letter"}
    roles |= {one.name: "form" for one in files if one.reading and one.has_pages}
    roles |= {one.name: "form" for one in page_files}
    if word:
        roles.setdefault(word.name, "twin" if page else "form")
    twin = word.reading if word else None
    annexes = find_annexes(files, roles, bodies=_bodies(twin, page), used=used)
    roles |= {annex.file: "annex" for annex in annexes if annex.file not in roles}
    photos = find_photos(
        _pictures([one for one in everything if one.name not in left or not one.has_pages], roles, data_of)
    )
    roles |= {photo.file: "photo" for photo in photos if photo.file not in roles}
    return Gathered(
        page=page,
        twin=twin,
        annexes=annexes,
        seals=tuple(seal for one in files if roles.get(one.name) in {"form", "twin", "annex"} for seal in one.seals),
        photos=photos,
        grey=_all_grey([one for file in page_files for one in file.opened.pages]),
        role_of=roles,
        aside=set_aside(files, word, rules),
    )


def _bodies(*readings: Reading | None) -> tuple[str, ...]:
    fields = (one.fields.get("body") for one in readings if one)
    return tuple(field.value for field in fields if field and field.value)


def _stamped(
    files: Sequence[ReadFile], rules: CallRules
) -> tuple[Reading | None, tuple[ReadFile, ...], frozenset[tuple[str, int]]]:
    """The stamped form's reading, the files it lies in, and its pages. Pages in several files are tried as one form."""
    best = best_page(files)
    if best is None or best.reading is None:
        return None, (), frozenset()
    alone = frozenset((best.name, page) for page in best.reading.pages)
    loose = [one for one in files if one is not best and one.has_pages and _may_belong(one, best.reading)]
    if not loose:
        return best.reading, (best,), alone
    from casepaper.reading.pages import read_pages  # lazy: only where pages are loose

    order = sorted((best, *loose), key=lambda one: natural(one.name))
    together, homes = laid_together([one.opened for one in order])
    whole = read_pages(together, rules)
    if whole is None or not _says_more(whole, best.reading):
        return best.reading, (best,), alone
    used = frozenset(homes[page] for page in whole.pages if page in homes)
    names = {file for file, _ in used}
    return led_home(whole, homes), tuple(one for one in order if one.name in names), used


def _may_belong(file: ReadFile, reading: Reading) -> bool:
    """Whether a file may hold further pages of a form: text that is not a form, or a smaller part of one."""
    return is_text(file) if file.reading is None else file.reading.matched * 2 <= reading.matched


def _says_more(whole: Reading, part: Reading) -> bool:
    if whole.matched != part.matched:
        return whole.matched > part.matched
    return whole.promise is not None and part.promise is None


def _pictures(files: Sequence[ReadFile], roles: Mapping[str, Role], data_of: Mapping[str, bytes]) -> Iterator[Picture]:
    """Pictures that may be photos: files of their own that are no sheets of paper, and those within files."""
    for file in files:
        pages = file.opened.pages
        if file.opened.kind != "picture":
            yield from (one for one in file.opened.pictures if not any(_is_scan_of(one, page) for page in pages))
        elif file.name not in roles and pages and (not is_text(file) or looks_like_photo(file)):
            yield Picture(file.name, data_of.get(file.name, b""), *file.size)


def _is_scan_of(picture: Picture, page: Page) -> bool:
    """Whether a picture within a PDF is the page itself, scanned."""
    if page.read_by != "ocr" or not page.height or not picture.height:
        return False
    return abs((picture.width / picture.height) / (page.width / page.height) - 1) < SAME_SHAPE


def _all_grey(pages: Sequence[Page]) -> bool:
    """Whether all of the pages were scanned without colour; a page drawn from its text shows all that it has."""
    seen = [page.pixels for page in pages if page.pixels is not None]
    if not seen or any(page.read_by != "ocr" for page in pages):
        return False
    import numpy as np  # lazy: only pictures of pages are measured

    return all(float(np.ptp(one[::2, ::2], axis=2).mean()) < TINT for one in seen)

"""A press kit file by file, in the order in which it is packed: texts first, then photo by photo, then the hashes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from casepress.presskit import texts
from casepress.presskit.facts import fact_sheet
from casepress.presskit.labels import Label
from casepress.presskit.photos import labelled
from casepress.presskit.records import Unfit
from casepress.presskit.release import release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casepress.presskit.records import KitPhoto, KitStory, KitTopic

SUMS: Final = "SHA256SUMS"
BROKEN: Final = "{story.number}“{story.title}”的第 {n} 张图片：{why}，请换一张或不提供给媒体"


def files_of(topic: KitTopic, template: bytes, read_photo: Callable[[str], bytes]) -> Iterator[tuple[str, bytes]]:
    """Every file of a kit as (path, bytes), made when it is asked for; paths are ASCII.

    ``template`` is the press release's; ``read_photo`` gives the original of a photo by its SHA-256. One photo at a
    time is held. The same arguments give the same bytes. Raises Unfit naming a case and its photo that cannot go.
    """
    sums: list[str] = []
    for path, data in _files(topic, template, read_photo):
        sums.append(f"{hashlib.sha256(data).hexdigest()}  {path}\n")
        yield path, data
    yield SUMS, "".join(sums).encode()


def photo_fault(story: KitStory, n: int, data: bytes) -> str:
    """Why the ``n``-th photo of a story (from 0) cannot go into a kit, as a sentence; empty where it can."""
    try:
        labelled(data, Label())
    except Unfit as unfit:
        return BROKEN.format(story=story, n=n + 1, why=unfit)
    return ""


def label_of(story: KitStory, photo: KitPhoto) -> Label:
    """The words that a photo carries."""
    return Label(
        headline=story.title,
        caption=photo.caption or story.title,
        alt=photo.alt,
        credit=photo.credit or story.unit,
        source=story.unit,
        usage=texts.USAGE,
        reference=story.number,
    )


def _files(topic: KitTopic, template: bytes, read_photo: Callable[[str], bytes]) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", texts.read_me(topic)
    yield "01-release.docx", release(topic, template)
    yield "02-facts.docx", fact_sheet(topic)
    yield "03-quotes.txt", texts.quotes(topic)
    yield "05-licence.txt", texts.licence(topic)
    names: list[tuple[str, int, int]] = []
    for at, story in enumerate(topic.stories):
        for n, photo in enumerate(story.photos):
            try:
                data, suffix = labelled(read_photo(photo.sha256), label_of(story, photo))
            except Unfit as unfit:
                raise Unfit(BROKEN.format(story=story, n=n + 1, why=unfit)) from unfit
            path = f"photos/{story.slug}-{n + 1}.{suffix}"
            names.append((path, at, n))
            yield path, data
    rows = texts.caption_rows(topic, names)
    yield "04-captions.xlsx", texts.captions_xlsx(rows)
    yield "04-captions.csv", texts.captions_csv(rows)

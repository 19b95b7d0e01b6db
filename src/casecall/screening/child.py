"""The reading process: takes the files of one application after another, opens and reads them, and answers in frames.

It knows casepaper and no Django, has no network where the kernel allows that, and may be killed at any time.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

from casecall.screening import fence, wire
from casecall.screening.pictures import Picture, photo_view, pictures_of, tables_of
from casepaper.examine import as_json, examine
from casepaper.forms.callfile import parse_call
from casepaper.packing import pack
from casepaper.records import Source, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casepaper.records import Examination, Photo


def main() -> None:
    """Answer tasks until there are no more."""
    inlet, outlet = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among our frames
    fence.die_with_parent()
    fence.shut_the_network()

    def answer(value: Any) -> None:
        outlet.write(wire.frame(value))
        outlet.flush()

    answer({"ready": True})
    while True:
        try:
            task = wire.read(inlet)
            files = tuple(Source(name, wire.read(inlet)) for name in task["files"])
        except EOFError:
            return
        for value in work(task, files, answer):
            answer(value)


def work(task: dict[str, Any], files: tuple[Source, ...], tell: Callable[[Any], None]) -> Iterator[Any]:
    """Read one application: a frame that says it all, then the bytes of its page pictures, its photos, their views.

    Where the files hold several applications, the bytes of those within containers follow too. ``tell`` gets frames
    meanwhile: how far it is, and which file it is at.
    """

    def progress(says: str) -> None:
        tell({"progress": says})

    def at(name: str) -> None:
        tell({"file": name})

    rules = parse_call(task["call"], name="call.toml")
    received = datetime.fromisoformat(task["received"]) if task["received"] else None
    spoilt = [Trouble(*one) for one in task["spoilt"]]
    examination = examine(
        files,
        rules,
        source=task["source"],
        received=received,
        progress=progress,
        at=at,
        trouble=spoilt,
        ages=task.get("ages"),
    )
    pages = pictures_of(examination, files, rules, progress=progress, at=at)
    photos = [photo for photo in examination.paper.photos if photo.data]
    views = [photo_view(photo.data) for photo in photos]
    public, parts = as_json(examination), _parts(examination)
    yield {
        "done": {
            "packed": pack(examination),
            "findings": public["findings"],
            "outcome": public["outcome"],
            "pages": [_page(page) for page in pages],
            "photos": [_photo(photo, view) for photo, view in zip(photos, views, strict=True)],
            "views": [n for n, (data, _, _) in enumerate(views) if data],
            "tables": tables_of(examination, drawn=frozenset(page.file for page in pages)),
            "groups": sorted(map(list, examination.groups), key=lambda group: _age(group, task.get("ages") or {})),
            "parts": [part.name for part in parts],
        }
    }
    yield from (page.data for page in pages)
    yield from (photo.data for photo in photos)
    yield from (data for data, _, _ in views if data)
    yield from (part.data for part in parts)


def _age(group: list[str], ages: dict[str, int]) -> int:
    """With which revision the first of these files came; what stands in a container is as old as that."""
    return min(
        (age for name, age in ages.items() for one in group if f"{one}/".startswith(f"{name}/")),
        default=0,
    )


def _parts(examination: Examination) -> list[Source]:
    """The files within containers that belong to one of several applications."""
    wanted = {name for group in examination.groups for name in group}
    return [part for one in examination.opened for part in one.members if part.name in wanted]


def _page(page: Picture) -> dict[str, Any]:
    size = {"width": page.width, "height": page.height}
    return {"file": page.file, "number": page.number, **size, "fields": dict(page.fields)}


def _photo(photo: Photo, view: tuple[bytes, int, int]) -> dict[str, Any]:
    _, width, height = view
    return {"name": photo.file, "width": width or photo.width, "height": height or photo.height}


if __name__ == "__main__":
    main()

"""Puts a topic together beside the place where it will stand: what is the same as before is linked, not made again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from casecall.publishing import folders
from casecall.publishing.site import search_index
from casecall.publishing.site.derived import folder_of
from casecall.publishing.site.page import inputs_of
from casecall.publishing.site.pages import pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casecall.publishing.content import Content
    from casecall.publishing.pictures import Derived
    from casecall.publishing.site.page import Page

ASSETS = Path(__file__).parent.parent / "assets"
INPUTS = ".inputs.json"  # what the pages follow from; it is in no manifest, so nobody is given it
CASES = "cases/"


@dataclass(slots=True)
class Site:
    """A folder that is being filled, beside the ``former`` one from which whatever is the same is taken."""

    folder: Path
    former: Path
    old: Mapping[str, tuple[str, int]]
    old_inputs: Mapping[str, str]
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)

    def put(self, page: Page) -> bool:
        """Put a page in its place; whether it had to be made."""
        self.inputs[page.path] = page.inputs
        if self.old_inputs.get(page.path) == page.inputs and self.link(page.path):
            return False
        self.write(page.path, page.make())
        return True

    def write(self, path: str, data: bytes) -> None:
        """Write a file, or link the former one where it holds the same."""
        row = (hashlib.sha256(data).hexdigest(), len(data))
        if self.old.get(path) == row and self.link(path):
            return
        with open(self._place(path), "xb") as out:  # noqa: PTH123 - tens of thousands of these
            out.write(data)
        self.files[path] = row

    def link(self, path: str) -> bool:
        """Take a file of the former folder; whether there was one."""
        row = self.old.get(path)
        if row is None or not _linked(f"{self.former}/{path}", self._place(path)):
            return False
        self.files[path] = row
        return True

    def take(self, source: str, path: str, row: tuple[str, int]) -> None:
        """Take a file from elsewhere on this disk, whose hash and size are known."""
        if not _linked(source, self._place(path)):
            raise FileNotFoundError(source)
        self.files[path] = row

    def add(self, paths: Iterable[Path]) -> None:
        """Count in files that another program wrote into the folder."""
        for path in paths:
            data = path.read_bytes()
            self.files[path.relative_to(self.folder).as_posix()] = (hashlib.sha256(data).hexdigest(), len(data))

    def _place(self, path: str) -> str:
        inside = path.rpartition("/")[0]
        if inside not in self.made:
            os.makedirs(f"{self.folder}/{inside}", exist_ok=True)  # noqa: PTH103 - as above
            self.made.add(inside)
        return f"{self.folder}/{path}"


def build(content: Content, photos: Mapping[str, Derived], *, target: Path) -> Path:
    """A topic whole and on disk in a new folder beside ``target``, from which unchanged files are taken.

    Raises OSError; then nothing is left of it.
    """
    beside = folders.beside(target)
    site = Site(beside, target, folders.files_in(target), _inputs_in(target))
    beside.mkdir(parents=True)
    try:
        _fill(site, content, photos)
        (beside / INPUTS).write_text(json.dumps({"manifest": _finish(site), "inputs": site.inputs}))
        folders.to_disk(beside)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return beside


def _fill(site: Site, content: Content, photos: Mapping[str, Derived]) -> None:
    for page in pages(content, photos):
        site.put(page)
    for path in sorted(ASSETS.iterdir()):
        site.write(f"assets/{path.name}", path.read_bytes())
    for derived in photos.values():
        kept = folder_of(derived.sha256)
        for name, row in derived.hashes.items():
            site.take(f"{kept}/{name}", f"photos/{name}", row)
    _index(site)


def _index(site: Site) -> None:
    """The search, made anew only where the page of a case is another."""
    cases = sorted((path, inputs) for path, inputs in site.inputs.items() if path.startswith(CASES))
    follows = inputs_of(search_index.VERSION, [one for one in cases if one[0].endswith(".html")])
    mark = f"{search_index.FOLDER}/"
    former = [path for path in site.old if path.startswith(mark)]
    site.inputs[mark] = follows
    if former and site.old_inputs.get(mark) == follows:
        for path in former:
            site.link(path)
        return
    search_index.make(site.folder)
    site.add(path for path in sorted((site.folder / search_index.FOLDER).rglob("*")) if path.is_file())


def _finish(site: Site) -> str:
    """Write the manifest; its hash."""
    data = folders.manifest_of(site.files)
    (site.folder / folders.MANIFEST).write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def _inputs_in(target: Path) -> Mapping[str, str]:
    """What the pages of a folder follow from, empty where it is not known for just this folder."""
    try:
        kept = json.loads((target / INPUTS).read_bytes())
        manifest = hashlib.sha256((target / folders.MANIFEST).read_bytes()).hexdigest()
        return dict(kept["inputs"]) if kept["manifest"] == manifest else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _linked(source: str, place: str) -> bool:
    """A second name for a file, or a copy of it where the disk has no second names; whether the file was there."""
    try:
        os.link(source, place)
    except FileNotFoundError:
        return False
    except OSError:
        shutil.copyfile(source, place)
    return True

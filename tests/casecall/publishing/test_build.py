"""A topic is put together once: what is the same stays the same file, and a broken run leaves what stood."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casecall.compiling.queries import photo_hashes
from casecall.files.actions import keep
from casecall.flow.upkeep import keep_up
from casecall.flow.worker import run_due
from casecall.publishing import folders, pictures
from casecall.publishing.site import build as building
from casecall.publishing.site import derived, search_index
from casecall.publishing.site.build import INPUTS, Site, build
from casecall.publishing.site.derived import DERIVE, derivatives, drop_unused, folder_of, make_one, make_ready, missing
from tests.casecall.publishing.topics import BLOBS, laid, picture, topic

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from casecall.publishing.content import Content


def retitled(content: Content, n: int, title: str) -> Content:
    stories = list(content.stories)
    stories[n] = replace(stories[n], title=title)
    return replace(content, stories=tuple(stories))


def every_file(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def test_a_topic_laid_again_unchanged_is_the_same_files(tmp_path: Path) -> None:
    target = laid(topic(), tmp_path / "topic")
    before = every_file(target)
    laid(topic(), target)
    after = every_file(target)
    mine = {INPUTS, folders.MANIFEST}
    assert {path: node for path, node in after.items() if path not in mine} == {
        path: node for path, node in before.items() if path not in mine
    }


def test_of_a_changed_case_only_what_shows_it_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = laid(topic(), tmp_path / "topic")
    before = folders.files_in(target)
    made = []
    put = Site.put

    def noted(site: Site, page: building.Page) -> bool:  # type: ignore[name-defined]  # named under TYPE_CHECKING
        if put(site, page):
            made.append(page.path)
        return True

    monkeypatch.setattr(Site, "put", noted)
    changed = retitled(topic(), 0, "另一个标题")
    laid(changed, target)
    slug = changed.stories[0].slug
    assert f"cases/{slug}/index.html" in made
    assert not [path for path in made if path.startswith(("search/", "404", f"cases/{changed.stories[-1].slug}/cite"))]
    after = folders.files_in(target)
    assert {path for path in after if after[path] != before.get(path)} <= set(made)
    assert "另一个标题" in (target / f"cases/{slug}/index.html").read_text()


def test_what_is_linked_is_what_would_have_been_made(tmp_path: Path) -> None:
    target = laid(topic(), tmp_path / "topic")
    changed = retitled(topic(), 1, "改了标题")
    laid(changed, target)
    anew = laid(changed, tmp_path / "anew")
    assert folders.files_in(target) == folders.files_in(anew)


def test_a_folder_that_somebody_changed_is_not_trusted(tmp_path: Path) -> None:
    target = laid(topic(), tmp_path / "topic")
    manifest = json.loads((target / folders.MANIFEST).read_text())
    manifest["files"]["index.html"]["size"] += 1
    (target / folders.MANIFEST).write_text(json.dumps(manifest))
    laid(topic(), target)
    assert folders.files_in(target)["index.html"][1] == (target / "index.html").stat().st_size


def test_the_manifest_names_every_file_but_itself_and_what_pages_follow_from(tmp_path: Path) -> None:
    target = laid(topic(), tmp_path / "topic")
    assert set(folders.files_in(target)) == set(every_file(target)) - {INPUTS, folders.MANIFEST}
    assert "carriers" not in (target / INPUTS).read_text()
    assert not [story.title for story in topic().stories if story.title in (target / INPUTS).read_text()]


@pytest.mark.parametrize("at", [0, 5, 25])
def test_a_full_disk_leaves_what_stood_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    target = laid(topic(), tmp_path / "topic")
    before, written, place = every_file(target), [], Site._place

    def full(site: Site, path: str) -> str:
        written.append(path)
        if len(written) > at:
            raise OSError(28, "No space left on device")
        return place(site, path)

    monkeypatch.setattr(Site, "_place", full)
    with pytest.raises(OSError, match="space"):
        laid(retitled(topic(), 0, "另一个标题"), target)
    assert every_file(target) == before
    assert not list(tmp_path.glob(".*"))


def test_a_search_that_fails_leaves_what_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = laid(topic(), tmp_path / "topic")
    before = every_file(target)

    def failed(_folder: Path) -> None:
        raise search_index.NotIndexed("搜索索引没有做成：内存不足")

    monkeypatch.setattr(search_index, "make", failed)
    with pytest.raises(OSError, match="搜索索引没有做成"):
        laid(retitled(topic(), 0, "另一个标题"), target)
    assert every_file(target) == before


def test_two_that_lay_the_same_topic_at_once_leave_a_whole_one(tmp_path: Path) -> None:
    target, faults = tmp_path / "topic", []

    def lay(n: int) -> None:
        try:
            for _ in range(3):
                laid(retitled(topic(), 0, f"第 {n} 个标题"), target)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is told
            faults.append(fault)

    threads = [threading.Thread(target=lay, args=(n,)) for n in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not faults
    files = folders.files_in(target)
    assert all((target / path).stat().st_size == size for path, (_, size) in files.items())
    assert set(files) == set(every_file(target)) - {INPUTS, folders.MANIFEST}


def test_a_photo_is_made_once_for_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    one = picture(77)
    made = make_ready(one.sha256, BLOBS.__getitem__)
    assert missing([one.sha256, "0" * 64]) == ("0" * 64,)

    def again(*_: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(pictures, "derive", again)
    assert make_ready(one.sha256, again) == made
    assert sorted(path.name for path in folder_of(one.sha256).iterdir()) == sorted([*made.names, "about.json"])


def test_a_photo_that_cannot_be_shown_names_its_case() -> None:
    content = topic()
    with pytest.raises(pictures.Unpublishable, match=r"LZ2022-\d{4}.*第 1 张图片：图片无法打开"):
        derivatives(
            replace(content, stories=tuple(replace(s, photos=(picture(11),)) for s in content.stories[:1])),
            lambda sha256: b"no picture" if missing([sha256]) else BLOBS[sha256],
        )


def test_derivatives_that_nobody_uses_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "store", lambda: tmp_path)
    kept, gone = picture(31), picture(32)
    for one in (kept, gone):
        make_ready(one.sha256, BLOBS.__getitem__)
    assert drop_unused({kept.sha256}) == 1
    assert missing([kept.sha256, gone.sha256]) == (gone.sha256,)


@pytest.mark.slow
def test_the_search_is_made_with_the_topic_and_anew_only_with_its_cases(tmp_path: Path) -> None:
    target = laid(topic(), tmp_path / "topic")
    index = {path: node for path, node in every_file(target).items() if path.startswith("pagefind/")}
    assert {"pagefind/pagefind.js", "pagefind/pagefind-entry.json"} <= set(index)
    assert not [path for path in index if "ui" in path]
    laid(replace(topic(), lead="另一段导语。"), target)
    assert index.items() <= every_file(target).items()
    laid(retitled(topic(), 0, "另一个标题"), target)
    assert not index.items() <= every_file(target).items()
    assert set(folders.files_in(target)) == set(every_file(target)) - {INPUTS, folders.MANIFEST}


@pytest.mark.slow
def test_a_build_that_is_not_put_in_place_changes_nothing(tmp_path: Path) -> None:
    content, target = topic(), tmp_path / "topic"
    beside = build(content, derivatives(content, BLOBS.__getitem__), target=target)
    assert not target.exists()
    assert (beside / "pagefind" / "pagefind.js").is_file()


@pytest.mark.usefixtures("topic")
def test_the_pictures_of_an_edition_are_made_beforehand_by_a_job(
    now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derived, "store", lambda: tmp_path)
    wanted = photo_hashes()
    assert wanted
    assert set(missing(wanted)) == wanted
    keep_up(now=now)
    run_due(names={DERIVE})
    assert missing(wanted) == ()
    keep_up(now=now)
    assert run_due(names={DERIVE}) == 0


def test_a_photo_that_cannot_be_made_is_no_failed_job(db: None, now: datetime) -> None:
    make_one(keep(b"no picture", now=now).sha256)

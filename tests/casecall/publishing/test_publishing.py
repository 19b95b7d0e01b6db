"""What is published stands whole, holds nothing that is nobody's business, and can be taken down."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from django.conf import settings
from PIL import Image

from casecall.audit.writing import write_atomic
from casecall.cases import rules as states
from casecall.cases.actions import TAKE_DOWN, move
from casecall.cases.models import Case
from casecall.compiling.actions import edit_entry, edit_photo
from casecall.compiling.queries import edition, entries_of
from casecall.jobs.queries import for_key
from casecall.publishing import actions, folders, pictures
from casecall.publishing.actions import clear_withdrawn, publish, take_down, take_down_case
from casecall.publishing.channels import website
from casecall.publishing.models import Publication, PublishedCase
from casecall.publishing.queries import (
    publications,
    published_editions,
    published_file,
    published_text,
    where_is,
)
from casecall.publishing.rules import NotReady
from casecall.publishing.site.build import INPUTS, Site
from tests.casecall.screening.papers import GOOD

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from casecall.compiling.records import EntryView

pytestmark = pytest.mark.django_db
BY = "user:1"


def site() -> Path:
    return Path(settings.SITE_OUT) / "lz-2022"


def every_byte() -> bytes:
    return b"\n".join(path.name.encode() + b"\n" + path.read_bytes() for path in site().rglob("*") if path.is_file())


def page(path: str = "index.html") -> str:
    return (site() / path).read_text()


def states_now(edition_id: int) -> list[str]:
    return [Case.objects.get(pk=one.case_id).state for one in edition(edition_id).entries]


def reword(one: EntryView, now: datetime, **changed: str) -> None:
    words = {"title": one.title, "body": one.body, "unit": one.unit, "theme": one.theme}
    edit_entry(one.id, **{**words, **changed}, by=BY, now=now)


def test_a_topic_stands_with_a_page_for_each_case(topic: int, now: datetime) -> None:
    publish(topic, by=BY, now=now)
    assert "把网络修到人心里去" in page()
    assert GOOD["title"] in page()
    assert "会诊 386 人次" in page("cases/lz2022-0001/index.html")
    assert "银龄课堂" in page("cases/lz2022-0002/index.html")
    assert states_now(topic) == ["published", "published"]
    (standing,) = published_editions("cace-2022")
    assert (standing.slug, standing.cases, standing.title) == ("lz-2022", 2, "把网络修到人心里去")
    assert published_editions("another") == ()


def test_the_manifest_names_every_file_with_its_hash(topic: int, now: datetime) -> None:
    publish(topic, by=BY, now=now)
    files = json.loads((site() / "manifest.json").read_text())["files"]
    there = {str(path.relative_to(site())) for path in site().rglob("*") if path.is_file()} - {"manifest.json", INPUTS}
    assert set(files) == there
    for name, row in files.items():
        data = (site() / name).read_bytes()
        assert row == {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def test_no_contact_data_and_no_metadata_leave(topic: int, now: datetime) -> None:
    publish(topic, by=BY, now=now)
    everything = every_byte()
    for secret in (GOOD["contact"], GOOD["phone"], GOOD["email"], GOOD["position"], "SECRET-NOTE", "盖章原件已收到"):
        assert secret.encode() not in everything, secret
    assert b"Exif" not in everything
    for path in site().glob("photos/*"):
        with Image.open(path) as picture:
            assert not picture.getexif()
            assert "icc_profile" not in picture.info


def test_what_slipped_into_the_words_of_a_photo_keeps_the_topic_back(topic: int, now: datetime) -> None:
    photo = edition(topic).entries[0].photos[0]
    edit_photo(photo.id, order=1, caption="联系 0851-86001234", alt="", credit="", shown=True, by=BY, now=now)
    with pytest.raises(NotReady, match="联系方式"):
        publish(topic, by=BY, now=now)
    edit_photo(photo.id, order=1, caption="联系 0851-86001234", alt="", credit="", shown=False, by=BY, now=now)
    publish(topic, by=BY, now=now)
    assert b"86001234" not in every_byte()


def test_without_the_undertaking_nothing_leaves_until_a_reason_is_recorded(
    topic: int, accepted: Callable[..., int], now: datetime
) -> None:
    from casecall.compiling.actions import add_cases

    add_cases(topic, [accepted(promise=False, title="云上采茶忙")], by=BY, now=now)
    with pytest.raises(NotReady) as caught:
        publish(topic, by=BY, now=now)
    assert [reason for reason in caught.value.reasons if "云上采茶忙" in reason and "承诺" in reason]
    assert not site().exists()
    assert not Publication.objects.exists()
    reword(edition(topic).entries[2], now, unpledged_why="承诺书另纸盖章")
    publish(topic, by=BY, now=now)
    assert "云上采茶忙" in page()
    assert "承诺书另纸盖章" not in page()


def test_every_obstacle_is_said_at_once(topic: int, now: datetime) -> None:
    for one in edition(topic).entries:
        reword(one, now, body="")
    with pytest.raises(NotReady) as caught:
        publish(topic, by=BY, now=now)
    assert len(caught.value.reasons) == 2


def test_an_empty_topic_does_not_leave(call: object, now: datetime) -> None:
    from casecall.compiling.actions import make_edition

    empty = make_edition(call.id, slug="empty", title="空", by=BY, now=now)  # type: ignore[attr-defined]
    with pytest.raises(NotReady, match="还没有案例"):
        publish(empty, by=BY, now=now)


def test_the_same_topic_sent_again_is_the_publication_that_stands(topic: int, now: datetime) -> None:
    first = publish(topic, by=BY, now=now)
    assert publish(topic, by=BY, now=now) == first
    assert Publication.objects.count() == 1


def test_a_changed_topic_takes_the_place_of_the_former_which_is_kept(topic: int, now: datetime) -> None:
    first = publish(topic, by=BY, now=now)
    reword(edition(topic).entries[0], now, title="网络村医")
    second = publish(topic, by=BY, now=now)
    assert second != first
    assert "网络村医" in page()
    assert GOOD["title"] not in page()
    rows = publications(topic)
    assert [one.taken_down_at is None for one in rows] == [True, False]
    former = Publication.objects.get(pk=first)
    assert former.content["stories"][0]["title"] == GOOD["title"]
    assert len(published_editions()) == 1
    assert [one.stands for one in where_is(edition(topic).entries[0].case_id)] == [True, False]
    assert not list(Path(settings.SITE_OUT).glob(".*"))


def test_photos_that_stand_already_are_not_made_anew(
    topic: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(topic, by=BY, now=now)
    reword(edition(topic).entries[0], now, title="网络村医")

    def made_again(_data: bytes, _sha256: str) -> pictures.Derived:
        raise AssertionError

    monkeypatch.setattr(pictures, "derive", made_again)
    publish(topic, by=BY, now=now)


def test_a_half_written_topic_never_takes_the_place_of_a_whole_one(
    topic: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(topic, by=BY, now=now)
    before = every_byte()
    reword(edition(topic).entries[0], now, title="网络村医")
    write, written = Site.write, []

    def full_disk(site: Site, path: str, data: bytes) -> None:
        written.append(path)
        if len(written) > 3:
            raise OSError(28, "No space left on device")
        write(site, path, data)

    monkeypatch.setattr(Site, "write", full_disk)
    with pytest.raises(NotReady, match="没有写成，现有的不受影响"):
        publish(topic, by=BY, now=now)
    assert every_byte() == before
    assert not list(Path(settings.SITE_OUT).glob(".*"))
    assert Publication.objects.count() == 1


def test_a_topic_that_cannot_be_put_in_place_leaves_no_row(
    topic: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_sent: Path, _slug: str) -> None:
        raise PermissionError

    monkeypatch.setattr(website, "stand", refused)
    with pytest.raises(PermissionError):
        publish(topic, by=BY, now=now)
    assert not Publication.objects.exists()
    assert states_now(topic) == ["compiled", "compiled"]
    assert not list(Path(settings.SITE_OUT).glob(".*"))


@pytest.mark.parametrize("atomic", [True, False])
def test_folders_change_places_with_and_without_the_kernels_help(
    tmp_path: Path, atomic: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not atomic:
        monkeypatch.setattr(folders, "_exchange", lambda _one, _other: False)
    target = tmp_path / "topic"
    for files in ({"index.html": b"old", "a/b.txt": b"b"}, {"index.html": b"new"}):
        beside = folders.beside(target)
        for name, data in files.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).write_bytes(data)
        folders.to_disk(beside)
        folders.put_in_place(beside, target)
    assert (target / "index.html").read_bytes() == b"new"
    assert not (target / "a").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["topic"]


def test_what_a_broken_run_left_beside_is_swept_once_it_is_old(tmp_path: Path) -> None:
    import os

    old, young = tmp_path / ".new-topic-aa", tmp_path / ".new-topic-bb"
    for left in (old, young):
        left.mkdir()
    os.utime(old, (0, 0))
    folders.beside(tmp_path / "topic")
    assert not old.exists()
    assert young.exists()


def test_a_topic_taken_down_is_gone_and_its_cases_are_compiled_again(topic: int, now: datetime) -> None:
    publication = publish(topic, by=BY, now=now)
    with pytest.raises(NotReady, match="理由"):
        take_down(publication, why=" ", by=BY, now=now)
    take_down(publication, why="内容需重新核实", by=BY, now=now)
    assert not site().exists()
    assert published_editions() == ()
    assert published_file("lz-2022", "index.html") is None
    assert states_now(topic) == ["compiled", "compiled"]
    kept = Publication.objects.get(pk=publication)
    assert kept.content["stories"][0]["title"] == GOOD["title"]
    standing = where_is(edition(topic).entries[0].case_id)[0]
    assert (standing.stands, standing.why) == (False, "内容需重新核实")
    take_down(publication, why="再点一次", by=BY, now=now)


def test_a_topic_taken_down_can_be_published_again(topic: int, now: datetime) -> None:
    take_down(publish(topic, by=BY, now=now), why="核实", by=BY, now=now)
    publish(topic, by=BY, now=now)
    assert states_now(topic) == ["published", "published"]
    assert site().exists()


def test_one_case_taken_down_leaves_the_rest_standing(topic: int, now: datetime) -> None:
    publication = publish(topic, by=BY, now=now)
    first, second = (one.case_id for one in edition(topic).entries)
    take_down_case(publication, first, why="单位要求", by=BY, now=now)
    assert GOOD["title"].encode() not in every_byte()
    assert "银龄课堂" in page()
    assert "已经撤下" in (site() / "cases/lz2022-0001/index.html").read_text()
    assert states_now(topic) == ["compiled", "published"]
    assert published_editions()[0].cases == 1
    assert published_text(first) is not None
    assert where_is(first)[0].why == "单位要求"
    take_down_case(publication, second, why="单位要求", by=BY, now=now)
    assert not site().exists()


def test_a_case_that_its_unit_withdrew_goes_from_the_topic_and_stays_withdrawn(topic: int, now: datetime) -> None:
    publish(topic, by=BY, now=now)
    case_id = edition(topic).entries[0].case_id
    move(case_id, states.WITHDRAWN, by="applicant:1", at=now, why="不再参加")
    assert clear_withdrawn(now=now) == 1
    assert clear_withdrawn(now=now) == 0
    assert GOOD["title"].encode() not in every_byte()
    assert Case.objects.get(pk=case_id).state == "withdrawn"
    with pytest.raises(NotReady, match="移出"):
        publish(topic, by=BY, now=now)


def test_a_published_case_that_ends_asks_in_the_same_transaction_to_be_taken_down(topic: int, now: datetime) -> None:
    first, second = (one.case_id for one in edition(topic).entries)
    publish(topic, by=BY, now=now)

    def broken_off() -> NoReturn:
        with write_atomic():
            move(first, states.WITHDRAWN, by="applicant:1", at=now, why="不再参加")
            raise NotReady(("有一处不成",))

    with pytest.raises(NotReady):
        broken_off()
    assert for_key(TAKE_DOWN, str(first)) is None
    move(first, states.WITHDRAWN, by="applicant:1", at=now, why="不再参加")
    assert for_key(TAKE_DOWN, str(first)) is not None
    assert for_key(TAKE_DOWN, str(second)) is None


def test_the_third_text_is_what_was_sent(topic: int, now: datetime) -> None:
    case_id = edition(topic).entries[0].case_id
    assert published_text(case_id) is None
    publish(topic, by=BY, now=now)
    reword(entries_of(case_id)[0], now, title="之后又改")
    sent = published_text(case_id)
    assert sent is not None
    assert (sent.title, sent.body) == (GOOD["title"], GOOD["body"])


FILES = {
    "": "text/html; charset=utf-8",
    "index.html": "text/html; charset=utf-8",
    "cases/lz2022-0001/": "text/html; charset=utf-8",
    "assets/topic.css": "text/css; charset=utf-8",
    "assets/topic.js": "text/javascript; charset=utf-8",
    "assets/icon.svg": "image/svg+xml",
}
NOWHERE = (
    ("lz-2022", "../../files/secret"),
    ("lz-2022", "/etc/passwd"),
    ("lz-2022", "cases/../index.html"),
    ("lz-2022", "manifest.json"),
    ("lz-2022", "nothing.html"),
    ("..", "index.html"),
    ("../data", "index.html"),
    ("", "index.html"),
    (".new-lz-2022-00", "index.html"),
    ("another", "index.html"),
)


def test_files_of_a_topic_are_given_out_by_path_and_no_path_leads_anywhere_else(topic: int, now: datetime) -> None:
    publish(topic, by=BY, now=now)
    for path, media_type in FILES.items():
        found = published_file("lz-2022", path)
        assert found is not None
        assert found.media_type == media_type
        assert found.etag == hashlib.sha256(found.path.read_bytes()).hexdigest()
        assert found.size == found.path.stat().st_size
    for slug, path in NOWHERE:
        assert published_file(slug, path) is None, (slug, path)


def test_a_photo_is_made_in_several_widths_and_never_wider_than_it_is() -> None:
    wide, narrow = (pictures.derive(_jpeg((width, 300)), "a" * 64) for width in (2400, 620))
    assert wide.widths == (400, 800, 1200)
    assert narrow.widths == (400, 620)
    for derived in (wide, narrow):
        for name, data in derived.files.items():
            with Image.open(io.BytesIO(data)) as picture:
                assert f"-{picture.width}." in name


def test_a_photo_that_lies_on_its_side_is_set_upright() -> None:
    derived = pictures.derive(_jpeg((600, 300), orientation=6), "a" * 64)
    assert (derived.width, derived.height) == (300, 600)
    assert pictures.measure(_jpeg((600, 300), orientation=6)) == (300, 600)


def test_what_is_no_picture_is_refused_with_a_sentence() -> None:
    for data in (b"", b"GIF89a", b"\xff\xd8\xff\xe0 broken"):
        with pytest.raises(pictures.Unpublishable, match="无法打开"):
            pictures.derive(data, "a" * 64)


def test_a_picture_beyond_all_measure_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)
    with pytest.raises(pictures.Unpublishable, match="像素"):
        pictures.derive(_jpeg((600, 300)), "a" * 64)


def test_a_photo_of_a_phone_is_published_as_what_every_browser_shows() -> None:
    (path,) = (Path(__file__).parents[3] / "samples" / "inbox").glob("39_*.heic")
    derived = pictures.derive(path.read_bytes(), "a" * 64)
    assert derived.width <= 1200
    assert {name.rsplit(".", 1)[1] for name in derived.files} == {"webp", "jpg"}


def test_a_photo_with_transparency_lies_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (500, 300), (255, 0, 0, 0)).save(out, "PNG")
    derived = pictures.derive(out.getvalue(), "a" * 64)
    with Image.open(io.BytesIO(derived.files[f"{'a' * 16}-500.jpg"])) as picture:
        assert picture.getpixel((10, 10)) == (255, 255, 255)


def test_the_digest_does_not_turn_on_the_time_of_sending(topic: int, now: datetime) -> None:
    from datetime import timedelta

    contents = [actions.content_for(topic, "website", now=moment) for moment in (now, now + timedelta(days=1))]
    assert actions.digest_of(contents[0]) == actions.digest_of(contents[1])
    assert PublishedCase.objects.count() == 0


def _jpeg(size: tuple[int, int], *, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["EPS", "ICO", "PPM"])
def test_a_photo_of_a_kind_that_nobody_sends_is_not_decoded(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 140)).save(out, kind)  # the decoder of the first starts another program
    with pytest.raises(pictures.Unpublishable):
        pictures.derive(out.getvalue(), "a" * 64)

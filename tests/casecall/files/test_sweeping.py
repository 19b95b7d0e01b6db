"""Bytes that nothing speaks of go once they are old; whatever is pointed to, in whichever way, stays."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from casecall.cases.actions import add_revision, open_case
from casecall.cases.rules import RECEIVED
from casecall.compiling.models import EntryPhoto
from casecall.files import sweeping
from casecall.files.actions import keep
from casecall.files.models import StoredFile
from casecall.files.queries import blobs, exists, path_of, stored, verify
from casecall.files.sweeping import drop_orphans, named_in_json, nothing_removed
from casecall.flow.upkeep import sweep
from casecall.receiving.actions import receive
from casecall.receiving.records import ReceivedFile
from casecall.screening.models import Screening

if TYPE_CHECKING:
    from casecall.calls.queries import CallRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    """The true time: the age of a blob on the disk is its own."""
    return datetime.now(tz=UTC)


def left(data: bytes, now: datetime) -> str:
    return keep(data, now=now).sha256


def test_what_a_refused_upload_left_goes_after_a_day(now: datetime) -> None:
    orphan = left(b"nobody's", now)
    assert drop_orphans(now=now + timedelta(hours=23)) == 0
    assert verify(orphan)
    assert drop_orphans(now=now + timedelta(hours=25)) == 1
    assert not exists(orphan)
    assert stored(orphan) is None
    assert list((blobs() / "incoming").iterdir()) == []


def test_what_a_case_or_a_delivery_points_to_stays(call: CallRow, now: datetime) -> None:
    case = open_case(call.id, door="upload", state=RECEIVED, now=now, by="applicant")
    filed, sent = left(b"of a revision", now), left(b"of a parcel", now)
    add_revision(case.pk, [(filed, "a.pdf")], door="upload", now=now, by="applicant")
    receive([ReceivedFile("b.pdf", sent)], call_id=call.id, door="upload", sent_at=now, now=now, by="applicant")
    assert drop_orphans(now=now + timedelta(days=30)) == 0
    assert verify(filed)
    assert verify(sent)


def test_a_picture_that_only_a_screening_names_stays(call: CallRow, now: datetime) -> None:
    case = open_case(call.id, door="upload", state=RECEIVED, now=now, by="applicant")
    revision = add_revision(case.pk, [], door="upload", now=now, by="applicant")
    page, view = left(b"a page", now), left(b"a view of a photo", now)
    pages, photos = [{"file": "a.pdf", "sha256": page}], [{"name": "b.jpg", "sha256": "0" * 64, "view": view}]
    Screening.objects.create(
        revision=revision, made_at=now, engine="x", outcome="faulty", examination={}, pages=pages, photos=photos
    )
    assert {page, view} <= named_in_json()
    assert drop_orphans(now=now + timedelta(days=30)) == 0
    assert verify(page)
    assert verify(view)


def test_every_table_that_points_to_files_is_asked() -> None:
    asked = {model.__name__ for model, _ in sweeping._pointing()}
    assert {"RevisionFile", "ParcelFile", EntryPhoto.__name__} <= asked


def test_a_blob_without_a_row_goes_too(now: datetime) -> None:
    bare = left(b"its transaction was undone", now)
    StoredFile.objects.all().delete()
    assert drop_orphans(now=now + timedelta(hours=25)) == 1
    assert not exists(bare)


def test_what_is_sent_again_is_young_again(now: datetime) -> None:
    orphan = left(b"sent twice", now)
    os.utime(path_of(orphan), (0, 0))
    StoredFile.objects.update(kept_at=now - timedelta(days=9))
    left(b"sent twice", now)
    assert drop_orphans(now=now) == 0
    assert verify(orphan)


@pytest.mark.parametrize("moment", ["stat", "after"])
def test_what_is_kept_again_while_it_is_being_removed_stays(
    now: datetime, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    orphan = left(b"wanted after all", now)
    if moment == "after":  # it was put aside already, and came whole once more
        real = sweeping._gone

        def gone(*given: object) -> bool:
            left(b"wanted after all", now)
            return real(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(sweeping, "_gone", gone)
        when = now + timedelta(days=2)
    else:  # it was found there and touched just before it was put aside
        os.utime(path_of(orphan), (0, 0))
        StoredFile.objects.update(kept_at=now - timedelta(days=9))
        monkeypatch.setattr(sweeping, "named_in_json", lambda: left(b"wanted after all", now) and set())
        when = now
    assert drop_orphans(now=when) == 0
    assert verify(orphan)
    assert stored(orphan) is not None


@pytest.mark.django_db(transaction=True)
def test_keeping_and_sweeping_at_once_never_lose_bytes(now: datetime) -> None:
    wrong: list[BaseException] = []

    def sweeper() -> None:
        try:
            drop_orphans(now=now)
        except BaseException as one:  # noqa: BLE001 - it is looked at below
            wrong.append(one)
        finally:
            connections.close_all()

    for _ in range(20):
        orphan = left(b"again and again", now)
        os.utime(path_of(orphan), (0, 0))
        StoredFile.objects.update(kept_at=now - timedelta(days=9))
        thread = threading.Thread(target=sweeper)
        thread.start()
        left(b"again and again", now)
        thread.join()
        assert not wrong
        assert verify(orphan)
        assert stored(orphan) is not None


def test_nothing_goes_while_a_backup_is_made(now: datetime) -> None:
    orphan = left(b"in the copy of the database", now)
    with nothing_removed(), nothing_removed():
        assert drop_orphans(now=now + timedelta(days=2)) == 0
        assert verify(orphan)
    assert drop_orphans(now=now + timedelta(days=2)) == 1


def test_upkeep_sweeps(now: datetime) -> None:
    orphan = left(b"nobody's", now)
    sweep(now=now + timedelta(days=2))
    assert not exists(orphan)

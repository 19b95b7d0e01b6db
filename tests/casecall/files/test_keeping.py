"""Files: kept once, whole before any row speaks of them, known by their content and never by their name."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from casecall.files import actions
from casecall.files.actions import TooBig, drop_halves, keep
from casecall.files.models import StoredFile
from casecall.files.queries import blobs, exists, open_blob, path_of, read, stored, verify

if TYPE_CHECKING:
    from pytest_django import Settings

NOW = datetime(2022, 9, 1, 2, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def halves() -> list[Path]:
    return list((blobs() / "incoming").glob("*"))


def test_bytes_come_back_as_they_went_in() -> None:
    row = keep(b"%PDF-1.7 ...", now=NOW)
    assert row.sha256 == hashlib.sha256(b"%PDF-1.7 ...").hexdigest()
    assert (row.size, row.media_type, row.kept_at) == (12, "application/pdf", NOW)
    assert read(row.sha256) == b"%PDF-1.7 ..."
    with open_blob(row.sha256) as blob:
        assert blob.read(4) == b"%PDF"
    assert verify(row.sha256)
    assert stored(row.sha256) == row
    assert halves() == []


def test_nothing_is_kept_twice() -> None:
    first = keep(b"the same", now=NOW)
    before = path_of(first.sha256).stat()
    second = keep(io.BytesIO(b"the same"), now=NOW + timedelta(days=1))
    assert second.pk == first.pk
    assert second.kept_at == NOW
    assert StoredFile.objects.count() == 1
    assert path_of(first.sha256).stat().st_ino == before.st_ino


def test_a_stream_is_kept_piece_by_piece() -> None:
    whole = os.urandom(3 * actions.STEP + 17)
    assert read(keep(io.BytesIO(whole), now=NOW).sha256) == whole


def test_what_is_too_big_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(TooBig, match="1 MB"):
        keep(io.BytesIO(b"x" * (1024 * 1024 + 1)), now=NOW, most=1024 * 1024)
    assert halves() == []
    assert not StoredFile.objects.exists()
    assert keep(b"x" * 1024, now=NOW, most=1024).size == 1024


def test_an_empty_file_can_be_kept() -> None:
    row = keep(b"", now=NOW)
    assert (row.size, row.media_type) == (0, "application/octet-stream")
    assert verify(row.sha256)


def test_a_crash_between_bytes_and_row_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(**_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(actions, "write_atomic", crash)
        with pytest.raises(SystemExit):
            keep(b"a stamped page", now=NOW)
    sha256 = hashlib.sha256(b"a stamped page").hexdigest()
    assert exists(sha256)
    assert stored(sha256) is None
    assert keep(b"a stamped page", now=NOW).sha256 == sha256
    assert stored(sha256) is not None


def test_a_crash_while_writing_leaves_no_blob_under_a_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", crash)
    with pytest.raises(OSError, match="No space"):
        keep(b"half", now=NOW)
    assert not exists(hashlib.sha256(b"half").hexdigest())
    assert halves() == []


def test_bytes_are_flushed_and_then_their_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    real = os.fsync

    def note(handle: int) -> None:
        flushed.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        real(handle)

    monkeypatch.setattr(os, "fsync", note)
    row = keep(b"flush me", now=NOW)
    assert flushed[0].startswith(str(blobs() / "incoming"))
    assert flushed[1:] == [str(path_of(row.sha256).parent), str(blobs())]


def test_an_undone_transaction_takes_the_row_and_leaves_the_blob() -> None:
    def undone() -> None:
        with transaction.atomic():
            keep(b"undone", now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    sha256 = hashlib.sha256(b"undone").hexdigest()
    assert stored(sha256) is None
    assert exists(sha256)


def test_a_blob_that_was_changed_on_the_disk_is_found_out() -> None:
    row = keep(b"as it came", now=NOW)
    path = path_of(row.sha256)
    path.chmod(0o600)
    path.write_bytes(b"as somebody wants it")
    assert not verify(row.sha256)
    path.unlink()
    assert not verify(row.sha256)
    assert not exists(row.sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 65, f"{'a' * 63}/"])
def test_only_a_hash_names_a_blob(name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        path_of(name)
    assert not exists(name)
    assert stored(name) is None


def test_halves_of_a_crash_are_dropped_once_they_are_old() -> None:
    keep(b"x", now=NOW)
    half = blobs() / "incoming" / "0123"
    half.write_bytes(b"half")
    made = datetime.fromtimestamp(half.stat().st_mtime, tz=UTC)
    assert drop_halves(now=made + timedelta(hours=23)) == 0
    assert half.exists()
    assert drop_halves(now=made + timedelta(hours=25)) == 1
    assert not half.exists()


def test_an_upload_that_broke_off_goes_after_a_day_and_one_under_way_stays(settings: Settings) -> None:
    settings.INCOMING.mkdir(parents=True)
    half = settings.INCOMING / "tmp1.upload.docx"
    half.write_bytes(b"half of a form")
    made = datetime.fromtimestamp(half.stat().st_mtime, tz=UTC)
    assert drop_halves(now=made + timedelta(hours=23)) == 0
    assert drop_halves(now=made + timedelta(hours=25)) == 1
    assert not half.exists()

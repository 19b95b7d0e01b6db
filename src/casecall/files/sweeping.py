"""Removes bytes that nothing speaks of: what a refused upload left behind, once it is old."""

from __future__ import annotations

import fcntl
import re
import secrets
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import JSONField, TextField
from django.db.models.functions import Cast

from casecall.audit.writing import write_atomic
from casecall.files.models import StoredFile
from casecall.files.queries import blobs, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from django.db.models import Model, QuerySet

_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
BATCH = 200


def drop_orphans(*, now: datetime, age: timedelta = timedelta(days=1)) -> int:
    """Remove blobs, old ones, that no row of any room points to, by a foreign key or by a hash in JSON; how many.

    One that somebody keeps again in the meantime stays, and all do while a backup is made.
    """
    with _lock(fcntl.LOCK_EX | fcntl.LOCK_NB) as alone:
        return _sweep(now - age) if alone else 0


@contextmanager
def nothing_removed() -> Iterator[None]:
    """As long as this lasts no blob is removed: a backup finds each of which its copy of the database speaks."""
    with _lock(fcntl.LOCK_SH):
        yield


@contextmanager
def _lock(how: int) -> Iterator[bool]:
    blobs().mkdir(parents=True, exist_ok=True, mode=0o750)
    with (blobs() / "sweep.lock").open("w") as lock:
        try:
            fcntl.flock(lock, how)
        except BlockingIOError:
            yield False
        else:
            yield True


def _sweep(before: datetime) -> int:
    suspects = set(_unpointed(StoredFile.objects.filter(kept_at__lt=before)).values_list("pk", flat=True))
    suspects |= {one.name for one in blobs().glob("??/*") if _old(one, before)} - _rows()
    if suspects:
        suspects -= named_in_json()
    return sum(_drop(one, before) for one in sorted(suspects))


def named_in_json() -> set[str]:
    """Every hash that stands in a JSON column of any table: pictures of pages, photos, what was published."""
    found: set[str] = set()
    for model in apps.get_models():
        for field in (one for one in model._meta.fields if isinstance(one, JSONField)):  # noqa: SLF001 - Django's own way
            texts = model._base_manager.annotate(whole=Cast(field.attname, TextField()))  # noqa: SLF001
            for text in texts.values_list("whole", flat=True).iterator(chunk_size=BATCH):
                found.update(_HASH.findall(text or ""))
    return found


def _rows() -> set[str]:
    return set(StoredFile.objects.values_list("pk", flat=True))


def _pointing() -> Iterator[tuple[type[Model], str]]:
    """The tables that point to files, with the column that does; whichever rooms there are."""
    for relation in StoredFile._meta.get_fields(include_hidden=True):  # noqa: SLF001
        if relation.auto_created and not relation.concrete and relation.related_model:
            field: Any = relation
            yield field.related_model, field.field.attname


def _unpointed(files: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
    for model, column in _pointing():
        pointed = model._base_manager.filter(**{f"{column}__isnull": False})  # noqa: SLF001
        files = files.exclude(pk__in=pointed.values(column))
    return files


def _drop(sha256: str, before: datetime) -> bool:
    """Put a blob aside, and remove it and its row unless it turns out that somebody keeps it just now."""
    whole, aside = path_of(sha256), blobs() / "incoming" / secrets.token_hex(12)
    aside.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    try:
        whole.rename(aside)
    except FileNotFoundError:
        aside = whole
    with write_atomic(recorded=False):
        row = StoredFile.objects.select_for_update().filter(pk=sha256)
        if not _gone(aside, whole, before) or row.exists() != _unpointed(row).exists():
            if aside.exists() and not whole.exists():
                aside.rename(whole)
            return False
        row.delete()
    if aside != whole:
        aside.unlink(missing_ok=True)
    return True


def _gone(aside: Path, whole: Path, before: datetime) -> bool:
    """Whether the blob was not kept again since it was put aside, or touched on the way."""
    return not whole.exists() and (not aside.exists() or _old(aside, before))


def _old(path: Path, before: datetime) -> bool:
    try:
        return path.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False

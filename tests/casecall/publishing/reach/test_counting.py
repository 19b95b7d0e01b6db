"""Access logs are counted, each line once, whatever happens in between; nothing in the database says who read."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError

from casecall.publishing.models import AccessLog, PageViews, Referrals
from casecall.publishing.reach import counting
from casecall.publishing.reach.counting import Unfit, count_brought, count_own, own_has_grown
from tests.casecall.publishing.reach.test_lines import line

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our own log, in a folder of the test."""
    monkeypatch.setattr(counting, "own_folder", lambda: tmp_path)
    return tmp_path / "topic.log"


def views() -> dict[str, int]:
    return dict(PageViews.objects.values_list("path", "people"))


def brought(*lines: bytes) -> io.BytesIO:
    return io.BytesIO(b"".join(lines))


def count(log: io.BytesIO, now: datetime) -> counting.Counted:
    return count_brought(log, slug="topic", base_url="https://cases.example.org/anli/", by="1", now=now)


def test_what_came_since_is_counted_and_nothing_twice(own: Path, now: datetime) -> None:
    own.write_bytes(line() + line("/t/topic/cases/a/"))
    assert own_has_grown()
    assert count_own(now=now) == 2
    assert not own_has_grown()
    assert count_own(now=now) == 0
    with own.open("ab") as log:
        log.write(line() + line()[:40])
    assert count_own(now=now) == 1, "a line that is still being written waits"
    with own.open("ab") as log:
        log.write(line()[40:])
    assert count_own(now=now) == 1
    assert views() == {"": 3, "cases/a/": 1}


def test_a_count_that_breaks_off_counts_the_same_lines_again_and_once(
    own: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.write_bytes(line() * 5)
    kept = AccessLog.save
    monkeypatch.setattr(AccessLog, "save", lambda *_, **__: (_ for _ in ()).throw(DatabaseError("disk full")))
    with pytest.raises(DatabaseError):
        count_own(now=now)
    assert views() == {}
    monkeypatch.setattr(AccessLog, "save", kept)
    assert count_own(now=now) == 5
    assert views() == {"": 5}


def test_a_long_log_is_turned_over_and_goes_once_it_is_counted(
    own: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "TURN_OVER", 200)
    own.write_bytes(line() * 3)
    count_own(now=now)
    old = own.with_name("topic.log.1")
    assert old.exists()
    with old.open("ab") as log:
        log.write(line())  # by a process that still had it open
    own.write_bytes(line())
    assert count_own(now=now) == 2
    assert not old.exists()
    own.write_bytes(line() * 2)
    count_own(now=now)
    assert views() == {"": 6}


def test_programs_and_other_pages_are_not_counted_as_readers(own: Path, now: datetime) -> None:
    own.write_bytes(
        line(agent="Baiduspider/2.0") + line("/t/topic/assets/topic.css") + line("/office/") + b"nonsense\n"
    )
    assert count_own(now=now) == 4
    [row] = PageViews.objects.all()
    assert (row.people, row.bots) == (0, 1)
    assert AccessLog.objects.get().refused == 1


def test_a_day_is_the_day_in_beijing(own: Path, now: datetime) -> None:
    own.write_bytes(line().replace(b"25/Nov/2026:08:00:00 +0800", b"24/Nov/2026:17:00:00 +0000"))
    count_own(now=now)
    assert PageViews.objects.get().day.isoformat() == "2026-11-25"


def test_a_log_from_elsewhere_is_counted_under_its_address(now: datetime) -> None:
    log = brought(
        line("/anli/", referrer="https://www.example.com/x"), line("/anli/cases/a/"), line("/other/"), line("/t/topic/")
    )
    found = count(log, now)
    assert (found.lines, found.views, found.refused, found.before) == (4, 2, 0, 0)
    assert views() == {"": 1, "cases/a/": 1}
    assert list(Referrals.objects.values_list("host", "count")) == [("example.com", 1)]


def test_a_log_that_has_grown_is_counted_from_where_it_was_left(now: datetime) -> None:
    begun = [line("/anli/"), line("/anli/cases/a/")]
    count(brought(*begun), now)
    again = count(brought(*begun), now)
    assert (again.lines, again.before) == (0, 2)
    more = count(brought(*begun, line("/anli/")), now)
    assert (more.lines, more.before) == (1, 2)
    assert views() == {"": 2, "cases/a/": 1}


def test_a_packed_log_is_the_same_log(now: datetime) -> None:
    lines = [line("/anli/"), line("/anli/cases/a/")]
    count(brought(*lines), now)
    again = count(io.BytesIO(gzip.compress(b"".join(lines))), now)
    assert (again.lines, again.before) == (0, 2)


def test_a_log_that_begins_alike_and_goes_on_otherwise_is_refused(now: datetime) -> None:
    count(brought(line("/anli/"), line("/anli/cases/a/")), now)
    with pytest.raises(Unfit, match="无法判断"):
        count(brought(line("/anli/"), line("/anli/cases/b/"), line("/anli/")), now)
    assert views() == {"": 1, "cases/a/": 1}


def test_of_another_log_only_what_came_after_the_first_is_counted(now: datetime) -> None:
    def at(hour: int) -> bytes:
        return line(f"/anli/cases/{hour}/").replace(b":08:00:00", f":{hour:02d}:00:00".encode())

    count(brought(at(8), at(9), at(10)), now)
    found = count(brought(at(9), at(10), at(11)), now)
    assert found.before == 1
    assert views()["cases/11/"] == 1
    assert views()["cases/9/"] == 1


@pytest.mark.parametrize("data", [b"PK\x03\x04 no log\n" * 3, b"\x1f\x8b broken", b"<html>\n<p>404</p>\n"])
def test_what_is_no_log_is_refused_with_a_sentence_and_nothing_kept(data: bytes, now: datetime) -> None:
    with pytest.raises(Unfit):
        count(io.BytesIO(data), now)
    assert not AccessLog.objects.exists()


def test_a_packed_log_beyond_all_measure_is_refused(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_UNPACKED", 10_000)
    with pytest.raises(Unfit, match="按天或按周"):
        count(io.BytesIO(gzip.compress(line("/anli/") * 1000)), now)
    assert views() == {}


def test_no_address_and_no_browser_is_kept(own: Path, now: datetime) -> None:
    own.write_bytes(line(referrer="https://mail.example.com/u/zhang?id=7"))
    count_own(now=now)
    count(brought(line("/anli/", referrer="https://mail.example.com/u/zhang?id=7")), now)
    kept = [str(row) for table in (AccessLog, PageViews, Referrals) for row in table.objects.values()]
    assert not [row for row in kept for word in ("203.0.113", "Mozilla", "zhang", "id=7") if word in row]

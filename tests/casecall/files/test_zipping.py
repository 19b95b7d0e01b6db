"""A zip is made while it is sent: nothing is asked for before its turn, and nothing stays."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from casecall.files.zipping import zipped, zipped_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = datetime(2022, 12, 20, 9, 30, 2, tzinfo=UTC)
MB = 1024 * 1024


def test_every_entry_comes_out_with_its_name_its_time_and_its_bytes() -> None:
    data = b"".join(zipped([("a.txt", AT, [b"one", b"two"]), ("b/c.txt", AT, [])]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.txt", "b/c.txt"]
        assert archive.read("a.txt") == b"onetwo"
        assert archive.getinfo("a.txt").date_time == (2022, 12, 20, 9, 30, 2)


def test_a_time_before_zips_is_the_first_that_a_zip_knows() -> None:
    data = b"".join(zipped([("a", datetime(1970, 1, 2, tzinfo=UTC), [b""])]))
    assert zipfile.ZipFile(io.BytesIO(data)).getinfo("a").date_time[0] == 1980


def test_the_next_entry_is_asked_for_after_the_one_before_was_sent() -> None:
    asked: list[int] = []

    def entries() -> Iterator[tuple[str, datetime, list[bytes]]]:
        for n in range(3):
            asked.append(n)
            yield str(n), AT, [b"x" * 10]

    pieces = zipped(entries())
    next(pieces)
    assert asked == [0]


def test_the_memory_does_not_grow_with_what_is_sent() -> None:
    def entries() -> Iterator[tuple[str, datetime, Iterator[bytes]]]:
        for n in range(50):
            yield str(n), AT, (bytes(MB) for _ in range(4))

    tracemalloc.start()
    sent = sum(map(len, zipped(entries())))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent > 200 * MB
    assert peak < 12 * MB


def test_sizes_stand_in_front_of_entries_that_are_held_whole() -> None:
    data = b"".join(zipped_whole([("a.txt", AT, b"one"), ("b/c.txt", AT, b""), ("d.bin", AT, bytes(300_000))]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.txt", "b/c.txt", "d.bin"]
        assert archive.read("d.bin") == bytes(300_000)
        assert {one.flag_bits & 0x08 for one in archive.infolist()} == {0}
        assert {one.extract_version for one in archive.infolist()} == {20}
        assert archive.getinfo("a.txt").date_time[:3] == (2022, 12, 20)


def test_entries_held_whole_are_asked_for_one_by_one_and_let_go() -> None:
    asked: list[int] = []

    def entries() -> Iterator[tuple[str, datetime, bytes]]:
        for n in range(40):
            asked.append(n)
            yield str(n), AT, bytes(4 * MB)

    tracemalloc.start()
    pieces = zipped_whole(entries())
    sent = len(next(pieces))
    assert asked == [0]
    sent += sum(map(len, pieces))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent > 160 * MB
    assert peak < 24 * MB


def test_equal_entries_give_equal_bytes() -> None:
    first, second = (b"".join(zipped([("a", AT, [b"one"])])) for _ in range(2))
    assert first == second

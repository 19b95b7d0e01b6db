"""How often one place sends is counted by the hour; who it is, is not kept."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from casecall.people.knocking import forget_knocks, knock, place_of
from casecall.people.models import Knock

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 9, 1, 2, 30, tzinfo=UTC)
HERE, THERE = "198.51.100.7", "198.51.100.8"


def test_one_too_many_within_the_hour_has_to_wait_until_the_next() -> None:
    assert [knock(HERE, most=3, now=NOW + timedelta(minutes=n)) for n in range(3)] == [None] * 3
    assert knock(HERE, most=3, now=NOW + timedelta(minutes=10)) == timedelta(minutes=20)
    assert knock(HERE, most=3, now=NOW + timedelta(minutes=30)) is None


def test_each_place_is_counted_for_itself() -> None:
    for _ in range(2):
        knock(HERE, most=1, now=NOW)
    assert knock(THERE, most=1, now=NOW) is None


def test_a_whole_network_of_the_new_kind_is_one_place() -> None:
    assert place_of("2001:db8:1:2::1") == place_of("2001:db8:1:2:ffff::9") != place_of("2001:db8:1:3::1")
    assert place_of("::ffff:198.51.100.7") == HERE
    assert place_of("not an address") == "not an address"


def test_no_address_is_kept() -> None:
    knock(HERE, most=3, now=NOW)
    row = Knock.objects.get()
    assert HERE not in row.mark
    assert row.count == 1


def test_counts_go_after_a_day() -> None:
    knock(HERE, most=3, now=NOW)
    assert forget_knocks(now=NOW + timedelta(hours=23)) == 0
    assert forget_knocks(now=NOW + timedelta(hours=26)) == 1
    assert not Knock.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_none_slips_through_among_many_at_once() -> None:
    let_in: list[bool] = []

    def sender() -> None:
        try:
            let_in.extend(knock(HERE, most=5, now=NOW) is None for _ in range(4))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sender) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(let_in), sum(let_in)) == (16, 5)

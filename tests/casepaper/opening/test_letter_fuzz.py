"""Damaged letters by the thousand: none stops the reader, none keeps it long; bench/letters_fuzz.py is the whole."""

from __future__ import annotations

from bench.letters_fuzz import SLOWEST_S, damaged, fuzz


def test_no_damaged_letter_stops_the_reader_or_keeps_it() -> None:
    found = fuzz(damaged(1_500, seed=7))
    assert found.letters == 1_500
    assert found.failures == []
    assert found.slowest < SLOWEST_S


def test_the_same_seed_damages_alike() -> None:
    assert list(damaged(20, seed=3)) == list(damaged(20, seed=3)) != list(damaged(20, seed=4))

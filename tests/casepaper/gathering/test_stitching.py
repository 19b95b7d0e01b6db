"""Pages laid together keep their homes: evidence points to the file and page where it stands."""

from __future__ import annotations

from dataclasses import replace

from casepaper.gathering.stitching import laid_together, led_home
from casepaper.records import Evidence
from tests.casepaper.gathering.files import form_of, page, paged


def test_pages_are_numbered_anew_and_led_home() -> None:
    files = [paged("1.jpg", page(1, "甲")).opened, paged("2.pdf", page(1, "乙"), page(2, "丙"), kind="pdf").opened]
    whole, homes = laid_together(files)
    assert [one.number for one in whole.pages] == [1, 2, 3]
    assert homes == {1: ("1.jpg", 1), 2: ("2.pdf", 1), 3: ("2.pdf", 2)}
    read = form_of(whole.name)
    moved = replace(read.fields["date"], evidence=(Evidence(whole.name, page=3), Evidence(whole.name)))
    home = led_home(replace(read, fields={**read.fields, "date": moved}), homes)
    assert home.fields["date"].evidence == (Evidence("2.pdf", page=2), Evidence("1.jpg"))

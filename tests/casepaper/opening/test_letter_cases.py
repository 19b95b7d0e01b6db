"""Every letter of the table is understood whole: subject, sender, text, the names of its files and their bytes."""

from __future__ import annotations

from hashlib import sha256

import pytest

from casepaper.opening.letter.understanding import attachment, understand
from tests.casepaper.opening.letter_cases import CASES, Case


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_letter_says(case: Case) -> None:
    letter = understand(case.data, name="a.eml")
    assert (letter.subject, letter.sender, letter.text) == (case.subject, case.sender, case.text)
    assert [one.name for one in letter.attachments] == [name for name, _ in case.files]
    for number, (told, (_, data)) in enumerate(zip(letter.attachments, case.files, strict=True)):
        assert (told.size, told.sha256) == (len(data), sha256(data).hexdigest())
        assert b"".join(attachment(case.data, letter, number)) == data


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 18 + 60

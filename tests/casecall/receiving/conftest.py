"""A mailbox of the shipped call for the tests of receiving."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.casecall.receiving.posting import Post

if TYPE_CHECKING:
    from datetime import datetime

    from casecall.calls.queries import CallRow


@pytest.fixture
def post(call: CallRow, now: datetime) -> Post:
    """Posts letters to the secretariat's mailbox."""
    return Post(call, now)

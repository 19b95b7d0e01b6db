"""Circles are looked for without harm where there are none."""

from __future__ import annotations

import numpy as np

from casepaper.seals.circles import whole_circles


def test_a_circle_that_is_not_drawn_in_ink_is_none() -> None:
    rows, columns = np.indices((200, 200))
    ring = np.abs(np.hypot(rows - 100, columns - 100) - 60) < 2
    grey = np.where(ring, 0, 255).astype(np.uint8)
    assert whole_circles(grey, np.zeros_like(grey), (30.0, 90.0), votes=20) == []
    assert len(whole_circles(grey, ring.astype(np.uint8), (30.0, 90.0), votes=20)) >= 1

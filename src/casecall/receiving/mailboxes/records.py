"""What came of a fetch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What came of a fetch: letters taken, passed over (known, or older than is asked for), and refused for now."""

    taken: int = 0
    passed: int = 0
    refused: int = 0
    trouble: str = ""

    def __add__(self, other: FetchReport) -> FetchReport:
        return FetchReport(
            self.taken + other.taken,
            self.passed + other.passed,
            self.refused + other.refused,
            self.trouble or other.trouble,
        )

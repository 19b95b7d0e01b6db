"""When an edition may go out."""

from __future__ import annotations


class NotReady(ValueError):  # noqa: N818 - sentences for people, not an error of the program
    """An edition that cannot be published yet; ``reasons`` has a sentence for each obstacle."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons

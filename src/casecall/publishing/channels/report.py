"""Research reports: they quote cases whose undertaking covers it, and stay as they are once they are out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casecall.audit.actions import record

if TYPE_CHECKING:
    from datetime import datetime

KEY, LABEL = "report", "研究报告"
TAKEN_OUT = "不再出现在报告的任何导出中，登记里留有记录"


def take_out(publication_id: int, case_id: int, *, why: str, by: str, now: datetime) -> None:  # noqa: ARG001 - as every channel takes out
    """Note that a case may be quoted no more. What is printed stands; the register says that it was taken back."""
    record(at=now, actor=by, verb="citation.case_gone", object=f"case:{case_id}", note=f"publication:{publication_id}")

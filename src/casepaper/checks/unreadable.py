"""No form could be read, or a file beside the form could not be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from casepaper.opening.limits import REMARKS
from casepaper.records import Evidence, Finding

if TYPE_CHECKING:
    from casepaper.records import Paper, Trouble

ID: Final = "unreadable"
ABOUT: Final = "申报表打不开或读不出；已读出申报表时，另有文件打不开"
SAYS: Final = {
    "fault": "读不出申报表。{why}",
    "no_form": "收到的文件里没有找到《{form}》：{files}。",
    "nothing": "没有收到任何文件。",
    "doubt": "有文件没能打开，请确认是否要用。{why}",
}


def check(paper: Paper) -> tuple[Finding, ...]:
    """Faults when no form could be read at all; doubts, one a trouble, for other files when the form was read."""
    troubles = [one for one in paper.trouble if one.code not in REMARKS]
    if paper.reading is not None:
        return tuple(_finding("doubt", trouble) for trouble in troubles)
    if troubles:
        return tuple(_finding("fault", trouble) for trouble in troubles)
    if not paper.files:
        return (Finding(ID, "fault", SAYS["nothing"]),)
    files = [one.name for one in paper.files]
    says = SAYS["no_form"].format(form=paper.rules.form.title, files="、".join(files))
    return (Finding(ID, "fault", says, evidence=tuple(map(Evidence, files))),)


def _finding(level: Literal["fault", "doubt"], trouble: Trouble) -> Finding:
    why = trouble.says if trouble.file in trouble.says else f"{trouble.file}：{trouble.says}"
    says = SAYS[level].format(why=why)
    return Finding(ID, level, says, evidence=(Evidence(trouble.file),))

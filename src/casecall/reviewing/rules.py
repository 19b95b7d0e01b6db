"""The labels that a case may bear, in the notice's own words."""

REPRESENTATIVE, EXEMPLARY, INNOVATIVE = "representative", "exemplary", "innovative"
LABELS = {REPRESENTATIVE: "代表性", EXEMPLARY: "示范性", INNOVATIVE: "创新性"}
NO_REASON, NO_SUCH, TWICE = "请写明理由", "没有这样的标签", "已有这个标签，请先撤回原来的"
NO_BACK, NOT_CHOSEN = "请写明撤回标签的理由", "只有入选的案例可以加标签"
MOST_REASON, MOST_BACK = 500, 300


class Unfit(ValueError):  # noqa: N818 - a sentence for people, not an error of the program
    """Something asked for that may not be; the message is for people."""


def fault(kind: str, reason: str) -> str:
    """What is wrong with a label, empty where nothing is.

    >>> fault("innovative", "首次把余电用于路灯"), fault("best", "好")
    ('', '没有这样的标签')
    """
    if kind not in LABELS:
        return NO_SUCH
    return "" if reason.strip() else NO_REASON

"""The states of a case, the only table of the moves between them, and the doors through which cases come."""

SAYS = {
    "move": "案例现为“{state}”，不能转为“{to}”",
    "reason": "转为“{to}”时，请写明理由",
}

DRAFT, RECEIVED = "draft", "received"
IN_ORDER, DOUBTFUL, FAULTY, UNREADABLE = "in_order", "doubtful", "faulty", "unreadable"
ACCEPTED, DECLINED, COMPILED, PUBLISHED = "accepted", "declined", "compiled", "published"
WAITING = "waiting"
WITHDRAWN, LAPSED, MERGED = "withdrawn", "lapsed", "merged"

STATES = {
    DRAFT: "待盖章",
    RECEIVED: "识别中",
    IN_ORDER: "合格",
    DOUBTFUL: "待认定",
    FAULTY: "不齐",
    UNREADABLE: "无法识读",
    WAITING: "待补正",
    ACCEPTED: "入选",
    DECLINED: "未收录",
    COMPILED: "已编入",
    PUBLISHED: "已发布",
    WITHDRAWN: "已撤回",
    LAPSED: "已失效",
    MERGED: "已并案",
}

WEB, UPLOAD, FOLDER, LETTER, DESK = "web", "upload", "folder", "letter", "desk"
CORRECTION = "correction"
DOORS = {WEB: "在线填报", UPLOAD: "上传", FOLDER: "文件夹导入", LETTER: "邮件", DESK: "代为录入", CORRECTION: "补正"}

SCREENED = frozenset({IN_ORDER, DOUBTFUL, FAULTY, UNREADABLE})
CHOSEN = frozenset({ACCEPTED, COMPILED, PUBLISHED})
DECIDED = CHOSEN | {DECLINED}  # a further revision leaves the state as it is and waits for a clerk
ENDED = frozenset({WITHDRAWN, LAPSED, MERGED})
OUTCOMES = {"in order": IN_ORDER, "doubtful": DOUBTFUL, "faulty": FAULTY, "unreadable": UNREADABLE}

_ENDS = frozenset({WITHDRAWN, LAPSED, MERGED})
MOVES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({RECEIVED}) | _ENDS,
    RECEIVED: SCREENED | _ENDS,
    IN_ORDER: SCREENED - {IN_ORDER} | {RECEIVED, WAITING, ACCEPTED, DECLINED} | _ENDS,
    DOUBTFUL: SCREENED - {DOUBTFUL} | {RECEIVED, WAITING, ACCEPTED, DECLINED} | _ENDS,
    FAULTY: SCREENED - {FAULTY} | {RECEIVED, WAITING, ACCEPTED, DECLINED} | _ENDS,
    UNREADABLE: SCREENED - {UNREADABLE} | {RECEIVED, WAITING, ACCEPTED, DECLINED} | _ENDS,
    WAITING: SCREENED | {RECEIVED, ACCEPTED, DECLINED} | _ENDS,
    ACCEPTED: SCREENED | {DECLINED, COMPILED} | _ENDS,
    DECLINED: frozenset({ACCEPTED, RECEIVED}) | _ENDS,
    COMPILED: frozenset({PUBLISHED, ACCEPTED}) | _ENDS,
    PUBLISHED: frozenset({COMPILED}) | _ENDS,
    WITHDRAWN: frozenset(),
    LAPSED: frozenset({RECEIVED}),
    MERGED: frozenset({RECEIVED}),
}


OVER = "该单位已报 {count} 件，征集约定至多 {limit} 件"  # a note, never a fault: people decide which of them stand

NEEDS_REASON = frozenset({DECLINED, WITHDRAWN, LAPSED, MERGED})


class NotAllowed(Exception):  # noqa: N818 - it says what the move is
    """Raised for a move that the table does not hold; the message is a sentence for people."""


def state_choices() -> list[tuple[str, str]]:
    """The states with their names on screen."""
    return list(STATES.items())


def may_move(state: str, to: str) -> bool:
    """Whether a case may go from one state to the other."""
    return to in MOVES[state]


def judge(state: str, to: str, why: str) -> None:
    """Raise NotAllowed where a case may not go from one state to the other, or not without a reason."""
    if to not in STATES or not may_move(state, to):
        raise NotAllowed(SAYS["move"].format(state=STATES[state], to=STATES.get(to, to)))
    if to in NEEDS_REASON and not why.strip():
        raise NotAllowed(SAYS["reason"].format(to=STATES[to]))

"""States of a job, how long it is lent to a worker, and when a failed one is tried again."""

from datetime import datetime, timedelta

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
STATES = {WAITING: "等待", RUNNING: "处理中", DONE: "完成", FAILED: "失败"}
MOST_ATTEMPTS = 4
LEASE = timedelta(seconds=30)
CUT_OFF = "处理进程多次中断，已停止重试"


class Later(Exception):  # noqa: N818 - it is no error
    """Raised by a step that can do nothing yet: its job waits until ``due``, and the attempt does not count."""

    def __init__(self, due: datetime, why: str = "") -> None:
        super().__init__(why)
        self.due, self.why = due, why


def state_choices() -> list[tuple[str, str]]:
    """The states with their names on screen."""
    return list(STATES.items())


def wait_after(attempts: int) -> timedelta:
    """How long to wait after that many failed attempts: 10 s, 40 s, 160 s."""
    return timedelta(seconds=10 * 4 ** (attempts - 1))


def is_last(attempts: int) -> bool:
    """Whether a job that failed that many times is given up."""
    return attempts >= MOST_ATTEMPTS

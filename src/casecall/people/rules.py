"""Roles and what each may do, what a login name looks like, and how actors are called on screen."""

import re

SAYS = {
    "username": "登录名为 2 至 60 个字母、汉字、数字或 . @ + - _",
}

ADMINISTRATOR, CLERK = "administrator", "clerk"
ROLES = {ADMINISTRATOR: "管理员", CLERK: "工作人员"}

_CLERK = frozenset({"see", "rule", "correct", "decide", "compile", "publish", "enter", "write", "send"})
MAY = {
    CLERK: _CLERK,
    ADMINISTRATOR: _CLERK | {"set_up", "people"},
}
ACTORS = {"applicant": "申报单位", "worker": "系统", "setup": "系统", "user": "已注销用户", "console": "命令行"}
_USERNAME = re.compile(r"[\w.@+-]{2,60}")


def role_choices() -> list[tuple[str, str]]:
    """The roles with their names on screen."""
    return list(ROLES.items())


def may(role: str, act: str) -> bool:
    """Whether a person of that role may do that."""
    return act in MAY.get(role, frozenset())


def username_faults(username: str) -> list[str]:
    """What is wrong with a login name, as sentences."""
    return [] if _USERNAME.fullmatch(username) else [SAYS["username"]]


def actor_name(actor: str) -> str:
    """What an actor that is no known user is called: 申报单位 for ``applicant:12``."""
    return ACTORS.get(actor.partition(":")[0], ACTORS["worker"])

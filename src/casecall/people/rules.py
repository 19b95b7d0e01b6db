"""Roles, and what each may do."""

ADMINISTRATOR, CLERK = "administrator", "clerk"
ROLES = {ADMINISTRATOR: "管理员", CLERK: "工作人员"}

MAY = {
    CLERK: frozenset({"see", "rule", "correct", "decide", "compile", "publish", "enter"}),
    ADMINISTRATOR: frozenset({"see", "rule", "correct", "decide", "compile", "publish", "enter", "set_up", "people"}),
}


def role_choices() -> list[tuple[str, str]]:
    """The roles with their names on screen."""
    return list(ROLES.items())


def may(role: str, act: str) -> bool:
    """Whether a person of that role may do that."""
    return act in MAY.get(role, frozenset())

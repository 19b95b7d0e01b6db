"""The guard inside the database: a line of the record is neither changed nor removed, whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GUARD = {
    "sqlite": (
        """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_auditline
        BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END""",
        """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditline
        BEGIN SELECT RAISE(ABORT, 'audit lines are never removed'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit lines are never changed or removed'; END $$""",
        """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_auditline
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_auditline
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    ),
}
UNGUARD = {
    "sqlite": ("DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"),
    "postgresql": (
        "DROP TRIGGER IF EXISTS audit_no_change ON audit_auditline",
        "DROP TRIGGER IF EXISTS audit_no_truncate ON audit_auditline",
        "DROP FUNCTION IF EXISTS audit_refuse()",
    ),
}


def guard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Set the triggers."""
    for statement in GUARD[editor.connection.vendor]:
        editor.execute(statement)


def unguard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away again."""
    for statement in UNGUARD[editor.connection.vendor]:
        editor.execute(statement)

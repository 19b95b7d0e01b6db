"""All commands, in the order in which one meets them."""

from __future__ import annotations

from casecall.cli import (
    auditing,
    backup,
    export,
    importing,
    ledger,
    mailbox,
    manage,
    rehearse,
    restore,
    serve,
    setup,
    users,
    worker,
)

COMMANDS = (
    setup.COMMAND,
    serve.COMMAND,
    worker.COMMAND,
    users.COMMAND,
    importing.COMMAND,
    ledger.COMMAND,
    mailbox.COMMAND,
    rehearse.COMMAND,
    export.COMMAND,
    backup.COMMAND,
    restore.COMMAND,
    auditing.COMMAND,
    manage.COMMAND,
)

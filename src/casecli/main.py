"""The command ``casepaper``: one command, one file; this one only hands over."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command that was asked for."""
    sys.exit(2)

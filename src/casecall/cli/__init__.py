"""The command ``casecall``: sets up, serves, works, imports, backs up and restores."""

from casecall.cli.main import main

__all__ = ["main"]

"""Fetching: every letter of a mailbox once, its bytes first, then one transaction, then what was told."""

from casecall.receiving.mailboxes.fetching import fetch_once
from casecall.receiving.mailboxes.records import FetchReport
from casecall.receiving.mailboxes.watching import watch

__all__ = ["FetchReport", "fetch_once", "watch"]

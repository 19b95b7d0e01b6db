"""Fetching: every letter of a mailbox once, its bytes first, then one transaction, then what was told."""

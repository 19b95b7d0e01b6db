"""Bytes to pages: one opener for each kind of file."""

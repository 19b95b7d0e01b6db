"""Bytes kept once, by hash."""

"""Runs casepaper on a revision; keeps what it found and what a person ruled."""

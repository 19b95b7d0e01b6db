"""Reads application papers: what they say, and whether they are in order. A pure library."""

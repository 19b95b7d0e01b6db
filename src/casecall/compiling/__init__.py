"""Chosen cases, edited and put in order."""

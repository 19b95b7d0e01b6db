"""Addresses of pages that stand in every chrome, looked up once and not thirty times a page."""

from __future__ import annotations

from functools import cache

from django.urls import reverse


@cache
def place_of(name: str) -> str:
    """The address of a page that has no part of its own, such as ``office:inbox``."""
    return reverse(name)

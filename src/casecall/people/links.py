"""Links that open one thing to whoever has them: signed, unguessable, without a table."""

from __future__ import annotations

from django.core import signing

_SALT = "casecall.people.links"


def make_link(purpose: str, key: str) -> str:
    """A token for a purpose (such as ``case``) and a key; it never runs out and is good for that purpose alone."""
    return signing.Signer(salt=f"{_SALT}.{purpose}", sep="~").sign(key)


def read_link(purpose: str, token: str) -> str | None:
    """The key in a token, or None where it was not made by us for that purpose."""
    try:
        return signing.Signer(salt=f"{_SALT}.{purpose}", sep="~").unsign(token)
    except signing.BadSignature:
        return None

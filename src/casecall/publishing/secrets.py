"""Seals what must not be read in the database, secrets of accounts and servers, by a key from the site's own."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

PURPOSE: Final = b"casecall.publishing.secrets 1"
SAYS: Final = {
    "foreign": "保存的密钥无法解开：数据由另一把站点密钥（secret.key）加密。请找回原来的 secret.key，或重新填写密钥",
}


class Sealed(ValueError):  # noqa: N818 - a sentence for people
    """A secret that was sealed by another key, or was changed since."""


def seal(text: str) -> str:
    """A secret as it may be kept; nothing stays nothing."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def unseal(kept: str) -> str:
    """The secret that was sealed; nothing is nothing. Raises Sealed where this site's key does not open it."""
    if not kept:
        return ""
    try:
        return _fernet().decrypt(kept.encode()).decode()
    except InvalidToken as why:
        raise Sealed(SAYS["foreign"]) from why


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.blake2b(PURPOSE, key=_key(), digest_size=32).digest()))


def _key() -> bytes:
    """The site's key, of any length, as bytes that BLAKE2 takes."""
    return hashlib.sha512(settings.SECRET_KEY.encode()).digest()

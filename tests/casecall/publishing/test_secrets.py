"""Secrets are kept sealed, and open by this site's key alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casecall.publishing.secrets import Sealed, seal, unseal

if TYPE_CHECKING:
    from pytest_django import Settings


@pytest.mark.parametrize("secret", ["a", "0123456789abcdef" * 4, "密钥 𬱟", "两行\n的口令"])
def test_a_sealed_secret_opens_as_it_was(secret: str) -> None:
    assert unseal(seal(secret)) == secret


def test_nothing_stays_nothing() -> None:
    assert (seal(""), unseal("")) == ("", "")


def test_what_is_kept_shows_nothing_of_the_secret_and_is_another_each_time() -> None:
    first, second = seal("open-sesame"), seal("open-sesame")
    assert first != second
    assert "sesame" not in first


def test_another_sites_key_does_not_open_it(settings: Settings) -> None:
    kept = seal("open-sesame")
    settings.SECRET_KEY = "another"
    with pytest.raises(Sealed, match=r"secret\.key"):
        unseal(kept)


def test_what_was_changed_is_not_opened() -> None:
    kept = seal("open-sesame")
    with pytest.raises(Sealed):
        unseal(kept[:-6] + "AAAAA=")

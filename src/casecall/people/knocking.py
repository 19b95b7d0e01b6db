"""How often one place may send something without an account: counted by the hour, and no address is kept."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.crypto import salted_hmac

from casecall.audit.writing import write_atomic
from casecall.people.models import Knock

if TYPE_CHECKING:
    from datetime import datetime

HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)
NETWORK = 64  # bits of an IPv6 address that belong to the place; the rest is its holder's to change at will
_SALT = "casecall.people.knocking"


def knock(address: str, *, most: int, now: datetime) -> timedelta | None:
    """Count one more sending from an address; how long it has to wait where that is one too many, else None."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    mark = salted_hmac(_SALT, f"{place_of(address)} {hour.isoformat()}", algorithm="sha256").hexdigest()
    with write_atomic(recorded=False):
        row, _ = Knock.objects.get_or_create(mark=mark, hour=hour)
        if row.count >= most:
            return hour + HOUR - now
        Knock.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return None


def forget_knocks(*, now: datetime) -> int:
    """Remove the counts of hours long past; how many."""
    return Knock.objects.filter(hour__lt=now - KEPT).delete()[0]


def place_of(address: str) -> str:
    """The place that an address belongs to: itself, or the network of an IPv6 address.

    >>> place_of("198.51.100.7"), place_of("2001:db8:1:2:aaaa::1") == place_of("2001:db8:1:2:bbbb::2")
    ('198.51.100.7', True)
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or int(found) >> (128 - NETWORK))

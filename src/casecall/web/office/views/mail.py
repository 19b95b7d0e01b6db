"""How the mailboxes and the sending account stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.views.decorators.http import require_safe

from casecall.web.kit.access import needs
from casecall.web.office.contexts.mail import mail_page
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@require_safe
@needs("see")
def page(request: HttpRequest) -> HttpResponseBase:
    """Every mailbox, what could not be taken, and the account that sends."""
    return show(request, "mail", here="mail", page=mail_page(now=timezone.now()))

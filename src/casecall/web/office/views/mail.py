"""How the mailboxes and the sending account stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from casecall.receiving import ledger
from casecall.web.kit.access import needs
from casecall.web.office.contexts.mail import mail_page
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

SAYS = {
    "again": "下次收取时再试这封信。",
    "gone": "这封信已经收下，或不在信箱里了。",
}


@require_safe
@needs("see")
def page(request: HttpRequest) -> HttpResponseBase:
    """Every mailbox, what could not be taken, and the account that sends."""
    return show(request, "mail", here="mail", page=mail_page(now=timezone.now()))


@require_POST
@needs("enter")
def again(request: HttpRequest, trouble_id: int) -> HttpResponseBase:
    """Have a letter that could not be taken tried at the next fetch."""
    due = ledger.try_again(trouble_id, now=timezone.now())
    messages.info(request, SAYS["again" if due else "gone"])
    return redirect("office:mail")

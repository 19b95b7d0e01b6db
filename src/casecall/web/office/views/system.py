"""Jobs, the record of what was done, and what this machine has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casecall.audit import queries as audit
from casecall.jobs import actions as job_actions
from casecall.jobs import rules as job_rules
from casecall.web.kit.access import actor, needs
from casecall.web.office.contexts.system import audit_page, jobs_page, system_page
from casecall.web.office.views.asking import back_to
from casecall.web.office.views.showing import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

SAYS = {
    "again": "已重新排队。",
    "running": "这项任务不在失败状态，无需重试。",
}


@require_safe
@needs("see")
def jobs(request: HttpRequest) -> HttpResponseBase:
    """The ledger of work."""
    state = request.GET.get("state", "")
    shown = jobs_page(state if state in job_rules.STATES else "", now=timezone.now())
    return show(request, "jobs", here="jobs", page=shown)


@require_POST
@needs("see")
def retry(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """Try a failed job again."""
    if job_actions.retry(job_id, now=timezone.now(), by=actor(request)):
        messages.success(request, SAYS["again"])
    else:
        messages.info(request, SAYS["running"], extra_tags="doubt")
    return back_to(request, "office:jobs")


@require_http_methods(["GET", "POST"])
@needs("see")
def record(request: HttpRequest) -> HttpResponseBase:
    """The latest lines of the record; a POST walks the whole chain."""
    verdict = audit.verify() if request.method == "POST" else None
    return show(request, "audit", here="audit", page=audit_page(now=timezone.now()), verdict=verdict)


@require_safe
@needs("see")
def system(request: HttpRequest) -> HttpResponseBase:
    """What this machine has, and what does not work without what it lacks."""
    return show(request, "system", here="system", page=system_page())
